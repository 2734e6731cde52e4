import { CMD } from "../../wire/constants.ts";
import type { Message } from "../../wire/message.ts";
import type { RecordHead } from "../../wire/record.ts";
import { say } from "../fill.ts";
import { MSGID_KIND, type MsgidKind } from "../msgids.ts";
import { sayMsgid } from "../sentence-events.ts";
import { type MessageNames, sayMessage } from "../sentence-messages.ts";
import type { CapturedTransaction } from "./conversations.ts";
import type { Mark } from "./marks.ts";

/** What a message of a capture is, in the words of the feed; the dissector for Wireshark says the same in its column "Info". */

interface Said {
  readonly message: Message;
  /** of a LNK_SPAN */
  readonly label: string;
  readonly dist: number;
}

/** A capture knows of a msgid what the transaction that it follows tells. */
class CapturedNames implements MessageNames {
  transactionNow: CapturedTransaction | null = null;

  kindOf(): MsgidKind {
    const { transactionNow } = this;
    if (transactionNow === null) return MSGID_KIND.unknown;
    if (transactionNow.base === CMD.LNK_SPAN) return MSGID_KIND.span;
    if (transactionNow.base === CMD.LNK_CONN) return MSGID_KIND.conn;
    return transactionNow.base === CMD.LNK_AUTH ? MSGID_KIND.auth : MSGID_KIND.transaction;
  }

  pfsOf(): number {
    return (this.transactionNow?.label ?? "") === "" ? -1 : 0;
  }

  pfs(): string {
    return this.transactionNow!.label;
  }

  transaction(msgidHi: number, msgidLo: number): string {
    return sayMsgid(msgidHi, msgidLo);
  }
}

const names = new CapturedNames();

/** `broken`: why there is no message. */
export function sayCaptured(said: Said | null, transaction: CapturedTransaction | null, broken: Mark | null): string {
  if (said === null) return say("capture.unreadable", { what: say("what.bytes"), mark: say(`mark.${broken ?? "magic"}`) });
  const { msgidHi, msgidLo, cmd, error } = said.message;
  names.transactionNow = transaction;
  return sayMessage({ cmd, msgidHi, msgidLo, error, dist: said.dist, label: said.label }, names);
}

export function sayRecord(head: RecordHead | null, marks: readonly Mark[]): string {
  if (head === null || marks.includes("record_length")) return say("capture.unreadable", { what: say("capture.recordBroken"), mark: say(`mark.${marks[0]!}`) });
  return say("capture.record", { number: head.number, bytes: head.ciphertextBytes });
}
