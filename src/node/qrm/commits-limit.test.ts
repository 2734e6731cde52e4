/** QRM-01 at the bounds of a node's tables of commits, with another limit. */
import { expect, test, vi } from "vitest";
import { ballotOf, QRM_DECISION, QRM_OP } from "../../wire/qrm.ts";
import { coordinating, FIRST, master, said, say, stateOf } from "./qrm.testkit.ts";

vi.mock("../../base/limits.ts", async (original) => {
  const real = await original<{ readonly LIMITS: object }>();
  return { LIMITS: { ...real.LIMITS, commitsPerNodeMax: 2 } };
});

test("[QRM-01] a coordinator refuses to start one more than it has room for, and asks nobody about it", () => {
  const { mesh, puppet, asked } = coordinating();
  expect(asked).toHaveLength(3);
  for (const tag of [1, 2]) mesh.ask("N", { kind: "commit", text: "more", nonBlocking: false, tag });
  expect([mesh.events("requestRefused").map(({ rule, value, extra }) => [rule, value, extra]), puppet.take().length, mesh.events("commitStarted").length]).toEqual([[["QRM-01", 0x25, 2]], 3, 2]);
});

test("[QRM-01] a master whose log is full refuses what it does not know with 0x25, and goes on with what it knows", () => {
  const ends = master();
  const { puppet, own } = ends;
  for (const operationLo of [1, 2, 3]) say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.PREPARE, ballot: FIRST, operationLo });
  expect([said(puppet), stateOf(ends)]).toEqual([["ACK RC 1.5", "ACK RC 1.5", "LNK_ERROR RCD 0x25"], "prepared,prepared"]);
  for (const operationLo of [1, 2, 3]) say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.RECOVER, ballot: ballotOf(2, 2), operationLo });
  expect(said(puppet)).toEqual(["PROMISE RC 2.2", "PROMISE RC 2.2", "LNK_ERROR RCD 0x25"]);
  say(puppet, { flags: "CD", spanid: own }, { op: QRM_OP.FINISH, ballot: ballotOf(2, 2), decision: QRM_DECISION.ABORT, operationLo: 1 });
  expect([said(puppet), stateOf(ends)]).toEqual([["OUTCOME RCD 2.2 abort", "OUTCOME RD 2.2 abort", "OUTCOME RD 2.2 abort"], "aborted,prepared"]);
});

test("[QRM-01] [TX-06] in sight of no majority it still answers what it knows, without waiting", () => {
  const ends = master([]);
  const { puppet, own } = ends;
  for (const [flags, operationLo] of [["C", 1], ["CA", 1], ["CA", 2]] as const) say(puppet, { flags, spanid: own }, { op: QRM_OP.PREPARE, ballot: FIRST, operationLo });
  expect([said(puppet), stateOf(ends)]).toEqual([["ACK RC 1.5", "ACK RC 1.5", "LNK_ERROR RCD 0x27"], "prepared"]);
});
