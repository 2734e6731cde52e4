import { expect, test } from "vitest";
import { LINK_STATE, NODE_STATE } from "../../store/contract.ts";
import { impairmentText, isCut, linkSentence, linkState, linkStateText, nodeFacts, nodeSentence, usualLatencyUs } from "./facts.ts";
import { MODEL, frameOf, nodeView, topologyOf } from "./frames.testkit.ts";

const topology = topologyOf(["A", "B", nodeView("D", { role: "endpoint", bigEndian: true, pfs: [{ label: "pfsD", type: "MASTER" }, { label: "other", type: "SLAVE" }] })], ["A-B", "B-D"]);

test("facts beneath a node: distance, byte order, what it offers", () => {
  const tree = { pfs: "pfsD", dist: Int32Array.of(1, 0, -2), via: Int32Array.of(0, 1, -1), rank: new Uint8Array(0), relays: new Uint8Array(0) };
  const frame = frameOf(topology, { tree });
  expect(nodeFacts(topology, frame, 0, "pfsD")).toEqual({ plain: "dist 1", offers: "", offersShort: "", lit: false });
  expect(nodeFacts(topology, frame, 2, "pfsD")).toEqual({ plain: "big-endian", offers: "offers pfsD · MASTER and 1 more", offersShort: "offers pfsD", lit: true });
  expect(nodeFacts(topology, frame, 2, "other").offers).toContain("offers other · SLAVE");
});

test("a node that the tree does not reach says so; one that is gone says only that", () => {
  const tree = { pfs: "pfsD", dist: Int32Array.of(-1, 3, -2), via: Int32Array.of(-1, 1, -1), rank: new Uint8Array(0), relays: new Uint8Array(0) };
  const frame = frameOf(topology, { tree, nodeStates: Uint8Array.of(0, NODE_STATE.crashed, 0) });
  expect(nodeFacts(topology, frame, 0, "pfsD").plain).toBe("not reached");
  expect(nodeFacts(topology, frame, 1, "pfsD").plain).toBe("crashed");
});

test("sentences for those who do not see the picture", () => {
  const frame = frameOf(topology, {
    linkStates: Uint8Array.of(LINK_STATE.closed, 0),
    linkSinceUs: Float64Array.of(2_101_000, 0),
    nodeTransactions: Int32Array.of(2, 0, 0),
    nodeEntries: Int32Array.of(0, 1, 0),
  });
  expect(linkSentence(topology, frame, 0)).toBe("Link A–B, cut");
  expect(linkSentence(topology, frame, 1)).toBe("Link B–D, open");
  expect(nodeSentence(topology, frame, 0, null)).toBe("Node A, controller, up, 2 open transactions");
  expect(nodeSentence(topology, frame, 1, null)).toBe("Node B, controller, up, 1 forwarding entry");
  expect(nodeSentence(topology, frame, 2, null)).toBe("Node D, endpoint, up, big-endian, offers pfsD MASTER and 1 more");
  expect(linkStateText(frame, 0)).toBe("cut at 2.101 s");
});

test("every state has a name, and a frame older than the topology is open and up", () => {
  for (const [name, code] of Object.entries(LINK_STATE)) {
    expect(linkState(frameOf(topology, { linkStates: Uint8Array.of(code, 0) }), 0)).toBe(name);
  }
  expect(linkState(null, 7)).toBe("open");
});

test("a click heals what is cut or down, and cuts what is open or coming up", () => {
  expect((["open", "handshake", "down", "suspended", "closed", "silent"] as const).filter(isCut)).toEqual(["down", "suspended", "closed", "silent"]);
});

test("impairments in a few words, none for a plain link", () => {
  expect(usualLatencyUs(topology)).toBe(1_000);
  expect(impairmentText(MODEL, 1_000)).toBe("");
  expect(impairmentText(MODEL, 15_000)).toBe("1 ms");
  expect(impairmentText({ ...MODEL, mode: "raw", lossPerMillion: 5_000, latencyUs: 40_000 }, 1_000)).toBe("40 ms · raw · loss 0.5 %");
  expect(impairmentText({ ...MODEL, bandwidthBytesPerS: 1_500_000 }, 1_000)).toBe("1 ms · 1.5 MB/s");
});
