import type { Run } from "../run.ts";
import { tellingOf } from "../run-telling.ts";
import type { Explained, ExplainPart, WhatIfChange, WhatIfState } from "../shown-explain.ts";
import { Explainer } from "./explainer.ts";

/** One question at a run, answered as the page would get it. */
export function asked(run: Run, part: ExplainPart, node: string | null, pfs: string | null, wave = -1): Explained {
  run.chronicle.catchUp();
  return new Explainer().explain({ node, pfs, wave, parts: [part] }, run, run, tellingOf(run));
}

/** "What if?" to its end, in small pieces. */
export function whatIf(run: Run, change: WhatIfChange, pfs: string | null = null): WhatIfState {
  const explainer = new Explainer();
  let state = explainer.startWhatIf(run, change, pfs);
  for (let pieces = 0; state.phase !== "done" && state.phase !== "refused"; pieces++) {
    if (pieces > 20_000) throw new Error("it never ends");
    state = explainer.goOnWhatIf(state.job, 500);
  }
  return state;
}
