import type { NodeInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Glow } from "../controls/glow.tsx";
import { EmptyState } from "../controls/field.tsx";
import { TEXTS } from "../texts.ts";
import { shortUuid } from "../units.ts";
import { Lead } from "./Facts.tsx";
import { LightButton } from "./Offers.tsx";

type KnownNode = NodeInspection["clusters"][number]["nodes"][number];
type Received = KnownNode["received"][number];

interface SpanTableProps {
  readonly session: Session;
  readonly node: NodeInspection;
  readonly litPfs: string | null;
}

/** Cluster, then node, then the spans received for it, best first; below each what became of it on every connection. */
export function SpanTable({ session, node, litPfs }: SpanTableProps) {
  if (node.clusters.length === 0) return <EmptyState>{TEXTS.node.spansNone}</EmptyState>;
  return (
    <div className="clusters">
      {node.clusters.map(({ clid, nodes }) => (
        <div key={clid} className="cluster">
          <p className="cluster-name" title={clid}>
            {TEXTS.node.cluster} <span className="mono">{shortUuid(clid)}</span>
          </p>
          {nodes.map((known) => (
            <Known key={known.fsid} session={session} at={node.id} known={known} lit={known.label === litPfs} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Known({ session, at, known, lit }: { readonly session: Session; readonly at: string; readonly known: KnownNode; readonly lit: boolean }) {
  return (
    <div className="card known" data-lit={lit || undefined}>
      <p className="known-head">
        <b>{known.label}</b> <span className="muted">{known.own ? `${known.type} · ${TEXTS.node.own}` : known.type}</span>
        <LightButton session={session} label={known.label} lit={lit} />
      </p>
      {known.received.map((span) => (
        <Span key={`${span.link} ${span.msgid}`} session={session} of={`${at} ${known.fsid} ${span.msgid}`} span={span} />
      ))}
    </div>
  );
}

function Span({ session, of, span }: { readonly session: Session; readonly of: string; readonly span: Received }) {
  return (
    <div className="span" data-best={span.best || undefined} data-state={span.state}>
      <div className="span-line">
        <i className="span-sign" aria-hidden="true" />
        <Lead onClick={() => session.select({ kind: "link", link: span.link })}>
          {TEXTS.node.from} {span.peer}
        </Lead>
        <span className="span-numbers">
          {TEXTS.node.dist}{" "}
          <Glow value={span.dist} of={of}>
            <b>{span.dist}</b>
          </Glow>
          {"  "}
          {TEXTS.node.cost} <Glow value={span.cost} of={of} />
        </span>
        <span className="span-tag">{span.state === "closing" ? TEXTS.node.closing : span.best ? TEXTS.node.best : ""}</span>
      </div>
      <p className="span-id mono">
        {span.msgid}
        {span.status !== "" && span.status !== "0" && <span className="muted"> {span.status}</span>}
      </p>
      {span.relays.length > 0 && (
        <ul className="relays">
          {span.relays.map(({ link, peer, relayed, reason, msgid }) => (
            <li key={link} data-relayed={relayed || undefined} title={relayed ? (msgid ?? undefined) : `${TEXTS.node.notRelayed}: ${reason}`}>
              <span>→ {peer}</span>
              <Glow value={`${relayed} ${reason}`} of={of}>
                {relayed ? TEXTS.node.relayed : reason}
              </Glow>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
