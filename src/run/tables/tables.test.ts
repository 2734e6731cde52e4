import { describe, expect, test } from "vitest";
import { applied, inspected, ranTo, TALK } from "../run.testkit.ts";
import type { NodeInspection } from "../shown.ts";
import type { LinkTableRow, NodeTableRow, SpanTableRow, TableAsk, TransactionTableRow } from "../shown-tables.ts";
import { compareNames, ranksOf } from "./source.ts";
import { Tables } from "./tables.ts";

const ASK: TableAsk = { table: "nodes", sort: "id", descending: false, find: "", node: null, pfs: null, from: 0, count: 100 };

function rowsOf<Row>(made: ReturnType<typeof ranTo>, ask: Partial<TableAsk>): readonly Row[] {
  return new Tables().read(made.run, { ...ASK, ...ask }).rows as readonly Row[];
}

function talking() {
  const made = ranTo(300_000);
  applied(made.run, TALK);
  made.run.advanceTo(400_000);
  return made;
}

describe("nodes and links", () => {
  test("a node has its counts, a crash changes its state", () => {
    const made = talking();
    applied(made.run, { do: "crash", node: "E" });
    made.run.advanceTo(410_000);
    const rows = rowsOf<NodeTableRow>(made, {});
    expect(rows.map(({ id }) => id)).toEqual(["A", "B", "C", "D", "E", "F"]);
    expect(rows[0]).toMatchObject({ role: "endpoint", state: "running", offers: ["pfsA"], links: 2, linksOpen: 1, transactions: 1, entries: 0 });
    expect(rows[1]).toMatchObject({ role: "controller", entries: 1, transactions: 0 });
    expect(rows[4]).toMatchObject({ state: "crashed", stateCode: 1, received: 0, sent: 0 });
    expect(rows[5]).toMatchObject({ bigEndian: true });
  });

  test("the SPANs that a node counts are those its inspector shows", () => {
    const made = talking();
    for (const { id, received } of rowsOf<NodeTableRow>(made, {})) {
      const node = inspected(made, { kind: "node", node: id }) as NodeInspection;
      const shown = node.clusters.flatMap(({ nodes }) => nodes.flatMap((one) => one.received));
      expect(received).toBe(shown.length);
      expect(rowsOf<SpanTableRow>(made, { table: "spans", sort: "pfs", node: id }).map(({ msgid, link, dist, cost, best, relays }) => ({ msgid, link, dist, cost, best, relays })).sort(byMsgid)).toEqual(
        shown.map(({ msgid, link, dist, cost, best, relays }) => ({ msgid, link, dist, cost, best, relays: relays.filter(({ relayed }) => relayed).length })).sort(byMsgid),
      );
    }
  });

  test("a link that is cut says so, in words and as a code", () => {
    const made = talking();
    applied(made.run, { do: "cut", link: "B-C", how: "close" });
    const [row] = rowsOf<LinkTableRow>(made, { table: "links", find: "cut" });
    expect(row).toMatchObject({ id: "B-C", a: "B", b: "C", state: "cut", stateCode: 4, kind: "stream", latencyUs: 1_000, sinceUs: 400_000 });
    expect(rowsOf<LinkTableRow>(made, { table: "links" }).find(({ id }) => id === "A-B")!.spans).toBeGreaterThan(0);
  });

  test("what was removed is not listed", () => {
    const made = talking();
    applied(made.run, { do: "removeNode", node: "E" });
    expect(rowsOf<NodeTableRow>(made, {}).map(({ id }) => id)).not.toContain("E");
    expect(rowsOf<LinkTableRow>(made, { table: "links" }).map(({ id }) => id)).toEqual(["A-B", "B-C", "C-D", "F-D"]);
  });
});

describe("transactions", () => {
  test("open ones and those that are over", () => {
    const made = talking();
    expect(rowsOf<TransactionTableRow>(made, { table: "transactions", sort: "name" })).toEqual([expect.objectContaining({ name: "talk", service: "echo", from: "A", to: "pfsD", state: "open", stateCode: "open", endedUs: null, hops: 3 })]);
    applied(made.run, { do: "cut", link: "C-D", how: "close" });
    made.run.advanceTo(500_000);
    const [row] = rowsOf<TransactionTableRow>(made, { table: "transactions", sort: "name" });
    expect(row).toMatchObject({ stateCode: "aborted" });
    expect(row!.endedUs).toBeGreaterThan(400_000);
  });
});

describe("order, search and windows", () => {
  test("any column, both ways; what is equal stays as it was", () => {
    const made = talking();
    const dists = (descending: boolean) => rowsOf<SpanTableRow>(made, { table: "spans", sort: "dist", descending }).map(({ dist }) => dist);
    expect(dists(false)).toEqual([...dists(false)].sort((x, y) => x - y));
    expect(dists(true)).toEqual([...dists(false)].reverse());
    const ids = rowsOf<NodeTableRow>(made, { sort: "role", descending: true }).map(({ id, role }) => `${role} ${id}`);
    expect(ids).toEqual(["endpoint A", "endpoint D", "controller B", "controller C", "controller E", "controller F"]);
  });

  test("every word must stand in the row, whatever its case", () => {
    const made = talking();
    const found = rowsOf<SpanTableRow>(made, { table: "spans", sort: "node", find: "  PFSD best " });
    expect(found.length).toBeGreaterThan(3);
    expect(found.every(({ pfs, best }) => pfs === "pfsD" && best)).toBe(true);
    expect(rowsOf(made, { find: "nobody" })).toEqual([]);
  });

  test("a window is a part of the whole, and no larger than the bound", () => {
    const made = talking();
    const all = new Tables().read(made.run, { ...ASK, table: "spans", sort: "node" });
    const part = new Tables().read(made.run, { ...ASK, table: "spans", sort: "node", from: 3, count: 4 });
    expect(part).toMatchObject({ total: all.total, matching: all.matching, from: 3 });
    expect(part.rows).toEqual(all.rows.slice(3, 7));
    expect(new Tables().read(made.run, { ...ASK, from: 1_000 }).rows).toEqual([]);
  });

  test("what was ordered is kept while the run stands, and made anew when it goes on", () => {
    const made = ranTo(4_000);
    const tables = new Tables();
    const ask = { ...ASK, table: "spans", sort: "node" } as const;
    const before = tables.read(made.run, ask).total;
    expect(tables.read(made.run, ask).total).toBe(before);
    made.run.advanceTo(400_000);
    expect(tables.read(made.run, ask).total).toBeGreaterThan(before);
  });

  test("names with numbers are in the order of the numbers", () => {
    expect(["n10", "n2", "N1", "a-10", "a-9"].sort(compareNames)).toEqual(["a-9", "a-10", "N1", "n2", "n10"]);
    expect([...ranksOf(["b", "a", "b", "c"])]).toEqual([1, 0, 1, 2]);
  });
});

function byMsgid(x: { readonly msgid: string }, y: { readonly msgid: string }): number {
  return x.msgid < y.msgid ? -1 : 1;
}
