/** WIRE-02 in a mesh: every node speaks its own byte order, and a hop leaves a message in the one in which it came. */
import { describe, expect, test } from "vitest";
import { FLAG } from "../wire/constants.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";
import { formatUuid } from "../base/uuid.ts";
import { line } from "./seen.testkit.ts";

const ORDERS = [[false, false, false], [false, true, false], [true, false, true], [true, true, false], [false, true, true]] as const;

describe.each(ORDERS)("source %s, hop %s, target %s (true = big-endian)", (source, middle, target) => {
  function hop(): Hop {
    return new Hop({}, { bigEndian: source }, { bigEndian: target }, middle);
  }

  test("[WIRE-02] SPANs are read rightly and relayed in the hop's own order", () => {
    const { mesh, source: listener, target: announcer } = hop();
    announcer.span("fresh", { dist: 5, status: 0x01020304, pfsType: 3 });
    mesh.run(HOLD_OVER_US);
    const [relay] = listener.take();
    const { clid, fsid } = pfsNamed("fresh");
    expect(relay!.bigEndian).toBe(middle);
    expect(relay!.pfs).toEqual({ clid: formatUuid(clid), fsid: formatUuid(fsid), pfsType: 3, protoVersion: 1, status: 0x01020304, dist: 6, label: "fresh" });
  });

  test("[WIRE-02] [ROUTE-01] commands and replies pass in their sender's order, only spanid, salt and hdr_crc rewritten", () => {
    const one = hop();
    const msgid = one.command("C", { text: "there", error: 0x01020304 });
    const [there] = one.target.take();
    expect(there).toMatchObject({ bigEndian: source, msgid, spanid: one.far, error: 0x01020304, text: "there", flags: "C" });
    one.reply("CD", { msgid, text: "and back" });
    const [back] = one.source.take();
    expect(back).toMatchObject({ bigEndian: target, msgid, spanid: one.relay, text: "and back", flags: "RCD" });
  });

  test("[WIRE-02] [ROUTE-05] what the hop says itself is in its own order", () => {
    const one = hop();
    one.command("C");
    one.target.take();
    one.target.cut();
    const heard = one.source.take();
    expect(heard.map(line)).toEqual(["LNK_ERROR RCDA 0x2", "LNK_ERROR D 0x2"]);
    expect(heard.every(({ bigEndian }) => bigEndian === middle)).toBe(true);
  });

  test("[WIRE-02] [WIRE-07] one link may carry both orders: the counter runs through", () => {
    const one = hop();
    for (let i = 0; i < 300; i++) one.command("CD", { text: `${i}` });
    one.target.span("own word");
    one.mesh.run(HOLD_OVER_US);
    const orders = new Set(one.source.take().concat(one.target.take()).map(({ bigEndian }) => bigEndian));
    expect(orders.has(source) && orders.has(middle)).toBe(true);
    expect(one.mesh.events("decodeFault")).toEqual([]);
  });
});

test("[WIRE-02] AUTH, CONN and filters between unlike nodes", () => {
  const mesh = new Mesh();
  mesh.add("little", { pfs: ["one"] });
  mesh.add("big", { pfs: ["two"], bigEndian: true });
  const filter = { clid: pfsNamed("").clid, fsid: new Uint32Array(4), label: "t?o" };
  mesh.connect("little", "big", { filter });
  mesh.run();
  expect(mesh.node("little").bestSpan("two", -1)).not.toBeNull();
  mesh.ask("little", { kind: "open", via: mesh.node("little").bestSpan("two", -1)!, text: "hello", flags: FLAG.DELETE, tag: 1 });
  mesh.run();
  expect(mesh.events("transactionClosed").map(({ node, value }) => [node, value])).toEqual([["big", 0], ["little", 0]]);
  expect([mesh.events("violation"), mesh.events("decodeFault")]).toEqual([[], []]);
});

test("[WIRE-02] a status text and a label are never swapped", () => {
  const mesh = new Mesh();
  mesh.add("H", { bigEndian: true });
  const [a, b] = [Puppet.join(mesh, "H"), Puppet.join(mesh, "H", { bigEndian: true })];
  const msgid = a.span("abcdefgh");
  mesh.run(HOLD_OVER_US);
  a.span("abcdefgh", { flags: "", msgid, text: "status text" });
  expect(b.takeLines()).toEqual(["LNK_SPAN C abcdefgh@1", "LNK_SPAN - status text@1"]);
});
