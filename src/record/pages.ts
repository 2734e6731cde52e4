import { COPY_AS } from "../base/graph-copy.ts";
import { TRACE_FIELDS } from "../sim/trace.ts";
import { ByteStore } from "./byte-store.ts";
import { MessageTable } from "./message-table.ts";

export const PAGE_ROWS = 16_384;
const BYTE_CHUNK = 1_048_576;

export interface JournalLimits {
  readonly rowsMax: number;
  readonly bytesMax: number;
}

export class RowPage {
  readonly fields = new Int32Array(PAGE_ROWS * TRACE_FIELDS);
  readonly timesUs = new Float64Array(PAGE_ROWS);
  /** 1 where a step of the engine, or a command between two steps, begins */
  readonly begins = new Uint8Array(PAGE_ROWS);

  /** One for all copies, as the pages are. */
  [COPY_AS](): this {
    return this;
  }
}

const PAGE_BYTES = PAGE_ROWS * (TRACE_FIELDS * 4 + 8 + 1);

/**
 * What the journals of one run keep together: the journal of the run itself, and those of its copies that stand at an
 * earlier place and are executed again. They all write the same at the same place, so it is kept once; each journal knows
 * how far it has come. Beyond the limits the oldest rows go page by page, and apart from them the oldest bytes.
 */
export class Pages {
  limits: JournalLimits;
  readonly bytes: ByteStore;
  readonly messages: MessageTable;
  /** bytes of forged messages, by row: one for each such command */
  readonly forged = new Map<number, Uint8Array>();
  firstRow = 0;
  private readonly _rows: RowPage[] = [];
  private _pagesMax: number;

  constructor(limits: JournalLimits, bytes = new ByteStore(BYTE_CHUNK, limits.bytesMax), messages = new MessageTable()) {
    this.limits = limits;
    this._pagesMax = pagesMaxOf(limits);
    this.bytes = bytes;
    this.messages = messages;
  }

  /** One for all copies. */
  [COPY_AS](): this {
    return this;
  }

  /** Bytes of memory. */
  get size(): number {
    return this._rows.length * PAGE_BYTES + this.bytes.size + this.messages.size;
  }

  /** The page of a row that is kept. */
  page(row: number): RowPage {
    return this._rows[Math.floor((row - this.firstRow) / PAGE_ROWS)]!;
  }

  /** The page on which a row is to be written: of those that are kept, or the next. */
  open(row: number): RowPage {
    if (Math.floor((row - this.firstRow) / PAGE_ROWS) === this._rows.length) {
      this._rows.push(new RowPage());
      if (this._rows.length > this._pagesMax) this._dropOldest();
    }
    return this.page(row);
  }

  /** Another bound for rows: what is too old goes at once. */
  keep(rowsMax: number): void {
    this.limits = { ...this.limits, rowsMax };
    this._pagesMax = pagesMaxOf(this.limits);
    while (this._rows.length > this._pagesMax) this._dropOldest();
  }

  /** The same as far as `rowEnd`, for another future; what lies whole before it stands in both. */
  fork(rowEnd: number, messageEnd: number, bytesEnd: number): Pages {
    const fork = new Pages(this.limits, this.bytes.fork(bytesEnd), this.messages.fork(messageEnd, rowEnd));
    fork.firstRow = this.firstRow;
    for (let at = 0, row = this.firstRow; row < rowEnd; at++, row += PAGE_ROWS) {
      fork._rows.push(rowEnd - row < PAGE_ROWS ? firstRowsOf(this._rows[at]!, rowEnd - row) : this._rows[at]!);
    }
    for (const [row, bytes] of this.forged) if (row < rowEnd) fork.forged.set(row, bytes);
    return fork;
  }

  private _dropOldest(): void {
    this._rows.shift(); // let go, not written over: a fork may have it too
    this.firstRow += PAGE_ROWS;
    this.messages.dropBefore(this.firstRow);
    for (const row of this.forged.keys()) if (row < this.firstRow) this.forged.delete(row);
  }
}

function pagesMaxOf({ rowsMax }: JournalLimits): number {
  return Math.max(2, Math.floor(rowsMax / PAGE_ROWS));
}

function firstRowsOf(page: RowPage, count: number): RowPage {
  const copy = new RowPage();
  copy.fields.set(page.fields.subarray(0, count * TRACE_FIELDS));
  copy.timesUs.set(page.timesUs.subarray(0, count));
  copy.begins.set(page.begins.subarray(0, count));
  return copy;
}
