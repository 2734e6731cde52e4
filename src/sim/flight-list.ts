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

/** The newest `max` messages on their way, link by link. In a suspended link they stand still: their times are those of now. */
export function listFlights(engine: Engine, max: number): FlightList {
  const { flights } = engine.transport;
  const total = engine.links.reduce((sum, link) => sum + link.lanes[0].inFlight + link.lanes[1].inFlight, 0);
  const oldest = total > max ? oldestListed(engine, total, max) : -1;
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
  let at = 0;
  forEachFlight(engine, (lane, row) => {
    if (flights.message(row) < oldest) return;
    place(engine, list, at++, lane, row);
  });
  return list;
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

/** Number of the oldest message that is among the newest `max`. */
function oldestListed(engine: Engine, total: number, max: number): number {
  const numbers = new Int32Array(total);
  let count = 0;
  forEachFlight(engine, (_lane, row) => {
    numbers[count++] = engine.transport.flights.message(row);
  });
  return numbers.sort()[total - max];
}

function forEachFlight(engine: Engine, visit: (lane: Lane, row: number) => void): void {
  const { flights } = engine.transport;
  for (const link of engine.links) {
    for (const lane of link.lanes) {
      for (let row = lane.head; row >= 0; row = flights.next(row)) if (flights.message(row) >= 0) visit(lane, row);
    }
  }
}
