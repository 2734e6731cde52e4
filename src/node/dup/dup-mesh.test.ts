/** DUP-01 and TX-08 in small meshes of real nodes: copies that meet at the target, and copies that meet on the way. */
import { describe, expect, test } from "vitest";
import { CAPABILITY, CMD, FLAG } from "../../wire/constants.ts";
import type { SpanRef } from "../inputs.ts";
import { Mesh } from "../mesh.testkit.ts";
import type { Transaction } from "../transactions.ts";

const OFFER = { offer: { capabilities: CAPABILITY.DUPLICATION, rights: 1, encryption: 0 } };

/** A-B-D and A-C-D, or with `meet` A-B-H-D and A-C-H-D. */
function diamond(meet = false): Mesh {
  const mesh = new Mesh();
  for (const id of ["A", "B", "C", "H", "D"]) mesh.add(id, { role: id === "A" || id === "D" ? "endpoint" : "controller", pfs: id === "A" || id === "D" ? [id] : [] });
  const links = meet ? [["A", "B"], ["A", "C"], ["B", "H"], ["C", "H"], ["H", "D"]] : [["A", "B"], ["A", "C"], ["B", "D"], ["C", "D"]];
  for (const [a, b] of links) mesh.connect(a!, b!, OFFER, OFFER);
  mesh.run();
  return mesh;
}

function open(mesh: Mesh, copies = 2, flags = 0): void {
  const [via, ...others] = mesh.node("A").copySpans("D", -1).slice(0, copies) as [SpanRef, ...SpanRef[]];
  mesh.ask("A", { kind: "open", via, copies: others, text: "one", flags, tag: 1 });
}

function ref(mesh: Mesh, node: string) {
  const told = mesh.events(node === "A" ? "transactionOpened" : "transactionAccepted", node)[0]!;
  const [hi, lo] = [Number.parseInt(told.msgid.slice(2, 10), 16) | 0, Number.parseInt(told.msgid.slice(10), 16) | 0];
  const [spanHi, spanLo] = [Number.parseInt(told.spanid.slice(2, 10), 16) | 0, Number.parseInt(told.spanid.slice(10), 16) | 0];
  return { link: told.link, spanidHi: spanHi, spanidLo: spanLo, msgidHi: hi, msgidLo: lo };
}

function leftovers(mesh: Mesh): number[] {
  return mesh.nodeIds.map((id) => mesh.node(id).core.transactions.count);
}

function heads(mesh: Mesh, id: string): Transaction[] {
  return [...mesh.node(id).core.transactions.all()].filter(({ copies }) => copies !== null);
}

describe.each([["at the target", false], ["at a hop", true]])("copies that meet %s", (_, meet) => {
  test("[DUP-01] [TX-08] one transaction, every element once, in order; then nothing is left", () => {
    const mesh = diamond(meet);
    open(mesh);
    mesh.run();
    for (const text of ["two", "three"]) mesh.ask("A", { kind: "send", transaction: ref(mesh, "A"), text });
    mesh.run();
    mesh.ask("A", { kind: "close", transaction: ref(mesh, "A") });
    mesh.run();
    expect(mesh.events("violation")).toEqual([]);
    expect(mesh.events("transactionAccepted")).toHaveLength(1);
    expect(mesh.events("elementReceived", "D").map(({ value }) => value)).toEqual([4, 4, 6]);
    expect(mesh.events("elementReceived", "A").map(({ value }) => value)).toEqual([4, 4, 6]);
    expect(mesh.events("duplicateIgnored", meet ? "H" : "D").map(({ value }) => value)).toEqual([1, 2, 3, 4]);
    expect(mesh.events("duplicateIgnored", "A").map(({ value }) => value)).toEqual([1, 2, 3, 4]);
    expect(mesh.events("transactionClosed").map(({ node, value }) => [node, value])).toEqual(meet ? [["D", 0], ["A", 0]] : [["D", 0], ["A", 0]]);
    expect(leftovers(mesh)).toEqual([0, 0, 0, 0, 0]);
  });

  test("[DUP-01] [ROUTE-05] one path is cut: the ends do not notice", () => {
    const mesh = diamond(meet);
    open(mesh);
    mesh.run();
    mesh.cut("A", 0);
    mesh.run(2_000_000);
    mesh.ask("A", { kind: "send", transaction: ref(mesh, "A"), text: "two" });
    mesh.ask("D", { kind: "send", transaction: ref(mesh, "D"), text: "by D" });
    mesh.run();
    expect(mesh.events("transactionAborted")).toEqual([]);
    expect(mesh.events("elementReceived", "D").map(({ value }) => value)).toEqual([4, 4]);
    expect(mesh.events("elementReceived", "A").map(({ value }) => value)).toEqual([4, 5, 4]);
    mesh.ask("A", { kind: "close", transaction: ref(mesh, "A") });
    mesh.run();
    expect(mesh.events("transactionClosed").map(({ value }) => value)).toEqual([0, 0]);
    expect(leftovers(mesh)).toEqual([0, 0, 0, 0, 0]);
  });

  test("[DUP-01] [ROUTE-06] it aborts with the last copy, at both ends", () => {
    const mesh = diamond(meet);
    open(mesh);
    mesh.run();
    mesh.cut("A", 0);
    mesh.run(2_000_000);
    mesh.cut("A", 1);
    mesh.run(2_000_000);
    expect(mesh.events("transactionAborted").map(({ node, rule, value }) => [node, rule, value])).toEqual([["A", "DUP-01", 2], ["D", "DUP-01", 2]]);
    expect(leftovers(mesh)).toEqual([0, 0, 0, 0, 0]);
  });

  test("[TX-02] a copy that comes when all is over hits no 'none': it gets the replies, and nothing is done twice", () => {
    const mesh = diamond(meet);
    mesh.delayUs = (from, to) => (from + to === "AC" ? 20_000 : 1);
    open(mesh, 2, FLAG.DELETE);
    mesh.run(10_000);
    expect(mesh.events("transactionClosed").map(({ node }) => node)).toEqual(["D"]);
    expect(heads(mesh, "A")[0]!.copies!.over).toBe(true);
    mesh.run();
    expect(mesh.events("transactionAccepted")).toHaveLength(1);
    expect(mesh.events("elementReceived").map(({ node }) => node)).toEqual(["D", "A"]);
    expect(mesh.events("transactionClosed").map(({ node }) => node)).toEqual(["D", "A"]);
    expect(mesh.events("violation")).toEqual([]);
    expect(leftovers(mesh)).toEqual([0, 0, 0, 0, 0]);
  });

  test("[DUP-01] the first copy is lost before the second has come: it is waited for", () => {
    const mesh = diamond(meet);
    mesh.delayUs = (from, to) => (from + to === "AC" ? 20_000 : 1);
    open(mesh);
    mesh.run(10_000);
    mesh.cut("A", 0);
    mesh.run(5_000);
    expect(mesh.events("copyAwaited").length).toBeGreaterThan(0);
    expect(mesh.events("transactionAborted")).toEqual([]);
    mesh.run(50_000);
    mesh.ask("A", { kind: "close", transaction: ref(mesh, "A") });
    mesh.run(3_000_000);
    expect(mesh.events("elementReceived").map(({ node }) => node)).toEqual(["D", "A"]);
    expect(mesh.events("transactionAborted")).toEqual([]);
    expect(mesh.events("transactionClosed").map(({ value }) => value)).toEqual([0, 0]);
    expect(leftovers(mesh)).toEqual([0, 0, 0, 0, 0]);
  });
});

test("[DUP-01] [TX-02] a target that crashes while it waits for another copy forgets the transaction", () => {
  const mesh = diamond();
  open(mesh, 1);
  mesh.run();
  mesh.inspect("D").links.forEach(({ link }) => mesh.cut("D", link));
  expect(mesh.node("D").core.transactions.count).toBe(1);
  expect(mesh.events("copyAwaited", "D")).toHaveLength(1);
  mesh.ask("D", { kind: "crash" });
  expect(mesh.node("D").core.transactions.count).toBe(0);
  mesh.run(5_000_000);
  expect(leftovers(mesh)).toEqual([0, 0, 0, 0, 0]);
});

test("[DUP-01] [DBG-01] a shell whose next round is due in the very moment in which the wait for another copy is over does not go on", () => {
  const mesh = diamond();
  const [via] = mesh.node("A").copySpans("D", -1) as [SpanRef];
  mesh.ask("A", { kind: "open", via, copies: [], base: CMD.DBG_SHELL, text: "watch 500ms route nowhere", flags: 0, tag: 1 });
  mesh.run(100_000);
  mesh.inspect("D").links.forEach(({ link }) => mesh.cut("D", link));
  mesh.run(2_000_000);
  const [opened, ended] = [mesh.events("transactionAccepted", "D")[0]!, mesh.events("transactionAborted", "D")[0]!];
  expect(ended.atUs - opened.atUs, "the wait").toBe(1_000_000);
  expect(mesh.events("shellRuns", "D")).toHaveLength(1);
  expect(leftovers(mesh)).toEqual([0, 0, 0, 0, 0]);
});

test("[DUP-01] [DBG-01] a shell in two copies: each line is carried out once, and its answers come once; a lost copy is not noticed", () => {
  const mesh = diamond();
  const [via, ...others] = mesh.node("A").copySpans("D", -1) as [SpanRef, ...SpanRef[]];
  mesh.ask("A", { kind: "open", via, copies: others, base: CMD.DBG_SHELL, text: "states", flags: 0, tag: 1 });
  mesh.run();
  mesh.cut("A", 0);
  mesh.run();
  mesh.ask("A", { kind: "send", transaction: ref(mesh, "A"), text: "stats" });
  mesh.run();
  expect(mesh.events("shellRuns").map(({ node }) => node)).toEqual(["D", "D"]);
  expect(mesh.events("shellPrompt", "A")).toHaveLength(2);
  expect(mesh.events("transactionAborted")).toEqual([]);
  mesh.ask("A", { kind: "close", transaction: ref(mesh, "A") });
  mesh.run(2_000_000); // the copy that B waits for does not come
  expect(leftovers(mesh)).toEqual([0, 0, 0, 0, 0]);
});
