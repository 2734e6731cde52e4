import { expect, test, vi } from "vitest";
import type { LIMITS as Limits } from "../base/limits.ts";
import { Lab, lostName } from "./world.testkit.ts";

vi.mock("../base/limits.ts", async (importOriginal) => {
  const { LIMITS } = await importOriginal<{ LIMITS: typeof Limits }>();
  return { LIMITS: { ...LIMITS, pendingEventsMax: 2 } };
});

test("what is sent when too many messages are on their way is lost at once, and traced", () => {
  const made = new Lab().runTo(0);
  for (const text of ["one", "two", "three"]) made.send("A", "A-B", text);
  expect(made.apply({ do: "duplicateMessage", message: 0 })).toContain("too many");
  expect(made.of("lost").map((row) => [row.atUs, row.message, lostName(row.values[0]!)])).toEqual([[0, 2, "limit"]]);
  made.runTo(5_000);
  expect(made.heard("B")).toEqual(["0 up 0", "1000 bytes 0 one", "1000 bytes 0 two"]);
});
