import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteStore } from "./byte-store.ts";

/** One behind the other, as a journal does. */
function putAll(store: ByteStore, messages: readonly Uint8Array[]): number[] {
  let end = 0;
  return messages.map((bytes) => {
    const place = store.add(end, bytes);
    end = place + bytes.length;
    return place;
  });
}

describe("ByteStore", () => {
  test("gives back what was put in, until it had to make room; then nothing, never something else", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100, size: "max" }), { maxLength: 60, size: "max" }), (messages) => {
        const store = new ByteStore(100, 300);
        const places = putAll(store, messages);
        let dropped = true;
        for (const [i, place] of places.entries()) {
          const read = store.read(place, messages[i]!.length);
          if (read !== null) {
            dropped = false;
            expect(read).toEqual(messages[i]);
          } else expect([dropped, place < store.firstPlace]).toEqual([true, true]);
        }
        if (messages.length > 0) expect(store.read(places.at(-1)!, 0)).not.toBeNull();
      }),
    );
  });

  test("keeps at least as much as its bound less two chunks", () => {
    const store = new ByteStore(100, 300);
    const places = putAll(store, Array.from({ length: 100 }, (_, i) => new Uint8Array(10).fill(i)));
    for (let i = 90; i < 100; i++) expect(store.read(places[i]!, 1)![0]).toBe(i);
    expect(store.read(places[60]!, 1)).toBeNull();
  });
});
