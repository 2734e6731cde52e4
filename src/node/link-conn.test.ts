/** LINK-04: one LNK_CONN a side, acknowledged, closed and opened again; SPANs only under the peer's open CONN. */
import { describe, expect, test } from "vitest";
import { CMD } from "../wire/constants.ts";
import { NO_FILTER } from "./config.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet, ZERO_ID } from "./puppet.testkit.ts";

/** AUTH is done; the node's CONN has not been acknowledged, the puppet's not been opened. */
function authenticated(): { readonly mesh: Mesh; readonly puppet: Puppet } {
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["own"] });
  const puppet = new Puppet(mesh, "N");
  puppet.up();
  puppet.authenticate();
  return { mesh, puppet };
}

describe("opening", () => {
  test("[LINK-04] each side opens one CONN and the other acknowledges it: LNK_ERROR, error 0, CREATE|REPLY", () => {
    const { mesh, puppet } = authenticated();
    expect(puppet.takeLines().slice(2)).toEqual(["LNK_CONN C *@0"]);
    const msgid = puppet.openConn();
    const [acknowledgement] = puppet.take();
    expect(acknowledgement).toMatchObject({ name: "LNK_ERROR", flags: "RC", error: 0, msgid, spanid: ZERO_ID });
    expect(mesh.events("connReceived")).toMatchObject([{ rule: "LINK-04", msgid }]);
    expect(puppet.report).toMatchObject({ ourConn: "opening", theirConn: "open" });
  });

  test("[LINK-04] the peer's acknowledgement of ours", () => {
    const { mesh, puppet } = authenticated();
    puppet.acknowledgeConn();
    expect(mesh.events("connAcknowledged")).toMatchObject([{ rule: "LINK-04", msgid: puppet.theirConn }]);
    expect(puppet.report).toMatchObject({ ourConn: "open", theirConn: "none" });
  });

  test("[LINK-04] nothing is announced before the peer's CONN; the acknowledgement goes first", () => {
    const { mesh, puppet } = authenticated();
    puppet.acknowledgeConn();
    puppet.take();
    mesh.run(900_000);
    expect(puppet.take()).toEqual([]);
    puppet.openConn();
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RC", "LNK_SPAN C own@0"]);
  });

  test("[LINK-04] nothing is relayed before the peer's CONN", () => {
    const { mesh, puppet } = authenticated();
    const other = Puppet.join(mesh, "N");
    other.span("far");
    mesh.run(HOLD_OVER_US);
    puppet.take();
    puppet.openConn();
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RC", "LNK_SPAN C own@0"]);
    mesh.run(HOLD_OVER_US);
    expect(puppet.takeLines()).toEqual(["LNK_SPAN C far@1"]);
  });

  test("[LINK-04] a second CONN is refused, 0x24, and the first stays as it is", () => {
    const { mesh, puppet } = authenticated();
    puppet.openConn({ label: "o*" });
    puppet.take();
    const second = puppet.openConn({ label: "nothing" });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCD 0x24"]);
    expect(mesh.events("connRefused")).toMatchObject([{ rule: "LINK-04", msgid: second, value: 0x24 }]);
    expect(puppet.report).toMatchObject({ theirConn: "open", filter: "o*", spansSent: 1 });
    puppet.send({ flags: "D", msgid: second });
    expect([puppet.take(), mesh.events("violation"), mesh.inspect("N").transactions]).toEqual([[], [], []]);
  });

  test("[LINK-04] a second CONN in one message is refused and forgotten at once", () => {
    const { mesh, puppet } = authenticated();
    puppet.openConn();
    puppet.take();
    puppet.openConn({}, "CD");
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCD 0x24"]);
    expect(mesh.inspect("N").transactions).toEqual([]);
  });

  test("[LINK-04] a CONN that opens and closes in one message is answered in one", () => {
    const { puppet } = authenticated();
    puppet.take();
    puppet.openConn({}, "CD");
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCD"]);
    expect(puppet.report.theirConn).toBe("none");
    puppet.openConn();
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RC", "LNK_SPAN C own@0"]);
  });

  test("[LINK-04] a peer may refuse ours: we close our half, and take its SPANs for violations", () => {
    const { mesh, puppet } = authenticated();
    const conn = puppet.seen.at(-1)!;
    puppet.take();
    puppet.send({ flags: "RCD", msgid: conn.msgid, error: 0x23 });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR D"]);
    expect(mesh.events("connDenied")).toMatchObject([{ value: 0x23 }]);
    expect(puppet.report.ourConn).toBe("none");
    puppet.span("far");
    expect(mesh.events("violation")).toMatchObject([{ rule: "LINK-04" }]);
  });
});

describe("closing by the peer", () => {
  test("[LINK-04] we close the SPANs that we sent on it, then answer", () => {
    const hop = new Hop();
    hop.mesh.ask("H", { kind: "announce", pfs: { clid: Uint32Array.of(1, 0, 0, 0), fsid: Uint32Array.of(2, 0, 0, 0), pfsType: 8, label: "own" } });
    const own = hop.source.spanOf("own");
    hop.take();
    hop.source.closeConn();
    const answers = hop.source.take();
    expect(answers.map(({ name, flags, error, msgid }) => [name, flags, error, msgid])).toEqual([
      ["LNK_ERROR", "D", 0x2a, hop.relay],
      ["LNK_ERROR", "D", 0x2a, own],
      ["LNK_ERROR", "RD", 0, hop.source.ownConn],
    ]);
    expect(hop.source.report).toMatchObject({ theirConn: "none", spansSent: 2 });
    hop.source.send({ flags: "RCD", msgid: hop.relay });
    hop.source.send({ flags: "RCD", msgid: own });
    expect(hop.source.report.spansSent).toBe(0);
    expect(hop.mesh.events("violation")).toEqual([]);
  });

  test("[LINK-04] the SPANs of the other direction stay", () => {
    const hop = new Hop();
    hop.target.closeConn();
    hop.take();
    expect(hop.target.report).toMatchObject({ ourConn: "open", theirConn: "none", spansReceived: 1 });
    hop.command("CD", { text: "still works" });
    expect(hop.target.takeLines()).toEqual(['DOM_ECHO CD "still works"']);
    hop.target.span("more");
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.takeLines()).toEqual(["LNK_SPAN C more@1"]);
  });

  test("[LINK-04] nothing is announced or relayed on it any more, until it opens again, perhaps with another filter", () => {
    const hop = new Hop();
    hop.source.closeConn();
    hop.source.take();
    hop.target.span("more");
    hop.mesh.ask("H", { kind: "announce", pfs: { clid: Uint32Array.of(1, 0, 0, 0), fsid: Uint32Array.of(2, 0, 0, 0), pfsType: 8, label: "own" } });
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.take()).toEqual([]);
    hop.source.openConn({ label: "[mo]*" });
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.takeLines()).toEqual(["LNK_ERROR RC"]);
    hop.source.closeConn();
    hop.source.openConn({ label: "*o*" });
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.takeLines()).toEqual(["LNK_ERROR RD", "LNK_ERROR RC", "LNK_SPAN C own@0", "LNK_SPAN C more@1"]);
  });
});

describe("closing by us", () => {
  function closing(): { readonly mesh: Mesh; readonly puppet: Puppet } {
    const { mesh, puppet } = authenticated();
    puppet.acknowledgeConn();
    puppet.openConn();
    puppet.take();
    mesh.ask("N", { kind: "closeConn", link: puppet.link });
    return { mesh, puppet };
  }

  test("[LINK-04] SPANs that arrive before the answer are accepted and closed at once", () => {
    const { mesh, puppet } = closing();
    expect(puppet.takeLines()).toEqual(["LNK_ERROR D"]);
    const span = puppet.span("far");
    expect(puppet.take()).toMatchObject([{ name: "LNK_ERROR", flags: "RCD", msgid: span, error: 0x2a }]);
    expect(mesh.events("spanRefused")).toMatchObject([{ rule: "LINK-04", msgid: span }]);
    expect(mesh.node("N").bestSpan("far", -1)).toBeNull();
    puppet.send({ flags: "D", msgid: span });
    expect([puppet.report.spansReceived, mesh.events("violation")]).toEqual([0, []]);
  });

  test("[LINK-04] later ones are violations", () => {
    const { mesh, puppet } = closing();
    puppet.send({ flags: "RD", msgid: puppet.theirConn });
    expect([puppet.report.ourConn, mesh.events("connClosed").length]).toEqual(["none", 1]);
    puppet.span("far");
    expect(mesh.events("violation")).toMatchObject([{ rule: "LINK-04", value: 17 }]);
    expect(puppet.hungUp).toBe(17);
  });

  test("[LINK-04] the peer's CONN, and what we announced on it, stay", () => {
    const { mesh, puppet } = closing();
    puppet.send({ flags: "RD", msgid: puppet.theirConn });
    expect(puppet.report).toMatchObject({ theirConn: "open", spansSent: 1 });
    expect(mesh.inspect("N").sent).toMatchObject([{ announcement: true, closing: false }]);
  });

  test("[LINK-04] it may be opened again with another filter, once the first is closed", () => {
    const { mesh, puppet } = closing();
    const filter = { ...NO_FILTER, clid: Uint32Array.of(9, 8, 7, 6), label: "pfs?" };
    mesh.ask("N", { kind: "openConn", link: puppet.link, filter });
    expect(mesh.events("requestRefused")).toMatchObject([{ rule: "LINK-04", value: 17 }]);
    puppet.send({ flags: "RD", msgid: puppet.theirConn });
    puppet.take();
    mesh.ask("N", { kind: "openConn", link: puppet.link, filter });
    const [conn] = puppet.take();
    expect(conn).toMatchObject({ name: "LNK_CONN", flags: "C", pfs: { label: "pfs?", clid: "00000009-0000-0008-0000-000700000006" } });
    puppet.seen = [conn!];
    puppet.acknowledgeConn();
    puppet.span("far");
    expect(mesh.node("N").bestSpan("far", -1)).not.toBeNull();
    mesh.ask("N", { kind: "openConn", link: puppet.link, filter });
    expect(mesh.events("requestRefused")).toHaveLength(2);
  });

  test("[LINK-04] elements of an open CONN carry nothing that we read", () => {
    const { puppet, mesh } = authenticated();
    const msgid = puppet.openConn();
    puppet.take();
    puppet.send({ cmd: CMD.LNK_CONN, msgid });
    expect([puppet.take(), mesh.events("violation")]).toEqual([[], []]);
  });
});
