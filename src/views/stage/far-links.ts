import type { Frame } from "../../port/messages.ts";
import type { Palette } from "../theme/palette.ts";
import { linkState, type LinkStateName } from "./facts.ts";
import type { Ctx } from "./ink.ts";
import { LineRaster, type LineStyle } from "./line-raster.ts";
import type { Lanes } from "./lanes.ts";
import { linkIsNear, treeReceivers, type Picture } from "./picture.ts";

/** How pixels of the stage become pixels of the layer: times `ratio`, then moved. */
export interface Placing {
  readonly ratio: number;
  readonly left: number;
  readonly top: number;
}

/**
 * The links of a mesh seen from far away, where each is one line. Links at rest are kept as they were drawn while nothing
 * but the tree changes, which changes with every announcement.
 */
export interface FarLinks {
  paint(ctx: Ctx, picture: Picture, placing: Placing): void;
}

export function createFarLinks(): FarLinks {
  const rest = new LineRaster();
  const all = new LineRaster();
  let drawn: { readonly lanes: Lanes; readonly palette: Palette; readonly states: Frame["linkStates"] } | null = null;
  return {
    paint(ctx, picture, placing) {
      const { lanes, palette, frame } = picture;
      const same = drawn !== null && drawn.lanes === lanes && drawn.palette === palette && sameStates(drawn.states, frame.linkStates);
      if (!same || rest.width !== ctx.canvas.width || rest.height !== ctx.canvas.height) {
        rest.resize(ctx.canvas);
        rest.clear();
        drawRest(rest, picture, placing);
        drawn = { lanes, palette, states: frame.linkStates };
      }
      all.copyFrom(rest);
      drawTree(all, picture, placing);
      drawWay(all, picture, placing);
      ctx.putImageData(new ImageData(all.bytes, all.width, all.height), 0, 0);
    },
  };
}

function sameStates(one: Frame["linkStates"], other: Frame["linkStates"]): boolean {
  if (one === other) return true;
  return one.length === other.length && one.every((state, link) => state === other[link]);
}

/** Above so many links those that lead far are drawn lighter, or they would be all there is to see. */
const MANY_LINKS = 400;
const NEAR_PX = 30;
const FAR_PX = 260;
const FAR_ALPHA = 0.3;

/** A long link of a dense mesh says little and covers much; of a very dense one a short link does, too. */
export function restAlpha(links: number, lengthPx: number): number {
  if (links <= MANY_LINKS) return 0.85;
  const crowd = Math.sqrt(MANY_LINKS / links);
  return 0.25 + 0.6 * crowd - (0.85 - FAR_ALPHA) * crowd * farness(lengthPx);
}

/** The links of a tree in a dense mesh: short ones as ever, long ones lighter, so that the points stay what one sees first. */
export function treeAlpha(links: number, lengthPx: number): number {
  return links <= MANY_LINKS ? 0.9 : 0.9 - 0.6 * farness(lengthPx) * (1 - Math.sqrt(MANY_LINKS / links) / 2);
}

function farness(lengthPx: number): number {
  return Math.min(Math.max((lengthPx - NEAR_PX) / (FAR_PX - NEAR_PX), 0), 1);
}

/** Where lines are drawn: pixels, or a picture of vectors. */
export type LineSink = Pick<LineRaster, "line">;

/** All links, those of the tree above the others. */
export function drawFarLinks(sink: LineSink, picture: Picture, placing: Placing): void {
  drawRest(sink, picture, placing);
  drawTree(sink, picture, placing);
}

function drawRest(raster: LineSink, picture: Picture, placing: Placing): void {
  const { palette, topology, lanes, frame } = picture;
  const { ratio } = placing;
  const cut: number[] = [];
  topology.links.forEach(({ kind }, link) => {
    if (!linkIsNear(picture, link)) return;
    const state = linkState(frame, link);
    if (!isUp(state)) {
      cut.push(link);
      return;
    }
    const alpha = restAlpha(topology.links.length, lanes.length[link]);
    if (kind === "shm") drawDouble(raster, picture, placing, link, palette.link);
    else draw(raster, picture, placing, link, { color: palette.link, alpha, width: ratio });
  });
  for (const link of cut) {
    const red = linkState(frame, link) === "closed" || linkState(frame, link) === "silent";
    const style: LineStyle = red ? { color: palette.red, alpha: 1, width: 1.6 * ratio, dash: [3 * ratio, 3 * ratio] } : { color: palette.grey, alpha: 1, width: 1.2 * ratio, dash: [4 * ratio, 4 * ratio] };
    // what is cut lies on a bed of the ground's colour, so that it is found among many
    draw(raster, picture, placing, link, { color: palette.stage, alpha: 1, width: 4 * ratio });
    draw(raster, picture, placing, link, style);
  }
}

function drawTree(raster: LineSink, picture: Picture, placing: Placing): void {
  const { palette, topology, frame } = picture;
  if (frame.tree === null) return;
  const receivers = treeReceivers(topology, frame);
  for (let link = 0; link < receivers.length; link += 1) {
    if (receivers[link] === -1 || !isUp(linkState(frame, link)) || !linkIsNear(picture, link)) continue;
    if (topology.links[link]!.kind === "shm") drawDouble(raster, picture, placing, link, palette.teal);
    else draw(raster, picture, placing, link, { color: palette.teal, alpha: treeAlpha(receivers.length, picture.lanes.length[link]!), width: (receivers.length <= MANY_LINKS ? 1.4 : 1.1) * placing.ratio });
  }
}

/** From the selected node the way by which announcements of the lit tree reached it, whole: one way out of the thicket. */
function drawWay(raster: LineRaster, picture: Picture, placing: Placing): void {
  const { topology, frame, ui, palette } = picture;
  const { selection } = ui;
  if (frame.tree === null || selection?.kind !== "node") return;
  let node = topology.nodes.findIndex(({ id }) => id === selection.node);
  for (let hops = 0; node >= 0 && hops < topology.nodes.length; hops += 1) {
    const link = frame.tree.via[node] ?? -1;
    const ends = topology.links[link];
    if (ends === undefined) return;
    draw(raster, picture, placing, link, { color: palette.stage, alpha: 1, width: 5 * placing.ratio });
    draw(raster, picture, placing, link, { color: palette.teal, alpha: 1, width: 2.6 * placing.ratio });
    node = ends.a === node ? ends.b : ends.a;
  }
}

/** Over shared memory: two lines with the ground between them. */
function drawDouble(raster: LineSink, picture: Picture, placing: Placing, link: number, color: string): void {
  draw(raster, picture, placing, link, { color, alpha: 1, width: 3.2 * placing.ratio });
  draw(raster, picture, placing, link, { color: picture.palette.stage, alpha: 1, width: 1.2 * placing.ratio });
}

function draw(raster: LineSink, { lanes }: Picture, { ratio, left, top }: Placing, link: number, style: LineStyle): void {
  raster.line(lanes.ax[link] * ratio + left, lanes.ay[link] * ratio + top, lanes.bx[link] * ratio + left, lanes.by[link] * ratio + top, style);
}

function isUp(state: LinkStateName): boolean {
  return state === "open" || state === "handshake";
}
