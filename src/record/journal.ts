import { LIMITS } from "../base/limits.ts";
import { TRACE, TRACE_FIELDS, type Trace } from "../sim/trace.ts";
import { CMD } from "../wire/constants.ts";
import { crc32c } from "../wire/crc.ts";
import { RECORD_OVERHEAD_BYTES } from "../wire/record.ts";
import { ByteStore } from "./byte-store.ts";
import { Digest } from "./digest.ts";
import { peek, SENT } from "./header-peek.ts";
import { MessageTable } from "./message-table.ts";
import { type Counters, EventTally, newCounters } from "./tally.ts";

const CHUNK_ROWS = 16_384;
const BYTE_CHUNK = 1_048_576;

export interface JournalLimits {
  readonly rowsMax: number;
  readonly bytesMax: number;
}

class Chunk {
  readonly fields = new Int32Array(CHUNK_ROWS * TRACE_FIELDS);
  readonly timesUs = new Float64Array(CHUNK_ROWS);
}

/**
 * Everything that happened, row by row, as the engine traced it. Bounded: beyond LIMITS the oldest chunk of rows is
 * dropped, and apart from them the oldest bytes; `firstRow` says what is the oldest. Counters and digest are of the whole
 * run. A send row carries the words of its message's header (SENT); bytes are kept by message number.
 */
export class Journal {
  readonly counters: Readonly<Counters>;
  readonly #counters = newCounters();
  readonly #tally = new EventTally(this.#counters);
  readonly #digest = new Digest();
  readonly #sealedDigest = new Digest();
  /** newest chunk, and rows used of it */
  #chunk = new Chunk();
  #used = 0;
  readonly #chunks: Chunk[] = [this.#chunk];
  readonly #chunksMax: number;
  readonly #bytes: ByteStore;
  readonly #messages = new MessageTable();
  /** bytes of forged messages, by row: one for each such command */
  readonly #forged = new Map<number, Uint8Array>();
  #firstRow = 0;
  #rowEnd = 0;

  constructor(limits: JournalLimits = { rowsMax: LIMITS.journalRowsMax, bytesMax: LIMITS.journalBytesMax }) {
    this.counters = this.#counters;
    this.#chunksMax = Math.max(2, Math.floor(limits.rowsMax / CHUNK_ROWS));
    this.#bytes = new ByteStore(BYTE_CHUNK, limits.bytesMax);
  }

  // -------------------------------------------------------------- writing

  /** Takes over all rows of the trace, which the caller then drains. Send rows get their header's words in the trace, too. */
  append(trace: Trace): void {
    const { count, fields } = trace;
    for (let row = 0; row < count; row++) {
      const at = row * TRACE_FIELDS;
      switch (fields[at]) {
        case TRACE.event:
          this.#tally.count(fields[at + 1], fields[at + 6], fields[at + 9], fields[at + 15], trace.timesUs[row]);
          break;
        case TRACE.send:
          this.#sent(trace.bytes[row]!, fields, at, this.#rowEnd + row, trace.sealed.size === 0 ? undefined : trace.sealed.get(trace.firstRow + row), trace.outOfBand.size === 0 ? undefined : trace.outOfBand.get(fields[at + 4]));
          break;
        case TRACE.deliver:
          this.#counters.delivered++;
          this.#ended(fields[at + 4], this.#rowEnd + row);
          break;
        default:
          this.#other(fields, at, trace.bytes[row], this.#rowEnd + row);
      }
    }
    this.#store(trace);
    this.#counters.rows = this.#rowEnd;
  }

  #store(trace: Trace): void {
    for (let row = 0; row < trace.count; ) {
      if (this.#used === CHUNK_ROWS) this.#open();
      const end = Math.min(trace.count, row + CHUNK_ROWS - this.#used);
      this.#mix(trace, row, end);
      this.#used += end - row;
      this.#rowEnd += end - row;
      row = end;
    }
  }

  /**
   * Copies rows to the newest chunk and mixes them into the digest. The sixteen integers of a row go through four lanes
   * that know nothing of the rows before, so that the processor works on several rows at once.
   */
  #mix(trace: Trace, from: number, end: number): void {
    const { fields, timesUs } = trace;
    const digest = this.#digest;
    const to = this.#chunk.fields;
    const toUs = this.#chunk.timesUs;
    let toRow = this.#used;
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

  #sent(bytes: Uint8Array, fields: Int32Array, at: number, row: number, sealed: Uint8Array | undefined, outOfBand: Uint8Array | undefined): void {
    peek(bytes, fields, at);
    if (sealed !== undefined) this.#noteSealed(sealed, fields, at);
    if (fields[at + SENT.hdrCrc] === 0) fields[at + SENT.hdrCrc] = printOf(bytes, outOfBand);
    const counters = this.#counters;
    const ping = (fields[at + SENT.cmd] & 0xffffff) === CMD.LNK_PING;
    counters.sent++;
    counters.bytes += fields[at + SENT.wireBytes];
    if (ping) {
      counters.pings++;
      counters.pingsInFlight++;
    } else counters.inFlight++;
    this.#messages.add(fields[at + 4], row, this.#bytes.add(bytes, sealed ?? outOfBand), bytes.length, outOfBand?.length ?? 0, ping, sealed !== undefined);
  }

  /** LINK-02: the row's words are those of the message in the clear; the record on the wire goes into a digest of its own, by its CRC. */
  #noteSealed(record: Uint8Array, fields: Int32Array, at: number): void {
    fields[at + SENT.wireBytes] = record.length;
    this.#counters.sealed++;
    this.#sealedDigest.mix(crc32c(record, 0, record.length));
  }

  #ended(message: number, row: number): void {
    if (this.#messages.end(message, row)) this.#counters.pingsInFlight--;
    else this.#counters.inFlight--;
  }

  #other(fields: Int32Array, at: number, bytes: Uint8Array | undefined, row: number): void {
    if (fields[at] === TRACE.lost) {
      this.#counters.lost++;
      this.#ended(fields[at + 4], row);
    } else if (fields[at] === TRACE.command || fields[at] === TRACE.refused) this.#counters.commands++;
    if (bytes !== undefined) this.#forged.set(row, bytes);
  }

  #open(): void {
    this.#chunk = this.#chunks.length === this.#chunksMax ? this.#dropOldest() : new Chunk();
    this.#chunks.push(this.#chunk);
    this.#used = 0;
  }

  /** The oldest chunk is written over. */
  #dropOldest(): Chunk {
    this.#firstRow += CHUNK_ROWS;
    this.#messages.dropBefore(this.#firstRow);
    for (const row of this.#forged.keys()) if (row < this.#firstRow) this.#forged.delete(row);
    return this.#chunks.shift()!;
  }

  // -------------------------------------------------------------- reading

  /** 16 hex digits over all that happened, the records of encrypted links included where there are any. */
  get digest(): string {
    if (this.#counters.sealed === 0) return this.#digest.toString();
    const whole = new Digest();
    for (const word of [this.#digest.a, this.#digest.b, this.#sealedDigest.a, this.#sealedDigest.b]) whole.mix(word);
    return whole.toString();
  }

  /** The oldest row that is kept. */
  get firstRow(): number {
    return this.#firstRow;
  }

  /** One more than the newest row's number. */
  get rowEnd(): number {
    return this.#rowEnd;
  }

  has(row: number): boolean {
    return row >= this.#firstRow && row < this.#rowEnd;
  }

  /** The columns in which a row that is kept lies; with `at` they give its sixteen fields. */
  fieldsOf(row: number): Int32Array {
    return this.#chunks[Math.floor((row - this.#firstRow) / CHUNK_ROWS)]!.fields;
  }

  /** Index of a row's first field in `fieldsOf(row)`. Rows of one chunk follow each other: see `rowsTogether`. */
  at(row: number): number {
    return ((row - this.#firstRow) % CHUNK_ROWS) * TRACE_FIELDS;
  }

  /** How many rows from this one on lie in the same columns. */
  rowsTogether(row: number): number {
    return Math.min(this.#rowEnd - row, CHUNK_ROWS - ((row - this.#firstRow) % CHUNK_ROWS));
  }

  timeUs(row: number): number {
    const offset = row - this.#firstRow;
    return this.#chunks[Math.floor(offset / CHUNK_ROWS)]!.timesUs[offset % CHUNK_ROWS];
  }

  /** Number of the first row kept whose time is not before; rowEnd when there is none. */
  rowAt(atUs: number): number {
    let low = this.#firstRow;
    let high = this.#rowEnd;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.timeUs(middle) < atUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Row that sent a message, or -1 when it is not known or not kept. */
  sentRow(message: number): number {
    const row = this.#messages.sentRow(message);
    return row >= this.#firstRow ? row : -1;
  }

  /** Row that delivered or lost it; -1 while it is in flight. */
  endRow(message: number): number {
    return this.#messages.endRow(message);
  }

  /** The bytes as its sender handed them out, in the clear on an encrypted link too: a view to be read at once; null when they are not kept. */
  bytesOf(message: number): Uint8Array | null {
    const place = this.#messages.place(message);
    return place < 0 ? null : this.#bytes.read(place, this.#messages.bytes(message));
  }

  /** The record as which it left its sender on an encrypted link (LINK-02); null when it went in the clear, or is not kept. */
  recordOf(message: number): Uint8Array | null {
    const place = this.#messages.place(message);
    if (place < 0 || !this.#messages.sealed(message)) return null;
    const bytes = this.#messages.bytes(message);
    return this.#bytes.read(place + bytes, bytes + RECORD_OVERHEAD_BYTES);
  }

  /** The aux data that its sender put elsewhere (WIRE-06), as it was then: a view to be read at once; null when there is none or it is not kept. */
  outOfBandOf(message: number): Uint8Array | null {
    const place = this.#messages.place(message);
    const count = this.#messages.outOfBandBytes(message);
    return place < 0 || count === 0 ? null : this.#bytes.read(place + this.#messages.bytes(message), count);
  }

  /** The bytes that took a forged message's place, by the number of its `altered` row. */
  forgedBytes(row: number): Uint8Array | null {
    return this.#forged.get(row) ?? null;
  }

  // -------------------------------------------------------------- quiet

  /**
   * What the journal knows of whether a run is quiet: nothing but PINGs is in flight, and no span or transaction has
   * changed for so long.
   */
  isQuiet(nowUs: number, sinceUs: number): boolean {
    return this.#counters.inFlight === 0 && nowUs - this.#counters.lastChangeUs >= sinceUs;
  }
}

/** For the digest: what a message without CRCs says is in it all the same (SHM-01). */
function printOf(bytes: Uint8Array, outOfBand: Uint8Array | undefined): number {
  const header = crc32c(bytes, 0, bytes.length);
  return (outOfBand === undefined ? header : header ^ Math.imul(crc32c(outOfBand, 0, outOfBand.length), 0x9e3779b1)) | 0;
}
