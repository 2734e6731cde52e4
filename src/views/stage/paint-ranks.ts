import { TEXT_PX, WEIGHT, fontOf, type Ctx } from "./ink.ts";
import { linkState } from "./facts.ts";
import type { Box } from "./label-placement.ts";
import { pointOnLink, type Lanes, type Point } from "./lanes.ts";
import { linkIsNear, type Picture } from "./picture.ts";

/** From the outline of the receiver, in pixels. */
const AWAY_PX = 15;
const REACH_PX = 6.5;

/**
 * Copies of the watched PFS by rank (SPAN-02, SPAN-03): where a lane ends stands the place of what came there in the order of
 * its receiver, 1 = the one it uses; filled = the receiver passes it on. Near, on every lane; else on those of what is selected.
 */
export function paintRanks(ctx: Ctx, picture: Picture): void {
  ctx.font = fontOf(picture.palette, TEXT_PX.small, WEIGHT.strong);
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  ctx.setLineDash([]);
  for (const rank of ranksShown(picture)) paintRank(ctx, picture, rank);
}

/** Where they stand: no text may cover them. */
export function rankBoxes(picture: Picture): Box[] {
  return ranksShown(picture).map(({ link, direction }) => {
    const { x, y } = placeOf(picture.lanes, link, direction);
    return { x: x - REACH_PX, y: y - REACH_PX, width: 2 * REACH_PX, height: 2 * REACH_PX };
  });
}

interface Rank {
  readonly link: number;
  readonly direction: number;
  readonly rank: number;
  readonly relayed: boolean;
}

function ranksShown(picture: Picture): Rank[] {
  const { topology, frame, metrics } = picture;
  const { tree } = frame;
  if (tree === null || metrics.level === "far" || picture.lanes.offset === 0) return [];
  const wanted = metrics.level === "full" ? () => true : selectedOnly(picture);
  return topology.links.flatMap((_, link) => {
    const state = linkState(frame, link);
    if (!wanted(link) || !linkIsNear(picture, link) || (state !== "open" && state !== "handshake")) return [];
    return [0, 1].flatMap((direction) => {
      const rank = tree.rank[2 * link + direction] ?? 0;
      return rank > 0 ? [{ link, direction, rank, relayed: tree.relays[2 * link + direction]! > 0 }] : [];
    });
  });
}

function selectedOnly({ topology, ui: { selection } }: Picture): (link: number) => boolean {
  if (selection?.kind === "link") return (link) => topology.links[link]!.id === selection.link;
  if (selection?.kind !== "node") return () => false;
  return (link) => topology.nodes[topology.links[link]!.a]!.id === selection.node || topology.nodes[topology.links[link]!.b]!.id === selection.node;
}

/** On the outer side of its lane, so that messages pass beside it. */
function placeOf(lanes: Lanes, link: number, direction: number): Point {
  const away = Math.min(AWAY_PX / Math.max(lanes.length[link]!, 1), 0.4);
  const side = lanes.offset + REACH_PX + 2.5;
  return direction === 0 ? pointOnLink(lanes, link, 1 - away, side) : pointOnLink(lanes, link, away, -side);
}

function paintRank(ctx: Ctx, { lanes, palette }: Picture, { link, direction, rank, relayed }: Rank): void {
  const { x, y } = placeOf(lanes, link, direction);
  ctx.beginPath();
  ctx.arc(x, y, REACH_PX, 0, Math.PI * 2);
  ctx.fillStyle = relayed ? palette.textTeal : palette.stage;
  ctx.fill();
  ctx.strokeStyle = relayed ? palette.stage : palette.teal;
  ctx.lineWidth = 1.25;
  ctx.stroke();
  ctx.fillStyle = relayed ? palette.stage : palette.textTeal;
  ctx.fillText(rank > 99 ? "…" : String(rank), x, y + 3.8);
}
