import type { SequenceMark, SequenceMessage, SequenceWindow } from "../../port/messages.ts";

/** Where everything of the diagram stands, in pixels of its canvas. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** first and last place of the axis, pixels for a place, and pixels of the axis above the canvas */
  readonly origin: number;
  readonly zoom: number;
  readonly top: number;
  /** pixels of the columns left of the canvas */
  readonly left: number;
  readonly columnPx: number;
}

/** Times stand left of the columns, names above them. */
export const GUTTER_PX = 110;
export const HEAD_PX = 26;
export const COLUMN_LEAST_PX = 64;
const COLUMN_MOST_PX = 190;
/** A browser cannot lay out a box of any height: beyond, a pixel of the scroll bar is more than one of the axis. */
export const SPACE_MAX_PX = 8_000_000;

export function columnPxFor(width: number, columns: number): number {
  return Math.min(COLUMN_MOST_PX, Math.max(COLUMN_LEAST_PX, Math.floor((width - GUTTER_PX - 12) / Math.max(columns, 1))));
}

/** Pixels of the whole axis, names and a little room included. */
export function axisPx({ origin, end }: Pick<SequenceWindow, "origin" | "end">, zoom: number): number {
  return HEAD_PX + Math.max(0, end - origin) * zoom + 16;
}

/** Pixels of the axis above the canvas, from where the scroll bar stands; and back. */
export function topOf(scrollTop: number, wholePx: number, shownPx: number): number {
  return wholePx <= SPACE_MAX_PX ? scrollTop : (scrollTop * (wholePx - shownPx)) / (SPACE_MAX_PX - shownPx);
}

export function scrollFor(top: number, wholePx: number, shownPx: number): number {
  return wholePx <= SPACE_MAX_PX ? top : (top * (SPACE_MAX_PX - shownPx)) / (wholePx - shownPx);
}

export function yOf({ origin, zoom, top }: Geometry, place: number): number {
  return HEAD_PX + (place - origin) * zoom - top;
}

export function placeAt({ origin, zoom, top }: Geometry, y: number): number {
  return origin + (y - HEAD_PX + top) / zoom;
}

export function xOf({ left, columnPx }: Geometry, column: number): number {
  return GUTTER_PX + (column + 0.5) * columnPx - left;
}

export interface Line {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
}

/** A lost message ends so far on its way. */
export const LOST_PART = 0.62;
/** One in flight is drawn so far. */
const FLYING_PART = 0.8;
/** What comes from or goes to a node without a column is so long, in columns. */
const STUB = 0.42;

/** The way of a message on the canvas; of one in flight as far as the axis goes. */
export function lineOf(geometry: Geometry, { from, to, place, endPlace }: SequenceMessage, end: number): Line {
  const ay = yOf(geometry, place);
  const by = yOf(geometry, endPlace ?? end);
  const stub = STUB * geometry.columnPx;
  if (endPlace === null && from >= 0 && to >= 0) {
    // nobody knows yet when it arrives
    const ax = xOf(geometry, from);
    return { ax, ay, bx: ax + (xOf(geometry, to) - ax) * FLYING_PART, by: Math.max(ay + 6, by - 6) };
  }
  if (from < 0) return { ax: xOf(geometry, to) - stub, ay, bx: xOf(geometry, to), by };
  if (to < 0) return { ax: xOf(geometry, from), ay, bx: xOf(geometry, from) + stub, by };
  return { ax: xOf(geometry, from), ay, bx: xOf(geometry, to), by };
}

/** A mark stands on its column; a cut between its two, a command beside the times. */
export function markPoint(geometry: Geometry, { column, otherColumn, place }: SequenceMark): { readonly x: number; readonly y: number } {
  const y = yOf(geometry, place);
  if (column < 0 && otherColumn < 0) return { x: GUTTER_PX - 10, y };
  if (column >= 0 && otherColumn >= 0) return { x: (xOf(geometry, column) + xOf(geometry, otherColumn)) / 2, y };
  return { x: xOf(geometry, Math.max(column, otherColumn)), y };
}

/** Something of a window, for pointers and keys. */
export type Item = { readonly is: "message"; readonly message: SequenceMessage } | { readonly is: "mark"; readonly mark: SequenceMark };

export function rowOfItem(item: Item): number {
  return item.is === "message" ? item.message.row : item.mark.row;
}

export function placeOfItem(item: Item): number {
  return item.is === "message" ? item.message.place : item.mark.place;
}

/** Everything of a window in the order of the run. */
export function itemsOf({ messages, marks }: SequenceWindow): readonly Item[] {
  const items: Item[] = [...messages.map((message): Item => ({ is: "message", message })), ...marks.map((mark): Item => ({ is: "mark", mark }))];
  return items.toSorted((a, b) => rowOfItem(a) - rowOfItem(b));
}

const NEAR_MARK_PX = 9;
const NEAR_LINE_PX = 6;

/** What is drawn at a point, the nearest mark first. */
export function itemAt(geometry: Geometry, found: SequenceWindow, x: number, y: number): Item | null {
  let best: Item | null = null;
  let least = NEAR_MARK_PX;
  for (const mark of found.marks) {
    const at = markPoint(geometry, mark);
    const distance = Math.hypot(at.x - x, at.y - y);
    if (distance < least) [best, least] = [{ is: "mark", mark }, distance];
  }
  if (best !== null) return best;
  least = NEAR_LINE_PX;
  for (const message of found.messages) {
    const distance = distanceTo(lineOf(geometry, message, found.end), x, y);
    if (distance < least) [best, least] = [{ is: "message", message }, distance];
  }
  return best;
}

function distanceTo({ ax, ay, bx, by }: Line, x: number, y: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const part = Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / Math.max(dx * dx + dy * dy, 1e-9), 0), 1);
  return Math.hypot(ax + part * dx - x, ay + part * dy - y);
}

/** Messages at these heights that are drawn left and right of what is in sight. */
export function aside(geometry: Geometry, found: SequenceWindow): { readonly left: number; readonly right: number } {
  let left = 0;
  let right = 0;
  for (const message of found.messages) {
    const { ax, ay, bx, by } = lineOf(geometry, message, found.end);
    if (Math.max(ay, by) < HEAD_PX || Math.min(ay, by) > geometry.height) continue;
    if (Math.max(ax, bx) < GUTTER_PX) left++;
    else if (Math.min(ax, bx) > geometry.width) right++;
  }
  return { left, right };
}

/** The rows of a piece between two heights; null when nothing of the window is in it. */
export function rangeBetween(geometry: Geometry, found: SequenceWindow, y1: number, y2: number): { readonly fromRow: number; readonly toRow: number } | null {
  const from = placeAt(geometry, Math.min(y1, y2));
  const to = placeAt(geometry, Math.max(y1, y2));
  const rows = [...found.messages.flatMap(({ row, place, endRow, endPlace }) => [{ row, place }, ...(endRow === null || endPlace === null ? [] : [{ row: endRow, place: endPlace }])]), ...found.marks].filter(({ place }) => place >= from && place <= to).map(({ row }) => row);
  return rows.length === 0 ? null : { fromRow: Math.min(...rows), toRow: Math.max(...rows) };
}
