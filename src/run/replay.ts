import { assert } from "../base/assert.ts";
import type { RunFile } from "../record/run-file.ts";
import { type Advance, Run, type RunOptions } from "./run.ts";

/**
 * A run file that is executed again, in as many pieces as one likes: its commands come where they came before, and it goes
 * exactly as far as the file went. Then the run's digest is to be compared with the file's (invariant 8).
 */
export class Replay {
  readonly file: RunFile;
  readonly run: Run;
  private _finished = false;

  constructor(file: RunFile, options: Omit<RunOptions, "seed" | "commands"> = {}) {
    this.file = file;
    this.run = new Run(file.scenario, { ...options, seed: file.seed, commands: file.commands });
  }

  /** As far as the file went. */
  get finished(): boolean {
    return this._finished;
  }

  get isSame(): boolean {
    return this._finished && this.run.digest === this.file.digest;
  }

  /** As Run.advanceTo, but never beyond the end of the file. */
  advanceTo(atUs: number, stepsMax = Number.POSITIVE_INFINITY): Advance {
    const { run, file } = this;
    for (let steps = 0; run.steps < file.steps && run.world.nextTimeUs <= atUs; steps++) {
      if (steps >= stepsMax) return "more";
      run.step();
    }
    if (run.steps >= file.steps && atUs >= file.endUs) this._end();
    else if (run.world.nextTimeUs > atUs && atUs > run.nowUs) run.advanceTo(atUs);
    return "done";
  }

  /** One step; false when the file is at its end. */
  step(): boolean {
    if (this._finished) return false;
    if (this.run.steps < this.file.steps && this.run.step()) return true;
    this._end();
    return true;
  }

  /** Commands behind the last step, and the clock. */
  private _end(): void {
    if (this._finished) return;
    const { run, file } = this;
    for (let next = run.placedCommands; file.commands[next]?.afterSteps === run.steps; next++) run.step();
    assert(run.steps <= file.steps, "replay: went beyond the file");
    if (file.endUs > run.nowUs && file.endUs <= run.world.nextTimeUs) run.advanceTo(file.endUs);
    this._finished = true;
  }
}

/** Executes a run file again at once. */
export function replay(file: RunFile, options: { readonly checks?: boolean } = {}): Run {
  const again = new Replay(file, options);
  while (again.step());
  return again.run;
}
