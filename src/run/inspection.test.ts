import { describe, expect, test } from "vitest";
import { encodedSpan } from "./inspection.testkit.ts";
import { applied, inspected, inspectedTransaction, ranTo, TALK } from "./run.testkit.ts";
import type { LinkInspection, MessageInspection, NodeInspection } from "./shown.ts";

function open() {
  const made = ranTo(30_000);
  applied(made.run, TALK);
  made.run.advanceTo(40_000);
  applied(made.run, { do: "send", transaction: "talk", text: "again" });
  made.run.advanceTo(50_000);
  return made;
}

type Made = ReturnType<typeof open>;

function message(made: Made, number: number): MessageInspection {
  const inspection = inspected(made, { kind: "message", message: number });
  if (inspection?.kind !== "message") throw new Error(`no message ${number}`);
  return inspection;
}

function lastMessage({ run }: Made): number {
  return run.world.messageCount - 1;
}

describe("a node", () => {
  test("[SPAN-07] each received SPAN is relayed on a connection or has one reason", () => {
    const node = inspected(open(), { kind: "node", node: "B" }) as NodeInspection;
    expect(node).toMatchObject({ id: "B", role: "controller", state: "running", bigEndian: false, offers: [] });
    const pfsD = node.clusters[0]!.nodes.find(({ label }) => label === "pfsD")!;
    expect(pfsD.own).toBe(false);
    expect(pfsD.received[0]).toMatchObject({ link: "B-C", peer: "C", dist: 1, cost: 2, best: true, state: "open" });
    expect(pfsD.received[0]!.relays.map(({ link, relayed, reason }) => [link, relayed, reason])).toEqual([
      ["A-B", true, "relayed"],
      ["B-C", false, "split horizon"],
      ["B-E", true, "relayed"],
    ]);
    expect(node.connections.map(({ link, peer, session, ourConn, theirConn }) => [link, peer, session, ourConn, theirConn])).toContainEqual(["A-B", "A", "open", "open", "open"]);
  });

  test("[ROUTE-03] a hop has an entry, the ends the transaction", () => {
    const made = open();
    const hop = inspected(made, { kind: "node", node: "B" }) as NodeInspection;
    expect(hop.entries).toHaveLength(1);
    expect(hop.entries[0]).toMatchObject({ inLink: "A-B", outLink: "B-C", state: "command half open, reply half open" });
    expect(hop.transactions).toEqual([]);
    const end = inspected(made, { kind: "node", node: "A" }) as NodeInspection;
    expect(end.transactions).toHaveLength(1);
    expect(end.transactions[0]).toMatchObject({ name: "talk", link: "A-B", opener: true, commandHalf: "open", replyHalf: "open" });
    expect(end.transactions[0]!.msgid).toBe(hop.entries[0]!.msgid);
    expect(end.transactions[0]!.spanid).toBe(hop.entries[0]!.inSpanid);
    expect(end.offers.map(({ label }) => label)).toEqual(["pfsA"]);
  });
});

test("[LINK-05] [SPAN-07] a link's ends: what each asks for, and how many spans that keeps out", () => {
  const made = open();
  applied(made.run, { do: "setFilter", link: "B-C", node: "B", filter: { label: "no*such" } });
  made.run.advanceTo(90_000);
  const link = inspected(made, { kind: "link", link: "B-C" }) as LinkInspection;
  expect(link.directions.map(({ from, asksText, keptOut, connOpen, asks }) => [from, asksText, keptOut, connOpen, asks.label])).toEqual([
    ["B", "labels no*such", 1, true, "no*such"],
    ["C", "everything", 0, true, ""],
  ]);
  expect(link.directions[0]!.choices.nodes.map(({ label }) => label)).toEqual(["pfsA", "pfsD"]);
  const node = inspected(made, { kind: "node", node: "C" }) as NodeInspection;
  expect(node.connections.map(({ link: id, filter, keptOut }) => [id, filter, keptOut])).toEqual([["B-C", "labels no*such", 1], ["C-D", "", 0]]);
});

test("[SPAN-06] a node's inspector has the latest status of what it offers and of what it received, apart from the name", () => {
  const made = open();
  applied(made.run, { do: "updateStatus", node: "D", pfs: "pfsD", status: 4_294_967_295, type: "SLAVE", text: "degraded" });
  made.run.advanceTo(90_000);
  const update = { text: "degraded", status: 4_294_967_295, type: "SLAVE" };
  expect((inspected(made, { kind: "node", node: "D" }) as NodeInspection).offers).toMatchObject([{ label: "pfsD", type: "MASTER", update }]);
  const known = (inspected(made, { kind: "node", node: "A" }) as NodeInspection).clusters[0]!.nodes;
  expect(known.map(({ label, type, received }) => [label, type, received[0]?.update ?? null])).toEqual([["pfsA", "MASTER", null], ["pfsD", "MASTER", update]]);
});

test("a link: both directions, and the session at each end", () => {
  const made = open();
  applied(made.run, { do: "impair", link: "A-B", from: "B", model: { latencyUs: 7_000 } });
  const link = inspected(made, { kind: "link", link: "A-B" }) as LinkInspection;
  expect(link).toMatchObject({ id: "A-B", a: "A", b: "B", state: "open" });
  expect(link.directions.map(({ from, to, model, session, conn }) => [from, to, model.latencyUs, session, conn])).toEqual([
    ["A", "B", 1_000, "open", "open"],
    ["B", "A", 7_000, "open", "open"],
  ]);
  expect(link.directions[0]!.messagesSent).toBe(link.directions[0]!.nextSequence);
});

describe("a transaction", () => {
  test("[TX-02] two halves, the way with its spanids, every element with its text", () => {
    const transaction = inspectedTransaction(open(), "talk");
    expect(transaction).toMatchObject({ from: "A", to: "D", pfs: "pfsD", state: "open", openedUs: 30_000, endedUs: null, endReason: null, endEvent: null });
    expect(transaction.commandHalf).toEqual({ state: "open", openedUs: 30_000, closedUs: null, aborted: false });
    expect(transaction.replyHalf).toEqual({ state: "open", openedUs: 33_000, closedUs: null, aborted: false });
    expect(transaction.hops.map(({ node, link }) => [node, link])).toEqual([["A", "A-B"], ["B", "B-C"], ["C", "C-D"], ["D", null]]);
    expect(new Set(transaction.hops.map(({ spanid }) => spanid)).size).toBe(4);
    expect(transaction.elements.map(({ by, half, flags, text }) => [by, half, flags, text])).toEqual([
      ["A", "command", "CREATE", "hello"],
      ["D", "reply", "CREATE|REPLY", "hello"],
      ["A", "command", "", "again"],
      ["D", "reply", "REPLY", "again"],
    ]);
  });

  test("closed by both: finished", () => {
    const made = open();
    applied(made.run, { do: "close", transaction: "talk" });
    made.run.advanceTo(60_000);
    const transaction = inspectedTransaction(made, "talk");
    expect(transaction).toMatchObject({ state: "closed", endReason: "Both halves were closed.", endEvent: null });
    expect(transaction.commandHalf).toMatchObject({ state: "closed", closedUs: 50_000, aborted: false });
    expect(transaction.elements.at(-1)).toMatchObject({ by: "D", half: "reply", flags: "DELETE|REPLY" });
  });

  test("[ROUTE-05] aborted by a cut: the command is the first cause, and the hop that lost the way is between", () => {
    const made = open();
    applied(made.run, { do: "cut", link: "B-C", how: "close" });
    made.run.advanceTo(60_000);
    const transaction = inspectedTransaction(made, "talk");
    expect(transaction.state).toBe("aborted");
    expect(transaction.why!.map(({ sentence, rule }) => [sentence, rule])).toEqual([
      ["Command: cut link B–C, both ends know at once.", ""],
      ["Link B–C is cut; both ends know at once.", ""],
      ["B has lost the way of transaction talk and sends aborts to both sides: link lost.", "ROUTE-05"],
    ]);
    expect(transaction.endEvent).toBe(transaction.why![0]!.event);
    expect(transaction.endReason).toMatch(/^It was aborted: link lost\. It began with event \d+ at 0\.050000 s: Link B–C is cut/);
    for (const half of [transaction.commandHalf, transaction.replyHalf]) expect(half).toMatchObject({ state: "aborted", aborted: true });
    expect(transaction.elements.slice(-2).map(({ by, flags }) => [by, flags])).toEqual([["A", "DELETE|ABORT"], ["D", "DELETE|REPLY|ABORT"]]);
  });

  test("aborted by a silence that ran out: the cut that nobody noticed is the first cause", () => {
    const made = open();
    applied(made.run, { do: "cut", link: "C-D", how: "silent" });
    made.run.advanceTo(12_000_000);
    const { state, why } = inspectedTransaction(made, "talk");
    expect(state).toBe("aborted");
    expect(why!.map(({ sentence }) => sentence)).toEqual([
      "Command: cut link C–D, nobody knows.",
      "Link C–D goes silent; nobody knows yet.",
      expect.stringMatching(/^[CD] has heard nothing from [CD] for too long: the link is lost\.$/),
      expect.stringContaining("talk"),
    ]);
  });

  test("its opener's crash ends it", () => {
    const made = open();
    applied(made.run, { do: "crash", node: "A" });
    made.run.advanceTo(60_000);
    expect(inspectedTransaction(made, "talk")).toMatchObject({ state: "aborted", commandHalf: { aborted: true } });
    expect(inspectedTransaction(made, "talk").why![0]!.sentence).toBe("Command: crash A.");
  });

  test("[SVC-01] refused: the target says why", () => {
    const made = open();
    applied(made.run, { do: "announce", node: "D", pfs: { label: "pfsD2" } }, { do: "open", as: "peer", from: "C", to: "peer", via: "C-D", text: "which of the two?" });
    made.run.advanceTo(60_000);
    expect(inspectedTransaction(made, "peer")).toMatchObject({ state: "refused", to: "D", pfs: "", endReason: "D refused it: unknown or unsupported." });
  });
});

describe("a message", () => {
  test("says which of its transaction it is, at the end that made it and at every hop", () => {
    const made = open();
    const elements = inspectedTransaction(made, "talk").elements;
    const second = message(made, elements[3]!.message!);
    expect(second.sentence).toBe("Second message of transaction talk from A to D, reply half, “again”: it leaves it open.");
    expect(second).toMatchObject({ from: "D", to: "C", fate: "delivered", fateText: "C received it.", family: "data", link: "C-D" });
    expect(message(made, lastMessage(made)).sentence).toBe(second.sentence);
    expect(message(made, elements[0]!.message!).sentence).toBe("First message of transaction talk from A to D, command half, “hello”: it opens the transaction.");
    expect(second.description).toMatchObject({ name: "DOM_ECHO", flags: ["REPLY"], auxText: "again", faults: [] });
    expect(second.description.crcs.every(({ good }) => good)).toBe(true);
  });

  test("an abort that a hop made says what it is, and why", () => {
    const made = open();
    applied(made.run, { do: "cut", link: "B-C", how: "close" });
    const abort = message(made, made.run.world.messageCount - 1);
    expect(abort).toMatchObject({ family: expect.any(String), fate: "in flight", arriveUs: 51_000, fateText: "In flight, it arrives in 1 ms." });
    expect(abort.why![0]!.sentence).toBe("Command: cut link B–C, both ends know at once.");
    expect(abort.why!.at(-1)!.event).toBe(made.run.journal.sentRow(abort.message));
  });

  test("[WIRE-04] flipped bits are shown as they arrive, and what the receiver made of it", () => {
    const made = open();
    applied(made.run, { do: "oneWay", from: "A", to: "pfsD", text: "one-way" });
    const number = lastMessage(made);
    applied(made.run, { do: "corruptMessage", message: number, bit: 8 * 20 });
    const damaged = message(made, number);
    expect(damaged.description.faults.map(({ rule }) => rule)).toEqual(["WIRE-04"]);
    expect(damaged.sentence).toBe("A tells B: a one-way DOM_ECHO.");
    made.run.advanceTo(51_000);
    expect(message(made, number)).toMatchObject({ fate: "violation", fateText: "B found it in breach of rule WIRE-04 and killed the link.", arriveUs: 51_000 });
    expect(message(made, number).description.hex).toBe(damaged.description.hex);
  });

  test("forged bytes take its place; lost, thrown out and queued ones say so", () => {
    const made = open();
    applied(made.run, { do: "oneWay", from: "A", to: "pfsD", text: "one-way" });
    const forged = lastMessage(made);
    const bytes = encodedSpan();
    applied(made.run, { do: "forgeMessage", message: forged, bytes });
    expect(message(made, forged).description.hex).toBe(bytes);
    applied(made.run, { do: "dropMessage", message: forged });
    expect(message(made, forged)).toMatchObject({ fate: "lost", fateText: expect.stringMatching(/^Dropped on the way from A to B/) });
    applied(made.run, { do: "cut", link: "C-D", how: "suspend" }, { do: "oneWay", from: "C", to: "pfsD", text: "waits" });
    expect(message(made, lastMessage(made))).toMatchObject({ fate: "queued", fateText: "It waits in the queue of link C–D.", arriveUs: null });
  });
});
