import { Tabs } from "radix-ui";
import { lazy, memo, Suspense, type ReactNode } from "react";
import type { Counters, Frame, NodeView, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { BOTTOM_TABS, type BottomTab, NO_FILTER, type Ui } from "../../store/ui.ts";
import { ChecksPanel } from "../checks/ChecksPanel.tsx";
import { worstOf } from "../checks/lights.ts";
import { CHART_TEXTS } from "../../texts/charts.ts";
import { CommitsPanel } from "../commits/CommitsPanel.tsx";
import { Button, IconButton } from "../controls/button.tsx";
import { EmptyState } from "../controls/field.tsx";
import { Light } from "../controls/mark.tsx";
import { ExplainPanel } from "../explain/ExplainPanel.tsx";
import { KnownTransactions } from "../explain/NodeKnowledge.tsx";
import { SystemOnly } from "../explain/SystemOnly.tsx";
import { TEXTS as EXPLAIN } from "../../texts/explain.ts";
import { FeedPanel } from "../feed/FeedPanel.tsx";
import { EventBar } from "../causality/EventBar.tsx";
import { LanesPanel } from "../lanes/LanesPanel.tsx";
import { LocksPanel } from "../locks/LocksPanel.tsx";
import { SequencePanel } from "../sequence/SequencePanel.tsx";
import { TEXTS } from "../../texts/page.ts";
import { counted } from "../../texts/units.ts";
import { useStable } from "./stable.ts";
import { useNarrow } from "./surroundings.ts";

const ChartsPanel = lazy(() => import("../charts/ChartsPanel.tsx").then(({ ChartsPanel: Panel }) => ({ default: Panel })));

interface BottomProps {
  readonly session: Session;
  readonly ui: Ui;
  readonly topology: TopologyView | null;
  readonly panel: Frame | null;
  /** what is shown is what one node knows, and not what only the system does; null = all is */
  readonly seenBy: NodeView | null;
}

/** What happened, as lists: events, transactions, checks. */
export const Bottom = memo(function Bottom({ session, ui, topology, panel, seenBy }: BottomProps) {
  const checks = useStable(panel?.checks ?? NONE);
  const expectations = useStable(panel?.expectations ?? NONE);
  const narrow = useNarrow();
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
    checks: <ChecksPanel session={session} checks={checks} expectations={expectations} acted={ui.acted} />,
  };
  return (
    <Tabs.Root className="tabs bottom" value={ui.bottomTab} onValueChange={(tab) => session.ui.setBottomTab(tab as BottomTab)}>
      <h2 className="visually-hidden">{TEXTS.page.bottom}</h2>
      <div className="bottom-head">
        <Tabs.List className="tab-list" aria-label={TEXTS.page.bottom}>
          {BOTTOM_TABS.map((tab) => (
            <Tabs.Trigger key={tab} ref={tab === ui.bottomTab ? intoSight : undefined} value={tab} className="tab">
              {TEXTS.tabs[tab]}
              {tab === "checks" && seenBy === null && <Light state={worstOf(checks, expectations)} />}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {panel !== null && seenBy === null && <CounterLine counters={panel.counters} quiet={panel.quiet} />}
        {!narrow && <HeightButton session={session} tall={ui.enlarged.bottom} />}
      </div>
      {BOTTOM_TABS.map((tab) => (
        <Tabs.Content key={tab} value={tab} className="tab-panel" tabIndex={tab === "checks" ? 0 : -1}>
          {seenBy === null ? rooms[tab] : <SeenTab session={session} tab={tab} view={seenBy} isOwn={ui.feedFilter.node === seenBy.node} room={rooms[tab]} />}
        </Tabs.Content>
      ))}
      <EventBar session={session} event={ui.event} panel={panel} />
    </Tabs.Root>
  );
});

const NONE: readonly never[] = [];

/** On a narrow screen not all tabs have room: the one that is shown comes into sight, with a piece of the next, whoever chose it. By hand: `scrollIntoView` would let Tab begin there. */
function intoSight(tab: HTMLButtonElement | null): void {
  const row = tab?.closest(".bottom-head");
  if (tab === null || !row) return;
  const { left, right } = tab.getBoundingClientRect();
  const sight = row.getBoundingClientRect();
  if (left < sight.left) row.scrollLeft += left - sight.left - PIECE_PX;
  else if (right > sight.right) row.scrollLeft += right - sight.right + PIECE_PX;
}

const PIECE_PX = 44;

interface SeenTabProps {
  readonly session: Session;
  readonly tab: BottomTab;
  readonly view: NodeView;
  /** the events are filtered to those of the node */
  readonly isOwn: boolean;
  readonly room: ReactNode;
}

/** A tab in the view of a node: no node knows what all of them together did. */
function SeenTab({ session, tab, view, isOwn, room }: SeenTabProps) {
  if (tab === "transactions") return <KnownTransactions session={session} view={view} />;
  if (tab === "explain" || (tab === "events" && isOwn)) return room;
  return (
    <SystemOnly session={session} why={EXPLAIN.view.why[tab](view.node)}>
      {tab === "events" && (
        <Button small onClick={() => session.ui.filterFeed({ ...NO_FILTER, node: view.node })}>
          {EXPLAIN.view.onlyItsEvents(view.node)}
        </Button>
      )}
    </SystemOnly>
  );
}

/** A diagram wants more height than a list. */
function HeightButton({ session, tall }: { readonly session: Session; readonly tall: boolean }) {
  return <IconButton look="quiet" small icon={tall ? "lower" : "taller"} label={tall ? TEXTS.page.lowLists : TEXTS.page.tallLists} hint="H" onClick={() => session.ui.enlarge("bottom", !tall)} />;
}

function CounterLine({ counters, quiet }: { readonly counters: Counters; readonly quiet: boolean }) {
  const { messages, spans, transactions, violations } = TEXTS.counters;
  return (
    <p className="counters" data-numeric>
      <span className="visually-hidden">{TEXTS.counters.label}: </span>
      {counters.violations > 0 && <span data-alarm>{counted(counters.violations, violations[0], violations[1])}</span>}
      <span>{counted(counters.messagesSent, messages[0], messages[1])}</span>
      <span>{counted(counters.spansOpen, spans[0], spans[1])}</span>
      <span>{counted(counters.transactionsOpen, transactions[0], transactions[1])}</span>
      <span className="quiet" data-quiet={quiet || undefined}>
        {quiet ? TEXTS.counters.quiet : ""}
      </span>
    </p>
  );
}
