import { expect, test } from "vitest";
import { takesShells } from "../node/shell/shell-right.ts";
import { RIGHT } from "../wire/constants.ts";
import { scenarioFromJson } from "./scenario.ts";
import { World } from "./world.ts";

function file(link: Readonly<Record<string, unknown>>, commands: readonly unknown[] = []): unknown {
  return { spanscope: 1, title: "T", summary: "S", seed: 1, topology: { nodes: [{ id: "A" }, { id: "B" }], links: [{ a: "A", b: "B", ...link }] }, commands };
}

/** What the two ends of a link grant in their AUTH, and what each was told that it may. */
function rights(json: unknown, link: number): number[] {
  const read = scenarioFromJson(json);
  if (!read.ok) throw new Error(read.error[0]!.message);
  const { nodes, links, masters, switches, seed, commands } = read.value;
  const world = new World({ nodes, links, masters, switches, seed, commands });
  while (world.nextTimeUs <= 100_000) world.step();
  return world.nodes.flatMap(({ protocol }) => [takesShells(protocol.core.links[link]!) ? RIGHT.DBG_SHELL : 0, protocol.core.links[link]!.rights]);
}

test("[LINK-02] [DBG-01] a scenario says which end takes shells from its neighbour; both do unless it says no", () => {
  const yes = RIGHT.DBG_SHELL;
  expect(rights(file({}), 0)).toEqual([yes, yes, yes, yes]);
  expect(rights(file({ shellA: false }), 0)).toEqual([0, yes, yes, 0]);
  expect(rights(file({ shellA: true, shellB: false }), 0)).toEqual([yes, 0, 0, yes]);
  const second = { at: 0, do: "addLink", link: { a: "A", b: "B", shellB: false } };
  expect(rights(file({}, [second]), 1)).toEqual([yes, 0, 0, yes]);
});

test("[LINK-02] what is neither true nor false is refused with its path", () => {
  const read = scenarioFromJson(file({ shellB: "no" }));
  expect(read).toMatchObject({ ok: false, error: [{ path: "topology.links[0].shellB", message: "expected true or false" }] });
});
