/** ROUTE-08 where shared memory is on one side of a hop or on both: what the next link cannot reach is copied. */
import { describe, expect, test } from "vitest";
import { readU32, utf8Encode } from "../../base/bytes.ts";
import { crc32c } from "../../wire/crc.ts";
import { Hop } from "../hop.testkit.ts";
import { line } from "../seen.testkit.ts";
import type { SharedMemory } from "./memory.ts";
import { COPIED } from "./hop.ts";
import { CRCS, descrOf, name, OOB, put, readOut, sendBeside, shared, type SharedOptions } from "./shm.testkit.ts";

interface Made {
  readonly hop: Hop;
  readonly near: SharedMemory;
  readonly far: SharedMemory;
}

/** A hop with shared memory, or a stream, towards the source and towards the target. */
function made(source: SharedOptions | null, target: SharedOptions | null, hopBig = false): Made {
  const near = shared(source ?? {});
  const far = shared(target ?? {});
  const hop = new Hop({}, source ? near.options : {}, target ? far.options : {}, hopBig);
  return { hop, near: near.memory, far: far.memory };
}

const TEXT = utf8Encode("over the hop\0");

function auxCrc(text: Uint8Array): number {
  const padded = new Uint8Array(64);
  padded.set(text);
  return crc32c(padded, 0, 64);
}

describe("a command and its reply", () => {
  test.each([[false, false], [true, false], [false, true], [true, true]])("[ROUTE-08] [WIRE-06] from a region to a stream and back; source big-endian: %s, hop: %s", (bigEndian, hopBig) => {
    const { hop, near } = made({ bigEndian }, null, hopBig);
    const msgid = sendBeside(hop.source, near, TEXT, { flags: "C", spanid: hop.relay });
    const [command] = hop.target.take();
    expect([line(command!), command!.msgid, command!.bigEndian]).toEqual(['DOM_ECHO C "over the hop"', msgid, bigEndian]);
    expect(descrOf(command!)).toEqual({ generation: 0, offset: 0, auxBytes: TEXT.length, auxCrc: auxCrc(TEXT) });
    expect(near.region.pieces(1)).toEqual([]);
    hop.reply("CD", { msgid, text: "and back" });
    const [reply] = hop.source.take();
    expect([line(reply!), readOut(near, reply!), near.region.pieces(0)]).toEqual(["DOM_ECHO RCDO", "and back", []]);
    expect(hop.mesh.events("auxCopied")).toMatchObject([{ rule: "ROUTE-08", value: 1, extra: COPIED.inBand }, { rule: "ROUTE-08", value: 0, extra: COPIED.outOfBand }]);
    expect([hop.source.isUp, hop.target.isUp]).toEqual([true, true]);
  });

  test.each([[false, false], [true, false], [false, true]])("[ROUTE-08] [WIRE-02] from one region to another; source big-endian: %s, target: %s", (source, target) => {
    const { hop, near, far } = made({ bigEndian: source }, { bigEndian: target }, !source);
    const msgid = sendBeside(hop.source, near, TEXT, { flags: "CD", spanid: hop.relay });
    const [command] = hop.target.take();
    expect([line(command!), command!.bigEndian, descrOf(command!).auxCrc, readOut(far, command!)]).toEqual(["DOM_ECHO CDO", source, auxCrc(TEXT), "over the hop"]);
    sendBeside(hop.target, far, TEXT, { flags: "RCD", msgid, spanid: hop.far });
    const [reply] = hop.source.take();
    expect([readOut(near, reply!), hop.entries]).toEqual(["over the hop", []]);
    expect(hop.mesh.events("auxCopied")).toMatchObject([{ extra: COPIED.betweenRegions }, { extra: COPIED.betweenRegions }]);
    for (const memory of [near, far]) expect([memory.region.pieces(0), memory.region.pieces(1)]).toEqual([[], []]);
  });

  test("[ROUTE-08] in-band to a region; a one-way text stays inline on every link, if it fits into the ring", () => {
    const { hop, far } = made(null, { ringBytes: 2_048, regionBytes: 16_384 });
    hop.command("C", { text: "over the hop" });
    const [command] = hop.target.take();
    expect([line(command!), readOut(far, command!)]).toEqual(["DOM_ECHO CO", "over the hop"]);
    hop.oneWay("inline");
    expect(hop.target.takeLines()).toEqual(['DOM_ECHO - "inline"']);
    hop.oneWay("x".repeat(2_048 - 64 - 1));
    expect(hop.target.take().at(-1)!.text.length).toBe(2_048 - 64 - 1);
    hop.oneWay("x".repeat(2_048 - 64));
    expect([hop.target.take(), hop.mesh.events("thrownOut")]).toMatchObject([[], [{ rule: "ROUTE-08", value: 5 }]]);
  });

  test("[ROUTE-08] messages without aux data pass, with every field but spanid, salt and hdr_crc as it was", () => {
    const { hop } = made({ bigEndian: true }, null);
    const msgid = hop.command("C");
    hop.command("A", { msgid });
    hop.command("DA", { msgid, error: 0x2a });
    const before = hop.target.take();
    expect(before.map(line)).toEqual(["LNK_ERROR C", "LNK_ERROR A", "LNK_ERROR DA 0x2a"]);
    expect(before.every((each) => each.msgid === msgid && each.spanid === hop.far && each.bigEndian)).toBe(true);
  });
});

describe("where it cannot be copied", () => {
  const BIG = new Uint8Array(101).fill(65);

  test("[ROUTE-08] too big for the next link: refused with 0x26, or aborted; the piece is released and the links live", () => {
    const { hop, near } = made({}, null);
    hop.mesh.node("H").core.links[1]!.auxBytesMax = 100;
    sendBeside(hop.source, near, BIG, { flags: "CD", spanid: hop.relay });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCD 0x26"], target: [] });
    const msgid = hop.command("C");
    hop.take();
    sendBeside(hop.source, near, BIG, { flags: "", msgid, spanid: hop.relay });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCDA 0x26"], target: ["LNK_ERROR DA 0x26"] });
    expect([near.region.pieces(1), hop.source.isUp, hop.target.isUp]).toEqual([[], true, true]);
  });

  test("[ROUTE-08] [SHM-01] larger than the half of the next region: 0x26; the next region full: 0x25", () => {
    const { hop, far } = made(null, { regionBytes: 256 });
    hop.command("CD", { aux: new Uint8Array(129) });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCD 0x26"], target: [] });
    const first = hop.command("C", { aux: new Uint8Array(128) });
    const [taken] = hop.target.take();
    hop.command("CD", { text: "x" });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCD 0x25"], target: [] });
    expect(hop.mesh.events("entryRefused").at(-1)).toMatchObject({ rule: "SHM-01", value: 0x25 });
    hop.command("", { msgid: first, text: "x" });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCDA 0x25"], target: ["LNK_ERROR DA 0x25"] });
    expect(hop.mesh.events("regionFull")).toMatchObject([{ rule: "SHM-01", value: 2, link: 1 }]);
    far.region.release(descrOf(taken!).offset);
    hop.command("CD", { text: "room again" });
    expect(readOut(far, hop.target.take()[0]!)).toBe("room again");
  });

  test("[ROUTE-08] [SHM-01] a reply that finds no place ends both ways as well", () => {
    const { hop, near } = made({ regionBytes: 128 }, null);
    const msgid = hop.command("C");
    hop.reply("C", { msgid, text: "first" });
    hop.take();
    hop.reply("D", { msgid, text: "second" });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RDA 0x25"], target: ["LNK_ERROR DA 0x25"] });
    hop.command("DA", { msgid });
    expect([hop.entries, near.region.pieces(0).length]).toEqual([[], 1]);
  });
});

describe("CRCs from link to link", () => {
  const WITHOUT: SharedOptions = { ours: OOB | CRCS, theirs: OOB | CRCS, crcs: false };

  test("[ROUTE-08] [SHM-01] from a link without CRCs to one with them the hop makes them of what it has read, in the sender's order", () => {
    for (const bigEndian of [false, true]) {
      const { hop, near } = made({ ...WITHOUT, bigEndian }, null);
      hop.source.encoder.crcs = false;
      const place = put(near, TEXT);
      near.region.bytes[place.offset] = "O".charCodeAt(0); // what nobody notices is sealed in
      name(hop.source, place, { flags: "C", spanid: hop.relay });
      const [command] = hop.target.take(); // read by a framer that judges both CRCs
      expect([command!.text, descrOf(command!).auxCrc]).toEqual(["Over the hop", auxCrc(utf8Encode("Over the hop\0"))]);
      expect(command!.bigEndian).toBe(bigEndian);
    }
  });

  test("[ROUTE-08] [SHM-01] from a link with CRCs to one without them both go out as 0", () => {
    const { hop, far } = made(null, WITHOUT);
    const msgid = hop.command("C", { text: "over the hop" });
    hop.command("D", { msgid });
    const [command, close] = hop.target.take();
    expect(readOut(far, command!)).toBe("over the hop");
    for (const { bytes } of [command!, close!]) expect([readU32(bytes, 28, false), readU32(bytes, 60, false)]).toEqual([0, 0]);
  });
});
