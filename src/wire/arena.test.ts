import { describe, expect, test } from "vitest";
import { MessageArena } from "./arena.ts";
import { AUX_BYTES_MAX, CMD, HEADER_BYTES_MAX } from "./constants.ts";
import { Encoder } from "./encode.ts";
import { CLID, FSID, sameBytes } from "./wire.testkit.ts";

describe("the arena", () => {
  test("hands out pieces that do not overlap", () => {
    const arena = new MessageArena();
    const pieces = Array.from({ length: 1000 }, (_, i) => {
      const piece = arena.take(64 * (1 + (i % 32)));
      expect(piece.length).toBe(64 * (1 + (i % 32)));
      return piece.fill(i);
    });
    pieces.forEach((piece, i) => expect(piece.every((byte) => byte === (i & 0xff))).toBe(true));
  });

  test("hands out what was given back, to one taker only", () => {
    const arena = new MessageArena();
    const pieces = Array.from({ length: 500 }, () => arena.take(448).fill(7));
    const one = arena.take(64).fill(7);
    for (const piece of pieces) arena.give(piece);
    arena.give(one);
    const again = Array.from(pieces, () => arena.take(448));
    expect(new Set(again)).toEqual(new Set(pieces));
    expect(pieces).not.toContain(arena.take(448));
    expect(arena.take(64)).toBe(one);
  });

  test("big pieces and odd ones are not kept", () => {
    const arena = new MessageArena();
    for (const count of [2112, 64 + AUX_BYTES_MAX, 63, 65, 0]) {
      const piece = arena.take(count);
      expect(piece.length).toBe(count);
      arena.give(piece);
      if (count > 0) expect(arena.take(count)).not.toBe(piece);
    }
  });

  test("the largest header is kept, and a piece of whole units is never cut for an odd one", () => {
    const arena = new MessageArena();
    const largest = arena.take(HEADER_BYTES_MAX);
    arena.give(largest);
    expect(arena.take(HEADER_BYTES_MAX)).toBe(largest);
    arena.give(arena.take(128));
    expect(arena.take(65).length).toBe(65);
  });

  test("so many pieces of one size wait, and no more", () => {
    const arena = new MessageArena();
    const pieces = Array.from({ length: 8_200 }, () => arena.take(64));
    for (const piece of pieces) arena.give(piece);
    const given = new Set(pieces);
    expect(Array.from(pieces, () => arena.take(64)).filter((piece) => given.has(piece))).toHaveLength(8_192);
  });

  test("[WIRE-05] [WIRE-08] messages in bytes that were used before are those in fresh bytes", () => {
    const encode = (arena: MessageArena): Uint8Array[] => {
      const encoder = new Encoder("header", true, arena);
      encoder.msgidLo = 5;
      return [
        encoder.pfs(CMD.LNK_SPAN, CLID, FSID, 8, 1, 0, 2, Uint8Array.of(0x61)),
        encoder.header(CMD.LNK_ERROR),
        encoder.withAux(CMD.DBG_SHELL, Uint8Array.of(1, 2, 3)),
        encoder.auth({ host: FSID, protoClass: 1, protoVersion: 1, auxBytesMax: 1, capabilities: 0, rights: 0, encryption: 0 }),
        encoder.resend(Uint8Array.of(1, 2, 3), 0),
      ];
    };
    const arena = new MessageArena();
    for (const size of [448, 64, 128, 128, 64]) arena.give(arena.take(size).fill(0xff));
    const fresh = encode(new MessageArena());
    encode(arena).forEach((bytes, i) => expect(sameBytes(bytes, fresh[i]!)).toBe(true));
  });
});
