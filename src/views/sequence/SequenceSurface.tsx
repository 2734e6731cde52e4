import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent, type PointerEvent } from "react";
import type { Frame, SequenceView, SequenceWindow } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { Ui } from "../../store/ui.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/field.tsx";
import { readPalette } from "../theme/palette.ts";
import { grouped } from "../units.ts";
import { ColumnHeads } from "./ColumnHeads.tsx";
import { cursorRowOf } from "./cursor.ts";
import { aside, axisPx, columnPxFor, type Geometry, GUTTER_PX, HEAD_PX, type Item, itemAt, itemsOf, placeAt, placeOfItem, rangeBetween, rowOfItem, scrollFor, SPACE_MAX_PX, topOf, yOf } from "./geometry.ts";
import { InSight } from "./InSight.tsx";
import { paintSequence, type Lit } from "./paint-sequence.ts";
import { ZOOM_STEP } from "./SequenceBar.tsx";
import { SEQUENCE_TEXTS } from "./texts.ts";
import { useBox } from "./use-box.ts";
import { WindowAsker } from "./window-asker.ts";

interface SequenceSurfaceProps {
  readonly session: Session;
  readonly ui: Ui;
  readonly view: SequenceView;
  readonly panel: Frame | null;
  readonly filtered: boolean;
}

interface Wish {
  readonly view: SequenceView;
  readonly from: number;
  readonly to: number;
  readonly at: number | null;
}

const FOLLOW_PX = 12;

/** The scrolled diagram: a canvas as large as what is in sight, painted from a window of the run that the worker gave. */
export function SequenceSurface({ session, ui, view, panel, filtered }: SequenceSurfaceProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useBox(scroller);
  const [place, setPlace] = useState({ top: 0, left: 0 });
  const [follows, setFollows] = useState(true);
  const [hover, setHover] = useState<{ readonly item: Item; readonly x: number; readonly y: number } | null>(null);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const asker = useAsker(session);
  const found = useSyncExternalStore(asker.subscribe, asker.snapshot);
  const current = found !== null && asker.foundFor?.view === view ? found : null;

  const zoom = ui.sequence.zoom[view.scale];
  const origin = current?.origin ?? 0;
  const whole = axisPx(current ?? { origin: 0, end: 0 }, zoom);
  const columnPx = columnPxFor(width, view.columns.length);
  const geometry: Geometry = { width, height, origin, zoom, top: topOf(place.top, whole, height), left: place.left, columnPx };
  const cursorRow = cursorRowOf(panel);
  const at = ui.event ?? cursorRow;

  // Ask for three screens: what is in sight and one before and behind it. While it follows, for the end.
  const beat = panel?.counters.events ?? 0;
  useEffect(() => {
    const screen = height / zoom;
    const first = follows ? Math.max(0, (asker.found?.end ?? 0) - 2 * screen) : Math.max(0, placeAt(geometry, 0) - screen);
    asker.want({ view, from: Math.floor(first), to: Math.ceil(first + (follows ? 4 : 3) * screen + 200), at });
    // oxlint-disable-next-line react/exhaustive-deps -- the geometry follows from these
  }, [asker, view, zoom, height, follows, place.top, at, beat, panel?.nowUs]);

  // before the browser paints, so that the end is never seen to run ahead
  useLayoutEffect(() => {
    if (follows) scroller.current?.scrollTo({ top: Math.min(whole, SPACE_MAX_PX) });
  }, [follows, whole, height]);

  // An event that is looked at comes into sight.
  const aimed = useRef<number | null>(null);
  useEffect(() => {
    if (ui.event === null || current?.place === null || current === null || asker.foundFor?.at !== ui.event || aimed.current === ui.event) return;
    aimed.current = ui.event;
    const y = yOf(geometry, current.place);
    if (y > HEAD_PX + 16 && y < height - 24) return;
    setFollows(false);
    scroller.current?.scrollTo({ top: scrollFor(Math.max(0, geometry.top + y - height / 2), whole, height) });
  });
  useEffect(() => {
    if (ui.event === null) aimed.current = null;
  }, [ui.event]);

  const piece = pieceOf(drag, current, ui, geometry);
  const lit: Lit = { ...litOf(ui, view), hover: hover === null ? null : rowOfItem(hover.item), cursor: current === null ? null : cursorRow === null || ui.event !== null ? (cursorRow === null ? current.end : null) : current.place, piece };
  useLayoutEffect(() => {
    if (canvas.current === null || current === null || width === 0) return;
    const ctx = sized(canvas.current, width, height);
    paintSequence(ctx, readPalette(canvas.current), geometry, view.columns.length, current, lit);
  });

  // the page sets the theme behind this picture: once more in its colours
  const [, repaint] = useState(0);
  useEffect(() => {
    const asked = requestAnimationFrame(() => repaint((times) => times + 1));
    return () => cancelAnimationFrame(asked);
  }, [ui.theme]);

  const onScroll = () => {
    const element = scroller.current!;
    setFollows(element.scrollHeight - element.scrollTop - element.clientHeight < FOLLOW_PX && (follows || element.scrollTop > place.top));
    setPlace({ top: element.scrollTop, left: element.scrollLeft });
    setHover(null);
  };
  const pointed = (event: PointerEvent): { readonly item: Item | null; readonly x: number; readonly y: number } => {
    const box = canvas.current!.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    return { item: current === null || y < HEAD_PX ? null : itemAt(geometry, current, x, y), x, y };
  };
  const lookAt = (item: Item) => {
    const { row, message, transaction, link } = item.is === "message" ? item.message : item.mark;
    const node = item.is === "mark" && item.mark.column >= 0 && item.mark.link === null ? (view.columns[item.mark.column] ?? null) : null;
    session.lookAt({ event: row, message: item.is === "message" ? message : null, transaction, link, node });
  };
  const items = useMemo(() => (current === null ? [] : itemsOf(current)), [current]);
  const inSight = items.filter((item) => {
    const y = yOf(geometry, placeOfItem(item));
    return y >= HEAD_PX && y <= height;
  });
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "+" || event.key === "-") session.ui.zoomSequence(event.key === "+" ? ZOOM_STEP : 1 / ZOOM_STEP);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(items, inSight, ui.event, event.key === "ArrowDown" ? 1 : -1, lookAt);
    else return;
    event.preventDefault();
  };

  const beside = current === null ? { left: 0, right: 0 } : aside(geometry, current);
  const isEmpty = current !== null && current.behind === 0 && current.messages.length === 0 && current.marks.length === 0 && current.end - current.origin < 60;
  return (
    <div className="sequence-frame" data-following={follows || undefined}>
      <div
        ref={scroller}
        className="sequence-scroller"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and handles its own keys
        tabIndex={0}
        role="application"
        aria-label={SEQUENCE_TEXTS.surface}
        aria-describedby="sequence-help"
        onScroll={onScroll}
        onKeyDown={onKey}
      >
        <div className="sequence-space" style={{ height: Math.min(whole, SPACE_MAX_PX), width: GUTTER_PX + view.columns.length * columnPx }}>
          <div className="sequence-view" style={{ width, height }}>
            <canvas
              ref={canvas}
              style={{ width, height }}
              onPointerMove={(event) => {
                const { item, x, y } = pointed(event);
                if (drag !== null) setDrag({ from: drag.from, to: y });
                else setHover(item === null ? null : { item, x, y });
              }}
              onPointerLeave={() => setHover(null)}
              onPointerDown={(event) => {
                if (event.button !== 0 || (!event.shiftKey && !ui.sequence.selecting)) return;
                event.currentTarget.setPointerCapture(event.pointerId);
                const { y } = pointed(event);
                setDrag({ from: y, to: y });
              }}
              onPointerUp={() => {
                if (drag === null) return;
                if (current !== null) session.ui.setSequenceRange(rangeBetween(geometry, current, drag.from, drag.to));
                setDrag(null);
              }}
              onClick={(event) => {
                const { item } = pointed(event as unknown as PointerEvent);
                if (item !== null && !event.shiftKey && !ui.sequence.selecting) lookAt(item);
              }}
            />
            <ColumnHeads session={session} columns={view.columns} geometry={geometry} selected={ui.selection?.kind === "node" ? ui.selection.node : null} />
            {hover !== null && (
              <p className="sequence-tip" data-low={hover.y > height - 70 || undefined} style={{ left: Math.min(hover.x + 12, Math.max(8, width - 330)), top: hover.y > height - 70 ? hover.y - 14 : hover.y + 14 }}>
                {hover.item.is === "message" ? hover.item.message.sentence : hover.item.mark.sentence}
              </p>
            )}
          </div>
        </div>
      </div>
      <p id="sequence-help" className="visually-hidden">
        {SEQUENCE_TEXTS.help}
      </p>
      <InSight items={inSight} event={ui.event} onLookAt={lookAt} />
      {isEmpty && <EmptyState>{filtered && view.filtered === "hide" ? SEQUENCE_TEXTS.emptyFiltered : SEQUENCE_TEXTS.empty}</EmptyState>}
      {current !== null && current.behind > 0 && <p className="sequence-note">{SEQUENCE_TEXTS.reading}</p>}
      {current !== null && current.omitted > 0 && <p className="sequence-note">{SEQUENCE_TEXTS.omitted(grouped(current.omitted))}</p>}
      {(["left", "right"] as const).map((side) =>
        beside[side] === 0 ? null : (
          <Button key={side} small className="sequence-aside" data-side={side} onClick={() => scroller.current?.scrollBy({ left: (side === "left" ? -1 : 1) * (width - GUTTER_PX) * 0.8 })}>
            {SEQUENCE_TEXTS.aside(grouped(beside[side]), side)}
          </Button>
        ),
      )}
      {!follows && (
        <Button small className="to-newest" onClick={() => setFollows(true)}>
          {SEQUENCE_TEXTS.toEnd}
        </Button>
      )}
    </div>
  );
}

function useAsker(session: Session): WindowAsker<Wish, SequenceWindow> {
  const [asker] = useState(() => new WindowAsker<Wish, SequenceWindow>(({ view, from, to, at }) => session.query({ query: "sequence", view, from, to, at }).then(({ window }) => window)));
  return asker;
}

/** What is selected, as the diagram lights it. */
function litOf({ selection, event, transaction }: Ui, { columns }: SequenceView): Pick<Lit, "message" | "transaction" | "link" | "column" | "event"> {
  return {
    message: selection?.kind === "message" ? selection.message : null,
    transaction: selection?.kind === "transaction" ? selection.name : transaction,
    link: selection?.kind === "link" ? selection.link : null,
    column: selection?.kind === "node" ? columns.indexOf(selection.node) : -1,
    event,
  };
}

/** Heights of the piece: as it is being dragged, or as far as its rows are in the window. */
function pieceOf(drag: { readonly from: number; readonly to: number } | null, found: SequenceWindow | null, { sequenceRange }: Ui, geometry: Geometry): Lit["piece"] {
  if (drag !== null) return { from: Math.min(drag.from, drag.to), to: Math.max(drag.from, drag.to) };
  if (sequenceRange === null || found === null) return null;
  const { fromRow, toRow } = sequenceRange;
  const ends = found.messages.flatMap(({ row, place, endRow, endPlace }) => [{ row, place }, ...(endRow === null || endPlace === null ? [] : [{ row: endRow, place: endPlace }])]);
  const within = [...ends, ...found.marks].filter(({ row }) => row >= fromRow && row <= toRow).map(({ place }) => yOf(geometry, place));
  return within.length === 0 ? null : { from: Math.min(...within) - 5, to: Math.max(...within) + 5 };
}

/** The next event of the window, from the one that is looked at or from the first in sight. */
function step(items: readonly Item[], inSight: readonly Item[], event: number | null, by: 1 | -1, lookAt: (item: Item) => void): void {
  const at = event === null ? -1 : items.findIndex((item) => rowOfItem(item) === event);
  const next = at === -1 ? (by === 1 ? inSight[0] : inSight.at(-1)) : items[at + by];
  if (next !== undefined) lookAt(next);
}

/** The canvas in pixels of the screen, its context in those of the page. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const ctx = canvas.getContext("2d");
  if (ctx === null) throw new Error("the browser gives no 2D context");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  return ctx;
}
