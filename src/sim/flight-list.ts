import type { Engine } from "./engine.ts";
import { FLIGHT } from "./flights.ts";
import type { Lane } from "./link.ts";

/** Messages on their way, as columns. Position on the link = (now - departUs) / (arriveUs - departUs); before departUs it waits. */
export interface FlightList {
  readonly count: number;
  /** how many more there are than are listed */
  readonly omitted: number;
  readonly message: Int32Array;
  readonly link: Int32Array;
  /** 0 = from a to b */
  readonly direction: Uint8Array;
  readonly departUs: Float64Array;
  readonly arriveUs: Float64Array;
  /** FLIGHT bits */
  readonly marks: Uint8Array;
}

/** Scratch of one listing: rows, and their numbers; reused, as a large mesh is listed for every frame. */
let rows = new Int32Array(0);
let numbers = new Int32Array(0);

/** The newest `max` messages on their way, link by link, of each direction the oldest first. In a suspended link they stand still: their times are those of now. */
export function listFlights(engine: Engine, max: number): FlightList {
  const { flights } = engine.transport;
  if (rows.length < flights.count) rows = new Int32Array(2 * flights.count);
  const total = flights.rows(rows);
  const count = Math.min(total, max);
  const list = {
    count,
    omitted: total - count,
    message: new Int32Array(count),
    link: new Int32Array(count),
    direction: new Uint8Array(count),
    departUs: new Float64Array(count),
    arriveUs: new Float64Array(count),
    marks: new Uint8Array(count),
  };
  if (total > max) keepNewest(engine, total, max);
  const sorted = byLane(engine, count);
  for (let at = 0; at < count; at++) {
    const lane = flights.lane(sorted[at]);
    place(engine, list, at, engine.links[lane >> 1]!.lanes[lane & 1]!, sorted[at]);
  }
  return list;
}

/** Only the rows of the newest `max` stay in the scratch. */
function keepNewest({ transport: { flights } }: Engine, total: number, max: number): void {
  if (numbers.length < total) numbers = new Int32Array(rows.length);
  for (let at = 0; at < total; at++) numbers[at] = flights.message(rows[at]);
  const oldest = oldestOfNewest(numbers.subarray(0, total), max);
  for (let at = 0, kept = 0; at < total; at++) if (numbers[at] >= oldest) rows[kept++] = rows[at];
}

/** The first `count` rows of the scratch, by lane and number: counted into their lanes, where few are together. */
function byLane({ transport: { flights }, links }: Engine, count: number): Int32Array {
  const starts = new Int32Array(2 * links.length + 1);
  for (let at = 0; at < count; at++) starts[flights.lane(rows[at]) + 1]++;
  for (let lane = 1; lane < starts.length; lane++) starts[lane] += starts[lane - 1];
  const sorted = new Int32Array(count);
  const ends = starts.slice(0, -1);
  for (let at = 0; at < count; at++) {
    const row = rows[at];
    const lane = flights.lane(row);
    const message = flights.message(row);
    let place = ends[lane]++;
    for (; place > starts[lane] && flights.message(sorted[place - 1]) > message; place--) sorted[place] = sorted[place - 1];
    sorted[place] = row;
  }
  return sorted;
}

const BUCKETS = 4_096;

/** The least of the `max` largest of distinct numbers from 0 up; max is less than their count. Sorts no more than one bucket of them. */
export function oldestOfNewest(among: Int32Array, max: number): number {
  if (max === 0) return Number.POSITIVE_INFINITY;
  let least = among[0];
  let most = among[0];
  for (const number of among) {
    if (number < least) least = number;
    if (number > most) most = number;
  }
  let shift = 0;
  while ((most - least) >> shift >= BUCKETS) shift++;
  const counts = new Int32Array(BUCKETS);
  for (const number of among) counts[(number - least) >> shift]++;
  let bucket = BUCKETS - 1;
  let above = 0;
  while (above + counts[bucket] < max) above += counts[bucket--];
  return among.filter((number) => (number - least) >> shift === bucket).sort()[counts[bucket] - (max - above)];
}

function place(engine: Engine, list: FlightList, at: number, lane: Lane, row: number): void {
  const { flights } = engine.transport;
  const { nowUs } = engine.moment;
  const waits = flights.arriveUs(row) === Number.POSITIVE_INFINITY;
  const heldUs = lane.heldSinceUs < 0 ? 0 : nowUs - lane.heldSinceUs;
  list.message[at] = flights.message(row);
  list.link[at] = lane.link.index;
  list.direction[at] = lane.direction;
  list.departUs[at] = waits ? nowUs : flights.departUs(row) + heldUs;
  list.arriveUs[at] = waits ? nowUs + lane.model.latencyUs : flights.arriveUs(row) + heldUs;
  const queued = waits || list.departUs[at] > nowUs ? FLIGHT.queued : 0;
  list.marks[at] = (flights.marks(row) & ~(FLIGHT.queued | FLIGHT.shared)) | queued;
}
