import { US_PER_S } from "../../base/time.ts";
import { EVENT } from "../../node/events.ts";
import { LINK_PHASE, NODE_PHASE, TRACE } from "../../sim/trace.ts";
import { say } from "../fill.ts";
import { LabelPairs } from "../received.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import { sayRow, type Telling } from "../sentences.ts";
import type { Climb, ClimbFound, ClimbStep } from "../shown-explain.ts";
import type { KnowledgeRows } from "./knowledge-rows.ts";

/** ours: steps of one node that are told, the newest */
const STEPS_MAX = 2_000;
/** So often the best distance has to rise, with nothing nearer in between, to be called a climb. */
const RISES_MIN = 3;

/** An echo goes before the next one comes: for so long there may be none in the middle of a climb. */
const GAP_US_MAX = US_PER_S;

/** One value of the best distance at a node. */
interface Point {
  readonly row: number;
  readonly atUs: number;
  /** -1 = none is left */
  readonly dist: number;
}

/** From point to point the distance rises so often, and never falls. */
interface Rise {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/**
 * How the best distance of a PFS went at a node, out of the journal, up to the cursor; and where it counted upwards: a loss
 * after which nodes believe one another's echoes, a step farther each time (SPAN-04).
 */
export function climbOf(history: Run, run: Run, knowledge: KnowledgeRows, nodeId: string, label: string, telling: Telling): Climb | null {
  const node = history.world.nodeById(nodeId);
  if (node === undefined) return null;
  const byNode = pointsByNode(history, knowledge, new LabelPairs(history.world.identities, label), run.journal.rowEnd);
  const points = byNode.get(node.index) ?? [];
  const rises = risesOf(points);
  const { distanceMax } = history.scenario.switches;
  const said = new Saying(history, knowledge, nodeId, label, telling);
  const climbs = rises.map((rise) => said.climb(points, rise, distanceMax, run.nowUs));
  const first = Math.max(0, points.length - STEPS_MAX);
  const steps = points.slice(first).map((point, i) => said.step(point, rises.findIndex(({ from, to }) => first + i >= from && first + i <= to)));
  return { pfs: label, node: nodeId, distanceMax, steps, omitted: first, climbs, everywhere: everywhere(history, byNode) };
}

function pointsByNode({ rows }: Run, knowledge: KnowledgeRows, { pairs }: LabelPairs, cursorRow: number): Map<number, Point[]> {
  const byNode = new Map<number, Point[]>();
  const row = new Row();
  for (const number of knowledge.of(pairs)) {
    if (number >= cursorRow) break;
    if (!rows.readIfKept(number, row) || row.type !== EVENT.bestChanged) continue;
    const points = byNode.get(row.node) ?? [];
    points.push({ row: number, atUs: row.atUs, dist: row.value });
    byNode.set(row.node, points);
  }
  return byNode;
}

/** Longest runs of points in which no value is nearer than one before; short times without any do not count. */
function risesOf(points: readonly Point[]): Rise[] {
  const rises: Rise[] = [];
  for (let from = 0; from < points.length; ) {
    const rise = riseFrom(points, from);
    if (rise.steps >= RISES_MIN) rises.push(rise);
    from = rise.to + 1;
  }
  return rises;
}

function riseFrom(points: readonly Point[], from: number): Rise {
  let to = from;
  let steps = 0;
  if (points[from]!.dist < 0) return { from, to, steps };
  for (let at = from + 1; at < points.length; at++) {
    const { dist, atUs } = points[at]!;
    if (dist < 0) continue;
    const gap = at - to > 1 ? atUs - points[to + 1]!.atUs : 0;
    if (dist < points[to]!.dist || gap > GAP_US_MAX) break;
    if (dist > points[to]!.dist) steps++;
    to = at;
  }
  return { from, to, steps };
}

function everywhere({ names }: Run, byNode: ReadonlyMap<number, readonly Point[]>): Climb["everywhere"] {
  const found: { node: string; from: number; to: number; steps: number }[] = [];
  for (const [node, points] of byNode) {
    const longest = risesOf(points).toSorted((x, y) => y.steps - x.steps)[0];
    if (longest !== undefined) found.push({ node: names.node(node), from: points[longest.from]!.dist, to: points[longest.to]!.dist, steps: longest.steps });
  }
  return found.toSorted((x, y) => y.steps - x.steps || (x.node < y.node ? -1 : 1));
}

class Saying {
  private readonly _history: Run;
  private readonly _knowledge: KnowledgeRows;
  private readonly _node: string;
  private readonly _pfs: string;
  private readonly _telling: Telling;
  private readonly _row = new Row();

  constructor(history: Run, knowledge: KnowledgeRows, node: string, pfs: string, telling: Telling) {
    this._history = history;
    this._knowledge = knowledge;
    this._node = node;
    this._pfs = pfs;
    this._telling = telling;
  }

  step({ row: number, dist }: Point, climb: number): ClimbStep {
    const { rows, names } = this._history;
    const row = this._row;
    rows.read(number, row);
    // The event's link, as its node numbers it, stands in the row as the world's.
    const link = dist < 0 ? -1 : row.link;
    return { event: number, atUs: row.atUs, dist, peer: link < 0 ? "" : names.node(names.peerOf(row.node, link)), linkName: link < 0 ? "" : names.link(link), message: row.message < 0 ? null : row.message, climb };
  }

  climb(points: readonly Point[], { from, to, steps }: Rise, distanceMax: number, nowUs: number): ClimbFound {
    const [first, last, next] = [points[from]!, points[to]!, points[to + 1]];
    const rose = points.findIndex(({ dist }, at) => at > from && dist > first.dist);
    const end = endOf(last, next, distanceMax, nowUs);
    const values = { node: this._node, pfs: this._pfs, from: first.dist, to: last.dist, steps, max: distanceMax, cause: this._causeOf(points[rose]!.row) };
    return { from: first.dist, to: last.dist, steps, startUs: points[rose]!.atUs, endUs: next?.atUs ?? nowUs, end, sentence: say(`explain.climb.${end}`, values), rule: "SPAN-04" };
  }

  /** The last loss before the first rise. */
  private _causeOf(number: number): string {
    const { rows } = this._history;
    const lost = this._knowledge.disturbances.findLast((at) => at < number && rows.readIfKept(at, this._row) && isLoss(this._row));
    if (lost === undefined) return say("explain.climb.noCause");
    rows.read(lost, this._row);
    const { names } = this._history;
    if (this._row.kind === TRACE.linkState) return say("explain.cause.link", { link: names.link(this._row.link), event: lost });
    return this._row.kind === TRACE.nodeState ? say("explain.cause.node", { node: names.node(this._row.node), event: lost }) : sayRow(this._row, this._telling);
  }
}

/** While the gap may still be one between two echoes, it goes on. */
function endOf(last: Point, next: Point | undefined, distanceMax: number, nowUs: number): ClimbFound["end"] {
  if (next === undefined) return "goesOn";
  if (next.dist >= 0) return "settled";
  if (last.dist > distanceMax) return "maximum";
  return nowUs - next.atUs <= GAP_US_MAX ? "goesOn" : "gone";
}

function isLoss(row: Row): boolean {
  if (row.kind === TRACE.linkState) return row.value6 !== LINK_PHASE.up && row.value6 !== LINK_PHASE.down;
  return row.value6 !== NODE_PHASE.up;
}
