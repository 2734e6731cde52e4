import { describe, expect, test } from "vitest";
import { bytesToHex, writeU32 } from "../base/bytes.ts";
import { World } from "../sim/world.ts";
import { MessageArena } from "../wire/arena.ts";
import { AUX_BYTES_MAX, BASE_BYTES, CMD, FLAG, MAGIC, type Profile } from "../wire/constants.ts";
import { Encoder } from "../wire/encode.ts";
import { BASE } from "../wire/layout.ts";
import { meshOf } from "./checks.testkit.ts";
import { Forgery } from "./forgery.ts";
import { msgidKey } from "./sent-header.ts";

const world = new World(meshOf({ generate: "line:3" }));
const asC2012 = new World(meshOf({ generate: "line:3" }, { switches: { profile: "c2012" } }));

/** A routed message of the transaction with that msgid, as a node of that profile says it; aux data of ones would be a message of no transaction to whoever took it for one. */
function saidIn(profile: Profile, msgid: number, auxBytes: number): Uint8Array {
  const encoder = new Encoder(profile, false, new MessageArena());
  Object.assign(encoder, { flags: 0, msgidHi: 0, msgidLo: msgid, spanidHi: 0, spanidLo: 7, error: 0, salt: 0 });
  return encoder.withAux(CMD.DOM_ECHO, new Uint8Array(auxBytes).fill(1)).slice();
}

/** A routed message of the transaction with that msgid; `auxBytes` as its header claims them, the data itself is not there. */
function message(msgid: number, auxBytes = 0, flags = 0): Uint8Array {
  const bytes = new Uint8Array(BASE_BYTES);
  const { magic, msgid: msgidField, spanid, cmd, aux_bytes } = BASE.fields;
  bytes[magic.offset] = MAGIC & 0xff;
  bytes[magic.offset + 1] = MAGIC >>> 8;
  writeU32(bytes, msgidField.offset, msgid, false);
  writeU32(bytes, spanid.offset, 7, false);
  writeU32(bytes, cmd.offset, ((flags << 24) | 1) >>> 0, false);
  writeU32(bytes, aux_bytes.offset, auxBytes, false);
  return bytes;
}

function injected(...messages: readonly Uint8Array[]): Forgery {
  return injectedInto(world, ...messages);
}

function injectedInto(into: World, ...messages: readonly Uint8Array[]): Forgery {
  const forgery = new Forgery();
  forgery.noteInjected(into, { do: "inject", link: "A-B", from: "A", bytes: messages.map(bytesToHex).join(""), how: "raw" });
  return forgery;
}

describe("what was injected touches", () => {
  test("each transaction that has a message among it, and not the link", () => {
    const forgery = injected(message(5, 64), new Uint8Array(64), message(6, 64, FLAG.AUXOOB), message(7));
    expect([4, 5, 6, 7].map((msgid) => forgery.ofTransaction(msgidKey(0, msgid)))).toEqual([false, true, true, true]);
    expect(forgery.onLink(0)).toBe(false);
  });

  test.each([AUX_BYTES_MAX + 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffc0, 0xffff_ffff])("[WIRE-10] the link, where a header claims %i bytes of aux data: nobody knows what comes after it", (auxBytes) => {
    const forgery = injected(message(5, auxBytes), message(6));
    expect(forgery.ofTransaction(msgidKey(0, 5))).toBe(true);
    expect(forgery.onLink(0)).toBe(true);
  });

  test.each([["header", world], ["c2012", asC2012]] as const)("[WIRE-05] [C12-01] nothing that its aux data looks like, as links of the profile %s count it", (profile, into) => {
    const forgery = injectedInto(into, saidIn(profile, 5, 200), saidIn(profile, 6, 64), saidIn(profile, 7, 0));
    expect([4, 5, 6, 7, 8].map((msgid) => forgery.ofTransaction(msgidKey(0, msgid)))).toEqual([false, true, true, true, false]);
    expect(forgery.ofTransaction(msgidKey(0x0101_0101, 0x0101_0101)), "no message of the aux data").toBe(false);
    expect(forgery.onLink(0)).toBe(false);
  });

  test("[WIRE-05] [C12-01] as much aux data as a message may have in units, and with one more the link", () => {
    const most = AUX_BYTES_MAX / 64;
    expect(injectedInto(asC2012, message(5, most)).onLink(0)).toBe(false);
    expect(injectedInto(asC2012, message(5, most + 1)).onLink(0)).toBe(true);
    expect(injectedInto(asC2012, message(5, 0x0400_0001)).onLink(0), "64 bytes, where the product wraps").toBe(true);
  });

  test("[C12-01] what takes the place of a message under way is counted as its link counts", () => {
    const forgery = new Forgery();
    forgery.noteForged(asC2012, msgidKey(0, 5), saidIn("c2012", 5, 200), 0);
    expect(forgery.ofTransaction(msgidKey(0, 5))).toBe(true);
    expect(forgery.ofTransaction(msgidKey(0x0101_0101, 0x0101_0101))).toBe(false);
    expect(forgery.onLink(0)).toBe(false);
  });
});
