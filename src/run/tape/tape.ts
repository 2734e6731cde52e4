import { assert } from "../../base/assert.ts";
import { LIMITS } from "../../base/limits.ts";
import { formatUs } from "../../base/time.ts";
import type { Command } from "../../sim/commands.ts";
import { say } from "../fill.ts";
import type { Filter } from "../filter/filter.ts";
import type { Replay } from "../replay.ts";
import type { Advance, Run } from "../run.ts";
import { tellingOf } from "../run-telling.ts";
import { sayCommand } from "../sentence-commands.ts";
import type { TapeShown } from "../shown-tape.ts";
import { WatchedRun } from "../watched-run.ts";
import { Branch } from "./branch.ts";
import { Breakpoints, type Hit } from "./breakpoints.ts";
import { isAtEnd, Journey, type Place } from "./journey.ts";
import { bytesTogether, type KeyFrame, keyFrameOf, KeyFrames } from "./key-frames.ts";
import { Search } from "./search.ts";
import { lastOwnCommand, tapeShown } from "./tape-view.ts";

/** Rows between two key frames, until there are too many. */
const INTERVAL_ROWS = 16_384;
/** Steps between two looks at the pace while rows are searched: a row is far cheaper than a step. */
const ROWS_PER_STEP = 20;
/** A search that has come to the end of what is known lets the run go on so far at most. */
const AHEAD_US_MAX = 600_000_000;

export interface TapeOptions {
  readonly intervalRows?: number;
  readonly keyFrameBytesMax?: number;
}

/**
 * The tape of a run: one past, several futures, and a cursor. State is always that of the run at the cursor; at the end of
 * its branch that is the branch's own run, anywhere else it is a copy that is executed again. A command in the past makes a
 * branch, and the old future stays. Nothing here changes what a run says: digests are those of a run that went straight.
 */
export class Tape {
  readonly breakpoints = new Breakpoints();
  /** where a breakpoint stopped the run last, or a search found something to stop at */
  stoppedAt: Hit | null = null;
  private readonly _branches: Branch[];
  private _branch: Branch;
  private _cursor: WatchedRun;
  /** a run file that is executed again, until it is at its end: it drives the first branch */
  private readonly _replay: Replay | null;
  private _journey: Journey | null = null;
  private _search: Search | null = null;
  /** a search goes on beyond the known end, up to this time */
  private _aheadUs = -1;
  private _ahead: Search | null = null;
  /** after a change of branch: the time to which this one has to be brought, -1 = none */
  private _onToUs = -1;
  private _near: KeyFrame | null = null;
  private readonly _undone: { readonly branch: Branch; readonly nowUs: number }[] = [];
  private _nextId = 1;
  private _keyFrameBytes = 0;
  private readonly _keyFrameBytesMax: number;

  constructor(run: Run, replay: Replay | null = null, { intervalRows = INTERVAL_ROWS, keyFrameBytesMax = LIMITS.keyFrameBytesMax }: TapeOptions = {}) {
    this._keyFrameBytesMax = keyFrameBytesMax;
    this._replay = replay;
    this._cursor = new WatchedRun(run);
    this._branch = new Branch(this._nextId++, say("tape.first"), null, this._cursor, new KeyFrames(intervalRows));
    this._branches = [this._branch];
    this._branch.frames.add(keyFrameOf(this._cursor));
    this._trim();
  }

  // -------------------------------------------------------------- where it stands

  /** The run at the cursor. */
  get cursor(): WatchedRun {
    return this._cursor;
  }

  /** The run at the end of the branch: its journal is the whole of it. */
  get head(): WatchedRun {
    return this._branch.head;
  }

  get isLive(): boolean {
    return this._cursor === this._branch.head;
  }

  get branch(): Branch {
    return this._branch;
  }

  get branches(): readonly Branch[] {
    return this._branches;
  }

  get keyFrames(): KeyFrames {
    return this._branch.frames;
  }

  /** On the way to another place: `work` is to be called until it is done. */
  get isBusy(): boolean {
    return this._journey !== null || this._search !== null || this._ahead !== null || this._onToUs >= 0;
  }

  /** Bytes of the key frames of all branches; what several have in common is counted once. */
  get keyFrameBytes(): number {
    return this._keyFrameBytes;
  }

  /** The oldest place that can be gone to. */
  get oldest(): { readonly rowEnd: number; readonly nowUs: number } {
    return this._branch.frames.all[0]!;
  }

  view(): TapeShown {
    return tapeShown(this, this._journey === null ? null : this._journey.perMille, this._undone.at(-1)?.branch ?? null);
  }

  // -------------------------------------------------------------- onwards

  /** Lets the cursor go on up to a time, in at most so many steps: along what is known, then beyond its end. "met" = a breakpoint was. */
  advanceTo(atUs: number, stepsMax: number): Advance | "met" {
    this._abandon();
    return this._advance(atUs, stepsMax);
  }

  /** Steps until the journal has something new to tell: a timer that only sets itself again is nothing to look at. */
  stepEvent(stepsMax: number): void {
    this._abandon();
    if (isAtEnd(this._cursor.run, this._branch)) this._cursor = this.head;
    const { run } = this._cursor;
    const rows = run.journal.rowEnd;
    const driven = this.isLive ? this._driven() : run;
    for (let steps = 0; steps < stepsMax && run.journal.rowEnd === rows && driven.step(); steps++);
    this._arrive();
  }

  private _driven(): { advanceTo(atUs: number, stepsMax?: number): Advance; step(): boolean } {
    const replay = this._replay;
    return replay !== null && !replay.finished && replay.run === this.head.run ? replay : this.head.run;
  }

  private _advance(atUs: number, stepsMax: number): Advance | "met" {
    const { breakpoints } = this;
    if (!breakpoints.isArmed && this._ahead === null) return this._drive(atUs, stepsMax);
    for (let steps = 0; steps < stepsMax; steps++) {
      const { run } = this._cursor;
      const from = run.journal.rowEnd;
      const broken = breakpoints.brokenChecks(run);
      const advance = this._drive(atUs, 1);
      const hit = breakpoints.meet(this._cursor.run, from, broken) ?? this._meetAhead();
      if (hit !== null) {
        this.stoppedAt = hit;
        return "met";
      }
      if (advance === "done") return advance;
    }
    return "more";
  }

  private _drive(atUs: number, stepsMax: number): Advance {
    if (this.isLive) {
      const advance = this._driven().advanceTo(atUs, stepsMax);
      this.keep();
      return advance;
    }
    const { run } = this._cursor;
    for (let steps = 0; !isAtEnd(run, this._branch) && run.world.nextTimeUs <= atUs; steps++) {
      if (steps === stepsMax) return "more";
      run.step();
    }
    if (atUs > run.nowUs) run.advanceTo(Math.min(atUs, this.head.run.nowUs), 0);
    this._arrive();
    return this.isLive && atUs > run.nowUs ? "more" : "done";
  }

  /** A copy that has done all that the branch's own run has is given up for that one. */
  private _arrive(): void {
    if (this.isLive) {
      this.keep();
      return;
    }
    const { run } = this._cursor;
    const head = this.head.run;
    if (!isAtEnd(run, this._branch) || run.nowUs < head.nowUs) return;
    assert(run.digest === head.digest, "Tape: what was executed again is not what happened");
    this._cursor = this.head;
  }

  // -------------------------------------------------------------- to another place

  /** To a place on this branch; what is behind its end is its end. Nothing moves until `work` is through. */
  seek(place: Place, wantsNear = false): void {
    this._abandon();
    const { head } = this;
    const { journal, nowUs } = head.run;
    if ("rowEnd" in place ? place.rowEnd >= journal.rowEnd : place.atUs >= nowUs) {
      this._cursor = head;
      return;
    }
    const { oldest } = this;
    const within: Place = "rowEnd" in place ? { rowEnd: Math.max(place.rowEnd, oldest.rowEnd) } : { atUs: Math.max(place.atUs, oldest.nowUs) };
    this._journey = new Journey(this._branch, within, this.isLive ? null : this._cursor, this._near, wantsNear);
  }

  /** To just before the last event that has happened at the cursor. */
  stepBack(): void {
    const { journal } = this._cursor.run;
    if (journal.rowEnd > this.oldest.rowEnd) this.seek({ rowEnd: journal.beginOf(journal.rowEnd - 1) }, true);
  }

  /** To the next row onwards or back that passes; beyond the known end the run goes on until one does, or until nothing happens any more. */
  jump(filter: Filter, back: boolean): void {
    this._abandon();
    const { journal } = this._cursor.run;
    const { run } = this.head;
    const begin = journal.rowEnd === 0 ? 0 : journal.beginOf(journal.rowEnd - 1);
    this._search = new Search(run, tellingOf(run), filter, back ? begin - 1 : journal.rowEnd, back);
  }

  live(): void {
    this._abandon();
    this._cursor = this.head;
  }

  /** Goes on with what is under way, in at most so many steps. What is to be said when it ended in vain; undefined while there is more. */
  work(stepsMax: number): string | null | undefined {
    if (this._journey !== null) return this._travel(this._journey, stepsMax);
    if (this._search !== null) return this._look(this._search, stepsMax);
    if (this._ahead !== null) return this._lookAhead(stepsMax);
    if (this._onToUs < 0) return null;
    if (this._drive(this._onToUs, stepsMax) === "more") return undefined;
    this._onToUs = -1;
    return null;
  }

  private _travel(journey: Journey, stepsMax: number): null | undefined {
    if (!journey.goOn(stepsMax)) return undefined;
    this._cursor = journey.watched;
    if (journey.near !== null) {
      this._near = journey.near;
      this._trim();
    }
    this._journey = null;
    this._arrive();
    return null;
  }

  private _look(search: Search, stepsMax: number): string | null | undefined {
    const row = search.goOn(stepsMax * ROWS_PER_STEP);
    if (row === undefined) return undefined;
    this._search = null;
    if (row !== null) {
      this.seek({ rowEnd: row + 1 });
      return undefined;
    }
    if (search.back) return say("tape.nothingBefore");
    this._cursor = this.head;
    this._ahead = search; // what comes is looked through where it stopped
    this._aheadUs = this.head.run.nowUs + AHEAD_US_MAX;
    return undefined;
  }

  private _lookAhead(stepsMax: number): string | null | undefined {
    const { run } = this.head;
    const advance = this._advance(this._aheadUs, stepsMax);
    const isOver = run.isQuiet || run.isAtLimit || run.world.nextTimeUs > this._aheadUs;
    if (advance === "more" && !isOver) return undefined;
    this._ahead = null;
    return advance === "met" ? null : say("tape.nothingBehind");
  }

  private _meetAhead(): Hit | null {
    const row = this._ahead?.goOn(Number.POSITIVE_INFINITY) ?? null;
    return row === null ? null : { breakpoint: 0, row };
  }

  private _abandon(): void {
    this._journey = null; // a cursor that was driven on its way stands at a place like any other
    this._search = null;
    this._ahead = null;
    this._onToUs = -1;
  }

  // -------------------------------------------------------------- futures

  /** A command of somebody who watches, at the cursor: in the past it makes a branch. Returns why it could not be. */
  apply(command: Command): string | null {
    this._abandon();
    if (this.isLive) return this._applyLive(command);
    if (this._branches.length >= LIMITS.branchesMax) return say("tape.tooMany", { max: LIMITS.branchesMax });
    const { run } = this._cursor;
    const parent = this._branch;
    const { rowEnd } = run.journal;
    const place = rowEnd > 0 && run.nowUs === run.journal.timeUs(rowEnd - 1) ? { rowEnd } : { atUs: run.nowUs };
    this._fork(say("tape.branch", { what: sayCommand(command, run.names), at: formatUs(run.nowUs) }));
    const refusal = this._applyLive(command);
    if (refusal === null) return null;
    this._branches.pop(); // nothing came of it
    this._trim();
    this._branch = parent;
    this._cursor = parent.head;
    this.seek(place);
    while (this.work(Number.POSITIVE_INFINITY) === undefined);
    return refusal;
  }

  private _applyLive(command: Command): string | null {
    const refusal = this.head.run.apply(command);
    if (refusal === null) this._undone.length = 0;
    this.keep();
    return refusal;
  }

  /** The cursor becomes the end of a branch of its own. */
  private _fork(name: string): void {
    const parent = this._branch;
    const cursor = this._cursor;
    const { run } = cursor;
    run.chronicle.catchUp();
    const frames = new KeyFrames(parent.frames.intervalRows, parent.frames.upTo(run.journal.rowEnd, run.nowUs));
    run.journal.branch();
    run.world.willApply([]);
    this._branch = new Branch(this._nextId++, name, parent, cursor, frames);
    this._branches.push(this._branch);
    this._dropNear();
  }

  private _dropNear(): void {
    this._near = null;
    this._trim();
  }

  /** To another future, at the same time if it has come so far; else it is brought there. False when there is no such branch. */
  switchTo(id: number): boolean {
    const branch = this._branches.find((one) => one.id === id);
    if (branch === undefined) return false;
    const { nowUs } = this._cursor.run;
    this._turnTo(branch, nowUs, false);
    return true;
  }

  private _turnTo(branch: Branch, nowUs: number, bring: boolean): void {
    this._abandon();
    this._dropNear();
    this._branch = branch;
    this._cursor = branch.head;
    if (nowUs < branch.head.run.nowUs) this.seek({ atUs: nowUs });
    else if (bring) this._onToUs = nowUs;
  }

  rename(id: number, name: string): void {
    const branch = this._branches.find((one) => one.id === id);
    if (branch !== undefined) branch.name = name;
  }

  /** Not the one that is shown. What left it stands alone then. */
  remove(id: number): boolean {
    const at = this._branches.findIndex((one) => one.id === id);
    const branch = this._branches[at];
    if (branch === undefined || branch === this._branch) return false;
    this._branches.splice(at, 1);
    for (const one of this._branches) if (one.parent === branch) one.parent = branch.parent;
    for (let undone = this._undone.length - 1; undone >= 0; undone--) if (this._undone[undone]!.branch === branch) this._undone.splice(undone, 1);
    this._trim();
    return true;
  }

  /** The future without the last command of somebody who watches, at the same time: the parent, or a new branch. False when there is none. */
  undo(): boolean {
    const branch = this._branch;
    const { run } = this._cursor;
    const { nowUs } = run;
    const index = lastOwnCommand(run);
    if (index < 0 || this._branches.length >= LIMITS.branchesMax) return false;
    run.chronicle.catchUp();
    const row = run.chronicle.commandRows[index] ?? -1;
    if (row < this.oldest.rowEnd) return false;
    const without = branch.parent !== null && index === branch.forkCommands ? branch.parent : this._without(index, row);
    this._turnTo(without, nowUs, true);
    this._undone.push({ branch, nowUs });
    return true;
  }

  /** A branch that leaves this one just before a command. */
  private _without(index: number, row: number): Branch {
    const { names } = this._cursor.run;
    const { command } = this._cursor.run.command(index)!;
    const name = say("tape.without", { what: sayCommand(command, names) });
    this._cursor = this.head;
    this.seek({ rowEnd: row });
    while (this.work(Number.POSITIVE_INFINITY) === undefined);
    // Commands without a step between them have one place: the ones before stay, this one goes.
    this._fork(name);
    return this._branch;
  }

  redo(): boolean {
    const undone = this._undone.pop();
    if (undone === undefined) return false;
    this._turnTo(undone.branch, undone.nowUs, true);
    return true;
  }

  // -------------------------------------------------------------- what is kept

  /** How many rows are kept at most: what is older goes at once, and with it the key frames. */
  keepRows(rowsMax: number): void {
    for (const { head } of this._branches) head.run.journal.pages.keep(rowsMax);
    this.keep();
    if (!this.isLive && this._cursor.run.journal.rowEnd < this.oldest.rowEnd) this.seek(this.oldest);
  }

  /** A key frame when it is time for one, and no more of them than there is room for. */
  keep(): void {
    const { frames, head } = this._branch;
    const { journal } = head.run;
    if (frames.isDue(journal.rowEnd)) frames.add(keyFrameOf(head));
    else if (journal.firstRow <= frames.all[0]!.rowEnd) return;
    frames.dropBefore(journal.firstRow);
    if (frames.all[0]!.rowEnd < journal.firstRow) {
      frames.add(keyFrameOf(head));
      frames.dropBefore(journal.firstRow);
    }
    this._trim();
  }

  private _trim(): void {
    do {
      this._keyFrameBytes = bytesTogether([...this._branches.flatMap(({ frames }) => frames.all), ...(this._near === null ? [] : [this._near])]);
    } while (this._keyFrameBytes > this._keyFrameBytesMax && this._largest().thin());
  }

  private _largest(): KeyFrames {
    return this._branches.map(({ frames }) => frames).reduce((most, frames) => (frames.all.length > most.all.length ? frames : most));
  }
}
