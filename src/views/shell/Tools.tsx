import { Tabs } from "radix-ui";
import { type ReactNode, useCallback, useState } from "react";
import type { Frame, Loaded, NodeView, TopologyView } from "../../port/messages.ts";
import type { LoadError } from "../../store/mirror.ts";
import type { LoadSource, Session } from "../../store/session.ts";
import { LEFT_TABS, type LeftTab, type Ui } from "../../store/ui.ts";
import { FaultsPanel } from "../faults/FaultsPanel.tsx";
import { ScenarioList } from "../scenarios/ScenarioList.tsx";
import { FAMILIES } from "../../store/contract.ts";
import { Icon } from "../controls/icons.tsx";
import { LegendKey } from "../stage/LegendKey.tsx";
import { MessageMark } from "../stage/MessageMark.tsx";
import { TEXTS } from "../../texts/page.ts";
import { InTurn } from "./InTurn.tsx";
import { TURN } from "./turns.ts";
import { useStable } from "./stable.ts";
import { TopologyPanel } from "../topology/TopologyPanel.tsx";
import { TrafficPanel } from "../traffic/TrafficPanel.tsx";

export interface ToolsProps {
  readonly session: Session;
  readonly ui: Ui;
  readonly loaded: Loaded | null;
  readonly loadErrors: readonly LoadError[];
  readonly topology: TopologyView | null;
  /** what is shown is what this node knows; null = all is */
  readonly view: NodeView | null;
}

const NONE: readonly never[] = [];

/** The left side: what one can run, build, send and break; below it the key. */
export function Tools({ session, ui, loaded, loadErrors, topology, view }: ToolsProps) {
  const onLoad = useCallback(
    (source: LoadSource) => {
      session.load(source);
      // on a narrow screen what runs now is to be seen
      session.ui.openDrawer(null);
    },
    [session],
  );
  const panels: Readonly<Record<LeftTab, ReactNode>> = {
    scenarios: (
      <div className="with-key">
        <ScenarioList loaded={loaded} errors={loadErrors} onLoad={onLoad} onDismiss={session.reportLoadErrors} />
        <Key />
      </div>
    ),
    topology: <TopologyPanel session={session} topology={topology} seed={loaded?.seed ?? 1} variants={loaded?.variants ?? NONE} errors={loadErrors} />,
    traffic: <InTurn session={session} view={view} turn={TURN.tools}>{(panel) => <Traffic session={session} ui={ui} topology={topology} panel={panel} />}</InTurn>,
    faults: <InTurn session={session} view={view} turn={TURN.tools}>{(panel) => <FaultsPanel session={session} topology={topology} panel={panel} />}</InTurn>,
  };
  return (
    <Tabs.Root className="tabs tools" value={ui.leftTab} onValueChange={(tab) => session.ui.setLeftTab(tab as LeftTab)}>
      <h2 className="visually-hidden">{TEXTS.page.left}</h2>
      <Tabs.List className="tab-list" aria-label={TEXTS.page.left}>
        {LEFT_TABS.map((tab) => (
          <Tabs.Trigger key={tab} value={tab} className="tab">
            {TEXTS.tabs[tab]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {LEFT_TABS.map((tab) => (
        <Tabs.Content key={tab} value={tab} className="tab-panel" tabIndex={-1}>
          {panels[tab]}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

/** Of a frame only what traffic goes by, and only when that changes. */
function Traffic({ session, ui, topology, panel }: Pick<ToolsProps, "session" | "ui" | "topology"> & { readonly panel: Frame | null }) {
  const transactions = useStable(panel?.transactions ?? NONE);
  const pfs = useStable(panel?.pfs ?? NONE);
  return <TrafficPanel session={session} draft={ui.draft} looking={ui.selection?.kind === "draft"} topology={topology} transactions={transactions} pfs={pfs} selected={ui.selection?.kind === "transaction" ? ui.selection.name : null} />;
}

/** From this height on the key has room below the list without taking it from the scenarios. */
const TALL = "(min-height: 1080px)";

/** The key of marks: open where there is room, else one line with the marks of the families. */
function Key() {
  const [open, setOpen] = useState(() => matchMedia(TALL).matches);
  return (
    <details className="key" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {TEXTS.key}
        <span className="key-marks" aria-hidden="true">
          {FAMILIES.map((family) => (
            <MessageMark key={family} family={family} size={14} />
          ))}
        </span>
        <Icon name="down" />
      </summary>
      <LegendKey />
    </details>
  );
}
