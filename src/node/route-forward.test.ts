/** ROUTE-01..04, ROUTE-07 and ROUTE-09: where messages go, what hops record, who may name what. */
import { describe, expect, test } from "vitest";
import { parseId64 } from "../base/bytes.ts";
import { FLAG } from "../wire/constants.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet, refOf, ZERO_ID } from "./puppet.testkit.ts";
import { line } from "./seen.testkit.ts";

function lineOf(ids: readonly string[]): Mesh {
  const mesh = new Mesh();
  for (const id of ids) mesh.add(id, { pfs: [id] });
  for (let i = 1; i < ids.length; i++) mesh.connect(ids[i - 1]!, ids[i]!);
  mesh.run();
  return mesh;
}

/** msgid of the SPAN of a PFS that a node received. */
function received(mesh: Mesh, node: string, label: string): string {
  return mesh.inspect(node).received.find(({ identity, best }) => best && mesh.identities.labelText(identity) === label)!.msgid;
}

describe("the way there and back", () => {
  test("[ROUTE-01] every hop names the SPAN of the next link, every reply the SPAN that the command named on that link", () => {
    const mesh = lineOf(["A", "B", "C", "D"]);
    const spans = ["A", "B", "C"].map((id) => received(mesh, id, "D"));
    expect(new Set(spans).size).toBe(3);
    const since = mesh.story.length;
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("D", -1)!, text: "hello", flags: 0, tag: 1 });
    mesh.run();
    const { link, spanid, msgid } = mesh.inspect("A").transactions[0]!;
    mesh.ask("A", { kind: "send", transaction: refOf(link, spanid, msgid), text: "more" });
    mesh.ask("A", { kind: "close", transaction: refOf(link, spanid, msgid) });
    mesh.run();
    const sent = ["A", "B", "C", "D"].map((id) => mesh.sentBy(id, since));
    const commands = ["DOM_ECHO C \"hello\"", "DOM_ECHO - \"more\"", "LNK_ERROR D"];
    const replies = ["DOM_ECHO RC \"hello\"", "DOM_ECHO R \"more\"", "LNK_ERROR RD"];
    const named = (messages: (typeof sent)[number], reply: boolean): string[] => messages.filter(({ flags }) => flags.startsWith("R") === reply).map((seen) => `${line(seen)} ${seen.spanid}`);
    for (let i = 0; i < 3; i++) {
      expect(named(sent[i]!, false)).toEqual(commands.map((command) => `${command} ${spans[i]}`));
      expect(named(sent[i + 1]!, true)).toEqual(replies.map((reply) => `${reply} ${spans[i]}`));
    }
    expect(["A", "B", "C", "D"].map((id) => mesh.node(id).core.transactions.count)).toEqual([0, 0, 0, 0]);
  });

  test("[ROUTE-01] the node that announced the PFS executes; hops do not", () => {
    const mesh = lineOf(["A", "B", "C"]);
    mesh.ask("A", { kind: "oneWay", via: mesh.node("A").bestSpan("C", -1)!, text: "status", reply: true });
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("C", -1)!, text: "hello", flags: FLAG.DELETE, tag: 1 });
    mesh.run();
    expect(mesh.events("oneWayReceived").map(({ node, extra }) => [node, extra])).toEqual([["C", 1]]);
    expect(mesh.events("transactionAccepted").map(({ node }) => node)).toEqual(["C"]);
  });

  test("[ROUTE-01] only spanid, salt and hdr_crc change on the way (WIRE-02)", () => {
    const hop = new Hop();
    hop.command("C", { text: "bytes", error: 0x77 });
    const sent = hop.mesh.sentBy("H").at(-1)!.bytes;
    const { encoder } = hop.source;
    const original = encoder.withAux(0x200101, sent.subarray(64, 70));
    const changed: number[] = [];
    for (let i = 0; i < sent.length; i++) if (sent[i] !== original[i]) changed.push(i);
    expect(changed.every((at) => (at >= 4 && at < 8) || (at >= 16 && at < 24) || (at >= 60 && at < 64))).toBe(true);
  });
});

const ALL_FLAGS = Array.from({ length: 16 }, (_, i) => ["C", "D", "R", "A"].filter((_letter, bit) => i & (1 << bit)).join(""));

describe("a spanid is looked up first", () => {
  test.each(ALL_FLAGS)("[ROUTE-02] unknown, %s: thrown out and counted, never a violation", (flags) => {
    const hop = new Hop();
    hop.source.send({ flags, spanid: "0x00000000000bad00" });
    hop.source.send({ flags: flags.replaceAll(/[CDA]/g, ""), spanid: "0x00000000000bad00", msgid: ZERO_ID, text: "one-way" });
    expect(hop.mesh.inspect("H").counters).toMatchObject({ thrownOut: 2, violations: 0, discarded: 0 });
    expect(hop.mesh.events("thrownOut").map(({ rule, value }) => [rule, value])).toEqual([["ROUTE-02", 1], ["ROUTE-02", 1]]);
    expect([hop.takeLines(), hop.source.isUp]).toEqual([{ source: [], target: [] }, true]);
  });

  test.each(ALL_FLAGS)("[ROUTE-02] named in the wrong direction, %s: thrown out", (flags) => {
    const hop = new Hop();
    const reply = flags.includes("R");
    // A command names a SPAN that we received, a reply one that we transmitted.
    const puppet = reply ? hop.source : hop.target;
    puppet.send({ flags, spanid: reply ? hop.relay : hop.far });
    expect(hop.mesh.events("thrownOut")).toMatchObject([{ rule: "ROUTE-02", value: 2, link: puppet.link }]);
    expect([hop.takeLines(), puppet.isUp]).toEqual([{ source: [], target: [] }, true]);
  });

  test("[ROUTE-02] a SPAN of another link is unknown on this one", () => {
    const hop = new Hop();
    hop.source.send({ flags: "C", spanid: hop.far, text: "x" });
    hop.target.send({ flags: "C", spanid: hop.relay, text: "x" });
    expect(hop.mesh.events("thrownOut").map(({ value }) => value)).toEqual([1, 1]);
  });

  test("[ROUTE-09] the msgid of another open transaction is no spanid", () => {
    const hop = new Hop();
    const entry = hop.command("C");
    hop.take();
    for (const spanid of [entry, hop.source.ownConn, hop.source.theirConn]) hop.source.send({ flags: "C", spanid, text: "x" });
    expect(hop.mesh.events("thrownOut").map(({ rule, value }) => [rule, value])).toEqual(Array.from({ length: 3 }, () => ["ROUTE-02", 1]));
    expect(hop.take().target).toEqual([]);
  });
});

describe("forwarding entries", () => {
  test("[ROUTE-03] recorded by the message that opens a transaction, until both halves are closed", () => {
    const hop = new Hop();
    const msgid = hop.command("C");
    expect(hop.entries).toEqual([
      { msgid, inLink: 0, inSpanid: hop.relay, outLink: 1, outSpanid: hop.far, identity: 0, commandHalf: "open", replyHalf: "not open", dead: false, error: 0 },
    ]);
    expect(hop.mesh.events("entryOpened")).toMatchObject([{ rule: "ROUTE-03", link: 0, msgid, spanid: hop.relay, value: 1, extra: 1 }]);
    hop.reply("CD", { msgid });
    expect(hop.mesh.events("entryHalfClosed")).toMatchObject([{ value: 1 }]);
    hop.command("D", { msgid });
    expect([hop.entries, hop.mesh.events("entryClosed").length]).toEqual([[], 1]);
  });

  test("[ROUTE-03] the transaction lives at its two ends only, hops have entries only", () => {
    const mesh = lineOf(["A", "B", "C", "D"]);
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("D", -1)!, text: "hello", flags: 0, tag: 1 });
    mesh.run();
    const counts = ["A", "B", "C", "D"].map((id) => [mesh.inspect(id).transactions.length, mesh.inspect(id).entries.length]);
    expect(counts).toEqual([[1, 0], [0, 1], [0, 1], [1, 0]]);
  });

  test("[ROUTE-03] a second opener with the same out link, spanid and msgid is refused with 0x24", () => {
    const hop = new Hop();
    const third = Puppet.join(hop.mesh, "H");
    hop.mesh.run(HOLD_OVER_US);
    const relay = third.spanOf("far");
    third.take();
    const msgid = hop.command("C");
    hop.take();
    third.send({ flags: "C", msgid, spanid: relay, text: "me too" });
    expect(third.take()).toMatchObject([{ name: "LNK_ERROR", flags: "RCD", error: 0x24, msgid, spanid: relay }]);
    expect(hop.takeLines()).toEqual({ source: [], target: [] });
    expect(hop.mesh.events("entryRefused")).toMatchObject([{ rule: "ROUTE-03", link: third.link, value: 0x24 }]);
    third.send({ flags: "D", msgid, spanid: relay });
    hop.command("", { msgid, text: "still mine" });
    expect([hop.take().target.map(line), hop.entries.length, hop.mesh.events("violation")]).toEqual([['DOM_ECHO - "still mine"'], 1, []]);
    third.send({ flags: "CD", msgid, spanid: relay });
    expect([third.takeLines(), hop.entries.length]).toEqual([["LNK_ERROR RCD 0x24"], 1]);
  });

  test("[ROUTE-03] the same msgid to another PFS, or by another SPAN, is another entry", () => {
    const hop = new Hop();
    hop.target.span("other");
    hop.mesh.run(HOLD_OVER_US);
    const other = hop.source.spanOf("other");
    const msgid = hop.command("C");
    hop.source.send({ flags: "C", msgid, spanid: other });
    expect([hop.entries.length, hop.mesh.events("violation")]).toEqual([2, []]);
  });

  test("[ROUTE-03] [TX-07] a violation dies on the offender's own link: who uses the same hop does not notice", () => {
    const hop = new Hop();
    const third = Puppet.join(hop.mesh, "H");
    hop.mesh.run(HOLD_OVER_US);
    const relay = third.spanOf("far");
    third.take();
    const mine = hop.command("C");
    const theirs = third.send({ flags: "C", spanid: relay });
    hop.take();
    hop.command("C", { msgid: mine });
    expect([hop.source.hungUp, hop.target.hungUp, third.hungUp]).toEqual([17, null, null]);
    expect([hop.target.takeLines(), third.take()]).toEqual([["LNK_ERROR DA 0x2"], []]);
    third.send({ flags: "", msgid: theirs, spanid: relay, text: "go on" });
    expect(hop.target.takeLines()).toEqual(['DOM_ECHO - "go on"']);
  });
});

describe("one path", () => {
  /** A to D over B, and over C when that link is made. */
  function diamond(): Mesh {
    const mesh = new Mesh({ relaysMax: 2 });
    for (const id of ["A", "B", "X", "C", "D"]) mesh.add(id, { pfs: [id] });
    mesh.connect("A", "B");
    mesh.connect("B", "X");
    mesh.connect("X", "D");
    mesh.run();
    return mesh;
  }

  test("[ROUTE-04] a transaction stays on its path when a better one appears, and replies come back on it", () => {
    const mesh = diamond();
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("D", -1)!, text: "hello", flags: 0, tag: 1 });
    mesh.run();
    mesh.connect("A", "C");
    mesh.connect("C", "D");
    mesh.run();
    expect(mesh.inspect("A").received.find(({ best, identity }) => best && mesh.identities.labelText(identity) === "D")).toMatchObject({ link: 1 });
    const since = mesh.story.length;
    const { link, spanid, msgid } = mesh.inspect("A").transactions[0]!;
    mesh.ask("A", { kind: "send", transaction: refOf(link, spanid, msgid), text: "still the long way" });
    mesh.run();
    const route = mesh.sent.slice(-6).map(({ from }) => from);
    expect(route).toEqual(["A", "B", "X", "D", "X", "B"]);
    expect(mesh.sentBy("C", since)).toEqual([]);
    expect(mesh.events("elementReceived", "A")).toHaveLength(2);
  });

  test("[ROUTE-04] a hop whose best SPAN is another one by now goes on with the entry's", () => {
    const hop = new Hop();
    const msgid = hop.command("C");
    const better = Puppet.join(hop.mesh, "H", { config: { weight: 1 } });
    hop.target.send({ flags: "D", msgid: hop.far });
    hop.source.send({ flags: "RCD", msgid: hop.relay });
    hop.far = hop.target.span("far", { dist: 5 });
    hop.mesh.run(HOLD_OVER_US);
    hop.relay = hop.source.spanOf("far");
    hop.command("C", { msgid });
    better.span("far");
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.mesh.inspect("H").received.map(({ link, best }) => [link, best])).toEqual([[better.link, true], [hop.target.link, false]]);
    hop.take();
    hop.command("", { msgid, text: "the old way" });
    hop.reply("C", { msgid, text: "and back" });
    expect(hop.takeLines()).toEqual({ source: ['DOM_ECHO RC "and back"'], target: ['DOM_ECHO - "the old way"'] });
    expect(better.take().filter(({ msgid: id }) => id === msgid)).toEqual([]);
  });

  test("[ROUTE-04] order on a path is kept", () => {
    const mesh = lineOf(["A", "B", "C"]);
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("C", -1)!, text: "0", flags: 0, tag: 1 });
    const { link, spanid, msgid } = mesh.inspect("A").transactions[0]!;
    const since = mesh.story.length;
    for (let i = 1; i < 50; i++) mesh.ask("A", { kind: "send", transaction: refOf(link, spanid, msgid), text: `${i}` });
    mesh.ask("A", { kind: "close", transaction: refOf(link, spanid, msgid) });
    mesh.run();
    const texts = mesh.sentBy("C", since).filter(({ name }) => name === "DOM_ECHO").map(({ text }) => text);
    expect(texts).toEqual(Array.from({ length: 50 }, (_, i) => `${i}`));
    expect(mesh.events("transactionClosed").map(({ node, value }) => [node, value])).toEqual([["C", 0], ["A", 0]]);
  });

  test("[ROUTE-04] a reply that comes by another SPAN of the same PFS belongs to nothing", () => {
    const hop = new Hop();
    const second = hop.target.span("far", { dist: 1 });
    hop.mesh.run(HOLD_OVER_US);
    const msgid = hop.command("C");
    hop.take();
    hop.target.send({ flags: "RDA", msgid, spanid: second });
    expect([hop.source.take(), hop.mesh.inspect("H").counters.discarded]).toEqual([[], 1]);
  });
});

describe("link 0", () => {
  function peer(...pfs: string[]): { readonly mesh: Mesh; readonly puppet: Puppet } {
    const mesh = new Mesh();
    mesh.add("N", { pfs });
    return { mesh, puppet: Puppet.join(mesh, "N") };
  }

  test("[ROUTE-07] spanid 0 is the peer: its only PFS answers", () => {
    const { mesh, puppet } = peer("own");
    const msgid = puppet.send({ flags: "CD", text: "hello" });
    expect(puppet.take()).toMatchObject([{ name: "DOM_ECHO", flags: "RCD", text: "hello", msgid, spanid: ZERO_ID }]);
    expect(mesh.events("transactionAccepted")).toMatchObject([{ spanid: ZERO_ID, msgid }]);
  });

  test.each([[[]], [["one", "two"]]])("[ROUTE-07] %j: not exactly one, so it is refused, 0x20", (pfs) => {
    const { mesh, puppet } = peer(...pfs);
    puppet.send({ flags: "C", text: "hello" });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCD 0x20"]);
    expect(mesh.events("transactionRefused")).toMatchObject([{ rule: "ROUTE-07", value: 0x20 }]);
  });

  test("[ROUTE-07] two nodes: an echo on link 0", () => {
    const mesh = lineOf(["A", "B"]);
    mesh.ask("A", { kind: "open", via: { link: 0 }, text: "neighbour", flags: FLAG.DELETE, tag: 1 });
    mesh.run();
    expect(mesh.events("transactionClosed").map(({ node, value }) => [node, value])).toEqual([["B", 0], ["A", 0]]);
    expect(mesh.events("entryOpened")).toEqual([]);
  });
});

test("[ROUTE-01] nothing is opened over a SPAN that is not there", () => {
  const mesh = lineOf(["A", "B"]);
  const { hi, lo } = parseId64("0x0000990000000001")!;
  mesh.ask("A", { kind: "open", via: { link: 0, msgidHi: hi, msgidLo: lo }, text: "x", flags: 0, tag: 7 });
  mesh.ask("A", { kind: "open", via: { link: 5 }, text: "x", flags: 0, tag: 8 });
  mesh.ask("A", { kind: "oneWay", via: { link: 0, msgidHi: hi, msgidLo: lo }, text: "x", reply: false });
  expect(mesh.events("requestRefused").map(({ value, extra }) => [value, extra])).toEqual([[0x21, 7], [0x21, 8], [0x21, -1]]);
});
