import { describe, expect, test } from "vitest";
import { CheckedWorld, meshOf } from "./checks.testkit.ts";

const SECOND_US = 1_000_000;
const UPDATES = [
  { at: "1s", do: "updateStatus", node: "A", pfs: "A", status: 7, text: "busy" },
  { at: "2s", do: "updateStatus", node: "A", pfs: "A", status: 8, type: "SLAVE", text: "free" },
  { at: "3s", do: "cut", link: "C-D", how: "close" },
  { at: "4s", do: "updateStatus", node: "A", pfs: "A", status: 9, text: "busy again" },
  { at: "5s", do: "heal", link: "C-D" },
];

function verdictOf(commands: readonly object[], planted: "status-dropped" | null = null) {
  return new CheckedWorld({ ...meshOf({ generate: "line:4" }, { commands }), planted } as ReturnType<typeof meshOf>).runTo(10 * SECOND_US).quiet().verdict("latest-status");
}

describe("the latest status of a PFS", () => {
  test("[SPAN-06] is known wherever its SPANs are, over links that came later, too", () => {
    expect(verdictOf(UPDATES)).toMatchObject({ state: "holds", text: expect.stringMatching(/^\d+ SPANs, each with the status that its sender knows$/) });
  });

  test("[SPAN-06] a hop that does not pass an update on is found", () => {
    expect(verdictOf(UPDATES.slice(0, 1), "status-dropped")).toMatchObject({ state: "violated", row: expect.any(Number), text: "C knows no status of A from B on B-C, where status 7 was to come" });
  });

  test("before it is quiet nothing is said", () => {
    expect(new CheckedWorld(meshOf({ generate: "line:4" })).runTo(SECOND_US / 2).verdict("latest-status").state).toBe("unknown");
  });
});
