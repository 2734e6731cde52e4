import type { Prng } from "../base/prng.ts";
import { IdTable } from "../base/id-table.ts";
import { LIMITS } from "../base/limits.ts";
import type { MessageArena } from "../wire/arena.ts";
import { CAPABILITY, FLAG } from "../wire/constants.ts";
import type { BodyWriter, Encoder, OutOfBand } from "../wire/encode.ts";
import { alignedBytes } from "../wire/layout.ts";
import type { Message } from "../wire/message.ts";
import type { CacLock } from "./cac/cac-lock.ts";
import type { NodeConfig } from "./config.ts";
import type { CopyHooks } from "./dup/hooks.ts";
import { EVENT, type EventType } from "./events.ts";
import type { Identities } from "./identities.ts";
import { type LinkEnd, PHASE } from "./link-end.ts";
import type { Outbox } from "./outbox.ts";
import { PfsTable, type StatusUpdate } from "./pfs-table.ts";
import { type Plant, plantOf } from "./planted.ts";
import { RULE, type RuleId } from "./rules.ts";
import { Secrets } from "./secure/host-keys.ts";
import { AlarmTable } from "./service/alarm-table.ts";
import { Services } from "./service/service.ts";
import { makePad } from "./shm/pads.ts";
import type { SharedEnd } from "./shm/shared-end.ts";
import { SpanTable } from "./span-table.ts";
import { linkSpace, type Transaction, TransactionTable } from "./transactions.ts";

/** What the link-0 index says about an id: two low bits of its value; the rest is a SPAN row or a number of the link. */
export const HANDLE = { span: 0, connection: 1 } as const;

/** Timers of a node: one for holds, one for the alarms of services, two for each link end. */
export const TIMER_HOLD = 0;
export const TIMER_SERVICES = 1;
const TIMER_LINKS = 2;
export function pingTimer(link: number): number {
  return TIMER_LINKS + 2 * link;
}
export function lossTimer(link: number): number {
  return TIMER_LINKS + 1 + 2 * link;
}
/** Which of a link end's two timers a number is: the link, and whether it is its loss timer. */
export function linkOfTimer(timer: number): { readonly link: number; readonly loss: boolean } {
  return { link: (timer - TIMER_LINKS) >> 1, loss: ((timer - TIMER_LINKS) & 1) === 1 };
}

/** Counted since the node was made; a crash does not reset them. */
export interface NodeCounters {
  received: number;
  sent: number;
  thrownOut: number;
  discarded: number;
  violations: number;
  oneWayIgnored: number;
  forwarded: number;
}

/** A node's tables and its voice, shared by the modules of this folder; they hold all of its state and nothing of the world's. */
export class NodeCore {
  readonly config: NodeConfig;
  /** the mistake in its code, for tests alone (planted.ts) */
  readonly plant: Plant;
  readonly identities: Identities;
  readonly random: Prng;
  /** LINK-02: this host's keys; null where the run has none */
  readonly secrets: Secrets | null;
  /** where the bytes of what it sends are made; shared by the nodes of a run */
  readonly arena: MessageArena;
  readonly links: LinkEnd[] = [];
  readonly spans = new SpanTable();
  /** {link, who opened, msgid} of SPANs and CONNs -> HANDLE */
  readonly index = new IdTable();
  readonly pfs = new PfsTable();
  readonly transactions = new TransactionTable();
  readonly services = new Services();
  /** CAC-01; null where no masters are configured */
  locks: CacLock | null = null;
  readonly alarms = new AlarmTable();
  /** set when the node is made */
  copies!: CopyHooks;
  /** SPAN-06: the latest status update of received rows that had one */
  readonly updates = new Map<number, StatusUpdate>();
  /** relays that stand for another SPAN than they were opened for; always empty but in the variant that does so (variants/reroute.ts) */
  readonly rerouted = new Set<number>();
  readonly counters: NodeCounters = { received: 0, sent: 0, thrownOut: 0, discarded: 0, violations: 0, oneWayIgnored: 0, forwarded: 0 };
  /** set by `handle` for as long as it runs */
  nowUs = 0;
  out!: Outbox;
  /** inputs handled so far */
  inputs = 0;
  /** LINK-08: links whose queue passed the second limit; killed when the input is handled */
  readonly overfull: LinkEnd[] = [];
  private _msgidsUsed = 0;

  constructor(config: NodeConfig, identities: Identities, random: Prng, arena: MessageArena) {
    this.arena = arena;
    this.config = config;
    this.plant = plantOf(config.planted ?? null);
    this.identities = identities;
    this.random = random;
    this.secrets = config.keyring ? new Secrets(random, config.keyring) : null;
  }

  /** The next msgid, into msgidHi and msgidLo (TX-02: node number << 40 | counter, never reused in a run, not even after a crash). */
  newMsgid(): void {
    this._msgidsUsed++;
    this.msgidHi = (this.config.number << 8) | Math.floor(this._msgidsUsed / 0x1_0000_0000);
    this.msgidLo = this._msgidsUsed | 0;
  }
  msgidHi = 0;
  msgidLo = 0;

  /** What must never be done (TX-02): the mistake msgidsStartAgain. */
  forgetMsgids(): void {
    this._msgidsUsed = 0;
  }

  /** Says something about `link` and a msgid. */
  tell(type: EventType, rule: RuleId, link: number, msgidHi: number, msgidLo: number, pfs: number, value: number, extra: number): void {
    this.out.event(type, rule, link, msgidHi, msgidLo, 0, 0, pfs, value, extra);
  }

  /** Says something about a transaction as one of its sides names it. */
  tellTransaction(type: EventType, rule: RuleId, transaction: Transaction, value: number, extra: number): void {
    const side = transaction.copies !== null ? transaction.copies.lead : transaction.role === 0 ? transaction.outSide : transaction.inSide.link >= 0 ? transaction.inSide : transaction.outSide;
    this.out.event(type, rule, side.link, transaction.msgidHi, transaction.msgidLo, side.spanidHi, side.spanidLo, transaction.pfs, value, extra);
  }

  /** The link ends that can carry messages. */
  isUp(link: number): boolean {
    return link >= 0 && this.links[link]!.phase !== PHASE.down;
  }

  /** SPAN row that {link, who opened, msgid} names, or -1. */
  findSpan(link: number, weOpened: boolean, msgidHi: number, msgidLo: number): number {
    const handle = this.index.get(linkSpace(link, weOpened), msgidHi, msgidLo);
    return handle >= 0 && (handle & 3) === HANDLE.span ? handle >> 2 : -1;
  }
}

/** A message's salt: 24 random bits and the count of messages on this link modulo 256 (WIRE-07). */
export function nextSalt(core: NodeCore, link: LinkEnd): number {
  return (core.random.u24() << 8) | (link.sentCount & 255);
}

/** The link's encoder, set to write a message on link 0 (spanid 0) with the next salt. */
export function encoderFor(core: NodeCore, link: LinkEnd, flags: number, msgidHi: number, msgidLo: number, error: number): Encoder {
  const { encoder } = link;
  encoder.salt = nextSalt(core, link);
  encoder.msgidHi = msgidHi;
  encoder.msgidLo = msgidLo;
  encoder.spanidHi = 0;
  encoder.spanidLo = 0;
  encoder.flags = flags;
  encoder.error = error;
  return encoder;
}

/** Hands finished bytes to a link, PAD and PING included (WIRE-07 counts them all). `outOfBand`: a copy of aux data that is elsewhere (WIRE-06). */
export function transmit(core: NodeCore, link: LinkEnd, bytes: Uint8Array, outOfBand: Uint8Array | null = null): void {
  if (link.shm !== null) padRing(core, link, link.shm, bytes);
  put(core, link, bytes, outOfBand);
}

/** SHM-01: PADs fill the end of the ring if the message would run over it; it then counts behind them. */
function padRing(core: NodeCore, link: LinkEnd, shm: SharedEnd, bytes: Uint8Array): void {
  const first = shm.fillBefore(bytes.length);
  const auxBytesMax = link.phase === PHASE.open ? link.auxBytesMax : LIMITS.authAuxBytesMax;
  for (let fill = first; fill > 0; fill = shm.fillBefore(bytes.length)) {
    const pad = makePad(link.encoder, nextSalt(core, link), fill, auxBytesMax);
    put(core, link, pad, null);
    shm.wrote(pad.length);
    shm.pads++;
    core.tell(EVENT.padSent, RULE["SHM-01"], link.number, 0, 0, -1, pad.length, 0);
  }
  if (first > 0) link.encoder.recount(bytes, link.sentCount);
  shm.wrote(bytes.length);
}

function put(core: NodeCore, link: LinkEnd, bytes: Uint8Array, outOfBand: Uint8Array | null): void {
  link.sentCount++;
  link.lastSentUs = core.nowUs;
  if (link.freshInput !== core.inputs) {
    link.freshInput = core.inputs;
    link.freshBytes = 0;
  }
  core.counters.sent++;
  if (link.sealer === null) {
    link.freshBytes += bytes.length;
    core.out.transmit(link.number, bytes, outOfBand);
  } else {
    const record = link.sealer.seal(bytes);
    link.freshBytes += record.length;
    core.out.transmitSealed(link.number, bytes, record);
  }
  if (link.queuedBytes + link.freshBytes > LIMITS.sendQueueBytesHardMax) core.overfull.push(link);
}

/** What the send queue of a link holds as far as this node can know (LINK-08). */
export function queuedBytesOf(core: NodeCore, link: LinkEnd): number {
  return link.queuedBytes + (link.freshInput === core.inputs ? link.freshBytes : 0);
}

/** LINK-08, first limit: a routed message of so many bytes does not fit any more. */
export function overfills(core: NodeCore, link: LinkEnd, bytes: number): boolean {
  return queuedBytesOf(core, link) + bytes > LIMITS.sendQueueBytesSoftMax;
}

/** WIRE-06: its aux data is out of band, and AUTH negotiated no such place on this link. */
export function isOutOfReach(link: LinkEnd, message: Message): boolean {
  return (message.flags & FLAG.AUXOOB) !== 0 && (link.capabilities & CAPABILITY.AUX_OOB) === 0;
}

/** Sends a message without body: LNK_ERROR, PING, or a DBG_SHELL when `aux` is empty. Nothing happens when the link is down. */
export function send(core: NodeCore, link: LinkEnd, base: number, flags: number, msgidHi: number, msgidLo: number, spanidHi: number, spanidLo: number, error: number, aux?: Uint8Array): void {
  if (link.phase === PHASE.down) return;
  // C12-04: the C program must never see an ABORT.
  const encoder = encoderFor(core, link, link.profile === "c2012" ? flags & ~FLAG.ABORT : flags, msgidHi, msgidLo, error);
  encoder.spanidHi = spanidHi;
  encoder.spanidLo = spanidLo;
  if (aux && aux.length > 0) transmitWithAux(core, link, base, undefined, aux);
  else transmit(core, link, encoder.header(base));
}

/** The message that the link's encoder is set to, with aux data: in-band, or in a piece of the shared region (WIRE-06, SHM-01), for which there must be room. */
export function transmitWithAux(core: NodeCore, link: LinkEnd, base: number, body: BodyWriter | undefined, aux: Uint8Array): void {
  const { encoder, shm } = link;
  const { flags, msgidHi, msgidLo } = encoder;
  if (shm === null || !shm.goesOutOfBand(base, flags, msgidHi, msgidLo, aux.length)) {
    transmit(core, link, body ? encoder.extended(base, body, aux) : encoder.withAux(base, aux));
    return;
  }
  const place = placeAux(core, link, shm, msgidHi, msgidLo, aux);
  transmit(core, link, encoder.outOfBand(base, body, place), aux.slice());
}

/** WIRE-06: the aux data of a message takes a piece of the region; what its header says of it. */
export function placeAux(core: NodeCore, link: LinkEnd, shm: SharedEnd, msgidHi: number, msgidLo: number, aux: Uint8Array): OutOfBand {
  const offset = shm.place(aux);
  core.tell(EVENT.pieceTaken, RULE["WIRE-06"], link.number, msgidHi, msgidLo, -1, offset, aux.length);
  const auxCrc = link.encoder.auxCrc(shm.region.bytes, offset, offset + alignedBytes(aux.length));
  return { descrHi: shm.generation, descrLo: offset, auxBytes: aux.length, auxCrc };
}

/** Counts and tells a message that the tables say to discard (TX-07). */
export function discard(core: NodeCore, rule: RuleId, link: number, msgidHi: number, msgidLo: number, flags: number, state: number): void {
  core.counters.discarded++;
  core.tell(EVENT.discarded, rule, link, msgidHi, msgidLo, -1, flags, state);
}
