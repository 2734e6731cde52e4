import { describe, expect, test } from "vitest";
import { bytesToHex, writeU32 } from "../base/bytes.ts";
import { World } from "../sim/world.ts";
import { AUX_BYTES_MAX, BASE_BYTES, FLAG, MAGIC } from "../wire/constants.ts";
import { BASE } from "../wire/layout.ts";
import { meshOf } from "./checks.testkit.ts";
import { Forgery } from "./forgery.ts";
import { msgidKey } from "./sent-header.ts";

const world = new World(meshOf({ generate: "line:3" }));

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
  const forgery = new Forgery();
  forgery.noteInjected(world, { do: "inject", link: "A-B", from: "A", bytes: messages.map(bytesToHex).join(""), how: "raw" });
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
});
