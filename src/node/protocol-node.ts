import { assert, unreachable } from "../base/assert.ts";
import type { Prng } from "../base/prng.ts";
import { MessageArena } from "../wire/arena.ts";
import { BASE_BYTES, CMD, ERR, FLAG } from "../wire/constants.ts";
import { FRAME } from "../wire/framer.ts";
import type { Message } from "../wire/message.ts";
import type { RecordReader } from "../wire/record.ts";
import { CacLock } from "./cac/cac-lock.ts";
import type { NodeConfig } from "./config.ts";
import { HANDLE, linkOfTimer, NodeCore, TIMER_HOLD, TIMER_SERVICES } from "./core.ts";
import { acceptTransaction, endMessage, judgeUnrecorded, OPENS } from "./ends.ts";
import { Duplication } from "./dup/duplication.ts";
import { EVENT } from "./events.ts";
import type { Identities } from "./identities.ts";
import type { NodeInput, SpanRef, TransactionRef } from "./inputs.ts";
import { type LinkEnd, PHASE } from "./link-end.ts";
import { LIMITS } from "../base/limits.ts";
import type { Outbox } from "./outbox.ts";
import { PLANT } from "./planted.ts";
import { endHolds } from "./relays.ts";
import { mayClose, request } from "./requests.ts";
import { receiveOneWay, routeMessage } from "./routing.ts";
import { RULE, RULES } from "./rules.ts";
import { alarmsDue } from "./service/alarms.ts";
import { Qrm } from "./qrm/qrm.ts";
import { Echo } from "./service/echo.ts";
import { authMessage, closeLink, connMessage, linkUp, lossDue, pingDue, receiveConn, tearDown } from "./session.ts";
import { Shell } from "./shell/shell.ts";
import { receiveShared } from "./shm/receiving.ts";
import { receiveSpan, spanMessage } from "./spans.ts";
import { linkSpace } from "./transactions.ts";
import type { Verdict, Violation } from "./violation.ts";

/**
 * One node of the mesh: no networking code, no clock, no randomness of its own. `handle` is the only way in; what the node
 * wants done stands in the outbox afterwards, in order.
 */
export class ProtocolNode {
  /** The node's tables, for `inspectNode` and the checks; nobody else writes them. */
  readonly core: NodeCore;
  private _handling = false;

  constructor(config: NodeConfig, identities: Identities, random: Prng, arena = new MessageArena()) {
    this.core = new NodeCore(config, identities, random, arena);
    this.core.services.add(new Echo(this.core));
    this.core.services.add(new Shell(this.core));
    const duplication = new Duplication(this.core);
    this.core.copies = duplication;
    this.core.services.add(duplication);
    if (config.cluster) this.core.services.add((this.core.locks = new CacLock(this.core, config.cluster)));
    this.core.services.add(new Qrm(this.core));
  }

  /** Handles one input at simulated time `nowUs`. Never throws for what a peer did; an assert that fails is our own bug. */
  handle(nowUs: number, input: NodeInput, out: Outbox): void {
    assert(!this._handling, "handle: called from within itself");
    this._handling = true;
    const core = this.core;
    core.nowUs = nowUs;
    core.out = out;
    core.inputs++;
    dispatch(core, input);
    settle(core);
    this._handling = false;
  }

  /** A hold, a handshake or an alarm is pending: the mesh is not quiet yet. */
  get busy(): boolean {
    const { core } = this;
    if (core.pfs.nextHoldUs !== Number.POSITIVE_INFINITY || core.alarms.count > 0) return true;
    return core.links.some((link) => link.phase === PHASE.auth);
  }

  get linkCount(): number {
    return this.core.links.length;
  }

  /** The best usable SPAN received for a PFS with this label, over `link` or (-1) any; null when there is none. */
  bestSpan(label: string, link: number): SpanRef | null {
    const { spans, identities, pfs } = this.core;
    for (const entry of pfs.entries()) {
      for (let row = entry.first; row >= 0; row = spans.next(row)) {
        if (identities.labelText(spans.identity(row)) !== label) break;
        if (link >= 0 && spans.link(row) !== link) continue;
        return { link: spans.link(row), msgidHi: spans.msgidHi(row), msgidLo: spans.msgidLo(row) };
      }
    }
    return null;
  }

  /** DUP-01: the received SPANs of that PFS that copies would take, in order; the one of `link` first unless it is -1. */
  copySpans(label: string, link: number): readonly SpanRef[] {
    const best = this.bestSpan(label, link);
    return best === null ? [] : this.core.copies.spansFor(best, link >= 0);
  }

  /** Whether this end's half of a transaction is open and could be closed. */
  mayClose(transaction: TransactionRef): boolean {
    return mayClose(this.core, transaction);
  }

  /** CAC-01: whether its client holds the lock of that tag, waits for it, or has still to give it up. */
  mayUnlock(tag: number): boolean {
    return this.core.locks?.mayRelease(tag) ?? false;
  }

  offers(label: string): boolean {
    return this.core.pfs.own.some((own) => own.spec.label === label);
  }
}

/** What an input has brought about beside its own handling: overfull queues, and services that hear of what ended and of ways that changed. Each may cause more. */
function settle(core: NodeCore): void {
  do {
    if (core.overfull.length > 0) killOverfull(core);
  } while (core.services.tellEnds() || core.overfull.length > 0);
}

function dispatch(core: NodeCore, input: NodeInput): void {
  switch (input.kind) {
    case "bytes":
      return receiveBytes(core, core.links[input.link]!, input.bytes);
    case "timer":
      return timerFired(core, input.timer);
    case "linkUp":
      return linkUp(core, core.links[input.link]!);
    case "linkDown": {
      const link = core.links[input.link]!;
      if (link.phase !== PHASE.down) tearDown(core, link, input.error === ERR.NONE ? ERR.EOF : input.error);
      return;
    }
    case "sendQueue":
      return sendQueueChanged(core, core.links[input.link]!, input.queuedBytes);
    case "request":
      return request(core, input.request);
    default:
      unreachable(input, "handle");
  }
}

function timerFired(core: NodeCore, timer: number): void {
  if (timer === TIMER_HOLD) {
    endHolds(core);
    return;
  }
  if (timer === TIMER_SERVICES) {
    alarmsDue(core);
    return;
  }
  const { link, loss } = linkOfTimer(timer);
  if (loss) lossDue(core, core.links[link]!);
  else pingDue(core, core.links[link]!);
}

function sendQueueChanged(core: NodeCore, link: LinkEnd, queuedBytes: number): void {
  link.queuedBytes = queuedBytes;
  if (queuedBytes > LIMITS.sendQueueBytesHardMax) core.overfull.push(link);
}

/** LINK-08, second limit: the link is killed. What that makes us send may overfill another. */
function killOverfull(core: NodeCore): void {
  for (let link = core.overfull.pop(); link; link = core.overfull.pop()) {
    if (link.phase === PHASE.down) continue;
    core.tell(EVENT.queueOverflow, RULE["LINK-08"], link.number, 0, 0, -1, ERR.LIMIT, 1);
    closeLink(core, link, ERR.LIMIT, ERR.EOF);
  }
}

/** Bytes of a stream in any chunks (WIRE-09); a fault or a violation ends the link and what is behind it in the chunk. */
function receiveBytes(core: NodeCore, link: LinkEnd, bytes: Uint8Array): void {
  if (link.phase === PHASE.down) return;
  if (core.plant !== PLANT.pingNotReceived || bytes.length > BASE_BYTES) link.lastReceivedUs = core.nowUs;
  if (link.records === null) receiveMessages(core, link, bytes);
  else receiveRecords(core, link, link.records, bytes);
}

/** LINK-02: a stream of records; each is opened before the framer sees what is in it. */
function receiveRecords(core: NodeCore, link: LinkEnd, records: RecordReader, bytes: Uint8Array): void {
  records.push(bytes);
  for (let message = records.next(); message !== null; message = records.next()) {
    receiveMessages(core, link, message);
    if (link.phase === PHASE.down) return;
  }
  const { fault } = records;
  if (fault === null) return;
  core.tell(EVENT.recordUnopened, RULE["LINK-02"], link.number, 0, 0, -1, fault.code, records.numberExpected);
  core.tell(EVENT.decodeFault, RULES.indexOf(fault.rule), link.number, 0, 0, -1, fault.code, fault.offset);
  closeLink(core, link, fault.code, ERR.EOF);
}

function receiveMessages(core: NodeCore, link: LinkEnd, bytes: Uint8Array): void {
  const { framer, records } = link;
  framer.push(bytes);
  for (;;) {
    const frame = framer.next();
    if (frame === FRAME.NEED) return;
    if (frame === FRAME.FAULT) {
      const { fault } = framer;
      core.tell(EVENT.decodeFault, RULES.indexOf(fault.rule), link.number, 0, 0, -1, fault.code, fault.offset);
      closeLink(core, link, fault.code, ERR.EOF);
      return;
    }
    link.receivedCount++;
    core.counters.received++;
    const verdict = link.shm === null ? receiveMessage(core, link, framer.message) : receiveShared(core, link, link.shm, framer.message, receiveMessage);
    if (verdict) killFor(core, link, framer.message, verdict);
    if (link.phase === PHASE.down) return;
    if (link.records !== records) return receiveRecords(core, link, link.records!, framer.takeRest());
  }
}

/** TX-07: the peer's mistake is shown and kills the link. */
function killFor(core: NodeCore, link: LinkEnd, message: Message, violation: Violation): void {
  if (violation.error !== ERR.REFUSED) {
    core.counters.violations++;
    core.out.event(EVENT.violation, violation.rule, link.number, message.msgidHi, message.msgidLo, message.spanidHi, message.spanidLo, -1, violation.error, message.cmd | 0);
  }
  closeLink(core, link, violation.error, ERR.EOF);
}

function receiveMessage(core: NodeCore, link: LinkEnd, message: Message): Verdict {
  if (message.base === CMD.LNK_PAD) return null;
  if (message.base === CMD.LNK_AUTH && link.profile === "header") return message.spanidHi === 0 && message.spanidLo === 0 ? authMessage(core, link, message) : { rule: RULE["TX-01"], error: ERR.TRANS };
  if (link.phase === PHASE.auth) return { rule: RULE["LINK-01"], error: ERR.TRANS };
  if (message.spanidHi !== 0 || message.spanidLo !== 0) return routeMessage(core, link, message);
  return linkMessage(core, link, message);
}

const TRANSACTIONAL = FLAG.CREATE | FLAG.DELETE | FLAG.ABORT;

/** A message on link 0: between the two ends of this link. */
function linkMessage(core: NodeCore, link: LinkEnd, message: Message): Verdict {
  const { msgidHi, msgidLo, flags } = message;
  if (msgidHi === 0 && msgidLo === 0) {
    if ((flags & TRANSACTIONAL) === 0) {
      if (message.base !== CMD.LNK_PING) receiveOneWay(core, link, message);
      return null;
    }
    if (flags & FLAG.CREATE) return { rule: RULE["TX-01"], error: ERR.TRANS };
  }
  const reply = (flags & FLAG.REPLY) !== 0;
  const space = linkSpace(link.number, reply);
  const handle = core.index.get(space, msgidHi, msgidLo);
  if (handle >= 0) return (handle & 3) === HANDLE.span ? spanMessage(core, link, handle >> 2, message) : connMessage(core, link, message, reply);
  const transaction = core.transactions.find(space, msgidHi, msgidLo);
  if (transaction) return endMessage(core, link.number, transaction, message);
  return withoutRecord(core, link, message, reply);
}

/** On link 0 without a record of ours. */
function withoutRecord(core: NodeCore, link: LinkEnd, message: Message, reply: boolean): Verdict {
  const judged = judgeUnrecorded(core, link, message, reply);
  if (judged !== OPENS) return judged;
  if (message.base === CMD.LNK_SPAN) return receiveSpan(core, link, message);
  if (message.base === CMD.LNK_CONN) receiveConn(core, link, message);
  else {
    // ROUTE-07: our only PFS of a fitting type serves it; SVC-01: or nobody does.
    const service = core.services.get(message.base);
    const fitting = service ? core.pfs.own.filter(({ spec }) => service.pfsTypes?.includes(spec.pfsType) ?? true).length : 0;
    acceptTransaction(core, link.number, -1, message, fitting === 1 ? ERR.NONE : ERR.UNKNOWN, service ? RULE["ROUTE-07"] : RULE["SVC-01"]);
  }
  return null;
}
