import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Frame } from "../../port/messages.ts";
import { sameStanding } from "./frame-changes.ts";
import { createFrameLoop } from "./frame-loop.ts";
import { flightsOf, frameOf, topologyOf } from "./frames.testkit.ts";
import { calmFrames } from "./use-calm-frame.ts";
import { fittingView, zoomedAbout } from "./viewport.ts";

const topology = topologyOf(["A", "B"], ["A-B"]);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("frames that differ in messages only leave the standing layer alone", () => {
  const frame = frameOf(topology);
  expect(sameStanding(frame, frameOf(topology, { nowUs: 9, flights: flightsOf([{ message: 1 }]) }))).toBe(true);
  expect(sameStanding(frame, frameOf(topology, { linkStates: Uint8Array.of(4) }))).toBe(false);
  expect(sameStanding(frame, frameOf(topology, { nodeEntries: Int32Array.of(0, 1) }))).toBe(false);
  const tree = { pfs: "p", dist: Int32Array.of(0, 1), via: Int32Array.of(-1, 0), rank: new Uint8Array(0), relays: new Uint8Array(0) };
  expect(sameStanding(frame, frameOf(topology, { tree }))).toBe(false);
  const path = { name: "t", nodes: [0, 1], links: [0], state: "open", copies: [], entries: [] };
  expect(sameStanding(frameOf(topology, { path }), frameOf(topology, { path: { ...path, state: "aborted" } }))).toBe(false);
});

test("React sees a change of state within a beat, many as one, and messages not at all", () => {
  let frame: Frame = frameOf(topology);
  let send: (frame: Frame) => void = () => {};
  const calm = calmFrames(
    (listener) => {
      send = listener;
      return () => {};
    },
    () => frame,
  );
  let rendered = 0;
  calm.current();
  const stop = calm.subscribe(() => (rendered += 1));
  for (let i = 0; i < 60; i += 1) send((frame = frameOf(topology, { nowUs: i, flights: flightsOf([{ message: i }]) })));
  vi.runAllTimers();
  expect(rendered).toBe(0);
  for (let i = 0; i < 60; i += 1) send((frame = frameOf(topology, { linkStates: Uint8Array.of(4), linkSinceUs: Float64Array.of(i) })));
  vi.runAllTimers();
  expect(rendered).toBe(1);
  expect(calm.current()).toBe(frame);
  stop();
});

test("the loop asks for one animation frame, whoever wants how many paintings", () => {
  const asked: ((ms: number) => void)[] = [];
  const loop = createFrameLoop((callback) => asked.push(callback));
  const calls: string[] = [];
  const one = (ms: number): number => calls.push(`one ${ms}`);
  const again = (ms: number): void => {
    calls.push(`again ${ms}`);
    if (ms < 2) loop.request(again);
  };
  const never = (): number => calls.push("never");
  for (const step of [one, again, one, never]) loop.request(step);
  loop.cancel(never);
  expect(asked).toHaveLength(1);
  asked[0](1);
  expect(asked).toHaveLength(2);
  asked[1](2);
  expect(calls).toEqual(["one 1", "again 1", "again 2"]);
  expect(asked).toHaveLength(2);
});

test("fitting puts everything inside the insets, and does not blow up a small mesh", () => {
  const insets = { top: 80, right: 50, bottom: 70, left: 50 };
  const size = { width: 800, height: 600 };
  const box = { left: -1_000, top: -100, right: 1_000, bottom: 300 };
  const { k, x, y } = fittingView(box, size, insets);
  expect(box.left * k + x).toBeGreaterThanOrEqual(insets.left - 1e-9);
  expect(box.right * k + x).toBeLessThanOrEqual(size.width - insets.right + 1e-9);
  expect(box.top * k + y).toBeGreaterThanOrEqual(insets.top);
  expect(box.bottom * k + y).toBeLessThanOrEqual(size.height - insets.bottom);
  expect(fittingView({ left: 0, top: 0, right: 1, bottom: 1 }, size, insets).k).toBe(1.5);
});

test("zooming keeps the point it zooms about", () => {
  const view = { k: 1, x: 30, y: 40 };
  const closer = zoomedAbout(view, 2, 100, 100);
  expect((100 - closer.x) / closer.k).toBeCloseTo((100 - view.x) / view.k);
  expect(zoomedAbout(view, 1_000, 0, 0).k).toBe(4);
});
