import type { Frame } from "../../port/messages.ts";

/** Where the time cursor stands, as a row of the journal; null = at the newest. */
export function cursorRowOf(frame: Frame | null): number | null {
  const tape = (frame as { readonly tape?: { readonly row: number; readonly live: boolean } } | null)?.tape;
  return tape === undefined || tape.live ? null : tape.row;
}
