import { US_PER_S } from "../../base/time.ts";
import type { Run } from "../run.ts";
import type { Outcome, WhatIfChange, WhatIfState } from "../shown-explain.ts";
import { copyRun } from "../watched-run.ts";
import { type Fork, outcomeOf } from "./outcome.ts";

/** ours: so much simulated time and so many steps a branch may take until it is quiet */
export const WHAT_IF_US = 60 * US_PER_S;
export const WHAT_IF_STEPS_MAX = 2_000_000;

/**
 * "What would change if …?", answered by doing it: in a branch of the run the change is made and the branch goes on until
 * it is quiet; where the run was not quiet itself a second branch goes on without the change, so that the two can be held
 * against each other. In pieces, so that whoever watches can stop it. The run itself is only read.
 */
export class WhatIf {
  readonly job: number;
  readonly change: WhatIfChange;
  private readonly _pfs: string | null;
  private readonly _fork: Fork;
  private _phase: WhatIfState["phase"];
  /** how the run stood when it was asked, twice: it may go on in the meantime */
  private readonly _without: Run;
  private readonly _with: Run;
  private _steps = 0;
  private _refusal = "";
  private _outcome: Outcome | null = null;

  /** `pfs`: label of the PFS whose tree is told too; null = none. */
  constructor(job: number, run: Run, change: WhatIfChange, pfs: string | null) {
    this.job = job;
    this.change = change;
    this._pfs = pfs;
    this._fork = { row: run.journal.rowEnd, atUs: run.nowUs };
    this._without = copyRun(run);
    this._with = copyRun(run);
    this._phase = run.isQuiet ? "withIt" : "withoutIt";
    this._refusal = this._with.apply(change) ?? "";
    if (this._refusal !== "") this._phase = "refused";
  }

  /** At most so many steps more. */
  goOn(stepsMax: number): WhatIfState {
    if (this._phase === "withoutIt" || this._phase === "withIt") this._advance(stepsMax);
    return this.state();
  }

  state(): WhatIfState {
    const run = this._phase === "withoutIt" ? this._without : this._with;
    return { job: this.job, phase: this._phase, steps: this._steps, passedUs: run.nowUs - this._fork.atUs, refusal: this._refusal, outcome: this._outcome };
  }

  private _advance(stepsMax: number): void {
    const run = this._phase === "withIt" ? this._with : this._without;
    const more = run.advanceUntilQuiet(this._fork.atUs + WHAT_IF_US, stepsMax) === "more";
    this._steps += stepsMax;
    if (more && this._steps < WHAT_IF_STEPS_MAX) return;
    this._steps = 0;
    if (this._phase === "withIt") this._finish(run);
    else this._phase = "withIt";
  }

  private _finish(run: Run): void {
    this._phase = "done";
    this._outcome = outcomeOf(run, this._without, this._fork, this.change, this._pfs);
  }
}
