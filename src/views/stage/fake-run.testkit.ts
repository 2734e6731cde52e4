import { FAMILIES, FLIGHT_MARK, LINK_STATE, NODE_STATE } from "../../store/contract.ts";
import type { Command, Flights, Frame, LinkModel, TopologyView } from "../../port/messages.ts";
import { MODEL, flightsOf, frameOf, linkView, nodeView, type FlightRow, type LinkView, type NodeView } from "./frames.testkit.ts";
import { scatter } from "./ink.ts";

/** Made-up runs for looking at the stage: topologies of several sizes with plausible traffic. No protocol in it. */

type Nodes = NodeView[];
type Links = LinkView[];

interface Scene {
  readonly nodes: Nodes;
  readonly links: Links;
  readonly dress: (run: FakeState) => void;
  readonly flights: readonly (readonly [link: string, direction: number, part: number, family: number, marks: number])[] | null;
}

interface FakeState {
  nodeStates: Uint8Array;
  nodeTransactions: Int32Array;
  nodeEntries: Int32Array;
  linkStates: Uint8Array;
  linkSinceUs: Float64Array;
  tree: Frame["tree"];
  path: Frame["path"];
}

function node(id: string, role: NodeView["role"] = "controller", extra: Partial<NodeView> = {}): NodeView {
  return nodeView(id, { role, ...extra });
}

function links(nodes: Nodes, pairs: readonly string[], model: (id: string) => LinkModel = () => MODEL): Links {
  return pairs.map((pair) => linkView(nodes, pair, model(pair)));
}

const { reply, willBeLost, corrupted, injected, queued } = FLIGHT_MARK;
const [SPAN, TX, DATA, ABORT, HOUSE] = FAMILIES.map((_, i) => i);

function six(): Scene {
  const nodes = [
    node("A", "leaf"),
    node("B"),
    node("C"),
    node("D", "endpoint", { pfs: [{ label: "pfsD", type: "MASTER" }] }),
    node("E"),
    node("F", "controller", { bigEndian: true }),
  ];
  const all = links(nodes, ["A-B", "B-C", "C-D", "A-E", "E-F", "F-D", "B-E"]);
  return {
    nodes,
    links: all,
    dress(run) {
      run.linkStates[1] = LINK_STATE.closed;
      run.linkSinceUs[1] = 2_101_000;
      run.tree = { pfs: "pfsD", dist: Int32Array.of(2, 2, 0, -2, 1, 0), via: Int32Array.of(3, 6, 2, -1, 4, 5) };
      run.path = { name: "shell", nodes: [0, 1, 2, 3], links: [0, 1, 2], state: "aborted" };
      run.nodeTransactions.set([2, 0, 0, 1, 0, 0]);
      run.nodeEntries.set([0, 2, 1, 0, 0, 0]);
    },
    flights: [
      ["A-B", 1, 0.45, ABORT, 0],
      ["C-D", 0, 0.55, ABORT, 0],
      ["A-E", 1, 0.6, SPAN, 0],
      ["E-F", 1, 0.4, SPAN, 0],
      ["E-F", 1, 0.4, SPAN, 0],
      ["E-F", 0, 0.3, TX, 0],
      ["E-F", 0, 0.55, DATA, 0],
      ["F-D", 0, 0.4, TX, 0],
      ["F-D", 1, 0.5, TX, reply],
      ["F-D", 1, 0.75, DATA, reply],
      ["A-E", 0, 0.3, HOUSE, 0],
      ["A-E", 0, 0.5, HOUSE, reply],
      ["B-E", 0, 0.35, SPAN, willBeLost],
      ["B-E", 1, 0.72, TX, willBeLost],
      ["A-B", 0, 0.3, SPAN, corrupted],
      ["C-D", 1, 0.3, TX, injected],
    ],
  };
}

function states(): Scene {
  const nodes = [
    node("A", "leaf", { pfs: [{ label: "cache", type: "CACHE" }] }),
    node("B"),
    node("C", "endpoint", { pfs: [{ label: "pfsC", type: "SLAVE" }] }),
    node("D"),
    node("E", "controller", { bigEndian: true }),
    node("F", "leaf"),
    node("G", "endpoint"),
    node("H"),
  ];
  const pairs = ["A-B", "B-C", "C-D", "D-E", "E-F", "F-G", "G-H", "H-A", "B-F", "C-G"];
  const model = (id: string): LinkModel => (id === "H-A" ? { ...MODEL, latencyUs: 40_000, lossPerMillion: 20_000, mode: "raw" } : MODEL);
  return {
    nodes,
    links: links(nodes, pairs, model),
    dress(run) {
      run.linkStates.set([LINK_STATE.open, LINK_STATE.closed, LINK_STATE.suspended, LINK_STATE.silent, LINK_STATE.down, LINK_STATE.handshake]);
      run.linkSinceUs.fill(2_101_000);
      run.nodeStates.set([0, 0, 0, NODE_STATE.isolated, NODE_STATE.crashed, 0, NODE_STATE.powerLost, 0]);
      run.nodeTransactions.set([1, 3, 0, 0, 0, 14, 0, 0]);
      run.nodeEntries.set([0, 12, 0, 0, 0, 104, 0, 1]);
      run.path = { name: "echo", nodes: [0, 1, 5], links: [0, 8], state: "open" };
    },
    flights: [
      ["A-B", 0, 0.2, TX, queued],
      ["A-B", 0, 0.2, TX, queued],
      ["A-B", 0, 0.2, DATA, queued],
      ["C-D", 0, 0.2, SPAN, queued],
      ["C-D", 0, 0.2, SPAN, queued],
      ["C-D", 1, 0.2, HOUSE, queued],
      ...Array.from({ length: 9 }, () => ["C-G", 0, 0, DATA, queued] as const),
      ["D-E", 0, 0.4, SPAN, willBeLost],
      ["B-F", 0, 0.6, DATA, 0],
      ["B-F", 1, 0.2, DATA, reply],
      ["H-A", 0, 0.5, SPAN, corrupted | willBeLost],
      ["F-G", 0, 0.5, HOUSE, 0],
    ],
  };
}

function randomMesh(count: number, extra: number): Scene {
  const roles = ["controller", "controller", "controller", "endpoint", "leaf"] as const;
  const nodes = Array.from({ length: count }, (_, i) =>
    node(`n${i}`, roles[Math.floor(scatter(i + 7) * 5)], i === 3 ? { pfs: [{ label: "pfs3", type: "MASTER" }] } : {}),
  );
  const pairs = new Set<string>();
  for (let i = 1; i < count; i += 1) pairs.add(`n${i}-n${Math.floor(scatter(i * 31) * i)}`);
  for (let i = 0; pairs.size < count - 1 + extra; i += 1) {
    const a = Math.floor(scatter(i * 17 + 1) * count);
    const b = Math.floor(scatter(i * 23 + 5) * count);
    if (a !== b && !pairs.has(`n${b}-n${a}`)) pairs.add(`n${a}-n${b}`);
  }
  const all = links(nodes, [...pairs]);
  return { nodes, links: all, dress: (run) => dressLarge(run, count, all), flights: null };
}

function dressLarge(run: FakeState, count: number, all: Links): void {
  const dist = new Int32Array(count).fill(-1);
  const via = new Int32Array(count).fill(-1);
  const start = Math.min(3, count - 1);
  dist[start] = -2;
  const queue = [start];
  for (let at = 0; at < queue.length; at += 1) {
    all.forEach(({ a, b }, link) => {
      const other = a === queue[at] ? b : b === queue[at] ? a : -1;
      if (other === -1 || dist[other] !== -1) return;
      dist[other] = dist[queue[at]] === -2 ? 0 : dist[queue[at]] + 1;
      via[other] = link;
      queue.push(other);
    });
  }
  run.tree = { pfs: "pfs3", dist, via };
  const end = queue[queue.length - 1];
  const nodes = [end];
  const path: number[] = [];
  for (let at = end; via[at] !== -1; ) {
    path.push(via[at]);
    at = all[via[at]].a === at ? all[via[at]].b : all[via[at]].a;
    nodes.push(at);
  }
  run.path = { name: "shell", nodes, links: path, state: "open" };
  for (const one of nodes) run.nodeEntries[one] = 1 + Math.floor(scatter(one) * 12);
  run.nodeTransactions[end] = 2;
  run.linkStates[Math.floor(all.length / 2)] = LINK_STATE.closed;
  run.linkStates[Math.floor(all.length / 3)] = LINK_STATE.suspended;
  run.linkStates[Math.floor(all.length / 4)] = LINK_STATE.silent;
  run.linkSinceUs.fill(1_250_000);
  run.nodeStates[Math.floor(count / 2)] = NODE_STATE.crashed;
}

function shaped(count: number, pairsOf: (i: number) => readonly number[]): Scene {
  const nodes = Array.from({ length: count }, (_, i) => node(`n${i}`));
  const pairs = nodes.flatMap((_, i) => pairsOf(i).map((j) => `n${i}-n${j}`));
  const all = links(nodes, pairs);
  return { nodes, links: all, dress: (run) => dressLarge(run, count, all), flights: null };
}

function cities(): Scene {
  const names = ["Seattle", "Sunnyvale", "Los Angeles", "Denver", "Kansas City", "Houston", "Chicago", "Indianapolis", "Atlanta", "Washington", "New York"];
  const nodes = names.map((id) => node(id, "controller", { pfs: [{ label: id, type: "MASTER" }] }));
  const pairs: readonly (readonly [number, number])[] = [
    [0, 1], [0, 3], [1, 2], [1, 3], [2, 5], [3, 4], [4, 5], [4, 7], [5, 8], [6, 7], [6, 10], [7, 8], [8, 9], [9, 10],
  ]; // oxfmt-ignore
  const all = pairs.map(([a, b]) => ({ id: `${names[a]}-${names[b]}`, a, b, model: MODEL }));
  return { nodes, links: all, dress: (run) => dressLarge(run, nodes.length, all), flights: null };
}

const SCENES: Readonly<Record<string, () => Scene>> = {
  six,
  states,
  cities,
  empty: () => ({ nodes: [], links: [], dress: () => {}, flights: [] }),
  sixty: () => randomMesh(60, 30),
  many: () => randomMesh(200, 120),
  thousand: () => randomMesh(1_000, 1_000),
  ring: () => shaped(50, (i) => [(i + 1) % 50]),
  chords: () => shaped(100, (i) => (i < 50 && i % 2 === 0 ? [(i + 1) % 100, i + 50] : [(i + 1) % 100])),
  line: () => shaped(24, (i) => (i < 23 ? [i + 1] : [])),
  grid: () => shaped(48, (i) => [...(i % 8 < 7 ? [i + 1] : []), ...(i < 40 ? [i + 8] : [])]),
  tree: () => shaped(63, (i) => (i < 31 ? [2 * i + 1, 2 * i + 2] : [])),
  smalltree: () => shaped(13, (i) => (i < 4 ? [3 * i + 1, 3 * i + 2, 3 * i + 3] : [])),
  star: () => shaped(13, (i) => (i === 0 ? Array.from({ length: 12 }, (_, j) => j + 1) : [])),
  complete: () => shaped(9, (i) => Array.from({ length: 8 - i }, (_, j) => i + j + 1)),
};

export interface FakeRun {
  subscribe: (listener: (frame: Frame) => void) => () => void;
  frame: () => Frame;
  command: (command: Command) => void;
  pause: () => void;
}

/** `at` = 0: runs; else it is paused and the listed flights are shown where they are. */
export function createFakeRun(name: string, speedUsPerS: number): FakeRun {
  const scene = (SCENES[name] ?? six)();
  const listeners = new Set<(frame: Frame) => void>();
  let topology: TopologyView = { version: 1, nodes: scene.nodes, links: scene.links };
  const run = freshState(topology);
  scene.dress(run);
  let nowUs = 2_104_318;
  let playing = speedUsPerS > 0;
  let sequence = 0;
  let fresh: TopologyView | null = topology;
  const traffic = scene.flights === null || playing ? fakeTraffic() : null;
  const build = (): Frame => {
    sequence += 1;
    const flights = traffic ? traffic(nowUs, topology, run) : fixedFlights(scene, nowUs);
    const frame = frameOf(topology, {
      sequence,
      nowUs,
      playing,
      speedUsPerS,
      topology: fresh,
      nodeStates: run.nodeStates.slice(),
      nodeTransactions: run.nodeTransactions.slice(),
      nodeEntries: run.nodeEntries.slice(),
      linkStates: run.linkStates.slice(),
      linkSinceUs: run.linkSinceUs.slice(),
      tree: new URLSearchParams(location.search).has("pfs") ? run.tree : null,
      path: new URLSearchParams(location.search).has("tx") ? run.path : null,
      flights,
    });
    fresh = null;
    return frame;
  };
  let current = build();
  const send = (): void => {
    current = build();
    for (const listener of listeners) listener(current);
  };
  let lastMs = performance.now();
  setInterval(() => {
    const ms = performance.now();
    if (playing) {
      nowUs = Math.round(nowUs + ((ms - lastMs) * speedUsPerS) / 1_000);
      send();
    }
    lastMs = ms;
  }, 16);
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    frame: () => current,
    pause() {
      playing = false;
      send();
    },
    command(command) {
      topology = obey(command, topology, run, nowUs);
      if (topology !== current.topology) fresh = topology;
      send();
    },
  };
}

function freshState({ nodes, links: all }: TopologyView): FakeState {
  return {
    nodeStates: new Uint8Array(nodes.length),
    nodeTransactions: new Int32Array(nodes.length),
    nodeEntries: new Int32Array(nodes.length),
    linkStates: new Uint8Array(all.length),
    linkSinceUs: new Float64Array(all.length),
    tree: null,
    path: null,
  };
}

function obey(command: Command, topology: TopologyView, run: FakeState, nowUs: number): TopologyView {
  const linkOf = (id: string): number => topology.links.findIndex((one) => one.id === id);
  if (command.do === "cut" || command.do === "heal") {
    const state = command.do === "heal" ? "open" : ({ close: "closed", suspend: "suspended", silent: "silent" } as const)[command.how];
    run.linkStates[linkOf(command.link)] = LINK_STATE[state];
    run.linkSinceUs[linkOf(command.link)] = nowUs;
    return topology;
  }
  if (command.do === "resumeAll") run.linkStates.fill(LINK_STATE.open);
  if (command.do === "crash") run.nodeStates[topology.nodes.findIndex(({ id }) => id === command.node)] = NODE_STATE.crashed;
  const next = changed(command, topology);
  if (next !== topology) {
    const before = { ...run };
    Object.assign(run, freshState(next));
    run.nodeStates.set(before.nodeStates.subarray(0, next.nodes.length));
    run.linkStates.set(before.linkStates.subarray(0, next.links.length));
  }
  return next;
}

function changed(command: Command, { version, nodes, links: all }: TopologyView): TopologyView {
  const indexOf = (id: string): number => nodes.findIndex((one) => one.id === id);
  if (command.do === "addNode") {
    const { id, x, y } = command.node;
    return { version: version + 1, nodes: [...nodes, node(id, "controller", { x, y })], links: all };
  }
  if (command.do === "addLink") {
    const { a, b } = command.link;
    return { version: version + 1, nodes, links: [...all, { id: `${a}-${b}`, a: indexOf(a), b: indexOf(b), model: MODEL }] };
  }
  if (command.do === "removeLink") return { version: version + 1, nodes, links: all.filter(({ id }) => id !== command.link) };
  if (command.do === "impair") {
    return { version: version + 1, nodes, links: all.map((one) => (one.id === command.link ? { ...one, model: { ...one.model, ...command.model } } : one)) };
  }
  return { version, nodes, links: all };
}

function fixedFlights({ flights, links: all }: Scene, nowUs: number): Flights {
  return flightsOf(
    (flights ?? []).map(([link, direction, part, family, marks], i) => ({
      message: 400 + i,
      link: all.findIndex(({ id }) => id === link),
      direction,
      departUs: nowUs - part * 1_000,
      arriveUs: nowUs + (1 - part) * 1_000,
      family,
      marks,
    })),
  );
}

function fakeTraffic(): (nowUs: number, topology: TopologyView, run: FakeState) => Flights {
  let rows: FlightRow[] = [];
  let next = 1;
  let lastUs = 0;
  return (nowUs, { links: all }, run) => {
    rows = rows.filter((row) => row.arriveUs > nowUs && run.linkStates[row.link] !== LINK_STATE.closed);
    if (lastUs === 0) lastUs = nowUs - 1_000;
    const wanted = (all.length * 0.35 * (nowUs - lastUs)) / 1_000;
    for (let i = 0; i < wanted; i += 1) {
      next += 1;
      const link = Math.floor(scatter(next * 3) * all.length);
      if (run.linkStates[link] === LINK_STATE.closed) continue;
      const family = [SPAN, SPAN, SPAN, TX, TX, DATA, HOUSE, ABORT][Math.floor(scatter(next * 5) * 8)];
      const marks = (scatter(next * 7) < 0.3 ? reply : 0) | (scatter(next * 11) < 0.08 ? willBeLost : 0);
      const departUs = lastUs + ((nowUs - lastUs) * i) / Math.max(wanted, 1);
      rows.push({ message: next, link, direction: next & 1, departUs, arriveUs: departUs + 1_000, family, marks });
    }
    lastUs = nowUs;
    return flightsOf(rows);
  };
}
