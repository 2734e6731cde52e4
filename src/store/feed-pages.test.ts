import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FeedPages, PAGE_ROWS, PAGES_MAX } from "./feed-pages.ts";
import { rowsOf } from "./frames.testkit.ts";

describe("pages of the feed", () => {
  test("a page is asked for once, however often its rows are seen", () => {
    const pages = new FeedPages();
    expect(pages.take(0, 100, 1_000)).toEqual([0, 1]);
    expect(pages.take(0, 100, 1_000)).toEqual([]);
    pages.put(0, rowsOf(0, PAGE_ROWS), 0);
    expect(pages.take(0, 10, 1_000)).toEqual([]);
    expect(pages.row(5)?.event).toBe(5);
  });

  test("a page that was not full is asked for again when the feed has grown into it", () => {
    const pages = new FeedPages();
    expect(pages.take(0, 10, 10)).toEqual([0]);
    pages.put(0, rowsOf(0, 10), 0);
    expect(pages.take(0, 10, 10)).toEqual([]);
    expect(pages.take(0, 20, 20)).toEqual([0]);
  });

  test("an answer to a question from before a clear is dropped", () => {
    const pages = new FeedPages();
    pages.take(0, 10, 10);
    pages.clear();
    expect(pages.put(0, rowsOf(0, 10), 0)).toBe(false);
    expect(pages.row(0)).toBeUndefined();
  });

  test("the newest rows need no question", () => {
    const pages = new FeedPages();
    pages.putTail(rowsOf(0, 90), 90);
    pages.putTail(rowsOf(20, 150), 150);
    expect(pages.row(149)?.event).toBe(149);
    expect(pages.row(64)?.event).toBe(64);
    expect(pages.take(64, 150, 150)).toEqual([]);
  });

  test("a tail behind a gap leaves the gap to a question", () => {
    const pages = new FeedPages();
    pages.putTail(rowsOf(0, 10), 10);
    pages.putTail(rowsOf(500, 700), 700);
    expect(pages.row(699)?.event).toBe(699);
    expect(pages.row(11)).toBeUndefined();
    expect(pages.row(505)).toBeUndefined(); // its page begins before the tail
    expect(pages.take(0, 20, 700)).toEqual([0]);
  });

  test("holds no more pages than it may, and drops those unseen for longest", () => {
    const pages = new FeedPages();
    const count = (PAGES_MAX + 8) * PAGE_ROWS;
    for (let page = 0; page < PAGES_MAX + 8; page++) {
      pages.take(page * PAGE_ROWS, (page + 1) * PAGE_ROWS, count);
      pages.put(page, rowsOf(page * PAGE_ROWS, (page + 1) * PAGE_ROWS), 0);
      pages.take(0, 1, count); // the first page stays in sight
    }
    expect(pages.size).toBe(PAGES_MAX);
    expect(pages.row(0)).toBeDefined();
    expect(pages.row(PAGE_ROWS * 2)).toBeUndefined();
  });

  test("whatever comes in whatever order, a row is at its own position or absent", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("grow" as const), by: fc.nat(300), tail: fc.nat(200) }),
      fc.record({ kind: fc.constant("see" as const), from: fc.nat(2_000), rows: fc.nat(80) }),
      fc.record({ kind: fc.constant("clear" as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const pages = new FeedPages();
        let count = 0;
        for (const one of steps) {
          if (one.kind === "grow") {
            count += one.by;
            pages.putTail(rowsOf(Math.max(0, count - one.tail), count), count);
          } else if (one.kind === "see") {
            for (const page of pages.take(one.from, one.from + one.rows, count)) pages.put(page, rowsOf(page * PAGE_ROWS, Math.min(count, (page + 1) * PAGE_ROWS)), pages.generation);
            for (let at = one.from; at < Math.min(one.from + one.rows, count); at++) expect(pages.row(at)?.event).toBe(at);
          } else {
            pages.clear();
          }
          for (let at = 0; at < count; at += 7) expect(pages.row(at)?.event ?? at).toBe(at);
        }
      }),
    );
  });
});
