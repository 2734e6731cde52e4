import { US_PER_S } from "../base/time.ts";
import { allChecks, Checks } from "../check/checks.ts";
import { LIMITS } from "../base/limits.ts";
import type { PlantedName } from "../node/planted.ts";
import { Journal } from "../record/journal.ts";
import type { JournalLimits } from "../record/pages.ts";
import { runFileText } from "../record/run-file.ts";
import type { Command, TimedCommand } from "../sim/commands.ts";
import type { Scenario } from "../sim/scenario.ts";
import { TRACE } from "../sim/trace.ts";
import { World } from "../sim/world.ts";
import { type ByteOrder, withByteOrder } from "./byte-order.ts";
import { Chronicle } from "./chronicle.ts";
import { EventCounts } from "./event-counts.ts";
import { Expectations } from "./expect/expectations.ts";
import { CommandRows } from "./message/injections.ts";
import { say } from "./fill.ts";
import { Rows } from "./rows.ts";
import { Witness } from "./expect/witness.ts";
import { WorldNames } from "./world-names.ts";

/** A run is quiet when no span or transaction has changed for so long. */
export const QUIET_US = 3 * US_PER_S;
/** The chronicle may be so far behind before it has to read on: a part of the rows that the journal keeps. */
const BEHIND_PART = 8;

export interface RunOptions {
  /** another seed than the scenario's */
  readonly seed?: number;
  /** commands beside the scenario's own, with their places: of a run file */
  readonly commands?: readonly TimedCommand[];
  /** false = nothing is checked; the run is the same */
  readonly checks?: boolean;
  /** With more open spans than this, what can only be judged when all is quiet is not judged: it takes seconds, and somebody watches. */
  readonly quietChecksSpansMax?: number;
  /** how much of what happened is kept */
  readonly journal?: JournalLimits;
  /** a mistake in the code of every node, for tests and the hunter's own alone: no file can say it (node/planted.ts) */
  readonly planted?: PlantedName | null;
}

/** Where `advanceTo` and `advanceUntilQuiet` stopped: at what was asked for, or because the budget of steps was used up. */
export type Advance = "done" | "more";

/**
 * One run, used alike by the terminal and by the page's worker: world, journal, checks and expectations, driven step by
 * step or up to a time. (engine version, scenario, seed, commands) decide all that happens; how it is driven decides
 * nothing.
 */
export class Run {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly world: World;
  readonly journal: Journal;
  readonly rows: Rows;
  readonly chronicle: Chronicle;
  readonly names: WorldNames;
  readonly expectations: Expectations;
  readonly eventCounts: EventCounts;
  readonly commandRows = new CommandRows();
  /** commands that could not be applied, the scenario's included */
  refusedCommands = 0;
  private readonly _checks: Checks | null;
  private readonly _witness = new Witness(this);
  private readonly _behindMax: number;
  private readonly _quietChecksSpansMax: number;
  /** too large to be judged when it was quiet */
  private _unjudged = false;
  private _quietTold = false;

  constructor(scenario: Scenario, options: RunOptions = {}) {
    const { nodes, links, masters, locks, switches, expect, until } = scenario;
    this.scenario = scenario;
    this.seed = options.seed ?? scenario.seed;
    const limits = options.journal ?? { rowsMax: LIMITS.journalRowsMax, bytesMax: LIMITS.journalBytesMax };
    this.journal = new Journal(limits, switches.numbersFrom);
    this.rows = new Rows(this.journal);
    this._quietChecksSpansMax = options.quietChecksSpansMax ?? Number.POSITIVE_INFINITY;
    this._behindMax = Math.floor(limits.rowsMax / BEHIND_PART);
    this.world = new World({ nodes, links, masters, locks, switches, seed: this.seed, commands: [...scenario.commands, ...(options.commands ?? [])], planted: options.planted ?? null });
    this.chronicle = new Chronicle(this.rows, this.world);
    this.names = new WorldNames(this.world, this.chronicle.msgids);
    this.expectations = new Expectations(expect, until === "quiet" ? Number.POSITIVE_INFINITY : until);
    this.eventCounts = new EventCounts(expect.flatMap(({ claim }) => (claim.that === "events" ? [claim.name] : [])));
    this.chronicle.addReader(this.eventCounts);
    this.chronicle.addReader(this.commandRows);
    this._checks = options.checks === false ? null : new Checks(this.world, allChecks(switches, masters.length));
    this._drain();
  }

  // -------------------------------------------------------------- time

  get nowUs(): number {
    return this.world.nowUs;
  }

  /** Steps of the engine done so far. */
  get steps(): number {
    return this.world.steps;
  }

  /** One step of the engine; false when nothing is left to happen. */
  step(): boolean {
    const { world, expectations } = this;
    if (expectations.nextUs !== Number.POSITIVE_INFINITY) this._judgeBefore(world.nextTimeUs);
    if (!world.step()) return false;
    this._drain();
    this._noticeQuiet();
    this._noticeLimit();
    return true;
  }

  /** The run stands still: it has as many rows as it may have, and a variant that is on would never let it end. */
  get isAtLimit(): boolean {
    return this.world.isUsedUp;
  }

  /** Does what happens up to and including `atUs` and sets the clock to it, in at most `stepsMax` steps. */
  advanceTo(atUs: number, stepsMax = Number.POSITIVE_INFINITY): Advance {
    const { world } = this;
    for (let steps = 0; world.nextTimeUs <= atUs; steps++) {
      if (steps >= stepsMax) return "more";
      this.step();
    }
    if (atUs > world.nowUs && atUs !== Number.POSITIVE_INFINITY) this._pass(atUs);
    return "done";
  }

  /** Goes on until the run is quiet, but not beyond `atUsMax`. */
  advanceUntilQuiet(atUsMax: number, stepsMax = Number.POSITIVE_INFINITY): Advance {
    for (let steps = 0; !this.isQuiet && !this.isAtLimit; steps++) {
      const nextUs = this.world.nextTimeUs;
      const quietUs = this.journal.counters.inFlight === 0 && this.world.isSettled() ? Math.max(0, this.journal.counters.lastChangeUs) + QUIET_US : Number.POSITIVE_INFINITY;
      if (Math.min(nextUs, quietUs) > atUsMax) {
        if (atUsMax > this.nowUs && atUsMax !== Number.POSITIVE_INFINITY) this._pass(atUsMax);
        return "done";
      }
      if (steps >= stepsMax) return "more";
      if (quietUs < nextUs) this._pass(Math.max(quietUs, this.nowUs));
      else this.step();
    }
    return "done";
  }

  /** Nothing happens until `atUs`. */
  private _pass(atUs: number): void {
    this.world.advanceTo(atUs);
    this._judgeBefore(Math.min(this.world.nextTimeUs, atUs + 1));
    this._noticeQuiet();
  }

  /**
   * Nothing but PINGs is in flight, no unnoticed cut, suspended byte, hold, retry or reconnect timer or scheduled command is
   * pending, and no span or transaction has changed for three seconds.
   */
  get isQuiet(): boolean {
    return this.journal.isQuiet(this.world.nowUs, QUIET_US) && this.world.isSettled();
  }

  // -------------------------------------------------------------- commands

  /** Applies a command of somebody who watches, now; returns why it could not be. */
  apply(command: Command): string | null {
    const refusal = this.world.apply(command);
    this._drain();
    return refusal?.reason ?? null;
  }

  /** How many of the applied commands are not the scenario's own. */
  get placedCommands(): number {
    return this.world.log.filter(({ afterSteps }) => afterSteps !== undefined).length;
  }

  /** A command of the log, by its index; null when there is none. */
  command(index: number): { readonly command: Command; readonly refusal: string | null; readonly byWatcher: boolean } | null {
    const logged = this.world.log[index];
    if (logged === undefined) return null;
    return { command: logged.command, refusal: this.world.refusals.get(index) ?? null, byWatcher: logged.afterSteps !== undefined };
  }

  // -------------------------------------------------------------- what came out

  get digest(): string {
    return this.journal.digest;
  }

  /** The run so far as a file that replays it. */
  runFile(): string {
    return runFileText(this.scenario, this.seed, this.world.log, this.world.steps, this.world.nowUs, this.digest);
  }

  /** The run is over as far as its scenario is concerned: what must hold at the end is judged. A run until quiet says so itself. */
  judgeEnd(): void {
    this.chronicle.catchUp();
    this._judgeBefore(this.nowUs + 1);
    this.expectations.judgeEnd(this._witness);
  }

  /** The same run with nodes of another byte order, from its beginning to where this one stands; commands of somebody who watches are not in it. */
  inByteOrder(order: ByteOrder): Run {
    const twin = new Run({ ...withByteOrder(this.scenario, order), expect: [] }, { seed: this.seed, checks: false });
    // As many steps, not as much time: this run may stand between two things of one microsecond.
    while (twin.steps < this.steps && twin.step());
    twin.chronicle.catchUp();
    return twin;
  }

  /** What the checks found so far. */
  verdicts(): ReturnType<Checks["verdicts"]> {
    const found = this._checks?.verdicts() ?? [];
    if (!this._unjudged) return found;
    return found.map((one) => (one.verdict.state === "unknown" ? { ...one, verdict: { state: "unknown", text: say("check.tooLarge") } } : one));
  }

  // -------------------------------------------------------------- inside

  /** What the engine traced goes to the checks, then to the journal. */
  private _drain(): void {
    const { trace } = this.world;
    if (trace.count === 0) return;
    this._checks?.afterStep();
    this._noticeCommand();
    this.journal.append(trace);
    trace.drain();
    if (this.chronicle.behind > this._behindMax) this.chronicle.catchUp();
  }

  /** A command's row is the first of its step. One that is not the scenario's own makes this another run than the scenario speaks of. */
  private _noticeCommand(): void {
    const { fields } = this.world.trace;
    if (fields[0] !== TRACE.command && fields[0] !== TRACE.refused) return;
    if (fields[0] === TRACE.refused) this.refusedCommands++;
    if (this.world.log[fields[6]]?.afterSteps === undefined) return;
    this.expectations.callOff();
    this._quietTold = false;
  }

  /** Expectations before `nextUs`, when the next thing happens, have all the past they need. */
  private _judgeBefore(nextUs: number): void {
    if (this.expectations.nextUs >= nextUs) return;
    this.chronicle.catchUp();
    this.expectations.judgeUpTo(nextUs - 1, this._witness);
  }

  private _judgeQuiet(): void {
    const { spansOpened, spansClosed } = this.journal.counters;
    this._unjudged = spansOpened - spansClosed > this._quietChecksSpansMax;
    if (!this._unjudged) this._checks?.atQuiet();
  }

  /** A run until quiet that never will be is over when it stands still. */
  private _noticeLimit(): void {
    if (this.world.isUsedUp && this.scenario.until === "quiet") this.judgeEnd();
  }

  private _noticeQuiet(): void {
    if (!this.journal.isQuiet(this.world.nowUs, QUIET_US)) this._quietTold = false;
    else if (!this._quietTold && this.world.isSettled()) {
      this._quietTold = true;
      this._judgeQuiet();
      if (this.scenario.until === "quiet") this.judgeEnd();
    }
  }
}
