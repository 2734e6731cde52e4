import { lazy, memo, Suspense } from "react";
import type { Frame, Inspection, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { selectionKey, type Selection, type Ui } from "../../store/ui.ts";
import { IconButton } from "../controls/button.tsx";
import { EmptyState } from "../controls/field.tsx";
import { SystemOnly } from "../explain/SystemOnly.tsx";
import { TEXTS as EXPLAIN } from "../../texts/explain.ts";
import { linkRows } from "../faults/rows.ts";
import { MESSAGE_TEXTS } from "../../texts/message.ts";
import { TEXTS } from "../../texts/page.ts";
import { useStable } from "../shell/stable.ts";
import { LinkInspector } from "./LinkInspector.tsx";
import { MessageInspector } from "./MessageInspector.tsx";
import { NodeInspector } from "./NodeInspector.tsx";
import { selectionTitle } from "./titles.ts";
import { TransactionInspector } from "./TransactionInspector.tsx";
import "./inspector.css";

/** Loaded when it is first opened: most visits never write a byte. */
const Workbench = lazy(() => import("../message/Workbench.tsx").then((loaded) => ({ default: loaded.Workbench })));

interface InspectorProps {
  readonly session: Session;
  readonly ui: Ui;
  readonly topology: TopologyView | null;
  readonly panel: Frame | null;
  /** the node whose view is shown and which knows nothing of what is selected; null = it does, or all is shown */
  readonly unknownTo: string | null;
}

/** What is selected, looked into. */
export const Inspector = memo(function Inspector({ session, ui, topology, panel, unknownTo }: InspectorProps) {
  const { selection } = ui;
  if (selection === null) return <NothingSelected />;
  return (
    <div className="inspector" tabIndex={-1}>
      <header className="inspector-head">
        <IconButton look="quiet" small icon="back" label={TEXTS.inspector.back} disabled={ui.trail.length === 0} onClick={session.ui.back} />
        <h2>{selectionTitle(selection)}</h2>
        {(selection.kind === "message" || selection.kind === "draft") && <WidthButton session={session} wide={ui.enlarged.right} />}
        <IconButton look="quiet" small icon="close" label={TEXTS.inspector.clear} onClick={() => session.select(null)} />
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must be able to */}
      <section className="inspector-body" key={selectionKey(selection)} tabIndex={0} aria-label={selectionTitle(selection)}>
        {unknownTo !== null && <SystemOnly session={session} why={EXPLAIN.view.hidden(unknownTo)} />}
        {unknownTo === null && (
          <Suspense fallback={<div className="late" />}>
            {selection.kind === "draft" ? <Workbench session={session} draft={ui.draft} topology={topology} panel={panel} /> : <Inspected session={session} ui={ui} topology={topology} panel={panel} selection={selection} />}
          </Suspense>
        )}
      </section>
    </div>
  );
});

/** Room for bytes and fields beside each other; a narrow screen has one width only. */
function WidthButton({ session, wide }: { readonly session: Session; readonly wide: boolean }) {
  return <IconButton className="width-button" look="quiet" small icon="fit" label={wide ? MESSAGE_TEXTS.narrow : MESSAGE_TEXTS.wide} aria-pressed={wide} onClick={() => session.ui.enlarge("right", !wide)} />;
}

function NothingSelected() {
  return (
    <div className="inspector" tabIndex={-1}>
      <header className="inspector-head">
        <h2>{TEXTS.page.right}</h2>
      </header>
      <EmptyState>{TEXTS.inspector.empty}</EmptyState>
    </div>
  );
}

function Inspected({ session, ui, topology, panel, selection }: Omit<InspectorProps, "unknownTo"> & { readonly selection: Selection }) {
  const inspection = useStable(panel !== null && isOf(panel.inspection, selection) ? panel.inspection : null);
  if (inspection === null) {
    return (
      <div className="late">
        <EmptyState>{TEXTS.inspector.gone(selectionTitle(selection))}</EmptyState>
      </div>
    );
  }
  switch (inspection.kind) {
    case "node":
      return <NodeInspector session={session} node={inspection} litPfs={ui.pfs} />;
    case "link":
      return <LinkInspector session={session} link={inspection} cut={linkRows(topology, panel).some(({ id, cut }) => cut && id === inspection.id)} />;
    case "transaction":
      return <TransactionInspector session={session} transaction={inspection} nowUs={panel?.nowUs ?? 0} pathShown={ui.transaction === inspection.name} />;
    case "message":
      return <MessageInspector session={session} message={inspection} view={ui.messageView} compareWith={ui.compareWith} trail={ui.trail} />;
  }
}

/** A frame may still hold the details of what was selected before. */
function isOf(inspection: Inspection | null, selection: Selection): boolean {
  switch (inspection?.kind) {
    case undefined:
      return false;
    case "node":
      return selection.kind === "node" && selection.node === inspection.id;
    case "link":
      return selection.kind === "link" && selection.link === inspection.id;
    case "transaction":
      return selection.kind === "transaction" && selection.name === inspection.name;
    case "message":
      return selection.kind === "message" && selection.message === inspection.message;
  }
}
