/** LINK-06 and LINK-07: what a lost link takes with it, in which order, and the next incarnation. */
import { describe, expect, test } from "vitest";
import { parseId64 } from "../base/bytes.ts";
import { FLAG } from "../wire/constants.ts";
import type { EventName } from "./events.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh, type Told } from "./mesh.testkit.ts";
import { Puppet, ZERO_ID } from "./puppet.testkit.ts";
import { line } from "./seen.testkit.ts";

/** Node N between `lost`, whose link will go, and `kept`; everything that can be open over a link is. */
function everything(): { readonly mesh: Mesh; readonly lost: Puppet; readonly kept: Puppet } {
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["own"] });
  const lost = Puppet.introduced(mesh, "N");
  const kept = Puppet.join(mesh, "N");
  const spans = ["s2", "s1"].map((label) => lost.span(label));
  kept.span("k");
  mesh.run(HOLD_OVER_US);
  const [own, k] = [lost.spanOf("own"), lost.spanOf("k")];
  const relays = ["s1", "s2"].map((label) => kept.spanOf(label));
  const ids = ["d0", "c0", "b0", "a0", "90", "80"].map((id) => `0x00010000000000${id}`);
  // A forwarding entry each way, a target over a spanid, a target and an opener on link 0, an opener over a spanid.
  lost.send({ flags: "C", msgid: ids[0], spanid: k, text: "hop out" });
  kept.send({ flags: "CD", msgid: ids[1], spanid: relays[0], text: "hop in" });
  lost.send({ flags: "C", msgid: ids[2], spanid: own, text: "target" });
  lost.send({ flags: "C", msgid: ids[3], text: "link 0" });
  const { hi, lo } = parseId64(spans[0]!)!;
  mesh.ask("N", { kind: "open", via: { link: lost.link, msgidHi: hi, msgidLo: lo }, text: "opener", flags: 0, tag: 8 });
  mesh.ask("N", { kind: "open", via: { link: lost.link }, text: "opener", flags: FLAG.DELETE, tag: 9 });
  lost.take();
  kept.take();
  return { mesh, lost, kept };
}

const CLOSINGS: readonly EventName[] = ["linkDown", "entryDead", "entryClosed", "transactionAborted", "transactionClosed", "spanClosing", "spanClosed", "relayClosed", "connClosed"];

function closings(mesh: Mesh, since: number): Told[] {
  return mesh.story.slice(since).filter((each): each is Told => "name" in each && CLOSINGS.includes(each.name));
}

function ascending(ids: readonly string[]): boolean {
  return ids.every((id, i) => i === 0 || ids[i - 1]! < id);
}

describe("everything on a lost link closes", () => {
  const KINDS: readonly (readonly EventName[])[] = [["linkDown"], ["entryDead", "transactionAborted"], ["spanClosing"], ["relayClosed"], ["connClosed"]];

  test("[LINK-06] in this order: entries and routed transactions, SPANs received, SPANs sent, CONN; each kind by msgid", () => {
    const { mesh, lost } = everything();
    const since = mesh.story.length;
    lost.cut();
    const told = closings(mesh, since).filter(({ link, name }) => link === lost.link || name === "entryDead");
    const first = KINDS.map((names) => told.findIndex(({ name }) => names.includes(name)));
    const last = KINDS.map((names) => told.findLastIndex(({ name }) => names.includes(name)));
    expect(KINDS.map((names) => told.filter(({ name }) => names.includes(name)).length)).toEqual([1, 6, 2, 2, 2]);
    for (let kind = 1; kind < KINDS.length; kind++) expect(first[kind]).toBeGreaterThan(last[kind - 1]!);
    for (const names of KINDS.slice(1)) expect(ascending(told.filter(({ name }) => names.includes(name)).map(({ msgid }) => msgid))).toBe(true);
  });

  test.each([[0, ["theirs", "ours"]], [99, ["ours", "theirs"]]] as const)("[LINK-06] the two CONNs by msgid as well: a peer of number %i", (number, order) => {
    const mesh = new Mesh();
    mesh.add("N");
    const puppet = Puppet.join(mesh, "N", { number });
    puppet.cut();
    expect(mesh.events("connClosed").map(({ value }) => (value === 0 ? "ours" : "theirs"))).toEqual(order);
  });

  test("[LINK-06] [ROUTE-05] as if the peer had aborted: the other side of each entry hears of it, our own halves end without sending", () => {
    const { mesh, lost, kept } = everything();
    const since = mesh.story.length;
    lost.cut();
    expect(mesh.sentBy("N", since).filter(({ link }) => link === lost.link)).toEqual([]);
    const heard = kept.take();
    expect(heard.map(line)).toEqual(["LNK_ERROR RCDA 0x2", "LNK_ERROR DA 0x2", "LNK_ERROR D 0x2", "LNK_ERROR D 0x2"]);
    expect(heard.slice(0, 2).map(({ msgid }) => msgid)).toEqual(["0x00010000000000c0", "0x00010000000000d0"]);
  });

  test("[LINK-06] the ends report it, as openers and as targets, with the reason", () => {
    const { mesh, lost } = everything();
    lost.cut();
    const aborted = mesh.events("transactionAborted", "N").map(({ value, extra, rule }) => `${rule} ${value} ${extra === 1 ? "opener" : "target"}`);
    expect(aborted.sort()).toEqual(["ROUTE-06 2 opener", "ROUTE-06 2 opener", "ROUTE-06 2 target", "ROUTE-06 2 target"]);
  });

  test("[LINK-06] nothing is left that names the link", () => {
    const { mesh, lost, kept } = everything();
    lost.cut();
    const { core } = mesh.node("N");
    expect([...core.transactions.all()].filter(({ inSide, outSide }) => inSide.link === lost.link || outSide.link === lost.link)).toEqual([]);
    const report = mesh.inspect("N");
    expect([...report.received, ...report.sent].filter(({ link }) => link === lost.link)).toEqual([]);
    expect(report.links[lost.link]).toMatchObject({ session: "down", ourConn: "none", theirConn: "none", spansSent: 0, spansReceived: 0 });
    kept.cut();
    expect([core.transactions.count, core.spans.count, core.index.size]).toEqual([0, 0, 0]);
  });

  test("[LINK-06] half closed things go too", () => {
    const hop = new Hop();
    const refused = hop.target.span("refused");
    const { hi, lo } = parseId64(refused)!;
    hop.mesh.ask("H", { kind: "refuseSpan", span: { link: hop.target.link, msgidHi: hi, msgidLo: lo } });
    hop.command("CD");
    hop.target.send({ flags: "D", msgid: hop.far, error: 0x21 });
    hop.mesh.ask("H", { kind: "closeConn", link: hop.source.link });
    expect(hop.mesh.inspect("H").received).toMatchObject([{ closing: true }]);
    expect(hop.mesh.inspect("H").sent).toMatchObject([{ closing: true }]);
    hop.source.cut();
    hop.target.cut();
    expect(hop.mesh.inspect("H")).toMatchObject({ received: [], sent: [], entries: [], transactions: [] });
    expect(hop.mesh.node("H").core.index.size).toBe(0);
  });

  test("[LINK-06] during AUTH there is nothing but the link itself", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = new Puppet(mesh, "N");
    puppet.up();
    puppet.sendAuth();
    puppet.cut();
    expect(closings(mesh, 0).map(({ name }) => name)).toEqual(["linkDown"]);
    expect(puppet.report.session).toBe("down");
  });

  test("[LINK-06] bytes that still arrive on a lost link are gone", () => {
    const { mesh, lost } = everything();
    lost.cut();
    const before = mesh.story.length;
    lost.send({ text: "too late", flags: "C" });
    expect(mesh.story.length).toBe(before);
  });

  test("[LINK-06] [TX-07] what stands behind a violation in the same bytes is gone as well", () => {
    const hop = new Hop();
    const { encoder } = hop.source;
    Object.assign(encoder, { spanidHi: 0, spanidLo: 0, msgidHi: 9, msgidLo: 9, error: 0 });
    const parts = [FLAG.DELETE, FLAG.CREATE].map((flags, i) => {
      Object.assign(encoder, { flags, salt: hop.source.sentCount + i });
      return encoder.header(0x300101).slice();
    });
    hop.source.sendRaw(Uint8Array.from(parts.flatMap((part) => [...part])), 2);
    expect(hop.source.hungUp).toBe(17);
    expect(hop.mesh.events("transactionRefused")).toEqual([]);
    expect(hop.mesh.inspect("H").counters.violations).toBe(1);
  });
});

test("[LINK-06] when one end kills a link the other gets what was sent before, then the end of the stream", () => {
  const mesh = new Mesh();
  mesh.add("A", { pfs: ["a"] });
  mesh.add("B", { pfs: ["b"] });
  const [, linkB] = mesh.connect("A", "B");
  mesh.run();
  mesh.ask("A", { kind: "oneWay", via: { link: 0 }, text: "last words", reply: false });
  mesh.deliver("A", 0, new Uint8Array(64).fill(0xee));
  mesh.run();
  const order = mesh.told.filter(({ node, name }) => node === "B" && (name === "oneWayReceived" || name === "linkDown")).map(({ name }) => name);
  expect(order).toEqual(["oneWayReceived", "linkDown"]);
  expect(mesh.inspect("B").links[linkB]!.session).toBe("down");
});

describe("the next incarnation", () => {
  test("[LINK-07] [WIRE-07] counters start at 0 in both directions, tables are empty, AUTH and CONN begin anew", () => {
    const { mesh, lost } = everything();
    lost.cut();
    lost.up();
    expect(lost.seen.map((seen) => [line(seen), seen.sequence])).toEqual([["LNK_AUTH CD", 0]]);
    expect(lost.report).toMatchObject({ session: "auth", nextSequence: 1, expectedSequence: 0, ourConn: "none", theirConn: "none", spansSent: 0, spansReceived: 0 });
    lost.handshake();
    mesh.run(HOLD_OVER_US);
    expect(lost.takeLines()).toEqual(["LNK_SPAN C k@1"]);
    expect(mesh.events("violation")).toEqual([]);
  });

  test("[LINK-07] half a message of the old incarnation is forgotten", () => {
    const { mesh, lost } = everything();
    lost.sendRaw(Uint8Array.of(0x32, 0x48, 1, 2, 3), 0);
    lost.cut();
    lost.up();
    lost.handshake();
    expect([lost.isUp, mesh.events("decodeFault")]).toEqual([true, []]);
  });

  test("[LINK-07] a message that carries on with the old counter is noticed", () => {
    const { mesh, lost } = everything();
    const { sentCount } = lost;
    lost.cut();
    lost.up();
    lost.sentCount = sentCount;
    lost.sendAuth();
    expect(mesh.events("decodeFault")).toMatchObject([{ value: 15, rule: "WIRE-07" }]);
  });

  test("[LINK-07] what was negotiated, asked for and refused before counts no more", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = new Puppet(mesh, "N", { auth: { auxBytesMax: 64 }, filter: { label: "nothing" } });
    puppet.up();
    puppet.handshake();
    expect(puppet.report).toMatchObject({ auxBytesMax: 64, spansSent: 0 });
    puppet.cut();
    puppet.up();
    puppet.sendAuth({ auxBytesMax: 4096 });
    puppet.answerAuth();
    puppet.openConn({ label: "" });
    expect(puppet.report).toMatchObject({ auxBytesMax: 4096, filter: "", spansSent: 1 });
    const own = puppet.spanOf("own");
    puppet.send({ flags: "RCD", msgid: own, error: 0x23 });
    puppet.cut();
    puppet.up();
    puppet.sendAuth();
    puppet.answerAuth();
    puppet.openConn({ label: "" });
    expect(puppet.spanOf("own")).not.toBe(own);
  });

  test("[LINK-07] no msgid of ours is used twice, not even on a new incarnation", () => {
    const { mesh, lost } = everything();
    lost.cut();
    lost.up();
    lost.handshake();
    const created = mesh.sentBy("N").filter(({ flags, spanid }) => flags.includes("C") && !flags.includes("R") && spanid === ZERO_ID).map(({ msgid }) => msgid);
    expect(new Set(created).size).toBe(created.length);
    expect(created.length).toBeGreaterThan(8);
  });
});
