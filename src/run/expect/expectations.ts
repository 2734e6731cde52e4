import type { Expectation } from "../../sim/scenario-expect.ts";
import { judge } from "./judge.ts";
import { sayExpectation } from "./say-claim.ts";
import type { ScenarioWitness } from "./witnessed.ts";

/** What became of one expectation of the scenario. */
export interface Expected {
  readonly text: string;
  readonly state: "pending" | "met" | "failed";
  /** what was found when it was judged, "" before */
  readonly found: string;
}

/**
 * The expectations of a scenario, each judged once: at its time when everything up to then has happened, or at the end.
 * They speak of the scenario as written, so a command of somebody who watches calls off those that are still to be judged.
 */
export class Expectations {
  private readonly _all: readonly Expectation[];
  private readonly _results: Expected[];
  private readonly _endUs: number;
  /** indices into _all of those with a time, by time */
  private readonly _timed: number[];
  private _next = 0;
  private _calledOff = false;

  /** `endUs`: when the scenario ends by itself; Infinity = when it is quiet, which somebody has to tell. */
  constructor(all: readonly Expectation[], endUs: number) {
    this._all = all;
    this._endUs = endUs;
    this._results = all.map((each) => ({ text: sayExpectation(each), state: "pending", found: "" }));
    this._timed = all.map((_, index) => index).filter((index) => this._timeOf(index) !== Number.POSITIVE_INFINITY);
    this._timed.sort((x, y) => this._timeOf(x) - this._timeOf(y) || x - y);
  }

  get results(): readonly Expected[] {
    return this._results;
  }

  /** Time of the next one to be judged; Infinity when none is left. */
  get nextUs(): number {
    return this._calledOff || this._next === this._timed.length ? Number.POSITIVE_INFINITY : this._timeOf(this._timed[this._next]!);
  }

  /** Everything up to and including `atUs` has happened. */
  judgeUpTo(atUs: number, witness: ScenarioWitness): void {
    while (this.nextUs <= atUs) this._judge(this._timed[this._next++]!, witness);
  }

  /** The run is over: those at the end, and no others any more. */
  judgeEnd(witness: ScenarioWitness): void {
    for (let index = 0; index < this._all.length && !this._calledOff; index++) {
      if (this._all[index]!.atUs === "end" && this._results[index]!.state === "pending") this._judge(index, witness);
    }
    this._calledOff = true;
  }

  callOff(): void {
    this._calledOff = true;
  }

  private _judge(index: number, witness: ScenarioWitness): void {
    const { met, found } = judge(this._all[index]!.claim, witness);
    this._results[index] = { ...this._results[index]!, state: met ? "met" : "failed", found };
  }

  private _timeOf(index: number): number {
    const { atUs } = this._all[index]!;
    return atUs === "end" ? this._endUs : atUs;
  }
}
