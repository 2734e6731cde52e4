/** The same with tables so small that they are full all the time: refused, told, never a crash, never the neighbour's loss. */
import { expect, test, vi } from "vitest";
import { EVENT } from "../node/events.ts";
import { runBatch } from "./fuzz.ts";
import { Tally } from "./tally.ts";

vi.mock("../base/limits.ts", async (original) => {
  const real = await original<{ readonly LIMITS: object }>();
  return { LIMITS: { ...real.LIMITS, spansPerLinkMax: 3, transactionsPerNodeMax: 3, replayBytesMax: 256, copiesRememberedMax: 2, copiesRememberedBytesMax: 512, sendQueueBytesSoftMax: 256, shellsPerNodeMax: 1, shellLinesMax: 1, shellOutputLinesMax: 2, commitsPerNodeMax: 2 } };
});

test("[TX-02] [SPAN-07] [LINK-08] 5,000 mutated inputs against a node whose tables are full", () => {
  const tally = new Tally();
  for (let batch = 0; batch < 5; batch++) expect(runBatch(2, batch, 1_000, tally)?.what).toBeUndefined();
  expect(tally.mutations).toBe(5_000);
  expect(tally.events[EVENT.limitReached]).toBeGreaterThan(50);
  expect(tally.events[EVENT.queueOverflow]).toBeGreaterThan(0);
});
