import type { RuleId } from "./rules.ts";

/** A peer's mistake (TX-07): kills the link with `error`; the rule's id goes to whoever watches. A value, never an exception. */
export interface Violation {
  readonly rule: RuleId;
  readonly error: number;
}

/** What handling a message ends with: nothing to say, or the peer's mistake. */
export type Verdict = Violation | null;
