/** SPAN-09: the receiver closes a SPAN. */
import { describe, expect, test } from "vitest";
import { parseId64 } from "../base/bytes.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";

describe("a relay that the peer closes", () => {
  function refused(flags = "RCD", error = 0x23): Hop {
    const hop = new Hop();
    hop.source.send({ flags, msgid: hop.relay, error });
    return hop;
  }

  test.each([["RCD", 0x23], ["RCD", 0], ["RDA", 0x25], ["RCDA", 0x23]])("[SPAN-09] %s with error %i: we answer DELETE and forget it", (flags, error) => {
    const hop = refused(flags, error);
    expect(hop.source.takeLines()).toEqual([`LNK_ERROR D 0x${(error || 0x23).toString(16)}`]);
    expect(hop.mesh.events("relayDenied")).toMatchObject([{ rule: "SPAN-09", msgid: hop.relay, value: error }]);
    expect(hop.mesh.inspect("H").sent).toEqual([]);
    expect(hop.source.isUp).toBe(true);
  });

  test("[SPAN-09] [SPAN-08] what used it is aborted first, with the peer's reason", () => {
    const hop = new Hop();
    const msgid = hop.command("C");
    hop.reply("C", { msgid });
    hop.take();
    hop.source.send({ flags: "RCD", msgid: hop.relay, error: 0x25 });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RDA 0x25", "LNK_ERROR D 0x25"], target: ["LNK_ERROR DA 0x25"] });
    hop.reply("DA", { msgid });
    expect(hop.entries).toEqual([]);
  });

  test("[SPAN-09] it is not relayed there again, whatever happens to others", () => {
    const hop = refused();
    hop.take();
    hop.target.span("far", { dist: 3 });
    hop.target.span("other");
    hop.mesh.run(500_000);
    expect(hop.source.takeLines()).toEqual(["LNK_SPAN C far@4", "LNK_SPAN C other@1"]);
  });

  test("[SPAN-09] the next best takes its place", () => {
    const hop = new Hop({ relaysMax: 1 });
    hop.target.span("far", { dist: 5 });
    hop.mesh.run(HOLD_OVER_US);
    hop.source.send({ flags: "RCD", msgid: hop.relay, error: 0x23 });
    hop.source.take();
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.takeLines()).toEqual(["LNK_SPAN C far@6"]);
  });

  test("[SPAN-09] other connections keep theirs", () => {
    const hop = new Hop();
    const third = Puppet.join(hop.mesh, "H");
    hop.mesh.run(HOLD_OVER_US);
    third.take();
    hop.source.send({ flags: "RCD", msgid: hop.relay, error: 0x23 });
    hop.mesh.run(HOLD_OVER_US);
    expect(third.take()).toEqual([]);
    expect(third.report.spansSent).toBe(1);
  });

  test("[SPAN-09] until it changes", () => {
    const hop = refused();
    hop.take();
    hop.target.span("far", { flags: "", msgid: hop.far, text: "changed", status: 1 });
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.takeLines()).toEqual(["LNK_SPAN C far@1", "LNK_SPAN - changed@1"]);
  });

  test("[SPAN-09] or the CONN opens again", () => {
    const hop = refused();
    hop.source.closeConn();
    hop.source.openConn();
    hop.take();
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.takeLines()).toEqual(["LNK_SPAN C far@1"]);
  });

  test("[SPAN-09] another SPAN of the same PFS is another SPAN", () => {
    const hop = refused();
    hop.take();
    hop.target.send({ flags: "D", msgid: hop.far });
    hop.target.span("far");
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.takeLines()).toEqual(["LNK_SPAN C far@1"]);
    expect(hop.mesh.node("H").core.links[hop.source.link]!.refused.size).toBe(0);
  });
});

describe("an announcement that the peer closes", () => {
  function refused(): { readonly mesh: Mesh; readonly puppet: Puppet } {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.introduced(mesh, "N");
    const own = puppet.spanOf("own");
    puppet.take();
    puppet.send({ flags: "RCD", msgid: own, error: 0x23 });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR D 0x23"]);
    expect(mesh.inspect("N").sent).toEqual([]);
    return { mesh, puppet };
  }

  test("[SPAN-09] is not announced there again", () => {
    const { mesh, puppet } = refused();
    mesh.ask("N", { kind: "announce", pfs: pfsNamed("second") });
    mesh.run(500_000);
    expect(puppet.takeLines()).toEqual(["LNK_SPAN C second@0"]);
    const other = new Puppet(mesh, "N");
    other.up();
    other.authenticate();
    other.openConn();
    expect(other.takeLines()).toContain("LNK_SPAN C own@0");
  });

  test("[SPAN-09] until its status changes", () => {
    const { mesh, puppet } = refused();
    mesh.ask("N", { kind: "updateStatus", fsid: pfsNamed("own").fsid, status: 1, pfsType: 0, text: "better now" });
    expect(puppet.takeLines()).toEqual(["LNK_SPAN C own@0", "LNK_SPAN - better now@0"]);
  });

  test("[SPAN-09] or it is withdrawn and offered anew", () => {
    const { mesh, puppet } = refused();
    mesh.ask("N", { kind: "withdraw", fsid: pfsNamed("own").fsid });
    mesh.ask("N", { kind: "announce", pfs: pfsNamed("own") });
    expect(puppet.takeLines()).toEqual(["LNK_SPAN C own@0"]);
  });

  test("[SPAN-09] or the CONN opens again", () => {
    const { puppet } = refused();
    puppet.closeConn();
    puppet.openConn();
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RD", "LNK_ERROR RC", "LNK_SPAN C own@0"]);
  });
});

describe("we close a SPAN that we received", () => {
  function weRefuse(hop: Hop): void {
    const { hi, lo } = parseId64(hop.far)!;
    hop.mesh.ask("H", { kind: "refuseSpan", span: { link: hop.target.link, msgidHi: hi, msgidLo: lo } });
  }

  test("[SPAN-09] [SPAN-08] aborts, relays' DELETEs, then REPLY|CREATE|DELETE; forgotten with the peer's DELETE", () => {
    const hop = new Hop();
    hop.command("C");
    hop.take();
    const since = hop.mesh.story.length;
    weRefuse(hop);
    const sent = hop.mesh.sentBy("H", since).map(({ link, flags, error }) => [link, flags, error]);
    expect(sent).toEqual([[0, "RCDA", 0x23], [1, "DA", 0x23], [0, "D", 0x23], [1, "RCD", 0x23]]);
    expect(hop.mesh.inspect("H").received).toMatchObject([{ closing: true }]);
    hop.target.send({ flags: "D", msgid: hop.far });
    expect(hop.mesh.inspect("H").received).toEqual([]);
    expect(hop.target.takeLines().length).toBe(2);
    expect(hop.mesh.events("violation")).toEqual([]);
  });

  test("[SPAN-09] twice is refused, and an unknown SPAN too", () => {
    const hop = new Hop();
    weRefuse(hop);
    weRefuse(hop);
    expect(hop.mesh.events("requestRefused")).toMatchObject([{ rule: "SPAN-09", value: 0x21 }]);
  });

  test("[SPAN-09] two nodes: the sender answers and does not relay it again", () => {
    const mesh = new Mesh();
    for (const id of ["A", "B", "C"]) mesh.add(id, { pfs: [id] });
    mesh.connect("A", "B");
    mesh.connect("B", "C");
    mesh.run();
    mesh.ask("C", { kind: "refuseSpan", span: mesh.node("C").bestSpan("A", -1)! });
    mesh.run(900_000);
    expect(mesh.node("C").bestSpan("A", -1)).toBeNull();
    expect(mesh.node("C").core.spans.count).toBe(2);
    expect(mesh.inspect("B").received.find(({ link }) => link === 0)!.relays.map(({ reason }) => reason)).toEqual([5, 8]);
    expect(mesh.events("violation")).toEqual([]);
  });
});
