import type { TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { isUnfiltered, type Ui } from "../../store/ui.ts";
import { SEQUENCE_SCALES } from "../../store/contract.ts";
import { Button } from "../controls/button.tsx";
import { CheckField, Segmented } from "../controls/field.tsx";
import { FilterField } from "../filter/FilterField.tsx";
import { grouped } from "../../texts/units.ts";
import { ColumnChooser } from "./ColumnChooser.tsx";
import { MarkKey } from "./MarkKey.tsx";
import { SEQUENCE_TEXTS } from "../../texts/sequence.ts";
import { ZOOM_STEP } from "./zoom.ts";

interface SequenceBarProps {
  readonly session: Session;
  readonly ui: Ui;
  readonly topology: TopologyView | null;
  readonly columns: readonly string[];
}

/** How the diagram is looked at: which nodes, which filter, which axis. */
export function SequenceBar({ session, ui, topology, columns }: SequenceBarProps) {
  const { sequence, sequenceRange } = ui;
  const look = session.ui.lookAtSequence;
  return (
    <div className="sequence-bar">
      <ColumnChooser session={session} ui={ui} topology={topology} columns={columns} />
      <FilterField session={session} text={ui.feedFilter.text} history={ui.filterHistory} onApply={(text) => session.ui.filterFeed({ text })} />
      {!isUnfiltered(ui.feedFilter) && <Segmented label={SEQUENCE_TEXTS.filtered} value={sequence.filtered} choices={(["dim", "hide"] as const).map((value) => ({ value, text: SEQUENCE_TEXTS.filteredChoices[value] }))} onChoose={(filtered) => look({ filtered })} />}
      <Segmented label={SEQUENCE_TEXTS.scale} value={sequence.scale} choices={SEQUENCE_SCALES.map((value) => ({ value, text: SEQUENCE_TEXTS.scales[value] }))} onChoose={(scale) => look({ scale })} />
      <Button small look="quiet" aria-label={SEQUENCE_TEXTS.wider} title={SEQUENCE_TEXTS.wider} onClick={() => session.ui.zoomSequence(1 / ZOOM_STEP)}>
        −
      </Button>
      <Button small look="quiet" aria-label={SEQUENCE_TEXTS.closer} title={SEQUENCE_TEXTS.closer} onClick={() => session.ui.zoomSequence(ZOOM_STEP)}>
        +
      </Button>
      <CheckField label={SEQUENCE_TEXTS.pings} checked={sequence.pings} onCheck={(pings) => look({ pings })} />
      <Button small look="quiet" aria-pressed={sequence.selecting} title={SEQUENCE_TEXTS.pieceHint} onClick={() => look({ selecting: !sequence.selecting })}>
        {SEQUENCE_TEXTS.piece}
      </Button>
      <MarkKey />
      {sequenceRange !== null && (
        <Button small aria-label={SEQUENCE_TEXTS.noPiece} title={SEQUENCE_TEXTS.noPiece} onClick={() => session.ui.setSequenceRange(null)}>
          {SEQUENCE_TEXTS.pieceOf(grouped(sequenceRange.fromRow), grouped(sequenceRange.toRow))} ×
        </Button>
      )}
    </div>
  );
}
