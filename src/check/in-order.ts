import { EVENT } from "../node/events.ts";
import { TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { FLAG } from "../wire/constants.ts";
import { type AuxCrcSaid, CHECK_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { copyKey, CopiesInOrder } from "./copies-in-order.ts";
import type { Seen } from "./seen.ts";
import type { SentHeader } from "./sent-header.ts";
import { TransactionBook } from "./transaction-book.ts";

const T = CHECK_TEXTS["in-order"];

/** One direction of a transaction: what its end sent and the other end has not seen yet. */
interface Half {
  readonly sent: Flight[];
  /** an abort or refusal of a hop came: nothing more is owed */
  over: boolean;
}

interface Watched {
  readonly opener: number;
  target: number;
  /** command half, reply half */
  readonly halves: readonly [Half, Half];
  /** DUP-01: it runs in copies, which are judged one by one */
  copies: CopiesInOrder | null;
}

/** A routed message on its way over one link. */
interface Flight {
  readonly key: string;
  readonly half: 0 | 1;
  readonly print: number;
  /** the aux CRC that is part of the print, and whether the message itself had none */
  readonly auxCrc: number;
  readonly lacksAuxCrc: boolean;
  /** as its end had sent it, where a hop sent this one on */
  readonly origin: Flight | null;
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
  readonly claim = T.claim;
  readonly rules = ["ROUTE-04", "TX-08"] as const;
  readonly hears = { kinds: [], sent: "routed", events: ["transactionAccepted", "transactionClosed", "copyOpened", "elementReceived", ...REFUSED] } as const;
  private readonly _findings = new Findings();
  private readonly _book = new TransactionBook<Watched>();
  private readonly _flights = new Map<number, Flight>();
  /** the message that is being handled in this step, and who handles it; judged when the step is over and it was not refused */
  private _arrived: Flight | undefined;
  private _arrivedIn: Watched | undefined;
  private _arrivedAt = -1;
  private _arrivedRow = -1;

  observe(world: World, seen: Seen): void {
    switch (seen.kind) {
      case TRACE.send:
        return this._sent(world, seen, seen.header);
      case TRACE.deliver:
        return this._delivered(seen);
      case TRACE.lost:
        this._flights.delete(seen.message);
        return;
      default:
        return this._told(world, seen);
    }
  }

  private _sent(world: World, seen: Seen, header: SentHeader): void {
    const { key } = header;
    if (seen.forgery.ofTransaction(key)) return;
    const { node } = seen;
    let watched = this._book.get(key);
    if (!watched) {
      if (!header.isCreate || header.isReply) return;
      watched = this._book.open(key, newWatched(node, null));
    }
    const half = header.isReply ? 1 : 0;
    const flight = this._flightOf(seen, header, half, watched.copies !== null);
    const end = half === 0 ? watched.opener : watched.target;
    // A path may come by one of its ends again, over a SPAN that this node had sent out: there it is a hop.
    if (flight.origin !== null) this._arrived = undefined;
    else if (node === end) {
      const wrong = watched.copies?.sent(half, seen.lane, header, flight.print) ?? 0;
      if (wrong > 0) this._findings.violate(seen.row, T.unlikeCopies(world.nodes[node]!.id, key, wrong));
      if (!watched.copies) watched.halves[half].sent.push(flight);
    }
    this._flights.set(seen.message, flight);
    seen.awaitEnd(this);
  }

  private _flightOf(seen: Seen, header: SentHeader, half: 0 | 1, inCopies: boolean): Flight {
    const { key, auxCrc, lacksAuxCrc, endsByError, isCreate } = header;
    const arrived = this._arrived;
    const origin = arrived?.key === key && arrived.half === half && this._arrivedAt === seen.node ? (arrived.origin ?? arrived) : null;
    return { key, half, print: printOf(header, auxCrc), auxCrc, lacksAuxCrc, origin, endsByError, copy: inCopies ? copyKey(seen.lane, header) : "", isCreate };
  }

  private _delivered({ message, node, row }: Seen): void {
    this._arrived = this._flights.get(message);
    this._arrivedIn = this._arrived && this._book.get(this._arrived.key);
    this._arrivedAt = node;
    this._arrivedRow = row;
    this._flights.delete(message);
  }

  private _told(world: World, seen: Seen): void {
    const { value: type, node } = seen;
    if (REFUSING[type] === 1) {
      this._arrived = undefined;
      return;
    }
    const key = seen.eventKey;
    const watched = this._book.get(key);
    if (type === EVENT.copyOpened) {
      // Told before its first message is sent.
      if (!watched) this._book.open(key, newWatched(node, new CopiesInOrder()));
    } else if (!watched) return;
    else if (type === EVENT.elementReceived) {
      // One node may be both ends: then what it handles says which of them took it.
      const half = this._arrived?.key === key ? this._arrived.half : node === watched.opener ? 1 : 0;
      if (watched.copies && !seen.forgery.ofTransaction(key) && !watched.copies.delivered(half)) this._findings.violate(seen.row, T.twice(world.nodes[node]!.id, key));
    } else if (type === EVENT.transactionClosed) this._book.endClosed(key);
    else if (this._arrived?.key === key) watched.target = node;
  }

  endOfStep(world: World, seen: Seen): void {
    const flight = this._arrived;
    this._arrived = undefined;
    const watched = this._arrivedIn;
    if (flight && watched && this._arrivedAt === (flight.half === 0 ? watched.target : watched.opener)) this._reached(world, seen, watched, flight);
  }

  private _reached(world: World, seen: Seen, watched: Watched, flight: Flight): void {
    const end = world.nodes[this._arrivedAt]!.id;
    const { key } = flight;
    if (seen.forgery.ofTransaction(key)) return;
    if (watched.copies) {
      this._findings.count();
      if (!watched.copies.arrived(flight.half, flight)) this._findings.violate(this._arrivedRow, T.notNextOfCopy(end, key));
      return;
    }
    const half = watched.halves[flight.half];
    if (half.over) return;
    if (half.sent[0]?.print === flight.print) {
      half.sent.shift();
      this._findings.count();
    } else if (flight.endsByError) half.over = true;
    else this._findings.violate(this._arrivedRow, whatIsWrong(end, flight, half.sent));
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

const REFUSING = new Uint8Array(256);
for (const name of REFUSED) REFUSING[EVENT[name]] = 1;

function newWatched(opener: number, copies: CopiesInOrder | null): Watched {
  return { opener, target: -1, halves: [newHalf(), newHalf()], copies };
}

function newHalf(): Half {
  return { sent: [], over: false };
}

/** Of a message that came and is not the next of those that were sent and have not come. */
function whatIsWrong(end: string, came: Flight, sent: readonly Flight[]): string {
  const isCommand = came.half === 0;
  const earlier = sent.findIndex((one) => one === came.origin || one.print === came.print);
  if (earlier < 0) return T.notSent(end, came.key, isCommand);
  if (earlier > 0) return T.notNext(end, came.key, isCommand, earlier);
  const next = sent[0]!;
  return came.auxCrc === next.auxCrc ? T.otherHeader(end, came.key, isCommand) : T.otherAuxCrc(end, came.key, isCommand, auxCrcOf(came), auxCrcOf(next));
}

function auxCrcOf({ auxCrc, lacksAuxCrc }: Flight): AuxCrcSaid {
  return { crc: (auxCrc >>> 0).toString(16).padStart(8, "0"), isMissing: lacksAuxCrc };
}

/** What no hop changes: flags and command, error, and the CRC of the aux data, wherever that is (ROUTE-08). */
function printOf(message: SentHeader, auxCrc: number): number {
  const flags = message.flags & ~FLAG.AUXOOB;
  return Math.imul(auxCrc ^ Math.imul(message.error, 0x9e3779b1), 0x85ebca6b) ^ Math.imul((flags << 24) | message.base, 0xc2b2ae35);
}
