import { describe, expect, test } from "vitest";
import { EVENT } from "../node/events.ts";
import { EVENT_FIELDS, type Outbox, OUTPUT } from "../node/outbox.ts";
import { judge, OUTCOME } from "../node/tx-tables.ts";
import { LOST, TRACE } from "../sim/trace.ts";
import { FLAG } from "../wire/constants.ts";
import { CheckedWorld, meshOf, spoil } from "./checks.testkit.ts";
import { isDiscarded } from "./discard-reasons.ts";

const NAME = "discard-reasons";
/** A line A-B-C-D whose middle is cut while A talks to D: what still comes is thrown out. */
const TALK = meshOf(
  { generate: "line:4" },
  { commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "D", text: "one" }, { at: "1999500us", do: "send", transaction: "t", text: "two" }, { at: "2s", do: "withdraw", node: "D", pfs: "D" }, { at: "2001s", do: "send", transaction: "t", text: "three" }] },
);

/** Changes what a node tells of one kind of event: by the index of a field of the event row (node/outbox.ts). */
function telling(type: number, change: (out: Outbox, row: number) => void) {
  return spoil(2, (out) => {
    for (let row = 0; row < out.count; row++) if (out.kinds[row] === OUTPUT.event && out.fields[row * EVENT_FIELDS] === type) change(out, row);
  });
}

describe("[TX-07] [ROUTE-02] whatever is thrown away says why", () => {
  const thrown = new CheckedWorld(TALK).runTo(5_000_000).quiet();

  test("as it should be", () => {
    expect(thrown.verdict(NAME)).toMatchObject({ state: "holds" });
    expect(thrown.world.nodes[1]!.protocol.core.counters.thrownOut).toBeGreaterThan(0);
  });

  test("an event without a rule, and one with a reason that there is not, are noticed", () => {
    const found = (field: number, value: number): string =>
      new CheckedWorld(TALK, telling(EVENT.thrownOut, (out, row) => (out.fields[row * EVENT_FIELDS + field] = value))).runTo(5_000_000).verdict(NAME).text;
    expect(found(1, 0)).toBe("B tells of thrownOut without a rule");
    expect(found(8, 99)).toBe("B tells of thrownOut with the reason 99, which there is not");
  });

  test("a message that is thrown away without a word is noticed", () => {
    const silent = telling(EVENT.thrownOut, (out, row) => {
      out.kinds[row] = OUTPUT.cancelTimer;
      out.fields[row * EVENT_FIELDS + 8] = 99;
    });
    expect(new CheckedWorld(TALK, silent).runTo(5_000_000).quiet().verdict(NAME).text).toMatch(/^B counts [1-9]\d* messages thrown away, and told of 0$/);
  });

  test("[TX-04] [TX-05] a discard where no table has one is noticed", () => {
    const wrong = telling(EVENT.thrownOut, (out, row) => {
      out.fields[row * EVENT_FIELDS] = EVENT.discarded;
      out.fields[row * EVENT_FIELDS + 8] = FLAG.CREATE;
      out.fields[row * EVENT_FIELDS + 9] = 1;
    });
    expect(new CheckedWorld(TALK, wrong).runTo(5_000_000).verdict(NAME).text).toMatch(/^B discarded a message with flags 10000000 where its record had bits 0001: no table says so$/);
  });

  test("a loss without a reason is noticed", () => {
    const run = new CheckedWorld(TALK).runTo(1_000_000);
    const { trace } = run.world;
    const lose = (code: number): void => {
      trace.fields[trace.at(trace.add(TRACE.lost, run.world.nowUs, -1, 0, 0, 7, -1)) + 6] = code;
      run.checks.afterStep();
      trace.drain();
    };
    lose(LOST.silent);
    expect(run.verdict(NAME).state).not.toBe("violated");
    lose(0);
    expect(run.verdict(NAME).text).toBe("message 7 was lost with the reason 0, which there is not");
  });

  test("[TX-04] [TX-05] the reading of the tables is another one than the node's, and says the same", () => {
    for (let flags = 0; flags < 256; flags++) {
      for (let bits = 0; bits < 16; bits++) {
        const reply = (flags & FLAG.REPLY) !== 0;
        // What a record never is: without its command half, closed before it was opened, or closed both ways.
        if (bits !== 0 && ((bits & 1) === 0 || (bits & 12) === 8 || (bits & 10) === 10)) continue;
        const outcome = judge(reply, bits === 0 ? -1 : bits, flags);
        expect([flags, bits, isDiscarded(flags, bits)]).toEqual([flags, bits, outcome === OUTCOME.discard || outcome === OUTCOME.oneWayOrDiscard]);
      }
    }
  });
});
