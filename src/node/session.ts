import { LIMITS } from "../base/limits.ts";
import { assert } from "../base/assert.ts";
import { newAuthBody, newPfsBody, readAuthBody, readPfsBody } from "../wire/bodies.ts";
import { CAPABILITY, CMD, ERR, FLAG } from "../wire/constants.ts";
import type { Message } from "../wire/message.ts";
import { utf8Decode, utf8Encode } from "../base/bytes.ts";
import { acceptTransaction } from "./ends.ts";
import { type AuthOffer, type ConnFilter, PLAIN_OFFER } from "./config.ts";
import { discard, encoderFor, HANDLE, lossTimer, type NodeCore, pingTimer, send, transmit } from "./core.ts";
import { EVENT } from "./events.ts";
import { type ConnRecord, type LinkEnd, PHASE } from "./link-end.ts";
import { forget, losePath, settleDead } from "./path-loss.ts";
import { closeSent, compileFilter, connIsOpen, freeSpan, startSpans } from "./relays.ts";
import { RULE } from "./rules.ts";
import { judgePeerKeys, judgePeerProof, noteOwnAuth, offerKeys, proveHost, startSealing } from "./secure/handshake.ts";
import { suitesOf } from "./secure/link-security.ts";
import { SPAN_KIND } from "./span-table.ts";
import { loseSpan } from "./spans.ts";
import { compareIds, linkSpace, ROLE } from "./transactions.ts";
import { bitsAfter, HALF, judge, OUTCOME } from "./tx-tables.ts";
import { reroute } from "./variants/reroute.ts";
import type { Verdict } from "./violation.ts";

/**
 * The life of one link: AUTH both ways, CONN both ways, PING and loss, and the end of it all. Both ends run the same machine.
 */

/** LINK-02: class 1 is the cluster protocol of the header. */
export const PROTO_CLASS_CLUSTER = 1;
export const PROTO_VERSION = 1;

const authBody = newAuthBody();
const NO_KEY_MATERIAL = new Uint8Array(0);
const connBody = newPfsBody();

export function linkUp(core: NodeCore, link: LinkEnd): void {
  assert(link.phase === PHASE.down, "linkUp: the link is up");
  link.reset();
  link.upSinceUs = core.nowUs;
  link.lastSentUs = core.nowUs;
  link.lastReceivedUs = core.nowUs;
  core.tell(EVENT.linkUp, RULE["LINK-07"], link.number, 0, 0, -1, 0, 0);
  if (link.profile === "c2012") {
    // C12-03: no AUTH, and C12-04: no loss by silence.
    link.phase = PHASE.open;
    openConn(core, link, link.config.filter);
    return;
  }
  link.phase = PHASE.auth;
  link.framer.auxBytesMax = LIMITS.authAuxBytesMax;
  const { lossUs } = core.config.switches;
  if (lossUs > 0) core.out.setTimer(lossTimer(link.number), core.nowUs + lossUs);
  sendAuth(core, link);
}

/** LINK-02: what this end of the link offers. */
function offerOf(link: LinkEnd): AuthOffer {
  const offer = link.config.offer ?? PLAIN_OFFER;
  const capabilities = offer.capabilities & ~(link.shm === null ? SHARED_MEMORY_ONLY : STREAMS_ONLY);
  if (link.security !== null) return { ...offer, capabilities: capabilities | CAPABILITY.ENCRYPTION, encryption: suitesOf(link.security.wish) };
  return capabilities === offer.capabilities ? offer : { ...offer, capabilities };
}

/** SHM-01: what one kind of link has is not offered on the other. */
const SHARED_MEMORY_ONLY = CAPABILITY.AUX_OOB | CAPABILITY.CRC_OPTIONAL;
const STREAMS_ONLY = CAPABILITY.DUPLICATION | CAPABILITY.ENCRYPTION;

/** LINK-02: on shared memory no more than its region or its ring can hold (SHM-01). */
function auxBytesOffered(link: LinkEnd): number {
  if (link.shm === null) return LIMITS.auxBytesMax;
  return Math.min(LIMITS.auxBytesMax, link.shm.auxBytesMaxWith((offerOf(link).capabilities & CAPABILITY.AUX_OOB) !== 0));
}

function sendAuth(core: NodeCore, link: LinkEnd): void {
  core.newMsgid();
  link.authMsgidHi = core.msgidHi;
  link.authMsgidLo = core.msgidLo;
  noteOwnAuth(link, writeAuth(core, link, FLAG.CREATE | FLAG.DELETE, core.msgidHi, core.msgidLo, ERR.NONE, offerKeys(core, link)));
}

function writeAuth(core: NodeCore, link: LinkEnd, flags: number, msgidHi: number, msgidLo: number, error: number, keyMaterial: Uint8Array): Uint8Array {
  const encoder = encoderFor(core, link, flags, msgidHi, msgidLo, error);
  const offer = { host: core.config.host, protoClass: PROTO_CLASS_CLUSTER, protoVersion: PROTO_VERSION, auxBytesMax: auxBytesOffered(link), ...offerOf(link) };
  const bytes = encoder.auth(offer, keyMaterial);
  transmit(core, link, bytes);
  return bytes;
}

/** LINK-01: AUTH CREATE|DELETE from each side, answered by AUTH REPLY|CREATE|DELETE. */
export function authMessage(core: NodeCore, link: LinkEnd, message: Message): Verdict {
  const violation = { rule: RULE["LINK-01"], error: ERR.TRANS };
  const halves = message.flags & (FLAG.CREATE | FLAG.DELETE | FLAG.ABORT);
  if (link.phase !== PHASE.auth || halves !== (FLAG.CREATE | FLAG.DELETE)) return violation;
  if (message.flags & FLAG.REPLY) {
    if (link.authAnswered || message.msgidHi !== link.authMsgidHi || message.msgidLo !== link.authMsgidLo) return violation;
    if (message.error !== ERR.NONE) {
      core.tell(EVENT.authDenied, RULE["LINK-01"], link.number, message.msgidHi, message.msgidLo, -1, message.error, 0);
      return { rule: RULE["LINK-01"], error: ERR.REFUSED };
    }
    const error = judgePeerProof(core, link, message);
    if (error !== ERR.NONE) return refuseAuth(core, link, message, error, 0);
    link.authAnswered = true;
  } else {
    if (link.authReceived || (message.msgidHi === 0 && message.msgidLo === 0)) return violation;
    link.authReceived = true;
    readAuthBody(message, authBody);
    const known = authBody.protoClass === PROTO_CLASS_CLUSTER && authBody.protoVersion >= 1;
    const error = known ? judgePeerKeys(core, link, message, authBody) : ERR.UNKNOWN;
    writeAuth(core, link, FLAG.REPLY | FLAG.CREATE | FLAG.DELETE, message.msgidHi, message.msgidLo, error, error === ERR.NONE ? proveHost(core, link) : NO_KEY_MATERIAL);
    if (error !== ERR.NONE) return refuseAuth(core, link, message, error, authBody.protoClass);
    startSealing(link);
    // LINK-02: the smaller maximum, the common capabilities.
    link.capabilities = offerOf(link).capabilities & authBody.capabilities;
    if (link.shm !== null) link.shm.outOfBand = (link.capabilities & CAPABILITY.AUX_OOB) !== 0;
    link.auxBytesMax = Math.min(LIMITS.auxBytesMax, authBody.auxBytesMax, link.shm?.auxBytesMax ?? LIMITS.auxBytesMax);
    link.rights = authBody.rights;
  }
  if (link.authAnswered && link.authReceived) authComplete(core, link);
  return null;
}

/** The link closes; what was wrong was answered, or is told here and stays with whoever asks why. */
function refuseAuth(core: NodeCore, link: LinkEnd, message: Message, error: number, extra: number): Verdict {
  core.tell(EVENT.authRefused, RULE["LINK-02"], link.number, message.msgidHi, message.msgidLo, -1, error, extra);
  return { rule: RULE["LINK-02"], error: ERR.REFUSED };
}

function authComplete(core: NodeCore, link: LinkEnd): void {
  link.phase = PHASE.open;
  core.services.noteWay(-1);
  link.framer.auxBytesMax = link.auxBytesMax;
  core.tell(EVENT.linkOpen, RULE["LINK-02"], link.number, link.authMsgidHi, link.authMsgidLo, -1, link.auxBytesMax, link.capabilities);
  if (link.shm !== null && (link.capabilities & CAPABILITY.CRC_OPTIONAL) !== 0) dropCrcs(core, link);
  const { pingUs } = core.config.switches;
  if (pingUs > 0) core.out.setTimer(pingTimer(link.number), core.nowUs + pingUs);
  openConn(core, link, link.config.filter);
}

/** SHM-01: AUTH is done both ways. The peer's AUTH and its answer are the last with CRCs; what it sends behind them we read when we are done too. */
function dropCrcs(core: NodeCore, link: LinkEnd): void {
  link.encoder.crcs = false;
  link.framer.crcs = false;
  core.tell(EVENT.crcsDropped, RULE["SHM-01"], link.number, link.authMsgidHi, link.authMsgidLo, -1, 0, 0);
}

/** LINK-03: a PING after a while without sending anything. The timer is not moved with every message but when it fires. */
export function pingDue(core: NodeCore, link: LinkEnd): void {
  if (link.phase !== PHASE.open) return;
  const { pingUs } = core.config.switches;
  if (core.nowUs >= link.lastSentUs + pingUs) {
    send(core, link, CMD.LNK_PING, 0, 0, 0, 0, 0, ERR.NONE);
    core.tell(EVENT.pingSent, RULE["LINK-03"], link.number, 0, 0, -1, 0, 0);
  }
  core.out.setTimer(pingTimer(link.number), link.lastSentUs + pingUs);
}

/** LINK-03, LINK-01: silence for too long, or an AUTH that does not complete. */
export function lossDue(core: NodeCore, link: LinkEnd): void {
  if (link.phase === PHASE.down) return;
  const { lossUs } = core.config.switches;
  const sinceUs = link.phase === PHASE.auth ? link.upSinceUs : link.lastReceivedUs;
  if (core.nowUs < sinceUs + lossUs) {
    core.out.setTimer(lossTimer(link.number), sinceUs + lossUs);
    return;
  }
  core.tell(EVENT.linkLost, link.phase === PHASE.auth ? RULE["LINK-01"] : RULE["LINK-03"], link.number, 0, 0, -1, ERR.EOF, 0);
  closeLink(core, link, ERR.EOF, ERR.EOF);
}

/** We close the link with `error`; the peer learns it as end of stream. What ran over it ends with `reason`. */
export function closeLink(core: NodeCore, link: LinkEnd, error: number, reason: number): void {
  core.out.hangup(link.number, error);
  tearDown(core, link, reason);
}

/** LINK-04: our CONN, with the filter that we ask for. */
export function openConn(core: NodeCore, link: LinkEnd, filter: ConnFilter): void {
  core.newMsgid();
  const { msgidHi, msgidLo } = core;
  link.ourConn.bits = HALF.commandCreated;
  link.ourConn.msgidHi = msgidHi;
  link.ourConn.msgidLo = msgidLo;
  core.index.set(linkSpace(link.number, true), msgidHi, msgidLo, (link.number << 2) | HANDLE.connection);
  const encoder = encoderFor(core, link, FLAG.CREATE, msgidHi, msgidLo, 0);
  // SPAN-05: a leaf's CONN carries its PFS. Its cluster id then filters too; its fsid and label would filter out all but
  // its own echo, so only c2012, whose peers ignore filters, carries them.
  const own = core.config.role === "leaf" ? core.pfs.own[0] : undefined;
  const c2012 = link.profile === "c2012";
  const clid = own ? own.spec.clid : filter.clid;
  link.askedClid = clid;
  const fsid = own && c2012 ? own.spec.fsid : filter.fsid;
  const label = own && c2012 ? own.label : utf8Encode(filter.label === "" ? "*" : filter.label);
  transmit(core, link, encoder.pfs(CMD.LNK_CONN, clid, fsid, own ? own.spec.pfsType : 0, own || !c2012 ? 1 : 0, 0, 0, label));
  core.tell(EVENT.connSent, RULE["LINK-04"], link.number, msgidHi, msgidLo, -1, 0, 0);
}

/** LINK-04: we close our CONN; the peer closes the SPANs it sent, then answers. */
export function closeConn(core: NodeCore, link: LinkEnd): boolean {
  const conn = link.ourConn;
  if (!connIsOpen(conn.bits)) return false;
  conn.bits |= HALF.commandDeleted;
  core.tell(EVENT.connClosing, RULE["LINK-04"], link.number, conn.msgidHi, conn.msgidLo, -1, 0, 0);
  send(core, link, CMD.LNK_ERROR, FLAG.DELETE, conn.msgidHi, conn.msgidLo, 0, 0, ERR.NONE);
  return true;
}

/** LINK-05: another filter. Our CONN closes, if it is open, and opens again with it when the peer has answered; a link that is down begins with it. */
export function changeFilter(core: NodeCore, link: LinkEnd, filter: ConnFilter): void {
  link.config = { ...link.config, filter };
  if (link.phase !== PHASE.open) return;
  if (link.ourConn.bits < 0) {
    openConn(core, link, filter);
    return;
  }
  link.reopens = true;
  closeConn(core, link);
}

/** LNK_CONN CREATE from the peer (LINK-04). */
export function receiveConn(core: NodeCore, link: LinkEnd, message: Message): void {
  if (link.theirConn.bits >= 0) {
    core.tell(EVENT.connRefused, RULE["LINK-04"], link.number, message.msgidHi, message.msgidLo, -1, ERR.EXISTS, 0);
    acceptTransaction(core, link.number, -1, message, ERR.EXISTS, RULE["LINK-04"]);
    return;
  }
  const conn = link.theirConn;
  conn.bits = bitsAfter(0, false, message.flags);
  conn.msgidHi = message.msgidHi;
  conn.msgidLo = message.msgidLo;
  core.index.set(linkSpace(link.number, false), message.msgidHi, message.msgidLo, (link.number << 2) | HANDLE.connection);
  readPfsBody(message, link.profile, connBody);
  const label = utf8Decode(message.bytes.subarray(connBody.labelAt, connBody.labelAt + connBody.labelBytes));
  link.peerFilter = link.profile === "c2012" ? null : compileFilter({ clid: connBody.clid.slice(), fsid: connBody.fsid.slice(), label });
  core.tell(EVENT.connReceived, RULE["LINK-04"], link.number, conn.msgidHi, conn.msgidLo, -1, 0, 0);
  if (conn.bits & HALF.commandDeleted) {
    answerConnClose(core, link);
    return;
  }
  send(core, link, CMD.LNK_ERROR, FLAG.CREATE | FLAG.REPLY, conn.msgidHi, conn.msgidLo, 0, 0, ERR.NONE);
  conn.bits |= HALF.replyCreated;
  startSpans(core, link);
}

/** LINK-04: the peer closes its CONN: the SPANs that we sent on it close, then comes our answer. */
function answerConnClose(core: NodeCore, link: LinkEnd): void {
  const conn = link.theirConn;
  core.tell(EVENT.connClosing, RULE["LINK-04"], link.number, conn.msgidHi, conn.msgidLo, -1, 1, 0);
  for (const row of rowsOn(core, link, SPAN_KIND.sent)) if (core.spans.isOpen(row)) closeSent(core, row, ERR.WITHDRAWN);
  const create = conn.bits & HALF.replyCreated ? 0 : FLAG.CREATE;
  send(core, link, CMD.LNK_ERROR, FLAG.REPLY | FLAG.DELETE | create, conn.msgidHi, conn.msgidLo, 0, 0, ERR.NONE);
  link.refused.clear();
  link.refusedOwn.clear();
  link.peerFilter = null;
  forgetConn(core, link, conn, false);
}

function forgetConn(core: NodeCore, link: LinkEnd, conn: ConnRecord, ours: boolean): void {
  core.index.delete(linkSpace(link.number, ours), conn.msgidHi, conn.msgidLo);
  conn.bits = -1;
  core.tell(EVENT.connClosed, RULE["LINK-04"], link.number, conn.msgidHi, conn.msgidLo, -1, ours ? 0 : 1, 0);
}

/** A message of an open LNK_CONN transaction: a reply on ours, a command on theirs. */
export function connMessage(core: NodeCore, link: LinkEnd, message: Message, ours: boolean): Verdict {
  const conn = ours ? link.ourConn : link.theirConn;
  const rule = ours ? RULE["TX-05"] : RULE["TX-04"];
  const outcome = judge(ours, conn.bits, message.flags);
  switch (outcome) {
    case OUTCOME.violation:
      return { rule, error: ERR.TRANS };
    case OUTCOME.replyOpens:
      conn.bits |= HALF.replyCreated;
      core.tell(EVENT.connAcknowledged, RULE["LINK-04"], link.number, message.msgidHi, message.msgidLo, -1, message.error, 0);
      if (core.config.role === "leaf") startSpans(core, link);
      return null;
    case OUTCOME.element:
      return null;
    case OUTCOME.midStreamAbort:
      core.tell(EVENT.midStreamAbort, RULE["TX-06"], link.number, message.msgidHi, message.msgidLo, -1, message.error, 0);
      return null;
    case OUTCOME.discard:
    case OUTCOME.oneWayOrDiscard:
      discard(core, rule, link.number, message.msgidHi, message.msgidLo, message.flags, conn.bits);
      return null;
    default:
      if (ours) ourConnClosed(core, link, message.error);
      else answerConnClose(core, link);
      return null;
  }
}

/** The answer to our close, or the peer's refusal, which we answer with our DELETE. */
function ourConnClosed(core: NodeCore, link: LinkEnd, error: number): void {
  const conn = link.ourConn;
  if (!(conn.bits & HALF.commandDeleted)) {
    core.tell(EVENT.connDenied, RULE["LINK-04"], link.number, conn.msgidHi, conn.msgidLo, -1, error, 0);
    send(core, link, CMD.LNK_ERROR, FLAG.DELETE, conn.msgidHi, conn.msgidLo, 0, 0, ERR.NONE);
  }
  forgetConn(core, link, conn, true);
  if (!link.reopens) return;
  link.reopens = false;
  openConn(core, link, link.config.filter);
}

/** SPAN rows of one kind on a link, by msgid. */
export function rowsOn(core: NodeCore, link: LinkEnd, kind: number): number[] {
  const { spans } = core;
  const rows: number[] = [];
  for (let row = 0; row < spans.extent; row++) if (spans.kind(row) === kind && spans.link(row) === link.number) rows.push(row);
  return rows.sort((a, b) => compareIds(spans.msgidHi(a), spans.msgidLo(a), spans.msgidHi(b), spans.msgidLo(b)));
}

/**
 * LINK-06: everything on a lost link closes, open or half closed, each kind by msgid: forwarding entries and routed transactions,
 * SPANs received, SPANs sent, CONN, AUTH. Our own halves on it end without sending.
 */
export function tearDown(core: NodeCore, link: LinkEnd, error: number): void {
  link.phase = PHASE.down;
  core.tell(EVENT.linkDown, RULE["LINK-06"], link.number, 0, 0, -1, error, 0);
  if (core.config.switches.silentReroute) for (const row of rowsOn(core, link, SPAN_KIND.received)) reroute(core, row);
  for (const transaction of core.transactions.onLink(link.number)) {
    losePath(core, transaction, error);
    if (transaction.copy !== null) continue;
    if (transaction.role !== ROLE.hop) {
      // A transaction that losePath already forgot has no side left.
      if (transaction.inSide.link >= 0 || transaction.outSide.link >= 0) forget(core, transaction);
      continue;
    }
    for (const side of [transaction.inSide, transaction.outSide]) {
      if (side.link === link.number) core.transactions.detach(transaction, side);
    }
    settleIfKept(core, transaction);
  }
  for (const row of rowsOn(core, link, SPAN_KIND.received)) loseSpan(core, row, error);
  for (const row of rowsOn(core, link, SPAN_KIND.sent)) freeSpan(core, row);
  for (const conn of [link.ourConn, link.theirConn].sort((a, b) => compareIds(a.msgidHi, a.msgidLo, b.msgidHi, b.msgidLo))) {
    if (conn.bits >= 0) forgetConn(core, link, conn, conn === link.ourConn);
  }
  core.out.cancelTimer(pingTimer(link.number));
  core.out.cancelTimer(lossTimer(link.number));
}

function settleIfKept(core: NodeCore, transaction: { readonly index: number }): void {
  const kept = core.transactions.at(transaction.index);
  if (kept === transaction && kept.dead) settleDead(core, kept);
}
