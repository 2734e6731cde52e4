import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../base/limits.ts";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { codeIn, packed, unpacked } from "./link-codec.ts";

async function fault(code: string): Promise<string> {
  const read = await unpacked(code);
  return read.ok ? "" : read.error;
}

describe("base64url", () => {
  test("gives back the bytes, and is what others write", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64url"));
        const read = fromBase64url(text);
        expect(read.ok && [...read.value]).toEqual([...bytes]);
      }),
    );
  });

  test("has one text for the same bytes: every other is refused, with its place", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const read = fromBase64url(text);
        if (read.ok) expect(toBase64url(read.value)).toBe(text);
      }),
      { numRuns: 500 },
    );
    const bad = (text: string): string => {
      const read = fromBase64url(text);
      return read.ok ? "" : read.error;
    };
    expect(bad("AA+A")).toBe('character 3 is "+"; expected letters, digits, - and _');
    expect(bad("AAAAA")).toContain("cut off");
    expect(bad("AB")).toContain("last character");
    expect(bad("AA==")).toContain("character 3");
  });
});

describe("a link", () => {
  test("gives back any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 2_000 }), async (json) => {
        expect(await unpacked(await packed(json))).toEqual({ ok: true, value: json });
      }),
      { numRuns: 60 },
    );
  });

  test("that is too long is refused before it is looked at", async () => {
    expect(await fault("!".repeat(LIMITS.linkCharsMax + 1))).toBe("The link has 16\u202f385 characters; at most 16\u202f384 are read.");
  });

  test("that unpacks to too much is dropped at that byte", async () => {
    const bomb = toBase64url(deflateRawSync(Buffer.alloc(11_000_000), { level: 9 }));
    expect(bomb.length).toBeLessThan(LIMITS.linkCharsMax);
    const startMs = performance.now();
    expect(await fault(bomb)).toContain("more than 2\u202f097\u202f152 bytes");
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });

  test("that is damaged, cut off or no text says so", async () => {
    const code = await packed(JSON.stringify({ much: Array.from({ length: 400 }, (_, i) => i * i) }));
    expect(await fault(code.slice(0, 4 * Math.floor(code.length / 8)))).toContain("damaged or cut off");
    expect(await fault(code.slice(0, 5))).not.toBe("");
    expect(await fault("____")).toContain("damaged");
    expect(await fault("ää")).toContain("character 1");
    expect(await fault(toBase64url(deflateRawSync(Buffer.from([0xff, 0xfe, 0x80]))))).toContain("no text");
    expect(await fault("")).toContain("damaged or cut off");
  });

  test("never rejects, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await unpacked(toBase64url(bytes));
      }),
      { numRuns: 200 },
    );
  });

  test("is found in a fragment", () => {
    expect(codeIn("#run=abc")).toBe("abc");
    expect(codeIn("#stage-room")).toBeNull();
    expect(codeIn("#x=1&run=abc&y")).toBe("abc");
    expect(codeIn("")).toBeNull();
  });
});
