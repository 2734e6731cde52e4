import type { PlaceKeys } from "./action.ts";
import { STAGE_MORE_KEYS } from "./stage-actions.ts";
import { PALETTE_TEXTS } from "../../texts/palette.ts";

const { places } = PALETTE_TEXTS;

/** Handled in stage/keyboard.ts. */
export const STAGE_KEYS: PlaceKeys = {
  id: "stage",
  title: places.stage.title,
  rows: [
    { keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], does: places.stage.move, insteadOf: ["tape.back", "time.step"] },
    { keys: ["l"], does: places.stage.nextLink },
    { keys: ["Shift+L"], does: places.stage.previousLink },
    { keys: ["Enter"], does: places.stage.act },
    { keys: ["Shift+F10"], does: places.stage.menu },
    ...STAGE_MORE_KEYS,
    { keys: ["+", "-"], does: places.stage.zoom },
    { keys: ["Escape"], does: places.stage.letGo, insteadOf: ["view.nothing"] },
  ],
};

/** Handled by each list: events, tables. */
export const LIST_KEYS: PlaceKeys = {
  id: "lists",
  title: places.lists.title,
  rows: [
    { keys: ["ArrowUp", "ArrowDown"], does: places.lists.rows },
    { keys: ["PageUp", "PageDown"], does: places.lists.pages },
    { keys: ["Home", "End"], does: places.lists.ends, insteadOf: ["tape.start", "tape.live"] },
    { keys: ["Enter"], does: places.lists.act },
  ],
};
