/** SPAN-06: status updates are stored, passed along every relay, and repeated to later ones. */
import { describe, expect, test } from "vitest";
import { utf8Decode } from "../base/bytes.ts";
import type { ReceivedReport } from "./inspect.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";

/** What a received span's latest update says. */
function textOf({ update: latest }: ReceivedReport): string {
  return latest ? utf8Decode(latest.text) : "";
}

function update(hop: Hop, text: string, status: number, pfsType = 0): void {
  hop.target.span("far", { flags: "", msgid: hop.far, text, status, pfsType });
}

describe("a received update", () => {
  test("[SPAN-06] is stored apart from the name and told", () => {
    const hop = new Hop();
    update(hop, "syncing 40%", 7, 5);
    expect(hop.mesh.events("spanUpdated")).toMatchObject([{ rule: "SPAN-06", msgid: hop.far, value: 7, extra: 5 }]);
    const [received] = hop.mesh.inspect("H").received;
    expect([textOf(received!), hop.mesh.identities.labelText(received!.identity)]).toEqual(["syncing 40%", "far"]);
    expect(hop.mesh.node("H").bestSpan("far", -1)).not.toBeNull();
  });

  test("[SPAN-06] passes along every relay as an element of its open transaction, with the relay's own dist", () => {
    const hop = new Hop();
    const third = Puppet.join(hop.mesh, "H");
    hop.mesh.run(HOLD_OVER_US);
    const relay = third.spanOf("far");
    third.take();
    update(hop, "busy", 3, 2);
    for (const [puppet, msgid] of [[hop.source, hop.relay], [third, relay]] as const) {
      const seen = puppet.take();
      expect(seen).toMatchObject([{ name: "LNK_SPAN", flags: "-", msgid, pfs: { label: "busy", status: 3, pfsType: 2, dist: 1 } }]);
      const { clid, fsid } = seen[0]!.pfs!;
      expect([clid, fsid]).toEqual([hop.mesh.identities.clidText(0), hop.mesh.identities.fsidText(0)]);
    }
    expect(hop.target.take()).toEqual([]);
  });

  test("[SPAN-06] a relay opened later sends CREATE as announced, then the latest status", () => {
    const hop = new Hop();
    update(hop, "old", 1);
    update(hop, "new", 2);
    const later = Puppet.join(hop.mesh, "H");
    hop.mesh.run(HOLD_OVER_US);
    const [create, status, ...rest] = later.take();
    expect(create).toMatchObject({ name: "LNK_SPAN", flags: "C", pfs: { label: "far", status: 0, pfsType: 8 } });
    expect(status).toMatchObject({ name: "LNK_SPAN", flags: "-", msgid: create!.msgid, pfs: { label: "new", status: 2 } });
    expect(rest).toEqual([]);
  });

  test("[SPAN-06] pfs_type 0 changes nothing: a later relay still learns the type that was told before", () => {
    const hop = new Hop();
    update(hop, "was slave", 1, 5);
    update(hop, "no word of the type", 2, 0);
    expect(hop.source.take().map(({ pfs }) => pfs!.pfsType)).toEqual([5, 0]);
    const later = Puppet.join(hop.mesh, "H");
    hop.mesh.run(HOLD_OVER_US);
    expect(later.take().map(({ pfs }) => [pfs!.label, pfs!.pfsType])).toEqual([["far", 8], ["no word of the type", 5]]);
  });

  test("[SPAN-06] an update without text, or of anything but LNK_SPAN", () => {
    const hop = new Hop();
    update(hop, "", 9);
    expect(hop.source.take()).toMatchObject([{ flags: "-", pfs: { label: "", status: 9 } }]);
    hop.target.send({ msgid: hop.far, text: "not a status" });
    expect([hop.source.take(), hop.mesh.events("violation")]).toEqual([[], []]);
  });

  test("[SPAN-06] it goes with its SPAN", () => {
    const hop = new Hop();
    update(hop, "busy", 3);
    hop.target.send({ flags: "D", msgid: hop.far });
    expect(hop.mesh.node("H").core.updates.size).toBe(0);
    hop.far = hop.target.span("far");
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.takeLines().slice(1)).toEqual(["LNK_ERROR D 0x21", "LNK_SPAN C far@1"]);
    update(hop, "after", 4);
    hop.target.cut();
    expect(hop.mesh.node("H").core.updates.size).toBe(0);
  });
});

describe("our own", () => {
  test("[SPAN-06] goes out on every announcement; a later one sends CREATE as announced, then the status", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own", "other"] });
    const early = Puppet.join(mesh, "N");
    mesh.ask("N", { kind: "updateStatus", fsid: pfsNamed("own").fsid, status: 6, pfsType: 3, text: "warming up" });
    expect(early.take()).toMatchObject([{ name: "LNK_SPAN", flags: "-", pfs: { label: "warming up", status: 6, pfsType: 3, dist: 0 } }]);
    mesh.ask("N", { kind: "updateStatus", fsid: pfsNamed("own").fsid, status: 7, pfsType: 0, text: "ready" });
    const late = new Puppet(mesh, "N");
    late.up();
    late.authenticate();
    late.acknowledgeConn();
    late.take();
    late.openConn();
    expect(late.takeLines()).toEqual(["LNK_ERROR RC", "LNK_SPAN C own@0", "LNK_SPAN - ready@0", "LNK_SPAN C other@0"]);
    expect(mesh.inspect("N").own.map(({ label, update: latest }) => [label, latest && utf8Decode(latest.text)])).toEqual([["own", "ready"], ["other", null]]);
    expect([...mesh.node("N").core.pfs.own][0]!.update).toMatchObject({ pfsType: 3 });
  });

  test("[SPAN-06] unknown PFS, or a text that does not fit", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    mesh.ask("N", { kind: "updateStatus", fsid: pfsNamed("none").fsid, status: 6, pfsType: 3, text: "" });
    mesh.ask("N", { kind: "updateStatus", fsid: pfsNamed("own").fsid, status: 6, pfsType: 3, text: "x".repeat(256) });
    expect(mesh.events("requestRefused").map(({ rule, value }) => [rule, value])).toEqual([["SPAN-06", 0x20], ["SPAN-06", 0x26]]);
  });

  test("[SPAN-06] across a line of nodes", () => {
    const mesh = new Mesh();
    const ids = ["A", "B", "C", "D"];
    for (const id of ids) mesh.add(id, { pfs: [id] });
    for (let i = 1; i < ids.length; i++) mesh.connect(ids[i - 1]!, ids[i]!);
    mesh.run();
    mesh.ask("A", { kind: "updateStatus", fsid: pfsNamed("A").fsid, status: 1, pfsType: 0, text: "hello" });
    mesh.run();
    const heard = ids.slice(1).map((id) => mesh.inspect(id).received.find(({ identity }) => mesh.identities.labelText(identity) === "A")!).map(textOf);
    expect(heard).toEqual(["hello", "hello", "hello"]);
  });
});
