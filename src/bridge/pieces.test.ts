import { describe, expect, test } from "vitest";
import { goldenMessages } from "../wire/golden/golden.testkit.ts";
import { addressFromText, addressText, isLoopback } from "./address.ts";
import { Pace } from "./pace.ts";
import { PIECE_BYTES_MAX, Splitter } from "./splitter.ts";

describe("addresses", () => {
  test.each([
    ["127.0.0.1:4000", "127.0.0.1:4000", true],
    ["4000", "127.0.0.1:4000", true],
    [":0", "127.0.0.1:0", true],
    ["[::1]:65535", "[::1]:65535", true],
    ["localhost:1", "localhost:1", true],
    ["0.0.0.0:4000", "0.0.0.0:4000", false],
    ["[::]:4000", "[::]:4000", false],
    ["host.example:80", "host.example:80", false],
  ])("%s is %s", (text, shown, loopback) => {
    const read = addressFromText(text);
    expect(read.ok && [addressText(read.value), isLoopback(read.value.host)]).toEqual([shown, loopback]);
  });

  test.each(["", "127.0.0.1", "127.0.0.1:65536", "::1:4000", "host:", "host:port", "a b:1", "[::1]4000"])("%j is none, and it is said what is expected", (text) => {
    const read = addressFromText(text);
    expect(read.ok ? "" : read.error).toContain("expected HOST:PORT such as 127.0.0.1:4000");
  });
});

describe("pace", () => {
  test("follows the clock, never back", () => {
    const pace = new Pace(500, 0);
    expect([pace.target(1_500, 0), pace.target(2_500, 1_000), pace.target(2_000, 2_000)]).toEqual([1_000, 2_000, 2_000]);
  });

  test("what a machine missed that slept is left out, and counted", () => {
    const pace = new Pace(0, 0);
    expect(pace.target(3_600_000_000, 1_000)).toBe(1_001_000);
    expect(pace.skippedUs).toBe(3_600_000_000 - 1_001_000);
    expect(pace.target(3_600_000_500, 1_001_000)).toBe(1_001_500);
  });
});

describe("the splitter", () => {
  const messages = goldenMessages.filter(({ profile, expect: { framing }, fields }) => profile === "c2012" && framing === "ok" && Object.keys(fields).length > 0).map(({ bytes }) => bytes);
  const conn = messages.find((bytes) => bytes.length === 448)!;
  const stream = Uint8Array.from(messages.flatMap((bytes) => [...bytes]));

  test.each([1, 7, 64, 448, 100_000])("[C12-01] cuts every recorded message out of chunks of %d bytes, by units of 64", (size) => {
    expect(messages.length).toBeGreaterThan(20);
    const splitter = new Splitter("c2012");
    const found: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += size) {
      splitter.push(stream.subarray(at, at + size));
      for (let piece = splitter.next(); piece !== null; piece = splitter.next()) found.push(piece);
    }
    expect(found.map((bytes) => bytes.length)).toEqual(messages.map((bytes) => bytes.length));
    expect([splitter.heldBytes, splitter.rest()]).toEqual([0, null]);
  });

  test("hands on what is no message as it is, in pieces that a message could have", () => {
    const splitter = new Splitter("header");
    splitter.push(conn);
    splitter.push(new Uint8Array(200_000).fill(0x41));
    const sizes: number[] = [];
    for (let piece = splitter.next(); piece !== null; piece = splitter.next()) sizes.push(piece.length);
    expect(sizes).toEqual([448, PIECE_BYTES_MAX, PIECE_BYTES_MAX, 200_000 - 2 * PIECE_BYTES_MAX]);
  });

  test("believes no size that no message can have", () => {
    const splitter = new Splitter("header");
    const lie = messages.find((bytes) => bytes.length === 64)!.slice();
    lie.set([0xff, 0xff, 0xff, 0x7f], 32);
    splitter.push(lie);
    expect(splitter.next()).toEqual(lie);
  });

  test("the start of a message waits, and is handed on at the end", () => {
    const splitter = new Splitter("c2012");
    splitter.push(conn.subarray(0, 100));
    expect(splitter.next()).toBeNull();
    expect(splitter.rest()).toEqual(conn.subarray(0, 100));
  });
});
