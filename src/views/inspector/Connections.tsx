import type { NodeInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { EmptyState } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { Facts, Lead } from "./Facts.tsx";

/** Each link of the node as the node sees it. */
export function Connections({ session, node }: { readonly session: Session; readonly node: NodeInspection }) {
  if (node.connections.length === 0) return <EmptyState>{TEXTS.node.connectionsNone}</EmptyState>;
  const { session: state, ours, theirs, filter, keptOut, spans } = TEXTS.node.connection;
  return (
    <ul className="cards">
      {node.connections.map((one) => (
        <li key={one.link} className="card">
          <p>
            <b>{one.peer}</b> <Lead onClick={() => session.select({ kind: "link", link: one.link })}>{one.link}</Lead>
          </p>
          <Facts
            of={`${node.id} ${one.link}`}
            facts={[
              { name: state, value: one.session },
              { name: ours, value: one.ourConn },
              { name: theirs, value: one.theirConn },
              ...(one.filter === "" ? [] : [{ name: filter, value: one.filter }, { name: keptOut, value: one.keptOut }]),
              { name: spans, value: `${one.spansSent} / ${one.spansReceived}` },
            ]}
          />
        </li>
      ))}
    </ul>
  );
}
