/** ROUTE-05 and ROUTE-06: what a lost SPAN does to the entries and transactions that used it. */
import { describe, expect, test } from "vitest";
import { FLAG } from "../wire/constants.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";

const MSGID = "0x00000000000000aa";

/** States of an entry, the messages that lead there, and the aborts that its loss makes of it. */
const STATES = [
  ["open, no reply", ["C"], [], "LNK_ERROR DA", "LNK_ERROR RCDA"],
  ["open both ways", ["C"], ["C"], "LNK_ERROR DA", "LNK_ERROR RDA"],
  ["command closed, no reply", ["CD"], [], "LNK_ERROR DA", "LNK_ERROR RCDA"],
  ["command closed, reply open", ["C", "D"], ["C"], "LNK_ERROR DA", "LNK_ERROR RDA"],
  ["reply closed", ["C"], ["CD"], "LNK_ERROR DA", "LNK_ERROR RDA"],
  ["reply opened, then closed", ["C"], ["C", "D"], "LNK_ERROR DA", "LNK_ERROR RDA"],
] as const;

function inState(commands: readonly string[], replies: readonly string[]): Hop {
  const hop = new Hop();
  for (const flags of commands) hop.command(flags, { msgid: MSGID });
  for (const flags of replies) hop.reply(flags, { msgid: MSGID });
  hop.take();
  return hop;
}

describe.each(STATES)("%s", (_, commands, replies, toTarget, toSource) => {
  test("[ROUTE-05] the SPAN is closed: aborts both ways, also after DELETE, CREATE where none was forwarded", () => {
    const hop = inState(commands, replies);
    hop.target.send({ flags: "D", msgid: hop.far, error: 0x21 });
    expect(hop.takeLines()).toEqual({ source: [`${toSource} 0x21`, "LNK_ERROR D 0x21"], target: [`${toTarget} 0x21`, "LNK_ERROR RCD"] });
    expect(hop.mesh.events("entryDead")).toMatchObject([{ rule: "ROUTE-05", msgid: MSGID, value: 0x21 }]);
  });

  test("[ROUTE-05] the target's link is lost: the source hears of it", () => {
    const hop = inState(commands, replies);
    hop.target.cut();
    expect(hop.source.takeLines()).toEqual([`${toSource} 0x2`, "LNK_ERROR D 0x2"]);
  });

  test("[ROUTE-05] the source's link is lost: the target hears of it", () => {
    const hop = inState(commands, replies);
    hop.source.cut();
    expect(hop.target.takeLines()).toEqual([`${toTarget} 0x2`]);
  });

  test("[ROUTE-05] the dead entry waits for the DELETEs that are still to come, no longer", () => {
    const hop = inState(commands, replies);
    hop.source.cut();
    const replyClosed = replies.some((flags) => flags.includes("D"));
    expect(hop.entries).toHaveLength(replyClosed ? 0 : 1);
    for (const flags of ["", "A"]) hop.reply(flags, { msgid: MSGID, text: "already on its way" });
    expect(hop.entries).toHaveLength(replyClosed ? 0 : 1);
  });
});

describe("a first reply that is an abort without CREATE (TX-05 allows it), and then the way is lost", () => {
  test("[ROUTE-05] [ROUTE-03] the next hop sees no CREATE behind a DELETE: its link is not killed for what the target did", () => {
    const mesh = new Mesh();
    for (const id of ["near", "far"]) mesh.add(id);
    mesh.connect("near", "far");
    mesh.run();
    const source = Puppet.join(mesh, "near");
    const target = Puppet.join(mesh, "far");
    const span = target.span("T");
    mesh.run(5_000);
    const relay = source.spanOf("T");
    source.take();
    const msgid = source.send({ flags: "C", spanid: relay });
    mesh.run(1_000);
    target.send({ flags: "RDA", msgid, spanid: span, error: 0x23 });
    target.cut();
    mesh.run(1_000);
    expect(source.takeLines()).toEqual(["LNK_ERROR RDA 0x23", "LNK_ERROR RDA 0x2", "LNK_ERROR RDA 0x2", "LNK_ERROR D 0x2"]);
    expect([mesh.events("violation"), source.isUp, mesh.isUp("near", 0)]).toEqual([[], true, true]);
  });
});

describe("a dead entry", () => {
  /** The target refuses to hear of it: the hop made the entry dead by a full queue, both links and SPANs stay. */
  function dead(): Hop {
    const hop = new Hop();
    hop.command("C", { msgid: MSGID });
    hop.mesh.input("H", { kind: "sendQueue", link: hop.target.link, queuedBytes: 4_194_304 });
    hop.command("", { msgid: MSGID, text: "too much" });
    hop.mesh.input("H", { kind: "sendQueue", link: hop.target.link, queuedBytes: 0 });
    hop.take();
    expect(hop.entries).toMatchObject([{ dead: true }]);
    return hop;
  }

  const ALL = ["", "C", "D", "CD", "A", "CA", "DA", "CDA"];

  test.each(ALL)("[ROUTE-05] whatever still arrives is discarded unjudged, %s by either side", (flags) => {
    const hop = dead();
    hop.command(flags, { msgid: MSGID, text: "x" });
    hop.reply(flags, { msgid: MSGID, text: "x" });
    const { violations, thrownOut, discarded } = hop.mesh.inspect("H").counters;
    expect([violations, thrownOut, discarded]).toEqual([0, 2, 0]);
    expect(hop.mesh.events("thrownOut").map(({ rule, value }) => [rule, value])).toEqual([["ROUTE-05", 4], ["ROUTE-05", 4]]);
    expect(hop.takeLines()).toEqual({ source: [], target: [] });
    expect(hop.entries).toHaveLength(flags.includes("D") ? 0 : 1);
  });

  test("[ROUTE-05] it goes when each surviving side has sent and received DELETE", () => {
    const hop = dead();
    hop.command("DA", { msgid: MSGID });
    expect(hop.entries).toHaveLength(1);
    hop.reply("CDA", { msgid: MSGID });
    expect(hop.entries).toEqual([]);
    expect(hop.mesh.events("entryClosed")).toMatchObject([{ rule: "ROUTE-05", value: 1 }]);
  });

  test("[ROUTE-05] or that side's SPAN is fully closed", () => {
    const hop = dead();
    hop.command("D", { msgid: MSGID });
    hop.target.send({ flags: "D", msgid: hop.far });
    expect(hop.entries).toEqual([]);
    const other = dead();
    other.reply("CD", { msgid: MSGID });
    other.source.send({ flags: "RCD", msgid: other.relay, error: 0x23 });
    expect(other.entries).toEqual([]);
  });

  test("[ROUTE-05] while the SPAN is half closed it stays", () => {
    const hop = dead();
    hop.command("D", { msgid: MSGID });
    hop.target.send({ flags: "D", msgid: hop.far });
    const second = dead();
    second.reply("CD", { msgid: MSGID });
    second.target.send({ flags: "D", msgid: second.far });
    expect(second.entries).toHaveLength(1);
    second.source.send({ flags: "RCD", msgid: second.relay });
    expect([hop.entries, second.entries]).toEqual([[], []]);
  });

  test("[ROUTE-05] or its link is down", () => {
    const hop = dead();
    hop.target.cut();
    expect(hop.entries).toHaveLength(1);
    hop.source.cut();
    expect(hop.entries).toEqual([]);
  });

  test("[ROUTE-05] it is aborted once, whatever dies after it", () => {
    const hop = dead();
    hop.target.send({ flags: "D", msgid: hop.far });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR D 0x21"], target: ["LNK_ERROR RCD"] });
    expect(hop.mesh.events("entryDead")).toHaveLength(1);
  });
});

describe("the ends", () => {
  /** A between two ways to D; the shorter is over B. */
  function twoWays(): Mesh {
    const mesh = new Mesh();
    for (const id of ["A", "B", "C", "X", "D"]) mesh.add(id, { pfs: [id] });
    mesh.connect("A", "B");
    mesh.connect("B", "D");
    mesh.connect("A", "C");
    mesh.connect("C", "X");
    mesh.connect("X", "D");
    mesh.run();
    return mesh;
  }

  test("[ROUTE-06] an end reports the loss with the reason; the layer above may retry at once on another SPAN", () => {
    const mesh = twoWays();
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("D", -1)!, text: "hello", flags: 0, tag: 5 });
    mesh.run();
    mesh.cut("A", 0);
    expect(mesh.events("transactionAborted", "A")).toMatchObject([{ rule: "ROUTE-06", value: 2, extra: 1 }]);
    const via = mesh.node("A").bestSpan("D", -1)!;
    expect(via.link).toBe(1);
    mesh.ask("A", { kind: "open", via, text: "again", flags: FLAG.DELETE, tag: 6 });
    mesh.run();
    expect(mesh.events("transactionClosed", "A").map(({ value }) => value)).toEqual([1, 0]);
    expect(mesh.events("transactionAborted", "D")).toHaveLength(1);
  });

  test.each([["B", 1, 2], ["A", 0, 2]] as const)("[ROUTE-05] [ROUTE-06] cut behind %s: no hop moves it to the other way, both ends abort, nothing stays", (node, link, reason) => {
    const mesh = twoWays();
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("D", -1)!, text: "hello", flags: 0, tag: 5 });
    mesh.run();
    mesh.cut(node, link);
    mesh.run();
    expect(mesh.events("transactionAborted").map((each) => `${each.node} ${each.value}`).sort()).toEqual([`A ${reason}`, `D ${reason}`]);
    expect(["A", "B", "C", "X", "D"].map((id) => mesh.node(id).core.transactions.count)).toEqual([0, 0, 0, 0, 0]);
    expect(mesh.events("violation")).toEqual([]);
  });

  test("[ROUTE-06] withdrawn at the far end: the reason travels with the SPAN's closing", () => {
    const mesh = twoWays();
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("D", -1)!, text: "hello", flags: 0, tag: 5 });
    mesh.run();
    mesh.ask("D", { kind: "withdraw", fsid: mesh.node("D").core.pfs.own[0]!.spec.fsid });
    mesh.run();
    expect(mesh.events("transactionAborted").map((each) => [each.node, each.value])).toEqual([["D", 0x2a], ["A", 0x2a]]);
    expect(mesh.node("A").bestSpan("D", -1)).toBeNull();
    expect(["A", "B", "C", "X", "D"].map((id) => mesh.node(id).core.transactions.count)).toEqual([0, 0, 0, 0, 0]);
  });

  test("[ROUTE-06] replaced by a better one: 0x22", () => {
    const mesh = new Mesh({ relaysMax: 1 });
    for (const id of ["A", "B", "X", "D"]) mesh.add(id, { pfs: [id] });
    mesh.connect("A", "B");
    mesh.connect("B", "X");
    mesh.connect("X", "D");
    mesh.run();
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("D", -1)!, text: "hello", flags: 0, tag: 5 });
    mesh.run();
    mesh.connect("B", "D");
    mesh.run();
    expect(mesh.events("transactionAborted").map((each) => `${each.node} ${each.value}`).sort()).toEqual(["A 34", "D 34"]);
    expect(mesh.node("A").bestSpan("D", -1)).not.toBeNull();
  });

  test("[ROUTE-05] [SPAN-08] messages in flight meet the closing SPAN and are thrown out, no violation anywhere", () => {
    const mesh = new Mesh();
    mesh.delayUs = () => 5_000;
    const ids = ["A", "B", "C", "D"];
    for (const id of ids) mesh.add(id, { pfs: [id] });
    for (let i = 1; i < ids.length; i++) mesh.connect(ids[i - 1]!, ids[i]!);
    mesh.run(500_000);
    for (let tag = 0; tag < 20; tag++) {
      mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("D", -1)!, text: `${tag}`, flags: tag % 2 ? FLAG.DELETE : 0, tag });
      mesh.ask("D", { kind: "open", via: mesh.node("D").bestSpan("A", -1)!, text: `${tag}`, flags: 0, tag });
      mesh.run(1_700);
    }
    mesh.cut("C", 0);
    mesh.run(500_000);
    expect(mesh.events("violation")).toEqual([]);
    expect(mesh.events("thrownOut").length).toBeGreaterThan(0);
    expect(ids.map((id) => mesh.node(id).core.transactions.count)).toEqual([0, 0, 0, 0]);
    const opened = mesh.events("transactionOpened").length;
    expect(mesh.events("transactionClosed").filter(({ node }) => node === "A" || node === "D").length).toBeGreaterThanOrEqual(opened);
  });
});

test("[ROUTE-05] an entry between two SPANs of one link dies with it, once", () => {
  const mesh = new Mesh({ splitHorizon: false });
  mesh.add("H");
  const puppet = Puppet.join(mesh, "H");
  puppet.span("far");
  mesh.run(HOLD_OVER_US);
  const relay = puppet.spanOf("far");
  puppet.send({ flags: "C", spanid: relay, text: "there and back" });
  expect(mesh.inspect("H").entries).toHaveLength(1);
  puppet.cut();
  expect([mesh.inspect("H").entries, mesh.events("entryDead").length, mesh.node("H").core.spans.count]).toEqual([[], 1, 0]);
});
