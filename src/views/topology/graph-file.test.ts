import { expect, test } from "vitest";
import { openFile } from "./graph-file.ts";
import { SHAPES, topologyText } from "./shapes.ts";

test("a graph becomes a scenario, a scenario and a run file stay, and what is neither says where", async () => {
  const graph = await openFile("ring.dot", "graph { a -- b }", 7);
  expect(graph.ok && "json" in graph.source && JSON.parse(graph.source.json)).toMatchObject({ spanscope: 1, seed: 7, topology: { nodes: [{ id: "a" }, { id: "b" }] } });
  const scenario = '{ "spanscope": 1 }';
  expect(await openFile("s.json", scenario, 7)).toEqual({ ok: true, source: { json: scenario } });
  expect(await openFile("bad.graphml", "<graphml><graph><edge source='a' target='b'/></graph></graphml>", 7)).toMatchObject({ ok: false, path: expect.stringContaining("line 1") });
  expect(await openFile("run.json", '{\n "spanscopeRun": 1 }', 7)).toEqual({ ok: true, source: { json: '{\n "spanscopeRun": 1 }' } });
});

test("a shape and its numbers read as the engine writes them", () => {
  const grid = SHAPES.find(({ name }) => name === "grid")!;
  expect(topologyText(grid, [3, 2])).toBe("grid:3:2");
  expect(topologyText(grid, [])).toBe("grid:5:4");
  expect(SHAPES.filter(({ numbers }) => numbers.length === 0).map((shape) => topologyText(shape, []))).toEqual(["abilene", "geant"]);
});
