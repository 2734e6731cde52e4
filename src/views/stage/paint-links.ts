import { isSealed, linkState, type LinkStateName } from "./facts.ts";
import { faded, strokeLine, type Ctx } from "./ink.ts";
import { pointOnLink } from "./lanes.ts";
import { pathOf } from "./mark-paths.ts";
import { LOCK } from "./marks.ts";
import { linkIsNear, treeReceivers, type Picture } from "./picture.ts";

/** Links by state, and the lit tree, where links have lanes. */
export function paintLinks(ctx: Ctx, picture: Picture): void {
  const receivers = treeReceivers(picture.topology, picture.frame);
  const states = picture.topology.links.map((_, link) => linkState(picture.frame, link));
  ctx.lineCap = "butt";
  const near = states.map((_, link) => link).filter((link) => linkIsNear(picture, link));
  for (const link of near) if (receivers[link] === -1) paintLanes(ctx, picture, link, states[link], -1);
  for (const link of near) if (receivers[link] !== -1) paintLanes(ctx, picture, link, states[link], receivers[link]);
  for (const link of near) paintCutMark(ctx, picture, link, states[link]);
  for (const link of near) if (isSealed(picture.frame, link) && (states[link] === "open" || states[link] === "handshake")) paintLock(ctx, picture, link);
  ctx.setLineDash([]);
}

/** Half of the gap of a cut link, as a part of its length. */
export function gapOf(picture: Picture, link: number): number {
  const px = picture.metrics.level === "full" ? 26 : 9;
  return Math.min(px / Math.max(picture.lanes.length[link], 1), 0.2);
}

function paintLanes(ctx: Ctx, picture: Picture, link: number, state: LinkStateName, receiver: number): void {
  const { lanes } = picture;
  const lit = receiver !== -1 && (state === "open" || state === "handshake");
  const gap = state === "closed" ? gapOf(picture, link) : 0;
  if (lanes.offset === 0) {
    paintLane(ctx, picture, link, state, lit, 0, gap);
    return;
  }
  if (lit) paintCorridor(ctx, picture, link);
  for (const direction of [0, 1]) {
    const right = direction === 0 ? lanes.offset : -lanes.offset;
    const towards = direction === 0 ? picture.topology.links[link].b : picture.topology.links[link].a;
    if (lit && towards !== receiver) paintBackLane(ctx, picture, link, right);
    else paintLane(ctx, picture, link, state, lit, right, gap);
  }
  ctx.setLineDash([]);
}

function paintLane(ctx: Ctx, picture: Picture, link: number, state: LinkStateName, lit: boolean, right: number, gap: number): void {
  const { metrics, palette } = picture;
  ctx.lineWidth = lit ? metrics.linkWidth * 1.7 : metrics.linkWidth;
  ctx.strokeStyle = lit ? palette.teal : laneInk(ctx, picture, link, state);
  ctx.setLineDash(DASH[state]);
  if (picture.topology.links[link].kind === "shm") ctx.lineWidth += 2.4;
  paintPart(ctx, picture, link, right, 0, 0.5 - gap);
  paintPart(ctx, picture, link, right, 1, 0.5 + gap);
  ctx.setLineDash([]);
  if (picture.topology.links[link].kind === "shm") paintCore(ctx, picture, link, right, gap);
}

/** Over shared memory a lane is a double line: its inside is the stage's. */
function paintCore(ctx: Ctx, picture: Picture, link: number, right: number, gap: number): void {
  ctx.lineWidth -= 2.4;
  ctx.strokeStyle = picture.palette.stage;
  paintPart(ctx, picture, link, right, 0, 0.5 - gap);
  paintPart(ctx, picture, link, right, 1, 0.5 + gap);
}

/** The lane of a lit link against the way of the announcements. */
function paintBackLane(ctx: Ctx, picture: Picture, link: number, right: number): void {
  const shared = picture.topology.links[link].kind === "shm";
  ctx.lineWidth = picture.metrics.linkWidth + (shared ? 2.4 : 0);
  ctx.strokeStyle = faded(picture.palette.teal, 0.8);
  paintPart(ctx, picture, link, right, 0, 1);
  if (shared) paintCore(ctx, picture, link, right, 0);
}

const DASH: Readonly<Record<LinkStateName, number[]>> = {
  open: [],
  handshake: [5, 3],
  down: [1.5, 4.5],
  suspended: [7, 5],
  closed: [],
  silent: [],
};

function laneInk(ctx: Ctx, picture: Picture, link: number, state: LinkStateName): string | CanvasGradient {
  const { palette, lanes } = picture;
  if (state === "suspended" || state === "down") return palette.grey;
  if (state !== "silent") return palette.link;
  const fade = ctx.createLinearGradient(lanes.ax[link], lanes.ay[link], lanes.bx[link], lanes.by[link]);
  fade.addColorStop(0, palette.link);
  fade.addColorStop(0.4, faded(palette.link, 0.06));
  fade.addColorStop(0.6, faded(palette.link, 0.06));
  fade.addColorStop(1, palette.link);
  return fade;
}

function paintCorridor(ctx: Ctx, picture: Picture, link: number): void {
  const { metrics, palette, lanes } = picture;
  ctx.setLineDash([]);
  ctx.strokeStyle = faded(palette.teal, 0.16);
  ctx.lineWidth = lanes.offset * 2 + metrics.linkWidth + 4;
  strokeLine(ctx, lanes.ax[link], lanes.ay[link], lanes.bx[link], lanes.by[link]);
}

function paintPart(ctx: Ctx, picture: Picture, link: number, right: number, from: number, to: number): void {
  const start = pointOnLink(picture.lanes, link, from, right);
  const end = pointOnLink(picture.lanes, link, to, right);
  strokeLine(ctx, start.x, start.y, end.x, end.y);
}

function paintCutMark(ctx: Ctx, picture: Picture, link: number, state: LinkStateName): void {
  const { palette, lanes, metrics } = picture;
  const middle = pointOnLink(lanes, link, 0.5, 0);
  const small = metrics.level === "full" ? 1 : 0.7;
  ctx.setLineDash([]);
  if (state === "closed") {
    const gap = Math.max(gapOf(picture, link) - 4 / Math.max(lanes.length[link], 1), 0);
    ctx.strokeStyle = palette.red;
    ctx.lineWidth = 2.75 * small;
    ctx.lineCap = "round";
    ctx.setLineDash([0.1, 6 * small]);
    paintPart(ctx, picture, link, 0, 0.5 - gap, 0.5 + gap);
    ctx.lineCap = "butt";
  } else if (state === "silent") {
    ctx.strokeStyle = palette.red;
    ctx.lineWidth = 1.75 * small;
    ctx.beginPath();
    ctx.arc(middle.x, middle.y, 4 * small, 0, Math.PI * 2);
    ctx.stroke();
  } else if (state === "suspended") {
    paintPause(ctx, picture, middle.x, middle.y, small);
  }
}

/** Two bars: what is under way waits here. */
function paintPause(ctx: Ctx, picture: Picture, x: number, y: number, small: number): void {
  ctx.fillStyle = picture.palette.stage;
  ctx.beginPath();
  ctx.arc(x, y, 10 * small, 0, Math.PI * 2);
  ctx.fill();
  ctx.fillStyle = picture.palette.grey;
  ctx.beginPath();
  ctx.roundRect(x - 5 * small, y - 6 * small, 3.5 * small, 12 * small, 1);
  ctx.roundRect(x + 1.5 * small, y - 6 * small, 3.5 * small, 12 * small, 1);
  ctx.fill();
}

/** In the middle of the link, where nothing else of a living one is. */
function paintLock(ctx: Ctx, picture: Picture, link: number): void {
  const { x, y } = pointOnLink(picture.lanes, link, 0.5, 0);
  const small = picture.metrics.level === "full" ? 1.1 : 0.75;
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(small, small);
  ctx.fillStyle = picture.palette.stage;
  ctx.beginPath();
  ctx.arc(0, 0.4, 7.5, 0, Math.PI * 2);
  ctx.fill();
  ctx.fillStyle = picture.palette.grey;
  ctx.fill(pathOf(LOCK));
  ctx.restore();
}

const ALIVE = new Set(["opening", "open", "closing"]);

/** Beside the links, so that lanes and messages stay to be seen: dashed from the opener to the target, dotted the way back. */
export function paintPath(ctx: Ctx, picture: Picture): void {
  const { frame, palette, lanes, metrics, topology } = picture;
  if (frame.path === null) return;
  const far = metrics.level === "far";
  const right = far ? 0 : lanes.offset + metrics.linkWidth + (metrics.level === "full" ? 4.5 : 3);
  const alive = ALIVE.has(frame.path.state) ? 1 : 0.8;
  ctx.lineWidth = metrics.level === "full" ? 2 : 1.75;
  for (const { link, from, isLost } of stretchesOf(frame.path)) {
    const ends = topology.links[link];
    if (ends === undefined) continue;
    ctx.strokeStyle = faded(palette.amber, isLost ? alive * LOST_PART : alive);
    const gap = linkState(frame, link) === "closed" ? gapOf(picture, link) : 0;
    // there on the right, and what comes back on the left: on its right
    for (const side of far ? [0] : ends.a === from ? [right, -right] : [-right, right]) {
      const back = side === (ends.a === from ? -right : right) && !far;
      ctx.setLineDash(back ? [2, 4] : far ? [5, 3] : [7, 5]);
      paintPart(ctx, picture, link, side, 0, 0.5 - gap);
      paintPart(ctx, picture, link, side, 0.5 + gap, 1);
    }
  }
  ctx.setLineDash([]);
}

/** How much of its ink the way of a lost copy keeps. */
const LOST_PART = 0.4;

interface Stretch {
  readonly link: number;
  readonly from: number;
  /** only lost copies took it (DUP-01) */
  readonly isLost: boolean;
}

/** The links of the way, or of the ways of all copies; what several share is drawn once. */
function stretchesOf(path: NonNullable<Picture["frame"]["path"]>): Stretch[] {
  const ways = path.copies.length > 0 ? path.copies : [{ nodes: path.nodes, links: path.links, state: "open" as const }];
  const found = new Map<number, Stretch>();
  for (const { nodes, links, state } of ways) {
    links.forEach((link, hop) => {
      const isLost = state === "lost" && (found.get(link)?.isLost ?? true);
      found.set(link, { link, from: nodes[hop]!, isLost });
    });
  }
  return [...found.values()];
}
