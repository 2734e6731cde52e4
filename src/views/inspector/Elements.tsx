import type { TransactionInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { MessageMark } from "../stage/MessageMark.tsx";
import { TEXTS } from "../../texts/page.ts";
import { timeOf } from "../../texts/units.ts";

/** More than this is found in the events. */
const SHOWN_MAX = 100;

/** What was said on a transaction, the newest last; each leads to its message. */
export function Elements({ session, elements }: { readonly session: Session; readonly elements: TransactionInspection["elements"] }) {
  return (
    <ol className="elements">
      {elements.slice(-SHOWN_MAX).map(({ atUs, by, half, flags, says, text, message }, i) => (
        <li key={`${i} ${atUs}`}>
          <MessageMark size={14} family={flags.includes("ABORT") ? "abort" : "transaction"} reply={half === "reply"} />
          <button type="button" className="element" disabled={message === null} onClick={() => message !== null && session.select({ kind: "message", message })}>
            <span>
              <b>{by}</b> {says} {text !== "" && `“${text}”`}
              {says + text === "" && <span className="muted">{TEXTS.transaction.noText}</span>}
            </span>
            <small className="mono">{flags}</small>
          </button>
          <time>{timeOf(atUs)}</time>
        </li>
      ))}
    </ol>
  );
}
