import type { Family } from "../../port/messages.ts";
import type { Palette } from "../theme/palette.ts";

/**
 * The marks of messages: family by hue and shape, command filled and reply hollow, so that no meaning hangs on colour
 * alone. One definition for canvas (Path2D), key and panels (SVG): paths about the origin, flying to the right.
 */
export interface Mark {
  readonly d: string;
  readonly filled: boolean;
  /** of the outline; a filled mark has one too, which rounds its corners */
  readonly strokeWidth: number;
  /** turns with the direction of flight */
  readonly turns: boolean;
}

const ARROW = "M6 0L-4.2 -4.8V4.8Z";
/** with a notch, so that a transaction is not an announcement in another colour */
const DART = "M6.4 0L-4.6 -5L-1.8 0L-4.6 5Z";
const HOLLOW_ARROW = "M5.4 0L-3.8 -4.2V4.2Z";
const RING = "M4.3 0A4.3 4.3 0 1 1 -4.3 0A4.3 4.3 0 1 1 4.3 0Z";
const SQUARE = "M-3.8 -3.8H3.8V3.8H-3.8Z";
const HOLLOW_SQUARE = "M-3.6 -3.6H3.6V3.6H-3.6Z";
const DOT = "M2.5 0A2.5 2.5 0 1 1 -2.5 0A2.5 2.5 0 1 1 2.5 0Z";
const CROSS = "M-4.2 -4.2L4.2 4.2M4.2 -4.2L-4.2 4.2";

const COMMAND: Readonly<Record<Family, Mark>> = {
  announcement: { d: ARROW, filled: true, strokeWidth: 1, turns: true },
  transaction: { d: DART, filled: true, strokeWidth: 1, turns: true },
  data: { d: SQUARE, filled: true, strokeWidth: 1.5, turns: true },
  abort: { d: CROSS, filled: false, strokeWidth: 2.8, turns: false },
  housekeeping: { d: DOT, filled: true, strokeWidth: 0.5, turns: false },
};

const REPLY: Readonly<Record<Family, Mark>> = {
  announcement: { d: HOLLOW_ARROW, filled: false, strokeWidth: 1.8, turns: true },
  transaction: { d: RING, filled: false, strokeWidth: 2.2, turns: false },
  data: { d: HOLLOW_SQUARE, filled: false, strokeWidth: 2, turns: true },
  abort: COMMAND.abort,
  housekeeping: { d: DOT, filled: false, strokeWidth: 1.5, turns: false },
};

export function markOf(family: Family, reply: boolean): Mark {
  return (reply ? REPLY : COMMAND)[family];
}

/** A violation, or bytes that were corrupted: always in the cut's red. */
export const BOLT = "M1.4 -6L-3.4 0.9H-0.5L-1.4 6L3.4 -0.9H0.5Z";

/** A link whose both ends seal what they send (LINK-02): body and shackle of a lock, filled with the even-odd rule. */
export const LOCK = "M-4 -0.6H4V5H-4ZM-2.9 -0.6V-2.3A2.9 2.9 0 0 1 2.9 -2.3V-0.6H1.5V-2.3A1.5 1.5 0 0 0 -1.5 -2.3V-0.6Z";

/** Family -> field of the palette, and the token of its hue. */
export const HUE = {
  announcement: "teal",
  transaction: "amber",
  data: "violet",
  abort: "red",
  housekeeping: "grey",
} as const satisfies Record<Family, keyof Palette>;

export function hueVariable(family: Family): string {
  return `var(--${HUE[family]})`;
}
