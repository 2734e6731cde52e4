import { describe, expect, test } from "vitest";
import type { Command } from "../sim/commands.ts";
import { applied, ranTo, TALK, type TestFile } from "./run.testkit.ts";

/** Speed 1/100: a sentence stays 18 ms of simulated time. */
const PACING = { playing: true, speedUsPerS: 10_000, behind: false };

function watched(atUs: number, file: TestFile = {}) {
  const { run, frames } = ranTo(atUs, { hint: "Click a link to cut it.", latencyUs: 5_000, ...file });
  return {
    run,
    caption: (): string => {
      frames.catchUp();
      return frames.build(PACING).caption;
    },
    /** captions at every millisecond of so many, each once */
    captions(ms: number): string[] {
      const seen: string[] = [];
      for (let i = 0; i < ms; i++) {
        run.advanceTo(run.nowUs + 1_000);
        const caption = this.caption().replace(/[\d.]+ (µs|ms|s) ago/, "… ago");
        if (seen.at(-1) !== caption) seen.push(caption);
      }
      return seen;
    },
  };
}

describe("captions", () => {
  test("the hint, until somebody does something", () => {
    const made = watched(100);
    expect(made.caption()).toBe("Click a link to cut it.");
    expect(made.captions(200)).toEqual(["Click a link to cut it."]);
    applied(made.run, { do: "setWeight", link: "A-B", node: "A", weight: 2 });
    expect(made.caption()).not.toBe("Click a link to cut it.");
  });

  test("what the scenario does is told, then the hint comes back", () => {
    const made = watched(100, { commands: [{ at: "150ms", do: "open", as: "talk", from: "A", to: "pfsD", text: "x" }] });
    const seen = made.captions(400);
    expect(seen[0]).toBe("Click a link to cut it.");
    expect(seen[1]).toBe("A opened transaction talk to pfsD … ago. It keeps the path it takes now.");
    expect(seen[2]).toBe("D has accepted transaction talk: it is open at both ends.");
    expect(seen.at(-1)).toBe("Click a link to cut it.");
  });

  test("a cut is told at once, with how long ago; the aborts when there was time to read it, then how it settled", () => {
    const made = watched(150_000);
    applied(made.run, TALK);
    made.run.advanceTo(180_000);
    applied(made.run, { do: "cut", link: "B-C", how: "close" });
    made.run.advanceTo(183_000);
    expect(made.caption()).toBe("Link B–C was cut 3 ms ago. Watch the abort travel both ways.");
    const seen = made.captions(150);
    expect(seen.slice(0, 4)).toEqual([
      "Link B–C was cut … ago. Watch the abort travel both ways.",
      "A's transaction talk to pfsD is aborted: link lost.",
      "The abort of transaction talk has reached its target D: link lost.",
      expect.stringMatching(/^Settled [\d.]+ ms after the cut of B–C: every span has found its way\.$/),
    ]);
  });

  test("each stays long enough to be read, in simulated time", () => {
    const made = watched(150_000);
    applied(made.run, TALK);
    made.run.advanceTo(180_000);
    applied(made.run, { do: "cut", link: "B-C", how: "close" });
    const since = new Map<string, number>();
    for (let i = 0; i < 100; i++) {
      made.run.advanceTo(made.run.nowUs + 1_000);
      const kind = made.caption().slice(0, 12);
      since.set(kind, (since.get(kind) ?? 0) + 1);
    }
    for (const shownMs of since.values()) expect(shownMs).toBeGreaterThanOrEqual(17);
  });

  test.each<[Command, string]>([
    [{ do: "cut", link: "A-E", how: "close" }, "Link A–E was cut 2 ms ago. Watch the spans that came over it being taken back."],
    [{ do: "cut", link: "A-E", how: "silent" }, "Link A–E went silent 2 ms ago. Nobody knows until nothing was heard for 10 s."],
    [{ do: "cut", link: "A-E", how: "suspend" }, "Link A–E is suspended for 2 ms. Its bytes wait; heal it before 10 s and nothing is lost."],
    [{ do: "crash", node: "C" }, "C crashed 2 ms ago. Its neighbours take back what they heard from it."],
    [{ do: "powerLoss", node: "C" }, "C lost its power 2 ms ago. Its neighbours do not know yet."],
    [{ do: "isolate", node: "C" }, "C was isolated 2 ms ago: all its links are suspended."],
    [{ do: "withdraw", node: "D", pfs: "pfsD" }, "D withdrew pfsD 2 ms ago. Watch its spans close."],
    [{ do: "announce", node: "C", pfs: { label: "new" } }, "C offers new since 2 ms. Watch the announcement spread."],
    [{ do: "resumeAll" }, "Every cut was healed 2 ms ago. Watch the spans come back."],
  ])("%j", (command, caption) => {
    const made = watched(150_000);
    applied(made.run, command);
    made.run.advanceTo(152_000);
    expect(made.caption()).toBe(caption);
  });

  test("a violation names the rule", () => {
    const made = watched(150_000);
    applied(made.run, { do: "inject", link: "A-B", from: "A", bytes: "00".repeat(64), how: "raw" });
    made.run.advanceTo(156_000);
    expect(made.caption()).toBe("B could not read what came from A: the magic is wrong: this is not the start of a message. It has killed the link.");
  });
});
