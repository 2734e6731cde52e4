import { describe, expect, it } from "vitest";
import type { Climb, ClimbStep, Explained, NodeView, Outcome, TopologyView } from "../../port/messages.ts";
import type { ExplainState } from "../../store/explain.ts";
import { climbShape } from "./climb-shape.ts";
import { captionOf, isKnown } from "./seen-by.ts";
import { stageExplained } from "./stage-explained.ts";

const MODEL = {} as TopologyView["links"][number]["model"];
const node = (id: string, ...labels: string[]): TopologyView["nodes"][number] => ({ id, role: "controller", bigEndian: false, pfs: labels.map((label) => ({ label, type: "MASTER" })) });
const TOPOLOGY: TopologyView = {
  version: 1,
  nodes: [node("A", "pfsA"), node("B"), node("D", "pfsD")],
  links: [
    { id: "A-B", a: 0, b: 1, model: MODEL, kind: "stream" },
    { id: "B-D", a: 1, b: 2, model: MODEL, kind: "stream" },
  ],
};

const VIEW: NodeView = {
  node: "B",
  links: [
    { link: "A-B", linkName: "A–B", session: "open", stale: "" },
    { link: "B-D", linkName: "B–D", session: "open", stale: "B believes B–D is open; link B–D went silent 1 ms ago." },
  ],
  pfs: [
    { label: "pfsA", type: "MASTER", own: false, dist: 0, link: "A-B", linkName: "A–B", spans: 1, stale: "" },
    { label: "gone", type: "MASTER", own: false, dist: 3, link: "A-B", linkName: "A–B", spans: 1, stale: "…" },
  ],
  transactions: [{ name: "talk", pfs: "pfsA", role: "hop", stale: "" }],
  stale: 2,
  unknown: ["pfsD"],
};

const STATE: ExplainState = { topic: "wave", node: "B", nodeView: false, wave: -1, answer: null, whatIf: null };
const answer = (parts: Partial<Explained>): Explained => ({ nowUs: 10, spans: null, wave: null, climb: null, view: null, ...parts });

describe("what the stage draws of an explanation", () => {
  it("nothing while nobody looks", () => {
    expect(stageExplained(STATE, TOPOLOGY, true, null)).toBe(null);
    expect(stageExplained({ ...STATE, answer: answer({ view: VIEW }) }, TOPOLOGY, false, null)).toBe(null);
  });

  it("node view, also when the panel is closed: only links and PFSes of the node's own, what is gone from the topology left out", () => {
    const drawn = stageExplained({ ...STATE, nodeView: true, answer: answer({ view: VIEW }) }, TOPOLOGY, false, "pfsA");
    expect(drawn).toEqual({
      kind: "view",
      node: 1,
      links: [
        { link: 0, session: "open", stale: false },
        { link: 1, session: "open", stale: true },
      ],
      pfs: [{ node: 0, label: "pfsA", dist: 0, via: 0, stale: false, lit: true }],
      known: VIEW,
    });
  });

  it("a wave: by node its changes in order", () => {
    const entry = { kind: "heard", node: "B", event: 4, atUs: 7, dist: 0, from: "D", link: "B-D", linkName: "B–D", message: 9, sentUs: 5, place: 1, ahead: false } as const;
    const wave = { pfs: "pfsD", waves: [], chosen: 0, startUs: 1, entries: [entry, { ...entry, kind: "forgot", atUs: 9, dist: -1 } as const, { ...entry, node: "removed" }], omitted: 0, without: [] };
    const drawn = stageExplained({ ...STATE, answer: answer({ wave }) }, TOPOLOGY, true, null);
    expect(drawn).toMatchObject({ kind: "wave", startUs: 1, endUs: 9, nodes: [{ node: 1, changes: [{ kind: "heard", atUs: 7, link: 1, from: 2 }, { kind: "forgot", atUs: 9 }] }] });
  });

  it("a preview: the cut, the nodes that lose, the new ways, the ends of what breaks", () => {
    const outcome = { paths: [{ node: "B", pfs: "pfsD", kind: "lost", before: { dist: 0, peer: "D", linkName: "B–D" }, after: null }], tree: [{ node: "B", dist: 1, link: "A-B", changed: true }], aborted: [{ from: "A", to: "pfsD" }], pfs: "pfsD" } as unknown as Outcome;
    const change = { do: "cut", link: "B-D", how: "close" } as const;
    const whatIf = { change, stopped: false, state: { job: 1, phase: "done", steps: 0, passedUs: 0, refusal: "", outcome } } as const;
    const drawn = stageExplained({ ...STATE, topic: "whatIf", whatIf }, TOPOLOGY, true, null);
    expect(drawn).toEqual({ kind: "preview", link: 1, node: -1, nodes: [{ node: 1, lost: 1, moved: 0, text: "0 by D → –" }], ways: [{ link: 0, to: 1 }], ends: [0, 2] });
  });
});

describe("what the panels show in node view", () => {
  it("of what is selected only what the node knows", () => {
    expect(isKnown(VIEW, { kind: "node", node: "B" })).toBe(true);
    expect(isKnown(VIEW, { kind: "node", node: "A" })).toBe(false);
    expect(isKnown(VIEW, { kind: "link", link: "A-B" })).toBe(true);
    expect(isKnown(VIEW, { kind: "link", link: "X-Y" })).toBe(false);
    expect(isKnown(VIEW, { kind: "transaction", name: "talk" })).toBe(true);
    expect(isKnown(VIEW, { kind: "message", message: 1 })).toBe(false);
  });

  it("and says how much of it is not so any more", () => {
    expect(captionOf(VIEW)).toBe("What B knows: 2 PFSes over 2 links. 2 beliefs differ from the truth.");
    expect(captionOf({ ...VIEW, stale: 0 })).toBe("What B knows: 2 PFSes over 2 links.");
  });
});

describe("the step chart of distances", () => {
  const step = (atUs: number, dist: number, climb: number): ClimbStep => ({ event: atUs, atUs, dist, peer: "", linkName: "", message: null, climb });
  const climb: Climb = { pfs: "p", node: "B", distanceMax: 16, steps: [step(0, 1, -1), step(100, 2, 0), step(200, -1, 0), step(210, 17, 0)], omitted: 0, climbs: [], everywhere: [] };

  it("has a gap where there is none, rises where it climbs, and a line at the maximum", () => {
    const { whole, climbing, maximumY, ticks } = climbShape(climb, 1_000_000, { width: 560, height: 150 });
    expect(whole.match(/M/gu)).toHaveLength(3);
    expect(climbing.match(/M/gu)).toHaveLength(2);
    expect(maximumY).toBeGreaterThan(8);
    expect(ticks[0]).toEqual({ dist: 0, y: 142 });
  });

  it("far below the maximum the maximum is not shown", () => {
    expect(climbShape({ ...climb, steps: [step(0, 1, -1)] }, 10, { width: 560, height: 150 }).maximumY).toBe(null);
  });
});
