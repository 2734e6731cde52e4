import { assert } from "../base/assert.ts";
import { LIMITS } from "../base/limits.ts";
import { isNilUuid, sameUuid } from "../base/uuid.ts";
import { CMD, ERR, FLAG } from "../wire/constants.ts";
import type { ConnFilter } from "./config.ts";
import { encoderFor, HANDLE, type NodeCore, send, TIMER_HOLD, transmit } from "./core.ts";
import { EVENT, LIMITED } from "./events.ts";
import { LabelPattern } from "./label-pattern.ts";
import { type LinkEnd, type PeerFilter, PHASE } from "./link-end.ts";
import { abortUsers, releaseUsers } from "./path-loss.ts";
import type { OwnPfs, PfsEntry, StatusUpdate } from "./pfs-table.ts";
import { PLANT } from "./planted.ts";
import { RULE } from "./rules.ts";
import { SPAN_KIND } from "./span-table.ts";
import { linkSpace } from "./transactions.ts";
import { HALF } from "./tx-tables.ts";
import { halfClosedSent } from "./variants/early-spanid.ts";

/** Why a received SPAN is not relayed on a connection, in the order of SPAN-07; 0 = it is relayed. */
export const NOT_RELAYED = {
  relayed: 0,
  closing: 1,
  notARelay: 2,
  noConn: 3,
  ownEcho: 4,
  splitHorizon: 5,
  beyondDistanceMax: 6,
  filtered: 7,
  refusedByPeer: 8,
  tableFull: 9,
  worseThanBest: 10,
  holding: 11,
} as const;
export const NOT_RELAYED_TEXTS: readonly string[] = [
  "relayed",
  "closing",
  "not a relay",
  "no CONN",
  "own echo",
  "split horizon",
  "beyond maximum distance",
  "filtered",
  "refused by peer",
  "table full",
  "worse than the best N",
  "holding",
];

const DIST_MAX = 0x7fff_ffff;

/** SPAN-02: dist plus the weight of the link it was received on; sums saturate (SPAN-01). */
export function costOf(core: NodeCore, row: number): number {
  const cost = core.spans.dist(row) + core.links[core.spans.link(row)]!.weight + (core.plant === PLANT.distanceOffByOne ? 1 : 0);
  return cost > DIST_MAX ? DIST_MAX : cost;
}

/** Something changed for this PFS: its relays are decided now, or when the hold ends (SPAN-03). */
export function touch(core: NodeCore, entry: PfsEntry): void {
  if (entry.held || core.config.role !== "controller") return;
  const holdUs = core.config.switches.holdUs;
  if (holdUs === 0) {
    decide(core, entry);
    return;
  }
  const untilUs = core.nowUs + holdUs;
  const idle = core.pfs.nextHoldUs === Number.POSITIVE_INFINITY;
  core.pfs.hold(entry, untilUs);
  if (idle) core.out.setTimer(TIMER_HOLD, untilUs);
}

/** The hold timer: decides what is due and sets the timer for the next. */
export function endHolds(core: NodeCore): void {
  for (let entry = core.pfs.release(core.nowUs); entry; entry = core.pfs.release(core.nowUs)) {
    decide(core, entry);
    core.pfs.forgetIfIdle(entry);
  }
  const nextUs = core.pfs.nextHoldUs;
  if (nextUs !== Number.POSITIVE_INFINITY) core.out.setTimer(TIMER_HOLD, nextUs);
}

/** Whether SPANs may go to this peer (LINK-04); a leaf waits for its own acknowledgement too (SPAN-05). */
export function mayAnnounce(core: NodeCore, link: LinkEnd): boolean {
  if (link.phase !== PHASE.open || !connIsOpen(link.theirConn.bits)) return false;
  return core.config.role !== "leaf" || (link.ourConn.bits & HALF.replyCreated) !== 0;
}

export function connIsOpen(bits: number): boolean {
  return bits >= 0 && (bits & (HALF.commandDeleted | HALF.replyDeleted)) === 0;
}

/** SPAN-03: the best N received SPANs of a PFS for each connection, make before break. */
function decide(core: NodeCore, entry: PfsEntry): void {
  if (entry.own) return;
  for (const link of core.links) {
    if (link.phase === PHASE.open && connIsOpen(link.theirConn.bits)) decideFor(core, entry, link);
  }
}

/** Scratch of one decision: the rows chosen, and their open relays on the link (-1 = to be opened). */
const chosen = new Int32Array(8);
const standing = new Int32Array(8);

function decideFor(core: NodeCore, entry: PfsEntry, link: LinkEnd): void {
  const { spans } = core;
  const relaysMax = core.config.switches.relaysMax;
  let count = 0;
  let open = 0;
  let settled = true;
  for (let row = entry.first; row >= 0; row = spans.next(row)) {
    const relay = relayOn(core, row, link.number);
    if (relay >= 0) open++;
    if (count === relaysMax || whyNotEligible(core, row, link) !== NOT_RELAYED.relayed) continue;
    if (relay < 0 || !saysDist(core, relay, costOf(core, row))) settled = false;
    standing[count] = relay;
    chosen[count++] = row;
  }
  if (settled && open === count) return;
  replaceRelays(core, entry, link, count, open);
}

/** Whether an open relay has told the peer this dist, or one that its hop keeps to silently (variants/reroute.ts). */
function saysDist(core: NodeCore, relay: number, dist: number): boolean {
  return core.spans.dist(relay) === dist || core.rerouted.has(relay);
}

/** SPAN-03, make before break: the better one opens before the worse closes, one by one, so never more than N + 1 are open. */
function replaceRelays(core: NodeCore, entry: PfsEntry, link: LinkEnd, count: number, openBefore: number): void {
  let open = openBefore;
  for (let i = 0; i < count; i++) {
    const source = chosen[i];
    const before = standing[i];
    const dist = costOf(core, source);
    if (before >= 0 && saysDist(core, before, dist)) continue;
    if (link.spansSent >= LIMITS.spansPerLinkMax) {
      core.tell(EVENT.limitReached, RULE["SPAN-07"], link.number, 0, 0, core.spans.identity(source), LIMITED.spans, 0);
      break;
    }
    openRelay(core, link, source, dist);
    if (before >= 0) closeSent(core, before, ERR.SPAN_REPLACED);
    else if (++open > core.config.switches.relaysMax && closeWorst(core, entry, link, count)) open--;
  }
  while (open > count && closeWorst(core, entry, link, count)) open--;
}

/** Closes the worst relay of this PFS on this connection whose source is not among the chosen; false when there is none. */
function closeWorst(core: NodeCore, entry: PfsEntry, link: LinkEnd, count: number): boolean {
  let worst = -1;
  for (let row = entry.first; row >= 0; row = core.spans.next(row)) {
    const relay = relayOn(core, row, link.number);
    if (relay >= 0 && !isChosen(row, count)) worst = relay;
  }
  if (worst < 0) return false;
  closeSent(core, worst, ERR.SPAN_REPLACED);
  return true;
}

function isChosen(row: number, count: number): boolean {
  for (let i = 0; i < count; i++) if (chosen[i] === row) return true;
  return false;
}

/** The open relay of a received row on a link, or -1. */
export function relayOn(core: NodeCore, source: number, link: number): number {
  const spans = core.spans;
  for (let relay = spans.other(source); relay >= 0; relay = spans.next(relay)) if (spans.link(relay) === link) return relay;
  return -1;
}

/** The reasons of SPAN-07 that lie in the SPAN and the connection alone, for a row in the list of its PFS; `relayed` = eligible. */
function whyNotEligible(core: NodeCore, row: number, link: LinkEnd): number {
  const { spans, config } = core;
  if (config.switches.splitHorizon && spans.link(row) === link.number) return NOT_RELAYED.splitHorizon;
  if (spans.dist(row) > config.switches.distanceMax - (core.plant === PLANT.distanceMaxOffByOne ? 1 : 0)) return NOT_RELAYED.beyondDistanceMax;
  if (link.peerFilter && core.plant !== PLANT.filterIgnored && !passes(core, link.peerFilter, spans.identity(row))) return NOT_RELAYED.filtered;
  if (link.refused.has(row)) return NOT_RELAYED.refusedByPeer;
  return NOT_RELAYED.relayed;
}

/** SPAN-07: why a received SPAN is not relayed on a connection, exactly one reason, the first that holds; 0 = it is relayed. */
export function whyNotRelayed(core: NodeCore, row: number, link: LinkEnd): number {
  const { spans } = core;
  if (relayOn(core, row, link.number) >= 0) return NOT_RELAYED.relayed;
  if (!spans.isOpen(row)) return NOT_RELAYED.closing;
  if (core.config.role !== "controller") return NOT_RELAYED.notARelay;
  if (link.phase !== PHASE.open || !connIsOpen(link.theirConn.bits)) return NOT_RELAYED.noConn;
  const entry = core.pfs.get(core.identities.pairOf(spans.identity(row)))!;
  if (entry.own) return NOT_RELAYED.ownEcho;
  const reason = whyNotEligible(core, row, link);
  if (reason !== NOT_RELAYED.relayed) return reason;
  if (link.spansSent >= LIMITS.spansPerLinkMax) return NOT_RELAYED.tableFull;
  let better = 0;
  for (let other = entry.first; other !== row; other = spans.next(other)) if (whyNotEligible(core, other, link) === NOT_RELAYED.relayed) better++;
  return better >= core.config.switches.relaysMax ? NOT_RELAYED.worseThanBest : NOT_RELAYED.holding;
}

/** LINK-05: compiled from the peer's CONN; null = it asked for no limit. */
export function compileFilter(filter: ConnFilter): PeerFilter | null {
  const clid = isNilUuid(filter.clid) ? null : filter.clid;
  const fsid = isNilUuid(filter.fsid) ? null : filter.fsid;
  const label = filter.label === "" || filter.label === "*" ? null : new LabelPattern(filter.label);
  if (!clid && !fsid && !label) return null;
  return { clid, fsid, label, text: filter.label };
}

export function passes(core: NodeCore, filter: PeerFilter, identity: number): boolean {
  const { identities } = core;
  if (filter.clid && !sameUuid(filter.clid, identities.clidOf(identity))) return false;
  if (filter.fsid && !sameUuid(filter.fsid, identities.fsidOf(identity))) return false;
  return !filter.label || filter.label.matches(identities.labelText(identity));
}

function openRelay(core: NodeCore, link: LinkEnd, source: number, dist: number): void {
  const { spans } = core;
  const identity = spans.identity(source);
  const row = openSent(core, link, identity, dist, spans.status(source));
  spans.linkRelay(row, source);
  core.tell(EVENT.relayOpened, RULE["SPAN-03"], link.number, spans.msgidHi(row), spans.msgidLo(row), identity, dist, spans.link(source));
  const update = core.updates.get(source);
  if (update) sendUpdate(core, row, update);
}

/** SPAN-01: announces one of our PFSes on a connection. */
export function announce(core: NodeCore, link: LinkEnd, own: OwnPfs): void {
  const pair = core.identities.pairOf(own.identity);
  if (link.refusedOwn.has(pair) || (link.peerFilter && !passes(core, link.peerFilter, own.identity))) return;
  if (link.spansSent >= LIMITS.spansPerLinkMax) {
    core.tell(EVENT.limitReached, RULE["SPAN-01"], link.number, 0, 0, own.identity, LIMITED.spans, 0);
    return;
  }
  const row = openSent(core, link, own.identity, 0, 0);
  core.tell(EVENT.announced, RULE["SPAN-01"], link.number, core.spans.msgidHi(row), core.spans.msgidLo(row), own.identity, 0, -1);
  if (own.update) sendUpdate(core, row, own.update);
}

/** The connection may carry SPANs, or more of them than before: ours at once, relays as the hold allows. */
export function startSpans(core: NodeCore, link: LinkEnd): void {
  if (!mayAnnounce(core, link)) return;
  for (const own of core.pfs.own) if (!isAnnounced(core, link, own)) announce(core, link, own);
  for (const entry of core.pfs.entries()) touch(core, entry);
}

/** A leaf's announcements outlive its own CONN, and a full table lets some through: what is open is not announced again. */
function isAnnounced(core: NodeCore, link: LinkEnd, own: OwnPfs): boolean {
  const { spans } = core;
  for (let row = 0; row < spans.extent; row++) if (spans.link(row) === link.number && isAnnouncementOf(core, row, own)) return true;
  return false;
}

/** Whether a row is an open announcement of this PFS of ours. */
export function isAnnouncementOf(core: NodeCore, row: number, own: OwnPfs): boolean {
  const { spans } = core;
  return spans.kind(row) === SPAN_KIND.sent && spans.isOpen(row) && spans.other(row) < 0 && spans.identity(row) === own.identity;
}

function openSent(core: NodeCore, link: LinkEnd, identity: number, dist: number, status: number): number {
  const halfClosed = core.config.switches.earlySpanid ? halfClosedSent(core, link) : -1;
  if (halfClosed >= 0) takeIdOf(core, halfClosed);
  else core.newMsgid();
  const { msgidHi, msgidLo, identities } = core;
  const row = core.spans.add(SPAN_KIND.sent, link.number, msgidHi, msgidLo, identity, dist, status);
  core.index.set(linkSpace(link.number, true), msgidHi, msgidLo, (row << 2) | HANDLE.span);
  link.spansSent++;
  const encoder = encoderFor(core, link, FLAG.CREATE, msgidHi, msgidLo, 0);
  const clid = identities.clidOf(identity);
  const fsid = identities.fsidOf(identity);
  transmit(core, link, encoder.pfs(CMD.LNK_SPAN, clid, fsid, identities.pfsTypeOf(identity), identities.protoVersionOf(identity), status, dist, identities.labelOf(identity)));
  return row;
}

/** The variant against SPAN-08: a placeholder is forgotten early, and its id is the next one's. */
function takeIdOf(core: NodeCore, halfClosed: number): void {
  core.msgidHi = core.spans.msgidHi(halfClosed);
  core.msgidLo = core.spans.msgidLo(halfClosed);
  freeSpan(core, halfClosed);
}

/** SPAN-06: a LNK_SPAN element on an open transaction that we opened. */
export function sendUpdate(core: NodeCore, row: number, update: StatusUpdate): void {
  const { spans, identities } = core;
  const link = core.links[spans.link(row)]!;
  const identity = spans.identity(row);
  const encoder = encoderFor(core, link, 0, spans.msgidHi(row), spans.msgidLo(row), 0);
  const clid = identities.clidOf(identity);
  const fsid = identities.fsidOf(identity);
  transmit(core, link, encoder.pfs(CMD.LNK_SPAN, clid, fsid, update.pfsType, identities.protoVersionOf(identity), update.status, spans.dist(row), update.text));
}

/** SPAN-08: we close a SPAN that we sent: the aborts first, then our DELETE; it stays as a placeholder until the peer has answered. */
export function closeSent(core: NodeCore, row: number, error: number): void {
  const { spans } = core;
  assert(spans.kind(row) === SPAN_KIND.sent && spans.isOpen(row), "closeSent: not an open SPAN of ours");
  abortUsers(core, row, error);
  const link = core.links[spans.link(row)]!;
  spans.unlinkRelay(row);
  spans.setBits(row, spans.bits(row) | HALF.commandDeleted);
  core.tell(EVENT.relayClosing, RULE["SPAN-08"], link.number, spans.msgidHi(row), spans.msgidLo(row), spans.identity(row), error, 0);
  // C12-03: the C program takes a SPAN back without a reason.
  send(core, link, CMD.LNK_ERROR, FLAG.DELETE, spans.msgidHi(row), spans.msgidLo(row), 0, 0, link.profile === "c2012" ? ERR.NONE : error);
}

/** A SPAN, sent or received, is closed in both directions or its link is gone: its id is forgotten (SPAN-08). */
export function freeSpan(core: NodeCore, row: number): void {
  const { spans } = core;
  releaseUsers(core, row);
  const link = core.links[spans.link(row)]!;
  const sent = spans.kind(row) === SPAN_KIND.sent;
  const roomAgain = sent && link.spansSent === LIMITS.spansPerLinkMax;
  if (sent) {
    spans.unlinkRelay(row);
    core.rerouted.delete(row);
    link.spansSent--;
  } else {
    link.spansReceived--;
    core.updates.delete(row);
    for (const other of core.links) other.refused.delete(row);
  }
  core.index.delete(linkSpace(link.number, sent), spans.msgidHi(row), spans.msgidLo(row));
  core.tell(sent ? EVENT.relayClosed : EVENT.spanClosed, RULE["SPAN-08"], link.number, spans.msgidHi(row), spans.msgidLo(row), spans.identity(row), 0, 0);
  spans.release(row);
  if (roomAgain) startSpans(core, link);
}
