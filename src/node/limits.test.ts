/** Tables that are full: refused, told, never a crash; and an honest peer never pays for it with its link. */
import { describe, expect, test, vi } from "vitest";
import { LIMITS } from "../base/limits.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";
import { NOT_RELAYED_TEXTS } from "./relays.ts";

vi.mock("../base/limits.ts", async (original) => {
  const real = await original<{ readonly LIMITS: object }>();
  return { LIMITS: { ...real.LIMITS, linksPerNodeMax: 4, pfsPerNodeMax: 2, identitiesMax: 9, spansPerLinkMax: 4, transactionsPerNodeMax: 3 } };
});

test("the limits are small here", () => {
  expect(Number(LIMITS.transactionsPerNodeMax)).toBe(3);
});

function limits(mesh: Mesh): [string, number][] {
  return mesh.events("limitReached").map(({ rule, value }) => [rule, value]);
}

describe("transactions", () => {
  test("[TX-02] [TX-07] one too many at a target is refused with 0x25 and recorded until its opener closes it too", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.join(mesh, "N");
    for (let i = 0; i < 3; i++) puppet.send({ flags: "C", text: "fits" });
    puppet.take();
    const msgid = puppet.send({ flags: "C", text: "too many" });
    expect([puppet.takeLines(), limits(mesh)]).toEqual([["LNK_ERROR RCD 0x25"], [["TX-02", 5]]]);
    puppet.send({ flags: "", msgid, text: "on its way already" });
    puppet.send({ flags: "D", msgid });
    expect([mesh.events("violation"), puppet.isUp, mesh.inspect("N").transactions.length]).toEqual([[], true, 3]);
  });

  test("[ROUTE-03] one too many at a hop, the same", () => {
    const hop = new Hop();
    const ids = [1, 2, 3].map(() => hop.command("C"));
    hop.take();
    const msgid = hop.command("C", { text: "too many" });
    expect([hop.takeLines(), limits(hop.mesh)]).toEqual([{ source: ["LNK_ERROR RCD 0x25"], target: [] }, [["ROUTE-03", 5]]]);
    hop.command("", { msgid, text: "on its way already" });
    hop.command("D", { msgid });
    expect([hop.mesh.events("violation"), hop.source.isUp, hop.entries.map((each) => each.msgid)]).toEqual([[], true, ids]);
  });

  test("[TX-02] nodes refused at a hop that is full keep their links", () => {
    const mesh = new Mesh();
    mesh.add("hub");
    for (const id of ["A", "B", "C", "D"]) mesh.add(id);
    for (const id of ["A", "B", "C", "D"]) mesh.connect(id, "hub");
    for (const id of ["B", "D"]) mesh.ask(id, { kind: "announce", pfs: pfsNamed(id) });
    mesh.run();
    const open = (from: string, to: string, tag: number): void => mesh.ask(from, { kind: "open", via: mesh.node(from).bestSpan(to, -1)!, text: "hello", flags: 0, tag });
    for (let tag = 0; tag < 3; tag++) open("A", "B", tag);
    mesh.run();
    open("C", "D", 9);
    mesh.run();
    expect(limits(mesh)).toEqual([["ROUTE-03", 5]]);
    expect(mesh.events("peerHalfClosed", "C")).toMatchObject([{ value: 0x25 }]);
    expect([mesh.events("violation"), mesh.events("linkDown"), mesh.events("transactionClosed", "C").length]).toEqual([[], [], 1]);
  });

  test("[TX-02] an opener's own table", () => {
    const mesh = new Mesh();
    mesh.add("N");
    const puppet = Puppet.join(mesh, "N");
    for (let tag = 0; tag < 4; tag++) mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "", flags: 0, tag });
    expect([puppet.take().length, mesh.events("requestRefused").map(({ value, extra }) => [value, extra])]).toEqual([3, [[0x25, 3]]]);
  });

  test("[TX-02] [TX-07] a peer that opens on and on and never closes is cut off: the table has a bound", () => {
    const hop = new Hop();
    for (let i = 0; i < 6; i++) hop.command("C");
    expect([hop.source.isUp, hop.mesh.node("H").core.transactions.count]).toEqual([true, 6]);
    hop.command("C");
    expect(hop.source.hungUp).toBe(0x25);
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.join(mesh, "N");
    for (let i = 0; i < 7; i++) puppet.send({ flags: "C" });
    expect([puppet.hungUp, mesh.node("N").core.transactions.count]).toEqual([0x25, 0]);
  });
});

describe("SPANs", () => {
  test("[SPAN-07] received: one too many on a link is refused with 0x25", () => {
    const mesh = new Mesh();
    mesh.add("N");
    const puppet = Puppet.join(mesh, "N");
    for (let i = 0; i < 4; i++) puppet.span(`s${i}`);
    const msgid = puppet.span("s4");
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCD 0x25"]);
    expect(limits(mesh)).toEqual([["SPAN-07", 4]]);
    expect(mesh.inspect("N").received).toHaveLength(4);
    puppet.send({ flags: "D", msgid });
    expect([mesh.events("violation"), mesh.node("N").core.spans.count]).toEqual([[], 4]);
    for (let i = 0; i < 4; i++) puppet.span("more");
    expect(puppet.isUp).toBe(true);
    puppet.span("more");
    expect(puppet.hungUp).toBe(0x25);
  });

  test("[SPAN-07] sent: the reason is table full; when there is room again the next is relayed", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const listener = Puppet.introduced(mesh, "N");
    const sources = [Puppet.join(mesh, "N"), Puppet.join(mesh, "N")];
    const ids = ["a", "b", "c", "d", "e"].map((label, i) => sources[i % 2]!.span(label));
    mesh.run(HOLD_OVER_US);
    const reasons = (): string[] => mesh.inspect("N").received.map(({ relays }) => NOT_RELAYED_TEXTS[relays[listener.link]!.reason]!);
    expect(reasons()).toEqual(["relayed", "relayed", "relayed", "table full", "table full"]);
    expect(limits(mesh)).toEqual([["SPAN-07", 4], ["SPAN-07", 4]]);
    const relay = listener.spanOf("a");
    sources[0]!.send({ flags: "D", msgid: ids[0]! });
    mesh.run(HOLD_OVER_US);
    expect(reasons()).toEqual(["relayed", "relayed", "table full", "table full"]);
    listener.take();
    listener.send({ flags: "RCD", msgid: relay });
    mesh.run(HOLD_OVER_US);
    expect(listener.takeLines()).toEqual(["LNK_SPAN C d@1"]);
    expect(reasons()).toEqual(["relayed", "relayed", "relayed", "table full"]);
  });

  test("[SPAN-01] an announcement for which there is no room is told, and made when there is", () => {
    const mesh = new Mesh();
    mesh.add("N");
    const listener = Puppet.join(mesh, "N");
    const source = Puppet.join(mesh, "N");
    for (const label of ["a", "b", "c", "d"]) source.span(label);
    mesh.run(HOLD_OVER_US);
    const relay = listener.spanOf("a");
    listener.take();
    mesh.ask("N", { kind: "announce", pfs: pfsNamed("own") });
    expect([listener.take(), limits(mesh)]).toEqual([[], [["SPAN-01", 4]]]);
    listener.send({ flags: "RCD", msgid: relay, error: 0x23 });
    mesh.run(HOLD_OVER_US);
    expect(listener.takeLines()).toEqual(["LNK_ERROR D 0x23", "LNK_SPAN C own@0"]);
  });
});

test("[SPAN-01] PFSes, links and identities", () => {
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["one", "two", "three"] });
  expect([mesh.inspect("N").own.length, limits(mesh)]).toEqual([2, [["SPAN-01", 2]]]);
  const puppets = [1, 2, 3, 4].map(() => Puppet.join(mesh, "N"));
  mesh.ask("N", { kind: "addLink", config: { weight: 1, filter: { clid: new Uint32Array(4), fsid: new Uint32Array(4), label: "" } } });
  expect(limits(mesh).slice(1)).toEqual([["", 1]]);
  for (let i = 0; i < 7; i++) puppets[i % 3]!.span(`s${i}`);
  puppets[0]!.take();
  puppets[0]!.span("s7");
  expect(puppets[0]!.takeLines()).toEqual(["LNK_ERROR RCD 0x25"]);
  expect(limits(mesh).slice(2)).toEqual([["SPAN-07", 3]]);
});
