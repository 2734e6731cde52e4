import { CMD, errorText, FLAG } from "../wire/constants.ts";
import { commandName } from "../wire/names.ts";
import { isAbort } from "./families.ts";
import { say } from "./fill.ts";
import { MSGID_KIND } from "./msgids.ts";
import type { Names } from "./names.ts";
import { sayFlags } from "./sentence-events.ts";
import type { TextKey } from "../texts/run.ts";

/** What the header of a message says, and of a LNK_SPAN its dist; read from the journal, where the bytes are at hand from them. */
export interface MessageHead {
  /** 0 = bytes that are no message */
  readonly cmd: number;
  readonly msgidHi: number;
  readonly msgidLo: number;
  readonly error: number;
  /** of a LNK_SPAN or LNK_CONN, -1 = the bytes are no longer at hand */
  readonly dist: number;
  /** label of a LNK_SPAN, "" = not at hand */
  readonly label: string;
}

/** What the words need to know of what the message belongs to. */
export type MessageNames = Pick<Names, "kindOf" | "pfsOf" | "pfs" | "transaction">;

/** What a message is, in a few words: "LNK_SPAN, pfsD at distance 1". */
export function sayMessage(head: MessageHead, names: MessageNames): string {
  const base = head.cmd & 0xffffff;
  const flags = head.cmd >>> 24;
  if (head.cmd === 0) return say("what.bytes");
  if (base === CMD.LNK_PAD) return say("what.pad");
  if (base === CMD.LNK_PING) return say("what.ping");
  if (base === CMD.LNK_AUTH) return sayAuth(head, flags);
  if (head.msgidHi === 0 && head.msgidLo === 0) return say(flags & FLAG.REPLY ? "what.oneWayReply" : "what.oneWay", { command: commandName(base) });
  const kind = names.kindOf(head.msgidHi, head.msgidLo);
  if (base === CMD.LNK_CONN || kind === MSGID_KIND.conn) return sayConn(flags);
  if (base === CMD.LNK_SPAN || kind === MSGID_KIND.span) return saySpan(head, flags, names);
  if (kind !== MSGID_KIND.transaction && kind !== MSGID_KIND.unknown) return say("what.other", { command: commandName(base), flags: sayFlags(flags) });
  return sayOfTransaction(head, flags, base, names);
}

function sayAuth(head: MessageHead, flags: number): string {
  if ((flags & FLAG.REPLY) === 0) return say("what.auth");
  return head.error === 0 ? say("what.authAccepted") : say("what.authReply", { error: errorText(head.error) });
}

function sayConn(flags: number): string {
  if (flags & FLAG.DELETE) return say(flags & FLAG.REPLY ? "what.connDeleteReply" : "what.connDelete");
  return say(flags & FLAG.REPLY ? "what.connAck" : "what.conn");
}

function saySpan(head: MessageHead, flags: number, names: MessageNames): string {
  const identity = names.pfsOf(head.msgidHi, head.msgidLo);
  const opens = (flags & (FLAG.CREATE | FLAG.REPLY)) === FLAG.CREATE;
  const known = identity < 0 ? say("name.somePfs") : names.pfs(identity);
  const pfs = opens && head.label !== "" ? head.label : known;
  if (flags & FLAG.DELETE) return say(flags & FLAG.REPLY ? "what.spanDeleteReply" : "what.spanDelete", { pfs });
  if (opens) return head.dist < 0 ? say("what.spanOpen", { pfs }) : say("what.span", { pfs, dist: head.dist });
  return say(flags & FLAG.REPLY ? "what.spanAck" : "what.spanUpdate", { pfs });
}

function sayOfTransaction(head: MessageHead, flags: number, base: number, names: MessageNames): string {
  const values = { transaction: names.transaction(head.msgidHi, head.msgidLo), error: errorText(head.error) };
  return say(stepOf(flags, base === CMD.LNK_ERROR && head.error !== 0), values);
}

/** Which step of its transaction a message with these flags is. */
function stepOf(flags: number, refuses: boolean): TextKey {
  const creates = (flags & FLAG.CREATE) !== 0;
  const deletes = (flags & FLAG.DELETE) !== 0;
  const reply = (flags & FLAG.REPLY) !== 0;
  if (isAbort(flags)) return deletes ? "what.abort" : "what.midStream";
  if (reply && creates && deletes) return refuses ? "what.refusal" : "what.onlyReply";
  if (reply) return creates ? "what.openReply" : deletes ? "what.lastReply" : "what.elementReply";
  if (creates) return deletes ? "what.openAndClose" : "what.open";
  return deletes ? "what.last" : "what.element";
}
