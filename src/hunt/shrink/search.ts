import type { Command } from "../../sim/commands.ts";
import type { Scenario } from "../../sim/scenario.ts";
import { boundOf } from "../bound.ts";
import type { HuntCase } from "../hunt-case.ts";
import { printOf, repaired } from "./repair.ts";
import { type Found, tried, type Wanted } from "./trial.ts";

/** A case is still judged so long after the time of its violation as it was found last: smaller ones may take a little longer. */
const LATER_US = 6_000_000;
/** A candidate gets so many steps more than the smallest case so far took. */
const STEPS_FACTOR = 4;
const STEPS_MORE = 20_000;

/** How far a search has come. */
export interface ShrinkProgress {
  /** executions so far, of at most so many */
  readonly runs: number;
  readonly runsMax: number;
  /** what is being made smaller: "commands", "nodes" … */
  readonly pass: string;
  /** the smallest case so far: what there is when somebody stops */
  readonly best: HuntCase;
}

/** What a pass of the search is: it proposes changes, one after another, and yields after each execution, so that whoever drives it may stop or look at any time. */
export type Pass = (search: Search) => Generator<ShrinkProgress, void>;

/** The smallest case so far that still violates what is wanted, and the way to a smaller one. */
export class Search {
  readonly wanted: Wanted;
  readonly runsMax: number;
  best: HuntCase;
  found: Found;
  runs = 0;
  pass = "";
  private readonly _tried = new Set<string>();

  /** `found`: how the case that is to be shrunk violates what is wanted */
  constructor(huntCase: HuntCase, wanted: Wanted, found: Found, runsMax: number) {
    this.wanted = wanted;
    this.runsMax = runsMax;
    this.found = found;
    this.best = huntCase;
    this._tried.add(printOf(huntCase.scenario));
  }

  get scenario(): Scenario {
    return this.best.scenario;
  }

  get isOver(): boolean {
    return this.runs >= this.runsMax;
  }

  get progress(): ShrinkProgress {
    const { runs, runsMax, pass, best } = this;
    return { runs, runsMax, pass, best };
  }

  /** Takes a smaller scenario if what is wanted is still violated in it; null is none. True when it was taken. */
  *attempt(candidate: Scenario | null): Generator<ShrinkProgress, boolean> {
    if (candidate === null || this.isOver) return false;
    const scenario = repaired(candidate);
    if (scenario === null) return false;
    const print = printOf(scenario);
    if (this._tried.has(print)) return false;
    this._tried.add(print);
    const huntCase = this._caseOf(scenario);
    if (huntCase === null) return false;
    this.runs++;
    const found = tried({ ...huntCase, endUs: this._triedUntilUs(huntCase) }, this.wanted, STEPS_FACTOR * this.found.steps + STEPS_MORE);
    if (found !== null) {
      this.best = huntCase;
      this.found = found;
    }
    yield this.progress;
    return found !== null;
  }

  /** Tries to do without some of a list, large parts first, then single ones, from its end. */
  *dropParts(count: (scenario: Scenario) => number, without: (scenario: Scenario, from: number, to: number) => Scenario | null): Generator<ShrinkProgress, void> {
    for (let size = count(this.scenario); size >= 1; size = size >> 1) {
      for (let to = count(this.scenario); to > 0 && !this.isOver; ) {
        const from = Math.max(0, to - size);
        yield* this.attempt(without(this.scenario, from, to));
        to = Math.min(from, count(this.scenario));
      }
    }
  }

  /**
   * The same case with another scenario: its faults end with its last command at the latest, and calm has as long to come as it then takes.
   * Where calm is the question it has all the time that it had, and null is a case in which traffic would go on into it.
   */
  private _caseOf(scenario: Scenario): HuntCase | null {
    const { seed, form } = this.best;
    if (this._isAboutCalm && trafficEndUs(scenario) > this.best.faultsEndUs) return null;
    const faultsEndUs = this._isAboutCalm ? this.best.faultsEndUs : Math.min(this.best.faultsEndUs, scenario.commands.at(-1)?.atUs ?? 0);
    const boundUs = boundOf(scenario, faultsEndUs).us;
    return { seed, form, scenario, faultsEndUs, boundUs, endUs: faultsEndUs + boundUs };
  }

  private get _isAboutCalm(): boolean {
    return this.wanted.check === "convergence";
  }

  /** What was found early is found early again, or not at all. */
  private _triedUntilUs({ endUs }: HuntCase): number {
    return this._isAboutCalm ? endUs : Math.min(endUs, this.found.atUs + LATER_US);
  }
}

/** When the last generator has done its last, as far as that is not left to chance; Infinity where it is. */
function trafficEndUs({ commands }: Scenario): number {
  return commands.reduce((latest, { atUs, command }) => (command.do === "generate" ? Math.max(latest, endOfGenerator(atUs, command)) : latest), 0);
}

function endOfGenerator(atUs: number, { everyUs, count, random, untilUs }: Extract<Command, { do: "generate" }>): number {
  if (untilUs !== undefined) return untilUs;
  return count === undefined || random === true ? Number.POSITIVE_INFINITY : atUs + count * everyUs;
}
