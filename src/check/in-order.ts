import { EVENT } from "../node/events.ts";
import { TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { FLAG } from "../wire/constants.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { copyKey, CopiesInOrder } from "./copies-in-order.ts";
import { forgedBytes, forgedKey } from "./forgery.ts";
import { msgidKey, RoutedMessage } from "./routed-message.ts";
import { bytesOfRow, outOfBandOfRow, TraceRow } from "./trace-row.ts";

/** One direction of a transaction: what its end sent and the other end has not seen yet, as prints of the messages. */
interface Half {
  readonly prints: number[];
  /** an abort or refusal of a hop came: nothing more is owed */
  over: boolean;
}

interface Watched {
  readonly opener: number;
  target: number;
  /** command half, reply half */
  readonly halves: readonly [Half, Half];
  closedEnds: number;
  /** DUP-01: it runs in copies, which are judged one by one */
  copies: CopiesInOrder | null;
}

/** A routed message on its way over one link. */
interface Flight {
  readonly key: string;
  readonly half: 0 | 1;
  readonly print: number;
  readonly endsByError: boolean;
  /** the copy it belongs to as the link knows it; "" unless there are several */
  readonly copy: string;
  readonly isCreate: boolean;
}

/** What a node says of a message that it did not take: the link dies of it, or it is thrown away. */
const REFUSED = ["decodeFault", "violation", "thrownOut", "discarded"] as const;

/**
 * ROUTE-04: order on a path is preserved. What arrives at an end is what the other end sent, one after the other without a
 * gap, up to the first abort or refusal, which a hop may have made. TX-08: of several copies the k-th message is the same,
 * and each element reaches its service once.
 */
export class InOrder implements Check {
  readonly name = "in-order";
  readonly claim = "What arrives at an end of a transaction comes in the order in which it was sent, without a gap";
  readonly hears = { kinds: [TRACE.send, TRACE.deliver, TRACE.lost, TRACE.command], events: ["transactionAccepted", "transactionClosed", "copyOpened", "elementReceived", "entryOpened", ...REFUSED] } as const;
  private readonly _findings = new Findings();
  private readonly _watched = new Map<string, Watched>();
  private readonly _flights = new Map<number, Flight>();
  /** transactions that somebody forged messages of, and those whose path comes by their opener again: what it passes on is not what it sends */
  private readonly _unjudged = new Set<string>();
  private readonly _row = new TraceRow();
  private readonly _message = new RoutedMessage();
  /** the message that is being handled in this step, and who handles it; judged when the step is over and it was not refused */
  private _arrived: Flight | undefined;
  private _arrivedIn: Watched | undefined;
  private _arrivedAt = -1;
  private _arrivedRow = -1;

  observe(world: World, row: number): void {
    const at = this._row.read(world, row);
    switch (at.kind) {
      case TRACE.send:
        return this._sent(world, row);
      case TRACE.deliver:
        return this._delivered(row);
      case TRACE.lost:
        this._flights.delete(at.message);
        return;
      case TRACE.event:
        return this._told(world, row);
      default: {
        const bytes = forgedBytes(world, at.value);
        const key = bytes && forgedKey(bytes);
        if (key) this._unjudged.add(key);
      }
    }
  }

  private _sent(world: World, row: number): void {
    const message = this._message;
    if (!message.read(bytesOfRow(world, row), outOfBandOfRow(world, this._row.message))) return;
    const { key } = message;
    if (this._unjudged.has(key)) return;
    const { node } = this._row;
    let watched = this._watched.get(key);
    if (!watched) {
      if (!message.isCreate || message.isReply) return;
      watched = { opener: node, target: -1, halves: [newHalf(), newHalf()], closedEnds: 0, copies: null };
      this._watched.set(key, watched);
    }
    const half = message.isReply ? 1 : 0;
    const print = printOf(message);
    if (node === (half === 0 ? watched.opener : watched.target)) {
      const wrong = watched.copies?.sent(half, this._row.lane, message, print) ?? null;
      if (wrong !== null) this._findings.violate(row, `${world.nodes[node]!.id} sent on one copy of transaction ${key} ${wrong}`);
      if (!watched.copies) watched.halves[half].prints.push(print);
    }
    this._flights.set(this._row.message, { key, half, print, endsByError: message.endsByError, copy: watched.copies ? copyKey(this._row.lane, message) : "", isCreate: message.isCreate });
  }

  private _delivered(row: number): void {
    const { message, node } = this._row;
    this._arrived = this._flights.get(message);
    this._arrivedIn = this._arrived && this._watched.get(this._arrived.key);
    this._arrivedAt = node;
    this._arrivedRow = row;
    this._flights.delete(message);
  }

  private _told(world: World, row: number): void {
    const { value: type, msgidHi, msgidLo, node } = this._row;
    if (REFUSING[type] === 1) {
      this._arrived = undefined;
      return;
    }
    const key = msgidKey(msgidHi, msgidLo);
    const watched = this._watched.get(key);
    if (type === EVENT.copyOpened && !watched) {
      // Told before its first message is sent.
      this._watched.set(key, { opener: node, target: -1, halves: [newHalf(), newHalf()], closedEnds: 0, copies: new CopiesInOrder() });
    }
    if (!watched) return;
    if (type === EVENT.entryOpened) {
      if (node === watched.opener) this._unjudged.add(key);
      return;
    }
    if (type === EVENT.elementReceived && watched.copies && !watched.copies.delivered(node === watched.opener ? 1 : 0)) {
      this._findings.violate(row, `${world.nodes[node]!.id} took an element of transaction ${key} twice`);
    }
    if (type === EVENT.copyOpened || type === EVENT.elementReceived) return;
    if (type === EVENT.transactionClosed) watched.closedEnds++;
    else if (this._arrived?.key === key) watched.target = node;
    if (watched.closedEnds === 2) this._watched.delete(key);
  }

  endOfStep(world: World): void {
    const flight = this._arrived;
    this._arrived = undefined;
    const watched = this._arrivedIn;
    if (flight && watched && this._arrivedAt === (flight.half === 0 ? watched.target : watched.opener)) this._reached(world, watched, flight);
  }

  private _reached(world: World, watched: Watched, flight: Flight): void {
    if (watched.copies && !this._unjudged.has(flight.key)) {
      this._findings.count();
      if (watched.copies.arrived(flight.half, flight)) return;
      this._findings.violate(this._arrivedRow, `${world.nodes[this._arrivedAt]!.id} received a message of transaction ${flight.key} that is not the next of its copy`);
      return;
    }
    const half = watched.halves[flight.half];
    if (half.over || this._unjudged.has(flight.key)) return;
    if (half.prints[0] === flight.print) {
      half.prints.shift();
      this._findings.count();
    } else if (flight.endsByError) half.over = true;
    else {
      const end = world.nodes[this._arrivedAt]!.id;
      const owed = half.prints.length;
      this._findings.violate(this._arrivedRow, `${end} received a message of transaction ${flight.key} that is not the next of its ${flight.half === 0 ? "commands" : "replies"} (${owed} sent before it are missing)`);
    }
  }

  verdict(): Verdict {
    return this._findings.verdict("no message of a transaction arrived yet", "messages of transactions, each the next one");
  }
}

const REFUSING = new Uint8Array(256);
for (const name of REFUSED) REFUSING[EVENT[name]] = 1;

function newHalf(): Half {
  return { prints: [], over: false };
}

/** What no hop changes: flags and command, error, and the CRC of the aux data, wherever that is (ROUTE-08). */
function printOf(message: RoutedMessage): number {
  const flags = message.flags & ~FLAG.AUXOOB;
  return Math.imul(message.auxCrc ^ Math.imul(message.error, 0x9e3779b1), 0x85ebca6b) ^ Math.imul((flags << 24) | message.base, 0xc2b2ae35);
}
