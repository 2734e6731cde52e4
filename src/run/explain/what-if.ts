import { US_PER_S } from "../../base/time.ts";
import type { Run } from "../run.ts";
import type { Outcome, WhatIfChange, WhatIfState } from "../shown-explain.ts";
import { Branch } from "./branch.ts";
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
  private _phase: WhatIfState["phase"] = "copying";
  /** how the run stands now, twice: it may go on in the meantime */
  private readonly _copies: readonly [Branch, Branch];
  private _without: Run | null = null;
  private _with: Run | null = null;
  private _steps = 0;
  private _refusal = "";
  private _outcome: Outcome | null = null;

  /** `pfs`: label of the PFS whose tree is told too; null = none. */
  constructor(job: number, run: Run, change: WhatIfChange, pfs: string | null) {
    this.job = job;
    this.change = change;
    this._pfs = pfs;
    this._fork = { row: run.journal.rowEnd, atUs: run.nowUs };
    this._copies = [new Branch(run), new Branch(run)];
  }

  /** At most so many steps more. */
  goOn(stepsMax: number): WhatIfState {
    if (this._phase === "copying") this._copy(stepsMax);
    else if (this._phase === "withoutIt" || this._phase === "withIt") this._advance(stepsMax);
    return this.state();
  }

  state(): WhatIfState {
    const run = this._with ?? this._without;
    return { job: this.job, phase: this._phase, steps: this._steps, passedUs: run === null ? 0 : run.nowUs - this._fork.atUs, refusal: this._refusal, outcome: this._outcome };
  }

  /** The branch with the change, once it is quiet: for tests. */
  get branch(): Run | null {
    return this._with;
  }

  private _copy(stepsMax: number): void {
    const run = this._copies[this._without === null ? 0 : 1].goOn(stepsMax);
    this._steps += stepsMax;
    if (run === null) return;
    this._steps = 0;
    if (this._without === null) {
      this._without = run;
      if (!run.isQuiet) this._phase = "withoutIt";
      return;
    }
    this._with = run;
    this._phase = "withIt";
    this._refusal = run.apply(this.change) ?? "";
    if (this._refusal !== "") this._phase = "refused";
  }

  private _advance(stepsMax: number): void {
    const run = this._phase === "withIt" ? this._with! : this._without!;
    const more = run.advanceUntilQuiet(this._fork.atUs + WHAT_IF_US, stepsMax) === "more";
    this._steps += stepsMax;
    if (more && this._steps < WHAT_IF_STEPS_MAX) return;
    this._steps = 0;
    if (this._phase === "withIt") this._finish(run);
    else this._phase = "copying";
  }

  private _finish(run: Run): void {
    this._phase = "done";
    this._outcome = outcomeOf(run, this._without!, this._fork, this.change, this._pfs);
  }
}
