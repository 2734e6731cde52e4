/**
 * TX-04 and TX-05 once more, written down from the reading by hand, word for word and not from tx-tables.ts: what the
 * tests of the tables expect. Columns: the flags, by themselves; REPLY is set in all of the second table.
 */
export const COLUMNS = ["-", "C", "D", "CD", "A", "CA", "DA", "CDA"] as const;
export type Column = (typeof COLUMNS)[number];

export type CommandState = "none" | "open" | "peer half closed, ours open" | "our half closed, peer's open";
export type ReplyState =
  | "none"
  | "open, no reply yet"
  | "open both ways"
  | "peer half closed, ours open"
  | "ours closed, no reply yet"
  | "ours closed, peer's open";

/** What the cells say. */
export type Cell =
  | "one-way if msgid 0, else discard"
  | "discard"
  | "violation"
  | "open"
  | "open, peer half closed"
  | "open both ways"
  | "peer's half open"
  | "element"
  | "mid-stream abort"
  | "peer half closed"
  | "peer half closed, aborted"
  | "aborted"
  | "forgotten"
  | "forgotten, aborted";

export const COMMANDS: Readonly<Record<CommandState, Readonly<Record<Column, Cell>>>> = {
  none: {
    "-": "one-way if msgid 0, else discard", A: "discard", C: "open", CA: "open",
    CD: "open, peer half closed", CDA: "open, peer half closed", D: "violation", DA: "discard",
  },
  open: {
    "-": "element", A: "mid-stream abort", C: "violation", CA: "violation",
    CD: "violation", CDA: "violation", D: "peer half closed", DA: "peer half closed, aborted",
  },
  "peer half closed, ours open": {
    "-": "violation", A: "discard", C: "violation", CA: "violation",
    CD: "violation", CDA: "violation", D: "violation", DA: "aborted",
  },
  "our half closed, peer's open": {
    "-": "element", A: "mid-stream abort", C: "violation", CA: "violation",
    CD: "violation", CDA: "violation", D: "forgotten", DA: "forgotten",
  },
};

export const REPLIES: Readonly<Record<ReplyState, Readonly<Record<Column, Cell>>>> = {
  none: {
    "-": "one-way if msgid 0, else discard", A: "discard", C: "violation", CA: "violation",
    CD: "violation", CDA: "discard", D: "violation", DA: "discard",
  },
  "open, no reply yet": {
    "-": "violation", A: "discard", C: "open both ways", CA: "open both ways",
    CD: "peer half closed", CDA: "peer half closed", D: "violation", DA: "peer half closed, aborted",
  },
  "open both ways": {
    "-": "element", A: "mid-stream abort", C: "violation", CA: "violation",
    CD: "violation", CDA: "violation", D: "peer half closed", DA: "peer half closed, aborted",
  },
  "peer half closed, ours open": {
    "-": "violation", A: "discard", C: "violation", CA: "violation",
    CD: "violation", CDA: "violation", D: "violation", DA: "aborted",
  },
  "ours closed, no reply yet": {
    "-": "violation", A: "discard", C: "peer's half open", CA: "peer's half open",
    CD: "forgotten", CDA: "forgotten", D: "violation", DA: "forgotten, aborted",
  },
  "ours closed, peer's open": {
    "-": "element", A: "mid-stream abort", C: "violation", CA: "violation",
    CD: "violation", CDA: "violation", D: "forgotten", DA: "forgotten, aborted",
  },
};

/** All cells of a table, flat, for test.each. */
export function cellsOf<State extends string>(table: Readonly<Record<State, Readonly<Record<Column, Cell>>>>): { readonly state: State; readonly column: Column; readonly cell: Cell }[] {
  const states = Object.keys(table) as State[];
  return states.flatMap((state) => COLUMNS.map((column) => ({ state, column, cell: table[state][column] })));
}

/** A record's two halves after a message with these flags went by: null = forgotten. */
export interface Halves {
  readonly command: "not open" | "open" | "closed";
  readonly reply: "not open" | "open" | "closed";
}

export function halvesAfter(before: Halves, reply: boolean, column: Column): Halves | null {
  const half: "closed" | "open" | null = column.includes("D") ? "closed" : column.includes("C") ? "open" : null;
  const after: Halves = half === null ? before : reply ? { ...before, reply: half } : { ...before, command: half };
  return after.command === "closed" && after.reply === "closed" ? null : after;
}
