import { CMD } from "../wire/constants.ts";
import { lockDomainName, LOCK_OP, lockOpName, lockStateName, newLockBody, readLockBody } from "../wire/lock-body.ts";
import { Message } from "../wire/message.ts";
import { ballotText, newQrmBody, QRM_DECISION, QRM_OP, readQrmBody } from "../wire/qrm.ts";

const view = new Message();
const lock = newLockBody();
const commit = newQrmBody();
const COMMIT_OPS: ReadonlyMap<number, string> = new Map(Object.entries(QRM_OP).map(([name, op]) => [op, name]));
const DECISIONS: ReadonlyMap<number, string> = new Map(Object.entries(QRM_DECISION).map(([name, decision]) => [decision, name]));
/** Of these the granted state is what they are about, of the others the wanted one. */
const GRANTS: ReadonlySet<number> = new Set([LOCK_OP.GRANT, LOCK_OP.NARROWED]);

/** What the fields of a CAC_LOCK or QRM_COMMIT say, in the words of the header and of their tables; "" of every other message. */
export function serviceSays(bytes: Uint8Array): string {
  const base = bytes.length < 64 ? 0 : baseOf(bytes);
  if (bytes.length < (base & 0xff) << 6) return "";
  if (base === CMD.CAC_LOCK) {
    readLockBody(view, lock);
    return `${lockOpName(lock.op)} ${lockStateName(GRANTS.has(lock.op) ? lock.granted : lock.wanted)} of ${lockDomainName(lock.domain)}`;
  }
  if (base !== CMD.QRM_COMMIT) return "";
  readQrmBody(view, commit);
  const decision = commit.decision === QRM_DECISION.NONE ? "" : ` ${DECISIONS.get(commit.decision) ?? commit.decision}`;
  return `${COMMIT_OPS.get(commit.op) ?? commit.op}${decision} at ballot ${ballotText(commit.ballot)}`;
}

function baseOf(bytes: Uint8Array): number {
  view.readBase(bytes, 0, bytes[0] === 0x48);
  return view.base;
}
