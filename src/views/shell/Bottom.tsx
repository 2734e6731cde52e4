import { Tabs } from "radix-ui";
import { lazy, Suspense, type ReactNode } from "react";
import type { Counters, Frame, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { BOTTOM_TABS, type BottomTab, type Ui } from "../../store/ui.ts";
import { ChecksPanel } from "../checks/ChecksPanel.tsx";
import { worstOf } from "../checks/lights.ts";
import { CHART_TEXTS } from "../../texts/charts.ts";
import { CommitsPanel } from "../commits/CommitsPanel.tsx";
import { EmptyState } from "../controls/field.tsx";
import { Light } from "../controls/mark.tsx";
import { ExplainPanel } from "../explain/ExplainPanel.tsx";
import { TEXTS as EXPLAIN } from "../../texts/explain.ts";
import { FeedPanel } from "../feed/FeedPanel.tsx";
import { EventBar } from "../causality/EventBar.tsx";
import { LanesPanel } from "../lanes/LanesPanel.tsx";
import { LocksPanel } from "../locks/LocksPanel.tsx";
import { SequencePanel } from "../sequence/SequencePanel.tsx";
import { TEXTS } from "../../texts/page.ts";
import { counted } from "../../texts/units.ts";
import { useStable } from "./stable.ts";

const ChartsPanel = lazy(() => import("../charts/ChartsPanel.tsx").then(({ ChartsPanel: Panel }) => ({ default: Panel })));

interface BottomProps {
  readonly session: Session;
  readonly ui: Ui;
  readonly topology: TopologyView | null;
  readonly panel: Frame | null;
  /** the node whose view is shown: what only the system knows is not; null = all is */
  readonly seenBy: string | null;
}

/** What happened, as lists: events, transactions, checks. */
export function Bottom({ session, ui, topology, panel, seenBy }: BottomProps) {
  const checks = useStable(panel?.checks ?? NONE);
  const expectations = useStable(panel?.expectations ?? NONE);
  const rooms: Readonly<Record<BottomTab, ReactNode>> = {
    events: <FeedPanel session={session} filter={ui.feedFilter} history={ui.filterHistory} event={ui.event} target={ui.feedTarget} topology={topology} />,
    sequence: <SequencePanel session={session} ui={ui} topology={topology} panel={panel} />,
    transactions: <LanesPanel session={session} ui={ui} topology={topology} panel={panel} />,
    explain: <ExplainPanel session={session} topology={topology} panel={panel} pfs={ui.pfs} />,
    locks: <LocksPanel session={session} board={panel?.locks ?? null} topology={topology} selected={ui.selection?.kind === "transaction" ? ui.selection.name : null} />,
    commits: <CommitsPanel session={session} board={panel?.commits ?? null} topology={topology} selected={ui.selection?.kind === "transaction" ? ui.selection.name : null} />,
    charts: (
      <Suspense fallback={<EmptyState>{CHART_TEXTS.loading}</EmptyState>}>
        <ChartsPanel session={session} panel={panel} />
      </Suspense>
    ),
    checks: <ChecksPanel checks={checks} expectations={expectations} acted={ui.acted} />,
  };
  return (
    <Tabs.Root className="tabs bottom" value={ui.bottomTab} onValueChange={(tab) => session.ui.setBottomTab(tab as BottomTab)}>
      <h2 className="visually-hidden">{TEXTS.page.bottom}</h2>
      <div className="bottom-head">
        <Tabs.List className="tab-list" aria-label={TEXTS.page.bottom}>
          {BOTTOM_TABS.map((tab) => (
            <Tabs.Trigger key={tab} value={tab} className="tab">
              {TEXTS.tabs[tab]}
              {tab === "checks" && <Light state={worstOf(checks, expectations)} />}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {panel !== null && seenBy === null && <CounterLine counters={panel.counters} quiet={panel.quiet} />}
      </div>
      {BOTTOM_TABS.map((tab) => (
        <Tabs.Content key={tab} value={tab} className="tab-panel" tabIndex={tab === "checks" ? 0 : -1}>
          {seenBy !== null && isHidden(tab, ui, seenBy) ? <EmptyState>{EXPLAIN.view.hidden(seenBy)}</EmptyState> : rooms[tab]}
        </Tabs.Content>
      ))}
      <EventBar session={session} event={ui.event} panel={panel} />
    </Tabs.Root>
  );
}

const NONE: readonly never[] = [];

/** No node knows what all of them together did. */
const OF_SYSTEM: ReadonlySet<BottomTab> = new Set<BottomTab>(["sequence", "transactions", "locks", "commits", "checks"]);

/** In the view of a node: also events that are not filtered to its own. */
function isHidden(tab: BottomTab, { feedFilter }: Ui, node: string): boolean {
  return OF_SYSTEM.has(tab) || (tab === "events" && feedFilter.node !== node);
}

function CounterLine({ counters, quiet }: { readonly counters: Counters; readonly quiet: boolean }) {
  const { messages, spans, transactions, violations } = TEXTS.counters;
  return (
    <p className="counters" data-numeric>
      <span className="visually-hidden">{TEXTS.counters.label}: </span>
      <span>{counted(counters.messagesSent, messages[0], messages[1])}</span>
      <span>{counted(counters.spansOpen, spans[0], spans[1])}</span>
      <span>{counted(counters.transactionsOpen, transactions[0], transactions[1])}</span>
      <span data-alarm={counters.violations > 0 || undefined}>{counted(counters.violations, violations[0], violations[1])}</span>
      <span className="quiet" data-quiet={quiet || undefined}>
        {quiet ? TEXTS.counters.quiet : ""}
      </span>
    </p>
  );
}
