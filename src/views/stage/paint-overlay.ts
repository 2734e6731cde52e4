import type { LinkKind } from "./commands.ts";
import { EFFECT_MS, type Effect, type RunningEffect } from "./effects.ts";
import { faded, strokeLine, type Ctx } from "./ink.ts";
import { pointOnLane } from "./lanes.ts";
import { paintMark } from "./paint-marks.ts";
import { isOnPath, type Picture } from "./picture.ts";
import { traceShape } from "./shapes.ts";

/** What lies over the picture for a moment: effects; and the interface's own marks: hover, focus, selection. */

/** A node or link by number. */
export type Target = { readonly kind: "node"; readonly node: number } | { readonly kind: "link"; readonly link: number };

export interface Pointing {
  readonly hover: Target | null;
  /** where the keyboard is */
  readonly focus: Target | null;
  readonly selected: Target | null;
  /** a link in the making: from this node to the pointer */
  readonly connecting: { readonly node: number; readonly kind: LinkKind; readonly x: number; readonly y: number } | null;
}

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
  if (pointing.selected !== null) paintTarget(ctx, picture, pointing.selected, palette.accent, 2, 1);
  if (pointing.hover !== null) paintTarget(ctx, picture, pointing.hover, faded(palette.accent, 0.75), 1.5, 1);
  if (pointing.focus !== null) paintTarget(ctx, picture, pointing.focus, palette.accent, 2, 5);
}

function paintTarget(ctx: Ctx, picture: Picture, target: Target, ink: string, width: number, away: number): void {
  const { topology, metrics, lanes, frame, palette } = picture;
  ctx.strokeStyle = ink;
  ctx.lineWidth = width;
  if (target.kind === "node") {
    const node = topology.nodes[target.node];
    if (node === undefined) return;
    const ringed = metrics.level !== "far" && (frame.nodeTransactions[target.node] ?? 0) > 0;
    const ring = ringed ? metrics.radius * 0.16 + (metrics.level === "full" ? 8 : 4) : 3;
    ctx.beginPath();
    traceShape(ctx, node.role, picture.x[target.node], picture.y[target.node], metrics.radius + ring + away);
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
