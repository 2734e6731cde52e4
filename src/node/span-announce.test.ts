/** SPAN-01 and SPAN-05: what a node announces, on which links, and what its role makes of it. */
import { describe, expect, test } from "vitest";
import type { Role } from "./config.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet, ZERO_ID } from "./puppet.testkit.ts";
import { formatUuid } from "../base/uuid.ts";

function node(role: Role, ...pfs: string[]): Mesh {
  const mesh = new Mesh();
  mesh.add("N", { role, pfs });
  return mesh;
}

/** A link with AUTH done and the node's CONN acknowledged, what the node sent kept. */
function opened(mesh: Mesh): Puppet {
  const puppet = new Puppet(mesh, "N");
  puppet.up();
  puppet.authenticate();
  puppet.acknowledgeConn();
  puppet.take();
  puppet.openConn();
  return puppet;
}

describe("announcements", () => {
  test("[SPAN-01] each PFS with its fields, at dist 0, version 1, on link 0, left open", () => {
    const mesh = node("controller", "own");
    const puppet = opened(mesh);
    const { clid, fsid } = pfsNamed("own");
    const [, span] = puppet.take();
    expect(span).toMatchObject({ name: "LNK_SPAN", flags: "C", spanid: ZERO_ID, error: 0 });
    expect(span!.pfs).toEqual({ clid: formatUuid(clid), fsid: formatUuid(fsid), pfsType: 8, protoVersion: 1, status: 0, dist: 0, label: "own" });
    expect(span!.msgid).not.toBe(ZERO_ID);
    mesh.run(500_000);
    expect(puppet.take()).toEqual([]);
    expect(mesh.inspect("N").sent).toMatchObject([{ announcement: true, closing: false, dist: 0, source: null }]);
  });

  test("[SPAN-01] on every link with an open CONN, whichever came first", () => {
    const mesh = node("controller", "one");
    const early = opened(mesh);
    mesh.ask("N", { kind: "announce", pfs: pfsNamed("two") });
    const late = opened(mesh);
    expect(early.takeLines()).toEqual(["LNK_ERROR RC", "LNK_SPAN C one@0", "LNK_SPAN C two@0"]);
    expect(late.takeLines()).toEqual(["LNK_ERROR RC", "LNK_SPAN C one@0", "LNK_SPAN C two@0"]);
  });

  test("[SPAN-01] a PFS is offered once, and withdrawn everywhere", () => {
    const mesh = node("controller", "own");
    const puppets = [opened(mesh), opened(mesh)];
    mesh.ask("N", { kind: "announce", pfs: pfsNamed("own") });
    expect(mesh.events("requestRefused")).toMatchObject([{ rule: "SPAN-01", value: 0x24 }]);
    for (const puppet of puppets) puppet.take();
    mesh.ask("N", { kind: "withdraw", fsid: pfsNamed("own").fsid });
    expect(puppets.map((puppet) => puppet.takeLines())).toEqual([["LNK_ERROR D 0x2a"], ["LNK_ERROR D 0x2a"]]);
    mesh.ask("N", { kind: "withdraw", fsid: pfsNamed("own").fsid });
    expect(mesh.events("requestRefused")).toHaveLength(2);
  });

  test("[SPAN-01] a label that does not fit is refused and leaves no trace", () => {
    const mesh = node("controller");
    mesh.ask("N", { kind: "announce", pfs: { ...pfsNamed("x"), label: "é".repeat(128) } });
    expect(mesh.events("limitReached")).toMatchObject([{ rule: "SPAN-01", value: 2 }]);
    expect([mesh.identities.count, mesh.inspect("N").own]).toEqual([0, []]);
    mesh.ask("N", { kind: "announce", pfs: { ...pfsNamed("x"), label: "é".repeat(127) } });
    expect(mesh.inspect("N").own).toHaveLength(1);
  });
});

describe("SPANs received", () => {
  test("[SPAN-01] a negative dist is a violation", () => {
    const mesh = node("controller");
    const puppet = opened(mesh);
    const msgid = puppet.span("far", { dist: -1 });
    expect(mesh.events("violation")).toMatchObject([{ rule: "SPAN-01", msgid, value: 17 }]);
    expect(puppet.hungUp).toBe(17);
  });

  test.each([0, 2, 0xffff])("[SPAN-01] protocol version %i is refused, 0x20; the link lives", (protoVersion) => {
    const hop = new Hop();
    const msgid = hop.target.span("new", { protoVersion });
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.target.take()).toMatchObject([{ name: "LNK_ERROR", flags: "RCD", msgid, error: 0x20 }]);
    expect(hop.mesh.events("spanRefused")).toMatchObject([{ rule: "SPAN-01", value: 0x20 }]);
    expect(hop.source.take()).toEqual([]);
    hop.target.send({ flags: "D", msgid });
    expect(hop.target.report).toMatchObject({ session: "open", spansReceived: 1 });
  });

  test("[SPAN-01] what is told of a refused SPAN is about its own PFS", () => {
    const hop = new Hop();
    const msgid = hop.target.span("new", { protoVersion: 9 });
    const told = hop.mesh.told.filter((each) => each.msgid === msgid && each.name.startsWith("span"));
    expect(told.map(({ name }) => name)).toEqual(["spanReceived", "spanRefused", "spanClosing"]);
    for (const { pfs } of told) expect(hop.mesh.identities.labelText(pfs)).toBe("new");
    expect(hop.mesh.inspect("H").received.map(({ identity }) => hop.mesh.identities.labelText(identity))).toEqual(["far", "new"]);
  });

  test("[SPAN-01] status is opaque: it travels as announced", () => {
    const hop = new Hop();
    hop.target.span("stated", { status: 0xdead_beef });
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.take()[0]!.pfs).toMatchObject({ status: 0xdead_beef, dist: 1 });
  });

  test("[SPAN-01] sums saturate", () => {
    const hop = new Hop({ distanceMax: 0x7fff_ffff });
    hop.target.span("distant", { dist: 0x7fff_ffff });
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.take()[0]!.pfs).toMatchObject({ dist: 0x7fff_ffff });
  });

  test("[SPAN-01] [TX-02] a SPAN that opens and closes in one message is answered and forgotten", () => {
    const hop = new Hop();
    hop.target.span("brief", { flags: "CD" });
    hop.mesh.run(HOLD_OVER_US);
    expect([hop.target.takeLines(), hop.source.take(), hop.target.report.spansReceived]).toEqual([["LNK_ERROR RCD"], [], 1]);
  });
});

describe("roles", () => {
  test("[SPAN-05] a controller relays", () => {
    const mesh = node("controller", "own");
    const [a, b] = [opened(mesh), opened(mesh)];
    a.span("far");
    b.take();
    mesh.run(HOLD_OVER_US);
    expect(b.takeLines()).toEqual(["LNK_SPAN C far@1"]);
  });

  test("[SPAN-05] an endpoint has any number of links, announces, and never relays", () => {
    const mesh = node("endpoint", "own");
    const puppets = [opened(mesh), opened(mesh), opened(mesh)];
    for (const puppet of puppets) expect(puppet.takeLines()).toEqual(["LNK_ERROR RC", "LNK_SPAN C own@0"]);
    puppets[0]!.span("far");
    mesh.run(500_000);
    expect(puppets.flatMap((puppet) => puppet.take())).toEqual([]);
    expect(mesh.inspect("N").received[0]!.relays.map(({ reason }) => reason)).toEqual([2, 2, 2]);
  });

  test("[SPAN-05] a leaf has one link", () => {
    const mesh = node("leaf", "own");
    opened(mesh);
    mesh.ask("N", { kind: "addLink", config: { weight: 1, filter: { clid: new Uint32Array(4), fsid: new Uint32Array(4), label: "" } } });
    expect(mesh.events("requestRefused")).toMatchObject([{ rule: "SPAN-05" }]);
    expect(mesh.node("N").linkCount).toBe(1);
  });

  test("[SPAN-05] a leaf's CONN carries its PFS's cluster and type, and asks for the cluster only", () => {
    const mesh = node("leaf", "own");
    const puppet = new Puppet(mesh, "N");
    puppet.up();
    puppet.authenticate();
    expect(puppet.seen.at(-1)!.pfs).toMatchObject({ clid: formatUuid(pfsNamed("own").clid), fsid: formatUuid(new Uint32Array(4)), pfsType: 8, protoVersion: 1, label: "*" });
  });

  test("[SPAN-05] a leaf announces after the acknowledgement of its CONN, not before, whichever CONN comes first", () => {
    const mesh = node("leaf", "own");
    const puppet = new Puppet(mesh, "N");
    puppet.up();
    puppet.authenticate();
    puppet.openConn();
    mesh.ask("N", { kind: "announce", pfs: pfsNamed("second") });
    const conn = puppet.take().find(({ name }) => name === "LNK_CONN")!;
    mesh.run(500_000);
    expect(puppet.take()).toEqual([]);
    puppet.seen = [conn];
    puppet.acknowledgeConn();
    expect(puppet.takeLines().slice(1)).toEqual(["LNK_SPAN C own@0", "LNK_SPAN C second@0"]);
    mesh.ask("N", { kind: "announce", pfs: pfsNamed("third") });
    expect(puppet.takeLines()).toEqual(["LNK_SPAN C third@0"]);
  });

  test("[SPAN-05] acknowledged before the peer's CONN came: it announces with that", () => {
    const puppet = opened(node("leaf", "own"));
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RC", "LNK_SPAN C own@0"]);
  });

  test("[SPAN-05] [LINK-04] a leaf that opens its CONN again does not announce twice what is still open", () => {
    const mesh = node("leaf", "own");
    const puppet = opened(mesh);
    puppet.take();
    mesh.ask("N", { kind: "closeConn", link: puppet.link });
    puppet.send({ flags: "RD", msgid: puppet.theirConn });
    mesh.ask("N", { kind: "openConn", link: puppet.link, filter: { clid: new Uint32Array(4), fsid: new Uint32Array(4), label: "a*" } });
    puppet.acknowledgeConn();
    expect(puppet.takeLines()).toEqual(["LNK_ERROR D", "LNK_CONN C a*@0"]);
    expect(mesh.inspect("N").sent).toHaveLength(1);
  });

  test("[SPAN-05] a leaf never relays, not even back", () => {
    const mesh = new Mesh({ splitHorizon: false });
    mesh.add("N", { role: "leaf", pfs: ["own"] });
    const puppet = opened(mesh);
    puppet.take();
    puppet.span("far");
    mesh.run(HOLD_OVER_US);
    expect(puppet.take()).toEqual([]);
    expect(mesh.node("N").bestSpan("far", -1)).not.toBeNull();
  });
});
