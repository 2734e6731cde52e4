import type { MessageDescription } from "../../port/messages.ts";

/**
 * The bytes of a message as rows of runs: each run lies in one row and belongs to one field (or none), so that hovering a
 * field lights its runs and hovering a run lights its field. Plain functions; the drawing is in HexView.
 */
export const ROW_BYTES = 8;
/** So many equal rows of zeros, and more, are folded into one line. */
export const ZERO_ROWS_MIN = 3;

type Fields = MessageDescription["fields"];
type Crcs = MessageDescription["crcs"];

export interface Run {
  /** from the start of the message */
  readonly offset: number;
  readonly bytes: readonly number[];
  /** index into the fields, or -1 */
  readonly field: number;
}

export type HexRow = { readonly kind: "bytes"; readonly offset: number; readonly runs: readonly Run[] } | { readonly kind: "zeros"; readonly offset: number; readonly length: number };

export function bytesOfHex(hex: string): number[] {
  return (hex.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => Number.parseInt(pair, 16));
}

/** For each byte the field it belongs to: of several that cover it the shortest, as it says most; -1 = none. */
export function fieldOfBytes(fields: Fields, length: number): Int32Array {
  const owner = new Int32Array(length).fill(-1);
  for (const [index, { offset, length: size }] of fields.entries()) {
    for (let at = Math.max(0, offset); at < Math.min(offset + size, length); at++) {
      const other = owner[at]!;
      if (other === -1 || fields[other]!.length > size) owner[at] = index;
    }
  }
  return owner;
}

/** Rows of eight bytes cut into runs; long zeros are folded unless `unfolded` has their offset. */
export function hexRows(bytes: readonly number[], owner: Int32Array, unfolded: ReadonlySet<number>): HexRow[] {
  const rows: HexRow[] = [];
  const count = Math.ceil(bytes.length / ROW_BYTES);
  for (let row = 0; row < count; ) {
    const zeros = zeroRowsAt(bytes, row, count);
    const offset = row * ROW_BYTES;
    if (zeros >= ZERO_ROWS_MIN && !unfolded.has(offset)) {
      rows.push({ kind: "zeros", offset, length: Math.min(zeros * ROW_BYTES, bytes.length - offset) });
      row += zeros;
      continue;
    }
    const until = zeros >= ZERO_ROWS_MIN ? row + zeros : row + 1;
    for (; row < until; row++) rows.push({ kind: "bytes", offset: row * ROW_BYTES, runs: runsOf(bytes, owner, row * ROW_BYTES) });
  }
  return rows;
}

function zeroRowsAt(bytes: readonly number[], row: number, count: number): number {
  let zeros = 0;
  while (row + zeros < count && bytes.slice((row + zeros) * ROW_BYTES, (row + zeros + 1) * ROW_BYTES).every((byte) => byte === 0)) zeros++;
  return zeros;
}

function runsOf(bytes: readonly number[], owner: Int32Array, from: number): Run[] {
  const runs: Run[] = [];
  const to = Math.min(from + ROW_BYTES, bytes.length);
  for (let at = from; at < to; ) {
    let end = at + 1;
    while (end < to && owner[end] === owner[at]) end++;
    runs.push({ offset: at, bytes: bytes.slice(at, end), field: owner[at]! });
    at = end;
  }
  return runs;
}

export interface RunCrc {
  /** the checksum that covers the run, or null; where two do, the first */
  readonly covering: Crcs[number] | null;
  /** the checksum that is stored in the run, or null */
  readonly stored: Crcs[number] | null;
}

/** What the checksums have to do with a run of bytes. A checksum is stored in the field of its own name. */
export function crcOfRun(run: Run, fields: Fields, crcs: Crcs): RunCrc {
  const name = fields[run.field]?.name;
  return {
    covering: crcs.find(({ from, to }) => run.offset >= from && run.offset < to) ?? null,
    stored: crcs.find((crc) => crc.name === name) ?? null,
  };
}

/** The field that arrow keys lead to: fields in the order of their bytes, round at the ends. */
export function nextField(fields: Fields, from: number, step: 1 | -1): number {
  const order = [...fields.keys()].filter((index) => fields[index]!.length > 0).toSorted((a, b) => fields[a]!.offset - fields[b]!.offset);
  if (order.length === 0) return -1;
  const place = order.indexOf(from);
  if (place === -1) return step === 1 ? order[0]! : order.at(-1)!;
  return order[(place + step + order.length) % order.length]!;
}

export function hexOffset(offset: number, length: number): string {
  return offset.toString(16).padStart(length > 0x100 ? 3 : 2, "0");
}

export function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

export function printable(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}
