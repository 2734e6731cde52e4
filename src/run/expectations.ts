import type { Expectation, ScenarioWitness } from "../sim/scenario-expect.ts";
import { judge, sayExpectation } from "../sim/scenario-expect.ts";

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
  readonly #all: readonly Expectation[];
  readonly #results: Expected[];
  readonly #endUs: number;
  /** indices into #all of those with a time, by time */
  readonly #timed: number[];
  #next = 0;
  #calledOff = false;

  /** `endUs`: when the scenario ends by itself; Infinity = when it is quiet, which somebody has to tell. */
  constructor(all: readonly Expectation[], endUs: number) {
    this.#all = all;
    this.#endUs = endUs;
    this.#results = all.map((each) => ({ text: sayExpectation(each), state: "pending", found: "" }));
    this.#timed = all.map((_, index) => index).filter((index) => this.#timeOf(index) !== Number.POSITIVE_INFINITY);
    this.#timed.sort((x, y) => this.#timeOf(x) - this.#timeOf(y) || x - y);
  }

  get results(): readonly Expected[] {
    return this.#results;
  }

  /** Time of the next one to be judged; Infinity when none is left. */
  get nextUs(): number {
    return this.#calledOff || this.#next === this.#timed.length ? Number.POSITIVE_INFINITY : this.#timeOf(this.#timed[this.#next]!);
  }

  /** Everything up to and including `atUs` has happened. */
  judgeUpTo(atUs: number, witness: ScenarioWitness): void {
    while (this.nextUs <= atUs) this.#judge(this.#timed[this.#next++]!, witness);
  }

  /** The run is over: those at the end, and no others any more. */
  judgeEnd(witness: ScenarioWitness): void {
    for (let index = 0; index < this.#all.length && !this.#calledOff; index++) {
      if (this.#all[index]!.atUs === "end" && this.#results[index]!.state === "pending") this.#judge(index, witness);
    }
    this.#calledOff = true;
  }

  callOff(): void {
    this.#calledOff = true;
  }

  #judge(index: number, witness: ScenarioWitness): void {
    const { met, found } = judge(this.#all[index]!.claim, witness);
    this.#results[index] = { ...this.#results[index]!, state: met ? "met" : "failed", found };
  }

  #timeOf(index: number): number {
    const { atUs } = this.#all[index]!;
    return atUs === "end" ? this.#endUs : atUs;
  }
}
