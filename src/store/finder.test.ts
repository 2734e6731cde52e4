import { describe, expect, test } from "vitest";
import type { HunterListener } from "../port/hunt-client.ts";
import type { CaseOutcome, ShrunkCase, ToHunter } from "../port/hunt-messages.ts";
import { createFinder, FINDER_BEAT_MS, SILENT_BEATS_MAX } from "./finder.ts";

const TALLY = { steps: 10, rows: 10, messages: 7, bytes: 700, simulatedUs: 1_000_000, transactions: 3, faults: { crash: 2 }, rules: ["TX-01"], rulesJudged: [], quietUs: 5 };

function outcome(seed: number, state: CaseOutcome["state"] = "holds"): CaseOutcome {
  const violation = state === "violated" ? { check: "in-order", text: "wrong", row: 3, atUs: 4 } : null;
  return { seed, state, violation, why: state === "unknown" ? "no fault hit anything" : "", digest: "", judged: [{ check: "in-order", state, count: state === "holds" ? 4 : 0 }], tally: TALLY, nodes: 3, links: 3, boundUs: 1, faultsEndUs: 1, features: [], print: "" };
}

const SHRUNK: ShrunkCase = { commands: 2, nodes: 2, links: 1, from: { commands: 20, nodes: 4, links: 4 }, runs: 30, isComplete: true, text: "wrong", scenario: "{}", files: null };

/** A finder whose workers are played by the test. */
class Rig {
  readonly workers: { readonly listener: HunterListener; readonly asked: ToHunter[]; ended: boolean }[] = [];
  readonly beats: (() => void)[] = [];
  readonly waitsMs: number[] = [];
  nowMs = 0;
  readonly finder;

  constructor(hunters: number) {
    this.finder = createFinder({
      hunters,
      nowMs: () => this.nowMs,
      later: (ms, then) => {
        this.waitsMs.push(ms);
        this.beats.push(then);
      },
      open: (listener) => {
        const worker = { listener, asked: [] as ToHunter[], ended: false };
        this.workers.push(worker);
        return { ask: (what) => worker.asked.push(what), end: () => (worker.ended = true) };
      },
    });
  }

  begin(first: number, last: number): this {
    this.finder.begin({ json: "{}", first, last });
    for (const { listener } of this.workers) listener.said({ type: "ready", checks: [{ name: "in-order", claim: "In order" }] });
    return this;
  }

  /** The seed that a worker was given last. */
  seedOf(worker: number): number | null {
    const last = this.workers[worker]!.asked.at(-1)!;
    return last.type === "case" ? last.seed : null;
  }

  done(worker: number, state?: CaseOutcome["state"]): void {
    this.workers[worker]!.listener.said({ type: "outcome", outcome: outcome(this.seedOf(worker)!, state) });
  }

  get state() {
    return this.finder.store.getState();
  }
}

describe("find me a failure", () => {
  test("seeds are handed out in their order, and when all of them hold, that is what came out", () => {
    const rig = new Rig(2).begin(5, 7);
    expect([rig.seedOf(0), rig.seedOf(1)]).toEqual([5, 6]);
    rig.done(1);
    expect(rig.seedOf(1)).toBe(7);
    rig.done(0);
    expect(rig.state.phase).toBe("hunting");
    rig.done(1);
    expect(rig.state).toMatchObject({ phase: "over", end: "held", tally: { cases: 3, held: 3, unproven: 0, messages: 21, simulatedUs: 3_000_000, faultCount: 6, faults: [{ kind: "crash", count: 6, cases: 3 }], checks: [{ name: "in-order", judged: 12, cases: 3 }], rules: [{ rule: "TX-01", cases: 3 }] } });
    expect(rig.workers.map(({ ended }) => ended)).toEqual([true, true]);
  });

  test("the first seed that fails is found, however many workers there are: earlier ones are finished, later ones given up", () => {
    const rig = new Rig(3).begin(1, 100);
    rig.done(2, "violated"); // seed 3
    expect(rig.state).toMatchObject({ phase: "hunting", found: null });
    expect(rig.workers[2]!.asked).toHaveLength(2);
    rig.done(0); // seed 1
    rig.done(1, "violated"); // seed 2
    expect(rig.state).toMatchObject({ phase: "shrinking", found: { seed: 2 } });
    const shrinks = rig.workers.flatMap(({ asked }) => asked.filter(({ type }) => type === "shrink"));
    expect(shrinks).toEqual([{ type: "shrink", seed: 2, check: "in-order", text: "wrong" }]);
    const [left] = rig.workers.filter(({ ended }) => !ended);
    left!.listener.said({ type: "shrinking", shrinking: { commands: 9, nodes: 3, links: 3, runs: 4, runsMax: 1_500, pass: "nodes" } });
    rig.finder.enough();
    expect(left!.asked.at(-1)).toEqual({ type: "enough" });
    left!.listener.said({ type: "shrunk", shrunk: SHRUNK });
    expect(rig.state).toMatchObject({ phase: "over", end: "found", shrunk: { commands: 2 } });
    expect(rig.workers.every(({ ended }) => ended)).toBe(true);
  });

  test("a later seed that is still executed does not keep the found one waiting", () => {
    const rig = new Rig(2).begin(1, 100);
    rig.done(0, "violated");
    expect(rig.state).toMatchObject({ phase: "shrinking", found: { seed: 1 } });
    expect(rig.workers.map(({ ended }) => ended)).toEqual([false, true]);
  });

  test("it can be cancelled at any time: nobody works on, and what was counted is kept", () => {
    const rig = new Rig(1).begin(1, 100);
    rig.done(0);
    rig.finder.cancel();
    expect(rig.state).toMatchObject({ phase: "over", end: "cancelled", tally: { cases: 1 } });
    expect(rig.workers[0]!.ended).toBe(true);
    rig.finder.cancel();
    rig.finder.enough();
    expect(rig.state.end).toBe("cancelled");
  });

  test("what fails is told, and what was found before is not lost by it", () => {
    const refused = new Rig(1).begin(1, 2);
    refused.workers[0]!.listener.said({ type: "refused", errors: [{ path: "topology", message: "expected nodes" }] });
    expect(refused.state).toMatchObject({ end: "failed", trouble: "topology: expected nodes" });
    const lost = new Rig(1).begin(1, 2);
    lost.workers[0]!.listener.lost("no memory");
    expect(lost.state).toMatchObject({ end: "failed", trouble: "no memory" });
    const found = new Rig(1).begin(1, 2);
    found.done(0, "violated");
    found.workers[0]!.listener.said({ type: "failed", message: "an assert" });
    expect(found.state).toMatchObject({ end: "found", found: { seed: 1 }, trouble: "an assert" });
    const gone = new Rig(1).begin(1, 2);
    gone.done(0, "violated");
    gone.workers[0]!.listener.lost("no memory");
    expect(gone.state).toMatchObject({ end: "found", found: { seed: 1 }, trouble: "no memory" });
  });

  test("is shown at a beat, not with every case, and a case that proves nothing is counted apart", () => {
    const rig = new Rig(1).begin(1, 100);
    let shown = 0;
    rig.finder.store.subscribe(() => shown++);
    for (let i = 0; i < 40; i++) rig.done(0, i === 7 ? "unknown" : "holds");
    expect(shown).toBe(0);
    rig.nowMs = 500;
    rig.beats.shift()!();
    expect(shown).toBe(1);
    expect(rig.state).toMatchObject({ huntedMs: 500, tally: { cases: 40, held: 39, unproven: 1, whys: ["no fault hit anything"] }, hunters: [{ seed: 41, cases: 40 }] });
    expect(rig.beats).toHaveLength(1);
    expect(rig.waitsMs).toEqual([FINDER_BEAT_MS, FINDER_BEAT_MS]);
  });
});

describe("a worker that does not come back from a case", () => {
  function pass(rig: Rig, beats: number): void {
    for (let i = 0; i < beats && rig.beats.length > 0; i++) rig.beats.shift()!();
  }

  test("is ended after two minutes of beats, and its seed is the failure; what comes before it is finished first", () => {
    const rig = new Rig(2).begin(1, 10);
    pass(rig, SILENT_BEATS_MAX - 1);
    rig.workers[0]!.listener.said({ type: "beat" });
    pass(rig, 1);
    expect([rig.workers.map(({ ended }) => ended), rig.state.phase, rig.state.hunters.length]).toEqual([[false, true], "hunting", 1]);
    rig.done(0);
    const { phase, end, found, tally } = rig.state;
    expect([phase, end, found?.seed, found?.violation, tally.cases, tally.violated]).toEqual(["over", "found", 2, { check: "hangs", text: "no step of the engine came to its end for 120 s, and its worker was ended", row: 0, atUs: 0 }, 2, 1]);
    expect(rig.workers.flatMap(({ asked }) => asked.filter(({ type }) => type === "shrink"))).toEqual([]);
  });

  test("does not hide a failure before it, which is made smaller by another", () => {
    const rig = new Rig(3).begin(1, 10);
    rig.workers[0]!.listener.said({ type: "beat" });
    pass(rig, SILENT_BEATS_MAX / 2);
    rig.workers[0]!.listener.said({ type: "beat" });
    pass(rig, SILENT_BEATS_MAX / 2);
    expect(rig.workers.map(({ ended }) => ended)).toEqual([false, true, true]);
    rig.done(0, "violated");
    expect([rig.state.phase, rig.state.found?.seed, rig.workers[0]!.asked.at(-1)?.type]).toEqual(["shrinking", 1, "shrink"]);
  });

  test("one alone is the end of the hunt", () => {
    const rig = new Rig(1).begin(4, 5);
    pass(rig, SILENT_BEATS_MAX);
    expect([rig.state.phase, rig.state.end, rig.state.found?.seed, rig.workers[0]!.ended]).toEqual(["over", "found", 4, true]);
  });

  test("nor from making one smaller is ended as well, and what was found stays found", () => {
    const rig = new Rig(1).begin(4, 5);
    pass(rig, SILENT_BEATS_MAX - 1);
    rig.done(0, "violated");
    // Two minutes from its last word, whatever it was silent at the case.
    for (const word of [{ type: "beat" }, { type: "shrinking", shrinking: { commands: 3, nodes: 2, links: 1, runs: 5, runsMax: 1_500, pass: "nodes" } }] as const) {
      pass(rig, SILENT_BEATS_MAX - 1);
      expect([rig.state.phase, rig.workers[0]!.ended]).toEqual(["shrinking", false]);
      rig.workers[0]!.listener.said(word);
    }
    rig.finder.enough();
    pass(rig, SILENT_BEATS_MAX);
    const { phase, end, found, shrunk, trouble, stopping } = rig.state;
    expect([phase, end, found?.seed, found?.violation?.check, shrunk, stopping]).toEqual(["over", "found", 4, "in-order", null, false]);
    expect(trouble).toBe("It was not made smaller: no step of the engine came to its end for 120 s, and its worker was ended.");
    expect([rig.workers[0]!.ended, rig.beats.length]).toEqual([true, 0]);
  });

  test("while a worker waits for a case it is let be", () => {
    const rig = new Rig(2).begin(4, 5);
    rig.done(1);
    for (let i = 0; i < 3; i++) {
      pass(rig, SILENT_BEATS_MAX - 1);
      rig.workers[0]!.listener.said({ type: "beat" });
    }
    expect([rig.state.phase, rig.workers.map(({ ended }) => ended)]).toEqual(["hunting", [false, false]]);
  });
});
