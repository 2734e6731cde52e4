import { ENGINE_VERSION } from "../../record/version.ts";
import { Replay } from "../replay.ts";
import type { Run, RunOptions } from "../run.ts";
import type { SharedBounds, SharedRun } from "./shared-run.ts";

/** How an opening ended: the digest is the same, it is another one, or it was stopped at a bound. */
export type OpeningEnd = "same" | "differs" | "tooMany";

/**
 * A shared run that is executed again, slice by slice, as fast as it goes: to the end of its command log, and not one event
 * further than is allowed. What it says of itself is judged before (shared-run.ts); what it really does is judged here.
 */
export class Opening {
  readonly shared: SharedRun;
  readonly replay: Replay;
  private readonly _bounds: SharedBounds;
  private _end: OpeningEnd | null = null;

  constructor(shared: SharedRun, bounds: SharedBounds, options: Omit<RunOptions, "seed" | "commands"> = {}) {
    this.shared = shared;
    this.replay = new Replay(shared.file, options);
    this._bounds = bounds;
  }

  get run(): Run {
    return this.replay.run;
  }

  /** null = it is not at its end yet */
  get end(): OpeningEnd | null {
    return this._end;
  }

  /** At most so many steps; true when there are no more. */
  advance(stepsMax: number): boolean {
    const { replay, run } = this;
    for (let steps = 0; this._end === null && steps < stepsMax; steps++) {
      if (run.journal.rowEnd > this._bounds.rows) this._end = "tooMany";
      else if (!replay.step()) this._end = replay.isSame ? "same" : "differs";
    }
    return this._end !== null;
  }

  /** From 0 to 1 in thousandths. */
  get perMille(): number {
    const { steps } = this.shared.file;
    return steps === 0 ? 1_000 : Math.min(1_000, Math.floor((this.run.steps * 1_000) / steps));
  }

  /** The engine that made it is another one: told before anything is executed. */
  get isOtherEngine(): boolean {
    return this.shared.file.engine !== ENGINE_VERSION;
  }

  /** What is not as it was recorded, by name; empty when nothing is. Clock and events say how far the two go together. */
  differences(): { readonly what: "digest" | "events" | "clock" | "steps"; readonly here: string; readonly recorded: string }[] {
    const { run, shared } = this;
    const { digest, endUs, steps } = shared.file;
    const pairs = [
      { what: "digest", here: run.digest, recorded: digest },
      { what: "events", here: String(run.journal.rowEnd), recorded: String(shared.rows ?? run.journal.rowEnd) },
      { what: "clock", here: String(run.nowUs), recorded: String(endUs) },
      { what: "steps", here: String(run.steps), recorded: String(steps) },
    ] as const;
    return pairs.filter(({ here, recorded }) => here !== recorded);
  }
}
