import type { LinkKind } from "./commands.ts";
import { EFFECT_MS, type Effect, type RunningEffect } from "./effects.ts";
import { faded, strokeLine, type Ctx } from "./ink.ts";
import { pointOnLane } from "./lanes.ts";
import { paintMark } from "./paint-marks.ts";
import type { PaintedMessages } from "./paint-messages.ts";
import type { Line, Picked } from "./picked.ts";
import { isOnPath, type Picture } from "./picture.ts";
import { traceShape } from "./shapes.ts";

/** What lies over the picture for a moment: effects; and the interface's own marks: hover, focus, selection. */

/** A node or link by number. */
export type Target = { readonly kind: "node"; readonly node: number } | { readonly kind: "link"; readonly link: number };

export interface Pointing {
  readonly hover: Target | null;
  /** where the keyboard is */
  readonly focus: Hit | null;
  readonly selected: Target | null;
  /** a link in the making: from this node to the pointer */
  readonly connecting: { readonly node: number; readonly kind: LinkKind; readonly x: number; readonly y: number } | null;
  /** what was picked to do something to all of it */
  readonly picked: Picked;
  /** a frame that is being drawn about things to pick */
  readonly frame: Line | null;
  /** a line across the links that shall be cut, as it is drawn; `crosses` is what it crosses */
  readonly divide: { readonly line: Line; readonly crosses: readonly number[] } | null;
  /** what a search found */
  readonly matches: Picked;
}

/** What can be hit: a thing of the topology, or a message by its number in the run. */
export type Hit = Target | { readonly kind: "message"; readonly message: number };

export function paintEffects(ctx: Ctx, picture: Picture, effects: readonly RunningEffect[], nowMs: number, still: boolean): void {
  for (const { effect, sinceMs } of effects) {
    const gone = Math.min(Math.max((nowMs - sinceMs) / EFFECT_MS[effect.kind], 0), 1);
    if (effect.kind === "burst") {
      if (!still) paintBurst(ctx, picture, effect, gone);
    } else {
      paintNodeLight(ctx, picture, effect, gone, still);
    }
  }
}

function paintBurst(ctx: Ctx, picture: Picture, effect: Extract<Effect, { kind: "burst" }>, gone: number): void {
  const { lanes, palette, metrics } = picture;
  if (metrics.level === "far" || effect.link >= lanes.length.length) return;
  const at = pointOnLane(lanes, effect.link, effect.direction, effect.part);
  const sense = effect.direction === 0 ? 1 : -1;
  const angle = Math.atan2(lanes.uy[effect.link] * sense, lanes.ux[effect.link] * sense);
  const look = { family: effect.family, reply: false, alpha: 1, broken: Math.max(gone, 0.01), corrupted: false, injected: false };
  paintMark(ctx, palette, look, { ...at, angle, scale: metrics.markScale, seed: effect.seed });
}

function paintNodeLight(ctx: Ctx, picture: Picture, effect: { kind: "flash" | "glow"; node: number }, gone: number, still: boolean): void {
  const { topology, palette, metrics } = picture;
  const node = topology.nodes[effect.node];
  if (node === undefined || picture.near[effect.node] === 0) return;
  const x = picture.x[effect.node];
  const y = picture.y[effect.node];
  const flash = effect.kind === "flash";
  const hue = flash ? palette.red : palette.teal;
  const fade = flash ? Math.min(1, (1 - gone) * 2.2) : 1 - gone;
  ctx.setLineDash([]);
  if (flash) {
    ctx.strokeStyle = faded(hue, fade);
    ctx.lineWidth = metrics.nodeStroke * 1.5;
    ctx.beginPath();
    traceShape(ctx, node.role, x, y, metrics.radius);
    ctx.stroke();
  }
  if (still || metrics.level === "far") return;
  const spread = metrics.level === "full" ? 14 : 7;
  ctx.strokeStyle = faded(hue, 0.55 * (1 - gone));
  ctx.lineWidth = 2;
  ctx.beginPath();
  traceShape(ctx, node.role, x, y, metrics.radius + 3 + spread * (1 - (1 - gone) ** 2));
  ctx.stroke();
}

export function paintPointing(ctx: Ctx, picture: Picture, pointing: Pointing): void {
  const { palette } = picture;
  ctx.setLineDash([]);
  if (pointing.connecting !== null) paintConnecting(ctx, picture, pointing.connecting);
  paintAll(ctx, picture, pointing.matches, palette.text);
  paintAll(ctx, picture, pointing.picked, palette.accent);
  if (pointing.frame !== null) paintFrame(ctx, picture, pointing.frame);
  if (pointing.divide !== null) paintDivide(ctx, picture, pointing.divide);
  if (pointing.selected !== null) paintTarget(ctx, picture, pointing.selected, palette.accent, 2, 1);
  if (pointing.hover !== null) paintTarget(ctx, picture, pointing.hover, faded(palette.accent, 0.75), 1.5, 1);
  if (pointing.focus !== null && pointing.focus.kind !== "message") paintTarget(ctx, picture, pointing.focus, palette.accent, 2, 5);
}

/** The message where the keyboard is: a ring, drawn after the messages were placed. */
export function paintMessageFocus(ctx: Ctx, { palette, metrics }: Picture, { focus }: Pointing, { x, y, message }: PaintedMessages): void {
  const row = focus?.kind === "message" ? message.indexOf(focus.message) : -1;
  if (row === -1) return;
  ctx.strokeStyle = palette.accent;
  ctx.lineWidth = 2;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.arc(x[row]!, y[row]!, 13 * Math.max(metrics.markScale, 0.8), 0, Math.PI * 2);
  ctx.stroke();
}

function paintAll(ctx: Ctx, picture: Picture, { nodes, links }: Picked, ink: string): void {
  for (const link of links) paintTarget(ctx, picture, { kind: "link", link }, ink, 1.5, 1);
  for (const node of nodes) paintTarget(ctx, picture, { kind: "node", node }, ink, 1.75, 1);
}

function paintFrame(ctx: Ctx, { palette }: Picture, { ax, ay, bx, by }: Line): void {
  ctx.strokeStyle = palette.accent;
  ctx.lineWidth = 1;
  ctx.setLineDash([4, 3]);
  ctx.strokeRect(ax, ay, bx - ax, by - ay);
  ctx.setLineDash([]);
  ctx.fillStyle = faded(palette.accent, 0.08);
  ctx.fillRect(ax, ay, bx - ax, by - ay);
}

/** The line is the hand's, so it has the accent; a cross in the cut's red says what it would cut. */
function paintDivide(ctx: Ctx, picture: Picture, { line, crosses }: NonNullable<Pointing["divide"]>): void {
  const { palette, lanes } = picture;
  ctx.strokeStyle = palette.accent;
  ctx.lineWidth = 2;
  ctx.setLineDash([8, 5]);
  strokeLine(ctx, line.ax, line.ay, line.bx, line.by);
  ctx.setLineDash([]);
  for (const [ink, width] of [
    [palette.stage, 5],
    [palette.red, 2.25],
  ] as const) {
    ctx.strokeStyle = ink;
    ctx.lineWidth = width;
    ctx.beginPath();
    for (const link of crosses) {
      const at = meetingPoint(line, { ax: lanes.ax[link]!, ay: lanes.ay[link]!, bx: lanes.bx[link]!, by: lanes.by[link]! });
      ctx.moveTo(at.x - 5, at.y - 5);
      ctx.lineTo(at.x + 5, at.y + 5);
      ctx.moveTo(at.x + 5, at.y - 5);
      ctx.lineTo(at.x - 5, at.y + 5);
    }
    ctx.stroke();
  }
}

/** Of two lines that cross. */
function meetingPoint(one: Line, other: Line): { x: number; y: number } {
  const dx = other.bx - other.ax;
  const dy = other.by - other.ay;
  const ox = one.bx - one.ax;
  const oy = one.by - one.ay;
  const part = ((one.ax - other.ax) * oy - (one.ay - other.ay) * ox) / (dx * oy - dy * ox || 1);
  return { x: other.ax + dx * part, y: other.ay + dy * part };
}

/** How far from its middle the outline of a node is that is selected: outside of its ring, if it has one. */
export function outlineReach({ metrics, frame }: Picture, node: number): number {
  const ringed = metrics.level !== "far" && (frame.nodeTransactions[node] ?? 0) > 0;
  return metrics.radius + (ringed ? metrics.radius * 0.16 + (metrics.level === "full" ? 8 : 4) : 3);
}

function paintTarget(ctx: Ctx, picture: Picture, target: Target, ink: string, width: number, away: number): void {
  const { topology, lanes, frame, palette } = picture;
  ctx.strokeStyle = ink;
  ctx.lineWidth = width;
  if (target.kind === "node") {
    const node = topology.nodes[target.node];
    if (node === undefined) return;
    ctx.beginPath();
    traceShape(ctx, node.role, picture.x[target.node], picture.y[target.node], outlineReach(picture, target.node) + away);
    ctx.stroke();
    return;
  }
  if (target.link >= lanes.length.length) return;
  const { ax, ay, bx, by, ux, uy } = lanes;
  const i = target.link;
  const side = lanes.offset + (isOnPath(frame, i) ? 9 : 4) + away;
  ctx.beginPath();
  ctx.moveTo(ax[i] - uy[i] * side, ay[i] + ux[i] * side);
  ctx.lineTo(bx[i] - uy[i] * side, by[i] + ux[i] * side);
  ctx.moveTo(ax[i] + uy[i] * side, ay[i] - ux[i] * side);
  ctx.lineTo(bx[i] + uy[i] * side, by[i] - ux[i] * side);
  ctx.stroke();
  ctx.strokeStyle = faded(palette.accent, 0.12);
  ctx.lineWidth = side * 2;
  strokeLine(ctx, ax[i], ay[i], bx[i], by[i]);
}

function paintConnecting(ctx: Ctx, picture: Picture, { node, x, y }: { node: number; x: number; y: number }): void {
  ctx.strokeStyle = picture.palette.accent;
  ctx.lineWidth = 2;
  ctx.setLineDash([4, 4]);
  strokeLine(ctx, picture.x[node], picture.y[node], x, y);
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.arc(x, y, 4, 0, Math.PI * 2);
  ctx.fillStyle = picture.palette.accent;
  ctx.fill();
}
