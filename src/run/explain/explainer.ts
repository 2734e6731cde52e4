import type { Run } from "../run.ts";
import type { Telling } from "../sentences.ts";
import type { Explained, ExplainAsked, WhatIfChange, WhatIfState } from "../shown-explain.ts";
import { climbOf } from "./climb.ts";
import { KnowledgeRows } from "./knowledge-rows.ts";
import { nodeViewOf } from "./node-view.ts";
import { explainSpans } from "./spans.ts";
import { wavefrontOf } from "./wave.ts";
import { WhatIf } from "./what-if.ts";

/** Answers who asks why. It only reads runs; what it remembers of a journal it reads again when it is given another one. */
export class Explainer {
  private readonly _knowledge = new KnowledgeRows();
  private _whatIf: WhatIf | null = null;
  private _jobs = 0;

  /** `run` stands at the cursor; `history` has the whole journal of the branch, and is the same run where nobody went back. */
  explain(asked: ExplainAsked, run: Run, history: Run, telling: Telling): Explained {
    const { node, pfs, wave, parts } = asked;
    const wants = (part: ExplainAsked["parts"][number]): boolean => parts.includes(part);
    if (wants("wave") || wants("climb")) this._knowledge.catchUp(history.journal, history.world.identities);
    if (wants("view")) run.chronicle.catchUp();
    return {
      nowUs: run.nowUs,
      spans: wants("spans") && node !== null && pfs !== null ? explainSpans(run, node, pfs) : null,
      wave: wants("wave") && pfs !== null ? wavefrontOf(history, run, this._knowledge, pfs, wave, telling) : null,
      climb: wants("climb") && node !== null && pfs !== null ? climbOf(history, run, this._knowledge, node, pfs, telling) : null,
      view: wants("view") && node !== null ? nodeViewOf(run, node) : null,
    };
  }

  /** A new question takes the place of the one before. */
  startWhatIf(run: Run, change: WhatIfChange, pfs: string | null): WhatIfState {
    const asked = new WhatIf(++this._jobs, run, change, pfs);
    const state = asked.state();
    this._whatIf = state.phase === "refused" ? null : asked;
    return state;
  }

  /** At most so many steps more, none = it is given up; a job that was given up or replaced is gone. */
  goOnWhatIf(job: number, steps: number): WhatIfState {
    if (steps === 0 && this._whatIf?.job === job) this._whatIf = null;
    if (this._whatIf?.job !== job) return { job, phase: "gone", steps: 0, passedUs: 0, refusal: "", outcome: null };
    const state = this._whatIf.goOn(steps);
    // What was found is the page's now; two copies of a run are large.
    if (state.phase === "done" || state.phase === "refused") this._whatIf = null;
    return state;
  }
}
