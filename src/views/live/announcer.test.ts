import { describe, expect, test } from "vitest";
import type { Frame } from "../../port/messages.ts";
import { frameOf, topologyOf } from "../../store/frames.testkit.ts";
import { Announcer } from "./announcer.ts";

const TOPOLOGY = topologyOf(["A", "B", "C", "D", "E", "F"]);
const LINKS = TOPOLOGY.links.length;

function at(change: { readonly row?: number; readonly links?: readonly number[]; readonly closed?: number; readonly open?: number; readonly states?: Readonly<Record<string, Frame["transactions"][number]["state"]>>; readonly more?: Partial<Frame> }): Frame {
  const base = frameOf({});
  const transactions = Object.entries(change.states ?? {}).map(([name, state]) => ({ name, from: "A", to: "D", service: "echo" as const, state, openedUs: 1, endedUs: null, copies: [] }));
  return frameOf({
    linkStates: Uint8Array.from(change.links ?? Array.from({ length: LINKS }, () => 0)),
    nodeStates: new Uint8Array(6),
    nowUs: (change.row ?? 0) * 1_000,
    tape: { ...base.tape, row: change.row ?? 0, live: true },
    counters: { ...base.counters, spansOpen: change.open ?? 0, spansClosed: change.closed ?? 0 },
    transactions,
    ...change.more,
  });
}

/** What is said of a row of frames, 100 ms apart, when it is calm again. */
function heard(...frames: readonly Frame[]) {
  const announcer = new Announcer();
  let nowMs = 0;
  for (const frame of frames) announcer.note(frame, TOPOLOGY, (nowMs += 100));
  return announcer.take(nowMs + 2_000);
}

describe("what is said to those who listen", () => {
  test("a cut and what follows from it: changes wait, the abort does not", () => {
    const spoken = heard(at({ row: 1, open: 20, states: { talk: "open" } }), at({ row: 2, open: 20, links: [0, 4, 0, 0, 0], states: { talk: "open" } }), at({ row: 9, open: 8, closed: 12, links: [0, 4, 0, 0, 0], states: { talk: "aborted" } }));
    expect(spoken).toEqual({ polite: "Link B–C: cut. 12 spans closed.", alarm: "1 transaction aborted: talk." });
  });

  test("a burst becomes one sentence with numbers", () => {
    const states = (state: "open" | "aborted") => Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`t${i}`, state]));
    const spoken = heard(at({ row: 1, states: states("open") }), at({ row: 2, links: [4, 4, 4, 4, 3], states: states("aborted") }));
    expect(spoken).toEqual({ polite: "5 links changed: 4 cut, 1 suspended.", alarm: "7 transactions aborted." });
  });

  test("a burst that goes on is told in between, and never more often than listening allows", () => {
    const announcer = new Announcer();
    const said: number[] = [];
    for (let nowMs = 0; nowMs < 10_000; nowMs += 100) {
      announcer.note(at({ row: nowMs, open: nowMs }), TOPOLOGY, nowMs);
      if (announcer.take(nowMs) !== null) said.push(nowMs);
    }
    expect(said.length).toBeGreaterThanOrEqual(5);
    expect(said.every((ms, i) => i === 0 || ms - said[i - 1] >= 1_200)).toBe(true);
  });

  test("going back says where one is and what stands there, and counts nothing as closed", () => {
    const spoken = heard(at({ row: 9, open: 8, closed: 12, links: [0, 4, 0, 0, 0], states: { talk: "aborted" } }), at({ row: 4, open: 20, states: { talk: "open" }, more: { counters: { ...frameOf({}).counters, spansOpen: 20, transactionsOpen: 1 } } }));
    expect(spoken?.polite).toMatch(/^Back at 0\.004.000 s, event 4\. Link B–C: open\. 20 spans and 1 transaction open\.$/);
    expect(spoken?.alarm).toBe("");
  });

  test("nothing changed, nothing said; another run is not compared with the last", () => {
    expect(heard(at({ row: 1 }), at({ row: 2 }))).toBeNull();
    const announcer = new Announcer();
    announcer.note(at({ row: 1, open: 50 }), TOPOLOGY, 0);
    announcer.forget();
    announcer.note(at({ row: 1 }), TOPOLOGY, 100);
    expect(announcer.dueInMs(200)).toBeNull();
  });
});
