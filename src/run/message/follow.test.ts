import { describe, expect, test } from "vitest";
import { TRACE } from "../../sim/trace.ts";
import { CMD, FLAG } from "../../wire/constants.ts";
import { applied, ranTo, TALK } from "../run.testkit.ts";
import { Row } from "../row.ts";
import type { Way } from "../shown-message.ts";
import { changesBetween } from "./compare.ts";
import { comparisonOf } from "./comparison.ts";
import { wayOf } from "./follow.ts";
import { hexOf, type Made } from "./message.testkit.ts";

/** A talks with D, and has said two things more. */
function talking(latencyUs = 1_000): { readonly made: Made; readonly first: number; readonly second: number; readonly third: number } {
  const made = ranTo(60_000, { latencyUs });
  applied(made.run, TALK);
  const first = made.run.world.messageCount - 1;
  made.run.advanceTo(80_000);
  applied(made.run, { do: "send", transaction: "talk", text: "again" });
  const second = made.run.world.messageCount - 1;
  made.run.advanceTo(100_000);
  applied(made.run, { do: "send", transaction: "talk", text: "agaim" });
  const third = made.run.world.messageCount - 1;
  made.run.advanceTo(120_000);
  made.run.chronicle.catchUp();
  return { made, first, second, third };
}

const nodesOf = (way: Way): string[] => [way.hops[0]!.from, ...way.hops.map(({ to }) => to)];
const changed = (way: Way, at: number): string[] => way.hops[at]!.changes!.fields.filter(({ value }) => value).map(({ name }) => name);

function spanTo(made: Made, from: string, to: string, label: string): number {
  const row = new Row();
  const { rows, names, journal } = made.run;
  for (let at = rows.first; at < rows.end; at++) {
    rows.read(at, row);
    if (row.kind !== TRACE.send || (row.cmd & 0xffffff) !== CMD.LNK_SPAN || (row.cmd >>> 24) !== FLAG.CREATE) continue;
    if (names.node(names.fromOf(row.link, row.direction)) !== from || names.node(names.toOf(row.link, row.direction)) !== to) continue;
    if (made.frames.telling.headOf(row).label === label && journal.bytesOf(row.message) !== null) return row.message;
  }
  throw new Error(`${from} sent ${to} no span of ${label}`);
}

describe("[ROUTE-03] a message of a transaction, hop by hop", () => {
  test("is the same from any of its hops, with what each hop changes of it", () => {
    const { made, second } = talking();
    const way = wayOf(made.run, second, made.frames.telling)!;
    expect(way).toMatchObject({ kind: "passed on", at: 0, cut: false });
    expect(nodesOf(way)).toEqual(["A", "B", "C", "D"]);
    expect(way.hops[0]!.changes).toBeNull();
    for (const at of [1, 2]) expect(changed(way, at)).toEqual(["salt", "spanid", "hdr_crc"]);
    const middle = wayOf(made.run, way.hops[1]!.message, made.frames.telling)!;
    expect(middle.at).toBe(1);
    expect(middle.hops).toEqual(way.hops);
  });

  test("the way of what is still in flight ends there", () => {
    const made = ranTo(60_000);
    applied(made.run, TALK);
    const first = made.run.world.messageCount - 1;
    made.run.advanceTo(61_500);
    const way = wayOf(made.run, first, made.frames.telling)!;
    expect(way.hops.map(({ to, fate, arriveUs }) => [to, fate, arriveUs])).toEqual([["B", "delivered", 61_000], ["C", "in flight", 62_000]]);
  });
});

describe("[SPAN-03] a LNK_SPAN, relay by relay", () => {
  test("climbs by one at each node, back to where it is offered", () => {
    const made = ranTo(60_000);
    const way = wayOf(made.run, spanTo(made, "B", "A", "pfsD"), made.frames.telling)!;
    expect(way.kind).toBe("span");
    expect(way.hops.map(({ from, to, dist }) => [from, to, dist]).slice(0, 3)).toEqual([["D", "C", 0], ["C", "B", 1], ["B", "A", 2]]);
    expect(changed(way, 1)).toEqual(expect.arrayContaining(["msgid", "dist", "hdr_crc"]));
    expect(way.hops[2]!.also.map(({ to }) => to)).toContain("E");
  });

  test("[WIRE-02] a node of another byte order turns every number round, and the values that it keeps stay what they are", () => {
    const made = ranTo(60_000);
    const way = wayOf(made.run, spanTo(made, "F", "E", "pfsD"), made.frames.telling)!;
    expect(way.hops.slice(0, 2).map(({ from, description }) => [from, description.byteOrder])).toEqual([["D", "little"], ["F", "big"]]);
    const { fields, bytes } = way.hops[1]!.changes!;
    expect(fields.filter(({ value }) => value).map(({ name }) => name)).toEqual(["salt", "msgid", "hdr_crc", "dist"]);
    expect(fields.filter(({ value }) => !value).map(({ name }) => name)).toEqual(["magic", "cmd", "pfs_clid", "pfs_fsid", "proto_version"]);
    expect(bytes.slice(0, 2)).toEqual([0, 1]);
  });

  test("[SPAN-04] a relay that is sent long after leads back to the span that it stands for, not to the one heard last", () => {
    const made = ranTo(60_000);
    applied(made.run, { do: "closeConn", link: "A-B", node: "A" });
    made.run.advanceTo(160_000);
    const before = made.run.world.messageCount;
    applied(made.run, { do: "openConn", link: "A-B", node: "A" });
    made.run.advanceTo(260_000);
    made.run.chronicle.catchUp();
    const relays = Array.from({ length: made.run.world.messageCount - before }, (_, i) => wayOf(made.run, before + i, made.frames.telling)!)
      .filter((way) => way.kind === "span" && way.hops[way.at]!.from === "B" && way.hops[way.at]!.to === "A" && way.hops[way.at]!.description.fields.some(({ name, value }) => name === "label" && value === "pfsD"))
      .map((way) => way.hops.slice(0, way.at + 1).map(({ from, to, dist }) => `${from}${to}${dist}`));
    expect(relays).toEqual([["DC0", "CB1", "BA2"], ["DF0", "FE1", "EB2", "BA3"]]);
  });

  test("an offer's own announcement is its first hop", () => {
    const made = ranTo(60_000);
    const way = wayOf(made.run, spanTo(made, "D", "C", "pfsD"), made.frames.telling)!;
    expect([way.at, way.hops[0]!.dist]).toEqual([0, 0]);
  });

  test("[SPAN-06] a status update follows its relays, too", () => {
    const made = ranTo(60_000);
    applied(made.run, { do: "updateStatus", node: "D", pfs: "pfsD", status: 5, text: "busy" });
    const first = made.run.world.messageCount - 2;
    made.run.advanceTo(80_000);
    const way = wayOf(made.run, first, made.frames.telling)!;
    expect(way.hops.length).toBeGreaterThanOrEqual(3);
    expect(changed(way, 1)).toContain("msgid");
  });
});

test("[LINK-02] on an encrypted link there are both: what was said, and the record", () => {
  const made = ranTo(60_000);
  applied(made.run, { do: "removeLink", link: "B-C" }, { do: "addLink", link: { id: "B-C", a: "B", b: "C", security: "require" } });
  made.run.advanceTo(400_000);
  applied(made.run, { do: "open", as: "sealed", from: "A", to: "pfsD", via: "A-B", text: "hello" });
  const first = made.run.world.messageCount - 1;
  made.run.advanceTo(420_000);
  const way = wayOf(made.run, first, made.frames.telling)!;
  expect(nodesOf(way)).toEqual(["A", "B", "C", "D"]);
  expect(way.hops.map(({ record }) => record !== null)).toEqual([false, true, false]);
  expect(way.hops[1]!.record!.description.hex).not.toContain(way.hops[1]!.description.hex.slice(0, 64));
  expect(way.hops[1]!.description.auxText).toBe("hello");
});

describe("two messages beside each other", () => {
  test("[TX-01] with the element before it, on the same link", () => {
    const { made, second, third } = talking();
    const last = wayOf(made.run, third, made.frames.telling)!.hops[2]!.message;
    const found = comparisonOf(made.run, last, "previousElement");
    if (typeof found === "string") throw new Error(found);
    expect([found.a.link, found.b.link, found.b.message]).toEqual(["C-D", "C-D", last]);
    expect(found.a.message).toBe(wayOf(made.run, second, made.frames.telling)!.hops[2]!.message);
    expect(found.changes.fields.map(({ name }) => name)).toEqual(["salt", "aux_crc", "hdr_crc", "aux"]);
    expect(found.changes.bytes).toContain(64 + 4);
  });

  test("with the hop before it, and any other by its number", () => {
    const { made, first, second } = talking();
    const hop = wayOf(made.run, second, made.frames.telling)!.hops[1]!.message;
    expect(comparisonOf(made.run, hop, "previousHop")).toMatchObject({ a: { message: second }, b: { message: hop } });
    const other = comparisonOf(made.run, second, { message: first });
    const back = comparisonOf(made.run, first, { message: second });
    if (typeof other === "string" || typeof back === "string") throw new Error("no comparison");
    expect(back.changes.bytes).toEqual(other.changes.bytes);
    expect(back.changes.fields.map(({ a, b }) => [b, a])).toEqual(other.changes.fields.map(({ a, b }) => [a, b]));
  });

  test("what cannot be compared says why", () => {
    const { made, first } = talking();
    expect(comparisonOf(made.run, first, "previousElement")).toBe("There is no element before this one in its transaction.");
    expect(comparisonOf(made.run, first, "previousHop")).toBe("No hop sent it before: it was made where it was sent.");
    expect(comparisonOf(made.run, first, { message: 99_999 })).toBe("The journal holds no message 99999.");
    expect(comparisonOf(made.run, 0, "previousElement")).toBe("This message belongs to no transaction.");
  });
});

test("[WIRE-01] fields that only one of two messages has, and the bytes beyond the shorter one, are changes", async () => {
  const { describeMessage } = await import("../describe-message.ts");
  const { hexToBytes } = await import("../../base/bytes.ts");
  const ping = describeMessage(hexToBytes(hexOf({ name: "LNK_PING" }))!, "header", false);
  const span = describeMessage(hexToBytes(hexOf({ name: "LNK_SPAN", flags: "CREATE" }))!, "header", false);
  const { fields, bytes, bytesA, bytesB } = changesBetween(ping, span);
  expect([bytesA, bytesB, bytes.at(-1), bytes.filter((at) => at >= 64)]).toEqual([64, 448, 447, Array.from({ length: 384 }, (_, i) => 64 + i)]);
  expect(fields.find(({ name }) => name === "label")).toMatchObject({ a: -1, value: true });
  expect(changesBetween(span, span)).toMatchObject({ bytes: [], fields: [] });
});
