/** What the fuzzer says when a promise is broken: our own mistake, never the peer's. */
export class OwnMistake extends Error {}

/** In one line: what was thrown. */
export function told(error: unknown): string {
  return error instanceof Error ? `${error.name === "Error" ? "" : `${error.name}: `}${error.message}` : String(error);
}
