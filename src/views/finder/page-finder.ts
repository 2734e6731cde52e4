import { createFinder, type Finder } from "../../store/finder.ts";
import { openHunter } from "./hunters.ts";

/** Workers at most: more than these would take the page's own time; one core less than there are is left to the lab. */
const HUNTERS_MAX = 4;

let finder: Finder | null = null;

/** The one of the page: what it found last is still there when its dialog is opened again. */
export function pageFinder(): Finder {
  const hunters = Math.min(Math.max(navigator.hardwareConcurrency - 1, 1), HUNTERS_MAX);
  finder ??= createFinder({ open: openHunter, hunters, nowMs: () => performance.now(), later: (ms, then) => void setTimeout(then, ms) });
  return finder;
}
