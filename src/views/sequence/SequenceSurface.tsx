import { useMemo, useRef, type KeyboardEvent } from "react";
import type { Frame, SequenceView, SequenceWindow } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { Ui } from "../../store/ui.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/field.tsx";
import { grouped } from "../../texts/units.ts";
import { ColumnHeads } from "./ColumnHeads.tsx";
import { DiagramCanvas } from "./DiagramCanvas.tsx";
import { aside, type Geometry, GUTTER_PX, HEAD_PX, type Item, itemsOf, placeOfItem, rowOfItem, yOf } from "./geometry.ts";
import { InSight } from "./InSight.tsx";
import { litOf } from "./lit.ts";
import { SEQUENCE_TEXTS } from "../../texts/sequence.ts";
import { useDiagram } from "./use-diagram.ts";
import { ZOOM_STEP } from "./zoom.ts";

interface SequenceSurfaceProps {
  readonly session: Session;
  readonly ui: Ui;
  readonly view: SequenceView;
  readonly panel: Frame | null;
  readonly filtered: boolean;
}

/** The scrolled diagram: a canvas as large as what is in sight, painted from a window of the run that the worker gave. */
export function SequenceSurface({ session, ui, view, panel, filtered }: SequenceSurfaceProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { found, geometry, spacePx, follows, follow, onScroll } = useDiagram(session, ui, view, panel, scroller);
  const items = useMemo(() => (found === null ? [] : itemsOf(found)), [found]);
  const inSight = items.filter((item) => isInSight(item, geometry, found?.end ?? 0));
  const lookAt = (item: Item) => session.lookAt(aboutOf(item, view));
  return (
    <div className="sequence-frame" data-following={follows || undefined}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application: it handles its own keys */}
      <div
        ref={scroller}
        className="sequence-scroller"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and handles its own keys
        tabIndex={0}
        role="application"
        aria-label={SEQUENCE_TEXTS.surface}
        aria-describedby="sequence-help"
        onScroll={onScroll}
        onKeyDown={(event) => onKey(event, session, items, inSight, ui.event, lookAt)}
      >
        <div className="sequence-space" style={{ height: spacePx, width: GUTTER_PX + view.columns.length * geometry.columnPx }}>
          <div className="sequence-view" style={{ width: geometry.width, height: geometry.height }}>
            <DiagramCanvas
              geometry={geometry}
              columns={view.columns.length}
              found={found}
              lit={found === null ? null : litOf(ui, view, panel, found, geometry)}
              theme={ui.theme}
              selecting={ui.sequence.selecting}
              onLookAt={lookAt}
              onPiece={session.ui.setSequenceRange}
            />
            <ColumnHeads session={session} columns={view.columns} geometry={geometry} selected={ui.selection?.kind === "node" ? ui.selection.node : null} />
          </div>
        </div>
      </div>
      <p id="sequence-help" className="visually-hidden">
        {SEQUENCE_TEXTS.help}
      </p>
      <InSight items={inSight} event={ui.event} onLookAt={lookAt} />
      {found !== null && <Notes found={found} hides={filtered && view.filtered === "hide"} />}
      {found !== null && <Beside found={found} geometry={geometry} onGo={(left) => scroller.current?.scrollBy({ left })} />}
      {!follows && (
        <Button small className="to-newest" onClick={follow}>
          {SEQUENCE_TEXTS.toEnd}
        </Button>
      )}
    </div>
  );
}

/** A message is, as long as some of its way is. */
function isInSight(item: Item, geometry: Geometry, end: number): boolean {
  const y = yOf(geometry, placeOfItem(item));
  const endY = item.is === "message" ? yOf(geometry, item.message.endPlace ?? end) : y;
  return endY >= HEAD_PX && y <= geometry.height;
}

/** What a click on something looks at. */
function aboutOf(item: Item, { columns }: SequenceView): Parameters<Session["lookAt"]>[0] {
  if (item.is === "message") return { event: item.message.row, message: item.message.message, transaction: null, link: null, node: null };
  const { row, transaction, link, column } = item.mark;
  return { event: row, message: null, transaction, link, node: columns[column] ?? null };
}

function onKey(event: KeyboardEvent, session: Session, items: readonly Item[], inSight: readonly Item[], looked: number | null, lookAt: (item: Item) => void): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "+" || event.key === "-") session.ui.zoomSequence(event.key === "+" ? ZOOM_STEP : 1 / ZOOM_STEP);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(items, inSight, looked, event.key === "ArrowDown" ? 1 : -1, lookAt);
  else if (event.key === "Enter" && looked !== null) session.seek(looked);
  else return;
  event.preventDefault();
}

/** The next event of the window, from the one that is looked at or from the first in sight. */
function step(items: readonly Item[], inSight: readonly Item[], event: number | null, by: 1 | -1, lookAt: (item: Item) => void): void {
  const at = event === null ? -1 : items.findIndex((item) => rowOfItem(item) === event);
  const next = at === -1 ? (by === 1 ? inSight[0] : inSight.at(-1)) : items[at + by];
  if (next !== undefined) lookAt(next);
}

/** An axis shorter than this has nothing on it. */
const EMPTY_PLACES = 60;

function Notes({ found, hides }: { readonly found: SequenceWindow; readonly hides: boolean }) {
  const { behind, messages, marks, end, origin, omitted } = found;
  if (behind > 0) return <p className="sequence-note">{SEQUENCE_TEXTS.reading}</p>;
  if (omitted > 0) return <p className="sequence-note">{SEQUENCE_TEXTS.omitted(grouped(omitted))}</p>;
  const isEmpty = messages.length === 0 && marks.length === 0 && end - origin < EMPTY_PLACES;
  return isEmpty ? <EmptyState>{hides ? SEQUENCE_TEXTS.emptyFiltered : SEQUENCE_TEXTS.empty}</EmptyState> : null;
}

/** With many columns: how much goes on left and right of those in sight. */
function Beside({ found, geometry, onGo }: { readonly found: SequenceWindow; readonly geometry: Geometry; readonly onGo: (left: number) => void }) {
  const beside = aside(geometry, found);
  const step = (geometry.width - GUTTER_PX) * 0.8;
  return (["left", "right"] as const).map((side) =>
    beside[side] === 0 ? null : (
      <Button key={side} small className="sequence-aside" data-side={side} onClick={() => onGo(side === "left" ? -step : step)}>
        {SEQUENCE_TEXTS.aside(grouped(beside[side]), side)}
      </Button>
    ),
  );
}
