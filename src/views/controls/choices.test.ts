import { expect, test } from "vitest";
import { closedChoices } from "./choices.ts";

const choices = (count: number) => Array.from({ length: count }, (_, i) => ({ value: `n${i}`, text: i === 7 ? "the longest" : `n${i}` }));

test("a closed list of few choices holds them all", () => {
  const few = choices(60);
  expect(closedChoices(few, "n3")).toBe(few);
  expect(closedChoices([], "n3")).toEqual([]);
});

test("of many choices it holds what it shows, and the longest for its width", () => {
  const many = choices(3_000);
  expect(closedChoices(many, "n2999")).toEqual([{ value: "n2999", text: "n2999" }, { value: "n7", text: "the longest" }]);
  expect(closedChoices(many, "n7")).toEqual([{ value: "n7", text: "the longest" }]);
});

test("where nothing of the list is chosen the first is shown, as the browser does", () => {
  expect(closedChoices(choices(100), "gone")[0]).toEqual({ value: "n0", text: "n0" });
});
