import type { TopologyView } from "../../port/messages.ts";
import { closedForm } from "./closed-forms.ts";
import { LINK_WORLD_LENGTH } from "./density.ts";
import { graphOf } from "./graph.ts";
import type { FromLayout, ToLayout } from "./layout-port.ts";

/** Share of the nodes and links that must still be there for the places to be kept. */
const KEEP_SHARE = 0.6;
const GLIDE_MS = 45;
const ARRIVED_PX = 0.15;

export interface LayoutPort {
  post(message: ToLayout): void;
  dispose(): void;
}

export interface NodePlacesOptions {
  readonly openPort: (onPlaces: (places: FromLayout) => void) => LayoutPort;
  /** places have come, or somebody moved a node */
  readonly onChange: () => void;
  /** no gliding: reduced motion */
  readonly still: () => boolean;
}

/**
 * Where the nodes are, in world units. Places that the topology names are kept; known shapes get their closed form;
 * everything else is laid out by force in a worker. Nodes keep their places when others come and go; those that a hand
 * has moved are pinned. Changes glide for about 150 ms.
 */
export class NodePlaces {
  /** as shown now; NaN = not known yet. The arrays are replaced when the topology changes */
  x: Float64Array = new Float64Array(0);
  y: Float64Array = new Float64Array(0);
  /** the worker is at it */
  working = false;

  private topology: TopologyView | null = null;
  private target: Float64Array = new Float64Array(0);
  private task = 0;
  /** the others give way when a node is dragged */
  private flexible = false;
  private unit = 1;
  private lastMs: number | null = null;
  private port: LayoutPort | null = null;
  private readonly pinned = new Set<string>();
  private readonly options: NodePlacesOptions;

  constructor(options: NodePlacesOptions) {
    this.options = options;
  }

  /** every node has a place */
  get ready(): boolean {
    return this.topology !== null && !this.x.some(Number.isNaN);
  }

  /** Returns whether everything is placed anew, rather than only what came. */
  setTopology(next: TopologyView, aspect: number): boolean {
    const before = this.topology;
    const keep = before !== null && this.ready && shareKept(before, next) >= KEEP_SHARE;
    this.topology = next;
    this.task += 1; // what the worker still sends is of the old one
    this.working = false;
    if (keep) this.placeNewcomers(before, next, aspect);
    else this.placeAll(next, aspect);
    return !keep;
  }

  /** Moves towards the places; true = not there yet. */
  step(wallMs: number): boolean {
    const passedMs = this.lastMs === null ? 16 : Math.min(wallMs - this.lastMs, 100);
    const pull = this.options.still() ? 1 : 1 - Math.exp(-passedMs / GLIDE_MS);
    let moving = false;
    for (let i = 0; i < this.x.length; i += 1) {
      const dx = this.target[2 * i] - this.x[i];
      const dy = this.target[2 * i + 1] - this.y[i];
      const away = Math.abs(dx) + Math.abs(dy) > ARRIVED_PX;
      this.x[i] = away ? this.x[i] + dx * pull : this.target[2 * i];
      this.y[i] = away ? this.y[i] + dy * pull : this.target[2 * i + 1];
      moving ||= away;
    }
    this.lastMs = moving ? wallMs : null;
    return moving;
  }

  drag(node: number, x: number, y: number): void {
    const id = this.topology?.nodes[node]?.id;
    if (id === undefined) return;
    this.pinned.add(id);
    this.target[2 * node] = x;
    this.target[2 * node + 1] = y;
    this.x[node] = x;
    this.y[node] = y;
    if (this.flexible) this.port?.post({ type: "hold", id: this.task, node, x, y });
    this.options.onChange();
  }

  unpin(node: number): void {
    const id = this.topology?.nodes[node]?.id;
    if (id === undefined) return;
    this.pinned.delete(id);
    if (this.flexible) this.port?.post({ type: "release", id: this.task, node });
  }

  isPinned(node: number): boolean {
    const id = this.topology?.nodes[node]?.id;
    return id !== undefined && this.pinned.has(id);
  }

  /** From world units to those in which the topology names places. */
  toTopologyUnits(value: number): number {
    return value / this.unit;
  }

  dispose(): void {
    this.port?.dispose();
    this.port = null;
  }

  private placeAll(next: TopologyView, aspect: number): void {
    this.pinned.clear();
    this.unit = unitOf(next);
    const given = givenPlaces(next, this.unit);
    const fixed = fixedWhereKnown(given);
    const named = fixed.includes(1);
    const closed = named ? null : closedForm(graphOf(next), aspect);
    this.flexible = closed === null && !named;
    this.target = closed ?? given;
    this.jump();
    if (this.target.some(Number.isNaN)) this.layOut(next, given, fixed, aspect, 1);
  }

  private placeNewcomers(before: TopologyView, next: TopologyView, aspect: number): void {
    const index = new Map(before.nodes.map(({ id }, i) => [id, i]));
    const given = givenPlaces(next, this.unit);
    const old = next.nodes.map(({ id }) => index.get(id));
    const { target, x, y } = this;
    this.target = given.map((value, i) => {
      const at = old[i >> 1];
      return at === undefined ? value : target[2 * at + (i & 1)];
    });
    this.x = Float64Array.from(old, (at, i) => (at === undefined ? given[2 * i] : x[at]));
    this.y = Float64Array.from(old, (at, i) => (at === undefined ? given[2 * i + 1] : y[at]));
    if (this.target.some(Number.isNaN)) this.layOut(next, this.target.slice(), fixedWhereKnown(this.target), aspect, 0.5);
  }

  private layOut(topology: TopologyView, xy: Float64Array, fixed: Uint8Array, aspect: number, alpha: number): void {
    this.port ??= this.options.openPort((places) => this.receive(places));
    this.working = true;
    this.port.post({ type: "task", id: this.task, task: { ...graphOf(topology), xy, fixed, aspect, alpha } });
  }

  private receive({ id, xy, done }: FromLayout): void {
    if (id !== this.task || xy.length !== this.target.length) return;
    this.target = xy;
    this.working = !done;
    // what had no place yet appears where it belongs; the others glide
    for (let i = 0; i < this.x.length; i += 1) {
      if (!Number.isNaN(this.x[i])) continue;
      this.x[i] = xy[2 * i];
      this.y[i] = xy[2 * i + 1];
    }
    this.options.onChange();
  }

  private jump(): void {
    const { target } = this;
    this.x = Float64Array.from({ length: target.length / 2 }, (_, i) => target[2 * i]);
    this.y = Float64Array.from({ length: target.length / 2 }, (_, i) => target[2 * i + 1]);
  }
}

/** Named places of a topology in world units; NaN where it names none. */
function givenPlaces({ nodes }: TopologyView, unit: number): Float64Array {
  const xy = new Float64Array(nodes.length * 2);
  nodes.forEach((node, i) => {
    const both = node.x !== undefined && node.y !== undefined;
    xy[2 * i] = both ? node.x * unit : NaN;
    xy[2 * i + 1] = both ? node.y * unit : NaN;
  });
  return xy;
}

function fixedWhereKnown(xy: Float64Array): Uint8Array {
  return Uint8Array.from({ length: xy.length / 2 }, (_, i) => (Number.isNaN(xy[2 * i]) ? 0 : 1));
}

/** World units for one of the topology's: so that a link of middling length gets the usual one. */
export function unitOf({ nodes, links }: TopologyView): number {
  const lengths: number[] = [];
  for (const { a, b } of links) {
    const { x: ax, y: ay } = nodes[a];
    const { x: bx, y: by } = nodes[b];
    if (ax === undefined || ay === undefined || bx === undefined || by === undefined) continue;
    const length = Math.hypot(ax - bx, ay - by);
    if (length > 0) lengths.push(length);
  }
  if (lengths.length === 0) return 1;
  lengths.sort((one, other) => one - other);
  return LINK_WORLD_LENGTH / lengths[lengths.length >> 1];
}

/** How much of two topologies is the same, by ids, from 0 to 1. */
export function shareKept(before: TopologyView, after: TopologyView): number {
  const partsOf = ({ nodes, links }: TopologyView): Set<string> =>
    new Set([...nodes.map(({ id }) => `node ${id}`), ...links.map(({ a, b }) => `link ${nodes[a].id} ${nodes[b].id}`)]);
  const one = partsOf(before);
  const other = partsOf(after);
  let common = 0;
  for (const part of one) if (other.has(part)) common += 1;
  if (movedMostly(before, after)) return 0;
  return common / Math.max(one.size, other.size, 1);
}

/** The same names at other places are another picture. */
function movedMostly(before: TopologyView, after: TopologyView): boolean {
  const places = new Map(before.nodes.map((node) => [node.id, node]));
  let named = 0;
  let moved = 0;
  for (const { id, x, y } of after.nodes) {
    const old = places.get(id);
    if (old === undefined || x === undefined) continue;
    named += 1;
    if (old.x !== x || old.y !== y) moved += 1;
  }
  return named > 0 && moved > named / 2;
}
