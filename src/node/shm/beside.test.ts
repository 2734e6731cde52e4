/** Aux data beside a link, in real bytes: what the node puts into the region and what it believes of a peer. */
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../../base/bytes.ts";
import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import { crc32c } from "../../wire/crc.ts";
import { Mesh } from "../mesh.testkit.ts";
import { Puppet, ZERO_ID } from "../puppet.testkit.ts";
import { line } from "../seen.testkit.ts";
import { SharedMemory } from "./memory.ts";
import { SHM_FAULT } from "./region.ts";
import { CRCS, descrOf, joined, name, OOB, put, readOut, sendBeside, shared } from "./shm.testkit.ts";

const HELLO = utf8Encode("hello\0");

describe("LINK-02 negotiates it", () => {
  test.each([[OOB, OOB, OOB], [OOB, 0, 0], [0, OOB, 0], [OOB | CRCS, OOB, OOB]])("[LINK-02] we offer %i, they %i: %i counts", (ours, theirs, both) => {
    const { mesh, puppet } = joined({ ours, theirs });
    expect(mesh.events("linkOpen")).toMatchObject([{ extra: both }]);
    puppet.send({ flags: "CD", text: "hello" });
    expect(puppet.take().map((each) => each.flags)).toEqual([both & OOB ? "RCDO" : "RCD"]);
  });

  test("[LINK-02] [SHM-01] a stream offers neither out-of-band aux nor to do without CRCs, whatever its configuration says", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = new Puppet(mesh, "N", { config: { offer: { capabilities: 0xf, rights: 1, encryption: 0 } }, auth: { capabilities: 0xf } });
    puppet.up();
    expect(puppet.seen[0]!.auth!.capabilities).toBe(0xa);
    puppet.handshake();
    expect(mesh.node("N").core.links[0]!.capabilities).toBe(0xa);
  });

  test("[LINK-02] [SHM-01] [DUP-01] shared memory offers neither duplication nor encryption", () => {
    const { mesh, puppet } = joined({ ours: 0xf, theirs: 0xf, crcs: false });
    expect(mesh.node("N").core.links[puppet.link]!.capabilities).toBe(OOB | CRCS);
  });

  test.each([[OOB, 131_072, 65_536], [OOB, 8_192, 4_096], [0, 8_192, 6_144]])("[LINK-02] [SHM-01] the most aux data is what region or ring can hold: capabilities %i, region %i: %i", (ours, regionBytes, most) => {
    const { mesh, puppet } = joined({ ours, theirs: ours, ringBytes: 8_192, regionBytes });
    expect([mesh.node("N").core.links[0]!.auxBytesMax, puppet.report.auxBytesMax]).toEqual([most, most]);
  });
});

describe("two nodes", () => {
  test("[SHM-01] [WIRE-06] each reads what the other put into its half, and releases it; one-way messages stay inline", () => {
    const mesh = new Mesh();
    mesh.add("A", { pfs: ["a"] });
    mesh.add("B", { pfs: ["b"], bigEndian: true });
    const memory = new SharedMemory(65_536, 4_096);
    const offer = { capabilities: OOB | CRCS, rights: 1, encryption: 0 };
    mesh.connect("A", "B", { offer, shm: { memory, side: 0 } }, { offer, shm: { memory, side: 1 } });
    mesh.run();
    for (const [from, to] of [["A", "b"], ["B", "a"]] as const) {
      mesh.ask(from, { kind: "open", via: mesh.node(from).bestSpan(to, -1)!, text: "there and back", flags: FLAG.DELETE, tag: 1 });
      mesh.ask(from, { kind: "oneWay", via: mesh.node(from).bestSpan(to, -1)!, text: "inline", reply: false });
    }
    mesh.run();
    expect([mesh.events("violation"), mesh.events("shmFault"), mesh.events("crcsDropped").length, mesh.events("transactionClosed").map(({ value }) => value)]).toEqual([[], [], 2, [0, 0, 0, 0]]);
    const places = (name: "pieceTaken" | "pieceReleased") => mesh.events(name).map(({ node, value, extra }) => [node, value, extra]);
    expect(places("pieceTaken")).toEqual([["A", 0, 15], ["B", 2_048, 15], ["B", 2_112, 15], ["A", 0, 15]]);
    expect(places("pieceReleased")).toEqual([["B", 0, 15], ["A", 2_048, 15], ["A", 2_112, 15], ["B", 0, 15]]);
    expect([memory.region.pieces(0), memory.region.pieces(1), mesh.events("oneWayReceived").map(({ value }) => value)]).toEqual([[], [], [7, 7]]);
  });
});

describe("what the node sends", () => {
  test.each([false, true])("[WIRE-06] [SHM-01] a header alone, flag AUXOOB, the descriptor; data, length and CRC at the place it names; node big-endian: %s", (bigEndian) => {
    const { mesh, puppet, memory } = joined({}, bigEndian);
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "from the node", flags: FLAG.DELETE, tag: 1 });
    const [seen] = puppet.take();
    const aux = utf8Encode("from the node\0");
    const padded = new Uint8Array(64);
    padded.set(aux);
    expect([line(seen!), seen!.bytes.length, seen!.bigEndian]).toEqual(["DOM_ECHO CDO", 64, bigEndian]);
    expect(descrOf(seen!)).toEqual({ generation: 1, offset: 0, auxBytes: aux.length, auxCrc: crc32c(padded, 0, 64) });
    expect(memory.region.bytes.slice(0, 64)).toEqual(padded);
    expect(mesh.events("pieceTaken")).toMatchObject([{ rule: "WIRE-06", value: 0, extra: aux.length, msgid: seen!.msgid }]);
  });

  test("[WIRE-06] bytes 40 to 47 of the header: the offset in the low word, the generation in the high one, in the sender's order", () => {
    for (const bigEndian of [false, true]) {
      const { mesh, puppet, memory } = joined({}, bigEndian);
      memory.region.take(0, new Uint8Array(0x100), 77);
      mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "x", flags: 0, tag: 1 });
      const bytes = Array.from(puppet.take()[0]!.bytes.subarray(40, 48));
      expect(bytes).toEqual(bigEndian ? [0, 0, 0, 1, 0, 0, 1, 0] : [0, 1, 0, 0, 1, 0, 0, 0]);
    }
  });

  test("[SHM-01] one-way messages keep their aux inline, and so does AUTH", () => {
    const { mesh, puppet, memory } = joined();
    mesh.ask("N", { kind: "oneWay", via: { link: puppet.link }, text: "inline", reply: false });
    expect([puppet.takeLines(), memory.region.pieces(0), mesh.events("pieceTaken")]).toEqual([['DOM_ECHO - "inline"'], [], []]);
  });

  test("[SHM-01] [ROUTE-08] a one-way text longer than the ring behind its header is not sent, 0x26", () => {
    const { mesh, puppet } = joined({ ringBytes: 2_048, regionBytes: 8_192 });
    const say = (length: number) => mesh.ask("N", { kind: "oneWay", via: { link: puppet.link }, text: "x".repeat(length), reply: false });
    say(2_048 - 64);
    expect(mesh.events("requestRefused")).toMatchObject([{ value: ERR.TOO_BIG }]);
    say(2_048 - 64 - 1);
    expect(puppet.take().at(-1)).toMatchObject({ name: "DOM_ECHO", text: "x".repeat(2_048 - 64 - 1) });
  });

  test("[SHM-01] its pieces stay until the peer releases them; when there is no place left the transaction is aborted, 0x25, and the link lives", () => {
    const { mesh, puppet, memory } = joined({ regionBytes: 256 });
    const open = (tag: number) => mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "text", flags: 0, tag });
    open(1);
    open(2);
    const [first, second] = puppet.take();
    expect([descrOf(first!).offset, descrOf(second!).offset, memory.region.pieces(0).length]).toEqual([0, 64, 2]);
    open(3);
    expect([puppet.take(), mesh.events("requestRefused")]).toMatchObject([[], [{ value: ERR.LIMIT, extra: 3 }]]);
    mesh.ask("N", { kind: "send", transaction: puppet.transaction(first!.msgid), text: "more" });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR DA 0x25"]);
    expect(mesh.events("regionFull")).toMatchObject([{ rule: "SHM-01", value: 5, msgid: first!.msgid }]);
    expect(readOut(memory, second!)).toBe("text");
    mesh.ask("N", { kind: "send", transaction: puppet.transaction(second!.msgid), text: "fits again" });
    const [third] = puppet.take();
    expect([descrOf(third!).offset, descrOf(third!).generation, puppet.isUp]).toEqual([64, 3, true]);
  });
});

describe("what the node receives", () => {
  test.each([[false, false], [false, true], [true, false], [true, true]])("[WIRE-06] [WIRE-02] the data is read where the descriptor says and echoed; the piece is released; node big-endian: %s, peer: %s", (nodeBig, bigEndian) => {
    const { mesh, puppet, memory, own } = joined({ bigEndian }, nodeBig);
    put(memory, new Uint8Array(100));
    const msgid = sendBeside(puppet, memory, HELLO, { flags: "CD", spanid: own });
    const [reply] = puppet.take();
    expect([line(reply!), reply!.msgid, readOut(memory, reply!)]).toEqual(["DOM_ECHO RCDO", msgid, "hello"]);
    expect(mesh.events("elementReceived")).toMatchObject([{ value: 6 }]);
    expect(mesh.events("pieceReleased")).toMatchObject([{ rule: "SHM-01", value: 2_048 + 128, extra: 6, msgid }]);
    expect(memory.region.pieces(1)).toHaveLength(1);
    expect([mesh.inspect("N").transactions, puppet.isUp]).toEqual([[], true]);
  });

  test("[SHM-01] released also when the message is thrown out, discarded or of a transaction that is refused", () => {
    const { mesh, puppet, memory, own } = joined();
    sendBeside(puppet, memory, HELLO, { flags: "CD", spanid: "0x00000000000000ff" });
    sendBeside(puppet, memory, HELLO, { flags: "A", spanid: own });
    sendBeside(puppet, memory, HELLO, { flags: "CD", cmd: 0x2ff101, spanid: own });
    expect([mesh.events("thrownOut").length, mesh.events("discarded").length, mesh.events("transactionRefused").length]).toEqual([1, 1, 1]);
    expect([memory.region.pieces(1), puppet.isUp]).toEqual([[], true]);
  });

  test("[SHM-01] also when the message kills the link for another reason", () => {
    const { puppet, memory, own } = joined();
    sendBeside(puppet, memory, HELLO, { flags: "D", spanid: own });
    expect([puppet.hungUp, memory.region.pieces(1)]).toEqual([17, []]);
  });

  test("[WIRE-05] [WIRE-06] more than AUTH negotiated is a fault of the header, wherever the data lies", () => {
    const { mesh, puppet, memory } = joined({ auth: { auxBytesMax: 100 } });
    name(puppet, { ...put(memory, new Uint8Array(101)) });
    expect(mesh.events("decodeFault")).toMatchObject([{ rule: "WIRE-10", value: ERR.FIELD }]);
  });

  test("[ROUTE-08] [WIRE-06] without the capability nobody looks there: refused, 0x26, and the link lives", () => {
    const { puppet, memory } = joined({ theirs: 0 });
    sendBeside(puppet, memory, HELLO, { flags: "CD" });
    expect([puppet.takeLines(), puppet.isUp]).toEqual([["LNK_ERROR RCD 0x26"], true]);
  });

  test("[TX-06] [SHM-01] a mid-stream abort, an abort and a close need no piece", () => {
    const { puppet, memory, own } = joined();
    const msgid = sendBeside(puppet, memory, HELLO, { flags: "C", spanid: own });
    const [echo] = puppet.take();
    expect(readOut(memory, echo!)).toBe("hello");
    for (const flags of ["A", "DA"]) puppet.send({ flags, msgid, spanid: own });
    expect([puppet.takeLines(), memory.region.pieces(0), memory.region.pieces(1)]).toEqual([["LNK_ERROR RDA"], [], []]);
  });
});

describe("a descriptor that is not to be believed kills the link", () => {
  const CASES: readonly (readonly [string, keyof typeof SHM_FAULT, (peer: ReturnType<typeof joined>) => void])[] = [
    ["unaligned", "unaligned", ({ puppet, memory }) => name(puppet, put(memory, HELLO), { descr: { offset: 2_049 } })],
    ["outside the region", "outside", ({ puppet, memory }) => name(puppet, put(memory, HELLO), { descr: { offset: 4_096 } })],
    ["reaching beyond the region", "outside", ({ puppet, memory }) => name(puppet, put(memory, HELLO), { descr: { offset: 4_032, auxBytes: 65 } })],
    ["in our own half", "foreign", ({ puppet, memory }) => name(puppet, put(memory, HELLO), { descr: { offset: 0 } })],
    ["where nothing is", "notInUse", ({ puppet, memory }) => name(puppet, put(memory, HELLO), { descr: { offset: 3_072 } })],
    ["zero", "foreign", ({ puppet, memory }) => name(puppet, put(memory, HELLO), { descr: { offset: 0, generation: 0 } })],
    ["of another generation", "generation", ({ puppet, memory }) => name(puppet, put(memory, HELLO), { descr: { generation: 99 } })],
    ["longer than its piece", "tooLong", ({ puppet, memory }) => name(puppet, put(memory, HELLO), { descr: { auxBytes: 65 } })],
    ["of a piece released before it was read", "released", ({ puppet, memory }) => {
      const place = put(memory, HELLO);
      memory.region.release(place.offset);
      name(puppet, place);
    }],
    ["of a place that was taken again before it was read", "generation", ({ puppet, memory }) => {
      const place = put(memory, HELLO);
      memory.region.release(place.offset);
      put(memory, HELLO);
      name(puppet, place);
    }],
    ["twice", "released", ({ puppet, memory }) => {
      const place = put(memory, HELLO);
      const msgid = name(puppet, place);
      name(puppet, place, { flags: "", msgid });
    }],
    ["on a one-way message", "oneWay", ({ puppet, memory }) => sendBeside(puppet, memory, HELLO, { flags: "", msgid: ZERO_ID })],
  ];

  test.each(CASES)("[SHM-01] [TX-07] %s", (_, code, harm) => {
    const peer = joined();
    harm(peer);
    const { mesh, puppet } = peer;
    expect(mesh.events("shmFault")).toMatchObject([{ rule: "SHM-01", value: SHM_FAULT[code] }]);
    expect(mesh.events("violation")).toMatchObject([{ rule: "SHM-01", value: ERR.FIELD }]);
    expect([puppet.hungUp, puppet.isUp]).toEqual([ERR.FIELD, false]);
  });

  test("[WIRE-06] [SHM-01] data that was overwritten before it was read is not what its CRC says", () => {
    for (const at of [0, 63]) {
      const { mesh, puppet, memory } = joined();
      const place = put(memory, HELLO);
      memory.region.bytes[place.offset + at] ^= 1;
      name(puppet, place);
      expect(mesh.events("violation")).toMatchObject([{ rule: "WIRE-06", value: ERR.ACRC }]);
      expect([puppet.hungUp, mesh.events("transactionAccepted")]).toEqual([ERR.ACRC, []]);
    }
  });

  test("[SHM-01] [LINK-01] AUTH keeps its aux inline: out of band in the middle of the handshake", () => {
    const { memory, options } = shared();
    const mesh = new Mesh();
    mesh.add("N");
    const puppet = new Puppet(mesh, "N", options);
    puppet.up();
    puppet.sendAuth();
    sendBeside(puppet, memory, HELLO, { cmd: CMD.LNK_AUTH, flags: "RCD", msgid: puppet.seen[0]!.msgid });
    expect(mesh.events("shmFault")).toMatchObject([{ value: SHM_FAULT.auth }]);
    expect(puppet.hungUp).toBe(ERR.FIELD);
  });

  test("[SHM-01] [LINK-07] a new incarnation begins with a clear half, counters at 0 and AUTH anew", () => {
    const { mesh, puppet, memory } = joined();
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "left behind", flags: 0, tag: 1 });
    expect(memory.region.pieces(0)).toHaveLength(1);
    puppet.cut();
    puppet.up();
    expect(memory.region.pieces(0)).toEqual([]);
    puppet.handshake();
    puppet.take();
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "anew", flags: 0, tag: 2 });
    expect(descrOf(puppet.take()[0]!)).toMatchObject({ generation: 1, offset: 0 });
  });
});
