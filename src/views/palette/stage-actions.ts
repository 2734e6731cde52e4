import { FIND_EVENT } from "../stage/find-event.ts";
import { STAGE_ACTION_TEXTS as TEXTS } from "../../texts/stage.ts";
import type { Action, PlaceKey } from "./action.ts";

/** What can be done on the stage by name, wherever the focus is. */
export const STAGE_ACTIONS: readonly Action[] = [
  { id: "find.things", group: "find", title: TEXTS.find, words: TEXTS.findWords, keys: ["$mod+f"], isOffered: ({ mirror }) => (mirror.topology?.nodes.length ?? 0) > 0, run: () => void window.dispatchEvent(new Event(FIND_EVENT)) },
  { id: "view.divide", group: "view", title: TEXTS.divide, words: TEXTS.divideWords, isOffered: ({ mirror }) => (mirror.topology?.links.length ?? 0) > 0, run: divideStage },
];

/** Keys of the stage for several things, messages and the search; handled in stage/keyboard.ts. */
export const STAGE_MORE_KEYS: readonly PlaceKey[] = [
  { keys: ["m"], does: TEXTS.nextMessage },
  { keys: ["Shift+M"], does: TEXTS.previousMessage },
  { keys: ["x"], does: TEXTS.pick },
  { keys: ["p"], does: TEXTS.divideKey },
  { keys: ["r"], does: TEXTS.resumeAll },
  { keys: ["/"], does: TEXTS.find, insteadOf: ["find.events"] },
];

/** The stage has a key of its own for it. */
function divideStage(): void {
  const surface = document.querySelector<HTMLElement>(".stage-surface");
  surface?.focus({ preventScroll: true });
  surface?.dispatchEvent(new KeyboardEvent("keydown", { key: "p" }));
}
