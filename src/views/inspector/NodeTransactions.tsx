import type { NodeInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { EmptyState } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { Facts, Lead } from "./Facts.tsx";

/** Transactions that begin or end at this node; those that only pass are forwarding entries. */
export function NodeTransactions({ session, node }: { readonly session: Session; readonly node: NodeInspection }) {
  if (node.transactions.length === 0) return <EmptyState>{TEXTS.node.transactionsNone}</EmptyState>;
  return (
    <ul className="cards">
      {node.transactions.map((one) => (
        <li key={`${one.link} ${one.spanid} ${one.msgid} ${one.opener}`} className="card">
          <p>
            {one.name === "" ? <b className="mono">{one.msgid}</b> : <Lead onClick={() => session.select({ kind: "transaction", name: one.name })}>{one.name}</Lead>} <span className="muted">{one.opener ? TEXTS.node.opener : TEXTS.node.target}</span>
          </p>
          <Facts
            of={`${node.id} ${one.msgid}`}
            facts={[
              { name: TEXTS.node.command, value: one.commandHalf },
              { name: TEXTS.node.reply, value: one.replyHalf },
              { name: TEXTS.node.connection.link, value: one.link },
              { name: TEXTS.transaction.spanid, value: one.spanid, shown: <span className="mono">{one.spanid}</span> },
            ]}
          />
        </li>
      ))}
    </ul>
  );
}
