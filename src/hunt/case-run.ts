import { copyGraph } from "../base/graph-copy.ts";
import { allChecks, Checks } from "../check/checks.ts";
import { Journal } from "../record/journal.ts";
import { QUIET_US } from "../run/run.ts";
import type { PlantedName } from "../node/planted.ts";
import type { Scenario } from "../sim/scenario.ts";
import { World } from "../sim/world.ts";
import { CaseCounts } from "./case-counts.ts";

/** Nobody reads back what happened: as little is kept as can be. */
const JOURNAL_LIMITS = { rowsMax: 16_384, bytesMax: 1_048_576 };

/** Steps after which it is looked whether a check is violated: then the rest is not worth its time. */
const STEPS_BETWEEN = 512;
/** Events, and steps of the run, that any case may have: of 20,000 drawn ones half said less than 8 thousand, and all but one (600 times a link was broken off) less than 550 thousand. */
const EVENTS_LEAST = 700_000;
/** And beside them for all that is said anew, at most. */
const EVENTS_ANEW_MOST = 4_000_000;
/** For each pair of a node and a link: what all SPANs of a mesh say at most when they are closed and opened anew. */
const EVENTS_PER_PAIR = 50;

/**
 * So many events, and so many steps of the run, may a case have in which receivers broke off links so many times for what came over them; one
 * beyond them has no end: its messages multiply, or its time stands still. Larger meshes than are drawn may say more.
 */
export function eventsMaxOf({ nodes, links }: Pick<Scenario, "nodes" | "links">, violations: number): number {
  const once = EVENTS_PER_PAIR * nodes.length * links.length;
  return Math.max(EVENTS_LEAST, once) + Math.min(EVENTS_ANEW_MOST, once * violations);
}

/** Told now and then while a case is executed: whoever waits for it elsewhere sees that it goes on. It can do nothing to the case. */
export type Beat = () => void;

/** How an execution ended: quiet; late: not by its end; violated, and broken off; endless: more happened than ever may. */
export type CaseEnd = "quiet" | "late" | "violated" | "endless";

/**
 * One execution of a scenario for the hunter: world, journal (for the digest, which is that of every other way to execute it), checks
 * where wanted, and counts. No chronicle, no expectations: nobody looks.
 */
export class CaseRun {
  readonly world: World;
  readonly journal = new Journal(JOURNAL_LIMITS);
  readonly checks: Checks | null;
  private readonly _scenario: Scenario;
  /** only where there are checks: one of two executions is enough */
  readonly counts: CaseCounts | null;

  /** `planted`: a mistake in the code of every node, to see that it is found (node/planted.ts) */
  constructor(scenario: Scenario, checked: boolean, planted: PlantedName | null = null) {
    const { nodes, links, masters, locks, switches, seed, commands } = scenario;
    this._scenario = scenario;
    this.world = new World({ nodes, links, masters, locks, switches, seed, commands, planted });
    this.checks = checked ? new Checks(this.world, allChecks(switches, masters.length)) : null;
    this.counts = checked ? new CaseCounts() : null;
    this._drain();
  }

  /** see eventsMaxOf */
  get eventsMax(): number {
    return eventsMaxOf(this._scenario, this.journal.counters.violations);
  }

  get digest(): string {
    return this.journal.digest;
  }

  /** Goes on until it is quiet and nothing more will be commanded; ends earlier at `endUs` or after `stepsMax` steps of the run, soon after a check is violated, or beyond as many events or steps as a case may have. */
  toQuiet(endUs: number, stepsMax = Number.POSITIVE_INFINITY, beat: Beat | null = null): CaseEnd {
    const { world, journal } = this;
    for (let steps = 1; ; steps++) {
      if (steps % STEPS_BETWEEN === 0) {
        beat?.();
        if (this._isViolated()) return "violated";
      }
      if (Math.max(journal.counters.rows, steps) > this.eventsMax) return "endless";
      const nextUs = world.nextTimeUs;
      if (journal.counters.inFlight === 0) {
        const quietUs = Math.max(world.nowUs, journal.counters.lastChangeUs + QUIET_US);
        if (quietUs <= Math.min(nextUs, endUs) && world.isSettled()) {
          world.advanceTo(quietUs);
          beat?.();
          this.checks?.atQuiet();
          return "quiet";
        }
      }
      if (nextUs > endUs) {
        world.advanceTo(Math.max(world.nowUs, endUs));
        return "late";
      }
      if (world.steps >= stepsMax) return "late";
      this._step();
    }
  }

  /** As many steps as another execution did, and the time on which it stood then. */
  toSteps(steps: number, atUs: number, beat: Beat | null = null): void {
    while (this.world.steps < steps && this._step()) if (this.world.steps % STEPS_BETWEEN === 0) beat?.();
    if (atUs > this.world.nowUs && atUs <= this.world.nextTimeUs) this.world.advanceTo(atUs);
  }

  /** The time of a row that comes in the next steps; -1 when it does not come. */
  toRow(row: number, beat: Beat | null = null): number {
    const { world } = this;
    while (world.trace.firstRow <= row) {
      if (!this._step()) return -1;
      if (world.steps % STEPS_BETWEEN === 0) beat?.();
    }
    return world.nowUs;
  }

  /** A copy that goes on as this one does. */
  copy(): CaseRun {
    const { copy } = copyGraph(this as CaseRun);
    copy.journal.branch();
    return copy;
  }

  private _step(): boolean {
    if (!this.world.step()) return false;
    this._drain();
    return true;
  }

  private _isViolated(): boolean {
    return this.checks?.verdicts().some(({ verdict }) => verdict.state === "violated") === true;
  }

  private _drain(): void {
    const { trace } = this.world;
    if (trace.count === 0) return;
    this.checks?.afterStep();
    this.counts?.count(trace);
    this.journal.append(trace);
    trace.drain();
  }
}
