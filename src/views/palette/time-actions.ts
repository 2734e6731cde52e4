import { changeSpeed } from "../shell/page-acts.ts";
import { SPEEDS, speedText } from "../shell/speed.ts";
import { type Action, isRunning } from "./action.ts";
import { PALETTE_TEXTS } from "../../texts/palette.ts";

const { time } = PALETTE_TEXTS;

/** What drives the run. */
export const TIME_ACTIONS: readonly Action[] = [
  { id: "time.play", group: "time", title: time.play, words: time.playWords, keys: ["Space"], isOffered: isRunning, run: ({ session }) => session.togglePlay() },
  { id: "time.step", group: "time", title: time.step, keys: [".", "ArrowRight"], isOffered: isRunning, run: ({ session }) => session.stepEvent() },
  { id: "time.slower", group: "time", title: time.slower, words: time.speedWords, keys: ["["], isOffered: isRunning, run: ({ session }) => changeSpeed(session, -1) },
  { id: "time.faster", group: "time", title: time.faster, words: time.speedWords, keys: ["]"], isOffered: isRunning, run: ({ session }) => changeSpeed(session, 1) },
  ...SPEEDS.map((usPerS) => ({ id: `time.speed.${usPerS}`, group: "time", title: time.speed(speedText(usPerS)), onlyFound: true, isOffered: isRunning, run: ({ session }) => session.setSpeed(usPerS) }) satisfies Action),
];
