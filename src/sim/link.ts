import type { Prng } from "../base/prng.ts";
import { type LinkModel, PERFECT_LINK } from "./commands.ts";
import { LINK_PHASE } from "./trace.ts";

/** Codes of CutKind as the trace carries them; 0 = not cut. */
export const CUT = { none: 0, suspend: 1, close: 2, silent: 3 } as const;

/** One direction of a link: 0 from a to b, 1 from b to a. */
export class Lane {
  /** 2 * link + direction */
  readonly index: number;
  readonly link: WorldLink;
  readonly direction: 0 | 1;
  /** node indices */
  readonly from: number;
  readonly to: number;
  readonly random: Prng;
  model: LinkModel = PERFECT_LINK;
  /** the model costs time by latency alone and changes nothing */
  plain = true;

  /** first and last of its flights in order of arrival (rows of Flights), -1 = none */
  head = -1;
  tail = -1;
  /** the earliest entry of the event queue that still counts for this lane; Infinity = none */
  scheduledUs = Number.POSITIVE_INFINITY;
  /** latest arrival of what was sent so far: a stream and an end of stream never overtake */
  lastArriveUs = 0;
  /** bandwidth: when the last byte accepted so far will have left, and the fraction of a microsecond it takes more */
  busyUntilUs = 0;
  busyRest = 0;
  /** suspended since then, or -1: nothing moves */
  heldSinceUs = -1;
  /** silently cut: what is sent vanishes */
  silent = false;
  /** an end of stream is on its way */
  ending = false;
  /** what the sending node was last told of its send queue (LINK-08) */
  toldQueuedBytes = 0;

  inFlight = 0;
  inFlightBytes = 0;
  messagesSent = 0;
  bytesSent = 0;
  messagesLost = 0;

  constructor(link: WorldLink, direction: 0 | 1, random: Prng) {
    this.link = link;
    this.direction = direction;
    this.index = 2 * link.index + direction;
    this.from = direction === 0 ? link.a : link.b;
    this.to = direction === 0 ? link.b : link.a;
    this.random = random;
  }

  setModel(model: LinkModel): void {
    this.model = model;
    this.plain =
      model.jitterUs === 0 &&
      model.bandwidthBytesPerS === 0 &&
      model.lossPerMillion === 0 &&
      model.corruptPerMillion === 0 &&
      model.duplicatePerMillion === 0 &&
      model.reorderPerMillion === 0;
  }
}

/** A link of the world: two lanes, the state of its two ends, and what was done to it. Side 0 is a, side 1 is b. */
export class WorldLink {
  readonly id: string;
  readonly index: number;
  /** node indices */
  readonly a: number;
  readonly b: number;
  /** how each node numbers its end */
  readonly ends = new Int32Array(2);
  /** 1 = the node at that side was told linkUp and neither linkDown, nor did it hang up */
  readonly up = new Uint8Array(2);
  /** lanes[0] from a to b */
  readonly lanes: readonly [Lane, Lane];
  cut: number = CUT.none;
  phase: number = LINK_PHASE.down;
  /** when it entered its phase */
  sinceUs: number;
  /** trace row that said so, or -1 */
  phaseRow = -1;
  /** LINK-07: when both ends were down */
  downSinceUs: number;
  /** LINK-07: when it comes up again, Infinity = it does not */
  upAtUs = Number.POSITIVE_INFINITY;
  /** LINK-07: refusals in a row, and whether this incarnation counts as one already */
  refusals = 0;
  refused = false;
  incarnation = 0;
  removed = false;
  /** counted in the world's unsettled links: cut or lost, and not every end that is up can know */
  unsettled = false;

  constructor(id: string, index: number, a: number, b: number, nowUs: number, random: Prng) {
    this.id = id;
    this.index = index;
    this.a = a;
    this.b = b;
    this.sinceUs = nowUs;
    this.downSinceUs = Number.NEGATIVE_INFINITY;
    this.lanes = [new Lane(this, 0, random.fork(`link:${id}>`)), new Lane(this, 1, random.fork(`link:${id}<`))];
  }

  nodeAt(side: number): number {
    return side === 0 ? this.a : this.b;
  }
}

/** What is wrong with a model, or null. */
export function modelProblem(model: LinkModel): string | null {
  if (model.mode !== "stream" && model.mode !== "raw") return `mode: "stream" or "raw", not ${JSON.stringify(model.mode)}`;
  for (const name of ["latencyUs", "jitterUs", "reorderUs"] as const) {
    if (!isCount(model[name], DURATION_US_MAX)) return `${name}: an integer from 0 to ${DURATION_US_MAX}`;
  }
  if (!isCount(model.bandwidthBytesPerS, BANDWIDTH_MAX)) return `bandwidthBytesPerS: an integer from 0 to ${BANDWIDTH_MAX}`;
  for (const name of ["lossPerMillion", "corruptPerMillion", "duplicatePerMillion", "reorderPerMillion"] as const) {
    if (!isCount(model[name], 1_000_000)) return `${name}: an integer from 0 to 1000000`;
  }
  return null;
}

/** One hour: longer than anything the protocol waits for. */
const DURATION_US_MAX = 3_600_000_000;
/** 100 Gbit/s */
const BANDWIDTH_MAX = 12_500_000_000;

function isCount(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
