/**
 * pcapng (draft-ietf-opsawg-pcapng) as far as captures of ours go: the numbers of its blocks and options, and what a capture is
 * once it is read. `writer.ts` and `reader.ts` turn it into bytes and back; neither knows what the packets say.
 */
export const BLOCK = { SECTION: 0x0a0d0d0a, INTERFACE: 1, PACKET_OLD: 2, SIMPLE_PACKET: 3, ENHANCED_PACKET: 6 } as const;
/** Reads 0x4d3c2b1a where the section is in the other byte order. */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

export const OPTION = { END: 0, COMMENT: 1 } as const;
export const SECTION_OPTION = { HARDWARE: 2, APPLICATION: 4 } as const;
export const INTERFACE_OPTION = { NAME: 2, DESCRIPTION: 3, RESOLUTION: 9, OFFSET: 14 } as const;
export const PACKET_OPTION = { FLAGS: 2, ID: 5 } as const;

/** Link types that mean what two people agree on. Messages of a link, one a packet; and what happened in the simulated world. */
export const LINK_TYPE = { MESSAGES: 147, EVENTS: 148 } as const;

/** Which way a packet went, seen from the sender of its interface: bits 0 and 1 of the packet's flags. */
export const DIRECTION = { UNKNOWN: 0, INBOUND: 1, OUTBOUND: 2 } as const;
export type Direction = (typeof DIRECTION)[keyof typeof DIRECTION];

export interface CaptureInterface {
  readonly linkType: number;
  readonly name: string;
  readonly description: string;
}

export interface CapturedPacket {
  /** index into the capture's interfaces */
  readonly interface: number;
  /** nanoseconds; of a run since its start, of other captures since 1970 */
  readonly timeNs: bigint;
  readonly bytes: Uint8Array;
  /** how long it was before it was cut short */
  readonly wireBytes: number;
  readonly direction: Direction;
  /** the same for the same packet seen twice; null = not said */
  readonly id: bigint | null;
  readonly comments: readonly string[];
}

/** What the head of a section says. */
export interface SectionHead {
  readonly comments: readonly string[];
  readonly hardware: string;
  readonly application: string;
}

/** Rounds up to whole 32-bit words, as blocks and options are. */
export function wordBytes(bytes: number): number {
  return (bytes + 3) & ~3;
}
