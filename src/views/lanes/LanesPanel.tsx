import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Frame, LaneWindow, SequenceView, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { isUnfiltered, type Ui } from "../../store/ui.ts";
import { EmptyState } from "../controls/field.tsx";
import { useRowWindow } from "../controls/row-window.ts";
import { cursorRowOf } from "../sequence/cursor.ts";
import { LANE_TEXTS } from "../../texts/sequence.ts";
import { useSequenceView } from "../sequence/use-view.ts";
import { WindowAsker } from "../sequence/window-asker.ts";
import { LaneLine } from "./LaneLine.tsx";
import { LanesBar } from "./LanesBar.tsx";
import { LaneAxis } from "./LaneAxis.tsx";
import { scaleOf } from "./lane-scale.ts";
import "./lanes.css";

/** The height of a lane in lanes.css. */
const LANE_PX = 34;
/** Lanes that are asked for beside those in sight. */
const ROOM = 30;

interface LanesPanelProps {
  readonly session: Session;
  readonly ui: Ui;
  readonly topology: TopologyView | null;
  readonly panel: Frame | null;
}

interface Wish {
  readonly view: SequenceView;
  readonly from: number;
  readonly count: number;
  readonly event: number | null;
  readonly cursor: number | null;
  readonly name: string | null;
}

/** One line a transaction, of all that the run remembers: its two halves on the axis of the sequence diagram. */
export function LanesPanel({ session, ui, topology, panel }: LanesPanelProps) {
  const view = useSequenceView(ui, topology, panel);
  const asker = useAsker(session);
  const found = useSyncExternalStore(asker.subscribe, asker.snapshot);
  const name = ui.selection?.kind === "transaction" ? ui.selection.name : null;
  const filtered = !isUnfiltered(ui.feedFilter);
  if (found === null && (panel?.transactions.length ?? 0) === 0) return <Asking asker={asker} wish={{ view, from: 0, count: ROOM, event: null, cursor: null, name }} beat={panel} empty={LANE_TEXTS.empty} />;
  return (
    <div className="lanes">
      <LanesBar session={session} ui={ui} found={found} />
      <LaneList session={session} ui={ui} view={view} asker={asker} found={found} panel={panel} name={name} empty={filtered && view.filtered === "hide" ? LANE_TEXTS.emptyFiltered : LANE_TEXTS.empty} />
    </div>
  );
}

/** Nothing yet: the first answer says whether there is something. */
function Asking({ asker, wish, beat, empty }: { readonly asker: WindowAsker<Wish, LaneWindow>; readonly wish: Wish; readonly beat: unknown; readonly empty: string }) {
  useEffect(() => asker.want(wish));
  return <EmptyState key={String(beat === null)}>{empty}</EmptyState>;
}

interface LaneListProps extends Pick<LanesPanelProps, "session" | "ui" | "panel"> {
  readonly view: SequenceView;
  readonly asker: WindowAsker<Wish, LaneWindow>;
  readonly found: LaneWindow | null;
  readonly name: string | null;
  readonly empty: string;
}

/** Only as many lanes as are seen. */
function LaneList({ session, ui, view, asker, found, panel, name, empty }: LaneListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const count = found?.count ?? 0;
  const { from, to, onScroll, show } = useRowWindow(scroller, count, LANE_PX);
  const { event } = ui;
  const cursor = cursorRowOf(panel);
  const beat = panel?.counters.events;
  useEffect(() => asker.want({ view, from: Math.max(0, from - ROOM), count: to - from + 2 * ROOM, event, cursor, name }), [asker, view, from, to, event, cursor, name, beat, panel?.nowUs]);

  // the lane of what was selected elsewhere comes into sight
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (name === null) shown.current = null;
    if (name === null || found === null || found.index < 0 || shown.current === name) return;
    shown.current = name;
    show(found.index, false);
    // oxlint-disable-next-line react/exhaustive-deps -- once for each selection
  }, [name, found]);

  const scale = scaleOf(found, ui.sequence.lanesZoom);
  const lanes = (found?.lanes ?? []).map((lane, i) => ({ lane, position: (found?.from ?? 0) + i })).filter(({ position }) => position >= from && position < to);
  return (
    <div ref={scroller} className="lane-scroller" onScroll={onScroll}>
      <div className="lane-space" style={{ width: `calc(var(--lane-names) + (100% - var(--lane-names) - 16px) * ${ui.sequence.lanesZoom} + 16px)` }}>
        {count === 0 && <EmptyState>{empty}</EmptyState>}
        <ul aria-label={LANE_TEXTS.list} style={{ height: count * LANE_PX }}>
          {lanes.map(({ lane, position }) => (
            <LaneLine
              key={lane.row}
              lane={lane}
              top={position * LANE_PX}
              scale={scale}
              selected={lane.line.name === name}
              event={ui.event}
              onSelect={() => session.select({ kind: "transaction", name: lane.line.name })}
              onMark={(row, node) => session.lookAt({ event: row, message: null, transaction: lane.line.name, link: null, node })}
            />
          ))}
        </ul>
        {found !== null && <LaneAxis found={found} scale={scale} isLive={cursor === null} />}
      </div>
    </div>
  );
}

function useAsker(session: Session): WindowAsker<Wish, LaneWindow> {
  const [asker] = useState(() => new WindowAsker<Wish, LaneWindow>(({ view, from, count, event, cursor, name }) => session.query({ query: "lanes", view, from, count, wanted: { event, cursor }, name }).then(({ window }) => window)));
  return asker;
}
