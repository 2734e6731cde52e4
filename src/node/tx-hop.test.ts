/** TX-04 and TX-05 judged by a forwarding entry: every cell, driven by real messages between two puppets. */
import { describe, expect, test } from "vitest";
import { Hop } from "./hop.testkit.ts";
import type { Puppet } from "./puppet.testkit.ts";
import { line } from "./seen.testkit.ts";
import { cellsOf, type Cell, type Column, COMMANDS, type CommandState, type Halves, halvesAfter, REPLIES, type ReplyState } from "./tx-expected.testkit.ts";

const MSGID = "0x00777700000000aa";

interface Situation {
  /** messages that lead to it */
  readonly steps: readonly (readonly ["command" | "reply", string])[];
  readonly halves: Halves | null;
}

const COMMAND_SITUATIONS: Readonly<Record<CommandState, Situation>> = {
  none: { steps: [], halves: null },
  open: { steps: [["command", "C"]], halves: { command: "open", reply: "not open" } },
  "peer half closed, ours open": { steps: [["command", "C"], ["command", "D"]], halves: { command: "closed", reply: "not open" } },
  "our half closed, peer's open": { steps: [["command", "C"], ["reply", "CD"]], halves: { command: "open", reply: "closed" } },
};

const REPLY_SITUATIONS: Readonly<Record<ReplyState, Situation>> = {
  none: { steps: [], halves: null },
  "open, no reply yet": { steps: [["command", "C"]], halves: { command: "open", reply: "not open" } },
  "open both ways": { steps: [["command", "C"], ["reply", "C"]], halves: { command: "open", reply: "open" } },
  "peer half closed, ours open": { steps: [["command", "C"], ["reply", "CD"]], halves: { command: "open", reply: "closed" } },
  "ours closed, no reply yet": { steps: [["command", "CD"]], halves: { command: "closed", reply: "not open" } },
  "ours closed, peer's open": { steps: [["command", "CD"], ["reply", "C"]], halves: { command: "closed", reply: "open" } },
};

function situated(situation: Situation): Hop {
  const hop = new Hop();
  for (const [half, flags] of situation.steps) hop[half](flags, { msgid: MSGID, text: "before" });
  expectEntry(hop, situation.halves);
  hop.take();
  return hop;
}

function expectEntry(hop: Hop, halves: Halves | null): void {
  const expected = halves && { msgid: MSGID, inSpanid: hop.relay, outSpanid: hop.far, commandHalf: halves.command, replyHalf: halves.reply, dead: false };
  expect(hop.entries).toEqual(expected ? [expect.objectContaining(expected)] : []);
}

/** Sends the message of a cell and checks all that the cell says. */
function check(reply: boolean, column: Column, cell: Cell, situation: Situation): void {
  const hop = situated(situation);
  const { discarded } = hop.mesh.inspect("H").counters;
  const from = hop.mesh.story.length;
  hop[reply ? "reply" : "command"](column, { msgid: MSGID, text: "x", error: 5 });
  const rule = reply ? "TX-05" : "TX-04";
  const offender = reply ? hop.target : hop.source;
  const other = reply ? hop.source : hop.target;
  if (cell === "violation") {
    expectViolation(hop, offender, other, rule, situation.halves, reply);
    return;
  }
  expect(hop.mesh.events("violation")).toEqual([]);
  expect([offender.isUp, other.isUp]).toEqual([true, true]);
  expect(offender.take()).toEqual([]);
  const isDiscard = cell === "discard" || cell === "one-way if msgid 0, else discard";
  expect(hop.mesh.inspect("H").counters.discarded - discarded).toBe(isDiscard ? 1 : 0);
  if (isDiscard) {
    expect(other.take()).toEqual([]);
    expect(hop.mesh.story.slice(from)).toEqual([expect.objectContaining({ name: "discarded", rule, link: offender.link, msgid: MSGID })]);
    expectEntry(hop, situation.halves);
    return;
  }
  const flags = `${reply ? "R" : ""}${column === "-" ? "" : column}` || "-";
  const forwarded = other.take();
  expect(forwarded.map(line)).toEqual([`DOM_ECHO ${flags} 0x5 "x"`]);
  expect(forwarded[0]).toMatchObject({ msgid: MSGID, spanid: reply ? hop.relay : hop.far });
  expectEntry(hop, halvesAfter(situation.halves ?? { command: "not open", reply: "not open" }, reply, column));
}

/** TX-07, ROUTE-03: the offender's own link dies; whoever else used the entry gets an abort, and nothing else happens to him. */
function expectViolation(hop: Hop, offender: Puppet, other: Puppet, rule: string, halves: Halves | null, reply: boolean): void {
  expect(hop.mesh.events("violation")).toEqual([expect.objectContaining({ node: "H", rule, link: offender.link, msgid: MSGID, value: 17 })]);
  expect(hop.mesh.inspect("H").counters.violations).toBe(1);
  expect([offender.hungUp, other.hungUp]).toEqual([17, null]);
  expect([offender.isUp, other.isUp]).toEqual([false, true]);
  const abort = reply ? `LNK_ERROR R${halves?.reply === "not open" ? "C" : ""}DA 0x2` : "LNK_ERROR DA 0x2";
  const spanClosing = reply ? ["LNK_ERROR D 0x2"] : [];
  expect(other.takeLines()).toEqual([...(halves ? [abort] : []), ...spanClosing]);
  for (const entry of hop.entries) expect(entry).toMatchObject({ dead: true });
}

describe("commands at a hop", () => {
  test.each(cellsOf(COMMANDS))("[TX-04] [ROUTE-03] $state, $column: $cell", ({ state, column, cell }) => {
    check(false, column, cell, COMMAND_SITUATIONS[state]);
    expect.hasAssertions();
  });
});

describe("replies at a hop", () => {
  test.each(cellsOf(REPLIES))("[TX-05] [ROUTE-03] $state, R and $column: $cell", ({ state, column, cell }) => {
    check(true, column, cell, REPLY_SITUATIONS[state]);
    expect.hasAssertions();
  });
});
