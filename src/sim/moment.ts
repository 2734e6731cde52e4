import { EventHeap } from "../base/event-heap.ts";
import { Trace } from "./trace.ts";

/** What an entry of the event queue wakes: the low bits of its payload; the row is above them. */
export const WAKE = { lane: 0, timer: 1, link: 2, command: 3, generator: 4 } as const;
export const WAKE_BITS = 3;
export const WAKE_MASK = 7;
export type Wake = (typeof WAKE)[keyof typeof WAKE];

/** What every part of the engine knows of the present: the time, what led here, where to write, what comes next. */
export class Moment {
  nowUs = 0;
  /** number of the trace row that led to what is being done, or -1 */
  cause = -1;
  /** number of the message that is being handled, or -1 */
  message = -1;
  readonly trace = new Trace();
  readonly heap = new EventHeap();

  wake(what: Wake, row: number, atUs: number): void {
    this.heap.push(atUs, (row << WAKE_BITS) | what);
  }
}
