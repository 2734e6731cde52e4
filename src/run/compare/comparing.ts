import { LIMITS } from "../../base/limits.ts";
import { say } from "../fill.ts";
import type { NamedScenario } from "../share/shared-run.ts";
import type { CompareAgainst, ComparisonAnswer } from "../shown-compare.ts";
import type { Tape } from "../tape/tape.ts";
import { Comparison } from "./comparison.ts";
import { sideAgainst, sideOfRun } from "./sides.ts";

/** Steps that one question may ask for. */
export const COMPARE_STEPS_MAX = 20_000;
/** Messages and rows of two runs are bounded; so are the nodes of both together, as they are executed beside the run that is shown. */
const NODES_MAX = LIMITS.nodesMax;

/** The comparison that the page has under way; beginning another one gives up the one before. */
export class Comparing {
  private _comparison: Comparison | null = null;
  private _job = 0;
  private _filesTold = false;

  /** The branch that is shown, from its beginning, against something else, up to a simulated time. */
  start(tape: Tape, against: CompareAgainst, untilUs: number, library: readonly NamedScenario[]): ComparisonAnswer {
    this._comparison = null;
    const left = sideOfRun(tape.head.run);
    const right = sideAgainst(tape, against, library);
    if (!right.ok) return { ...NOTHING, errors: right.error.slice(0, 20) };
    if (left.scenario.nodes.length + right.value.scenario.nodes.length > NODES_MAX) return { ...NOTHING, errors: [{ path: "topology", message: say("comparing.tooMany", { max: NODES_MAX }) }] };
    this._comparison = new Comparison(left, right.value, untilUs, false);
    this._filesTold = false;
    this._job++;
    return this._answer(this._comparison, null);
  }

  /** Goes on by at most so many steps; no steps: it is given up. `atUs`: a time at which the costs are wanted. */
  goOn(job: number, steps: number, atUs: number | null = null): ComparisonAnswer {
    const comparison = this._comparison;
    if (job !== this._job || comparison === null) return NOTHING;
    if (steps === 0) {
      this._comparison = null;
      return NOTHING;
    }
    comparison.goOn(Math.min(steps, COMPARE_STEPS_MAX));
    return this._answer(comparison, atUs);
  }

  private _answer(comparison: Comparison, atUs: number | null): ComparisonAnswer {
    const files = this._filesTold || !comparison.hasAllCommands ? null : comparison.files();
    this._filesTold ||= files !== null;
    return { job: this._job, errors: [], shown: comparison.shown(atUs), files };
  }
}

const NOTHING: ComparisonAnswer = { job: 0, errors: [], shown: null, files: null };
