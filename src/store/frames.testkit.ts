import type { FeedRow, Frame, LinkModel, Loaded, TapeShown, TopologyView } from "../port/messages.ts";

const PERFECT_LINK: LinkModel = { mode: "stream", latencyUs: 1_000, jitterUs: 0, bandwidthBytesPerS: 0, lossPerMillion: 0, corruptPerMillion: 0, duplicatePerMillion: 0, reorderPerMillion: 0, reorderUs: 0 };

const TAPE: TapeShown = { row: 0, rowEnd: 0, endUs: 0, live: true, seekingPerMille: null, oldestRow: 0, oldestUs: 0, rowsMax: 4_000_000, keyFrames: 1, keyFrameBytes: 0, branch: 1, branches: [{ id: 1, name: "First run", parent: null, forkRow: 0, forkUs: 0, rowEnd: 0, endUs: 0, digest: "" }], undo: null, redo: null, breakpoints: [], stoppedAt: null };

/** A frame of an empty run, changed as a test needs it. */
export function frameOf(change: Partial<Frame>): Frame {
  const none = new Int32Array(0);
  return {
    sequence: 0,
    nowUs: 0,
    playing: true,
    speedUsPerS: 1_000_000,
    behind: false,
    quiet: false,
    digest: "",
    tape: TAPE,
    topology: null,
    nodeStates: new Uint8Array(0),
    nodeTransactions: none,
    nodeEntries: none,
    linkStates: new Uint8Array(0),
    linkSinceUs: new Float64Array(0),
    linkSealed: new Uint8Array(0),
    flights: { count: 0, omitted: 0, message: none, link: none, direction: new Uint8Array(0), departUs: new Float64Array(0), arriveUs: new Float64Array(0), family: new Uint8Array(0), copy: none, marks: new Uint8Array(0) },
    tree: null,
    path: null,
    brief: false,
    inspection: null,
    locks: null,
    transactions: [],
    commits: null,
    shell: null,
    pfs: [],
    feedCount: 0,
    feedTail: [],
    caption: "",
    counters: { messagesSent: 0, messagesDelivered: 0, messagesDiscarded: 0, messagesLost: 0, pings: 0, bytes: 0, spansOpen: 0, spansClosed: 0, transactionsOpen: 0, transactionsAborted: 0, violations: 0, events: 0 },
    checks: [],
    expectations: [],
    ...change,
  };
}

/** Controllers in a line, each offering a PFS with its own name. */
export function topologyOf(ids: readonly string[]): TopologyView {
  return {
    version: 1,
    nodes: ids.map((id) => ({ id, role: "controller", bigEndian: false, pfs: [{ label: id, type: "MASTER" }] })),
    links: ids.slice(1).map((id, i) => ({ id: `${ids[i]}-${id}`, a: i, b: i + 1, model: PERFECT_LINK, kind: "stream" })),
  };
}

export function loadedOf(title: string, change: Partial<Loaded> = {}): Loaded {
  return { title, claim: "", hint: "", seed: 1, engineVersion: "0", holdUs: 0, speedUsPerS: 1, library: [], variants: [], ...change };
}

/** The row of an event. */
export function rowOf(event: number): FeedRow {
  return { event, atUs: event, family: "data", severity: "normal", sentence: `event ${event}`, rule: "", node: null, link: null, message: null, transaction: null };
}

export function rowsOf(from: number, to: number): FeedRow[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => rowOf(from + i));
}
