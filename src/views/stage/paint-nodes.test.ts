import { expect, test } from "vitest";
import { initialsOf } from "./paint-nodes.ts";

test("names that do not fit are shortened to letters, but never to the name of another node", () => {
  expect(initialsOf("Kansas City")).toBe("KC");
  expect(initialsOf("Chicago")).toBe("Chi");
  expect(initialsOf("Bosnia and Herzegovina")).toBe("BaH");
  expect(initialsOf("n165")).toBe("");
  expect(initialsOf("node-17")).toBe("");
});
