import { beforeAll, describe, expect, test } from "vitest";
import { TRACE } from "../../sim/trace.ts";
import { Row } from "../row.ts";
import { applied, ranTo, TALK } from "../run.testkit.ts";
import { sayRow } from "../sentences.ts";
import { FIELDS } from "./fields.ts";
import { filterOf } from "./filter.ts";

/** A to F, a transaction to pfsD, a cut that aborts it; held against what the rows themselves say. */
const made = ranTo(30_000);
const row = new Row();

beforeAll(() => {
  applied(made.run, TALK);
  made.run.advanceTo(50_000);
  applied(made.run, { do: "cut", link: "B-C", how: "close" });
  made.run.advanceTo(1_500_000);
  made.frames.catchUp();
});

function rowsOf(text: string): number[] {
  const filter = filterOf(text);
  if (!filter.ok) throw new Error(filter.error.text);
  const { telling } = made.frames;
  return numbers(() => filter.value.passes(row, telling));
}

function numbers(has: () => boolean): number[] {
  const found: number[] = [];
  for (let number = 0; number < made.run.rows.end; number++) {
    made.run.rows.read(number, row);
    if (has()) found.push(number);
  }
  return found;
}

const all = () => made.run.rows.end;

describe("a filter of rows", () => {
  test("asks for the family, the node and the event", () => {
    const { names } = made.frames.telling;
    const aborts = rowsOf("event == transactionAborted");
    expect(aborts.length).toBeGreaterThanOrEqual(2);
    expect(rowsOf("family == abort && node == D && kind == event").length).toBeGreaterThan(0);
    expect(rowsOf("node == B and kind == event")).toEqual(numbers(() => row.kind === TRACE.event && names.node(row.node) === "B"));
    expect(rowsOf("node == B and kind == deliver")).toEqual(numbers(() => row.kind === TRACE.deliver && (names.node(row.node) === "B" || [names.fromOf(row.link, 0), names.toOf(row.link, 0)].some((end) => names.node(end) === "B"))));
    expect(rowsOf("family == ABORT")).toEqual(rowsOf("family == abort"));
  });

  test("asks for links, and for who sent to whom", () => {
    expect(rowsOf("link == A-B").length).toBeGreaterThan(10);
    expect(rowsOf("from == A and to == B")).toEqual(rowsOf("link == A-B and from == A"));
    expect(rowsOf("from == A and to == B").length + rowsOf("from == B and to == A").length).toBe(rowsOf("link == A-B and kind in {send, deliver, lost, altered}").length);
  });

  test("asks for a transaction by its name and by its msgid", () => {
    const named = rowsOf("transaction == talk");
    expect(named.length).toBeGreaterThan(8);
    made.run.rows.read(named[0]!, row);
    const { msgidHi, msgidLo } = row;
    expect(numbers(() => row.msgidHi === msgidHi && row.msgidLo === msgidLo)).toEqual(named);
    const id = `0x${(msgidHi >>> 0).toString(16)}${(msgidLo >>> 0).toString(16).padStart(8, "0")}`;
    expect(rowsOf(`msgid == ${id}`)).toEqual(named);
    expect(rowsOf(`transaction == ${id}`)).toEqual(named);
    expect(rowsOf(`transaction ~ "ta*"`)).toEqual(named);
    expect(rowsOf("transaction == nobody")).toEqual([]);
  });

  test("asks for flags: all of some, and exactly some", () => {
    expect(rowsOf("flags has CREATE|REPLY and kind == send")).toEqual(numbers(() => row.kind === TRACE.send && ((row.cmd >>> 24) & 0xa0) === 0xa0));
    expect(rowsOf("flags == CREATE and kind == send")).toEqual(numbers(() => row.kind === TRACE.send && ((row.cmd >>> 24) & 0xf8) === 0x80));
    expect(rowsOf("flags has ABORT and kind == send").length).toBeGreaterThan(1);
    expect(rowsOf("flags has CREATE|REPLY|DELETE").length).toBeLessThan(rowsOf("flags has CREATE|REPLY").length);
  });

  test("asks for commands, rules, distances, errors and times", () => {
    expect(rowsOf("cmd == LNK_SPAN and kind == send")).toEqual(numbers(() => row.kind === TRACE.send && (row.cmd & 0xffffff) === 0x001207));
    expect(rowsOf("proto == LNK and cmd != LNK_SPAN").length).toBeGreaterThan(0);
    expect(rowsOf('rule ~ "TX-*"').length).toBe(FIELDS.find(({ name }) => name === "rule")!.values.filter((rule) => rule.startsWith("TX-")).reduce((sum, rule) => sum + rowsOf(`rule == ${rule}`).length, 0));
    expect(rowsOf("rule == ROUTE-05").length).toBeGreaterThan(0);
    expect(rowsOf("dist > 1 and event == spanReceived").length).toBeGreaterThan(0);
    expect(rowsOf("dist >= 0 and kind == send").length).toBeGreaterThan(0);
    const failed = rowsOf("error != 0");
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBe(rowsOf("error > 0").length);
    expect(rowsOf("error == NONE or error != NONE").length).toBeLessThan(all());
    expect(rowsOf("time > 30ms && time <= 0.05s")).toEqual(numbers(() => row.atUs > 30_000 && row.atUs <= 50_000));
    expect(rowsOf("row in {3, 5}")).toEqual([3, 5]);
  });

  test("asks for what the sentence says, with bare words too", () => {
    const { telling } = made.frames;
    const lost = numbers(() => sayRow(row, telling).toLowerCase().includes("lost the way"));
    expect(lost.length).toBe(2);
    expect(rowsOf("LOST the way")).toEqual(lost);
    expect(rowsOf('text ~ "lost the way"')).toEqual(lost);
    expect(rowsOf('text ~ "lost*way"').length).toBeGreaterThanOrEqual(2);
    expect(rowsOf("route-05")).toEqual(rowsOf("rule == ROUTE-05"));
  });

  test("not, and, or and brackets are those of logic; != is false of what has no such thing", () => {
    expect(rowsOf("").length).toBe(all());
    expect(rowsOf("not (family == abort or node == B)")).toEqual(rowsOf("!family == abort && !node == B"));
    expect(rowsOf("family == abort or family == data and node == B")).toEqual(rowsOf("family == abort || (family == data && node == B)"));
    expect(rowsOf("rule != TX-04").length + rowsOf("rule == TX-04").length).toBe(rowsOf("rule in {TX-04} or not rule == TX-04 and rule ~ \"*-*\"").length);
    expect(rowsOf("rule != TX-04").length).toBeLessThan(rowsOf("not rule == TX-04").length);
    expect(rowsOf("node != B and node == B")).toEqual([]);
  });

  test("every example of the table is a filter, and most find something in a run with an abort", () => {
    const found = FIELDS.filter(({ example }) => rowsOf(example).length > 0).map(({ name }) => name);
    expect(found).toEqual(expect.arrayContaining(["family", "severity", "event", "rule", "node", "from", "to", "link", "pfs", "dist", "cmd", "flags", "error", "row", "message", "text"]));
  });
});
