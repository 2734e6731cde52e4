/** What was thrown, in words: whoever throws may throw anything. */
export function thrownText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
