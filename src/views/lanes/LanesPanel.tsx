import { useRef } from "react";
import type { Frame, TransactionInspection, TransactionLine } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { EmptyState } from "../controls/field.tsx";
import { useRowWindow } from "../controls/row-window.ts";
import { CopyPips } from "../copies/CopyPips.tsx";
import { TEXTS } from "../texts.ts";
import { durationOf, timeOf } from "../units.ts";
import { axisOf, placeOf, ticksOf, type Axis } from "./axis.ts";
import { HalfBars } from "./HalfBars.tsx";
import { halvesOf } from "./halves.ts";
import "./lanes.css";

/** The height of a lane in lanes.css. */
const LANE_PX = 34;

interface LanesPanelProps {
  readonly session: Session;
  readonly panel: Frame | null;
  readonly selected: string | null;
}

/** One line a transaction: its two halves over simulated time. */
export function LanesPanel({ session, panel, selected }: LanesPanelProps) {
  if (panel === null || panel.transactions.length === 0) return <EmptyState>{TEXTS.lanes.empty}</EmptyState>;
  const axis = axisOf(panel.transactions, panel.nowUs);
  return (
    <div className="lanes">
      <LaneList session={session} panel={panel} axis={axis} selected={selected} />
      <TimeAxis axis={axis} nowUs={panel.nowUs} />
    </div>
  );
}

/** Only as many lanes as are seen. */
function LaneList({ session, panel, axis, selected }: { readonly session: Session; readonly panel: Frame; readonly axis: Axis; readonly selected: string | null }) {
  const scroller = useRef<HTMLDivElement>(null);
  const { transactions, inspection, nowUs } = panel;
  const { from, to, onScroll } = useRowWindow(scroller, transactions.length, LANE_PX);
  const details = inspection?.kind === "transaction" ? inspection : null;
  return (
    <div ref={scroller} className="lane-scroller" onScroll={onScroll}>
      <ul aria-label={TEXTS.lanes.list} style={{ height: transactions.length * LANE_PX }}>
        {transactions.slice(from, to).map((line, i) => (
          <Lane key={line.name} line={line} top={(from + i) * LANE_PX} axis={axis} nowUs={nowUs} details={details?.name === line.name ? details : null} selected={line.name === selected} onSelect={() => session.select({ kind: "transaction", name: line.name })} />
        ))}
      </ul>
    </div>
  );
}

interface LaneProps {
  readonly line: TransactionLine;
  readonly top: number;
  readonly axis: Axis;
  readonly nowUs: number;
  readonly details: TransactionInspection | null;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

function Lane({ line, top, axis, nowUs, details, selected, onSelect }: LaneProps) {
  const ended = line.endedUs === null ? "" : `, ${TEXTS.lanes.ended(timeOf(line.endedUs))}`;
  return (
    <li style={{ transform: `translateY(${top}px)` }}>
      <button type="button" className="lane" data-on={selected || undefined} aria-pressed={selected} title={`${TEXTS.states.transaction[line.state]}${ended}`} onClick={onSelect}>
        <span className="lane-name">
          <b>{line.name}</b> {line.from} → {line.to}
          {line.copies.length > 0 && <CopyPips states={line.copies} />}
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
