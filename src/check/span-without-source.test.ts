import { describe, expect, test } from "vitest";
import { SPAN_KIND } from "../node/span-table.ts";
import { HANDLE } from "../node/core.ts";
import { linkSpace } from "../node/transactions.ts";
import { CheckedWorld, meshOf } from "./checks.testkit.ts";

const NAME = "span-without-source";
/** A line A-B-C-D, and traffic that never lets it be quiet. */
const BUSY = meshOf({ generate: "line:4" }, { until: "60s", commands: [{ at: "500ms", do: "generate", as: "load", from: ["B"], to: ["C"], everyUs: 200_000, bytes: 8, service: "echo", holdUs: 0 }] });
/** 10 s until a loss is noticed, then 18 hops of 1 ms and a hold of 1 ms. */
const BOUND = "10.036\u202f000 s after the last change (10 s until a loss is noticed, then at most 18 hops of 2 ms)";

describe("[SPAN-03] [SPAN-08] a SPAN does not outlive its source for long", () => {
  test("the bound is computed and told; all is followed while traffic goes on, and once quiet", () => {
    const run = new CheckedWorld(BUSY).runTo(9_000_000);
    expect(run.verdict(NAME)).toEqual({ state: "unknown", text: expect.stringContaining("never left alone for so long") });
    expect(run.runTo(12_000_000).verdict(NAME)).toMatchObject({ state: "holds", text: `12 open SPANs followed to the node that announces them, not later than ${BOUND}` });
    const quiet = new CheckedWorld(meshOf({ generate: "ring:6" })).runTo(4_000_000).quiet();
    expect(quiet.verdict(NAME).state).toBe("holds");
  });

  test("an announcement that is not taken back is noticed when its time is over, and not before", () => {
    const run = new CheckedWorld(BUSY).runTo(5_000_000);
    run.world.nodes[0]!.protocol.core.pfs.own.length = 0;
    expect(run.runTo(9_900_000).verdict(NAME).state).toBe("unknown");
    expect(run.runTo(11_000_000).verdict(NAME)).toMatchObject({ state: "violated", text: expect.stringMatching(/^B keeps a SPAN of A on A-B that nobody announces any more, later than 10\.036\u202f000 s after the last change/) });
  });

  test("a SPAN that its sender forgot is noticed", () => {
    const run = new CheckedWorld(BUSY).runTo(5_000_000);
    const { core } = run.world.nodes[1]!.protocol;
    for (let row = 0; row < core.spans.extent; row++) {
      if (core.spans.kind(row) !== SPAN_KIND.sent || core.spans.other(row) < 0) continue;
      core.index.delete(linkSpace(core.spans.link(row), true), core.spans.msgidHi(row), core.spans.msgidLo(row));
      break;
    }
    expect(HANDLE.span).toBe(0);
    expect(run.runTo(11_000_000).verdict(NAME).text).toMatch(/^[AC] keeps a SPAN of [A-D] on .* that B has not open/);
  });

  test("[SPAN-04] SPANs that stand for nothing but each other are noticed", () => {
    const run = new CheckedWorld(meshOf({ generate: "line:3", offers: ["A"] }, { switches: { splitHorizon: false } })).runTo(4_000_000);
    const { core } = run.world.nodes[1]!.protocol;
    const [entry] = [...core.pfs.entries()];
    const fromA = entry!.first;
    const fromC = core.spans.next(fromA);
    // What B relays to C stands for what C relays to B.
    const toC = core.links.length - 1;
    let relay = core.spans.other(fromA);
    while (core.spans.link(relay) !== toC) relay = core.spans.next(relay);
    core.spans.unlinkRelay(relay);
    core.spans.linkRelay(relay, fromC);
    expect(run.quiet().verdict(NAME).text).toMatch(/stands for nothing but its own echo/);
  });

  test("[SPAN-04] without a maximum distance there is no bound, and it says so", () => {
    const run = new CheckedWorld(meshOf({ generate: "line:3" }, { switches: { distanceMax: 0x7fff_ffff } })).runTo(30_000_000);
    expect(run.verdict(NAME)).toEqual({ state: "unknown", text: "there is no maximum distance, and so no bound for how long a SPAN may live on as its own echo" });
  });

  test("[LINK-03] where no loss is ever noticed, what crosses the cut is left out", () => {
    const scenario = { ...BUSY, switches: { ...BUSY.switches, lossUs: 0 } };
    const run = new CheckedWorld(scenario).runTo(1_000_000);
    run.world.apply({ do: "cut", link: "A-B", how: "silent" });
    expect(run.runTo(5_000_000).verdict(NAME)).toMatchObject({ state: "holds", text: expect.stringMatching(/not judged: A-B is cut, and an end of it never looks for a loss$/) });
  });

  test("[LINK-07] a far link that comes and goes, a node that dies unheard, a maximum that is reached: it holds", () => {
    const commands = [{ at: "1s", do: "powerLoss", node: "A" }, { at: "2s", do: "cut", link: "C-D", how: "suspend" }, { at: "14s", do: "resumeAll" }, { at: "15s", do: "withdraw", node: "D", pfs: "D" }];
    const run = new CheckedWorld(meshOf({ generate: "ring:7" }, { until: "60s", commands: [...commands, { at: "500ms", do: "generate", as: "load", from: ["B"], to: ["C"], everyUs: 200_000, bytes: 8, service: "echo", holdUs: 0 }], switches: { splitHorizon: false } })).runTo(40_000_000);
    expect(run.verdict(NAME).state).toBe("holds");
    expect(run.verdict(NAME).judged).toBeGreaterThan(50);
  });
});
