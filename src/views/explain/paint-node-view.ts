import { faded, fontOf, strokeLine, TEXT_PX, WEIGHT, type Ctx } from "../stage/ink.ts";
import { nameInside } from "../stage/paint-nodes.ts";
import type { Picture } from "../stage/picture.ts";
import { traceShape } from "../stage/shapes.ts";
import { paintTag } from "./paint-tag.ts";
import type { StageView } from "./stage-explained.ts";
import { TEXTS } from "../../texts/explain.ts";

/** The rest of the world is there and hardly to be seen. */
const VEIL = 0.9;

/**
 * What one node knows: itself, its links as it believes them to be, the neighbours behind them, and of each PFS how far it
 * is and through which neighbour. How things hang together beyond a neighbour it does not know: a dotted line says so. What
 * differs from the truth is red and broken. No messages: a node does not see them coming.
 */
export function paintNodeView(ctx: Ctx, picture: Picture, view: StageView): void {
  const { palette, width, height } = picture;
  ctx.setLineDash([]);
  ctx.fillStyle = faded(palette.stage, VEIL);
  ctx.fillRect(0, 0, width, height);
  if (view.node < 0) return;
  for (const pfs of view.pfs) paintBeyond(ctx, picture, pfs, view.pfs.length);
  for (const link of view.links) paintKnownLink(ctx, picture, view.node, link);
  const offering = new Set(view.pfs.map(({ node }) => node));
  for (const { link } of view.links) {
    const peer = peerOf(picture, view.node, link);
    if (peer >= 0 && !offering.has(peer)) paintKnownNode(ctx, picture, peer, palette.grey, false);
  }
  for (const pfs of view.pfs) paintKnownPfs(ctx, picture, view.node, pfs, view.pfs.length <= BEYOND_MAX);
  paintKnownNode(ctx, picture, view.node, palette.accent, false);
}

function peerOf({ topology }: Picture, node: number, link: number): number {
  const found = topology.links[link];
  if (found === undefined) return -1;
  return found.a === node ? found.b : found.a;
}

type Known = StageView["pfs"][number];

/** A tag stands below the ring of what is selected. */
const TAG_RADII = 1.4;

/** Beyond so many only the way of the lit one is drawn. */
const BEYOND_MAX = 12;

function paintBeyond(ctx: Ctx, { x, y, palette }: Picture, { node, via, lit, stale }: Known, count: number): void {
  if (via < 0 || via === node || (!lit && count > BEYOND_MAX)) return;
  ctx.strokeStyle = faded(stale ? palette.red : palette.teal, lit ? 0.9 : 0.45);
  ctx.lineWidth = lit ? 2 : 1.25;
  ctx.setLineDash([1.5, 6]);
  ctx.lineCap = "round";
  strokeLine(ctx, x[via], y[via], x[node], y[node]);
  ctx.lineCap = "butt";
  ctx.setLineDash([]);
}

function paintKnownLink(ctx: Ctx, picture: Picture, node: number, { link, session, stale }: StageView["links"][number]): void {
  const { lanes, palette, metrics } = picture;
  if (link >= lanes.length.length || peerOf(picture, node, link) < 0) return;
  const { ax, ay, bx, by } = lanes;
  ctx.strokeStyle = stale ? palette.red : session === "open" ? palette.link : palette.grey;
  ctx.lineWidth = metrics.level === "far" ? 1.5 : 2.5;
  ctx.setLineDash(stale ? [6, 5] : session === "open" ? [] : [2, 5]);
  strokeLine(ctx, ax[link], ay[link], bx[link], by[link]);
  ctx.setLineDash([]);
  if (!stale || metrics.level === "far") return;
  ctx.font = fontOf(palette, TEXT_PX.small, WEIGHT.medium);
  paintTag(ctx, palette, TEXTS.stage.stale, (ax[link] + bx[link]) / 2, (ay[link] + by[link]) / 2, palette.textRed);
}

function paintKnownPfs(ctx: Ctx, picture: Picture, viewer: number, { node, label, dist, stale }: Known, few: boolean): void {
  const { x, y, palette, metrics } = picture;
  if (picture.near[node] === 0) return;
  if (node !== viewer) paintKnownNode(ctx, picture, node, stale ? palette.red : palette.teal, stale);
  if (metrics.level === "far" && !few) return;
  ctx.font = fontOf(palette, TEXT_PX.small, WEIGHT.medium);
  if (metrics.level === "mid" && !few) {
    if (node === viewer || metrics.radius < 8) return;
    ctx.fillStyle = stale ? palette.textRed : palette.textTeal;
    ctx.textAlign = "center";
    ctx.fillText(String(dist), x[node], y[node] + 4);
    return;
  }
  const words = node === viewer ? TEXTS.stage.offers(label) : TEXTS.stage.knows(label, dist);
  paintTag(ctx, palette, stale ? `${words} · ${TEXTS.stage.stale}` : words, x[node], y[node] + metrics.radius * TAG_RADII + 16, stale ? palette.textRed : palette.textTeal);
}

function paintKnownNode(ctx: Ctx, picture: Picture, node: number, ink: string, broken: boolean): void {
  const { x, y, palette, metrics, topology } = picture;
  const found = topology.nodes[node];
  if (found === undefined || picture.near[node] === 0) return;
  ctx.beginPath();
  traceShape(ctx, found.role, x[node], y[node], metrics.radius);
  ctx.fillStyle = metrics.level === "far" ? ink : palette.node;
  ctx.fill();
  ctx.strokeStyle = ink;
  ctx.lineWidth = metrics.nodeStroke * 1.2;
  ctx.setLineDash(broken ? [4, 4] : []);
  ctx.stroke();
  ctx.setLineDash([]);
  if (metrics.level !== "full") return;
  const { text, px } = nameInside(ctx, picture, node);
  ctx.textAlign = "center";
  ctx.fillStyle = palette.text;
  ctx.fillText(text, x[node], y[node] + px * 0.36);
}
