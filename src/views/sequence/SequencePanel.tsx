import { memo } from "react";
import type { Frame, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { isUnfiltered, type Ui } from "../../store/ui.ts";
import { EmptyState } from "../controls/field.tsx";
import { SequenceBar } from "./SequenceBar.tsx";
import { SequenceSurface } from "./SequenceSurface.tsx";
import { SEQUENCE_TEXTS } from "../../texts/sequence.ts";
import { useSequenceView } from "./use-view.ts";
import "./sequence.css";

interface SequencePanelProps {
  readonly session: Session;
  readonly ui: Ui;
  readonly topology: TopologyView | null;
  readonly panel: Frame | null;
}

/** The space-time diagram: who sent what to whom, and when it arrived or was lost. */
export const SequencePanel = memo(function SequencePanel({ session, ui, topology, panel }: SequencePanelProps) {
  const view = useSequenceView(ui, topology, panel);
  return (
    <div className="sequence">
      <SequenceBar session={session} ui={ui} topology={topology} columns={view.columns} />
      {view.columns.length === 0 ? (
        <EmptyState>{SEQUENCE_TEXTS.noColumns}</EmptyState>
      ) : (
        <SequenceSurface session={session} ui={ui} view={view} panel={panel} filtered={!isUnfiltered(ui.feedFilter)} />
      )}
    </div>
  );
});
