import { id64 } from "../base/bytes.ts";
import { unpackKey } from "../node/cac/voice.ts";
import { EVENT_NAMES, THROWN_TEXTS, type EventName } from "../node/events.ts";
import { majorityOf } from "../node/qrm/votes.ts";
import { fingerprintText } from "../node/secure/host-keys.ts";
import { RULE, RULES } from "../node/rules.ts";
import { SHELL_END } from "../node/shell/shell-session.ts";
import { VERBS } from "../node/shell/verbs.ts";
import { COPIED } from "../node/shm/hop.ts";
import { SHM_FAULT_TEXTS } from "../node/shm/region.ts";
import { ERR, errorText, FLAG } from "../wire/constants.ts";
import { lockDomainName, lockStateName } from "../wire/lock-body.ts";
import { commandName, flagNames, pfsTypeName } from "../wire/names.ts";
import { isAbort } from "./families.ts";
import { say, sayBytes, sayDuration, sayLines, type Values } from "./fill.ts";
import type { Names } from "./names.ts";
import type { Row } from "./row.ts";
import { type TextKey, TEXTS } from "../texts/run.ts";

/** Longer texts of elements are cut off in sentences; the inspector has all of it. */
const TEXT_SHOWN = 60;

/**
 * What a node tells of itself, as a sentence (see the meaning of `value` and `extra` at node's EVENT_NAMES). `text`: aux
 * text of the element that it tells of, "" = none or not at hand.
 */
export function sayEvent(row: Row, names: Names, text = ""): string {
  const name = EVENT_NAMES[row.type] ?? "none";
  const shown = text.length > TEXT_SHOWN ? `${text.slice(0, TEXT_SHOWN)}…` : text;
  const withText = shown === "" ? undefined : WITH_TEXT[name];
  return say(withText ?? variantOf(name, row, names), { ...eventValues(name, row, names), text: shown });
}

const WITH_TEXT: Partial<Readonly<Record<EventName, TextKey>>> = {
  elementSent: "event.elementSent.text",
  elementReceived: "event.elementReceived.text",
  oneWayReceived: "event.oneWayReceived.text",
};

/** Events that tell of an element, whose text their sentence shows. */
export function hasText(type: number): boolean {
  return WITH_TEXT[EVENT_NAMES[type] ?? "none"] !== undefined;
}

/** The text of an event whose values make it another story. */
function variantOf(name: EventName, row: Row, names: Names): TextKey {
  const plain: TextKey = `event.${name}`;
  switch (name) {
    case "commitDecided":
      return row.extra === ERR.NONE ? plain : "event.commitDecided.error";
    case "commitBlocked":
      return row.pfs < 0 ? plain : "event.commitBlocked.master";
    case "commitPromised":
      return row.extra >>> 24 === 0 ? "event.commitPromised.nothing" : plain;
    case "connClosing":
    case "connClosed":
      return row.value === 1 ? `event.${name}.theirs` : plain;
    case "linkUp":
      return names.isOf2012(row.link) ? "event.linkUp.c2012" : plain;
    case "linkDown":
    case "spanClosing":
    case "relayClosing":
      return row.value === ERR.NONE ? `event.${name}.quiet` : plain;
    case "relayOpened":
      return row.extra < 0 ? "event.relayOpened.own" : plain;
    case "spanUpdated":
      return row.extra > 0 ? "event.spanUpdated.type" : plain;
    case "bestChanged":
      return row.link < 0 ? "event.bestChanged.none" : plain;
    case "transactionOpened":
      return row.spanidHi === 0 && row.spanidLo === 0 ? "event.transactionOpened.peer" : plain;
    case "ourHalfClosed":
    case "peerHalfClosed":
      return row.value === ERR.NONE ? plain : `event.${name}.error`;
    case "transactionAborted":
      if (row.extra !== 1) return plain;
      return row.spanidHi === 0 && row.spanidLo === 0 ? "event.transactionAborted.openerPeer" : "event.transactionAborted.opener";
    case "lockNarrowed":
      return row.value === 1 ? "event.lockNarrowed.asked" : plain;
    case "lockReleased":
      return row.spanidHi === 0 && row.spanidLo === 0 ? plain : "event.lockReleased.asked";
    case "transactionClosed":
      return row.value === 1 ? "event.transactionClosed.aborted" : plain;
    case "forwarded":
      return isAbort(row.extra) ? "event.forwarded.abort" : plain;
    case "elementSent":
      return row.value === 0 && row.rule === RULE["TX-03"] ? "event.elementSent.ack" : plain;
    case "transactionRefused":
    case "entryRefused":
      return row.value === ERR.NO_RIGHT ? `event.${name}.right` : plain;
    case "shellRuns":
      return VERBS[row.value - 1] === undefined ? "event.shellRuns.unknown" : plain;
    case "shellEnded":
      return row.value === SHELL_END.aborted ? "event.shellEnded.aborted" : plain;
    case "copyEnded":
      if (row.value === ERR.NONE) return plain;
      return row.extra === 0 ? "event.copyEnded.last" : row.extra === 1 ? "event.copyEnded.lost" : "event.copyEnded.lostMany";
    case "auxCopied":
      return row.extra === COPIED.inBand ? plain : row.extra === COPIED.outOfBand ? "event.auxCopied.outOfBand" : "event.auxCopied.betweenRegions";
    default:
      return plain;
  }
}

function eventValues(name: EventName, row: Row, names: Names): Values {
  const peer = names.peerOf(row.node, row.link);
  return {
    node: names.node(row.node),
    peer: peer < 0 ? say("name.neighbour") : names.node(peer),
    pfs: row.pfs < 0 ? say("name.somePfs") : names.pfs(row.pfs),
    target: row.pfs < 0 ? say("name.somePfs") : names.pfs(row.pfs),
    rule: RULES[row.rule] ?? "",
    value: row.value,
    extra: row.extra,
    ...special(name, row, names),
  };
}

/** Of a commit: the counts, the ballot and the decision, whatever its event tells of. */
function commitValues(row: Row, names: Names): Values {
  const { value, extra } = row;
  return {
    commit: names.commit(row.msgidHi, row.msgidLo),
    majority: majorityOf(extra),
    ballot: `${value}.${extra & 0xff_ffff}`,
    decision: say(decisionKey(extra >>> 24)),
  };
}

function decisionKey(decision: number): TextKey {
  return decision === 1 ? "decision.1" : decision === 2 ? "decision.2" : "decision.0";
}

/** The values that only some events have. */
function special(name: EventName, row: Row, names: Names): Values {
  const { value, extra } = row;
  switch (name) {
    case "commitDecided":
    case "commitAnswered":
    case "commitFinished":
      return { ...commitValues(row, names), decision: say(decisionKey(value)), error: errorText(extra) };
    case "commitStarted":
    case "commitAcknowledged":
    case "commitToBeLogged":
    case "commitCounted":
    case "commitBlocked":
    case "commitWithdrawn":
    case "commitPrepared":
    case "commitLogged":
    case "commitPromised":
    case "commitRefused":
    case "commitInDoubt":
    case "commitAsked":
    case "commitProposed":
    case "commitGivenUp":
      return commitValues(row, names);
    case "linkOpen":
      return { bytes: sayBytes(value) };
    case "violation":
      return { command: commandName(extra & 0xffffff), error: errorText(value) };
    case "pfsOffered":
      return { type: row.pfs < 0 ? "PFS" : names.pfsType(row.pfs) };
    case "relayOpened":
      return { via: sayVia(row, extra, names) };
    case "spanUpdated":
      return { status: `0x${(value >>> 0).toString(16)}`, type: pfsTypeName(extra) };
    case "elementSent":
    case "elementReceived":
      return { bytes: sayBytes(value), transaction: sayTransaction(row, names) };
    case "entryOpened":
      return { out: sayVia(row, value, names), transaction: sayTransaction(row, names) };
    case "entryHalfClosed":
      return { half: say(value === 0 ? "half.command" : "half.reply"), transaction: sayTransaction(row, names) };
    case "forwarded":
      return { out: sayVia(row, value, names), what: sayForwarded(row, names), transaction: sayTransaction(row, names) };
    case "thrownOut":
      return { thrown: THROWN_TEXTS[value] ?? "" };
    case "discarded":
      return { flags: sayFlags(value), transaction: sayTransaction(row, names) };
    case "oneWayReceived":
      return { bytes: sayBytes(value), commandOrStatus: say(extra === 1 ? "name.status" : "name.command") };
    case "oneWayIgnored":
      return { command: commandName(value & 0xffffff) };
    case "shellRuns":
      return { verb: VERBS[value - 1]?.name ?? "", transaction: sayTransaction(row, names) };
    case "shellEnded":
      return { lines: sayLines(extra), transaction: sayTransaction(row, names) };
    case "copyOpened":
    case "copyJoined":
    case "copyEnded":
      return { copy: sayLink(row.link, names), error: errorText(value), transaction: sayTransaction(row, names) };
    case "duplicateIgnored":
      return { copy: sayLink(row.link, names), first: sayLink(names.linkOf(row.node, extra), names), transaction: sayTransaction(row, names) };
    case "copyAwaited":
      return { wait: sayDuration(extra), error: errorText(value), transaction: sayTransaction(row, names) };
    case "padSent":
    case "regionFull":
      return { bytes: sayBytes(value), transaction: sayTransaction(row, names) };
    case "pieceTaken":
    case "pieceReleased":
      return { bytes: sayBytes(extra), transaction: sayTransaction(row, names) };
    case "shmFault":
      return { fault: SHM_FAULT_TEXTS[value] ?? "" };
    case "limitReached":
      return { limited: LIMITED_TEXTS[value] ?? "" };
    case "keyOffered":
    case "hostAuthenticated":
      return { fingerprint: fingerprintText(value) };
    case "hostUnknown":
    case "hostKeyWrong":
    case "signatureWrong":
      return { fingerprint: fingerprintText(extra), error: errorText(value) };
    case "lockAsked":
    case "lockHeld":
    case "lockWaits":
    case "lockNarrowed":
    case "lockRefused":
    case "lockDeadlocked":
    case "lockLost":
    case "lockReleased":
    case "lockGranted":
    case "lockQueued":
    case "lockCalled":
    case "lockCallTakenBack":
    case "lockNarrowedAt":
    case "lockDenied":
    case "lockFreed":
    case "lockRevoked":
      return lockValues(row, names);
    default:
      return { error: errorText(value), transaction: sayTransaction(row, names) };
  }
}

const LIMITED_TEXTS: Readonly<Record<number, string>> = {
  1: TEXTS["limited.1"],
  2: TEXTS["limited.2"],
  3: TEXTS["limited.3"],
  4: TEXTS["limited.4"],
  5: TEXTS["limited.5"],
};

/** The events of cache locks: msgid is the lock's id, spanid the other client's, extra what it is about (node/cac/voice.ts). */
function lockValues(row: Row, names: Names): Values {
  const { inum, byName, domain, state } = unpackKey(row.extra);
  const path = names.inode(inum);
  return {
    lock: names.lock(row.msgidHi, row.msgidLo),
    other: names.lock(row.spanidHi, row.spanidLo),
    state: lockStateName(state),
    what: say("name.lockOf", { state: lockStateName(state), domain: lockDomainName(domain), path: byName ? say("name.lockNewName", { path }) : path }),
    masters: row.value === 1 ? say("name.oneMaster") : say("name.masters", { count: row.value }),
    error: errorText(row.value),
  };
}

function sayTransaction(row: Row, names: Names): string {
  if (row.msgidHi === 0 && row.msgidLo === 0) return say("name.noTransaction");
  return names.transaction(row.msgidHi, row.msgidLo);
}

/** A forwarded one-way message has no transaction. */
function sayForwarded(row: Row, names: Names): string {
  if (row.msgidHi === 0 && row.msgidLo === 0) return say(row.extra & FLAG.REPLY ? "what.oneWayReply" : "what.oneWay", { command: say("name.message") });
  return say(row.extra & FLAG.REPLY ? "what.elementReply" : "what.element", { transaction: sayTransaction(row, names) });
}

function sayVia(row: Row, ownNumber: number, names: Names): string {
  const link = names.linkOf(row.node, ownNumber);
  const peer = link < 0 ? -1 : names.peerOf(row.node, link);
  return peer < 0 ? say("name.neighbour") : names.node(peer);
}

/** The link by which a copy runs, or that nobody knows it any more. */
function sayLink(link: number, names: Names): string {
  return link < 0 ? say("name.otherLink") : names.link(link);
}

/** "CREATE|REPLY", or that there is none. */
export function sayFlags(flags: number): string {
  const text = flagNames(flags).join("|");
  return text === "" ? say("flags.none") : text;
}

/** "transaction 0x…" for what nobody named. */
export function sayMsgid(hi: number, lo: number): string {
  return say("name.transactionById", { msgid: id64(hi, lo) });
}
