import type { Frame } from "../../port/messages.ts";

/** Where the time cursor stands, as the last row that has happened there; null = at the newest. */
export function cursorRowOf(frame: Frame | null): number | null {
  return frame === null || frame.tape.live ? null : Math.max(0, frame.tape.row - 1);
}
