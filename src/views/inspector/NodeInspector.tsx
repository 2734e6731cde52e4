import { memo } from "react";
import type { NodeInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { CommitLog } from "../commits/CommitLog.tsx";
import { Button } from "../controls/button.tsx";
import { EmptyState, Section } from "../controls/field.tsx";
import { Fold } from "../controls/Fold.tsx";
import { TEXTS as EXPLAIN } from "../../texts/explain.ts";
import { NodeMenu } from "../faults/NodeFaults.tsx";
import { ShellPanel } from "../terminal/ShellPanel.tsx";
import { NodeLocks } from "../locks/NodeLocks.tsx";
import { TEXTS } from "../../texts/page.ts";
import { grouped } from "../../texts/units.ts";
import { Connections } from "./Connections.tsx";
import { Facts, Lead } from "./Facts.tsx";
import { ItsEvents } from "./ItsEvents.tsx";
import { NodeTransactions } from "./NodeTransactions.tsx";
import { Offers } from "./Offers.tsx";
import { SpanTable } from "./SpanTable.tsx";

interface NodeInspectorProps {
  readonly session: Session;
  readonly node: NodeInspection;
  readonly litPfs: string | null;
}

/** What this node knows, and nothing that it does not. */
export const NodeInspector = memo(function NodeInspector({ session, node, litPfs }: NodeInspectorProps) {
  if (node.role === "outside") return <Outside session={session} node={node} />;
  return (
    <>
      <Section
        className="first"
        title={node.role}
        side={
          <span className="act-row">
            <ItsEvents session={session} of={{ node: node.id }} />
            <NodeMenu node={node.id} down={!isRunning(node)} onCommand={session.onCommand} />
          </span>
        }
      >
        <Facts
          of={node.id}
          facts={[
            { name: TEXTS.node.state, value: node.state },
            { name: TEXTS.node.order, value: node.bigEndian ? TEXTS.node.big : TEXTS.node.little },
          ]}
        />
        {isRunning(node) && (
          <div className="act-row">
            <Button small look="quiet" onClick={() => session.explain.whatIf({ do: "crash", node: node.id })}>
              {EXPLAIN.whatIf.askNode}
            </Button>
          </div>
        )}
      </Section>
      <Section title={TEXTS.node.offers}>
        <Offers session={session} node={node} litPfs={litPfs} />
      </Section>
      <Section title={TEXTS.node.spans}>
        <SpanTable session={session} node={node} litPfs={litPfs} />
      </Section>
      <Fold title={TEXTS.node.connections} open side={<Count of={node.connections} />}>
        <Connections session={session} node={node} />
      </Fold>
      <Fold title={TEXTS.node.transactions} open={node.transactions.length > 0} side={<Count of={node.transactions} />}>
        <NodeTransactions session={session} node={node} />
      </Fold>
      <Fold title={TEXTS.terminal.title} open>
        <ShellPanel session={session} node={node} />
      </Fold>
      {node.locks.length + node.lockRecords.length > 0 && (
        <Fold title={TEXTS.locks.ofNode} open side={<Count of={[...node.locks, ...node.lockRecords]} />}>
          <NodeLocks session={session} node={node} />
        </Fold>
      )}
      <Fold title={TEXTS.node.entries} open={node.entries.length > 0} side={<Count of={node.entries} />}>
        <Entries node={node} />
      </Fold>
      {node.logs.map(({ master, entries }) => (
        <Fold key={master} title={`${TEXTS.commits.log}, ${master}`} open side={<Count of={entries} />}>
          <CommitLog entries={entries} />
        </Fold>
      ))}
      <Fold title={TEXTS.node.counters}>
        <Facts of={node.id} facts={node.counters.map(({ name, value }) => ({ name, value: grouped(value) }))} />
      </Fold>
    </>
  );
});

function Count({ of }: { readonly of: readonly unknown[] }) {
  return <span className="count">{of.length}</span>;
}

function isRunning({ state }: NodeInspection): boolean {
  return state !== "crashed" && state !== "without power";
}

function Entries({ node }: { readonly node: NodeInspection }) {
  if (node.entries.length === 0) return <EmptyState>{TEXTS.node.entriesNone}</EmptyState>;
  return (
    <ul className="cards">
      {node.entries.map(({ msgid, inLink, inSpanid, outLink, outSpanid, state }) => (
        <li key={`${inLink} ${inSpanid} ${msgid}`} className="card">
          <p>
            <b className="mono">{msgid}</b> <span className="muted">{state}</span>
          </p>
          <dl className="pairs">
            <dt>{TEXTS.node.entry.in}</dt>
            <dd>
              {inLink} <span className="mono">{inSpanid}</span>
            </dd>
            <dt>{TEXTS.node.entry.out}</dt>
            <dd>
              {outLink} <span className="mono">{outSpanid}</span>
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}

/** Where a link leaves the run there is nobody to look into: what is known is whether somebody is there, and what went over the link. */
function Outside({ session, node }: { readonly session: Session; readonly node: NodeInspection }) {
  const { outside, outsideHint, outsideLink, outsidePeer, outsideThere, outsideGone } = TEXTS.node;
  const way = node.connections[0];
  const [sent, received] = node.counters;
  return (
    <Section className="first" title={outside} side={<ItsEvents session={session} of={{ node: node.id }} />}>
      <p className="field-hint">{outsideHint}</p>
      {way !== undefined && (
        <Facts
          of={node.id}
          facts={[
            { name: outsideLink, value: way.link, shown: <Lead onClick={() => session.select({ kind: "link", link: way.link })}>{way.link}</Lead> },
            { name: outsidePeer, value: way.session === "open" ? outsideThere : outsideGone },
            ...[sent, received].flatMap((counter) => (counter === undefined ? [] : [{ name: counter.name, value: grouped(counter.value) }])),
          ]}
        />
      )}
    </Section>
  );
}
