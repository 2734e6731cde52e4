import type { SequenceMark, SequenceMessage, SequenceWindow } from "../../port/messages.ts";
import { faded, fontOf, rimmedText, strokeLine, TEXT_PX, WEIGHT, type Ctx } from "../stage/ink.ts";
import { BOLT, HUE, markOf } from "../stage/marks.ts";
import type { Palette } from "../theme/palette.ts";
import { durationOf, timeOf } from "../../texts/units.ts";
import { type Geometry, GUTTER_PX, HEAD_PX, type Line, lineOf, LOST_PART, markPoint, xOf, yOf } from "./geometry.ts";
import { SEQUENCE_TEXTS } from "../../texts/sequence.ts";

/** What of the picture is lit, and what lies over it. */
export interface Lit {
  readonly message: number | null;
  readonly transaction: string | null;
  readonly link: string | null;
  /** column of the selected node, -1 = none */
  readonly column: number;
  /** row of the event that is looked at */
  readonly event: number | null;
  readonly hover: number | null;
  /** place of the time cursor */
  readonly cursor: number | null;
  /** heights of the piece that is selected */
  readonly piece: { readonly from: number; readonly to: number } | null;
}

const DIM = 0.16;
/** Where on its way a message has its mark: one in flight at its head. */
const GLYPH_PART: Readonly<Record<SequenceMessage["fate"], number>> = { delivered: 0.5, lost: 0.34, "in flight": 1 };

/** One picture of the diagram; the canvas is as large as what is in sight of it. */
export function paintSequence(ctx: Ctx, palette: Palette, geometry: Geometry, columns: number, found: SequenceWindow, lit: Lit): void {
  const { width, height } = geometry;
  ctx.clearRect(0, 0, width, height);
  paintPiece(ctx, palette, geometry, lit);
  paintColumns(ctx, palette, geometry, columns, lit);
  paintBreaks(ctx, palette, geometry, found);
  ctx.save();
  ctx.beginPath();
  ctx.rect(GUTTER_PX - 22, HEAD_PX, width - GUTTER_PX + 22, height - HEAD_PX);
  ctx.clip();
  for (const message of found.messages) paintMessage(ctx, palette, geometry, found, message, lit);
  for (const mark of found.marks) paintMark(ctx, palette, geometry, mark, lit);
  ctx.restore();
  paintTimes(ctx, palette, geometry, found);
  if (lit.cursor !== null) paintCursor(ctx, palette, geometry, lit.cursor);
}

function paintPiece(ctx: Ctx, palette: Palette, { width }: Geometry, { piece }: Lit): void {
  if (piece === null) return;
  ctx.fillStyle = faded(palette.accent, 0.12);
  ctx.fillRect(0, piece.from, width, piece.to - piece.from);
  ctx.strokeStyle = palette.accent;
  ctx.lineWidth = 1;
  strokeLine(ctx, 0, piece.from, width, piece.from);
  strokeLine(ctx, 0, piece.to, width, piece.to);
}

function paintColumns(ctx: Ctx, palette: Palette, geometry: Geometry, columns: number, lit: Lit): void {
  for (let column = 0; column < columns; column++) {
    const x = Math.round(xOf(geometry, column)) + 0.5;
    if (x < GUTTER_PX - 10 || x > geometry.width) continue;
    ctx.strokeStyle = column === lit.column ? palette.accent : palette.line;
    ctx.lineWidth = column === lit.column ? 2 : 1;
    strokeLine(ctx, x, HEAD_PX, x, geometry.height);
  }
}

/** A zigzag across, and how long the silence was. */
function paintBreaks(ctx: Ctx, palette: Palette, geometry: Geometry, found: SequenceWindow): void {
  ctx.font = fontOf(palette, TEXT_PX.small, WEIGHT.normal);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const { from, to, us } of found.breaks) {
    const y = (yOf(geometry, from) + yOf(geometry, to)) / 2;
    if (y < HEAD_PX - 20 || y > geometry.height + 20) continue;
    ctx.strokeStyle = palette.line;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    for (let x = GUTTER_PX - 6, up = true; x <= geometry.width; x += 7, up = !up) ctx.lineTo(x, y + (up ? -3 : 3));
    ctx.stroke();
    rimmedText(ctx, SEQUENCE_TEXTS.silence(durationOf(us)), GUTTER_PX + (geometry.width - GUTTER_PX) / 2, y, palette.stage, palette.muted);
  }
}

function paintTimes(ctx: Ctx, palette: Palette, geometry: Geometry, found: SequenceWindow): void {
  ctx.font = `${WEIGHT.normal} ${TEXT_PX.small}px ${palette.mono}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  ctx.fillStyle = palette.muted;
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  const ticks = found.ticks.length > 0 ? found.ticks : linearTicks(geometry);
  const above = ticks.findLast(({ place }) => yOf(geometry, place) < HEAD_PX + 8);
  const below = ticks.find(({ place }) => yOf(geometry, place) >= HEAD_PX + 8);
  // the time of what is at the top stays there when it was written above
  if (above !== undefined && (below === undefined || yOf(geometry, below.place) > HEAD_PX + 40)) ctx.fillText(timeOf(above.atUs).replace(/ s$/, ""), GUTTER_PX - 24, HEAD_PX + 10);
  let next = HEAD_PX + 8;
  for (const { place, atUs } of ticks) {
    const y = yOf(geometry, place);
    if (y < next || y > geometry.height + 8) continue;
    ctx.fillText(timeOf(atUs).replace(/ s$/, ""), GUTTER_PX - 24, y);
    strokeLine(ctx, GUTTER_PX - 21, Math.round(y) + 0.5, GUTTER_PX - 15, Math.round(y) + 0.5);
    next = y + 26;
  }
}

/** Round times in a step of 1, 2 or 5, where a place is a microsecond. */
function linearTicks(geometry: Geometry): { readonly place: number; readonly atUs: number }[] {
  const least = 64 / geometry.zoom;
  let step = 1;
  for (let i = 0; step < least; i++) step *= i % 3 === 1 ? 2.5 : 2;
  const from = Math.max(0, geometry.origin + (geometry.top - HEAD_PX) / geometry.zoom);
  const ticks: { place: number; atUs: number }[] = [];
  for (let at = Math.ceil(from / step) * step; yOf(geometry, at) <= geometry.height; at += step) ticks.push({ place: at, atUs: at });
  return ticks;
}

function paintCursor(ctx: Ctx, palette: Palette, geometry: Geometry, cursor: number): void {
  const y = Math.round(yOf(geometry, cursor)) + 0.5;
  if (y < HEAD_PX || y > geometry.height) return;
  ctx.strokeStyle = palette.accent;
  ctx.fillStyle = palette.accent;
  ctx.lineWidth = 1.5;
  strokeLine(ctx, GUTTER_PX - 12, y, geometry.width, y);
  ctx.beginPath();
  ctx.moveTo(GUTTER_PX - 20, y - 5);
  ctx.lineTo(GUTTER_PX - 11, y);
  ctx.lineTo(GUTTER_PX - 20, y + 5);
  ctx.fill();
}

// ---------------------------------------------------------------- messages

function paintMessage(ctx: Ctx, palette: Palette, geometry: Geometry, found: SequenceWindow, message: SequenceMessage, lit: Lit): void {
  const line = lineOf(geometry, message, found.end);
  if (Math.max(line.ay, line.by) < HEAD_PX || Math.min(line.ay, line.by) > geometry.height) return;
  const isLit = message.message === lit.message || message.row === lit.event || message.row === lit.hover || (message.endRow !== null && message.endRow === lit.event);
  const isNear = (lit.transaction !== null && message.transaction === lit.transaction) || (lit.link !== null && message.link === lit.link);
  if (isLit || isNear) {
    ctx.strokeStyle = faded(palette.accent, isLit ? 0.5 : 0.2);
    ctx.lineWidth = isLit ? 7 : 5;
    ctx.setLineDash([]);
    strokeLine(ctx, line.ax, line.ay, line.bx, line.by);
  }
  ctx.globalAlpha = message.dim && !isLit ? DIM : 1;
  const hue = palette[HUE[message.family]];
  ctx.strokeStyle = hue;
  ctx.lineWidth = message.family === "housekeeping" ? 1 : 1.5;
  if (message.fate === "lost") paintBroken(ctx, palette, line, hue);
  else {
    ctx.setLineDash(message.fate === "in flight" ? [3, 4] : message.from < 0 || message.to < 0 ? [5, 3] : []);
    strokeLine(ctx, line.ax, line.ay, line.bx, line.by);
    ctx.setLineDash([]);
    if (message.fate === "delivered") paintHead(ctx, line, hue);
  }
  paintGlyph(ctx, palette, message, line, GLYPH_PART[message.fate]);
  ctx.globalAlpha = 1;
}

/** Breaks up on its way: its own hue fades, a cross where it ends. */
function paintBroken(ctx: Ctx, palette: Palette, line: Line, hue: string): void {
  const at = (part: number) => ({ x: line.ax + (line.bx - line.ax) * part, y: line.ay + (line.by - line.ay) * part });
  const end = at(LOST_PART);
  strokeLine(ctx, line.ax, line.ay, at(LOST_PART - 0.2).x, at(LOST_PART - 0.2).y);
  ctx.setLineDash([2, 4]);
  strokeLine(ctx, at(LOST_PART - 0.18).x, at(LOST_PART - 0.18).y, end.x, end.y);
  ctx.setLineDash([]);
  ctx.strokeStyle = hue;
  ctx.lineWidth = 2;
  strokeLine(ctx, end.x - 4, end.y - 4, end.x + 4, end.y + 4);
  strokeLine(ctx, end.x + 4, end.y - 4, end.x - 4, end.y + 4);
  ctx.strokeStyle = palette.stage;
}

function paintHead(ctx: Ctx, { ax, ay, bx, by }: Line, hue: string): void {
  const angle = Math.atan2(by - ay, bx - ax);
  ctx.fillStyle = hue;
  ctx.beginPath();
  ctx.moveTo(bx, by);
  ctx.lineTo(bx - 8 * Math.cos(angle - 0.4), by - 8 * Math.sin(angle - 0.4));
  ctx.lineTo(bx - 8 * Math.cos(angle + 0.4), by - 8 * Math.sin(angle + 0.4));
  ctx.fill();
}

const paths = new Map<string, Path2D>();

function pathOf(d: string): Path2D {
  let path = paths.get(d);
  if (path === undefined) {
    path = new Path2D(d);
    paths.set(d, path);
  }
  return path;
}

/** The mark of its family, as on the stage: command filled, reply hollow. */
function paintGlyph(ctx: Ctx, palette: Palette, { family, reply }: SequenceMessage, { ax, ay, bx, by }: Line, part: number): void {
  if (Math.hypot(bx - ax, by - ay) < 26) return;
  const mark = markOf(family, reply);
  ctx.save();
  ctx.translate(ax + (bx - ax) * part, ay + (by - ay) * part);
  if (mark.turns) ctx.rotate(Math.atan2(by - ay, bx - ax));
  ctx.fillStyle = mark.filled ? palette[HUE[family]] : palette.stage;
  ctx.strokeStyle = palette[HUE[family]];
  ctx.lineWidth = mark.strokeWidth;
  const path = pathOf(mark.d);
  ctx.fill(path);
  ctx.stroke(path);
  ctx.restore();
}

// ---------------------------------------------------------------- marks

function paintMark(ctx: Ctx, palette: Palette, geometry: Geometry, mark: SequenceMark, lit: Lit): void {
  const { x, y } = markPoint(geometry, mark);
  if (y < HEAD_PX - 8 || y > geometry.height + 8) return;
  ctx.globalAlpha = mark.dim ? DIM : 1;
  if (mark.kind === "cut" || mark.kind === "restored") paintLinkMark(ctx, palette, geometry, mark);
  if (mark.kind === "command") paintCommandLine(ctx, palette, geometry, y);
  ctx.save();
  ctx.translate(x, y);
  if (mark.row === lit.event || mark.row === lit.hover) {
    ctx.strokeStyle = palette.accent;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(0, 0, 10, 0, Math.PI * 2);
    ctx.stroke();
  }
  SHAPES[mark.kind](ctx, palette);
  ctx.restore();
  ctx.globalAlpha = 1;
}

function paintLinkMark(ctx: Ctx, palette: Palette, geometry: Geometry, { kind, column, otherColumn, place }: SequenceMark): void {
  const y = yOf(geometry, place);
  ctx.strokeStyle = kind === "cut" ? palette.red : palette.link;
  ctx.lineWidth = 2;
  ctx.setLineDash(kind === "cut" ? [4, 4] : []);
  const [a, b] = [column, otherColumn].map((one) => (one < 0 ? null : xOf(geometry, one)));
  if (a !== null && a !== undefined && b !== null && b !== undefined) strokeLine(ctx, a, y, b, y);
  else strokeLine(ctx, (a ?? b ?? 0) - 14, y, (a ?? b ?? 0) + 14, y);
  ctx.setLineDash([]);
}

function paintCommandLine(ctx: Ctx, palette: Palette, geometry: Geometry, y: number): void {
  ctx.strokeStyle = faded(palette.muted, 0.5);
  ctx.lineWidth = 1;
  ctx.setLineDash([1, 4]);
  strokeLine(ctx, GUTTER_PX, y, geometry.width, y);
  ctx.setLineDash([]);
}

type Shape = (ctx: Ctx, palette: Palette) => void;

const disc = (ctx: Ctx, radius: number): void => {
  ctx.beginPath();
  ctx.arc(0, 0, radius, 0, Math.PI * 2);
};
const cross: Shape = (ctx, palette) => {
  ctx.strokeStyle = palette.red;
  ctx.lineWidth = 2.6;
  strokeLine(ctx, -4.5, -4.5, 4.5, 4.5);
  strokeLine(ctx, 4.5, -4.5, -4.5, 4.5);
};
const bolt: Shape = (ctx, palette) => {
  ctx.fillStyle = palette.red;
  ctx.strokeStyle = palette.stage;
  ctx.lineWidth = 1;
  ctx.fill(pathOf(BOLT));
  ctx.stroke(pathOf(BOLT));
};
/** A box for the placeholder with a stroke through it: what named it is gone. */
const crossedBox = (dashed: boolean): Shape => (ctx, palette) => {
  ctx.fillStyle = palette.stage;
  ctx.strokeStyle = palette.text;
  ctx.lineWidth = 1.6;
  ctx.setLineDash(dashed ? [2.5, 2] : []);
  ctx.fillRect(-5.5, -5.5, 11, 11);
  ctx.strokeRect(-5.5, -5.5, 11, 11);
  ctx.setLineDash([]);
  strokeLine(ctx, -5.5, 5.5, 5.5, -5.5);
};
const ring = (filled: boolean): Shape => (ctx, palette) => {
  ctx.fillStyle = filled ? palette.amber : palette.stage;
  ctx.strokeStyle = palette.amber;
  ctx.lineWidth = 2;
  disc(ctx, 4);
  ctx.fill();
  ctx.stroke();
};
const diamond = (field: "muted" | "accent" | "link"): Shape => (ctx, palette) => {
  ctx.fillStyle = palette[field];
  ctx.beginPath();
  ctx.moveTo(0, -4.5);
  ctx.lineTo(4.5, 0);
  ctx.lineTo(0, 4.5);
  ctx.lineTo(-4.5, 0);
  ctx.fill();
};

/** About the origin, some ten pixels wide. */
export const SHAPES: Readonly<Record<SequenceMark["kind"], Shape>> = {
  placeholder: crossedBox(true),
  thrownOut: crossedBox(false),
  discarded: crossedBox(false),
  abort: cross,
  refused: (ctx, palette) => {
    ctx.fillStyle = palette.stage;
    ctx.strokeStyle = palette.amber;
    ctx.lineWidth = 2;
    disc(ctx, 5);
    ctx.fill();
    ctx.stroke();
    strokeLine(ctx, -3.5, 0, 3.5, 0);
  },
  violation: bolt,
  altered: bolt,
  opened: ring(true),
  accepted: ring(false),
  closed: (ctx, palette) => {
    ctx.fillStyle = palette.amber;
    ctx.fillRect(-3.5, -3.5, 7, 7);
  },
  cut: cross,
  restored: diamond("link"),
  crashed: (ctx, palette) => {
    ctx.fillStyle = palette.red;
    disc(ctx, 6);
    ctx.fill();
    ctx.strokeStyle = palette.stage;
    ctx.lineWidth = 2;
    strokeLine(ctx, -2.6, -2.6, 2.6, 2.6);
    strokeLine(ctx, 2.6, -2.6, -2.6, 2.6);
  },
  revived: diamond("link"),
  command: (ctx, palette) => {
    ctx.fillStyle = palette.text;
    ctx.beginPath();
    ctx.moveTo(-4, -5);
    ctx.lineTo(5, 0);
    ctx.lineTo(-4, 5);
    ctx.fill();
  },
  event: diamond("muted"),
};
