/** Which row of the tables a record stands for; what the rows say is proven by tx-rules.test.ts, tx-hop.test.ts and rules-doc.test.ts. */
import { describe, expect, test } from "vitest";
import { COMMAND_STATES, commandState, HALF, REPLY_STATES, replyState } from "./tx-tables.ts";

const { commandCreated: C, commandDeleted: D, replyCreated: RC, replyDeleted: RD } = HALF;

describe("the row of a record", () => {
  test.each([
    [-1, "none"],
    [C, "open"],
    [C | RC, "open"],
    [C | RC | RD, "our half closed, peer's open"],
    [C | RD, "our half closed, peer's open"],
    [C | D, "peer half closed, ours open"],
    [C | D | RC, "peer half closed, ours open"],
  ])("[TX-04] bits %i: %s", (bits, state) => {
    expect(COMMAND_STATES[commandState(bits)]).toBe(state);
  });

  test.each([
    [-1, "none"],
    [C, "open, no reply yet"],
    [C | RC, "open both ways"],
    [C | RC | RD, "peer half closed, ours open"],
    [C | RD, "peer half closed, ours open"],
    [C | D, "ours closed, no reply yet"],
    [C | D | RC, "ours closed, peer's open"],
  ])("[TX-05] bits %i: %s", (bits, state) => {
    expect(REPLY_STATES[replyState(bits)]).toBe(state);
  });
});
