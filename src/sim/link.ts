import type { Prng } from "../base/prng.ts";
import type { SharedMemory } from "../node/shm/memory.ts";
import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import type { Profile } from "../wire/constants.ts";
import { type LinkModel, PERFECT_LINK } from "./commands.ts";
import { LANE, type LaneTable } from "./lane-table.ts";
import { LaneRing } from "./link-ring.ts";
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
  /** bandwidth: when the last byte accepted so far will have left, and the fraction of a microsecond it takes more */
  busyUntilUs = 0;
  busyRest = 0;
  /** an end of stream is on its way */
  ending = false;
  /** what the sending node was last told of its send queue (LINK-08) */
  toldQueuedBytes = 0;
  messagesLost = 0;
  /** SHM-01: the ring that its messages go through; null = a stream */
  readonly ring: LaneRing | null;
  private readonly _table: LaneTable;
  private _model: LinkModel = PERFECT_LINK;
  private _heldSinceUs = -1;
  private _silent = false;

  constructor(link: WorldLink, direction: 0 | 1, random: Prng, table: LaneTable, ring: LaneRing | null) {
    this.link = link;
    this.direction = direction;
    this.from = direction === 0 ? link.a : link.b;
    this.to = direction === 0 ? link.b : link.a;
    this.random = random;
    this._table = table;
    this.index = table.add(this.to);
    this.ring = ring;
    table.setFlag(this.index, LANE.ring, ring !== null);
  }

  get model(): LinkModel {
    return this._model;
  }

  set model(model: LinkModel) {
    this._model = model;
    this._table.setLatencyUs(this.index, model.latencyUs);
    this._noteFast();
  }

  /** suspended since then, or -1: nothing moves */
  get heldSinceUs(): number {
    return this._heldSinceUs;
  }

  set heldSinceUs(us: number) {
    this._heldSinceUs = us;
    this._noteFast();
  }

  /** silently cut: what is sent vanishes */
  get silent(): boolean {
    return this._silent;
  }

  set silent(silent: boolean) {
    this._silent = silent;
    this._noteFast();
  }

  private _noteFast(): void {
    this._table.setFlag(this.index, LANE.fast, this.ring === null && isPlainStream(this._model) && this._heldSinceUs < 0 && !this._silent);
  }

  // What a hop touches lies in the table.

  get head(): number {
    return this._table.head(this.index);
  }

  set head(row: number) {
    this._table.setHead(this.index, row);
  }

  get tail(): number {
    return this._table.tail(this.index);
  }

  set tail(row: number) {
    this._table.setTail(this.index, row);
  }

  get scheduledUs(): number {
    return this._table.scheduledUs(this.index);
  }

  set scheduledUs(atUs: number) {
    this._table.setScheduledUs(this.index, atUs);
  }

  get lastArriveUs(): number {
    return this._table.lastArriveUs(this.index);
  }

  set lastArriveUs(atUs: number) {
    this._table.setLastArriveUs(this.index, atUs);
  }

  get inFlight(): number {
    return this._table.inFlight(this.index);
  }

  get inFlightBytes(): number {
    return this._table.inFlightBytes(this.index);
  }

  get messagesSent(): number {
    return this._table.messagesSent(this.index);
  }

  get bytesSent(): number {
    return this._table.bytesSent(this.index);
  }
}

/** Latency is all that such a link costs. */
function isPlainStream(model: LinkModel): boolean {
  const { mode, jitterUs, bandwidthBytesPerS, lossPerMillion, corruptPerMillion, duplicatePerMillion, reorderPerMillion } = model;
  return mode === "stream" && (jitterUs | lossPerMillion | corruptPerMillion | duplicatePerMillion | reorderPerMillion) === 0 && bandwidthBytesPerS === 0;
}

/** A link of the world: two lanes, the state of its two ends, and what was done to it. Side 0 is a, side 1 is b. */
export class WorldLink {
  readonly id: string;
  readonly index: number;
  /** node indices */
  readonly a: number;
  readonly b: number;
  /** of both its ends */
  readonly profile: Profile;
  /** lanes[0] from a to b */
  readonly lanes: readonly [Lane, Lane];
  cut: number = CUT.none;
  phase: number = LINK_PHASE.down;
  /** when it entered its phase */
  sinceUs: number;
  /** trace row that said so, or -1 */
  phaseRow = -1;
  /** LINK-07: when both ends were down */
  downSinceUs = Number.NEGATIVE_INFINITY;
  /** LINK-07: when it comes up again, Infinity = it does not */
  upAtUs = Number.POSITIVE_INFINITY;
  /** LINK-07: refusals in a row, and whether this incarnation counts as one already */
  refusals = 0;
  refused = false;
  incarnation = 0;
  removed = false;
  /** counted in the world's unsettled links: cut or lost, and not every end that is up can know */
  unsettled = false;
  /** SHM-01: what both its ends see; null = a stream */
  readonly memory: SharedMemory | null;
  private readonly _table: LaneTable;

  constructor(id: string, index: number, a: number, b: number, profile: Profile, nowUs: number, random: Prng, table: LaneTable, memory: SharedMemory | null) {
    this.id = id;
    this.index = index;
    this.a = a;
    this.b = b;
    this.profile = profile;
    this.sinceUs = nowUs;
    this._table = table;
    this.memory = memory;
    const [ringA, ringB] = memory === null ? [null, null] : [new LaneRing(memory.rings[0]), new LaneRing(memory.rings[1])];
    this.lanes = [new Lane(this, 0, random.fork(`link:${id}>`), table, ringA), new Lane(this, 1, random.fork(`link:${id}<`), table, ringB)];
  }

  nodeAt(side: number): number {
    return side === 0 ? this.a : this.b;
  }

  /** How the node at that side numbers its end. */
  endAt(side: number): number {
    return this._table.toEnd(this.lanes[1 - side]!.index);
  }

  setEnd(side: number, end: number): void {
    this._table.setToEnd(this.lanes[1 - side]!.index, end);
  }

  /** Whether the node at that side was told linkUp and neither linkDown, nor did it hang up. */
  isUp(side: number): boolean {
    return (this._table.flags(this.lanes[side]!.index) & LANE.fromUp) !== 0;
  }

  setUp(side: number, up: boolean): void {
    this._table.setFlag(this.lanes[side]!.index, LANE.fromUp, up);
    this._table.setFlag(this.lanes[1 - side]!.index, LANE.toUp, up);
  }

  /** Neither end is up. */
  get isDown(): boolean {
    return !this.isUp(0) && !this.isUp(1);
  }

  /** How each node numbers its end, by side. */
  get ends(): readonly [number, number] {
    return [this.endAt(0), this.endAt(1)];
  }
}

/** What is wrong with a model, or null. */
export function modelProblem(model: LinkModel): string | null {
  if (model.mode !== "stream" && model.mode !== "raw") return `mode: "stream" or "raw", not ${JSON.stringify(model.mode)}`;
  for (const name of ["latencyUs", "jitterUs", "reorderUs"] as const) {
    if (!isCount(model[name], DURATION_US_MAX)) return NO.integer(name, 0, DURATION_US_MAX);
  }
  if (!isCount(model.bandwidthBytesPerS, BANDWIDTH_MAX)) return NO.integer("bandwidthBytesPerS", 0, BANDWIDTH_MAX);
  for (const name of ["lossPerMillion", "corruptPerMillion", "duplicatePerMillion", "reorderPerMillion"] as const) {
    if (!isCount(model[name], 1_000_000)) return NO.integer(name, 0, 1_000_000);
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
