import { describe, expect, test } from "vitest";
import { utf8Encode } from "../base/bytes.ts";
import { scratchOf } from "../base/graph-copy.ts";
import { Identities } from "./identities.ts";

const words = (last: number, first = 0): Uint32Array => Uint32Array.of(first, 0, 0, last);

describe("the pool of identities", () => {
  test("[SPAN-02] a thousand tuples have a thousand numbers, and each is found again with what it says", () => {
    const pool = new Identities();
    const tuples = Array.from({ length: 1_000 }, (_, i) => ({ clid: words(i % 7), fsid: words(i >> 1), pfsType: i & 1, protoVersion: i % 3, label: utf8Encode(`pfs${i % 11}`) }));
    const intern = ({ clid, fsid, pfsType, protoVersion, label }: (typeof tuples)[number]) => {
      const source = Uint8Array.of(0x7a, 0x7a, ...label, 0x7a);
      return pool.intern(clid, fsid, pfsType, protoVersion, source, 2, label.length);
    };
    const numbers = tuples.map(intern);
    expect(numbers).toEqual(tuples.map((_, i) => i));
    expect(tuples.map(intern)).toEqual(numbers);
    expect([pool.count, pool.pairCount]).toEqual([1_000, new Set(tuples.map(({ clid, fsid }) => `${clid.join()} ${fsid.join()}`)).size]);
    for (const [i, { clid, fsid, pfsType, protoVersion, label }] of tuples.entries()) {
      expect([pool.clidOf(i), pool.fsidOf(i), pool.pfsTypeOf(i), pool.protoVersionOf(i), pool.labelOf(i), pool.labelText(i)]).toEqual([clid, fsid, pfsType, protoVersion, label, `pfs${i % 11}`]);
      const pair = pool.pairOf(i);
      expect([pool.clidOfPair(pair), pool.fsidOfPair(pair), pool.internPair(clid, fsid)]).toEqual([clid, fsid, pair]);
    }
    expect(pool.pairOf(-1)).toBe(-1);
  });

  test("[SPAN-02] what differs in one thing alone is another tuple", () => {
    const pool = new Identities();
    const label = utf8Encode("abcabd");
    const intern = (clid: Uint32Array, fsid: Uint32Array, type: number, version: number, at: number, bytes: number) => pool.intern(clid, fsid, type, version, label, at, bytes);
    const base = intern(words(1), words(2), 8, 1, 0, 3);
    expect([intern(words(1, 1), words(2), 8, 1, 0, 3), intern(words(1), words(2, 1), 8, 1, 0, 3), intern(words(2), words(1), 8, 1, 0, 3), intern(words(1), words(2), 9, 1, 0, 3), intern(words(1), words(2), 8, 2, 0, 3), intern(words(1), words(2), 8, 1, 3, 3), intern(words(1), words(2), 8, 1, 0, 2), intern(words(1), words(2), 8, 1, 0, 0)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([base, intern(words(1), words(2), 8, 1, 0, 3), pool.pairCount]).toEqual([0, 0, 4]);
  });

  test("a copy of the pool makes its texts again", () => {
    const pool = new Identities();
    pool.labelText(pool.intern(words(1), words(2), 8, 1, utf8Encode("a"), 0, 1));
    expect(scratchOf(pool)).toEqual({ _texts: [] });
  });
});
