import { LIMITS } from "../base/limits.ts";
import { newPfsBody, readPfsBody } from "../wire/bodies.ts";
import { CMD, ERR, FLAG } from "../wire/constants.ts";
import type { Message } from "../wire/message.ts";
import { discard, HANDLE, type NodeCore, send } from "./core.ts";
import { EVENT, LIMITED } from "./events.ts";
import type { LinkEnd } from "./link-end.ts";
import { abortUsers } from "./path-loss.ts";
import type { PfsEntry } from "./pfs-table.ts";
import { PLANT } from "./planted.ts";
import { closeSent, connIsOpen, costOf, freeSpan, relayOn, sendUpdate, touch } from "./relays.ts";
import { RULE } from "./rules.ts";
import { SPAN_KIND } from "./span-table.ts";
import { compareIds, linkSpace } from "./transactions.ts";
import { bitsAfter, HALF, judge, OUTCOME } from "./tx-tables.ts";
import { reroute } from "./variants/reroute.ts";
import type { Verdict } from "./violation.ts";

const SPAN_PROTO_1 = 1;
const body = newPfsBody();

/** LNK_SPAN CREATE from the peer (SPAN-01, SPAN-02). */
export function receiveSpan(core: NodeCore, link: LinkEnd, message: Message): Verdict {
  const { spans, identities } = core;
  if (link.ourConn.bits < 0) return { rule: RULE["LINK-04"], error: ERR.TRANS };
  readPfsBody(message, link.profile, body);
  if (body.dist < 0) return { rule: RULE["SPAN-01"], error: ERR.TRANS };
  // One that is refused for want of room is recorded all the same, since its DELETE is to come; a peer that never sends it is cut off.
  if (link.spansReceived >= 2 * LIMITS.spansPerLinkMax) return { rule: RULE["SPAN-07"], error: ERR.LIMIT };
  const full = link.spansReceived >= LIMITS.spansPerLinkMax;
  const identity = full ? -1 : identities.intern(body.clid, body.fsid, body.pfsType, body.protoVersion, message.bytes, body.labelAt, body.labelBytes);
  const row = spans.add(SPAN_KIND.received, link.number, message.msgidHi, message.msgidLo, identity, body.dist, body.status);
  spans.setBits(row, bitsAfter(0, false, message.flags));
  core.index.set(linkSpace(link.number, false), message.msgidHi, message.msgidLo, (row << 2) | HANDLE.span);
  link.spansReceived++;
  core.tell(EVENT.spanReceived, RULE["SPAN-02"], link.number, message.msgidHi, message.msgidLo, identity, body.dist, 0);
  if (identity < 0) {
    core.tell(EVENT.limitReached, RULE["SPAN-07"], link.number, message.msgidHi, message.msgidLo, -1, full ? LIMITED.spans : LIMITED.identities, 0);
    refuseSpan(core, row, ERR.LIMIT, RULE["SPAN-07"]);
  } else if (link.profile === "header" && body.protoVersion !== SPAN_PROTO_1) refuseSpan(core, row, ERR.UNKNOWN, RULE["SPAN-01"]);
  else if (!connIsOpen(link.ourConn.bits)) refuseSpan(core, row, ERR.WITHDRAWN, RULE["LINK-04"]);
  else if (!spans.isOpen(row)) loseSpan(core, row, ERR.SPAN_LOST);
  else {
    const entry = core.pfs.entry(identities.pairOf(identity));
    insert(core, entry, row);
    tellBest(core, entry);
    touch(core, entry);
  }
  return null;
}

/** SPAN-02: by dist + weight, then receiving link, then msgid. */
function insert(core: NodeCore, entry: PfsEntry, row: number): void {
  const { spans } = core;
  const cost = costOf(core, row);
  let before = -1;
  let at = entry.first;
  while (at >= 0 && precedes(core, at, row, cost)) {
    before = at;
    at = spans.next(at);
  }
  spans.setNext(row, at);
  if (before < 0) entry.first = row;
  else spans.setNext(before, row);
}

function precedes(core: NodeCore, a: number, b: number, costB: number): boolean {
  if (core.plant === PLANT.relaysByArrival) return true;
  const { spans } = core;
  const costA = costOf(core, a);
  if (costA !== costB) return costA < costB;
  if (spans.link(a) !== spans.link(b)) return spans.link(a) < spans.link(b);
  return compareIds(spans.msgidHi(a), spans.msgidLo(a), spans.msgidHi(b), spans.msgidLo(b)) < 0;
}

function removeFromList(core: NodeCore, entry: PfsEntry, row: number): void {
  const { spans } = core;
  let before = -1;
  let at = entry.first;
  while (at >= 0 && at !== row) {
    before = at;
    at = spans.next(at);
  }
  if (at < 0) return;
  if (before < 0) entry.first = spans.next(row);
  else spans.setNext(before, spans.next(row));
  spans.setNext(row, -1);
}

/** Tells when the best received SPAN of a PFS is another one than before; of a PFS of our own there is none. */
export function tellBest(core: NodeCore, entry: PfsEntry): void {
  const { spans } = core;
  const row = entry.own ? -1 : entry.first;
  if (row < 0) {
    if (entry.toldRow < 0) return;
    core.tell(EVENT.bestChanged, RULE["SPAN-02"], -1, 0, 0, entry.toldIdentity, -1, 0);
    entry.toldRow = -1;
    core.services.noteWay(entry.pair);
    return;
  }
  if (entry.toldRow === row && entry.toldMsgidLo === spans.msgidLo(row)) return;
  entry.toldRow = row;
  entry.toldMsgidLo = spans.msgidLo(row);
  entry.toldIdentity = spans.identity(row);
  core.services.noteWay(entry.pair);
  core.tell(EVENT.bestChanged, RULE["SPAN-02"], spans.link(row), spans.msgidHi(row), spans.msgidLo(row), spans.identity(row), spans.dist(row), 0);
}

/** A received SPAN is of no further use: aborts, then the DELETEs of its relays (SPAN-08). The answer to the peer is the caller's. */
function retire(core: NodeCore, row: number, error: number): PfsEntry | undefined {
  const { spans } = core;
  core.tell(EVENT.spanClosing, RULE["SPAN-08"], spans.link(row), spans.msgidHi(row), spans.msgidLo(row), spans.identity(row), error, 0);
  if (core.config.switches.silentReroute) reroute(core, row);
  abortUsers(core, row, error);
  if (core.plant === PLANT.relayOutlivesSource && spans.other(row) >= 0) spans.unlinkRelay(spans.other(row));
  for (let relay = spans.other(row); relay >= 0; relay = spans.other(row)) closeSent(core, relay, error);
  const entry = core.pfs.get(core.identities.pairOf(spans.identity(row)));
  if (entry) removeFromList(core, entry, row);
  return entry;
}

/** The best and the relays are thought over after a SPAN went. */
function reconsider(core: NodeCore, entry: PfsEntry | undefined): void {
  if (!entry) return;
  tellBest(core, entry);
  touch(core, entry);
  core.pfs.forgetIfIdle(entry);
}

/** The peer closed a SPAN that it sent, or its link is lost: SPAN-08 with our answer last. `error` 0 counts as lost. */
export function loseSpan(core: NodeCore, row: number, error: number): void {
  const { spans } = core;
  const link = core.links[spans.link(row)]!;
  const refused = (spans.bits(row) & HALF.replyDeleted) !== 0;
  spans.setBits(row, spans.bits(row) | HALF.commandDeleted);
  const entry = refused ? undefined : retire(core, row, error === 0 ? ERR.SPAN_LOST : error);
  if (!refused) answerDelete(core, link, row, ERR.NONE);
  freeSpan(core, row);
  reconsider(core, entry);
}

/** TX-03: our half closes with LNK_ERROR; CREATE too when we never replied. */
function answerDelete(core: NodeCore, link: LinkEnd, row: number, error: number): void {
  const { spans } = core;
  const create = spans.bits(row) & HALF.replyCreated ? 0 : FLAG.CREATE;
  send(core, link, CMD.LNK_ERROR, FLAG.REPLY | FLAG.DELETE | create, spans.msgidHi(row), spans.msgidLo(row), 0, 0, error);
  spans.setBits(row, spans.bits(row) | HALF.replyCreated | HALF.replyDeleted);
}

/** SPAN-09: we, the receiver, close a SPAN; it stays as a placeholder until the peer's DELETE. */
export function refuseSpan(core: NodeCore, row: number, error: number, rule: number): void {
  const { spans } = core;
  const link = core.links[spans.link(row)]!;
  core.tell(EVENT.spanRefused, rule, link.number, spans.msgidHi(row), spans.msgidLo(row), spans.identity(row), error, 0);
  const entry = retire(core, row, error);
  answerDelete(core, link, row, error);
  if (spans.bits(row) & HALF.commandDeleted) freeSpan(core, row);
  reconsider(core, entry);
}

/** A message of an open LNK_SPAN transaction: a command on one that we received, a reply on one that we sent. */
export function spanMessage(core: NodeCore, link: LinkEnd, row: number, message: Message): Verdict {
  const { spans } = core;
  const reply = spans.kind(row) === SPAN_KIND.sent;
  const outcome = judge(reply, spans.bits(row), message.flags);
  const rule = reply ? RULE["TX-05"] : RULE["TX-04"];
  switch (outcome) {
    case OUTCOME.violation:
      return { rule, error: ERR.TRANS };
    case OUTCOME.discard:
    case OUTCOME.oneWayOrDiscard:
      discard(core, rule, link.number, message.msgidHi, message.msgidLo, message.flags, spans.bits(row));
      return null;
    case OUTCOME.midStreamAbort:
      core.tell(EVENT.midStreamAbort, RULE["TX-06"], link.number, message.msgidHi, message.msgidLo, spans.identity(row), message.error, 0);
      return null;
    case OUTCOME.element:
      if (!reply && message.base === CMD.LNK_SPAN && spans.isOpen(row)) return updateStatus(core, row, message, link);
      return null;
    case OUTCOME.replyOpens:
      spans.setBits(row, spans.bits(row) | HALF.replyCreated);
      return null;
    default:
      if (reply) sentSpanClosed(core, link, row, message.error);
      else loseSpan(core, row, message.error);
      return null;
  }
}

/** The peer closed its half of a SPAN that we sent: the answer to our DELETE, or its refusal (SPAN-09). */
function sentSpanClosed(core: NodeCore, link: LinkEnd, row: number, error: number): void {
  const { spans } = core;
  if (spans.bits(row) & HALF.commandDeleted) {
    freeSpan(core, row);
    return;
  }
  const source = spans.other(row);
  const identity = spans.identity(row);
  const pair = core.identities.pairOf(identity);
  core.tell(EVENT.relayDenied, RULE["SPAN-09"], link.number, spans.msgidHi(row), spans.msgidLo(row), identity, error, 0);
  if (source >= 0) link.refused.add(source);
  else link.refusedOwn.add(pair);
  closeSent(core, row, error === 0 ? ERR.REFUSED : error);
  freeSpan(core, row);
  const entry = core.pfs.get(pair);
  if (entry && source >= 0) touch(core, entry);
}

/** SPAN-06: passed along every relay, and stored for later ones; pfs_type 0 leaves the type as it was told before. */
function updateStatus(core: NodeCore, row: number, message: Message, link: LinkEnd): Verdict {
  const { spans } = core;
  readPfsBody(message, link.profile, body);
  const update = { status: body.status, pfsType: body.pfsType, text: message.bytes.slice(body.labelAt, body.labelAt + body.labelBytes) };
  core.updates.set(row, { ...update, pfsType: update.pfsType || (core.updates.get(row)?.pfsType ?? 0) });
  core.tell(EVENT.spanUpdated, RULE["SPAN-06"], link.number, message.msgidHi, message.msgidLo, spans.identity(row), body.status, body.pfsType);
  for (const other of core.links) {
    const relay = relayOn(core, row, other.number);
    if (relay >= 0 && core.plant !== PLANT.statusDropped) sendUpdate(core, relay, update);
  }
  // SPAN-09: a refused SPAN may be relayed again once it has changed.
  let wasRefused = false;
  for (const other of core.links) wasRefused = other.refused.delete(row) || wasRefused;
  const entry = core.pfs.get(core.identities.pairOf(spans.identity(row)));
  if (wasRefused && entry) touch(core, entry);
  return null;
}

/** SPAN-02: the weight of a link changed, so its SPANs are put in order again and their relays, whose dist is that sum, decided anew. */
export function reorder(core: NodeCore, link: LinkEnd): void {
  for (const entry of core.pfs.entries()) {
    const rows: number[] = [];
    for (let row = entry.first; row >= 0; row = core.spans.next(row)) if (core.spans.link(row) === link.number) rows.push(row);
    if (rows.length === 0) continue;
    for (const row of rows) removeFromList(core, entry, row);
    for (const row of rows) insert(core, entry, row);
    tellBest(core, entry);
    touch(core, entry);
  }
}
