import { expect, test } from "vitest";
import type { TopologyView } from "../../port/messages.ts";
import { chosenColumns, columnsAround, columnsThere, COLUMNS_AUTO_MAX, droppedOn, moved } from "./columns.ts";

const model = { latencyUs: 1, jitterUs: 0, bandwidthBps: 0, lossPerMillion: 0, corruptPerMillion: 0, duplicatePerMillion: 0, reorderPerMillion: 0 } as never;

function chain(count: number): TopologyView {
  return {
    version: 1,
    nodes: Array.from({ length: count }, (_, at) => ({ id: `n${at}`, role: "leaf" as const, bigEndian: false, pfs: [] })),
    links: Array.from({ length: count - 1 }, (_, at) => ({ id: `l${at}`, a: at, b: at + 1, model, kind: "stream" as const })),
  };
}

test("a small topology has a column for every node, a large one for the path that is watched", () => {
  expect(chosenColumns(chain(3), null)).toEqual(["n0", "n1", "n2"]);
  expect(chosenColumns(chain(COLUMNS_AUTO_MAX), null)).toHaveLength(COLUMNS_AUTO_MAX);
  expect(chosenColumns(chain(200), null)).toHaveLength(12);
  expect(chosenColumns(chain(200), { name: "t", nodes: [7, 8, 9], links: [7, 8], state: "open", copies: [], entries: [] })).toEqual(["n7", "n8", "n9"]);
});

test("columns are moved, dropped onto others, and go with their nodes", () => {
  expect(columnsAround(chain(9), "n4")).toEqual(["n3", "n4", "n5"]);
  expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  expect(droppedOn(["a", "b", "c"], "a", "c")).toEqual(["b", "c", "a"]);
  expect(columnsThere(["n1", "gone"], chain(3))).toEqual(["n1"]);
});
