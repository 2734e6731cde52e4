import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BufferCopies, COPY_AS, copyGraph, SCRATCH } from "./graph-copy.ts";
import { digestGraph } from "./graph-digest.ts";

class Counter {
  count = 0;
  readonly others: Counter[] = [];

  up(): number {
    return ++this.count;
  }
}

describe("a copy of a graph", () => {
  test("has the same shape, prototypes and values, and nothing in common", () => {
    const first = new Counter();
    const second = new Counter();
    first.others.push(second, first);
    second.others.push(first);
    const root = { first, map: new Map<unknown, unknown>([["second", second], [first, 1]]), set: new Set([first, second]), list: [second, null, undefined, 7n, "x"] };
    const { copy, bytes } = copyGraph(root);
    expect(copy).toEqual(root);
    expect(copy.first).toBeInstanceOf(Counter);
    expect([copy.first.others[1] === copy.first, copy.map.get("second") === copy.list[0], copy.map.get(copy.first), copy.set.has(copy.first)]).toEqual([true, true, 1, true]);
    copy.first.up();
    expect([copy.first.count, first.count, bytes > 100]).toEqual([1, 0, true]);
  });

  test("copies a buffer once, whatever views lie on it", () => {
    const bytes = new Uint8Array(64).fill(3);
    const { copy } = copyGraph({ bytes, words: new Int32Array(bytes.buffer, 8, 4), view: new DataView(bytes.buffer, 4, 8) });
    copy.bytes[8] = 255;
    expect([copy.words[0]! & 255, copy.view.getUint8(4), bytes[8]]).toEqual([255, 255, 3]);
    expect([copy.words.length, copy.view.byteLength, copy.words.byteOffset]).toEqual([4, 8, 8]);
  });

  test("shares what is frozen, what is named, and buffers that an earlier copy has and that did not change", () => {
    const frozen = Object.freeze({ at: 1 });
    const named = { at: 2 };
    const root = { frozen, named, still: new Uint8Array(1_000), moving: new Uint8Array(1_000) };
    const before: BufferCopies = new WeakMap();
    const one = copyGraph(root, new Set([named]), before);
    root.moving[0] = 1;
    const two = copyGraph(root, new Set([named]), before);
    expect([one.copy.frozen === frozen, one.copy.named === named]).toEqual([true, true]);
    expect([one.copy.still.buffer === two.copy.still.buffer, one.copy.moving.buffer === two.copy.moving.buffer]).toEqual([true, false]);
    expect([one.copy.moving[0], two.copy.moving[0], two.bytes, new Set([...one.buffers, ...two.buffers]).size]).toEqual([0, 1, one.bytes, 3]);
  });

  test("an object may say what stands in its place, and which of its fields say nothing now", () => {
    const shared = { [COPY_AS]: () => shared };
    const scratch = { kept: 1, place: 99, get [SCRATCH]() { return { place: 0 }; } };
    const { copy } = copyGraph({ shared, scratch });
    expect([copy.shared === shared, copy.scratch.kept, copy.scratch.place]).toEqual([true, 1, 0]);
  });

  test("what cannot be copied fails at once", () => {
    expect(() => copyGraph({ callback: () => 1 })).toThrow("a function in a field");
    expect(() => copyGraph({ walk: [1, 2].values() })).toThrow("a generator in a field");
  });

  test("may be deeper than any stack", () => {
    let root: { next: object | null } = { next: null };
    for (let depth = 0; depth < 100_000; depth++) root = { next: root };
    expect(digestGraph(copyGraph(root).copy)).toBe(digestGraph(root));
  });
});

describe("a digest of a graph", () => {
  test("tells any two unlike values apart, and finds a copy equal", () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, withSet: true, withTypedArray: true, withBigInt: true, maxDepth: 3 }), fc.integer(), fc.integer(), (one, x, y) => {
        expect(digestGraph(copyGraph({ one }).copy)).toBe(digestGraph({ one }));
        expect(digestGraph({ one, x }) === digestGraph({ one, x: y })).toBe(Object.is(x, y));
      }),
      { numRuns: 300 },
    );
    for (const [one, other] of [[0, -0], [1, "1"], [[], {}], [new Map(), new Set()], [null, undefined], [Uint8Array.of(1), Uint8Array.of(1, 0)]]) expect(digestGraph({ one })).not.toBe(digestGraph({ one: other }));
    const twin = { x: 1 };
    expect(digestGraph([twin, twin])).not.toBe(digestGraph([{ x: 1 }, { x: 1 }]));
  });
});
