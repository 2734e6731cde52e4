import { id64 } from "../../base/bytes.ts";
import { CMD, FLAG } from "../../wire/constants.ts";
import type { Message } from "../../wire/message.ts";
import type { CapturedLane } from "./lanes.ts";
import type { Mark } from "./marks.ts";

const HALF = { none: 0, open: 1, closed: 2 } as const;

/** One transaction on one link, as the capture shows it (TX-02). Each half is judged by what its own side sent: what is still on its way to that side is nobody's fault. */
export class CapturedTransaction {
  /** counts those of the capture, from 1 */
  readonly number: number;
  readonly openedIn: number;
  /** command that opened it: the low 24 bits of cmd */
  readonly base: number;
  /** of a LNK_SPAN that opened it, "" of others */
  readonly label: string;
  readonly opener: string;
  /** frame of the first reply, 0 = none yet */
  repliedIn = 0;
  /** of the command half, then of the reply half */
  readonly halves: [number, number] = [HALF.none, HALF.none];

  constructor(number: number, openedIn: number, base: number, label: string, opener: string) {
    this.number = number;
    this.openedIn = openedIn;
    this.base = base;
    this.label = label;
    this.opener = opener;
  }
}

/** Follows the transactions of all links of a capture. Key as TX says: link, spanid, msgid and who opened it; and the incarnation, which ends them all (LINK-06). */
export class Conversations {
  private readonly _open = new Map<string, CapturedTransaction>();
  private _count = 0;

  /** The transaction that a message belongs to, without taking notice of it. */
  find(lane: CapturedLane, message: Message): CapturedTransaction | null {
    return this._open.get(keyOf(lane, message)) ?? null;
  }

  /** The same of a message that its lane's sender sent in this frame; what its flags break goes to `marks`. `label`: of a LNK_SPAN. */
  follow(lane: CapturedLane, message: Message, frame: number, label: string, marks: Mark[]): CapturedTransaction | null {
    const { flags } = message;
    if (isOneWay(message)) {
      if (flags & (FLAG.CREATE | FLAG.DELETE | FLAG.ABORT)) marks.push("one_way_flags");
      return null;
    }
    const key = keyOf(lane, message);
    let transaction = this._open.get(key);
    const reply = (flags & FLAG.REPLY) !== 0;
    if (!reply && flags & FLAG.CREATE && (transaction === undefined || isOver(transaction))) {
      transaction = new CapturedTransaction(++this._count, frame, message.base, message.base === CMD.LNK_SPAN ? label : "", lane.side);
      this._open.set(key, transaction);
      transaction.halves[0] = flags & FLAG.DELETE ? HALF.closed : HALF.open;
      return transaction;
    }
    if (transaction === undefined) judgeUnknown(lane, flags, marks);
    else {
      if (reply && transaction.repliedIn === 0) transaction.repliedIn = frame;
      goOn(transaction, reply ? 1 : 0, flags, marks);
    }
    return transaction ?? null;
  }
}

export function isOneWay({ msgidHi, msgidLo }: Message): boolean {
  return msgidHi === 0 && msgidLo === 0;
}

function isOver({ halves }: CapturedTransaction): boolean {
  return halves[0] === HALF.closed && halves[1] === HALF.closed;
}

function keyOf(lane: CapturedLane, { flags, spanidHi, spanidLo, msgidHi, msgidLo }: Message): string {
  const opener = flags & FLAG.REPLY ? lane.peer : lane;
  return `${lane.link} ${opener?.side ?? ""} ${opener?.incarnation ?? 0} ${id64(spanidHi, spanidLo)} ${id64(msgidHi, msgidLo)}`;
}

/** The row "none" of TX-04 and TX-05: of a transaction whose opening was not seen, where it would have been. */
function judgeUnknown(lane: CapturedLane, flags: number, marks: Mark[]): void {
  const opener = flags & FLAG.REPLY ? lane.peer : lane;
  if (!lane.whole || opener?.whole !== true) return;
  const [creates, deletes, aborts] = [flags & FLAG.CREATE, flags & FLAG.DELETE, flags & FLAG.ABORT];
  if (creates ? !(deletes && aborts) : deletes && !aborts) marks.push("transaction");
  else if (!aborts) marks.push("no_transaction");
}

function goOn(transaction: CapturedTransaction, half: 0 | 1, flags: number, marks: Mark[]): void {
  const state = transaction.halves[half];
  const [creates, deletes, aborts] = [flags & FLAG.CREATE, flags & FLAG.DELETE, flags & FLAG.ABORT];
  if (creates ? state !== HALF.none : state !== HALF.open && !aborts) marks.push(isOver(transaction) && !creates && !deletes ? "no_transaction" : "transaction");
  if (deletes) transaction.halves[half] = HALF.closed;
  else if (creates && state === HALF.none) transaction.halves[half] = HALF.open;
}
