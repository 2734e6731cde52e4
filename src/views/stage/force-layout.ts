import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type Simulation,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from "d3";
import { LINK_WORLD_LENGTH } from "./density.ts";
import { centreOf, hopsFrom, neighboursOf, type Graph } from "./graph.ts";

/**
 * Places for any graph by force. Deterministic: it starts from rings about the graph's centre, and d3's own source of
 * chance is a fixed sequence. Runs in the layout worker, tick by tick.
 */
export interface LayoutTask extends Graph {
  /** x and y by turns; NaN = place it anew */
  readonly xy: Float64Array;
  /** 1 = stays where it is */
  readonly fixed: Uint8Array;
  /** width of the stage over its height */
  readonly aspect: number;
  /** how far things may still move: 1 = all anew, 0.3 = settle what came */
  readonly alpha: number;
}

export interface ForceLayout {
  /** advances one tick; false = it has come to rest */
  tick(): boolean;
  positions(): Float64Array;
  hold(node: number, x: number, y: number): void;
  release(node: number): void;
}

interface Body extends SimulationNodeDatum {
  readonly node: number;
}

const COLLIDE_RADIUS = LINK_WORLD_LENGTH * 0.36;
const CHARGE = -LINK_WORLD_LENGTH * 7;
const DISTANCE_MAX = LINK_WORLD_LENGTH * 6;
const GRAVITY = 0.045;
const ALPHA_MIN = 0.006;
const ALPHA_DECAY = 0.022;
/** Many nodes: fewer ticks and coarser forces, or it would take half a minute. */
const MANY = 300;
const MANY_ALPHA_DECAY = 0.045;
const MANY_THETA = 1.3;
/** while a node is dragged the others keep giving way */
const ALPHA_HELD = 0.25;

/** Forces know no wide or tall: they work in a square, which is stretched to the stage's proportions. */
export interface Stretch {
  readonly x: number;
  readonly y: number;
}

export function stretchOf(aspect: number): Stretch {
  const root = Math.sqrt(Math.min(Math.max(aspect, 0.6), 1.8));
  return { x: root, y: 1 / root };
}

export function createForceLayout(task: LayoutTask): ForceLayout {
  const stretch = stretchOf(task.aspect);
  const start = startPositions(task).map((value, i) => value / (i % 2 === 0 ? stretch.x : stretch.y));
  const bodies = Array.from({ length: task.count }, (_, node): Body => {
    const x = start[2 * node];
    const y = start[2 * node + 1];
    return task.fixed[node] === 1 ? { node, x, y, fx: x, fy: y } : { node, x, y };
  });
  const simulation = simulationOf(task, bodies);
  const stir = (): void => {
    simulation.alpha(Math.max(simulation.alpha(), ALPHA_HELD));
  };
  return {
    tick() {
      if (simulation.alpha() < ALPHA_MIN) return false;
      simulation.tick();
      return true;
    },
    positions() {
      return Float64Array.from({ length: bodies.length * 2 }, (_, i) =>
        i % 2 === 0 ? (bodies[i >> 1].x ?? 0) * stretch.x : (bodies[i >> 1].y ?? 0) * stretch.y,
      );
    },
    hold(node, x, y) {
      if (bodies[node] === undefined) return;
      bodies[node].fx = x / stretch.x;
      bodies[node].fy = y / stretch.y;
      stir();
    },
    release(node) {
      if (bodies[node] === undefined) return;
      bodies[node].fx = null;
      bodies[node].fy = null;
      stir();
    },
  };
}

function simulationOf(task: LayoutTask, bodies: Body[]): Simulation<Body, undefined> {
  const links: SimulationLinkDatum<Body>[] = [];
  for (let i = 0; i < task.ends.length; i += 2) {
    links.push({ source: bodies[task.ends[i]], target: bodies[task.ends[i + 1]] });
  }
  const many = task.count > MANY;
  const charge = forceManyBody<Body>().strength(CHARGE).distanceMax(DISTANCE_MAX);
  if (many) charge.theta(MANY_THETA);
  return forceSimulation(bodies)
    .stop()
    .alpha(task.alpha)
    .alphaMin(ALPHA_MIN)
    .alphaDecay(many ? MANY_ALPHA_DECAY : ALPHA_DECAY)
    .force("link", forceLink(links).distance(LINK_WORLD_LENGTH))
    .force("charge", charge)
    .force("collide", forceCollide<Body>(COLLIDE_RADIUS).strength(0.8))
    .force("x", forceX<Body>(0).strength(GRAVITY))
    .force("y", forceY<Body>(0).strength(GRAVITY));
}

/** Known places stay; the rest lie on rings about the centre by hops, or beside the neighbours that are placed. */
export function startPositions(task: Graph & { readonly xy: Float64Array }): Float64Array {
  const xy = Float64Array.from(task.xy);
  const known = (node: number): boolean => !Number.isNaN(xy[2 * node]);
  const nodes = Array.from({ length: task.count }, (_, node) => node);
  const neighbours = neighboursOf(task);
  if (nodes.some(known)) {
    nodes.filter((node) => !known(node)).forEach((node, turn) => placeBeside(xy, node, neighbours[node].filter(known), turn));
  } else {
    placeOnRings(xy, neighbours);
  }
  return xy;
}

/** The golden angle: successive directions never meet. */
const TURN = Math.PI * (3 - Math.sqrt(5));

function placeBeside(xy: Float64Array, node: number, placed: readonly number[], turn: number): void {
  const sum = placed.reduce((at, one) => ({ x: at.x + xy[2 * one], y: at.y + xy[2 * one + 1] }), { x: 0, y: 0 });
  const many = Math.max(placed.length, 1);
  const away = placed.length === 1 ? LINK_WORLD_LENGTH : LINK_WORLD_LENGTH * 0.4;
  xy[2 * node] = sum.x / many + away * Math.cos(turn * TURN);
  xy[2 * node + 1] = sum.y / many + away * Math.sin(turn * TURN);
}

function placeOnRings(xy: Float64Array, neighbours: readonly (readonly number[])[]): void {
  const hops = hopsFrom(neighbours, centreOf(neighbours));
  const hopsMax = hops.reduce((most, one) => Math.max(most, one), 0);
  const rings: number[][] = Array.from({ length: hopsMax + 2 }, () => []);
  hops.forEach((hop, node) => rings[hop === -1 ? hopsMax + 1 : hop].push(node));
  rings.forEach((ring, hop) => {
    const radius = hop * LINK_WORLD_LENGTH;
    ring.forEach((node, at) => {
      const angle = (2 * Math.PI * at) / ring.length + hop * TURN - Math.PI / 2;
      xy[2 * node] = radius * Math.cos(angle);
      xy[2 * node + 1] = radius * Math.sin(angle);
    });
  });
}
