/** QRM-01 by search over the machines: every order of messages, losses, crashes and attempts within small bounds, and drawn ways far beyond them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { QRM_DECISION, QRM_OP } from "../../wire/qrm.ts";
import { Coordinator } from "./coordinator.ts";
import { type DurableRecord, masterHears, type Says } from "./master.ts";
import { RIGHT, search, wander } from "./model.testkit.ts";
import { Recovery } from "./recovery.ts";
import type { COORDINATOR_OUTCOME, MasterOutcome } from "./tables.ts";

const ALL = ["", "aborted", "committed"];

describe("every order of events", () => {
  test("[QRM-01] three masters, a coordinator that may be asked to abort: one outcome, and either of both", () => {
    const { violation, outcomes, states } = search({ masters: 3, asks: 0, crashes: 0, abort: true });
    expect([violation, [...outcomes].sort()]).toEqual([null, ALL]);
    expect(states).toBeGreaterThan(300);
  });

  test("[QRM-01] three masters, one of which asks the others: one outcome, and either of both", () => {
    const { violation, outcomes, states } = search({ masters: 3, asks: 1, crashes: 0, abort: false });
    expect([violation, [...outcomes].sort()]).toEqual([null, ALL]);
    expect(states).toBeGreaterThan(20_000);
  });

  test("[QRM-01] one and two masters, which ask twice, crash, and may be asked to abort", () => {
    for (const masters of [1, 2]) {
      const { violation, outcomes } = search({ masters, asks: 2, crashes: masters === 1 ? 1 : 0, abort: true });
      expect([masters, violation, [...outcomes].sort()]).toEqual([masters, null, ALL]);
    }
  });
});

describe("far beyond", () => {
  test.each([3, 4, 5])("[QRM-01] %s masters that ask and crash again and again, on drawn ways", (masters) => {
    const ways = fc.array(fc.nat(), { minLength: 200, maxLength: 200 });
    fc.assert(fc.property(ways, (picks) => wander({ masters, asks: 8, crashes: 4, abort: true }, picks) === null), { numRuns: 20 });
  });
});

describe("what is wrong is found", () => {
  test("[QRM-01] a master that forgets what it logged", () => {
    const forgetful = (record: DurableRecord, heard: Says): MasterOutcome => {
      if (heard.op === QRM_OP.RECOVER) record.loggedBallot = 0;
      return masterHears(record, heard);
    };
    expect(search({ masters: 3, asks: 1, crashes: 0, abort: false }, { ...RIGHT, hears: forgetful }).violation).not.toBeNull();
  });

  test("[QRM-01] a master that does not refuse a lower ballot", () => {
    const compliant = (record: DurableRecord, heard: Says): MasterOutcome => {
      if (heard.op === QRM_OP.LOG && heard.ballot < record.promised) record.promised = heard.ballot;
      return masterHears(record, heard);
    };
    expect(search({ masters: 3, asks: 1, crashes: 0, abort: false }, { ...RIGHT, hears: compliant }).violation).not.toBeNull();
  });

  test("[QRM-01] a coordinator that takes fewer than a majority for one", () => {
    class Hasty extends Coordinator {
      override hears(place: number, heard: Says): (typeof COORDINATOR_OUTCOME)[keyof typeof COORDINATOR_OUTCOME] {
        const all = 2 ** this.masters - 1;
        this.logged |= heard.decision === QRM_DECISION.COMMIT ? all & ~(1 << place) : 0;
        return super.hears(place, heard);
      }
    }
    expect(search({ masters: 3, asks: 1, crashes: 0, abort: false }, { ...RIGHT, coordinator: (masters) => new Hasty(masters, 1) }).violation).not.toBeNull();
  });

  test("[QRM-01] a coordinator that aborts by itself after it asked for the commit to be logged", () => {
    class Fickle extends Coordinator {
      override act(...args: Parameters<Coordinator["act"]>): ReturnType<Coordinator["act"]> {
        if (args[0] === "abort asked" && this.state === "logging") this.state = "preparing";
        return super.act(...args);
      }
    }
    expect(search({ masters: 3, asks: 0, crashes: 0, abort: true }, { ...RIGHT, coordinator: (masters) => new Fickle(masters, 1) }).violation).toBeNull();
    expect(search({ masters: 3, asks: 1, crashes: 0, abort: true }, { ...RIGHT, coordinator: (masters) => new Fickle(masters, 1) }).violation).not.toBeNull();
  });

  test("[QRM-01] an in-doubt master that aborts whatever was logged", () => {
    class Blind extends Recovery {
      override hears(place: number, heard: Says): ReturnType<Recovery["hears"]> {
        return super.hears(place, { ...heard, loggedBallot: 0, loggedDecision: QRM_DECISION.NONE });
      }
    }
    expect(search({ masters: 3, asks: 1, crashes: 0, abort: false }, { ...RIGHT, recovery: (masters, place) => new Blind(masters, place) }).violation).not.toBeNull();
  });
});
