import { expect, test } from "vitest";
import type { FeedRow } from "../../port/messages.ts";
import { targetOf } from "../../store/session.ts";
import { LISTED_MAX, listed } from "./row-target.ts";

const ROW: FeedRow = { event: 1, atUs: 1, family: "data", severity: "normal", sentence: "", rule: "", node: null, link: null, message: null, transaction: null };

test("of a feed beyond what a browser can lay out the newest rows are listed", () => {
  expect(listed(10)).toEqual({ count: 10, first: 0 });
  expect(listed(LISTED_MAX + 5)).toEqual({ count: LISTED_MAX, first: 5 });
});

test("a row selects the nearest thing that it is about", () => {
  expect(targetOf(ROW)).toBeNull();
  expect(targetOf({ ...ROW, node: "A" })).toEqual({ kind: "node", node: "A" });
  expect(targetOf({ ...ROW, node: "A", link: "A-B" })).toEqual({ kind: "link", link: "A-B" });
  expect(targetOf({ ...ROW, node: "A", link: "A-B", transaction: "t" })).toEqual({ kind: "transaction", name: "t" });
  expect(targetOf({ ...ROW, node: "A", link: "A-B", transaction: "t", message: 0 })).toEqual({ kind: "message", message: 0 });
});
