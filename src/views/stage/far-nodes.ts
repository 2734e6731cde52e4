import type { Palette } from "../theme/palette.ts";
import type { Ctx } from "./ink.ts";
import { nodeState, type NodeStateName } from "./facts.ts";
import { standingOf, type Standing } from "./paint-nodes.ts";
import type { Picture } from "./picture.ts";
import { traceShape, type Role } from "./shapes.ts";

/**
 * Nodes seen from far away: points by role, standing and state. There are few kinds of points and many nodes, so each kind
 * is drawn once, and copied.
 */
export interface FarNodes {
  paint(ctx: Ctx, picture: Picture, ratio: number): void;
}

interface Look {
  readonly role: Role;
  readonly standing: Standing;
  readonly state: NodeStateName;
}

export function createFarNodes(): FarNodes {
  let points = new Map<string, OffscreenCanvas>();
  let drawnFor: { readonly palette: Palette; readonly radius: number; readonly ratio: number } | null = null;
  return {
    paint(ctx, picture, ratio) {
      const { palette, metrics, topology, near, x, y } = picture;
      if (drawnFor === null || drawnFor.palette !== palette || drawnFor.radius !== metrics.radius || drawnFor.ratio !== ratio) {
        points = new Map();
        drawnFor = { palette, radius: metrics.radius, ratio };
      }
      // what stands out lies above what does not
      for (const wanted of ["plain", "reached", "offers"] as const) {
        topology.nodes.forEach(({ role }, node) => {
          if (near[node] === 0 || standingOf(picture, node) !== wanted) return;
          const look = { role, standing: wanted, state: nodeState(picture.frame, node) };
          const key = `${look.role} ${look.standing} ${look.state}`;
          let point = points.get(key);
          if (point === undefined) points.set(key, (point = drawPoint(look, palette, metrics.radius, ratio)));
          const size = point.width / ratio;
          const snap = (value: number): number => Math.round((value - size / 2) * ratio) / ratio;
          ctx.drawImage(point, snap(x[node]), snap(y[node]), size, size);
        });
      }
    },
  };
}

const OFFERS_GROW = 1.5;

function drawPoint({ role, standing, state }: Look, palette: Palette, radius: number, ratio: number): OffscreenCanvas {
  const reach = radius * (standing === "offers" ? OFFERS_GROW : 1);
  const side = Math.ceil((reach * 1.2 + 2) * 2 * ratio);
  const canvas = new OffscreenCanvas(side, side);
  const ctx = canvas.getContext("2d");
  if (ctx === null) throw new Error("the browser gives no 2D context");
  ctx.scale(ratio, ratio);
  paintPoint(ctx, { role, standing, state }, palette, side / ratio / 2, side / ratio / 2, reach);
  return canvas;
}

/** Every node in sight, each drawn for itself. */
export function drawFarNodes(ctx: Ctx, picture: Picture): void {
  const { palette, metrics, topology, near, x, y } = picture;
  for (const wanted of ["plain", "reached", "offers"] as const) {
    topology.nodes.forEach(({ role }, node) => {
      if (near[node] === 0 || standingOf(picture, node) !== wanted) return;
      paintPoint(ctx, { role, standing: wanted, state: nodeState(picture.frame, node) }, palette, x[node], y[node], metrics.radius * (wanted === "offers" ? OFFERS_GROW : 1));
    });
  }
}

function paintPoint(ctx: Ctx, { role, standing, state }: Look, palette: Palette, x: number, y: number, reach: number): void {
  ctx.beginPath();
  traceShape(ctx, role, x, y, reach);
  const gone = state === "crashed" || state === "powerLost";
  ctx.fillStyle = gone ? palette.stage : standing === "plain" ? palette.grey : palette.teal;
  ctx.fill();
  ctx.lineWidth = gone || state === "isolated" ? 1.5 : 1;
  ctx.strokeStyle = gone ? palette.red : state === "isolated" ? palette.text : palette.stage;
  ctx.stroke();
}
