import { describe, expect, test, vi } from "vitest";
import type { Command, Control, FeedRow, Query } from "../port/messages.ts";
import { frameOf, loadedOf, rowsOf, topologyOf } from "./frames.testkit.ts";
import { createSession, positionOf, type RunClient, type RunListener } from "./session.ts";

/** A worker that answers as it is told, and remembers what it was asked. */
function stage(rows: (from: number, count: number) => Promise<readonly FeedRow[]> = () => Promise.resolve([])) {
  const controls: Control[] = [];
  const commands: Command[] = [];
  let wants = 0;
  let heard: RunListener | null = null;
  const paints: (() => void)[] = [];
  const answer = async (query: Query) => (query.query === "feed" ? { query: "feed", from: query.from, rows: await rows(query.from, query.count) } : null);
  const client: RunClient = {
    control: (control) => void controls.push(control),
    command: (command) => {
      commands.push(command);
      return Promise.resolve(command.do === "removeLink" ? "there is no such link" : null);
    },
    query: ((query: Query) => answer(query)) as RunClient["query"],
    want: () => void (wants += 1),
  };
  const session = createSession(
    (listener) => {
      heard = listener;
      return client;
    },
    { nowMs: () => 0, beforePaint: (then) => void paints.push(then), later: () => undefined, storage: null },
  );
  return { session, controls, commands, worker: heard! as RunListener, paint: () => paints.splice(0).forEach((then) => then()), wants: () => wants, watches: () => controls.filter((one) => one.control === "watch").map(({ watch }) => watch) };
}

describe("a session", () => {
  test("asks for a frame only when the last one was painted", () => {
    const { worker, paint, wants } = stage();
    worker.frame(frameOf({ sequence: 1 }));
    expect(wants()).toBe(0);
    paint();
    expect(wants()).toBe(1);
  });

  test("tells the worker what is looked at, once for each change", () => {
    const { session, worker, watches } = stage();
    worker.frame(frameOf({ topology: topologyOf(["A", "B"]) }));
    session.select({ kind: "link", link: "A-B" });
    session.select({ kind: "link", link: "A-B" });
    session.ui.setLeftTab("faults");
    expect(watches().map(({ inspect }) => inspect)).toEqual([{ kind: "link", link: "A-B" }]);
  });

  test("a selected node lights the tree of what it offers", () => {
    const { session, worker, watches } = stage();
    worker.frame(frameOf({ topology: topologyOf(["A", "B"]) }));
    session.select({ kind: "node", node: "B" });
    expect(watches().at(-1)).toMatchObject({ inspect: { kind: "node", node: "B" }, pfs: "B" });
  });

  test("the first PFS lights its tree by itself, a choice of the visitor stays", () => {
    const { session, worker } = stage();
    worker.frame(frameOf({ sequence: 1, playing: false, pfs: [{ label: "first", node: "A", type: "MASTER" }] }));
    expect(session.ui.store.getState().pfs).toBe("first");
    session.ui.lightTree(null);
    worker.frame(frameOf({ sequence: 2, playing: false, pfs: [{ label: "first", node: "A", type: "MASTER" }] }));
    expect(session.ui.store.getState().pfs).toBeNull();
  });

  test("a refused command is told, and the page is busy until it is answered", async () => {
    const { session } = stage();
    const done = session.command({ do: "removeLink", link: "A-B" });
    expect(session.idle()).toBe(false);
    expect(await done).toBe(false);
    expect(session.ui.store.getState()).toMatchObject({ acted: true, notice: { text: "there is no such link" } });
    expect(session.idle()).toBe(true);
  });

  test("injected bytes are looked at as soon as they fly", async () => {
    const { session, worker } = stage();
    const flights = (departs: readonly (readonly [message: number, direction: number, departUs: number])[]) => ({
      ...frameOf({}).flights,
      count: departs.length,
      message: Int32Array.from(departs.map(([message]) => message)),
      link: new Int32Array(departs.length),
      direction: Uint8Array.from(departs.map(([, direction]) => direction)),
      departUs: Float64Array.from(departs.map(([, , departUs]) => departUs)),
    });
    worker.frame(frameOf({ nowUs: 100, topology: topologyOf(["A", "B"]) }));
    await session.inject({ do: "inject", link: "A-B", from: "B", bytes: "00", how: "raw" });
    worker.frame(frameOf({ nowUs: 120, flights: flights([[7, 1, 90], [8, 0, 110]]) }));
    expect(session.ui.store.getState().selection).toBeNull();
    worker.frame(frameOf({ nowUs: 140, flights: flights([[7, 1, 90], [10, 1, 130], [9, 1, 125]]) }));
    expect(session.ui.store.getState().selection).toEqual({ kind: "message", message: 9 });
    worker.frame(frameOf({ nowUs: 160, flights: flights([[12, 1, 150]]) }));
    expect(session.ui.store.getState().selection).toEqual({ kind: "message", message: 9 });
  });

  test("a restart keeps the node that was looked at, another scenario does not", () => {
    const { session, worker } = stage();
    worker.loaded(loadedOf("one"));
    session.select({ kind: "node", node: "A" });
    worker.loaded(loadedOf("one"));
    expect(session.ui.store.getState().selection).toEqual({ kind: "node", node: "A" });
    worker.loaded(loadedOf("two"));
    expect(session.ui.store.getState()).toMatchObject({ selection: null, trail: [], acted: false });
  });

  test("a scenario says what is looked at first", () => {
    const { session, worker } = stage();
    worker.loaded(loadedOf("one", { watch: { inspect: { kind: "link", link: "B-C" }, pfs: "d", transaction: "shell", shell: null, feedFilter: { families: [], node: null, link: null, text: "" }, board: null } }));
    expect(session.ui.store.getState()).toMatchObject({ selection: { kind: "link", link: "B-C" }, pfs: "d", transaction: "shell" });
  });

  test("rows of the old filter never show under the new one", async () => {
    let answer: (rows: readonly FeedRow[]) => void = () => undefined;
    const asked = new Promise<readonly FeedRow[]>((resolve) => (answer = resolve));
    const { session, worker } = stage(() => asked);
    worker.frame(frameOf({ sequence: 1, playing: false, feedCount: 3, feedTail: rowsOf(0, 3) }));
    expect(session.feed.count).toBe(3);
    session.ui.filterFeed({ text: "abort" });
    worker.frame(frameOf({ sequence: 2, playing: false, feedCount: 4, feedTail: rowsOf(0, 4) }));
    expect(session.feed.count).toBe(0);
    answer(rowsOf(7, 9));
    await vi.waitFor(() => expect(session.feed.count).toBe(2));
    worker.frame(frameOf({ sequence: 3, playing: false, feedCount: 2, feedTail: rowsOf(7, 9) }));
    expect([session.feed.count, session.feed.row(0)?.event]).toEqual([2, 7]);
  });
});

describe("the position of an event", () => {
  const events = [2, 3, 5, 8, 13, 21, 34, 55];
  test.each([0, 3, 1_000])("found from any guess (%i), behind the last row too", async (guess) => {
    for (let event = 0; event < 60; event++) {
      const expected = events.findIndex((one) => one >= event);
      const position = await positionOf(event, guess, (from) => Promise.resolve(events.slice(from, from + 64).map((one) => ({ event: one }))));
      expect(position).toBe(expected === -1 ? events.length : expected);
    }
  });

  test("in a long feed a good guess needs few questions", async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => ({ event: 2 * i }));
    let asked = 0;
    const rowsFrom = (from: number) => {
      asked += 1;
      return Promise.resolve(rows.slice(from, from + 64));
    };
    expect(await positionOf(80_000, 40_010, rowsFrom)).toBe(40_000);
    expect(asked).toBe(1);
    expect(await positionOf(80_000, 0, rowsFrom)).toBe(40_000);
    expect(asked).toBeLessThan(30);
  });
});
