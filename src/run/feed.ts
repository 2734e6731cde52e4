import { assert } from "../base/assert.ts";
import type { Chronicle } from "./chronicle.ts";
import { say } from "./fill.ts";
import { CompiledFilter, NO_FILTER } from "./feed-filter.ts";
import { Row } from "./row.ts";
import type { Rows } from "./rows.ts";
import { type Telling, tellRow } from "./sentences.ts";
import type { FeedFilter, FeedRow } from "./shown.ts";

/** Rows of a frame's tail. */
export const TAIL_ROWS = 200;
/** Rows that one question gets. */
export const FEED_ROWS_MAX = 500;
const CHUNK = 16_384;

/**
 * The feed: which rows of the journal match the filter, as their numbers alone; sentences are made when they are asked for.
 * The index grows in lots, behind the chronicle (names come from there). The position of a row never changes: what the
 * journal has dropped keeps its place and says so.
 */
export class Feed {
  readonly #rows: Rows;
  readonly #chronicle: Chronicle;
  readonly #telling: Telling;
  readonly #row = new Row();
  #filter = new CompiledFilter(NO_FILTER);
  /** row numbers of the matches, in chunks; those of dropped chunks are gone, their positions are not */
  #chunks: Int32Array[] = [];
  #chunksDropped = 0;
  #count = 0;
  /** rows below this one are looked at */
  #next = 0;
  /** the newest matches told, the last at position #count - 1 */
  #tail: FeedRow[] = [];
  #tailEnd = 0;

  constructor(rows: Rows, chronicle: Chronicle, telling: Telling) {
    this.#rows = rows;
    this.#chronicle = chronicle;
    this.#telling = telling;
  }

  get filter(): FeedFilter {
    return this.#filter.filter;
  }

  /** Matches found so far. */
  get count(): number {
    return this.#count;
  }

  get behind(): number {
    return this.#chronicle.next - this.#next;
  }

  /** Another filter: the index begins anew. */
  setFilter(filter: FeedFilter): void {
    this.#filter = new CompiledFilter(filter);
    this.#chunks = [];
    this.#chunksDropped = 0;
    this.#count = 0;
    this.#next = 0;
    this.#tail = [];
    this.#tailEnd = 0;
  }

  /** Looks at more rows, at most `rowsMax`; true when nothing is left that the chronicle has read. */
  catchUp(rowsMax = Number.POSITIVE_INFINITY): boolean {
    const rows = this.#rows;
    this.#dropOld();
    if (this.#next < rows.first) this.#next = rows.first;
    const end = Math.min(this.#chronicle.next, this.#next + rowsMax);
    for (; this.#next < end; this.#next++) {
      rows.read(this.#next, this.#row);
      if (this.#filter.passes(this.#row, this.#telling)) this.#push(this.#next);
    }
    return this.#next === this.#chronicle.next;
  }

  /** Rows by their position among the matches, 0 = the oldest; fewer when there are no more. */
  read(from: number, count: number): FeedRow[] {
    const first = Math.max(0, Math.floor(from));
    const end = Math.min(this.#count, first + Math.min(Math.max(0, Math.floor(count)), FEED_ROWS_MAX));
    const told: FeedRow[] = [];
    for (let position = first; position < end; position++) told.push(this.#tell(position));
    return told;
  }

  /** The newest matches, at most TAIL_ROWS; those told before are not told again. */
  tail(): readonly FeedRow[] {
    const from = Math.max(this.#tailEnd, this.#count - TAIL_ROWS);
    if (from === this.#count) return this.#tail;
    const kept = Math.max(0, TAIL_ROWS - (this.#count - from));
    this.#tail = kept === 0 ? [] : this.#tail.slice(-kept);
    for (let position = from; position < this.#count; position++) this.#tail.push(this.#tell(position));
    this.#tailEnd = this.#count;
    return this.#tail;
  }

  #push(number: number): void {
    const at = this.#count % CHUNK;
    if (at === 0) this.#chunks.push(new Int32Array(CHUNK));
    this.#chunks[this.#chunks.length - 1]![at] = number;
    this.#count++;
  }

  /** Forgets whole chunks of matches that the journal no longer keeps. */
  #dropOld(): void {
    while (this.#chunks.length > 1 && this.#chunks[1]![0] <= this.#rows.first) {
      this.#chunks.shift();
      this.#chunksDropped++;
    }
  }

  #tell(position: number): FeedRow {
    const chunk = Math.floor(position / CHUNK) - this.#chunksDropped;
    assert(chunk < this.#chunks.length, "Feed: a position behind the last match");
    const number = chunk < 0 ? -1 : this.#chunks[chunk]![position % CHUNK];
    if (number >= 0 && this.#rows.readIfKept(number, this.#row)) return tellRow(this.#row, this.#telling);
    return { event: Math.max(0, number), atUs: 0, family: "housekeeping", severity: "normal", sentence: say("feed.forgotten"), rule: "", node: null, link: null, message: null, transaction: null };
  }
}
