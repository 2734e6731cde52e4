import { Tabs } from "radix-ui";
import { lazy, type ReactNode, Suspense } from "react";
import type { Inspectable, NodeView, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { CENTRE_TABS, type CentreTab, type Ui } from "../../store/ui.ts";
import { EmptyState } from "../controls/field.tsx";
import { SystemOnly } from "../explain/SystemOnly.tsx";
import { TEXTS as EXPLAIN } from "../../texts/explain.ts";
import { TEXTS } from "../../texts/page.ts";
import { InTurn } from "./InTurn.tsx";
import { TURN } from "./turns.ts";

const TablesView = lazy(() => import("../tables/TablesView.tsx"));

const ComparePanel = lazy(() => import("../compare/ComparePanel.tsx").then(({ ComparePanel: Panel }) => ({ default: Panel })));

interface CentreProps {
  readonly session: Session;
  readonly ui: Ui;
  readonly topology: TopologyView | null;
  readonly selection: Inspectable | null;
  readonly stage: ReactNode;
  /** what is shown is what one node knows; null = all is */
  readonly seenBy: NodeView | null;
}

/** The middle of the page: the picture, or everything in it as tables. The picture stays as it was left while the tables are there. */
export function Centre({ session, ui, topology, selection, stage, seenBy }: CentreProps) {
  const tables = ui.centreTab !== "stage";
  return (
    <Tabs.Root className="tabs centre" value={ui.centreTab} onValueChange={(tab) => session.ui.setCentreTab(tab as CentreTab)}>
      <Tabs.List className="tab-list" aria-label={TEXTS.page.centre}>
        {CENTRE_TABS.map((tab) => (
          <Tabs.Trigger key={tab} value={tab} className="tab">
            {TEXTS.centreTabs[tab]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="stage" forceMount className="tab-panel centre-stage" tabIndex={-1} inert={tables}>
        {stage}
      </Tabs.Content>
      <Tabs.Content value="tables" className="tab-panel" tabIndex={-1}>
        {seenBy === null ? (
          <Suspense fallback={<EmptyState>{TEXTS.page.loading}</EmptyState>}>
            <InTurn session={session} view={null} turn={TURN.centre}>{(panel) => <TablesView session={session} topology={topology} panel={panel} table={ui.table} selection={selection} />}</InTurn>
          </Suspense>
        ) : (
          <SystemOnly session={session} why={EXPLAIN.view.why.tables(seenBy.node)} />
        )}
      </Tabs.Content>
      <Tabs.Content value="compare" className="tab-panel" tabIndex={-1}>
        {seenBy === null ? (
          <Suspense fallback={<EmptyState>{TEXTS.page.loading}</EmptyState>}>
            <InTurn session={session} view={null} turn={TURN.centre}>{(panel) => <ComparePanel session={session} topology={topology} panel={panel} />}</InTurn>
          </Suspense>
        ) : (
          <SystemOnly session={session} why={EXPLAIN.view.why.compare(seenBy.node)} />
        )}
      </Tabs.Content>
    </Tabs.Root>
  );
}
