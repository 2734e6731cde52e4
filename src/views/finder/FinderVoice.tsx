import type { FinderState } from "../../store/finder.ts";
import { FINDER_TEXTS } from "../../texts/finder.ts";
import { casesOf } from "./FinderProgress.tsx";
import { claimOf, endOf, sizeText } from "./FinderResult.tsx";

/** Of the cases, in percent: more often nobody wants to hear it. */
const STEP = 20;

/** What is read aloud to those who do not see it: that it began, milestones, what came out. */
export function FinderVoice({ state }: { readonly state: FinderState }) {
  return <output className="visually-hidden">{sentenceOf(state)}</output>;
}

/** It stays the same between two milestones, so that nothing is said then. */
function sentenceOf(state: FinderState): string {
  const texts = FINDER_TEXTS.said;
  const { phase, tally, found, shrunk, end } = state;
  if (phase === "idle") return "";
  if (phase === "hunting") {
    const all = casesOf(state);
    const percent = Math.floor((tally.cases * 100) / all / STEP) * STEP;
    return percent === 0 ? texts.started(all) : texts.milestone(percent);
  }
  if (shrunk !== null) return texts.shrunk(sizeText(shrunk));
  if (found !== null) return texts.found(found.seed, claimOf(state));
  return end === null ? "" : endOf(state)[2];
}
