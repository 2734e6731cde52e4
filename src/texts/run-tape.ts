/** What is said of the tape of a run. */
export const TAPE_TEXTS = {
  "tape.first": "First run",
  "tape.branch": "{what}, at {at}",
  "tape.without": "Without: {what}",
  "tape.undo": "take back: {what}",
  "tape.redo": "return to: {branch}",
  "tape.tooMany": "a run has at most {max} branches; delete one first",
  "tape.nothingBefore": "Nothing of that kind lies before this",
  "tape.nothingBehind": "Nothing of that kind lies behind this; the run has gone on to look",
  "tape.tooManyBreakpoints": "at most {max} breakpoints",
  "tape.emptyBreakpoint": "an empty breakpoint would stop at every event",
  "tape.met": "Breakpoint {filter}",
} as const;
