import { utf8Encode } from "../base/bytes.ts";
import { LIMITS } from "../base/limits.ts";
import { sameUuid } from "../base/uuid.ts";
import { BASE_BYTES, CMD, ERR, FLAG } from "../wire/constants.ts";
import type { PfsSpec } from "./config.ts";
import { nextSalt, type NodeCore, send, TIMER_HOLD, TIMER_SERVICES, transmit } from "./core.ts";
import { EVENT, LIMITED } from "./events.ts";
import type { LockRequest, NodeRequest, SpanRef, TransactionRef } from "./inputs.ts";
import { LinkEnd, PHASE } from "./link-end.ts";
import { abortEnd, closeOwnHalf, forgetIfClosed, sendOn } from "./path-loss.ts";
import { PLANT } from "./planted.ts";
import type { OwnPfs } from "./pfs-table.ts";
import type { Qrm } from "./qrm/qrm.ts";
import { announce, closeSent, isAnnouncementOf, mayAnnounce, sendUpdate, touch } from "./relays.ts";
import { isUsable } from "./routing.ts";
import { RULE } from "./rules.ts";
import { sendElement } from "./service/elements.ts";
import { destination, openTransaction, type Via, whyNotSentOneWay } from "./service/opening.ts";
import { changeFilter, closeConn, openConn, tearDown } from "./session.ts";
import { refuseSpan, reorder, tellBest } from "./spans.ts";
import { linkSpace, ROLE, type Transaction } from "./transactions.ts";
import { HALF } from "./tx-tables.ts";

const SPAN_PROTO_1 = 1;
const LABEL_BYTES_MAX = 255;

/** What the layer above asks for. What cannot be is told as a `requestRefused` event with the reason. */
export function request(core: NodeCore, asked: NodeRequest): void {
  switch (asked.kind) {
    case "addLink":
      return addLink(core, asked);
    case "announce":
      return offer(core, asked.pfs);
    case "withdraw":
      return withdraw(core, asked.fsid);
    case "updateStatus":
      return updateStatus(core, asked);
    case "open":
      return open(core, asked);
    case "oneWay":
      return oneWay(core, asked);
    case "send":
    case "close":
    case "abort":
      return act(core, asked);
    case "closeConn":
    case "openConn":
    case "setFilter":
      return connection(core, asked);
    case "refuseSpan":
      return refuse(core, asked.span);
    case "setWeight":
      return setWeight(core, asked.link, asked.weight);
    case "inject":
      return inject(core, asked.link, asked.bytes);
    case "lock":
    case "upgradeLock":
    case "narrowLock":
    case "unlock":
    case "stopWaiting":
      return lock(core, asked);
    case "commit":
    case "abortCommit":
      return commit(core, asked);
    case "crash":
      return crash(core);
  }
}

function cannot(core: NodeCore, error: number, link: number, tag: number, rule = 0): void {
  core.tell(EVENT.requestRefused, rule, link, 0, 0, -1, error, tag);
}

function addLink(core: NodeCore, asked: Extract<NodeRequest, { kind: "addLink" }>): void {
  if (core.links.length >= LIMITS.linksPerNodeMax) {
    core.tell(EVENT.limitReached, 0, -1, 0, 0, -1, LIMITED.links, 0);
    return;
  }
  // A link that was removed is not told apart from one that is down; whether there is one, the world knows.
  if (core.config.role === "leaf" && core.links.some(({ phase }) => phase !== PHASE.down)) {
    cannot(core, ERR.LIMIT, -1, -1, RULE["SPAN-05"]);
    return;
  }
  if (!fitsLabel(asked.config.filter.label)) {
    cannot(core, ERR.TOO_BIG, -1, -1, RULE["LINK-05"]);
    return;
  }
  const { config } = core;
  const link = new LinkEnd(core.links.length, asked.config.profile ?? config.switches.profile, asked.config, config.bigEndian, core.arena, config.plainCrc ?? config.switches.plainCrc, core.plant);
  core.links.push(link);
  core.copies.linkAdded(link);
}

function fitsLabel(label: string): boolean {
  return utf8Encode(label).length <= LABEL_BYTES_MAX;
}

/** SPAN-01: a PFS of ours, announced on every link whose peer has its CONN open. */
function offer(core: NodeCore, spec: PfsSpec): void {
  const { identities, pfs } = core;
  const label = utf8Encode(spec.label);
  const fits = label.length <= LABEL_BYTES_MAX && pfs.own.length < LIMITS.pfsPerNodeMax;
  const identity = fits ? identities.intern(spec.clid, spec.fsid, spec.pfsType, SPAN_PROTO_1, label, 0, label.length) : -1;
  if (identity < 0) {
    core.tell(EVENT.limitReached, RULE["SPAN-01"], -1, 0, 0, identity, LIMITED.pfs, 0);
    return;
  }
  const entry = pfs.entry(identities.pairOf(identity));
  if (entry.own) {
    cannot(core, ERR.EXISTS, -1, -1, RULE["SPAN-01"]);
    return;
  }
  const own: OwnPfs = { spec, label, identity, update: null };
  entry.own = own;
  pfs.own.push(own);
  core.tell(EVENT.pfsOffered, RULE["SPAN-01"], -1, 0, 0, identity, 0, 0);
  core.services.noteWay(entry.pair);
  tellBest(core, entry);
  // What we relayed of it until now would be an echo of our own (SPAN-04).
  for (let row = entry.first; row >= 0; row = core.spans.next(row)) {
    for (let relay = core.spans.other(row); relay >= 0; relay = core.spans.other(row)) closeSent(core, relay, ERR.SPAN_REPLACED);
  }
  for (const link of core.links) if (mayAnnounce(core, link)) announce(core, link, own);
}

function withdraw(core: NodeCore, fsid: Uint32Array): void {
  while (core.plant === PLANT.neverReturns);
  const { pfs, spans } = core;
  const own = ownPfs(core, fsid);
  if (!own) {
    cannot(core, ERR.UNKNOWN, -1, -1, RULE["SPAN-01"]);
    return;
  }
  for (let row = 0; row < spans.extent; row++) {
    if (isAnnouncementOf(core, row, own)) closeSent(core, row, ERR.WITHDRAWN);
  }
  core.tell(EVENT.pfsWithdrawn, RULE["SPAN-08"], -1, 0, 0, own.identity, 0, 0);
  pfs.own.splice(pfs.own.indexOf(own), 1);
  const pair = core.identities.pairOf(own.identity);
  for (const link of core.links) link.refusedOwn.delete(pair);
  const entry = pfs.entry(pair);
  entry.own = null;
  core.services.noteWay(pair);
  tellBest(core, entry);
  touch(core, entry);
  pfs.forgetIfIdle(entry);
}

function ownPfs(core: NodeCore, fsid: Uint32Array): OwnPfs | undefined {
  return core.pfs.own.find((own) => sameUuid(own.spec.fsid, fsid));
}

/** SPAN-06 */
function updateStatus(core: NodeCore, asked: Extract<NodeRequest, { kind: "updateStatus" }>): void {
  const own = ownPfs(core, asked.fsid);
  const text = utf8Encode(asked.text);
  if (!own || text.length > LABEL_BYTES_MAX) {
    cannot(core, own ? ERR.TOO_BIG : ERR.UNKNOWN, -1, -1, RULE["SPAN-06"]);
    return;
  }
  const update = { status: asked.status, pfsType: asked.pfsType, text };
  own.update = { ...update, pfsType: update.pfsType || (own.update?.pfsType ?? 0) };
  for (let row = 0; row < core.spans.extent; row++) {
    if (isAnnouncementOf(core, row, own)) sendUpdate(core, row, update);
  }
  // SPAN-09: what a peer refused may be announced to it again once it has changed.
  const pair = core.identities.pairOf(own.identity);
  for (const link of core.links) if (link.refusedOwn.delete(pair) && mayAnnounce(core, link)) announce(core, link, own);
}

/** The first element of the echo, or of the shell, with the text that was asked for. */
function open(core: NodeCore, asked: Extract<NodeRequest, { kind: "open" }>): void {
  const flags = asked.flags & (FLAG.DELETE | FLAG.ABORT);
  const copies = asked.copies ?? [];
  const element = { base: asked.base ?? CMD.DOM_ECHO, aux: textOf(asked.text) };
  const duplicated = copies.length > 0 && "msgidHi" in asked.via;
  const opened = duplicated ? core.copies.open([asked.via, ...copies], element, flags, asked.tag) : openTransaction(core, asked.via, element, flags, asked.tag);
  if (typeof opened === "number") cannot(core, opened, asked.via.link, asked.tag, duplicated ? RULE["DUP-01"] : RULE["ROUTE-01"]);
}

/** Aux text: UTF-8, NUL-terminated, as the shell wants it (DBG-01) and the echo returns it. */
function textOf(text: string): Uint8Array {
  return utf8Encode(`${text}\0`);
}

/** TX-01; DUP-01: in several copies it goes out several times, and nobody tells them from several messages. */
function oneWay(core: NodeCore, asked: Extract<NodeRequest, { kind: "oneWay" }>): void {
  for (const via of [asked.via, ...(asked.copies ?? [])]) sendOneWay(core, asked, via);
}

function sendOneWay(core: NodeCore, asked: Extract<NodeRequest, { kind: "oneWay" }>, via: Via): void {
  const to = destination(core, via);
  const aux = textOf(asked.text);
  const refusal = to ? whyNotSentOneWay(core, to.link, BASE_BYTES, aux.length) : ERR.SPAN_LOST;
  if (!to || refusal !== ERR.NONE) {
    cannot(core, refusal, via.link, -1, RULE["TX-01"]);
    return;
  }
  const { spans } = core;
  const flags = asked.reply ? FLAG.REPLY : 0;
  // C12-06: the C program's one-way texts are the shell's.
  send(core, to.link, to.link.profile === "c2012" ? CMD.DBG_SHELL : CMD.DOM_ECHO, flags, 0, 0, to.span < 0 ? 0 : spans.msgidHi(to.span), to.span < 0 ? 0 : spans.msgidLo(to.span), ERR.NONE, aux);
}

/** The transaction that a reference names at this end: ours by a SPAN received, theirs by a SPAN sent. */
export function findTransaction(core: NodeCore, ref: TransactionRef): Transaction | undefined {
  const onPeer = ref.spanidHi === 0 && ref.spanidLo === 0;
  for (const ours of [true, false]) {
    const space = onPeer ? linkSpace(ref.link, ours) : core.findSpan(ref.link, !ours, ref.spanidHi, ref.spanidLo);
    const found = onPeer || space >= 0 ? core.transactions.find(space, ref.msgidHi, ref.msgidLo) : undefined;
    if (found?.copy) return found.copy.group.head ?? undefined;
    if (found && found.role !== ROLE.hop) return found;
  }
  // DUP-01: the copy that it is named by may be gone.
  return core.copies.endOf(ref.msgidHi, ref.msgidLo);
}

/** Whether the request to close our half would be carried out. */
export function mayClose(core: NodeCore, ref: TransactionRef): boolean {
  const transaction = findTransaction(core, ref);
  if (!transaction) return false;
  const opener = transaction.role === ROLE.opener;
  if (transaction.bits & (opener ? HALF.commandDeleted : HALF.replyDeleted)) return false;
  const { span } = opener ? transaction.outSide : transaction.inSide;
  return span < 0 || core.spans.isOpen(span);
}

/** An element, the end or the abort of our half of a transaction. */
function act(core: NodeCore, asked: Extract<NodeRequest, { kind: "send" | "close" | "abort" }>): void {
  const transaction = findTransaction(core, asked.transaction);
  const opener = transaction?.role === ROLE.opener;
  const ours = opener ? HALF.commandDeleted : HALF.replyDeleted;
  const afterDelete = asked.kind === "abort" && !asked.midStream;
  if (!transaction || (transaction.bits & ours && !afterDelete)) {
    cannot(core, ERR.TRANS, asked.transaction.link, transaction?.tag ?? -1, RULE["TX-02"]);
    return;
  }
  // SPAN-08: a SPAN that is closing is not named any more, not even by an abort after DELETE.
  const { span } = opener ? transaction.outSide : transaction.inSide;
  if (span >= 0 && !core.spans.isOpen(span)) {
    cannot(core, ERR.SPAN_LOST, asked.transaction.link, transaction.tag, RULE["SPAN-08"]);
    return;
  }
  if (asked.kind === "send") sendText(core, transaction, textOf(asked.text));
  else if (asked.kind === "close") {
    closeOwnHalf(core, transaction, 0, ERR.NONE);
    forgetIfClosed(core, transaction);
  } else if (asked.midStream) sendMidStreamAbort(core, transaction, opener);
  else abortEnd(core, transaction, ERR.REFUSED, RULE["TX-06"]);
}

/** ROUTE-08: what the link cannot take is not sent at all. LINK-08: what its queue cannot take aborts the transaction. */
function sendText(core: NodeCore, transaction: Transaction, aux: Uint8Array): void {
  const side = transaction.role === ROLE.opener ? transaction.outSide : transaction.inSide;
  if (transaction.copies === null && aux.length > core.links[side.link]!.auxBytesMax) cannot(core, ERR.TOO_BIG, side.link, transaction.tag, RULE["ROUTE-08"]);
  else sendElement(core, transaction, 0, { base: transaction.base, aux });
}

/** TX-06: ABORT alone; legal only in a half that was opened, and where there is an ABORT (C12-04). */
function sendMidStreamAbort(core: NodeCore, transaction: Transaction, opener: boolean): void {
  const side = opener ? transaction.outSide : transaction.inSide;
  const isC2012 = transaction.copies === null && core.links[side.link]!.profile === "c2012";
  if ((!opener && !(transaction.bits & HALF.replyCreated)) || isC2012) {
    cannot(core, ERR.TRANS, side.link, transaction.tag, RULE["TX-06"]);
    return;
  }
  sendOn(core, transaction, side, FLAG.ABORT | (opener ? 0 : FLAG.REPLY), ERR.NONE);
  core.tellTransaction(EVENT.midStreamAbort, RULE["TX-06"], transaction, ERR.NONE, 1);
}

function connection(core: NodeCore, asked: Extract<NodeRequest, { kind: "closeConn" | "openConn" | "setFilter" }>): void {
  const link = core.links[asked.link];
  if (asked.kind !== "closeConn" && !fitsLabel(asked.filter.label)) {
    cannot(core, ERR.TOO_BIG, asked.link, -1, RULE["LINK-05"]);
    return;
  }
  if (link && asked.kind === "setFilter") {
    changeFilter(core, link, asked.filter);
    return;
  }
  if (link?.phase === PHASE.open) {
    if (asked.kind === "closeConn" && closeConn(core, link)) return;
    if (asked.kind === "openConn" && link.ourConn.bits < 0) {
      link.config = { ...link.config, filter: asked.filter };
      openConn(core, link, asked.filter);
      return;
    }
  }
  cannot(core, ERR.TRANS, asked.link, -1, RULE["LINK-04"]);
}

/** SPAN-09 */
function refuse(core: NodeCore, ref: SpanRef): void {
  const row = core.findSpan(ref.link, false, ref.msgidHi, ref.msgidLo);
  if (isUsable(core, row)) refuseSpan(core, row, ERR.REFUSED, RULE["SPAN-09"]);
  else cannot(core, ERR.SPAN_LOST, ref.link, -1, RULE["SPAN-09"]);
}

/** QRM-01 */
function commit(core: NodeCore, asked: Extract<NodeRequest, { kind: "commit" | "abortCommit" }>): void {
  const qrm = core.services.get(CMD.QRM_COMMIT) as Qrm;
  const error = asked.kind === "commit" ? qrm.start(asked.text, asked.nonBlocking, asked.tag) : qrm.abort(asked.operationHi, asked.operationLo);
  if (error !== ERR.NONE) cannot(core, error, -1, asked.kind === "commit" ? asked.tag : -1, RULE["QRM-01"]);
}

function setWeight(core: NodeCore, number: number, weight: number): void {
  const link = core.links[number];
  if (!link || !Number.isInteger(weight) || weight < 1 || weight > 255) {
    cannot(core, ERR.LIMIT, number, -1, RULE["SPAN-02"]);
    return;
  }
  link.weight = weight;
  reorder(core, link);
}

/** As if we had made the message: salt and hdr_crc follow our counter, so the link lives; nothing is recorded. */
function inject(core: NodeCore, number: number, bytes: Uint8Array): void {
  const link = core.links[number];
  if (!link || link.phase === PHASE.down) {
    cannot(core, ERR.EOF, number, -1, RULE["WIRE-07"]);
    return;
  }
  core.tell(EVENT.injected, RULE["WIRE-07"], number, 0, 0, -1, bytes.length, 0);
  transmit(core, link, link.encoder.resend(bytes, nextSalt(core, link)));
}

/** CAC-01: there is nothing to lock where no masters are configured. */
function lock(core: NodeCore, asked: LockRequest): void {
  const error = core.locks?.request(asked) ?? ERR.UNKNOWN;
  if (error !== ERR.NONE) cannot(core, error, -1, -1, RULE["CAC-01"]);
}

/** TX-02: everything learned is forgotten, the configuration and the msgid counter are not. Nothing is said to anybody: all links are dead first. */
function crash(core: NodeCore): void {
  const alive = core.links.filter((link) => link.phase !== PHASE.down);
  for (const link of alive) link.phase = PHASE.down;
  for (const link of alive) tearDown(core, link, ERR.EOF);
  core.copies.crashing();
  core.pfs.forgetLearned();
  core.services.crash();
  core.alarms.clear();
  if (core.plant === PLANT.msgidsStartAgain) core.forgetMsgids();
  core.out.cancelTimer(TIMER_HOLD);
  core.out.cancelTimer(TIMER_SERVICES);
  core.tell(EVENT.crashed, 0, -1, 0, 0, -1, 0, 0);
}
