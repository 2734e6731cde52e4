import { LIMITS } from "../../base/limits.ts";
import { isVariantName, withVariants } from "../../node/variants.ts";
import { scenarioFromText } from "../../sim/scenario.ts";
import type { ComparisonAnswer } from "../shown-compare.ts";
import { Comparison } from "./comparison.ts";

/** Steps that one question may ask for. */
export const COMPARE_STEPS_MAX = 20_000;
/** Messages and rows of two runs are bounded; so are the nodes of each, as both are executed beside the run that is shown. */
const NODES_MAX = LIMITS.nodesMax;

/** The comparison that the page has under way; beginning another one gives up the one before. */
export class Comparing {
  private _comparison: Comparison | null = null;
  private _job = 0;

  /** Two scenarios as texts of their files, up to a simulated time; `variants`: exactly these are on in the right one. */
  start(left: string, right: string, untilUs: number, variants: readonly string[] | null = null): ComparisonAnswer {
    this._comparison = null;
    const read = [scenarioFromText(left), scenarioFromText(right)] as const;
    const errors = read.flatMap((one, at) => (one.ok ? [] : one.error.map(({ path, message }) => ({ side: at === 0 ? ("left" as const) : ("right" as const), path, message }))));
    const [a, b] = read;
    if (!a.ok || !b.ok) return { job: 0, errors, shown: null };
    if (a.value.nodes.length + b.value.nodes.length > NODES_MAX) return { job: 0, errors: [{ side: "right", path: "topology", message: `both together have more than ${NODES_MAX} nodes` }], shown: null };
    this._comparison = new Comparison({ scenario: a.value }, { scenario: variants === null ? b.value : { ...b.value, switches: withVariants(b.value.switches, variants.filter(isVariantName)) } }, untilUs, false);
    this._job++;
    return { job: this._job, errors: [], shown: this._comparison.shown() };
  }

  /** Goes on by at most so many steps; no steps: it is given up. */
  goOn(job: number, steps: number): ComparisonAnswer {
    if (job !== this._job || this._comparison === null) return { job: 0, errors: [], shown: null };
    if (steps === 0) {
      this._comparison = null;
      return { job: 0, errors: [], shown: null };
    }
    this._comparison.goOn(Math.min(steps, COMPARE_STEPS_MAX));
    return { job, errors: [], shown: this._comparison.shown() };
  }
}
