import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventHeap } from "./event-heap.ts";

/** What the heap promises, in the plainest words: a list sorted by time, then by order of insertion. */
class SortedList {
  private _entries: { timeUs: number; payload: number }[] = [];

  push(timeUs: number, payload: number): void {
    this._entries.push({ timeUs, payload });
    this._entries = this._entries.toSorted((a, b) => a.timeUs - b.timeUs); // toSorted is stable
  }

  pop(): { timeUs: number; payload: number } | undefined {
    return this._entries.shift();
  }
}

describe("EventHeap", () => {
  test("gives entries in the order of time", () => {
    const heap = new EventHeap();
    for (const timeUs of [30, 10, 20]) heap.push(timeUs, timeUs);
    expect([heap.pop(), heap.pop(), heap.pop()]).toEqual([10, 20, 30]);
    expect(heap.size).toBe(0);
    expect(heap.nextTimeUs).toBe(Number.POSITIVE_INFINITY);
  });

  test("gives entries of one time in the order of insertion", () => {
    const heap = new EventHeap();
    for (let payload = 0; payload < 1_000; payload++) heap.push(5, payload);
    for (let payload = 0; payload < 1_000; payload++) expect(heap.pop()).toBe(payload);
  });

  test("puts the earliest entry off, behind all that are there at its new time", () => {
    const heap = new EventHeap();
    for (const timeUs of [1, 3, 2, 5, 4]) heap.push(timeUs, timeUs);
    heap.postpone(4);
    expect([heap.pop(), heap.pop(), heap.pop(), heap.pop(), heap.pop()]).toEqual([2, 3, 4, 1, 5]);
  });

  test("does in any order of pushes and pops what a sorted list does", () => {
    const action = fc.oneof({ weight: 3, arbitrary: fc.record({ push: fc.integer({ min: 0, max: 20 }) }) }, { weight: 2, arbitrary: fc.constant("pop" as const) });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 800 }), (actions) => {
        const heap = new EventHeap();
        const list = new SortedList();
        for (const [payload, each] of actions.entries()) {
          if (each !== "pop") {
            heap.push(each.push, payload);
            list.push(each.push, payload);
            continue;
          }
          const expected = list.pop();
          expect(heap.nextTimeUs).toBe(expected?.timeUs ?? Number.POSITIVE_INFINITY);
          if (expected === undefined) continue;
          expect(heap.nextPayload).toBe(expected.payload);
          expect(heap.pop()).toBe(expected.payload);
        }
      }),
    );
  });
});
