/**
 * DBG-01: what a shell does at its target, as data: for each of its states and each thing that can happen to it, one act.
 * `shell-session.ts` obeys this table, the rules' documentation and the tests are held to it.
 */

export const SHELL_STATE = {
  /** the prompt is out: nothing runs */
  prompt: 0,
  /** output of a command waits to be sent */
  output: 1,
  /** a repeated command waits for its next round */
  waiting: 2,
  /** our half is closed */
  closed: 3,
} as const;
export type ShellState = (typeof SHELL_STATE)[keyof typeof SHELL_STATE];
export const SHELL_STATES = ["prompt", "output", "waiting", "closed"] as const;

export const SHELL_INPUT = {
  /** an element with a line */
  line: 0,
  /** the last element of the output is sent */
  sent: 1,
  /** the same, and the command has further rounds */
  sentOfMany: 2,
  /** the next round is due */
  due: 3,
  /** a mid-stream ABORT (TX-06) */
  abort: 4,
  /** the opener's half is closed: no line will come any more */
  end: 5,
} as const;
export type ShellInput = (typeof SHELL_INPUT)[keyof typeof SHELL_INPUT];
export const SHELL_INPUTS = ["line", "all sent", "all sent, more rounds", "round due", "mid-stream ABORT", "DELETE"] as const;

export const SHELL_ACT = {
  nothing: 0,
  /** the line is carried out */
  run: 1,
  /** the line waits for its turn; too many are refused */
  queue: 2,
  /** the next line that waits, or the prompt; the end when no line can come any more */
  next: 3,
  /** until the next round */
  wait: 4,
  /** the next round */
  again: 5,
  /** what is not sent and what waits is dropped, the command ends, the prompt comes back */
  drop: 6,
  /** what has come is carried out, nothing is repeated, then the end */
  drain: 7,
  /** our half closes */
  close: 8,
} as const;
export type ShellAct = (typeof SHELL_ACT)[keyof typeof SHELL_ACT];
export const SHELL_ACTS = ["-", "runs", "queued", "next line, or prompt", "waits", "runs again", "dropped, prompt", "carried out, no more rounds", "closes"] as const;

const A = SHELL_ACT;

/** By SHELL_STATE and SHELL_INPUT. */
export const SHELL_TABLE: readonly (readonly ShellAct[])[] = [
  // line   sent       sentOfMany  due       abort      end
  [A.run, A.nothing, A.nothing, A.nothing, A.drop, A.close],
  [A.queue, A.next, A.wait, A.nothing, A.drop, A.drain],
  [A.queue, A.nothing, A.nothing, A.again, A.drop, A.drain],
  [A.nothing, A.nothing, A.nothing, A.nothing, A.nothing, A.nothing],
];
