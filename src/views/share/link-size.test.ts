import { describe, expect, test } from "vitest";
import { LIMITS } from "../../base/limits.ts";
import { packed } from "./link-codec.ts";

/** The figures of docs/sharing.md: a run file as the worker writes it, and what a command or a node more costs. */
function runOf(scenario: unknown, commands: readonly unknown[]): string {
  const head = { spanscopeRun: 1, engine: "3", seed: 7, steps: 4_211, endUs: 8_104_318, digest: "d4760f2739c099a7" };
  return JSON.stringify({ ...head, commands, rows: 12_408, branch: { name: "main", leftRow: null, parent: null }, place: { row: 12_408, live: true }, watch: { inspect: { kind: "link", link: "B-C" }, pfs: "pfsD" }, speed: 20_000, scenario });
}

/** Commands at places that do not follow from each other, as a visitor gives them. */
function commandsOf(count: number): unknown[] {
  const links = ["A-B", "B-C", "C-D", "D-E", "E-F", "A-E"];
  let atUs = 70_345;
  let afterSteps = 120;
  return Array.from({ length: count }, (_, i) => {
    atUs += 40_000 + ((i * 7_919_111) % 300_007);
    afterSteps += 30 + ((i * 6_101) % 397);
    const link = links[(i * 5) % links.length];
    return i % 2 === 0 ? { at: atUs, afterSteps, do: "cut", link, how: "close" } : { at: atUs, afterSteps, do: "heal", link };
  });
}

const LIBRARY = { library: "spans-find-every-host", print: "1a2b3c4d" };

/** A graph of somebody's own: names, two links a node. */
function graphOf(nodes: number): unknown {
  const name = (i: number): string => `host-${(i * 2_654_435_761) % 99_991}`;
  const model = { mode: "stream", latencyUs: 1_000, jitterUs: 0, bandwidthBytesPerS: 0, lossPerMillion: 0, corruptPerMillion: 0, duplicatePerMillion: 0, reorderPerMillion: 0, reorderUs: 0 };
  const link = (a: number, b: number): unknown => ({ a: name(a % nodes), b: name(b % nodes), id: `${name(a % nodes)}-${name(b % nodes)}`, model });
  const topology = { nodes: Array.from({ length: nodes }, (_, i) => ({ id: name(i), pfs: [{ label: name(i) }] })), links: Array.from({ length: nodes }, (_, i) => [link(i, i + 1), link(i, i * 7 + 3)]).flat() };
  return { spanscope: 1, title: "mine", summary: "A file", seed: 1, topology, until: "quiet", view: { speed: "1/50" }, expect: [] };
}

async function charsOf(scenario: unknown, commands: readonly unknown[] = []): Promise<number> {
  return (await packed(runOf(scenario, commands))).length;
}

describe("a link", () => {
  test("of a scenario of the library is short, and a command costs little", async () => {
    const bare = await charsOf(LIBRARY);
    const many = await charsOf(LIBRARY, commandsOf(400));
    expect(bare).toBeLessThan(400);
    expect((many - bare) / 400).toBeLessThan(24);
    expect(await charsOf(LIBRARY, commandsOf(600))).toBeLessThan(LIMITS.linkCharsMax);
    expect(await charsOf({ topology: "ring:1000", seed: 1 })).toBeLessThan(400);
  });

  test("of a graph of one's own costs so much for each node", async () => {
    const small = await charsOf(graphOf(50));
    const large = await charsOf(graphOf(350));
    expect((large - small) / 300).toBeLessThan(40);
    expect(large).toBeLessThan(LIMITS.linkCharsMax);
  });
});
