import { type Action, isRunning } from "../palette/action.ts";
import { CHANGE_FILTER, JUMPS } from "./jumps.ts";
import { TAPE_TEXTS } from "../../texts/tape.ts";

const base = { group: "time", isOffered: isRunning } as const;

/** Time as a place: back, on, elsewhere, and other futures. */
export const TAPE_ACTIONS: readonly Action[] = [
  { ...base, id: "tape.back", title: TAPE_TEXTS.back, keys: [",", "ArrowLeft"], run: ({ session }) => session.stepBack() },
  { ...base, id: "tape.live", title: TAPE_TEXTS.liveLabel, keys: ["End"], run: ({ session }) => session.live() },
  { ...base, id: "tape.start", title: TAPE_TEXTS.jump.start, words: TAPE_TEXTS.jump.startWords, keys: ["Home"], run: ({ session }) => session.seek(0) },
  { ...base, id: "tape.previousChange", title: TAPE_TEXTS.jump.previousOf(TAPE_TEXTS.jump.change), keys: ["Shift+ArrowLeft"], run: ({ session }) => session.jump(CHANGE_FILTER, true) },
  { ...base, id: "tape.nextChange", title: TAPE_TEXTS.jump.nextOf(TAPE_TEXTS.jump.change), keys: ["Shift+ArrowRight"], run: ({ session }) => session.jump(CHANGE_FILTER, false) },
  ...JUMPS.filter(({ id }) => id !== "change").flatMap(({ id, title, filter }): Action[] => [
    { ...base, id: `tape.previous.${id}`, title: TAPE_TEXTS.jump.previousOf(title), run: ({ session }) => session.jump(filter, true) },
    { ...base, id: `tape.next.${id}`, title: TAPE_TEXTS.jump.nextOf(title), run: ({ session }) => session.jump(filter, false) },
  ]),
  { ...base, id: "tape.on50", title: TAPE_TEXTS.jump.on50, run: ({ session, mirror }) => session.seekTime((mirror.frame?.nowUs ?? 0) + 50_000) },
  { ...base, id: "tape.undo", title: TAPE_TEXTS.undo, keys: ["$mod+z"], run: ({ session }) => session.undo() },
  { ...base, id: "tape.redo", title: TAPE_TEXTS.redo, keys: ["$mod+Shift+z"], run: ({ session }) => session.redo() },
];
