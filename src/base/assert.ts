/**
 * Our own mistakes, as opposed to a peer's: a failed assert is a bug in Spanscope and stays on in
 * production. A peer's mistake is never an assert, it is a `Violation` value (see node).
 */
export class AssertionError extends Error {
  override name = "AssertionError";
}

/** Throws an AssertionError with `message` unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** For the default branch of a closed union: a compile error when a member was forgotten. */
export function unreachable(value: never, what: string): never {
  throw new AssertionError(`${what}: unexpected ${JSON.stringify(value)}`);
}
