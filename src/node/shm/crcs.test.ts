/** CRCs on shared memory: required until AUTH is done, and from then on gone where both ends offered it. */
import { describe, expect, test } from "vitest";
import { readU32, utf8Encode } from "../../base/bytes.ts";
import { ERR, FLAG } from "../../wire/constants.ts";
import { Mesh } from "../mesh.testkit.ts";
import { Puppet } from "../puppet.testkit.ts";
import type { Seen } from "../seen.testkit.ts";
import { CRCS, descrOf, joined, name, OOB, put, readOut, sendBeside, shared, type SharedOptions } from "./shm.testkit.ts";

const BOTH = OOB | CRCS;
const WITHOUT: SharedOptions = { ours: BOTH, theirs: BOTH, crcs: false };

function crcsOf({ bytes, bigEndian }: Seen): readonly [header: number, aux: number] {
  return [readU32(bytes, 60, bigEndian), readU32(bytes, 28, bigEndian)];
}

describe("when they are dropped", () => {
  test.each([[BOTH, BOTH, true], [BOTH, OOB, false], [OOB, BOTH, false], [OOB, OOB, false]])("[LINK-02] [SHM-01] we offer %i, they %i: dropped: %s", (ours, theirs, dropped) => {
    const { mesh, puppet } = joined({ ours, theirs, crcs: !dropped });
    expect(mesh.events("crcsDropped").length).toBe(dropped ? 1 : 0);
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "x", flags: FLAG.DELETE, tag: 1 });
    const [seen] = puppet.take();
    expect(crcsOf(seen!).map((crc) => crc === 0)).toEqual([dropped, dropped]);
    expect(descrOf(seen!).generation).toBe(1);
  });

  test("[SHM-01] [LINK-01] everything up to our part of AUTH has CRCs, everything behind it has none", () => {
    for (const order of ["theirs first", "ours first"] as const) {
      const mesh = new Mesh();
      mesh.add("N", { pfs: ["own"] });
      const puppet = new Puppet(mesh, "N", shared(WITHOUT).options);
      puppet.up();
      if (order === "theirs first") puppet.sendAuth();
      puppet.answerAuth();
      if (order === "ours first") puppet.sendAuth();
      expect(puppet.take().map((each) => [each.name, crcsOf(each)[0] !== 0])).toEqual([["LNK_AUTH", true], ["LNK_AUTH", true], ["LNK_CONN", false]]);
    }
  });

  test("[SHM-01] [WIRE-04] until AUTH is done a wrong CRC kills the link although both ends offered to do without", () => {
    const mesh = new Mesh();
    mesh.add("N");
    const puppet = new Puppet(mesh, "N", shared(WITHOUT).options);
    puppet.up();
    puppet.sendAuth();
    puppet.encoder.crcs = false;
    puppet.answerAuth();
    expect(mesh.events("decodeFault")).toMatchObject([{ rule: "WIRE-04", value: ERR.XCRC }]);
    expect(puppet.hungUp).toBe(ERR.XCRC);
  });

  test("[SHM-01] [LINK-07] the next incarnation begins with CRCs again", () => {
    const { puppet } = joined(WITHOUT);
    puppet.cut();
    puppet.up();
    expect(crcsOf(puppet.take()[0]!)[0]).not.toBe(0);
  });
});

describe("without them", () => {
  test("[SHM-01] they are sent as 0 on everything: bodies, texts inline, texts beside, PADs, what is injected", () => {
    const { mesh, puppet } = joined({ ...WITHOUT, ringBytes: 2_048 });
    mesh.ask("N", { kind: "oneWay", via: { link: 0 }, text: "x".repeat(1_000), reply: false });
    mesh.ask("N", { kind: "open", via: { link: 0 }, text: "x", flags: 0, tag: 1 });
    mesh.ask("N", { kind: "inject", link: 0, bytes: puppet.encoder.header(0x000101) });
    mesh.ask("N", { kind: "closeConn", link: 0 });
    const seen = puppet.take();
    expect(new Set(seen.map((each) => each.name))).toEqual(new Set(["LNK_PAD", "DOM_ECHO", "LNK_PING", "LNK_ERROR"]));
    // An injected message keeps the CRC that it came with: nobody looks at it.
    expect(seen.filter((each) => each.name !== "LNK_PING").flatMap(crcsOf).every((crc) => crc === 0)).toBe(true);
  });

  test("[SHM-01] nobody looks at them: wrong ones pass, and so do changed bytes, in-band and beside", () => {
    const { mesh, puppet, memory } = joined(WITHOUT);
    sendBeside(puppet, memory, utf8Encode("with a CRC\0"), { flags: "CD" });
    puppet.encoder.crcs = false;
    const place = put(memory, utf8Encode("pay 10\0"));
    memory.region.bytes[place.offset + 4] = "9".charCodeAt(0);
    name(puppet, place, { flags: "CD" });
    const [first, second] = puppet.take();
    expect([readOut(memory, first!), readOut(memory, second!)]).toEqual(["with a CRC", "pay 90"]);
    expect([mesh.events("violation"), mesh.events("decodeFault"), puppet.isUp]).toEqual([[], [], true]);
  });

  test.each([["magic", 0, "WIRE-02", ERR.SYNC], ["size", 24, "WIRE-03", ERR.FIELD], ["message counter", 4, "WIRE-07", ERR.MSGSEQ]] as const)("[SHM-01] %s is judged all the same", (_, at, rule, error) => {
    const { mesh, puppet } = joined(WITHOUT);
    puppet.encoder.crcs = false;
    puppet.encoder.salt = puppet.sentCount & 255;
    const bytes = puppet.encoder.header(0x000101);
    bytes[at] = at === 24 ? 0 : bytes[at]! ^ 1;
    puppet.sendRaw(bytes);
    expect(mesh.events("decodeFault")).toMatchObject([{ rule, value: error }]);
  });

  test("[SHM-01] descriptors are judged all the same", () => {
    const { mesh, puppet, memory } = joined(WITHOUT);
    name(puppet, put(memory, utf8Encode("x")), { descr: { generation: 9 } });
    expect(mesh.events("violation")).toMatchObject([{ rule: "SHM-01" }]);
  });
});
