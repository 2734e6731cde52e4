import { describe, expect, test } from "vitest";
import type { Outcome } from "../hunt/hunt-case.ts";
import { huntSeed } from "../hunt/seed-record.ts";
import { atViolation } from "../hunt/shrink/moment.ts";
import { Run } from "../run/run.ts";
import { sharedRunFromText } from "../run/share/shared-run.ts";
import { scenarioFromText, scenarioFromTopologyText, scenarioToFile, type Scenario } from "../sim/scenario.ts";
import { standingScenario } from "../run/standing-scenario.ts";
import type { VariantName } from "../node/variants.ts";
import { HuntHost } from "./host-hunt.ts";
import { FakeScheduler } from "./host.testkit.ts";
import type { FromHunter, ToHunter } from "./hunt-messages.ts";

function lab(topology: string, variants: readonly VariantName[] = []): { readonly scenario: Scenario; readonly json: string } {
  const read = scenarioFromTopologyText(topology, 1);
  if (!read.ok) throw new Error(topology);
  const scenario = standingScenario(new Run(read.value), variants);
  return { scenario, json: JSON.stringify(scenarioToFile(scenario)) };
}

function huntSeedOf(seed: number, scenario: Scenario, variant: VariantName): Pick<Outcome, "violation" | "digest" | "tally"> {
  const { violation, digest, tally } = huntSeed(seed, { scenario, variants: [variant] });
  return { violation, digest, tally };
}

/** A hunt worker, its clock, and all it said. */
class HuntRig {
  readonly scheduler: FakeScheduler;
  readonly said: FromHunter[] = [];
  readonly host: HuntHost;

  /** `lookMs`: what a look at the clock costs, and so an execution */
  constructor(lookMs = 5) {
    this.scheduler = new FakeScheduler(lookMs);
    this.host = new HuntHost((message) => this.said.push(structuredClone(message)), this.scheduler);
  }

  ask(...requests: readonly ToHunter[]): this {
    for (const request of requests) this.host.receive(structuredClone(request));
    return this;
  }

  all<T extends FromHunter["type"]>(type: T): Extract<FromHunter, { type: T }>[] {
    return this.said.filter((one): one is Extract<FromHunter, { type: T }> => one.type === type);
  }

  firstViolated(): Outcome {
    for (let seed = 1; seed < 20; seed++) {
      const found = this.ask({ type: "case", seed }).outcomes().at(-1)!;
      if (found.state === "violated") return found;
    }
    throw new Error("no seed below 20 is violated");
  }

  outcomes(): Outcome[] {
    return this.all("outcome").map(({ outcome }) => outcome);
  }
}

describe("the hunt worker of the page", () => {
  test("has for each seed the outcome that the terminal's way to hunt on that file has", () => {
    const { json } = lab("ring:3");
    const rig = new HuntRig().ask({ type: "begin", json }, { type: "case", seed: 2 }, { type: "case", seed: 5 });
    const read = scenarioFromText(json);
    const other = [2, 5].map((seed) => huntSeed(seed, { scenario: read.ok ? read.value : null, variants: [] }));
    expect(rig.outcomes()).toEqual(other);
    expect(rig.outcomes().map(({ state, digest }) => [state, digest.length])).toEqual([["holds", 16], ["holds", 16]]);
  });

  test("tells every second or so that a case goes on", () => {
    const { json } = lab("ring:3");
    expect(new HuntRig(0.01).ask({ type: "begin", json }, { type: "case", seed: 2 }).all("beat").length).toBeLessThan(2);
    const slow = new HuntRig(400).ask({ type: "begin", json }, { type: "case", seed: 2 });
    expect(slow.all("beat").length).toBeGreaterThan(1);
    expect(slow.said.at(-1)!.type).toBe("outcome");
  });

  test("a variant turned on in the lab is the same hunt as the flag of the terminal", () => {
    const plain = lab("ring:3");
    const varied = lab("ring:3", ["early-spanid"]);
    const rig = new HuntRig().ask({ type: "begin", json: varied.json }, { type: "case", seed: 3 });
    const [{ violation, digest, tally }] = rig.outcomes() as [Outcome];
    expect({ violation, digest, tally }).toEqual(huntSeedOf(3, plain.scenario, "early-spanid"));
  });

  test("shrinks what it found, tells how far it is, and what is left stops at the violation", () => {
    const { json } = lab("ring:4", ["early-spanid"]);
    const rig = new HuntRig().ask({ type: "begin", json });
    const { seed, violation } = rig.firstViolated();
    rig.ask({ type: "shrink", seed, check: violation!.check, text: violation!.text });
    rig.scheduler.pass(1_000_000);
    const told = rig.all("shrinking").map(({ shrinking }) => shrinking);
    const [{ shrunk }] = rig.all("shrunk") as [Extract<FromHunter, { type: "shrunk" }>];
    expect(told.length).toBeGreaterThan(2);
    expect(told.map(({ commands }) => commands)).toEqual(told.map(({ commands }) => commands).toSorted((a, b) => b - a));
    expect(shrunk).toMatchObject({ isComplete: true, from: { commands: told[0]!.commands } });
    expect(shrunk.commands).toBeLessThan(shrunk.from.commands / 2);
    const shared = sharedRunFromText(shrunk.files!.sharedJson, []);
    if (!shared.ok) throw new Error(JSON.stringify(shared.error));
    const { scenario, endUs } = shared.value.file;
    const run = atViolation({ seed, scenario, form: "", faultsEndUs: 0, boundUs: 0, endUs }, violation!.check);
    expect([run.nowUs, run.digest]).toEqual([shrunk.files!.atUs, shared.value.file.digest]);
  });

  test("tells every second or so that an execution goes on while it shrinks, too, and what the smallest case is made of", () => {
    const { json } = lab("ring:4", ["early-spanid"]);
    const rig = new HuntRig(400).ask({ type: "begin", json });
    const { seed, violation } = rig.firstViolated();
    rig.ask({ type: "shrink", seed, check: violation!.check, text: violation!.text });
    const before = rig.all("beat").length;
    rig.scheduler.pass(1);
    const inFirst = rig.all("beat").length;
    expect(inFirst).toBeGreaterThan(before);
    rig.ask({ type: "enough" });
    expect(rig.all("beat").length, "the smallest is executed again for its sentence and its files").toBeGreaterThan(inFirst + 1);
    expect(rig.said.at(-1)!.type).toBe("shrunk");
  });

  test("stops shrinking when it is told that it is enough, and has the smallest so far", () => {
    const { json } = lab("ring:4", ["early-spanid"]);
    const rig = new HuntRig(60).ask({ type: "begin", json });
    const { seed, violation } = rig.firstViolated();
    rig.ask({ type: "shrink", seed, check: violation!.check, text: violation!.text });
    const left = (): number => rig.all("shrinking").at(-1)!.shrinking.commands;
    for (const from = left(); left() === from; ) rig.scheduler.pass(300);
    expect(rig.all("shrunk")).toEqual([]);
    rig.ask({ type: "enough" });
    const [{ shrunk }] = rig.all("shrunk") as [Extract<FromHunter, { type: "shrunk" }>];
    expect(shrunk).toMatchObject({ isComplete: false, text: expect.stringMatching(/./) as string });
    expect(shrunk.commands).toBeLessThan(shrunk.from.commands);
    rig.scheduler.pass(1_000_000);
    expect(rig.all("shrunk"), "it is over").toHaveLength(1);
  });

  test("refuses what is no scenario, and does nothing with what is no request", () => {
    const rig = new HuntRig().ask({ type: "case", seed: 1 }, { type: "enough" });
    for (const junk of [null, 7, {}, { type: "case", seed: -1 }, { type: "case", seed: "1" }, { type: "begin", json: 3 }, { type: "shrink", seed: 1, check: 3, text: "" }]) rig.host.receive(junk);
    expect(rig.said).toEqual([]);
    rig.ask({ type: "begin", json: '{"spanscope": 1, "title": "x"}' });
    expect(rig.all("refused")[0]!.errors.length).toBeGreaterThan(0);
    expect(rig.ask({ type: "case", seed: 1 }).outcomes()).toEqual([]);
  });
});
