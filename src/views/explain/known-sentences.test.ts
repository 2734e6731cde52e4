import { describe, expect, it } from "vitest";
import type { NodeView, TopologyView } from "../../port/messages.ts";
import { knownLink, knownNodes, knownSentence, linkSentence, nodeSentence, pfsSentence, transactionSentence } from "./known-sentences.ts";
import { stageExplained, type StageView } from "./stage-explained.ts";

const MODEL = {} as TopologyView["links"][number]["model"];
const node = (id: string, ...labels: string[]): TopologyView["nodes"][number] => ({ id, role: "controller", bigEndian: false, pfs: labels.map((label) => ({ label, type: "MASTER" })) });
const link = (a: number, b: number): TopologyView["links"][number] => ({ id: `${"ABCD"[a]}-${"ABCD"[b]}`, a, b, model: MODEL, kind: "stream" });
/** A – B – C – D; A knows pfsD through B, and nothing of C. */
const TOPOLOGY: TopologyView = { version: 1, nodes: [node("A", "pfsA"), node("B"), node("C"), node("D", "pfsD")], links: [link(0, 1), link(1, 2), link(2, 3)] };
const TRUTH = "A still believes in pfsD over A–B; at B the way ends.";
const KNOWN: NodeView = {
  node: "A",
  links: [{ link: "A-B", linkName: "A–B", session: "open", stale: "" }],
  pfs: [
    { label: "pfsA", type: "MASTER", own: true, dist: 0, link: null, linkName: "", spans: 0, stale: "" },
    { label: "pfsD", type: "MASTER", own: false, dist: 2, link: "A-B", linkName: "A–B", spans: 1, stale: TRUTH },
  ],
  transactions: [{ name: "talk", pfs: "pfsD", role: "opener", stale: "" }],
  stale: 1,
  unknown: [],
};

function shown(): StageView {
  const state = { topic: "view", node: "A", nodeView: true, wave: -1, whatIf: null, answer: { nowUs: 1, spans: null, wave: null, climb: null, view: KNOWN } } as const;
  const explained = stageExplained(state, TOPOLOGY, false, null);
  if (explained?.kind !== "view") throw new Error("no node view");
  return explained;
}

describe("node view in sentences", () => {
  it("names the viewer, its neighbours and whom it knows for a PFS, and nobody else", () => {
    const view = shown();
    expect(knownNodes(view, TOPOLOGY)).toEqual([0, 1, 3]);
    expect(knownNodes(view, TOPOLOGY).map((at) => nodeSentence(view, TOPOLOGY, at))).toEqual(["A, whose view this is, offers pfsA", "B, neighbour over A–B", "D, known for pfsD (distance 2)"]);
    expect(nodeSentence(view, TOPOLOGY, 2)).toBe("C, not known to A");
  });

  it("says beside a wrong belief what is true", () => {
    expect(pfsSentence(KNOWN.pfs[1]!)).toBe("pfsD, distance 2, first hop A–B; not so any more: A still believes in pfsD over A–B; at B the way ends");
    expect(pfsSentence(KNOWN.pfs[0]!)).toBe("pfsA, its own");
    expect(transactionSentence(KNOWN.transactions[0]!)).toBe("talk pfsD, opened here");
  });

  it("knows its own links, and is silent of the others and of messages", () => {
    const view = shown();
    expect(linkSentence(knownLink(view, TOPOLOGY, 0)!)).toBe("Link A–B, open");
    expect(knownLink(view, TOPOLOGY, 1)).toBe(undefined);
    expect(knownSentence(view, TOPOLOGY, { kind: "link", link: 1 })).toBe("");
    expect(knownSentence(view, TOPOLOGY, { kind: "message", message: 3 })).toBe("");
  });
});
