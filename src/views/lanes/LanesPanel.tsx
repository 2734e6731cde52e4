import type { Frame, TransactionInspection, TransactionLine } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { EmptyState } from "../controls/field.tsx";
import { TEXTS } from "../texts.ts";
import { durationOf, timeOf } from "../units.ts";
import { axisOf, placeOf, ticksOf, type Axis } from "./axis.ts";
import { HalfBars } from "./HalfBars.tsx";
import { halvesOf } from "./halves.ts";
import "./lanes.css";

/** Lines beyond this are found in the events. */
const LINES_MAX = 100;

interface LanesPanelProps {
  readonly session: Session;
  readonly panel: Frame | null;
  readonly selected: string | null;
}

/** One line a transaction: its two halves over simulated time. */
export function LanesPanel({ session, panel, selected }: LanesPanelProps) {
  const lines = (panel?.transactions ?? []).slice(-LINES_MAX);
  if (panel === null || lines.length === 0) return <EmptyState>{TEXTS.lanes.empty}</EmptyState>;
  const axis = axisOf(lines, panel.nowUs);
  const details = panel.inspection?.kind === "transaction" ? panel.inspection : null;
  return (
    <div className="lanes">
      <ul aria-label={TEXTS.lanes.list}>
        {lines.map((line) => (
          <Lane key={line.name} line={line} axis={axis} nowUs={panel.nowUs} details={details?.name === line.name ? details : null} selected={line.name === selected} onSelect={() => session.select({ kind: "transaction", name: line.name })} />
        ))}
      </ul>
      <TimeAxis axis={axis} nowUs={panel.nowUs} />
    </div>
  );
}

interface LaneProps {
  readonly line: TransactionLine;
  readonly axis: Axis;
  readonly nowUs: number;
  readonly details: TransactionInspection | null;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

function Lane({ line, axis, nowUs, details, selected, onSelect }: LaneProps) {
  const ended = line.endedUs === null ? "" : `, ${TEXTS.lanes.ended(timeOf(line.endedUs))}`;
  return (
    <li>
      <button type="button" className="lane" data-on={selected || undefined} aria-pressed={selected} title={`${TEXTS.states.transaction[line.state]}${ended}`} onClick={onSelect}>
        <span className="lane-name">
          <b>{line.name}</b> {line.from} → {line.to}
        </span>
        <span className="lane-state" data-state={line.state}>
          {TEXTS.states.transaction[line.state]}
        </span>
        <HalfBars axis={axis} halves={halvesOf(line, details, nowUs)} />
      </button>
    </li>
  );
}

function TimeAxis({ axis, nowUs }: { readonly axis: Axis; readonly nowUs: number }) {
  return (
    <div className="lane-axis" aria-hidden="true">
      <div className="lane-axis-scale">
        {ticksOf(axis, 6).map((us) => (
          <span key={us} style={{ left: `${placeOf(axis, us)}%` }}>
            {durationOf(us)}
          </span>
        ))}
        <i style={{ left: `${placeOf(axis, nowUs)}%` }} />
      </div>
    </div>
  );
}
