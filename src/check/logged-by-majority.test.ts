import { describe, expect, test } from "vitest";
import { CheckedWorld, meshOf } from "./checks.testkit.ts";

const SECOND_US = 1_000_000;
const MASTERS = {
  nodes: [{ id: "X" }, ...["1", "2", "3"].map((n) => ({ id: `M${n}`, pfs: [{ label: `m${n}`, type: "MASTER" }] }))],
  links: ["1", "2", "3"].map((n) => ({ a: "X", b: `M${n}`, model: { latencyUs: [0, 10_000, 35_000, 50_000][Number(n)] } })),
};

function checked(planted: "vote-counted-twice" | null, commands: readonly object[]): CheckedWorld {
  const mesh = meshOf(MASTERS, { cluster: { masters: ["m1", "m2", "m3"] }, commands });
  return new CheckedWorld({ ...mesh, planted } as typeof mesh).runTo(20 * SECOND_US);
}

const COMMIT = { at: "1s", do: "commit", as: "rename", node: "X", text: "rename a to b" };

describe("what is committed", () => {
  test("[QRM-01] was logged by a majority, also where a master slept and the coordinator died", () => {
    const commands = [COMMIT, { at: "1015ms", do: "crash", node: "M3" }, { at: "1061ms", do: "crash", node: "X" }, { at: "3s", do: "restart", node: "M3" }, { at: "4s", do: "restart", node: "X" }];
    expect(checked(null, [COMMIT]).verdict("logged-by-majority")).toMatchObject({ state: "holds", text: "4 times something was called committed, each logged by a majority" });
    expect(checked(null, commands).verdict("logged-by-majority").state).not.toBe("violated");
  });

  test("[QRM-01] a coordinator that counts a vote twice is found, and by whose logs", () => {
    expect(checked("vote-counted-twice", [COMMIT]).verdict("logged-by-majority")).toMatchObject({ state: "violated", text: "X calls commit rename committed, which 1 of 3 masters have logged" });
  });

  test("where nothing was committed nothing is said", () => {
    expect(checked(null, []).verdict("logged-by-majority").state).toBe("unknown");
    expect(checked(null, [{ ...COMMIT, nonBlocking: true }, { at: "900ms", do: "crash", node: "M1" }, { at: "900ms", do: "crash", node: "M2" }]).verdict("logged-by-majority").state).toBe("unknown");
  });
});
