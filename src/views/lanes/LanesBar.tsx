import type { LaneWindow } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { isUnfiltered, type Ui } from "../../store/ui.ts";
import { SEQUENCE_SCALES } from "../../store/contract.ts";
import { Button } from "../controls/button.tsx";
import { Segmented } from "../controls/field.tsx";
import { FilterField } from "../filter/FilterField.tsx";
import { LANE_TEXTS, SEQUENCE_TEXTS } from "../../texts/sequence.ts";
import { grouped } from "../../texts/units.ts";

const ZOOM_STEP = 2;

/** How the lanes are looked at: the filter and the axis are those of the sequence diagram. */
export function LanesBar({ session, ui, found }: { readonly session: Session; readonly ui: Ui; readonly found: LaneWindow | null }) {
  const { sequence } = ui;
  const look = session.ui.lookAtSequence;
  return (
    <div className="sequence-bar">
      <FilterField session={session} text={ui.feedFilter.text} history={ui.filterHistory} onApply={(text) => session.ui.filterFeed({ text })} />
      {found !== null && (
        <span className="muted match-count" data-numeric>
          {LANE_TEXTS.count(grouped(found.count), found.count === 1)}
          {found.forgotten > 0 && `, ${LANE_TEXTS.forgotten(grouped(found.forgotten))}`}
        </span>
      )}
      {!isUnfiltered(ui.feedFilter) && <Segmented label={SEQUENCE_TEXTS.filtered} value={sequence.filtered} choices={(["dim", "hide"] as const).map((value) => ({ value, text: SEQUENCE_TEXTS.filteredChoices[value] }))} onChoose={(filtered) => look({ filtered })} />}
      <Segmented label={SEQUENCE_TEXTS.scale} value={sequence.scale} choices={SEQUENCE_SCALES.map((value) => ({ value, text: SEQUENCE_TEXTS.scales[value] }))} onChoose={(scale) => look({ scale })} />
      <Button small look="quiet" aria-label={LANE_TEXTS.wider} title={LANE_TEXTS.wider} disabled={sequence.lanesZoom === 1} onClick={() => session.ui.zoomLanes(1 / ZOOM_STEP)}>
        −
      </Button>
      <Button small look="quiet" aria-label={LANE_TEXTS.closer} title={LANE_TEXTS.closer} onClick={() => session.ui.zoomLanes(ZOOM_STEP)}>
        +
      </Button>
    </div>
  );
}
