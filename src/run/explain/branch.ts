import { ENGINE_VERSION } from "../../record/version.ts";
import { Replay } from "../replay.ts";
import type { Run } from "../run.ts";

/** A run like another one as far as that has come, made in pieces; what is done to it is not in the other. */
export class Branch {
  private readonly _replay: Replay;

  constructor(run: Run) {
    const { scenario, seed, world, steps, nowUs, digest } = run;
    const commands = world.log.filter(({ afterSteps }) => afterSteps !== undefined);
    this._replay = new Replay({ engine: ENGINE_VERSION, scenario: { ...scenario, expect: [] }, seed, commands, steps, endUs: nowUs, digest }, { checks: false });
  }

  /** At most so many steps; the run when it stands where the other one stood, else null. */
  goOn(stepsMax: number): Run | null {
    for (let steps = 0; steps < stepsMax && this._replay.step(); steps++);
    return this._replay.finished ? this._replay.run : null;
  }
}
