/** The records of an encrypted link: what is changed, left out, repeated, reordered, cut short or said in the clear kills the link, with the reason. */
import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { CMD, FLAG } from "../../wire/constants.ts";
import type { Mesh } from "../mesh.testkit.ts";
import { ZERO_ID } from "../puppet.testkit.ts";
import { SecurePuppet } from "./secured.testkit.ts";

function open(): { readonly mesh: Mesh; readonly puppet: SecurePuppet } {
  const met = SecurePuppet.meet();
  met.puppet.handshake();
  return met;
}

/** The next PING of the puppet, in the clear. */
function ping(puppet: SecurePuppet): Uint8Array {
  Object.assign(puppet.encoder, { salt: puppet.sentCount++ & 255, msgidHi: 0, msgidLo: 0, spanidHi: 0, spanidLo: 0, flags: 0, error: 0 });
  return puppet.encoder.header(CMD.LNK_PING).slice();
}

function expectKilled(mesh: Mesh, puppet: SecurePuppet, error: number, offset: number): void {
  const { numberExpected } = mesh.node("N").core.links[puppet.link]!.security!.reader!;
  expect(mesh.events("recordUnopened")).toMatchObject([{ rule: "LINK-02", value: error, extra: numberExpected }]);
  expect(mesh.events("decodeFault")).toMatchObject([{ rule: "LINK-02", value: error, extra: offset }]);
  expect([puppet.hungUp, puppet.isUp]).toEqual([error, false]);
}

describe("a record that is not the next one", () => {
  test.each([16, 17, 40, 79, 80, 95])("[LINK-02] [LINK-06] one bit of byte %i flipped: MACFAIL", (byte) => {
    const { mesh, puppet } = open();
    const record = puppet.seal(ping(puppet));
    record[byte] ^= 0x10;
    puppet.sendWire(record);
    expectKilled(mesh, puppet, 19, 16);
  });

  test("[LINK-02] replayed: the same record again is another number than the next", () => {
    const { mesh, puppet } = open();
    const record = puppet.seal(ping(puppet));
    puppet.sendWire(record);
    expect(puppet.isUp).toBe(true);
    puppet.sendWire(record);
    expectKilled(mesh, puppet, 15, 8);
  });

  test("[LINK-02] replayed with its number written anew: the tag covers the header", () => {
    const { mesh, puppet } = open();
    const record = puppet.seal(ping(puppet));
    puppet.sendWire(record);
    record[8]++;
    puppet.sendWire(record);
    expectKilled(mesh, puppet, 19, 16);
  });

  test("[LINK-02] one left out, two reordered: another number than the next", () => {
    const { mesh, puppet } = open();
    puppet.seal(ping(puppet));
    puppet.sendWire(puppet.seal(ping(puppet)));
    expectKilled(mesh, puppet, 15, 8);
  });

  test("[LINK-02] reflected: the node's own record does not open with the keys of the other direction", () => {
    const { mesh, puppet } = open();
    const number = puppet.sealed;
    for (let s = 0; s < 9 && puppet.records.length <= number; s++) mesh.run(1_000_000);
    puppet.sendWire(puppet.records[number]!);
    expectKilled(mesh, puppet, 19, 16);
  });

  test("[LINK-02] of an old incarnation: other keys", () => {
    const { mesh, puppet } = open();
    const old = puppet.seal(ping(puppet), 2);
    puppet.cut();
    puppet.up();
    puppet.handshake();
    expect(puppet.sealed).toBe(2);
    puppet.sendWire(old);
    expectKilled(mesh, puppet, 19, 16);
  });

  test("[LINK-02] truncated: the bytes of the next one do not fill it", () => {
    const { mesh, puppet } = open();
    puppet.sendWire(puppet.seal(ping(puppet)).slice(0, 60));
    expect(puppet.isUp).toBe(true);
    puppet.sendWire(puppet.seal(ping(puppet)));
    expectKilled(mesh, puppet, 19, 16);
  });

  test("[LINK-02] a message in the clear: SYNC", () => {
    const { mesh, puppet } = open();
    puppet.sendWire(ping(puppet));
    expectKilled(mesh, puppet, 1, 0);
  });

  test.each([0, 2048 + 65_536 + 1, 0xffff_ffff])("[LINK-02] [WIRE-10] a length of %i: FIELD, nothing is waited for or allocated", (length) => {
    const { mesh, puppet } = open();
    const record = puppet.seal(ping(puppet));
    new DataView(record.buffer).setUint32(4, length, true);
    puppet.sendWire(record.slice(0, 16));
    expectKilled(mesh, puppet, 4, 4);
  });

  test("[LINK-02] records before the handshake is done are no messages", () => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.sendOffer();
    puppet.sendWire(puppet.seal(ping(puppet)));
    expect(mesh.events("decodeFault")).toMatchObject([{ rule: "WIRE-02", value: 1 }]);
    expect(puppet.hungUp).toBe(1);
  });
});

describe("what is in a record", () => {
  test("[LINK-02] [WIRE-04] is judged as in the clear: a wrong CRC under a right tag", () => {
    const { mesh, puppet } = open();
    const message = ping(puppet);
    message[60] ^= 1;
    puppet.sendWire(puppet.seal(message));
    expect(mesh.events("decodeFault")).toMatchObject([{ rule: "WIRE-04", value: 6 }]);
    expect(mesh.events("recordUnopened")).toEqual([]);
  });

  test("[LINK-02] [WIRE-07] the message counter goes on counting", () => {
    const { mesh, puppet } = open();
    puppet.sentCount++;
    puppet.sendWire(puppet.seal(ping(puppet)));
    expect(mesh.events("decodeFault")).toMatchObject([{ rule: "WIRE-07", value: 15 }]);
  });

  test("[LINK-01] AUTH on an open link is a violation there too", () => {
    const { mesh, puppet } = open();
    puppet.send({ cmd: CMD.LNK_AUTH, flags: "CD" });
    expect(mesh.events("violation")).toMatchObject([{ rule: "LINK-01", value: 17 }]);
  });

  test("[LINK-02] the largest message there is fits", () => {
    const { mesh, puppet } = open();
    puppet.send({ aux: new Uint8Array(65_536).fill(3), cmd: CMD.DOM_ECHO, msgid: ZERO_ID });
    expect(mesh.events("oneWayReceived")).toMatchObject([{ value: 65_536 }]);
  });

  test("[LINK-02] bytes that the user injects as the sender are sealed like all others", () => {
    const { mesh, puppet } = open();
    puppet.take();
    puppet.encoder.flags = FLAG.REPLY;
    mesh.ask("N", { kind: "inject", link: puppet.link, bytes: ping(puppet) });
    expect(puppet.seen.map(({ name }) => name)).toEqual(["LNK_PING"]);
    expect(puppet.opened).toBe(puppet.records.length);
  });

  test("[LINK-02] [WIRE-09] a stream that anybody changed anywhere never throws, and never passes for another message", () => {
    fc.assert(
      fc.property(fc.nat({ max: 95 }), fc.integer({ min: 1, max: 255 }), fc.nat({ max: 96 }), (at, change, cut) => {
        const { mesh, puppet } = open();
        const { reader } = mesh.node("N").core.links[puppet.link]!.security!;
        const before = reader!.numberExpected;
        const record = puppet.seal(ping(puppet));
        record[at] ^= change;
        puppet.sendWire(record.slice(0, cut));
        puppet.sendWire(record.slice(cut));
        puppet.sendWire(puppet.seal(ping(puppet)));
        // A reserved byte is under the tag as well. A longer length waits for what is behind it, and then the tag is wrong.
        const longer = at >= 4 && at < 8 && puppet.isUp;
        if (!longer) expect(mesh.events("recordUnopened")).toHaveLength(1);
        expect(reader!.numberExpected).toBe(before);
      }),
      { numRuns: 40 },
    );
  });
});
