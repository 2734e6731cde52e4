import type { Frame } from "../../port/messages.ts";

/** Where the time cursor stands, as the last row that has happened there; null = at the newest. */
export function cursorRowOf(frame: Frame | null): number | null {
  const tape = (frame as { readonly tape?: { readonly row: number; readonly live: boolean } } | null)?.tape;
  return tape === undefined || tape.live ? null : Math.max(0, tape.row - 1);
}
