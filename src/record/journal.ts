import { LIMITS } from "../base/limits.ts";
import { TRACE, TRACE_FIELDS, type Trace } from "../sim/trace.ts";
import { CMD } from "../wire/constants.ts";
import { crc32c } from "../wire/crc.ts";
import { RECORD_OVERHEAD_BYTES } from "../wire/record.ts";
import { Digest } from "./digest.ts";
import { peek, SENT } from "./header-peek.ts";
import { type JournalLimits, PAGE_ROWS, Pages, type RowPage } from "./pages.ts";
import { type Counters, EventTally, newCounters } from "./tally.ts";

/**
 * Everything that happened, row by row, as the engine traced it. Bounded: beyond its limits the oldest rows are
 * dropped, and apart from them the oldest bytes; `firstRow` says what is the oldest. Counters and digest are of the whole
 * run. A send row carries the words of its message's header (SENT); bytes are kept by message number. A copy of a journal
 * (a key frame) has counters, digest and end of its own and shares the pages.
 */
export class Journal {
  readonly counters: Readonly<Counters>;
  private readonly _counters = newCounters();
  private readonly _tally: EventTally;
  readonly numbersFrom: number;
  private readonly _digest = new Digest();
  private readonly _sealedDigest = new Digest();
  private _pages: Pages;
  /** newest page */
  private _page: RowPage;
  private _rowEnd = 0;
  private _messageEnd = 0;
  private _bytesEnd = 0;

  /** `numbersFrom`: the switch of that name */
  constructor(limits: JournalLimits = { rowsMax: LIMITS.journalRowsMax, bytesMax: LIMITS.journalBytesMax }, numbersFrom = 0) {
    this.counters = this._counters;
    this.numbersFrom = numbersFrom;
    this._tally = new EventTally(this._counters, numbersFrom);
    this._pages = new Pages(limits);
    this._page = this._pages.open(0);
  }

  // -------------------------------------------------------------- writing

  /** Takes over all rows of the trace, which the caller then drains. Send rows get their header's words in the trace, too. */
  append(trace: Trace): void {
    const { count, fields } = trace;
    for (let row = 0; row < count; row++) {
      const at = row * TRACE_FIELDS;
      switch (fields[at]) {
        case TRACE.event:
          this._tally.count(fields[at + 1], fields[at + 6], fields[at + 9], fields[at + 15], trace.timesUs[row]);
          break;
        case TRACE.send:
          this._sent(trace.bytes[row]!, fields, at, this._rowEnd + row, trace.sealed.size === 0 ? undefined : trace.sealed.get(trace.firstRow + row), trace.outOfBand.size === 0 ? undefined : trace.outOfBand.get(fields[at + 4]));
          break;
        case TRACE.deliver:
          this._counters.delivered++;
          this._ended(fields[at + 4], this._rowEnd + row);
          break;
        default:
          this._other(fields, at, trace.bytes[row], this._rowEnd + row);
      }
    }
    this._store(trace);
    this._counters.rows = this._rowEnd;
  }

  private _store(trace: Trace): void {
    for (let row = 0; row < trace.count; ) {
      const used = this._rowEnd % PAGE_ROWS;
      if (used === 0) this._page = this._pages.open(this._rowEnd);
      const end = Math.min(trace.count, row + PAGE_ROWS - used);
      this._mix(trace, row, end, used);
      this._page.begins[used] = row === 0 ? 1 : 0;
      this._rowEnd += end - row;
      row = end;
    }
  }

  /**
   * Copies rows to the newest page and mixes them into the digest. The sixteen integers of a row go through four lanes
   * that know nothing of the rows before, so that the processor works on several rows at once.
   */
  private _mix(trace: Trace, from: number, end: number, used: number): void {
    const { fields, timesUs } = trace;
    const digest = this._digest;
    const to = this._page.fields;
    const toUs = this._page.timesUs;
    let toRow = used;
    let { a, b } = digest;
    for (let row = from; row < end; row++, toRow++) {
      const atUs = timesUs[row];
      toUs[toRow] = atUs;
      const timeHi = Math.floor(atUs / 0x1_0000_0000);
      let p = atUs - timeHi * 0x1_0000_0000;
      let q = timeHi;
      let r = 0x3c6ef372;
      let s = 0x1b873593;
      for (let at = row * TRACE_FIELDS, toAt = toRow * TRACE_FIELDS, stop = at + TRACE_FIELDS; at < stop; at += 4, toAt += 4) {
        const v = fields[at];
        const w = fields[at + 1];
        const x = fields[at + 2];
        const y = fields[at + 3];
        to[toAt] = v;
        to[toAt + 1] = w;
        to[toAt + 2] = x;
        to[toAt + 3] = y;
        p = Math.imul(((p << 7) | (p >>> 25)) ^ v, 0x9e3779b1);
        q = Math.imul(((q << 11) | (q >>> 21)) ^ w, 0x85ebca6b);
        r = Math.imul(((r << 13) | (r >>> 19)) ^ x, 0xc2b2ae35);
        s = Math.imul(((s << 17) | (s >>> 15)) ^ y, 0x27d4eb2f);
      }
      a = Math.imul(((a << 7) | (a >>> 25)) ^ (p + ((q << 16) | (q >>> 16))), 0x9e3779b1);
      b = Math.imul(((b << 11) | (b >>> 21)) ^ (r + ((s << 16) | (s >>> 16))), 0x85ebca6b);
      a ^= (b << 13) | (b >>> 19);
    }
    digest.a = a;
    digest.b = b;
  }

  private _sent(bytes: Uint8Array, fields: Int32Array, at: number, row: number, sealed: Uint8Array | undefined, outOfBand: Uint8Array | undefined): void {
    peek(bytes, fields, at);
    if (sealed !== undefined) this._noteSealed(sealed, fields, at);
    if (fields[at + SENT.hdrCrc] === 0) fields[at + SENT.hdrCrc] = printOf(bytes, outOfBand);
    const counters = this._counters;
    const ping = (fields[at + SENT.cmd] & 0xffffff) === CMD.LNK_PING;
    counters.sent++;
    counters.bytes += fields[at + SENT.wireBytes];
    if (ping) {
      counters.pings++;
      counters.pingsInFlight++;
    } else counters.inFlight++;
    const behind = sealed ?? outOfBand;
    const place = this._pages.bytes.add(this._bytesEnd, bytes, behind);
    this._bytesEnd = place + bytes.length + (behind?.length ?? 0);
    this._messageEnd = fields[at + 4] + 1;
    this._pages.messages.add(fields[at + 4], row, place, bytes.length, outOfBand?.length ?? 0, ping, sealed !== undefined);
  }

  /** LINK-02: the row's words are those of the message in the clear; the record on the wire goes into a digest of its own, by its CRC. */
  private _noteSealed(record: Uint8Array, fields: Int32Array, at: number): void {
    fields[at + SENT.wireBytes] = record.length;
    this._counters.sealed++;
    this._sealedDigest.mix(crc32c(record, 0, record.length));
  }

  private _ended(message: number, row: number): void {
    if (this._pages.messages.end(message, row)) this._counters.pingsInFlight--;
    else this._counters.inFlight--;
  }

  private _other(fields: Int32Array, at: number, bytes: Uint8Array | undefined, row: number): void {
    if (fields[at] === TRACE.lost) {
      this._counters.lost++;
      this._ended(fields[at + 4], row);
    } else if (fields[at] === TRACE.command || fields[at] === TRACE.refused) this._counters.commands++;
    if (bytes !== undefined) this._pages.forged.set(row, bytes);
  }

  // -------------------------------------------------------------- futures

  /** From here on this journal writes a future of its own: what is before it stays as it is, also for those that shared it. */
  branch(): void {
    this.usePages(this._pages.fork(this._rowEnd, this._messageEnd, this._bytesEnd));
  }

  /** Goes on with pages that say the same as its own as far as it has come. */
  usePages(pages: Pages): void {
    this._pages = pages;
    this._page = this._rowEnd === 0 ? pages.open(0) : pages.page(this._rowEnd - 1);
  }

  get pages(): Pages {
    return this._pages;
  }

  // -------------------------------------------------------------- reading

  /** 16 hex digits over all that happened, the records of encrypted links included where there are any. */
  get digest(): string {
    if (this._counters.sealed === 0) return this._digest.toString();
    const whole = new Digest();
    for (const word of [this._digest.a, this._digest.b, this._sealedDigest.a, this._sealedDigest.b]) whole.mix(word);
    return whole.toString();
  }

  /** The oldest row that is kept. */
  get firstRow(): number {
    return this._pages.firstRow;
  }

  /** One more than the newest row's number. */
  get rowEnd(): number {
    return this._rowEnd;
  }

  has(row: number): boolean {
    return row >= this._pages.firstRow && row < this._rowEnd;
  }

  /** The columns in which a row that is kept lies; with `at` they give its sixteen fields. */
  fieldsOf(row: number): Int32Array {
    return this._pages.page(row).fields;
  }

  /** Index of a row's first field in `fieldsOf(row)`. Rows of one chunk follow each other: see `rowsTogether`. */
  at(row: number): number {
    return (row % PAGE_ROWS) * TRACE_FIELDS;
  }

  /** How many rows from this one on lie in the same columns. */
  rowsTogether(row: number): number {
    return Math.min(this._rowEnd - row, PAGE_ROWS - (row % PAGE_ROWS));
  }

  timeUs(row: number): number {
    return this._pages.page(row).timesUs[row % PAGE_ROWS];
  }

  /** The first row of the step, or of the command between steps, to which a row that is kept belongs. */
  beginOf(row: number): number {
    let begin = row;
    while (begin > this.firstRow && this._pages.page(begin).begins[begin % PAGE_ROWS] === 0) begin--;
    return begin;
  }

  /** Number of the first row kept whose time is not before; rowEnd when there is none. */
  rowAt(atUs: number): number {
    let low = this.firstRow;
    let high = this._rowEnd;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.timeUs(middle) < atUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Row that sent a message, or -1 when it is not known or not kept. */
  sentRow(message: number): number {
    const row = this._pages.messages.sentRow(message);
    return this.has(row) ? row : -1;
  }

  /** Row that delivered or lost it; -1 while it is in flight. */
  endRow(message: number): number {
    const row = this._pages.messages.endRow(message);
    return row < this._rowEnd ? row : -1;
  }

  /** The bytes as its sender handed them out, in the clear on an encrypted link too: a view to be read at once; null when they are not kept. */
  bytesOf(message: number): Uint8Array | null {
    const place = this._pages.messages.place(message);
    return place < 0 ? null : this._pages.bytes.read(place, this._pages.messages.bytes(message));
  }

  /** The record as which it left its sender on an encrypted link (LINK-02); null when it went in the clear, or is not kept. */
  recordOf(message: number): Uint8Array | null {
    const place = this._pages.messages.place(message);
    if (place < 0 || !this._pages.messages.sealed(message)) return null;
    const bytes = this._pages.messages.bytes(message);
    return this._pages.bytes.read(place + bytes, bytes + RECORD_OVERHEAD_BYTES);
  }

  /** The aux data that its sender put elsewhere (WIRE-06), as it was then: a view to be read at once; null when there is none or it is not kept. */
  outOfBandOf(message: number): Uint8Array | null {
    const place = this._pages.messages.place(message);
    const count = this._pages.messages.outOfBandBytes(message);
    return place < 0 || count === 0 ? null : this._pages.bytes.read(place + this._pages.messages.bytes(message), count);
  }

  /** The bytes that took a forged message's place, by the number of its `altered` row. */
  forgedBytes(row: number): Uint8Array | null {
    return this._pages.forged.get(row) ?? null;
  }

  // -------------------------------------------------------------- quiet

  /**
   * What the journal knows of whether a run is quiet: nothing but PINGs is in flight, and no span or transaction has
   * changed for so long.
   */
  isQuiet(nowUs: number, sinceUs: number): boolean {
    return this._counters.inFlight === 0 && nowUs - this._counters.lastChangeUs >= sinceUs;
  }
}

/** For the digest: what a message without CRCs says is in it all the same (SHM-01). */
function printOf(bytes: Uint8Array, outOfBand: Uint8Array | undefined): number {
  const header = crc32c(bytes, 0, bytes.length);
  return (outOfBand === undefined ? header : header ^ Math.imul(crc32c(outOfBand, 0, outOfBand.length), 0x9e3779b1)) | 0;
}
