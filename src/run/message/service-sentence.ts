import { CMD } from "../../wire/constants.ts";
import { errorText } from "../../wire/errors.ts";
import { LOCK_FLAG, LOCK_OP, lockDomainName, lockStateName, newLockBody, readLockBody } from "../../wire/lock-body.ts";
import { Message } from "../../wire/message.ts";
import { ballotText, newQrmBody, QRM_OP, readQrmBody } from "../../wire/qrm.ts";
import { say } from "../fill.ts";
import type { Names } from "../names.ts";
import type { TextKey } from "../../texts/run.ts";

/** Who says it to whom: the ends of its transaction, or of its link where that is unknown. */
export interface Speakers {
  readonly speaker: string;
  readonly hearer: string;
}

const view = new Message();
const commit = newQrmBody();
const lock = newLockBody();

const COMMIT_KEYS: Readonly<Record<number, TextKey>> = {
  [QRM_OP.PREPARE]: "qrm.prepare",
  [QRM_OP.ACK]: "qrm.ack",
  [QRM_OP.LOG]: "qrm.log",
  [QRM_OP.LOGGED]: "qrm.logged",
  [QRM_OP.RECOVER]: "qrm.recover",
  [QRM_OP.PROMISE]: "qrm.promise",
  [QRM_OP.FINISH]: "qrm.finish",
  [QRM_OP.OUTCOME]: "qrm.outcome",
  [QRM_OP.REFUSED]: "qrm.refused",
};
const LOCK_KEYS: Readonly<Record<number, TextKey>> = {
  [LOCK_OP.REQUEST]: "cac.request",
  [LOCK_OP.NARROWED]: "cac.narrowed",
  [LOCK_OP.RELEASE]: "cac.release",
  [LOCK_OP.GRANT]: "cac.grant",
  [LOCK_OP.WAIT]: "cac.wait",
  [LOCK_OP.NARROW]: "cac.narrow",
  [LOCK_OP.REFUSE]: "cac.refuse",
  [LOCK_OP.REVOKE]: "cac.revoke",
};

/** What the fields of a QRM_COMMIT or CAC_LOCK say, without a full stop; "" of every other message and of one that is cut off. */
export function saysOfService(bytes: Uint8Array, who: Speakers, names: Names): string {
  if (bytes.length < 64) return "";
  view.readBase(bytes, 0, bytes[0] === 0x48);
  if (bytes.length < (view.base & 0xff) << 6) return "";
  if (view.base === CMD.QRM_COMMIT) return saysOfCommit(who, names);
  return view.base === CMD.CAC_LOCK ? saysOfLock(who, names) : "";
}

function saysOfCommit(who: Speakers, names: Names): string {
  readQrmBody(view, commit);
  const logged = commit.loggedDecision === 0 ? say("decision.0") : say("qrm.loggedAt", { decision: decisionText(commit.loggedDecision), ballot: ballotText(commit.loggedBallot) });
  return say(COMMIT_KEYS[commit.op] ?? "qrm.unknown", { ...who, op: commit.op, commit: names.commit(commit.operationHi, commit.operationLo), ballot: ballotText(commit.ballot), decision: decisionText(commit.decision), logged });
}

function decisionText(decision: number): string {
  return decision === 1 ? say("decision.1") : decision === 2 ? say("decision.2") : say("decision.0");
}

function saysOfLock(who: Speakers, names: Names): string {
  readLockBody(view, lock);
  const path = names.inode(lock.inumLo);
  const at = lock.flags & LOCK_FLAG.BY_NAME ? say("name.lockNewName", { path }) : path;
  const of = (state: number): string => say("name.lockOf", { state: lockStateName(state), domain: lockDomainName(lock.domain), path: at });
  return say(LOCK_KEYS[lock.op] ?? "cac.unknown", { ...who, op: lock.op, lock: names.lock(lock.lockHi, lock.lockLo), wanted: of(lock.wanted), granted: of(lock.granted), error: errorText(view.error) });
}
