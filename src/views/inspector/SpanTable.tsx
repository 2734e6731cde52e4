import { useState } from "react";
import type { NodeInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icons.tsx";
import { Glow } from "../controls/glow.tsx";
import { EmptyState } from "../controls/field.tsx";
import { TEXTS as EXPLAIN } from "../../texts/explain.ts";
import { TEXTS } from "../../texts/page.ts";
import { shortUuid } from "../../texts/units.ts";
import { Lead } from "./Facts.tsx";
import { sayStatus } from "./status-text.ts";
import { LightButton } from "./Offers.tsx";

type KnownNode = NodeInspection["clusters"][number]["nodes"][number];
type Received = KnownNode["received"][number];

interface SpanTableProps {
  readonly session: Session;
  readonly node: NodeInspection;
  readonly litPfs: string | null;
}

/** Of more PFSes than this each starts folded. */
const OPEN_MAX = 6;

/** Cluster, then node, then the spans received for it, best first; below each what became of it on every connection. */
export function SpanTable({ session, node, litPfs }: SpanTableProps) {
  if (node.clusters.length === 0) return <EmptyState>{TEXTS.node.spansNone}</EmptyState>;
  const count = node.clusters.reduce((sum, { nodes }) => sum + nodes.length, 0);
  return (
    <div className="clusters">
      {node.clusters.map(({ clid, nodes }) => (
        <div key={clid} className="cluster">
          <p className="cluster-name" title={clid}>
            {TEXTS.node.cluster} <span className="mono">{shortUuid(clid)}</span>
          </p>
          {nodes.map((known) => (
            <Known key={known.fsid} session={session} at={node.id} known={known} lit={known.label === litPfs} few={count <= OPEN_MAX} />
          ))}
        </div>
      ))}
    </div>
  );
}

interface KnownProps {
  readonly session: Session;
  readonly at: string;
  readonly known: KnownNode;
  readonly lit: boolean;
  readonly few: boolean;
}

/** One PFS and its spans. Where a node knows many, only the one whose tree is lit starts open. */
function Known({ session, at, known, lit, few }: KnownProps) {
  const [wish, setWish] = useState<boolean | null>(null);
  const open = wish ?? (few || lit);
  const best = known.received.find((span) => span.best);
  return (
    <div className="card known" data-lit={lit || undefined}>
      <p className="known-head">
        <button type="button" className="known-name" aria-expanded={open} onClick={() => setWish(!open)}>
          <Icon name="right" />
          <b>{known.label}</b> <span className="muted">{known.own ? `${known.type} · ${TEXTS.node.own}` : known.type}</span>
        </button>
        {!open && best !== undefined && (
          <span className="muted">
            {TEXTS.node.dist} {best.dist} {TEXTS.node.from} {best.peer}
          </span>
        )}
        {open && (
          <Button small look="quiet" aria-label={EXPLAIN.whyLabel(known.label, at)} onClick={() => session.explain.show("spans", at, known.label)}>
            {EXPLAIN.why}
          </Button>
        )}
        {open && <LightButton session={session} label={known.label} lit={lit} />}
      </p>
      {open && known.received.map((span) => <Span key={`${span.link} ${span.msgid}`} session={session} of={`${at} ${known.fsid} ${span.msgid}`} span={span} />)}
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
      </p>
      {span.update !== null && (
        <p className="span-status">
          <Glow value={sayStatus(span.update)} of={of} />
        </p>
      )}
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
