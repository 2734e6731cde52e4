import { nodeState, type NodeStateName } from "./facts.ts";
import { TEXT_PX, WEIGHT, faded, fontOf, type Ctx } from "./ink.ts";
import type { Picture } from "./picture.ts";
import { traceShape } from "./shapes.ts";

/** Nodes near enough to have an inside: shape by role, stroke by state, name where it fits, rings and badges for what they hold. */
export function paintNodes(ctx: Ctx, picture: Picture): void {
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  picture.topology.nodes.forEach((_, node) => {
    if (picture.near[node] === 1) paintNode(ctx, picture, node);
  });
}

export type Standing = "offers" | "reached" | "plain";

export function standingOf(picture: Picture, node: number): Standing {
  const tree = picture.frame.tree;
  const dist = tree?.dist[node] ?? -1;
  if (dist === -2) return "offers";
  return dist >= 0 ? "reached" : "plain";
}

const OUTLINE_DASH: Readonly<Record<NodeStateName, number[]>> = {
  up: [],
  crashed: [2.5, 3],
  powerLost: [1, 4],
  isolated: [7, 4],
};

function paintNode(ctx: Ctx, picture: Picture, node: number): void {
  const { palette, metrics, topology, frame } = picture;
  const x = picture.x[node];
  const y = picture.y[node];
  const state = nodeState(frame, node);
  const gone = state === "crashed" || state === "powerLost";
  const standing = gone ? "plain" : standingOf(picture, node);
  const { role } = topology.nodes[node];
  ctx.beginPath();
  traceShape(ctx, role, x, y, metrics.radius);
  ctx.fillStyle = gone ? palette.stage : palette.node;
  ctx.fill();
  if (standing !== "plain") {
    ctx.fillStyle = faded(palette.teal, standing === "offers" ? (metrics.level === "full" ? 0.22 : 0.5) : 0.08);
    ctx.fill();
  }
  ctx.setLineDash(OUTLINE_DASH[state]);
  const aborted = !gone && isEndOfAborted(picture, node);
  ctx.strokeStyle = aborted ? palette.red : standing === "plain" ? (gone ? palette.grey : palette.link) : palette.teal;
  ctx.lineWidth = metrics.nodeStroke * (standing === "offers" || aborted ? 1.4 : 1);
  ctx.stroke();
  ctx.setLineDash([]);
  paintName(ctx, picture, node, gone);
  paintTransactionRing(ctx, picture, node);
  paintEntries(ctx, picture, node);
  paintOfferBadge(ctx, picture, node);
  paintByteOrder(ctx, picture, node);
}

/** Either end of the watched transaction, once it was aborted. */
function isEndOfAborted({ frame: { path } }: Picture, node: number): boolean {
  if (path === null || path.state !== "aborted") return false;
  return path.nodes[0] === node || path.nodes[path.nodes.length - 1] === node;
}

/**
 * What stands inside: the name if it fits, else its first letters (then the whole stands beneath). A small node of a lit
 * tree holds its distance instead.
 */
export function nameInside(ctx: Ctx, picture: Picture, node: number): { text: string; px: number; whole: boolean } {
  const { palette, metrics, topology, frame } = picture;
  const dist = frame.tree?.dist[node] ?? -1;
  if (metrics.level === "mid" && frame.tree !== null && dist !== -2) {
    ctx.font = fontOf(palette, TEXT_PX.small, WEIGHT.medium);
    return { text: dist >= 0 ? String(dist) : "", px: TEXT_PX.small, whole: false };
  }
  const name = topology.nodes[node].id;
  const room = metrics.radius * 1.62;
  for (const px of [TEXT_PX.name, TEXT_PX.small]) {
    if (px > metrics.radius * 1.15) continue;
    ctx.font = fontOf(palette, px, WEIGHT.strong);
    if (ctx.measureText(name).width <= room) return { text: name, px, whole: true };
  }
  const short = initialsOf(name);
  const px = TEXT_PX.small;
  ctx.font = fontOf(palette, px, WEIGHT.strong);
  const fits = px <= metrics.radius * 1.15 && ctx.measureText(short).width <= room;
  return { text: fits ? short : "", px, whole: false };
}

/** "Kansas City" -> "KC", "Chicago" -> "Chi"; none for names that count: half of "n165" is the name of another. */
export function initialsOf(name: string): string {
  if (/\p{N}/u.test(name)) return "";
  const words = name.split(/[^\p{L}]+/u).filter((word) => word !== "");
  if (words.length === 1) return words[0].slice(0, 3);
  return words
    .map((word) => word.slice(0, 1))
    .join("")
    .slice(0, 3);
}

function paintName(ctx: Ctx, picture: Picture, node: number, gone: boolean): void {
  const { text, px } = nameInside(ctx, picture, node);
  if (text === "") return;
  ctx.fillStyle = gone ? picture.palette.muted : picture.palette.text;
  ctx.fillText(text, picture.x[node], picture.y[node] + px * 0.36);
}

const RING_ARCS_MAX = 12;

/** One arc for each open transaction, around the node. */
function paintTransactionRing(ctx: Ctx, picture: Picture, node: number): void {
  const { metrics, palette, frame } = picture;
  const arcs = Math.min(frame.nodeTransactions[node] ?? 0, RING_ARCS_MAX);
  if (arcs <= 0) return;
  const radius = metrics.radius * 1.16 + (metrics.level === "full" ? 5 : 2.5);
  const gap = arcs === 1 ? 0 : 5 / radius;
  ctx.strokeStyle = palette.amber;
  ctx.lineWidth = metrics.level === "full" ? 1.75 : 1.25;
  for (let i = 0; i < arcs; i += 1) {
    const from = (2 * Math.PI * i) / arcs - Math.PI / 2 + gap / 2;
    const to = (2 * Math.PI * (i + 1)) / arcs - Math.PI / 2 - gap / 2;
    ctx.beginPath();
    ctx.arc(picture.x[node], picture.y[node], radius, from, to);
    ctx.stroke();
  }
}

/** How many forwarding entries the node holds, on its upper right shoulder. */
function paintEntries(ctx: Ctx, picture: Picture, node: number): void {
  const { metrics, palette, frame } = picture;
  const count = frame.nodeEntries[node] ?? 0;
  if (count <= 0) return;
  const x = picture.x[node] + metrics.radius * 0.86;
  const y = picture.y[node] - metrics.radius * 0.86;
  if (metrics.radius < 11) {
    ctx.fillStyle = palette.amber;
    ctx.beginPath();
    ctx.arc(x, y, 2.5, 0, Math.PI * 2);
    ctx.fill();
    return;
  }
  const text = count > 99 ? "99+" : String(count);
  ctx.font = fontOf(palette, TEXT_PX.small, WEIGHT.medium);
  const width = Math.max(16, ctx.measureText(text).width + 8);
  ctx.beginPath();
  ctx.roundRect(x - width / 2, y - 8, width, 16, 8);
  ctx.fillStyle = palette.stage;
  ctx.fill();
  ctx.strokeStyle = palette.amber;
  ctx.lineWidth = 1.25;
  ctx.stroke();
  ctx.fillStyle = palette.textAmber;
  ctx.fillText(text, x, y + 4);
}

/** WIRE-02: beside a large node stands "big-endian"; a small one has two bars on its lower left shoulder, the longer first. */
function paintByteOrder(ctx: Ctx, picture: Picture, node: number): void {
  const { metrics, palette, topology } = picture;
  if (metrics.level === "full" || !topology.nodes[node].bigEndian) return;
  const x = picture.x[node] - metrics.radius * 0.8;
  const y = picture.y[node] + metrics.radius * 0.8;
  ctx.beginPath();
  ctx.roundRect(x - 5.5, y - 5, 11, 10, 2.5);
  ctx.fillStyle = palette.stage;
  ctx.fill();
  ctx.fillStyle = palette.muted;
  ctx.fillRect(x - 3.5, y - 3, 7, 2);
  ctx.fillRect(x - 3.5, y + 1, 4, 2);
}

/** PFS types by their letters: small nodes have no room for more. */
const TYPE_LETTERS: Readonly<Record<string, string>> = { ADMIN: "A", CLIENT: "C", CACHE: "H", COPY: "P", SLAVE: "S", SOFT_SLAVE: "s", SOFT_MASTER: "m", MASTER: "M" };
const BADGE_PX = 13;

/** So far down to the right that what stands inside can be read. */
function badgePlace({ x, y, metrics }: Picture, node: number): { x: number; y: number } {
  const away = Math.max(metrics.radius * 0.8 + 1, 11);
  return { x: x[node]! + away, y: y[node]! + away };
}

/** Where it stands on a small node: no text may cover it. */
export function badgeBox(picture: Picture, node: number): { x: number; y: number; width: number; height: number } {
  const { x, y } = badgePlace(picture, node);
  return { x: x - BADGE_PX / 2, y: y - BADGE_PX / 2, width: BADGE_PX, height: BADGE_PX };
}

/** Small nodes have no room for "offers pfsD · MASTER": a badge on the lower right shoulder has the letter of the type, filled where it is the watched one. */
function paintOfferBadge(ctx: Ctx, picture: Picture, node: number): void {
  const { metrics, palette, topology, ui } = picture;
  const { pfs } = topology.nodes[node]!;
  if (metrics.level === "full" || pfs.length === 0) return;
  const watched = pfs.find(({ label }) => label === ui.watchedPfs);
  const { x, y } = badgePlace(picture, node);
  ctx.beginPath();
  ctx.roundRect(x - BADGE_PX / 2, y - BADGE_PX / 2, BADGE_PX, BADGE_PX, 3.5);
  ctx.fillStyle = watched === undefined ? palette.stage : palette.textTeal;
  ctx.fill();
  ctx.strokeStyle = watched === undefined ? palette.muted : palette.stage;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.font = fontOf(palette, TEXT_PX.small, WEIGHT.strong);
  ctx.fillStyle = watched === undefined ? palette.text : palette.stage;
  ctx.fillText(TYPE_LETTERS[(watched ?? pfs[0]!).type] ?? "·", x, y + 4);
}
