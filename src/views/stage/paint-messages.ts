import { COPY_NUMBERS, FAMILIES, FLIGHT_MARK } from "../../store/contract.ts";
import { linkState } from "./facts.ts";
import { deathPart, dyingLook, partOf, placeGlyphs, placeStill, type Glyph } from "./flight-places.ts";
import { TEXT_PX, WEIGHT, faded, fontOf, rimmedText, strokeLine, type Ctx } from "./ink.ts";
import { pointOnLane } from "./lanes.ts";
import { HUE } from "./marks.ts";
import { paintMark } from "./paint-marks.ts";
import type { Picture } from "./picture.ts";

/** Where messages were painted last: what a pointer can hit. */
export interface PaintedMessages {
  readonly x: number[];
  readonly y: number[];
  readonly message: number[];
}

const GLYPH_SPACING = 13;
const COUNT_AWAY_PX = 10;

/** Messages in flight at a simulated time, as the density allows; the one where the keyboard is (`focused`) always. */
export function paintMessages(ctx: Ctx, picture: Picture, nowUs: number, focused = -1): PaintedMessages {
  const painted: PaintedMessages = { x: [], y: [], message: [] };
  const { level } = picture.metrics;
  const chosen = glyphChoice(picture);
  const wanted = (flight: number): boolean => picture.frame.flights.message[flight] === focused || chosen(flight);
  if (level === "mid") paintPulses(ctx, picture, nowUs, (flight) => !wanted(flight), painted);
  const glyphs = placeGlyphs(picture.frame.flights, nowUs, {
    lanes: picture.lanes,
    stateOf: (link) => linkState(picture.frame, link),
    spacing: GLYPH_SPACING * picture.metrics.markScale,
    wanted,
  });
  for (const glyph of glyphs) paintGlyph(ctx, picture, glyph, painted);
  return painted;
}

/** Which messages are glyphs: all, or those of what is selected or watched; aborts unless there is no room at all. */
function glyphChoice(picture: Picture): (flight: number) => boolean {
  const { topology, frame, ui, metrics, near } = picture;
  const { flights, path } = frame;
  const isChosen = chosenMessages(picture);
  const visible = (link: number): boolean => {
    const ends = topology.links[link];
    return ends !== undefined && (near[ends.a] === 1 || near[ends.b] === 1);
  };
  if (metrics.level === "full") return (flight) => visible(flights.link[flight]);
  if (metrics.level === "far") return isChosen;
  const links = new Set<number>();
  topology.links.forEach(({ id, a, b }, link) => {
    if (ui.selection?.kind === "link" && ui.selection.link === id) links.add(link);
    if (ui.selection?.kind === "node" && [topology.nodes[a].id, topology.nodes[b].id].includes(ui.selection.node)) links.add(link);
  });
  const onPath = new Set([...(path?.links ?? []), ...(path?.copies ?? []).flatMap((copy) => copy.links)]);
  return (flight) => {
    const link = flights.link[flight];
    const family = FAMILIES[flights.family[flight]];
    if (isChosen(flight) || links.has(link)) return true;
    if (!visible(link)) return false;
    return family === "abort" || (onPath.has(link) && (family === "transaction" || family === "data"));
  };
}

function paintGlyph(ctx: Ctx, picture: Picture, glyph: Glyph, painted: PaintedMessages): void {
  const { lanes, metrics, palette, frame, ui } = picture;
  const part = glyph.along / Math.max(lanes.length[glyph.link], 1);
  const at = pointOnLane(lanes, glyph.link, glyph.direction, part);
  if (isBeneathNode(picture, glyph.link, at.x, at.y)) return;
  const sense = glyph.direction === 0 ? 1 : -1;
  const angle = Math.atan2(lanes.uy[glyph.link] * sense, lanes.ux[glyph.link] * sense);
  const message = frame.flights.message[glyph.flight];
  paintMark(ctx, palette, glyph, { ...at, angle, scale: metrics.markScale, seed: message });
  if (glyph.count > 1) paintCount(ctx, picture, glyph, at.x, at.y, angle);
  if (glyph.copy !== 0 && glyph.broken === 0) paintCopyNumber(ctx, picture, glyph, at.x, at.y, angle);
  const isSelected = ui.selection?.kind === "message" && ui.selection.message === message;
  if (isSelected || isTwin(picture, glyph)) {
    // The copies of the selected message light up with it.
    ctx.strokeStyle = palette.accent;
    ctx.lineWidth = isSelected ? 2 : 1.5;
    ctx.setLineDash(isSelected ? [] : [3, 2.5]);
    ctx.beginPath();
    ctx.arc(at.x, at.y, 11 * metrics.markScale, 0, Math.PI * 2);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  painted.x.push(at.x);
  painted.y.push(at.y);
  painted.message.push(message);
}

/** Rows of the selected message and of its copies. */
function chosenMessages({ frame: { flights }, ui }: Picture): (flight: number) => boolean {
  const chosen = ui.selection?.kind === "message" ? ui.selection.message : -1;
  const twin = copyOfSelected(flights, chosen);
  return (flight) => flights.message[flight] === chosen || (twin !== 0 && flights.copy[flight] === twin);
}

/** The copy number of the selected message while it flies; 0 = none. */
function copyOfSelected({ count, message, copy }: Picture["frame"]["flights"], chosen: number): number {
  for (let flight = 0; chosen >= 0 && flight < count; flight += 1) if (message[flight] === chosen) return copy[flight]!;
  return 0;
}

/** Whether it carries the same as the selected message, which may have arrived already (DUP-01). */
function isTwin({ frame, ui }: Picture, glyph: Glyph): boolean {
  if (glyph.copy === 0 || ui.selection?.kind !== "message") return false;
  const { inspection, flights } = frame;
  if (copyOfSelected(flights, ui.selection.message) === glyph.copy) return true;
  if (inspection?.kind !== "message" || inspection.message !== ui.selection.message) return false;
  return inspection.copyOf?.messages.some(({ message }) => message === flights.message[glyph.flight]) ?? false;
}

/** DUP-01: which message of its half it is, the same number on all copies, between two bars that say that there are more of it. */
function paintCopyNumber(ctx: Ctx, { palette, metrics }: Picture, { copy }: Glyph, x: number, y: number, angle: number): void {
  // Beyond the dashes of a path.
  const away = (COUNT_AWAY_PX + 9) * metrics.markScale;
  const at = { x: x - Math.sin(angle) * away, y: y + Math.cos(angle) * away };
  ctx.font = fontOf(palette, TEXT_PX.small, WEIGHT.medium);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const text = String((copy >> 1) % COPY_NUMBERS);
  rimmedText(ctx, text, at.x, at.y, palette.stage, palette.text);
  const half = ctx.measureText(text).width / 2 + 3;
  ctx.strokeStyle = palette.text;
  ctx.lineWidth = 1.25;
  ctx.setLineDash([]);
  strokeLine(ctx, at.x - half, at.y - 4, at.x - half, at.y + 4);
  strokeLine(ctx, at.x + half, at.y - 4, at.x + half, at.y + 4);
}

/** Where a link passes beneath a node that is none of its ends, its messages do so, too. */
function isBeneathNode({ topology, metrics, near, x: nodeX, y: nodeY }: Picture, link: number, x: number, y: number): boolean {
  const { a, b } = topology.links[link];
  for (let node = 0; node < nodeX.length; node += 1) {
    if (near[node] === 0 || node === a || node === b) continue;
    if (Math.abs(nodeX[node] - x) < metrics.radius && Math.abs(nodeY[node] - y) < metrics.radius) return true;
  }
  return false;
}

/** How many alike, on the outer side of the lane. */
function paintCount(ctx: Ctx, { palette, metrics }: Picture, glyph: Glyph, x: number, y: number, angle: number): void {
  const away = COUNT_AWAY_PX * metrics.markScale + 3;
  ctx.font = fontOf(palette, TEXT_PX.small, WEIGHT.medium);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const text = glyph.waits ? `+${glyph.count - 1}` : String(glyph.count);
  rimmedText(ctx, text, x - Math.sin(angle) * away, y + Math.cos(angle) * away, palette.stage, palette.muted);
}

/** Small dots, one stroke of the brush for all of one family. */
function paintPulses(
  ctx: Ctx,
  picture: Picture,
  nowUs: number,
  wanted: (flight: number) => boolean,
  painted: PaintedMessages,
): void {
  const { frame, lanes, palette, metrics } = picture;
  const { flights } = frame;
  const radius = 3.2 * metrics.markScale;
  FAMILIES.forEach((family, code) => {
    ctx.beginPath();
    for (let flight = 0; flight < flights.count; flight += 1) {
      if (flights.family[flight] !== code || !wanted(flight)) continue;
      const link = flights.link[flight];
      if (link < 0 || link >= lanes.length.length) continue;
      let part = partOf(flights, flight, nowUs);
      if ((flights.marks[flight] & FLIGHT_MARK.willBeLost) !== 0) {
        const look = dyingLook(part, deathPart(flights.message[flight], linkState(frame, link)));
        if (look === null || look.broken > 0) continue;
        ({ part } = look);
      }
      if ((flights.marks[flight] & FLIGHT_MARK.queued) !== 0) part = 0.04;
      const { x, y } = pointOnLane(lanes, link, flights.direction[flight], part);
      if (isBeneathNode(picture, link, x, y)) continue;
      ctx.moveTo(x + radius, y);
      ctx.arc(x, y, family === "housekeeping" ? radius * 0.7 : radius, 0, Math.PI * 2);
      painted.x.push(x);
      painted.y.push(y);
      painted.message.push(flights.message[flight]);
    }
    ctx.fillStyle = palette[HUE[family]];
    ctx.fill();
  });
}

/**
 * For those who want no motion: each lane shows, at the sender's end, which kinds of messages are under way and how
 * many, with an arrow that says whereto.
 */
export function paintStillMessages(ctx: Ctx, picture: Picture): PaintedMessages {
  const painted: PaintedMessages = { x: [], y: [], message: [] };
  const { frame, metrics, lanes } = picture;
  if (metrics.level === "far") return painted;
  const spacing = (GLYPH_SPACING + 3) * metrics.markScale;
  const foremost = new Map<number, number>();
  for (const glyph of placeStill(frame.flights, lanes.length.length, spacing)) {
    foremost.set(glyph.link * 2 + glyph.direction, glyph.along);
    paintGlyph(ctx, picture, glyph, painted);
  }
  for (const [lane, along] of foremost) paintWhereto(ctx, picture, lane >> 1, lane & 1, along + spacing);
  return painted;
}

function paintWhereto(ctx: Ctx, { lanes, palette }: Picture, link: number, direction: number, along: number): void {
  const sense = direction === 0 ? 1 : -1;
  const { x, y } = pointOnLane(lanes, link, direction, along / Math.max(lanes.length[link], 1));
  const ux = lanes.ux[link] * sense;
  const uy = lanes.uy[link] * sense;
  ctx.strokeStyle = faded(palette.text, 0.8);
  ctx.lineWidth = 1.75;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.beginPath();
  ctx.moveTo(x - ux * 3 + uy * 3.5, y - uy * 3 - ux * 3.5);
  ctx.lineTo(x + ux * 1, y + uy * 1);
  ctx.lineTo(x - ux * 3 - uy * 3.5, y - uy * 3 + ux * 3.5);
  ctx.stroke();
}
