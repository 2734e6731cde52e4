/** The c2012 profile, as far as it goes: what a node says to a C program of 2012 and what it never says. */
import { describe, expect, test } from "vitest";
import { readU32, writeU32 } from "../base/bytes.ts";
import { CMD, FLAG } from "../wire/constants.ts";
import { sealHeader } from "../wire/crc.ts";
import { goldenMessage } from "../wire/golden/golden.testkit.ts";
import { NO_FILTER, type Role } from "./config.ts";
import { HOLD_OVER_US } from "./hop.testkit.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet, refOf, ZERO_ID } from "./puppet.testkit.ts";

function linked(role: Role = "controller"): { readonly mesh: Mesh; readonly puppet: Puppet } {
  const mesh = new Mesh({ profile: "c2012" });
  mesh.add("N", { role, pfs: ["own"] });
  const puppet = new Puppet(mesh, "N", { profile: "c2012" });
  puppet.up();
  return { mesh, puppet };
}

/** Without what differs from run to run: salt, msgid, hdr_crc. */
function comparable(bytes: Uint8Array): string {
  const copy = bytes.slice();
  copy.fill(0, 4, 16);
  copy.fill(0, 60, 64);
  return copy.toString();
}

describe("what it says", () => {
  test("[C12-03] [LINK-01] it starts at CONN: label *, all other fields 0, as the C program does; no AUTH", () => {
    const { puppet } = linked();
    const [conn, ...rest] = puppet.take();
    expect(rest).toEqual([]);
    expect(comparable(conn!.bytes)).toBe(comparable(goldenMessage("LNK_CONN create, service style label *").bytes));
    expect(puppet.report.session).toBe("open");
  });

  test("[C12-03] [LINK-04] CONN is acknowledged, SPAN CREATE is not", () => {
    const { puppet } = linked();
    puppet.take();
    const conn = puppet.openConn();
    const [acknowledgement, span] = puppet.take();
    expect(acknowledgement).toMatchObject({ name: "LNK_ERROR", flags: "RC", msgid: conn, error: 0 });
    expect(span).toMatchObject({ name: "LNK_SPAN", flags: "C", pfs: { label: "own", dist: 0 } });
    puppet.span("far", { dist: 17 });
    expect(puppet.take()).toEqual([]);
  });

  test("[C12-03] [SPAN-08] SPAN DELETE is answered LNK_ERROR CREATE|REPLY|DELETE", () => {
    const { puppet } = linked();
    puppet.handshake();
    const far = puppet.span("far");
    puppet.send({ flags: "D", msgid: far });
    const recorded = goldenMessage("LNK_SPAN delete as first reply (LNK_ERROR|CREATE|REPLY|DELETE)").bytes;
    const [answer] = puppet.take();
    expect(comparable(answer!.bytes)).toBe(comparable(recorded));
  });

  test("[C12-03] a SPAN is taken back without a reason, as the C program does", () => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    mesh.ask("N", { kind: "withdraw", fsid: pfsNamed("own").fsid });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR D"]);
  });

  test("[C12-03] [SPAN-05] a leaf sends CONN with its PFS, and its SPAN after the acknowledgement", () => {
    const { puppet } = linked("leaf");
    expect(puppet.seen).toMatchObject([{ name: "LNK_CONN", pfs: { label: "own", pfsType: 8, protoVersion: 1, fsid: "f51d0000-0000-11e1-8899-aabb" + puppet.seen[0]!.pfs!.fsid.slice(28) } }]);
    puppet.openConn();
    expect(puppet.takeLines().slice(1)).toEqual(["LNK_ERROR RC"]);
    puppet.seen = [];
    const conn = puppet.mesh.sentBy("N")[0]!;
    puppet.send({ flags: "RC", msgid: conn.msgid });
    expect(puppet.takeLines()).toEqual(["LNK_SPAN C own@0"]);
  });

  test("[C12-01] [WIRE-05] aux data is counted in units of 64", () => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    mesh.ask("N", { kind: "oneWay", via: { link: puppet.link }, text: "x".repeat(64), reply: false });
    const [message] = puppet.take();
    expect([readU32(message!.bytes, 32, false), message!.bytes.length, message!.text]).toEqual([2, 192, "x".repeat(64)]);
  });
});

test("[C12-06] a one-way text goes out as DBG_SHELL", () => {
  const { mesh, puppet } = linked();
  puppet.handshake();
  for (const reply of [false, true]) mesh.ask("N", { kind: "oneWay", via: { link: puppet.link }, text: "span", reply });
  expect(puppet.takeLines()).toEqual(['DBG_SHELL - "span"', 'DBG_SHELL R "span"']);
});

describe("what it never says", () => {
  test("[C12-04] [LINK-03] no PING, and no loss by silence", () => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    mesh.run(120_000_000);
    expect([puppet.take(), puppet.isUp]).toEqual([[], true]);
  });

  test("[C12-05] [LINK-03] [SVC-01] no answer to PING, PAD or a one-way LNK_ERROR", () => {
    const { puppet } = linked();
    puppet.handshake();
    for (const cmd of [CMD.LNK_PING, CMD.LNK_PAD, CMD.LNK_ERROR]) for (const flags of ["", "R"]) puppet.send({ cmd, flags, msgid: ZERO_ID, error: 0x20 });
    expect([puppet.take(), puppet.isUp]).toEqual([[], true]);
  });

  test("[C12-03] [LINK-01] [SVC-01] AUTH is an unknown command to it", () => {
    const { puppet } = linked();
    puppet.handshake();
    puppet.send({ cmd: CMD.LNK_AUTH, flags: "CD" });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCD 0x20"]);
  });

  test("[C12-04] [TX-06] no ABORT: the request to abort closes, mid-stream is refused, and nothing is closed twice", () => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "hello", flags: FLAG.ABORT, tag: 1 });
    const [create] = puppet.take();
    expect(create).toMatchObject({ flags: "C" });
    const transaction = puppet.transaction(create!.msgid);
    mesh.ask("N", { kind: "abort", transaction, midStream: true });
    expect([puppet.take(), mesh.events("requestRefused").map(({ rule }) => rule)]).toEqual([[], ["TX-06"]]);
    mesh.ask("N", { kind: "abort", transaction, midStream: false });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR D 0x23"]);
    mesh.ask("N", { kind: "abort", transaction, midStream: false });
    expect(puppet.take()).toEqual([]);
  });

  test("[C12-04] [TX-02] no command with CREATE and DELETE in one message", () => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "hello", flags: FLAG.DELETE, tag: 1 });
    expect(puppet.takeLines()).toEqual(['DOM_ECHO C "hello"', "LNK_ERROR D"]);
  });
});

describe("a mesh of it", () => {
  test("[C12-04] [ROUTE-05] [TX-06] three nodes: losses and aborts in every state, no ABORT on the wire, no violation, nothing left", () => {
    const mesh = new Mesh({ profile: "c2012" });
    for (const id of ["A", "B", "C"]) mesh.add(id, { pfs: [id] });
    mesh.connect("A", "B");
    mesh.connect("B", "C");
    mesh.run();
    for (const flags of [0, FLAG.DELETE]) {
      for (const text of ["", "hello"]) mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("C", -1)!, text, flags, tag: 1 });
    }
    mesh.run(3);
    for (const { link, spanid, msgid } of mesh.inspect("A").transactions) mesh.ask("A", { kind: "abort", transaction: refOf(link, spanid, msgid), midStream: false });
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("C", -1)!, text: "hello", flags: FLAG.DELETE, tag: 2 });
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("C", -1)!, text: "hello", flags: 0, tag: 3 });
    mesh.run(2);
    mesh.ask("C", { kind: "withdraw", fsid: pfsNamed("C").fsid });
    mesh.run();
    mesh.cut("A", 0);
    mesh.run();
    const sent = ["A", "B", "C"].flatMap((id) => mesh.sentBy(id));
    expect(sent.filter(({ flags }) => flags.includes("A"))).toEqual([]);
    expect([mesh.events("violation"), mesh.events("decodeFault")]).toEqual([[], []]);
    expect(["A", "B", "C"].map((id) => mesh.node(id).core.transactions.count)).toEqual([0, 0, 0]);
  });

  test("[ROUTE-08] between the profiles SPANs pass, routed messages do not: their lengths mean another thing there", () => {
    const mesh = new Mesh();
    mesh.add("H");
    const modern = Puppet.join(mesh, "H");
    const old = Puppet.join(mesh, "H", { profile: "c2012" });
    old.span("old");
    modern.span("modern");
    mesh.run(HOLD_OVER_US);
    const [toOld, toModern] = [modern.spanOf("old"), old.spanOf("modern")];
    modern.take();
    old.take();
    modern.send({ flags: "CD", spanid: toOld, text: "hello" });
    old.send({ flags: "C", spanid: toModern, text: "hello" });
    modern.send({ msgid: ZERO_ID, spanid: toOld, text: "hello" });
    expect([modern.takeLines(), old.takeLines()]).toEqual([["LNK_ERROR RCD 0x20"], ["LNK_ERROR RCD 0x20"]]);
    expect(mesh.events("entryRefused").map(({ rule, value }) => [rule, value])).toEqual([["ROUTE-08", 0x20], ["ROUTE-08", 0x20]]);
    expect(mesh.events("thrownOut")).toMatchObject([{ rule: "ROUTE-08", value: 7 }]);
  });

  test("[C12-01] [WIRE-05] [DUP-01] a node that offers copies to others counts aux data in units here all the same", () => {
    const mesh = new Mesh({ profile: "c2012", duplication: true });
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.introduced(mesh, "N", { profile: "c2012" });
    const spanid = puppet.spanOf("own");
    puppet.take();
    puppet.send({ flags: "C", spanid, text: "hello" });
    expect(puppet.takeLines()).toEqual(['DOM_ECHO RC "hello"']);
    expect(mesh.inspect("N").transactions).toMatchObject([{ isCopy: false, replyHalf: "open" }]);
  });

  test("[SPAN-01] any protocol version is taken, as the C program does", () => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    puppet.span("far", { protoVersion: 0 });
    expect([puppet.take(), mesh.node("N").bestSpan("far", -1) !== null]).toEqual([[], true]);
  });

  test("[C12-02] [WIRE-02] only the base header of a big-endian peer is swapped", () => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    const recorded = goldenMessage("LNK_SPAN create dist 0 REV (ext header left LE)").bytes.slice();
    writeU32(recorded, 4, puppet.sentCount, true);
    sealHeader(recorded, 0, 448, true);
    puppet.sendRaw(recorded);
    expect([mesh.events("decodeFault"), mesh.inspect("N").received.map(({ dist }) => dist)]).toEqual([[], [0]]);
  });
});

describe("what it bears with", () => {
  test("[C12-07] [SPAN-04] echoes of its own PFS and distances up to 17 are taken, and end there", () => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    const other = Puppet.join(mesh, "N", { profile: "c2012" });
    puppet.span("own", { dist: 2 });
    puppet.span("far", { dist: 17 });
    mesh.run(HOLD_OVER_US);
    expect(mesh.inspect("N").received.map(({ link, dist, closing }) => `${link} ${dist} ${closing}`).sort()).toEqual([`${puppet.link} 17 false`, `${puppet.link} 2 false`]);
    expect([other.take(), puppet.take(), mesh.events("violation"), mesh.events("spanRefused")]).toEqual([[], [], [], []]);
  });

  test("[C12-08] [TX-02] a msgid that is used again as soon as it was closed names another transaction", () => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    const msgid = puppet.span("one");
    puppet.send({ flags: "D", msgid });
    puppet.span("two", { msgid });
    const echo = puppet.send({ flags: "C", text: "first" });
    puppet.send({ flags: "D", msgid: echo });
    puppet.send({ flags: "C", msgid: echo, text: "second" });
    expect(puppet.takeLines().slice(0, 1)).toEqual(["LNK_ERROR RCD"]);
    expect([mesh.events("violation"), mesh.node("N").bestSpan("two", -1) !== null, mesh.node("N").bestSpan("one", -1)]).toEqual([[], true, null]);
    expect(mesh.inspect("N").transactions).toMatchObject([{ msgid: echo, commandHalf: "open" }]);
  });

  test("[C12-08] [SPAN-08] a peer that never answers the DELETE of a SPAN holds up nothing but that id", () => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    const source = Puppet.join(mesh, "N", { profile: "c2012" });
    const msgid = source.span("far");
    mesh.run(HOLD_OVER_US);
    const relay = puppet.spanOf("far");
    source.send({ flags: "D", msgid });
    mesh.run(60_000_000);
    source.span("far");
    mesh.run(HOLD_OVER_US);
    expect(puppet.takeLines()).toEqual(["LNK_SPAN C far@1", "LNK_ERROR D", "LNK_SPAN C far@1"]);
    expect(mesh.inspect("N").sent.filter(({ link }) => link === puppet.link).map((sent) => [sent.msgid === relay, sent.closing])).toEqual([[false, false], [true, true], [false, false]]);
    puppet.cut();
    source.cut();
    expect([mesh.inspect("N").sent, mesh.node("N").core.spans.count]).toEqual([[], 0]);
  });

  test("[C12-09] [LINK-05] filters bind neither side: it does not obey the peer's, and takes what its own would keep out", () => {
    const { mesh } = linked();
    const puppet = new Puppet(mesh, "N", { profile: "c2012", filter: { label: "nothing" }, config: { filter: { ...NO_FILTER, label: "wanted" } } });
    puppet.up();
    puppet.handshake();
    puppet.span("other");
    const other = Puppet.join(mesh, "N", { profile: "c2012", filter: { label: "nothing", clid: Uint32Array.of(9, 9, 9, 9) } });
    expect(mesh.inspect("N").sent.map(({ link }) => link)).toEqual([puppet.link, other.link]);
    expect([mesh.node("N").bestSpan("other", -1) !== null, mesh.events("violation")]).toEqual([true, []]);
  });

  test("[C12-09] [SPAN-06] a status update goes out like any other; what the peer makes of it is not waited for", () => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    mesh.ask("N", { kind: "updateStatus", fsid: pfsNamed("own").fsid, status: 7, pfsType: 0, text: "busy" });
    expect(puppet.takeLines()).toEqual(["LNK_SPAN - busy@0"]);
    mesh.run(60_000_000);
    expect([puppet.take(), puppet.isUp]).toEqual([[], true]);
  });
});
