/** Changes on encrypted links; secure-planted.test.ts shows that broken promises are noticed. */
import { expect, test } from "vitest";
import { runSecureBatch, SECURE_BATCH, secureNotExercised, SecureTally } from "./secure.ts";
import { firstBrokenSecurely } from "./secure.testkit.ts";

/** What npm test has for its 200,000 inputs in the clear. */
const INPUTS = 500;

test(`[LINK-02] [WIRE-09] [LINK-06] ${INPUTS} changes on encrypted links: nothing that was changed is accepted, nobody throws, one link at most is lost`, () => {
  const tally = new SecureTally();
  expect(firstBrokenSecurely(INPUTS / SECURE_BATCH, tally)).toBeNull();
  expect([tally.inputs, tally.handshakes]).toEqual([INPUTS, INPUTS / SECURE_BATCH]);
  expect(secureNotExercised(tally)).toEqual([]);
}, 60_000);

test("the same seed makes the same inputs, whatever ran before; another seed others", () => {
  const counted = (seed: number): string => {
    const tally = new SecureTally();
    for (const batch of [3, 4]) runSecureBatch(seed, batch, 5, tally);
    return JSON.stringify(tally);
  };
  const first = counted(7);
  expect(counted(8)).not.toBe(first);
  expect(counted(7)).toBe(first);
});

test("a run that exercised nothing is said to have proven nothing", () => {
  expect(secureNotExercised(new SecureTally()).length).toBeGreaterThan(50);
});
