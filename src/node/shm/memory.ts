import { SharedRegion } from "./region.ts";

/**
 * The header ring of one direction (SHM-01), as the two counters that its ends share: bytes that were ever written into it and
 * bytes that its reader is done with, modulo its size the places of head and tail. Between them lies what waits to be read.
 */
export class Ring {
  readonly bytes: number;
  written = 0;
  read = 0;

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  clear(): void {
    this.written = 0;
    this.read = 0;
  }

  /** Bytes that may be written without writing over what was not read. */
  get free(): number {
    return this.bytes - (this.written - this.read);
  }
}

/** All that the two ends of a shared-memory link have in common; side 0 is a, side 1 is b. Memory, and nobody's peer. */
export class SharedMemory {
  /** by the side that writes it */
  readonly rings: readonly [Ring, Ring];
  readonly region: SharedRegion;

  constructor(ringBytes: number, regionBytes: number) {
    this.rings = [new Ring(ringBytes), new Ring(ringBytes)];
    this.region = new SharedRegion(regionBytes);
  }
}
