import { LIMITS } from "../../base/limits.ts";
import { Message } from "../../wire/message.ts";

/**
 * The reply half of a transaction as it was sent until now. A copy that arrives late gets all of it, so that the k-th
 * reply is the same on every copy; what has grown beyond its bound is dropped, and copies that come later are refused.
 */
export class Replay {
  private readonly _messages: Uint8Array[] = [];
  totalBytes = 0;
  /** too long, or remembered no longer */
  isDropped = false;

  /** Bytes of what is kept, counted anew. */
  get keptBytes(): number {
    return this._messages.reduce((sum, { length }) => sum + length, 0);
  }

  /** Keeps a copy of one message. */
  add(message: Message): void {
    if (this.isDropped) return;
    if (this.totalBytes + message.wireBytes > LIMITS.replayBytesMax) {
      this.drop();
      return;
    }
    this._messages.push(message.bytes.slice(message.at, message.at + message.wireBytes));
    this.totalBytes += message.wireBytes;
  }

  drop(): void {
    this.isDropped = true;
    this._messages.length = 0;
    this.totalBytes = 0;
  }

  /** Every message from the first on; the same object, read anew for each. */
  *messages(): Generator<Message> {
    for (const bytes of this._messages) yield readWhole(bytes);
  }
}

const view = new Message();

/** Our own bytes as a message; valid until the next call. */
export function readWhole(bytes: Uint8Array): Message {
  view.readBase(bytes, 0, bytes[0] === 0x48);
  view.readAux("header", LIMITS.auxBytesMax);
  return view;
}
