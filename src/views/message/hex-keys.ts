/** What keys do in the grid of bytes: plain functions over digits, the place of the cursor, and whether a first digit was typed. */

export interface HexCursor {
  /** the byte */
  readonly at: number;
  /** its first digit was typed: the next one is its second */
  readonly half: boolean;
}

export interface HexStep {
  readonly cursor: HexCursor;
  /** the digits after it; the same ones when the key only moved */
  readonly digits: string;
}

const ROW_BYTES = 8;
const PAGE_ROWS = 8;

/** What a key does, null = nothing. `original`: digits that Delete goes back to. */
export function hexStep(key: string, { at, half }: HexCursor, digits: string, original: string): HexStep | null {
  const last = digits.length / 2 - 1;
  if (last < 0) return null;
  const moved = MOVES[key]?.(at, last);
  if (moved !== undefined) return { cursor: { at: Math.max(0, Math.min(last, moved)), half: false }, digits };
  if (key === "Delete" || key === "Backspace") {
    const was = original.slice(2 * at, 2 * at + 2);
    const next = key === "Backspace" && !half ? Math.max(0, at - 1) : at;
    return { cursor: { at: next, half: false }, digits: was === "" ? digits : withByte(digits, at, was) };
  }
  if (!/^[0-9a-fA-F]$/.test(key)) return null;
  const digit = key.toLowerCase();
  const byte = half ? digits[2 * at]! + digit : digit + digits[2 * at + 1]!;
  return { cursor: half ? { at: Math.min(last, at + 1), half: false } : { at, half: true }, digits: withByte(digits, at, byte) };
}

const MOVES: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  ArrowUp: (at) => (at < ROW_BYTES ? at : at - ROW_BYTES),
  ArrowDown: (at, last) => (at + ROW_BYTES > last ? at : at + ROW_BYTES),
  PageUp: (at) => (at < PAGE_ROWS * ROW_BYTES ? at % ROW_BYTES : at - PAGE_ROWS * ROW_BYTES),
  PageDown: (at, last) => (at + PAGE_ROWS * ROW_BYTES > last ? last : at + PAGE_ROWS * ROW_BYTES),
  Home: (at) => at - (at % ROW_BYTES),
  End: (at) => at - (at % ROW_BYTES) + ROW_BYTES - 1,
};

export function withByte(digits: string, at: number, byte: string): string {
  return digits.slice(0, 2 * at) + byte + digits.slice(2 * at + 2);
}

export function withBit(digits: string, at: number, bit: number): string {
  const byte = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16) ^ (1 << bit);
  return withByte(digits, at, byte.toString(16).padStart(2, "0"));
}
