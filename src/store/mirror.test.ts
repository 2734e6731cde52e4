import { describe, expect, test, vi } from "vitest";
import { PANEL_BEAT_MS } from "../port/messages.ts";
import { createMirror, PANEL_PATIENCE_MS } from "./mirror.ts";
import { frameOf, loadedOf, topologyOf } from "./frames.testkit.ts";

describe("the mirror of the run", () => {
  test("has one writer: who reads it cannot write it", () => {
    const { mirror } = createMirror();
    expect(Object.keys(mirror).toSorted()).toEqual(["getInitialState", "getState", "subscribe"]);
  });

  test("painters get every frame, panels the whole ones while the run plays, at a beat", () => {
    const { mirror, applyFrame } = createMirror();
    const frames = vi.fn<() => void>();
    const panels = vi.fn<() => void>();
    mirror.subscribe((now, before) => {
      if (now.frame !== before.frame) frames();
      if (now.panel !== before.panel) panels();
    });
    // the worker's beat comes a little early and late here; one whole frame too many comes between
    const every = Math.ceil(PANEL_BEAT_MS / 16);
    const count = 5 * every + 3;
    for (let i = 0; i < count; i++) applyFrame(frameOf({ sequence: i, playing: true, brief: i % every !== 0 && i !== Math.floor(2.5 * every) }), i * 16 + (i % (2 * every) === 0 ? 0 : 9));
    expect(frames).toHaveBeenCalledTimes(count);
    expect(panels).toHaveBeenCalledTimes(6);
    expect(mirror.getState().panel).toMatchObject({ sequence: 5 * every });
  });

  test.each([
    ["the run is paused", frameOf({ sequence: 2, playing: false })],
    ["the topology changed", frameOf({ sequence: 2, playing: true, topology: topologyOf(["A"]) })],
    ["the speed changed", frameOf({ sequence: 2, playing: true, speedUsPerS: 5 })],
    ["other details came", frameOf({ sequence: 2, playing: true, inspection: { kind: "link", id: "A-B", a: "A", b: "B", state: "open", sinceUs: 0, of2012: false, directions: [], memory: null } })],
  ])("panels do not wait when %s", (_why, frame) => {
    const { mirror, applyFrame } = createMirror();
    applyFrame(frameOf({ sequence: 1, playing: true }), 0);
    applyFrame(frame, 1);
    expect(mirror.getState().panel).toBe(frame);
  });

  test("a frame that settles late does not break the beat of a later one", () => {
    const { mirror, applyFrame, settlePanel } = createMirror();
    applyFrame(frameOf({ sequence: 1, playing: true }), 0);
    applyFrame(frameOf({ sequence: 2, playing: true, brief: true }), 100);
    const due = frameOf({ sequence: 3, playing: true });
    applyFrame(due, PANEL_BEAT_MS + 5);
    applyFrame(frameOf({ sequence: 4, playing: true, brief: true }), 300);
    settlePanel(100 + PANEL_PATIENCE_MS + 1); // asked for by the second
    expect(mirror.getState().panel).toBe(due);
    settlePanel(300 + PANEL_PATIENCE_MS + 1);
    expect(mirror.getState().panel).toMatchObject({ sequence: 4 });
  });

  test("a brief frame keeps what it leaves out", () => {
    const { mirror, applyFrame } = createMirror();
    const inspection = { kind: "link", id: "A-B", a: "A", b: "B", state: "open", sinceUs: 0, of2012: false, directions: [], memory: null } as const;
    applyFrame(frameOf({ sequence: 1, playing: true, inspection, feedCount: 7 }), 0);
    applyFrame(frameOf({ sequence: 2, playing: true, brief: true, nowUs: 5 }), 1);
    expect(mirror.getState().frame).toMatchObject({ sequence: 2, nowUs: 5, inspection, feedCount: 7 });
    applyFrame(frameOf({ sequence: 3, playing: true }), 2);
    expect(mirror.getState().frame).toMatchObject({ inspection: null, feedCount: 0 });
  });

  test("the last frame reaches the panels also when no later one comes", () => {
    const { mirror, applyFrame, settlePanel } = createMirror();
    const last = frameOf({ sequence: 2, playing: true });
    applyFrame(frameOf({ sequence: 1, playing: true }), 0);
    applyFrame(last, 1);
    expect(mirror.getState().panel).not.toBe(last);
    settlePanel(PANEL_PATIENCE_MS + 1);
    expect(mirror.getState().panel).toBe(last);
  });

  test("the topology stays until a frame brings another", () => {
    const { mirror, applyFrame } = createMirror();
    const topology = topologyOf(["A", "B"]);
    applyFrame(frameOf({ sequence: 1, topology }), 0);
    applyFrame(frameOf({ sequence: 2 }), 1);
    expect(mirror.getState().topology).toBe(topology);
  });

  test("another run begins with nothing of the last one", () => {
    const { mirror, applyFrame, applyLoaded } = createMirror();
    applyFrame(frameOf({ sequence: 1, topology: topologyOf(["A"]) }), 0);
    applyLoaded(loadedOf("next"));
    expect(mirror.getState()).toMatchObject({ run: 1, frame: null, panel: null, topology: null });
  });
});
