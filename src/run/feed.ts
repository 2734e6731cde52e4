import { assert } from "../base/assert.ts";
import type { Chronicle } from "./chronicle.ts";
import { say } from "./fill.ts";
import { CompiledFilter, NO_FILTER } from "./feed-filter.ts";
import { Row } from "./row.ts";
import type { Rows } from "./rows.ts";
import { type Telling, tellRow } from "./sentences.ts";
import type { FeedFilter, FeedRow } from "./shown.ts";

/** Rows of a frame's tail. */
export const TAIL_ROWS = 64;
/** Rows that one question gets. */
export const FEED_ROWS_MAX = 500;
const CHUNK = 16_384;

/**
 * The feed: which rows of the journal match the filter, as their numbers alone; sentences are made when they are asked for.
 * The index grows in lots, behind the chronicle (names come from there). The position of a row never changes: what the
 * journal has dropped keeps its place and says so.
 */
export class Feed {
  private readonly _rows: Rows;
  private readonly _chronicle: Chronicle;
  readonly telling: Telling;
  private readonly _row = new Row();
  private _filter = new CompiledFilter(NO_FILTER);
  /** row numbers of the matches, in chunks; those of dropped chunks are gone, their positions are not */
  private _chunks: Int32Array[] = [];
  private _chunksDropped = 0;
  private _count = 0;
  /** rows below this one are looked at */
  private _next = 0;
  /** the newest matches told, the last at position _count - 1 */
  private _tail: FeedRow[] = [];
  private _tailEnd = 0;

  constructor(rows: Rows, chronicle: Chronicle, telling: Telling) {
    this._rows = rows;
    this._chronicle = chronicle;
    this.telling = telling;
  }

  get filter(): FeedFilter {
    return this._filter.filter;
  }

  /** Matches found so far. */
  get count(): number {
    return this._count;
  }

  get behind(): number {
    return this._chronicle.next - this._next;
  }

  /** Another filter: the index begins anew. */
  setFilter(filter: FeedFilter): void {
    this._filter = new CompiledFilter(filter);
    this._chunks = [];
    this._chunksDropped = 0;
    this._count = 0;
    this._next = 0;
    this._tail = [];
    this._tailEnd = 0;
  }

  /** Looks at more rows, at most `rowsMax`; true when nothing is left that the chronicle has read. */
  catchUp(rowsMax = Number.POSITIVE_INFINITY): boolean {
    const rows = this._rows;
    this._dropOld();
    if (this._next < rows.first) this._next = rows.first;
    const end = Math.min(this._chronicle.next, this._next + rowsMax);
    for (; this._next < end; this._next++) {
      rows.read(this._next, this._row);
      if (this._filter.passes(this._row, this.telling)) this._push(this._next);
    }
    return this._next === this._chronicle.next;
  }

  /** Rows by their position among the matches, 0 = the oldest; fewer when there are no more. */
  read(from: number, count: number): FeedRow[] {
    const first = Math.max(0, Math.floor(from));
    const end = Math.min(this._count, first + Math.min(Math.max(0, Math.floor(count)), FEED_ROWS_MAX));
    const told: FeedRow[] = [];
    for (let position = first; position < end; position++) told.push(this._tell(position));
    return told;
  }

  /** The newest matches, at most TAIL_ROWS; those told before are not told again. */
  tail(): readonly FeedRow[] {
    const from = Math.max(this._tailEnd, this._count - TAIL_ROWS);
    if (from === this._count) return this._tail;
    const kept = Math.max(0, TAIL_ROWS - (this._count - from));
    this._tail = kept === 0 ? [] : this._tail.slice(-kept);
    for (let position = from; position < this._count; position++) this._tail.push(this._tell(position));
    this._tailEnd = this._count;
    return this._tail;
  }

  private _push(number: number): void {
    const at = this._count % CHUNK;
    if (at === 0) this._chunks.push(new Int32Array(CHUNK));
    this._chunks[this._chunks.length - 1]![at] = number;
    this._count++;
  }

  /** Forgets whole chunks of matches that the journal no longer keeps. */
  private _dropOld(): void {
    while (this._chunks.length > 1 && this._chunks[1]![0] <= this._rows.first) {
      this._chunks.shift();
      this._chunksDropped++;
    }
  }

  private _tell(position: number): FeedRow {
    const chunk = Math.floor(position / CHUNK) - this._chunksDropped;
    assert(chunk < this._chunks.length, "Feed: a position behind the last match");
    const number = chunk < 0 ? -1 : this._chunks[chunk]![position % CHUNK];
    if (number >= 0 && this._rows.readIfKept(number, this._row)) return tellRow(this._row, this.telling);
    return { event: Math.max(0, number), atUs: 0, family: "housekeeping", severity: "normal", sentence: say("feed.forgotten"), rule: "", node: null, link: null, message: null, transaction: null };
  }
}
