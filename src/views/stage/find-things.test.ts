import { expect, test } from "vitest";
import { findThings } from "./find-things.ts";
import { nodeView, topologyOf } from "./frames.testkit.ts";

const nodes = Array.from({ length: 30 }, (_, i) => nodeView(`n${i + 1}`, i === 4 ? { pfs: [{ label: "home", type: "MASTER" }] } : {}));
const topology = topologyOf([...nodes, nodeView("leaf-1", { role: "leaf" })], ["n1-n2", "n2-n12", "n5-n20"]);
const names = (text: string): string[] => findThings(topology, text).found.map(({ kind, name }) => `${kind} ${name}`);

test("the whole name comes first, then what begins with it; the links of that node too", () => {
  const found = names("n2");
  expect(found[0]).toBe("node n2");
  expect(found.slice(1, 11)).toEqual(["n20", "n21", "n22", "n23", "n24", "n25", "n26", "n27", "n28", "n29"].map((name) => `node ${name}`));
  expect(findThings(topology, "n2").count).toBe(1 + 10 + 2);
});

test("a PFS by label or type, on its node", () => {
  expect(findThings(topology, "home").found).toEqual([{ kind: "pfs", node: 4, label: "home", name: "home", detail: "MASTER · n5" }]);
  expect(names("master")).toEqual(["pfs home"]);
});

test("a link by both its ends, in any order and spelling", () => {
  for (const text of ["n12 n2", "n2-n12", "N2–N12"]) expect(names(text)[0]).toBe("link n2–n12");
});

test("what is found is marked, and nothing without a word", () => {
  expect(findThings(topology, "n5 n20").marks).toEqual({ nodes: [], links: [2] });
  expect(findThings(topology, "leaf").marks.nodes).toEqual([30]);
  expect(findThings(topology, "  ")).toMatchObject({ count: 0, found: [], marks: { nodes: [], links: [] } });
  expect(findThings(topology, "nowhere").count).toBe(0);
});
