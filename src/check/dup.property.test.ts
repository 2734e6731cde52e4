/** DUP-01 and TX-08 over random meshes: whatever is cut, each end gets each element once and in order, and aborts only with the last copy. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { EVENT } from "../node/events.ts";
import type { Check } from "./check.ts";
import { allChecks } from "./checks.ts";
import { CheckedWorld, meshOf } from "./checks.testkit.ts";
import type { Seen } from "./seen.ts";

const END_US = 60_000_000;
const START_US = 1_000_000;

/** What the two ends took, by the length of each element, and how it ended. */
class Ends implements Check {
  readonly name = "ends";
  readonly claim = "For a test";
  readonly rules = [];
  readonly hears = { kinds: [], events: ["elementReceived", "transactionAborted", "transactionClosed", "transactionAccepted", "duplicateIgnored", "copyEnded", "violation"] } as const;
  readonly taken = new Map<string, number[]>();
  readonly told = new Map<string, number>();
  lostCopies = 0;

  observe(world: CheckedWorld["world"], at: Seen): void {
    const node = world.nodes[at.node]!.id;
    if (at.value === EVENT.elementReceived) this.taken.set(node, [...(this.taken.get(node) ?? []), at.eventValue]);
    if (at.value === EVENT.copyEnded && at.eventValue !== 0 && at.eventExtra > 0) this.lostCopies++;
    this.told.set(`${at.value} ${node}`, (this.told.get(`${at.value} ${node}`) ?? 0) + 1);
  }

  count(type: number, node: string): number {
    return this.told.get(`${type} ${node}`) ?? 0;
  }

  verdict() {
    return { state: "holds" as const, text: "" };
  }
}

const fault = fc.record({ atUs: fc.integer({ min: 0, max: 250_000 }), link: fc.nat(), how: fc.constantFrom("close", "close", "silent", "suspend"), heal: fc.boolean() });
const mesh = fc.record({
  seed: fc.nat(1_000_000),
  nodes: fc.integer({ min: 4, max: 8 }),
  more: fc.integer({ min: 1, max: 8 }),
  latencies: fc.array(fc.integer({ min: 500, max: 40_000 }), { minLength: 16, maxLength: 16 }),
  copies: fc.integer({ min: 2, max: 3 }),
  relaysMax: fc.integer({ min: 2, max: 3 }),
  plain: fc.array(fc.nat(15), { maxLength: 2 }),
  elements: fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 5 }),
  close: fc.boolean(),
  faults: fc.array(fault, { maxLength: 4 }),
});
type Drawn = typeof mesh extends fc.Arbitrary<infer Value> ? Value : never;

/** A talks to the last node; the k-th element is k bytes longer than the first. */
function runOf(drawn: Drawn): { readonly run: CheckedWorld; readonly ends: Ends; readonly target: string } {
  const count = Math.min((drawn.nodes * (drawn.nodes - 1)) / 2, drawn.nodes - 1 + drawn.more);
  const base = meshOf({ generate: `random:${drawn.nodes}:${count}` }, { seed: drawn.seed });
  const target = base.nodes.at(-1)!.id;
  const opener = base.nodes[0]!.id;
  const nodes = base.nodes.map(({ id }) => ({ id, ...(id === target || id === opener ? { role: "endpoint", pfs: [{ label: id }] } : {}) }));
  const links = base.links.map(({ a, b }, i) => ({ a, b, model: { latencyUs: drawn.latencies[i % 16] }, ...(drawn.plain.includes(i) ? { duplication: false } : {}) }));
  const commands: { readonly at: number }[] = [];
  const say = (at: number, command: object): unknown => commands.push({ at, ...command });
  say(START_US, { do: "open", as: "t", from: opener, to: target, text: "", copies: drawn.copies });
  for (const [k, atUs] of drawn.elements.toSorted((a, b) => a - b).entries()) say(START_US + 1 + atUs, { do: "send", transaction: "t", text: "x".repeat(k + 1) });
  if (drawn.close) say(START_US + 200_002, { do: "close", transaction: "t" });
  for (const { atUs, link, how, heal } of drawn.faults) {
    const { id } = base.links[link % base.links.length]!;
    say(START_US + atUs, { do: "cut", link: id, how });
    if (heal) say(START_US + atUs + 300_000, { do: "heal", link: id });
  }
  const scenario = meshOf({ nodes, links }, { seed: drawn.seed, switches: { duplication: true, relaysMax: drawn.relaysMax }, commands });
  const ends = new Ends();
  const run = new CheckedWorld(scenario, undefined, [...allChecks(scenario.switches), ends]).runTo(END_US).quiet();
  return { run, ends, target };
}

test("[DUP-01] [TX-08] each element reaches each end once and in order, an abort comes only with the last copy", () => {
  let opened = 0;
  let survived = 0;
  let ignored = 0;
  fc.assert(
    fc.property(mesh, (drawn) => {
      const { run, ends, target } = runOf(drawn);
      expect(run.checks.verdicts().filter(({ verdict }) => verdict.state === "violated")).toEqual([]);
      const named = run.world.transactions.get("t");
      if (!named?.openerRef) return; // not so many ways
      const opener = run.world.nodes[named.opener]!.id;
      opened++;
      const sent = [1, ...drawn.elements.map((_, k) => k + 2)];
      const [there, back] = [ends.taken.get(target) ?? [], ends.taken.get(opener) ?? []];
      expect(there).toEqual(sent.slice(0, there.length));
      expect(back).toEqual(sent.slice(0, back.length));
      expect(ends.count(EVENT.violation, opener) + ends.count(EVENT.violation, target)).toBe(0);
      expect(ends.count(EVENT.transactionAccepted, target)).toBeLessThanOrEqual(1);
      const aborted = ends.count(EVENT.transactionAborted, opener) + ends.count(EVENT.transactionAborted, target) > 0;
      if (!aborted && ends.count(EVENT.transactionClosed, opener) > 0) expect([there, back]).toEqual([sent, sent]);
      if (!aborted && ends.lostCopies > 0) survived++;
      ignored += ends.count(EVENT.duplicateIgnored, target);
    }),
    { numRuns: 250, seed: 20 },
  );
  // What exercised nothing proves nothing.
  expect(opened).toBeGreaterThan(100);
  expect(survived).toBeGreaterThan(20);
  expect(ignored).toBeGreaterThan(100);
}, 60_000);
