/** Where the rules judge like the C program of 2012 did, and every cell where they do not. */
import { expect, test } from "vitest";
import measured from "./golden/c2012-state-table.json";
import { type Cell, type Column, COMMANDS, type CommandState, type Halves, halvesAfter, REPLIES, type ReplyState } from "./tx-expected.testkit.ts";

const COMMAND_STATES: Readonly<Record<string, CommandState>> = {
  none: "none",
  "closed both ways": "none",
  "C rx, nothing sent": "open",
  "C rx, CR sent (open both)": "open",
  "C+D rx, nothing sent (rx closed)": "peer half closed, ours open",
  "C+D rx, CR sent (rx closed)": "peer half closed, ours open",
  "C rx, CRD sent (tx closed)": "our half closed, peer's open",
};

const REPLY_STATES: Readonly<Record<string, ReplyState>> = {
  none: "none",
  "closed both ways": "none",
  "C sent, no reply": "open, no reply yet",
  "C sent, CR rx (open both)": "open both ways",
  "C sent, CRD rx (rx closed)": "peer half closed, ours open",
  "C+D sent, no reply (tx closed)": "ours closed, no reply yet",
  "C+D sent, CR rx (tx closed)": "ours closed, peer's open",
};

interface Measured {
  readonly dir: string;
  readonly situation: string;
  readonly flags: string;
  readonly error: number;
  readonly bound_to_state: number;
  readonly state_after: string;
}

/** The flags received and sent before, as the names of the situations tell them. */
function halvesBefore({ dir, situation }: Measured): Halves {
  const opener = dir === "reply";
  const [first, second] = situation.split(", ");
  const openers = first!.startsWith("C+D") ? "closed" : first!.startsWith("C ") ? "open" : "not open";
  const others = second === undefined ? "not open" : second.startsWith("CRD ") ? "closed" : second.startsWith("CR ") ? "open" : "not open";
  if (situation === "none" || situation === "closed both ways") return { command: "not open", reply: "not open" };
  expect(opener || /^C(\+D)? rx/.test(situation)).toBe(true);
  return { command: openers, reply: others };
}

const LETTERS = { "not open": "-", open: "C", closed: "CD" } as const;

/** What the rules say, in the words of the measurements. */
function byTheRules(entry: Measured): string {
  const reply = entry.dir === "reply";
  const column = (["C", "D", "A"].filter((letter) => entry.flags.includes(letter)).join("") || "-") as Column;
  const cell: Cell = reply ? REPLIES[REPLY_STATES[entry.situation]!][column] : COMMANDS[COMMAND_STATES[entry.situation]!][column];
  if (cell === "violation") return "violation";
  if (cell === "discard") return "discard";
  if (cell === "one-way if msgid 0, else discard") return "one-way if msgid 0, else discard";
  const after = halvesAfter(halvesBefore(entry), reply, column);
  if (!after) return "gone";
  const [rx, tx] = reply ? [after.reply, after.command] : [after.command, after.reply];
  return `rx${LETTERS[rx]} tx${LETTERS[tx]}`;
}

function byTheProgram({ error, bound_to_state, state_after }: Measured): string {
  if (error === 17) return "violation";
  if (error === 16) return "discard";
  return bound_to_state === 0 ? "one-way" : state_after;
}

/** Facts: situation, flags: the C program | the rules. */
const DIFFERENCES: readonly string[] = [
  "command: none, -: one-way | one-way if msgid 0, else discard",
  "command: C+D rx, nothing sent (rx closed), -: rxCD tx- | violation",
  "command: C+D rx, nothing sent (rx closed), A: rxCD tx- | discard",
  "command: C+D rx, nothing sent (rx closed), D: rxCD tx- | violation",
  "command: C+D rx, CR sent (rx closed), -: rxCD txC | violation",
  "command: C+D rx, CR sent (rx closed), A: rxCD txC | discard",
  "command: C+D rx, CR sent (rx closed), D: rxCD txC | violation",
  "command: closed both ways, -: one-way | one-way if msgid 0, else discard",
  "reply: none, -R: one-way | one-way if msgid 0, else discard",
  "reply: none, CDAR: violation | discard",
  "reply: C sent, no reply, -R: rx- txC | violation",
  "reply: C sent, no reply, DAR: discard | rxCD txC",
  "reply: C sent, CR rx (open both), CR: rxC txC | violation",
  "reply: C sent, CR rx (open both), CDR: rxCD txC | violation",
  "reply: C sent, CR rx (open both), CAR: rxC txC | violation",
  "reply: C sent, CR rx (open both), CDAR: rxCD txC | violation",
  "reply: C+D sent, no reply (tx closed), -R: rx- txCD | violation",
  "reply: C+D sent, no reply (tx closed), DAR: discard | gone",
  "reply: C+D sent, CR rx (tx closed), CR: rxC txCD | violation",
  "reply: C+D sent, CR rx (tx closed), CDR: gone | violation",
  "reply: C+D sent, CR rx (tx closed), CAR: rxC txCD | violation",
  "reply: C+D sent, CR rx (tx closed), CDAR: gone | violation",
  "reply: C sent, CRD rx (rx closed), -R: rxCD txC | violation",
  "reply: C sent, CRD rx (rx closed), AR: rxCD txC | discard",
  "reply: C sent, CRD rx (rx closed), CR: rxC txC | violation",
  "reply: C sent, CRD rx (rx closed), CDR: rxCD txC | violation",
  "reply: C sent, CRD rx (rx closed), DR: rxCD txC | violation",
  "reply: C sent, CRD rx (rx closed), CAR: rxC txC | violation",
  "reply: C sent, CRD rx (rx closed), CDAR: rxCD txC | violation",
  "reply: closed both ways, -R: one-way | one-way if msgid 0, else discard",
  "reply: closed both ways, CDAR: violation | discard",
];

test("[TX-04] [TX-05] the rules and the C program of 2012 differ in these cells and in no others", () => {
  const entries: readonly Measured[] = measured;
  expect(entries).toHaveLength(112);
  const differences = entries.flatMap((entry) => {
    const [program, rules] = [byTheProgram(entry), byTheRules(entry)];
    return program === rules ? [] : [`${entry.dir}: ${entry.situation}, ${entry.flags}: ${program} | ${rules}`];
  });
  expect(differences).toEqual(DIFFERENCES);
});
