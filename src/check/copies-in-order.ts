import { msgidKey, type SentHeader } from "./sent-header.ts";

/** One direction of a transaction that runs in copies (DUP-01). */
interface CopiedHalf {
  /** prints of the messages as their end sent them, by number; every copy carries the same */
  readonly prints: number[];
  /** messages with aux data among them: the elements that a service may get */
  elements: number;
  /** elements that the other end gave to its service */
  received: number;
  /** how many messages an end has sent, and received, on each copy: by lane and spanid */
  readonly sent: Map<string, number>;
  readonly arrived: Map<string, number>;
  /** copies over which an abort or refusal came: nothing more is owed there */
  readonly over: Set<string>;
}

/** A message of a copy that reached an end. */
export interface Arrival {
  readonly copy: string;
  readonly print: number;
  readonly endsByError: boolean;
  readonly isCreate: boolean;
}

/** TX-08 for one transaction: the k-th message is the same on every copy, and each element reaches a service once. */
export class CopiesInOrder {
  private readonly _halves: readonly [CopiedHalf, CopiedHalf] = [newHalf(), newHalf()];

  /** An end sent a message on a lane; its number (1 …) when another copy carried another one under it, else 0. */
  sent(half: 0 | 1, lane: number, message: SentHeader, print: number): number {
    if (message.endsByError && message.isAbort) return 0; // of a copy, or of all: it is not counted
    const { prints, sent } = this._halves[half];
    const copy = copyKey(lane, message);
    const number = message.isCreate ? 0 : (sent.get(copy) ?? 0);
    sent.set(copy, number + 1);
    if (number === prints.length) {
      prints.push(print);
      if (message.auxBytes > 0) this._halves[half].elements++;
    } else if (prints[number] !== print) return number + 1;
    return 0;
  }

  /** A message arrived at an end; whether it is the next of its copy. A path over which a copy was lost may carry another from its CREATE on. */
  arrived(half: 0 | 1, { copy, print, endsByError, isCreate }: Arrival): boolean {
    const { prints, arrived, over } = this._halves[half];
    if (isCreate) {
      arrived.delete(copy);
      over.delete(copy);
    }
    if (over.has(copy)) return true;
    const number = arrived.get(copy) ?? 0;
    arrived.set(copy, number + 1);
    if (prints[number] === print) return true;
    if (endsByError) over.add(copy);
    return endsByError;
  }

  /** A service was given an element; false when it is one more than were sent. */
  delivered(half: 0 | 1): boolean {
    const one = this._halves[half];
    one.received++;
    return one.received <= one.elements;
  }
}

function newHalf(): CopiedHalf {
  return { prints: [], elements: 0, received: 0, sent: new Map(), arrived: new Map(), over: new Set() };
}

/** A copy as a link knows it. */
export function copyKey(lane: number, message: SentHeader): string {
  return `${lane}/${msgidKey(message.spanidHi, message.spanidLo)}`;
}
