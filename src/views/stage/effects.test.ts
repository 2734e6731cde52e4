import { expect, test } from "vitest";
import { FAMILIES, FLIGHT_MARK } from "../../store/contract.ts";
import type { Frame, TransactionLine } from "../../port/messages.ts";
import { effectsBetween, withEffects } from "./effects.ts";
import { flightsOf, frameOf, topologyOf, type FlightRow } from "./frames.testkit.ts";

const topology = topologyOf(["A", "B", "C"], ["A-B", "B-C"]);
const ABORT = FAMILIES.indexOf("abort");

function at(nowUs: number, rows: readonly Partial<FlightRow>[], extra: Partial<Frame> = {}): Frame {
  return frameOf(topology, { nowUs, flights: flightsOf(rows), ...extra });
}

const flying = { message: 1, link: 0, departUs: 0, arriveUs: 1_000 };

test("an abort that arrives lights up its receiver, anything else nobody", () => {
  expect(effectsBetween(at(900, [{ ...flying, family: ABORT }]), at(1_000, []), topology)).toEqual([{ kind: "flash", node: 1 }]);
  expect(effectsBetween(at(900, [{ ...flying, family: ABORT, direction: 1 }]), at(1_000, []), topology)).toEqual([{ kind: "flash", node: 0 }]);
  expect(effectsBetween(at(900, [flying]), at(1_000, []), topology)).toEqual([]);
});

test("a message that vanishes before its time bursts where it was", () => {
  const [effect] = effectsBetween(at(400, [flying]), at(500, []), topology);
  expect(effect).toMatchObject({ kind: "burst", link: 0, part: 0.5, family: "announcement" });
});

test("it does not burst when it was queued, was to be lost anyway, or is only not listed", () => {
  const after = at(500, []);
  expect(effectsBetween(at(400, [{ ...flying, marks: FLIGHT_MARK.queued }]), after, topology)).toEqual([]);
  expect(effectsBetween(at(400, [{ ...flying, marks: FLIGHT_MARK.willBeLost }]), after, topology)).toEqual([]);
  const partial = { ...after, flights: { ...after.flights, omitted: 3 } };
  expect(effectsBetween(at(400, [flying]), partial, topology)).toEqual([]);
});

test("a transaction that aborts lights up both ends, once", () => {
  const line = (state: TransactionLine["state"]): TransactionLine => ({ name: "t", from: "A", to: "C", service: "echo", state, openedUs: 0, endedUs: null, copies: [] });
  const open = at(1, [], { transactions: [line("open")] });
  const aborted = at(2, [], { transactions: [line("aborted")] });
  expect(effectsBetween(open, aborted, topology)).toEqual([
    { kind: "flash", node: 0 },
    { kind: "flash", node: 2 },
  ]);
  expect(effectsBetween(aborted, at(3, [], { transactions: [line("aborted")] }), topology)).toEqual([]);
});

test("a distance that changed glows", () => {
  const tree = (dist: number[]): Frame["tree"] => ({ pfs: "p", dist: Int32Array.from(dist), via: new Int32Array(3), rank: new Uint8Array(0), relays: new Uint8Array(0) });
  expect(effectsBetween(at(1, [], { tree: tree([-2, 0, -1]) }), at(2, [], { tree: tree([-2, 0, 1]) }), topology)).toEqual([{ kind: "glow", node: 2 }]);
});

test("nothing is played backwards, nor over a change of topology", () => {
  expect(effectsBetween(at(900, [flying]), at(100, []), topology)).toEqual([]);
  expect(effectsBetween(at(400, [flying]), at(500, [], { topology }), topology)).toEqual([]);
});

test("a node that lights up again starts anew", () => {
  const once = withEffects([], [{ kind: "flash", node: 1 }], 10);
  const twice = withEffects(once, [{ kind: "flash", node: 1 }, { kind: "glow", node: 1 }], 20);
  expect(twice.map(({ sinceMs }) => sinceMs)).toEqual([20, 20]);
});
