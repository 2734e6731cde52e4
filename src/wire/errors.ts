import { ERROR_TEXTS, otherError } from "../texts/wire.ts";

/** The `error` field: why something was refused, aborted or ended, as it travels on the wire (WIRE-09, WIRE-11). */

/**
 * Values of `error` (WIRE-09, WIRE-11). 0x00..0x1f are local, 0x20..0x2f global; MACFAIL is ours, and so are those from
 * SPAN_LOST on, in the header's global range. The four about keys are numbers that the C program reserved.
 */
export const ERR = {
  NONE: 0,
  SYNC: 1,
  EOF: 2,
  SOCK: 3,
  FIELD: 4,
  XCRC: 6,
  ACRC: 7,
  NORKEY: 10,
  NOLKEY: 11,
  KEYXCHGFAIL: 12,
  KEYFMT: 13,
  MSGSEQ: 15,
  EALREADY: 16,
  TRANS: 17,
  MACFAIL: 19,
  UNKNOWN: 0x20,
  SPAN_LOST: 0x21,
  SPAN_REPLACED: 0x22,
  REFUSED: 0x23,
  EXISTS: 0x24,
  LIMIT: 0x25,
  TOO_BIG: 0x26,
  NO_QUORUM: 0x27,
  DEADLOCK: 0x28,
  NO_RIGHT: 0x29,
  WITHDRAWN: 0x2a,
} as const;
export type ERR = (typeof ERR)[keyof typeof ERR];

/** Numbers of the C program that nothing of ours sends; named in case a peer does. */
const ERR_UNUSED = { HCRC: 5, STATE: 8, NOPEER: 9, BADURANDOM: 14 } as const;

const ERROR_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries({ ...ERR, ...ERR_UNUSED }).map(([name, value]) => [value, name]),
);

/** "XCRC" for 6; a number that nobody named as hex (WIRE-11). */
export function errorName(code: number): string {
  return ERROR_NAMES.get(code) ?? `0x${code.toString(16)}`;
}

/** What an `error` value says, in plain words (WIRE-11). */
export function errorText(code: number): string {
  const name = errorName(code);
  return Object.hasOwn(ERROR_TEXTS, name) ? ERROR_TEXTS[name as keyof typeof ERROR_TEXTS] : otherError(name);
}
