import { durationOf } from "../../texts/units.ts";
import { faded, fontOf, strokeLine, TEXT_PX, WEIGHT, type Ctx } from "../stage/ink.ts";
import { linkIsNear, type Picture } from "../stage/picture.ts";
import { traceShape } from "../stage/shapes.ts";
import { paintTag } from "./paint-tag.ts";
import type { StageWave, WaveChange } from "./stage-explained.ts";

/**
 * The wavefront as it spreads with the simulated clock: along the links on which the first news came a bar grows from
 * sender to receiver; every node that knows has a ring, fainter the farther the PFS is, one that lost it a broken grey one,
 * and beside it how long after the start. Where nothing shall move the bars stand whole.
 */
export function paintWave(ctx: Ctx, picture: Picture, wave: StageWave, nowUs: number): void {
  const farthest = wave.nodes.reduce((most, { changes }) => changes.reduce((far, { dist }) => Math.max(far, dist), most), 1);
  ctx.setLineDash([]);
  for (const { node, changes } of wave.nodes) for (const change of changes) paintBar(ctx, picture, node, change, nowUs);
  for (const { node, changes } of wave.nodes) {
    const now = changes.findLast((change) => hasHappened(change, nowUs));
    if (now !== undefined && picture.near[node] === 1) paintRing(ctx, picture, node, now, { wave, nowUs, farthest });
  }
}

function hasHappened({ atUs, ahead }: WaveChange, nowUs: number): boolean {
  return atUs < nowUs || (atUs === nowUs && !ahead);
}

function paintBar(ctx: Ctx, picture: Picture, node: number, { kind, atUs, sentUs, link, from }: WaveChange, nowUs: number): void {
  if (link < 0 || from < 0 || sentUs < 0 || nowUs < sentUs || link >= picture.lanes.length.length || !linkIsNear(picture, link)) return;
  const { x, y, palette, metrics, ui } = picture;
  const part = ui.reducedMotion || atUs <= sentUs ? 1 : Math.min(1, (nowUs - sentUs) / (atUs - sentUs));
  ctx.strokeStyle = faded(kind === "heard" ? palette.teal : palette.grey, part < 1 ? 0.9 : 0.35);
  ctx.lineWidth = metrics.level === "far" ? 2 : 5;
  ctx.lineCap = "round";
  const length = Math.hypot(x[node] - x[from], y[node] - y[from]);
  const edge = Math.min(0.45, metrics.radius / Math.max(length, 1));
  const at = (of: Float64Array, along: number): number => of[from] + (of[node] - of[from]) * along;
  const reached = edge + (1 - 2 * edge) * part;
  strokeLine(ctx, at(x, edge), at(y, edge), at(x, reached), at(y, reached));
  ctx.lineCap = "butt";
}

interface Standing {
  readonly wave: StageWave;
  readonly nowUs: number;
  readonly farthest: number;
}

function paintRing(ctx: Ctx, picture: Picture, node: number, change: WaveChange, { wave, nowUs, farthest }: Standing): void {
  const { x, y, palette, metrics, topology, ui } = picture;
  const gone = change.kind === "forgot" || change.kind === "withdrawn";
  const strength = gone ? 1 : 1 - (0.6 * change.dist) / farthest;
  const away = metrics.level === "full" ? 8 : metrics.level === "mid" ? 6 : 4;
  ctx.strokeStyle = faded(gone ? palette.grey : palette.teal, strength);
  ctx.lineWidth = metrics.level === "far" ? 1.5 : 3;
  ctx.setLineDash(gone ? [3, 4] : []);
  outline(ctx, picture, node, away);
  ctx.setLineDash([]);
  // The front itself: a second ring that leaves the node for a tenth of the wave's time.
  const fadeUs = Math.max(1, (wave.endUs - wave.startUs) / 10);
  const age = (nowUs - change.atUs) / fadeUs;
  if (!ui.reducedMotion && age < 1) {
    ctx.strokeStyle = faded(gone ? palette.grey : palette.teal, 0.8 * (1 - age));
    ctx.lineWidth = 2;
    outline(ctx, picture, node, away + 4 + 16 * age);
  }
  if (metrics.level === "far" || topology.nodes[node] === undefined) return;
  ctx.font = fontOf(palette, TEXT_PX.small, WEIGHT.medium);
  const since = `+${durationOf(Math.max(0, change.atUs - wave.startUs))}`;
  const text = metrics.level === "full" ? `${since}${gone ? "" : ` · ${change.dist}`}` : since;
  if (metrics.level === "full" || metrics.radius > 12) paintTag(ctx, palette, text, x[node] + metrics.radius * 0.8 + away + ctx.measureText(text).width / 2, y[node] - metrics.radius - away + 1, gone ? palette.muted : palette.textTeal);
}

function outline(ctx: Ctx, { x, y, metrics, topology }: Picture, node: number, away: number): void {
  const found = topology.nodes[node];
  if (found === undefined) return;
  ctx.beginPath();
  traceShape(ctx, found.role, x[node], y[node], metrics.radius + away);
  ctx.stroke();
}
