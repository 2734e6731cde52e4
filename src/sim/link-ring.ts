import type { Ring } from "../node/shm/memory.ts";

/** The header ring of one lane (SHM-01), and the queue of what did not fit into it yet (LINK-08): the flights of the lane whose time is open. */
export class LaneRing {
  readonly ring: Ring;
  /** messages and ends of streams that wait for room, and the bytes of the messages */
  waiting = 0;
  waitingBytes = 0;

  constructor(ring: Ring) {
    this.ring = ring;
  }

  /** Whether so many bytes may be written now: nothing waits before them, and nobody has still to read what lies there. */
  admits(bytes: number): boolean {
    return this.waiting === 0 && bytes <= this.ring.free;
  }

  wait(bytes: number): void {
    this.waiting++;
    this.waitingBytes += bytes;
  }

  waitNoMore(bytes: number): void {
    this.waiting--;
    this.waitingBytes -= bytes;
  }
}
