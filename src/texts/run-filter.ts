import type { FieldName, FieldType, Operator } from "../run/filter/fields.ts";

/** What the filter language says of itself, in English, in one place and ready to translate. */

/** What each field means. */
export const FIELD_MEANINGS: Readonly<Record<FieldName, string>> = {
  family: "the family of the row, as the colours show it",
  severity: "how the row is marked: abort is red, violation has a bolt",
  kind: "what sort of row it is: a message sent, delivered, lost or altered, an event that a node tells, a change of a link or node, a command",
  event: "which event a node tells",
  rule: "the rule that decided, by its id",
  node: "the node that tells it; of a row about a message also the node at the other end",
  from: "the node that sent the message over this link",
  to: "the node to which this link brings the message",
  link: "the link, by its id",
  transaction: "the transaction, by its name, or by its msgid where it has none",
  pfs: "the PFS that it is about, by its label",
  dist: "the distance in a SPAN, or in an event that tells of one",
  cmd: "the command of the message's header",
  proto: "the protocol of the message's command",
  flags: "the flags of the message's header",
  msgid: "the msgid in the header, or of the transaction or SPAN that is told of",
  spanid: "the spanid in the header, or that is told of",
  error: "the error in the header, or that is told of; by its number or its name",
  time: "simulated time since the beginning, in s, ms or us",
  row: "the number of the row in the run: event 418",
  message: "the number of the message in the run",
  cause: "the number of the row that led to this one",
  text: "the sentence that tells the row",
};

/** What each operator means. */
export const OPERATOR_MEANINGS: Readonly<Record<Operator, string>> = {
  "==": "is",
  "!=": "is there and is not",
  "<": "is less than",
  "<=": "is at most",
  ">": "is more than",
  ">=": "is at least",
  "~": "has in it, without case; with * it must match as a whole, * standing for anything",
  has: "has at least all of these",
  in: "is one of these: in {a, b}",
};

/** What may stand behind the operator of a field that has no list of values. */
export const TYPE_TEXTS: Readonly<Record<FieldType, string>> = {
  enum: "one of a list",
  name: 'a name, in quotes if it has spaces: B, "my node"',
  id: "a number of 64 bits: 0x0000a00000000007",
  count: "a whole number",
  time: "a time with its unit: 2.1s, 350ms, 40us",
  flags: "flags joined by |: CREATE|REPLY",
  text: 'words in quotes: "lost the way"',
};

export const FAULT_TEXTS = {
  sentence: (position: number, found: string, expected: string, suggestion: string | null) => `Character ${position}: found ${found}, expected ${expected}.${suggestion === null ? "" : ` Did you mean ${suggestion}?`}`,
  end: "the end",
  foundToken: (token: string) => `“${token}”`,
  tooLong: (most: number) => `a filter of at most ${most} characters`,
  tooDeep: (most: number) => `at most ${most} brackets or nots within each other`,
  condition: "a condition, a word to look for, “not” or “(”",
  connective: "“and”, “or” or the end",
  connectiveOrClose: "“and”, “or” or “)”",
  field: "a field",
  operator: (field: string, operators: string) => `an operator that ${field} has: ${operators}`,
  closingQuote: "a closing quote",
  openList: "“{” and a list of values",
  inList: "“,” and another value, or “}”",
  value: (type: string) => type,
  oneOf: (field: string, values: string) => `a value of ${field}: ${values}`,
  matchesNone: (field: string) => `a pattern that some value of ${field} matches`,
  someMore: (values: string, more: number) => `${values} and ${more} more`,
} as const;

export const COMPLETION_TEXTS = { and: "both must hold", or: "one must hold" } as const;
