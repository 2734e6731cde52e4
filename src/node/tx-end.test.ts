/** TX-04 and TX-05 judged at the two ends of a transaction: every cell, by real messages, over a spanid and on link 0. */
import { describe, expect, test } from "vitest";
import { FLAG } from "../wire/constants.ts";
import type { Told } from "./mesh.testkit.ts";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet, ZERO_ID } from "./puppet.testkit.ts";
import { parseId64 } from "../base/bytes.ts";
import { HALF } from "./tx-tables.ts";
import { cellsOf, type Cell, type Column, COMMANDS, type CommandState, type Halves, halvesAfter, REPLIES, type ReplyState } from "./tx-expected.testkit.ts";

type Where = "over a spanid" | "on link 0";
const WHERE: readonly Where[] = ["over a spanid", "on link 0"];
const MSGID = "0x00777700000000aa";

interface End {
  readonly mesh: Mesh;
  readonly puppet: Puppet;
  readonly spanid: string;
  readonly msgid: string;
}

/** The one record of the node, or null. */
function record({ mesh }: End): Halves | null {
  const { transactions } = mesh.inspect("N");
  expect(transactions.length).toBeLessThan(2);
  return transactions[0] ? { command: transactions[0].commandHalf, reply: transactions[0].replyHalf } : null;
}

function named(end: End, name: Told["name"]): Told[] {
  return end.mesh.events(name).filter((each) => each.msgid === end.msgid);
}

/** Node N offers "own"; the puppet is the opener. */
function targetEnd(where: Where): End {
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["own"] });
  const puppet = Puppet.introduced(mesh, "N");
  const spanid = where === "on link 0" ? ZERO_ID : puppet.spanOf("own");
  puppet.take();
  return { mesh, puppet, spanid, msgid: MSGID };
}

/** The echo closes its half with the opener's, so a service that takes its time over the answer is stood in for by hand. */
function closeCommandHalf({ mesh }: End): void {
  for (const transaction of mesh.node("N").core.transactions.all()) transaction.bits |= HALF.commandDeleted;
}

const TARGETS: Readonly<Record<CommandState | "open, replied", { readonly prepare: (end: End) => void; readonly halves: Halves | null }>> = {
  none: { prepare: () => {}, halves: null },
  open: { prepare: (end) => command(end, "C"), halves: { command: "open", reply: "not open" } },
  "open, replied": { prepare: (end) => command(end, "C", "before"), halves: { command: "open", reply: "open" } },
  "peer half closed, ours open": {
    prepare: (end) => {
      command(end, "C");
      closeCommandHalf(end);
    },
    halves: { command: "closed", reply: "not open" },
  },
  "our half closed, peer's open": {
    prepare: (end) => {
      command(end, "C");
      end.mesh.ask("N", { kind: "close", transaction: end.puppet.transaction(end.msgid, end.spanid) });
    },
    halves: { command: "open", reply: "closed" },
  },
};

function command({ puppet, spanid, msgid }: End, flags: string, text?: string): void {
  puppet.send({ flags, msgid, spanid, text, cmd: 0x200101, error: text === "x" ? 5 : 0 });
}

/** What a target sends: the echo's answer, or the abort of TX-06. */
function targetAnswer(cell: Cell, replied: boolean): string[] {
  const create = replied ? "" : "C";
  const answers: Partial<Record<Cell, string>> = {
    open: 'DOM_ECHO RC "x"',
    "open, peer half closed": 'DOM_ECHO RCD "x"',
    element: `DOM_ECHO R${create} "x"`,
    "peer half closed": `DOM_ECHO R${create}D "x"`,
    "peer half closed, aborted": `LNK_ERROR R${create}DA 0x5`,
    aborted: `LNK_ERROR R${create}DA 0x5`,
  };
  return answers[cell] === undefined ? [] : [answers[cell]];
}

/** The halves of a target after its answer. */
function targetHalves(cell: Cell, before: Halves | null, column: Column): Halves | null {
  const after = halvesAfter(before ?? { command: "not open", reply: "not open" }, false, column);
  if (!after || after.command === "closed") return null; // the echo closes with the opener, an abort closes at once
  return after.reply === "not open" && (cell === "open" || cell === "element") ? { ...after, reply: "open" } : after;
}

function checkTarget(where: Where, state: keyof typeof TARGETS, column: Column, cell: Cell): void {
  const end = targetEnd(where);
  const { prepare, halves } = TARGETS[state];
  prepare(end);
  expect(record(end)).toEqual(halves);
  end.puppet.take();
  const { discarded } = end.mesh.inspect("N").counters;
  const aborted = named(end, "transactionAborted").length;
  command(end, column, "x");
  const outcome = checkCommon(end, "TX-04", cell, halves, discarded);
  if (outcome !== "handled") return;
  const silent = state === "our half closed, peer's open";
  expect(end.puppet.takeLines()).toEqual(silent ? [] : targetAnswer(cell, halves?.reply === "open"));
  expect(record(end)).toEqual(targetHalves(cell, halves, column));
  expect(named(end, "midStreamAbort").length).toBe(cell === "mid-stream abort" ? 1 : 0);
  expect(named(end, "transactionAborted").length - aborted).toBe(column === "DA" ? 1 : 0);
  if (cell === "open" || cell === "open, peer half closed") expect(named(end, "transactionAccepted")).toMatchObject([{ value: column.includes("A") ? 1 : 0 }]);
}

/** Violations and discards look the same everywhere. */
function checkCommon(end: End, rule: string, cell: Cell, halves: Halves | null, discardedBefore: number): "handled" | "refused" {
  const { puppet, mesh } = end;
  const { discarded, violations } = mesh.inspect("N").counters;
  const isDiscard = cell === "discard" || cell === "one-way if msgid 0, else discard";
  expect(discarded - discardedBefore).toBe(isDiscard ? 1 : 0);
  expect(violations).toBe(cell === "violation" ? 1 : 0);
  expect(puppet.hungUp).toBe(cell === "violation" ? 17 : null);
  if (cell === "violation") {
    expect(named(end, "violation")).toMatchObject([{ rule, link: puppet.link, value: 17 }]);
    expect(puppet.take()).toEqual([]);
    expect(record(end)).toBeNull();
    return "refused";
  }
  expect(mesh.events("violation")).toEqual([]);
  if (!isDiscard) return "handled";
  expect(named(end, "discarded")).toMatchObject([{ rule, link: puppet.link }]);
  expect(puppet.take()).toEqual([]);
  expect(record(end)).toEqual(halves);
  return "refused";
}

describe.each(WHERE)("commands at the target's end, %s", (where) => {
  test.each(cellsOf(COMMANDS))("[TX-04] $state, $column: $cell", ({ state, column, cell }) => {
    checkTarget(where, state, column, cell);
    expect.hasAssertions();
  });

  test.each(cellsOf(COMMANDS).filter(({ state }) => state === "open"))("[TX-04] $state after a reply, $column: $cell", ({ column, cell }) => {
    checkTarget(where, "open, replied", column, cell);
    expect.hasAssertions();
  });
});

/** The puppet offers "far"; node N is the opener. */
function openerEnd(where: Where, flags: number): End {
  const mesh = new Mesh();
  mesh.add("N", { role: "endpoint" });
  const puppet = Puppet.join(mesh, "N");
  const far = puppet.span("far");
  const { hi, lo } = parseId64(far)!;
  const via = where === "on link 0" ? { link: puppet.link } : { link: puppet.link, msgidHi: hi, msgidLo: lo };
  if (flags < 0) return { mesh, puppet, spanid: where === "on link 0" ? ZERO_ID : far, msgid: MSGID };
  mesh.ask("N", { kind: "open", via, text: "", flags, tag: 1 });
  const [create] = puppet.take();
  expect(create).toMatchObject({ name: "DOM_ECHO", flags: flags ? "CD" : "C", spanid: where === "on link 0" ? ZERO_ID : far });
  return { mesh, puppet, spanid: create!.spanid, msgid: create!.msgid };
}

const OPENERS: Readonly<Record<ReplyState, { readonly flags: number; readonly reply?: string; readonly halves: Halves | null }>> = {
  none: { flags: -1, halves: null },
  "open, no reply yet": { flags: 0, halves: { command: "open", reply: "not open" } },
  "open both ways": { flags: 0, reply: "RC", halves: { command: "open", reply: "open" } },
  "peer half closed, ours open": { flags: 0, reply: "RCD", halves: { command: "open", reply: "closed" } },
  "ours closed, no reply yet": { flags: FLAG.DELETE, halves: { command: "closed", reply: "not open" } },
  "ours closed, peer's open": { flags: FLAG.DELETE, reply: "RC", halves: { command: "closed", reply: "open" } },
};

function checkOpener(where: Where, state: ReplyState, column: Column, cell: Cell): void {
  const { flags, reply, halves } = OPENERS[state];
  const end = openerEnd(where, flags);
  const { puppet, spanid, msgid } = end;
  if (reply) puppet.send({ flags: reply, msgid, spanid });
  expect(record(end)).toEqual(halves);
  const { discarded } = end.mesh.inspect("N").counters;
  const received = named(end, "elementReceived").length;
  puppet.send({ flags: `R${column}`, msgid, spanid, text: "x", error: 5 });
  const outcome = checkCommon(end, "TX-05", cell, halves, discarded);
  if (outcome !== "handled") return;
  const abort = column.includes("D") && column.includes("A");
  const oursOpen = halves!.command === "open";
  expect(puppet.takeLines()).toEqual(abort && oursOpen ? ["LNK_ERROR DA 0x5"] : []);
  expect(record(end)).toEqual(abort ? null : halvesAfter(halves!, true, column));
  expect(named(end, "midStreamAbort").length).toBe(cell === "mid-stream abort" ? 1 : 0);
  expect(named(end, "transactionAborted")).toHaveLength(abort ? 1 : 0);
  expect(named(end, "elementReceived").length - received).toBe(abort || cell === "mid-stream abort" ? 0 : 1);
  if (record(end) === null) expect(named(end, "transactionClosed")).toMatchObject([{ value: abort ? 1 : 0 }]);
}

describe.each(WHERE)("replies at the opener's end, %s", (where) => {
  test.each(cellsOf(REPLIES))("[TX-05] $state, R and $column: $cell", ({ state, column, cell }) => {
    checkOpener(where, state, column, cell);
    expect.hasAssertions();
  });
});
