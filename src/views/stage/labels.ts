import { impairmentText, linkState, linkStateText, nodeFacts, usualLatencyUs } from "./facts.ts";
import { TEXT_PX, WEIGHT, fontOf, rimmedText, type Ctx } from "./ink.ts";
import { aroundNode, besideLink, placeLabels, type Box, type LabelWish } from "./label-placement.ts";
import type { Point } from "./lanes.ts";
import { nameInside } from "./paint-nodes.ts";
import { isOnPath, linkIsNear, type Picture } from "./picture.ts";

/** The texts beside nodes and links: what they say, where they find room, how they are painted. */
interface Line {
  readonly text: string;
  readonly font: string;
  readonly ink: string;
}

interface Label {
  /** finds its place of last time */
  readonly key: string;
  readonly lines: readonly Line[];
  readonly wish: LabelWish;
}

const LINE_PX = 15;
const TOOLS_PX = { width: 280, height: 52 } as const;
/** On a narrower stage texts are kept short. */
const NARROW_PX = 500;
/** Among more nodes than this there is no room for more texts anyway, and looking for it takes time. */
const LABELS_MAX = 400;

/** Keeps where texts stood, so that they stay there while nodes move a little. */
export interface LabelPainter {
  paint(ctx: Ctx, picture: Picture): void;
}

export function createLabelPainter(): LabelPainter {
  let before: ReadonlyMap<string, number> = new Map();
  return {
    paint(ctx, picture) {
      const labels = [...linkLabels(ctx, picture, before), ...nodeLabels(ctx, picture, before)];
      const placement = placeLabels(
        labels.map(({ wish }) => wish),
        { boxes: [...nodeBoxes(picture), toolsBox(picture)], lanes: picture.lanes, width: picture.width, height: picture.height },
      );
      const now = new Map<string, number>();
      labels.forEach((label, i) => {
        if (placement[i] === -1) return;
        now.set(label.key, placement[i]);
        paintLabel(ctx, picture, label, placement[i]);
      });
      before = now;
    },
  };
}

function nodeBoxes({ topology, near, x, y, metrics }: Picture): Box[] {
  const reach = metrics.radius * 0.95;
  return topology.nodes
    .map((_, node) => ({ x: x[node] - reach, y: y[node] - reach, width: 2 * reach, height: 2 * reach }))
    .filter((_, node) => near[node] === 1);
}

/** The buttons on the stage would hide a text beneath them. */
function toolsBox({ width, height }: Picture): Box {
  return { x: width - TOOLS_PX.width, y: height - TOOLS_PX.height, ...TOOLS_PX };
}

function paintLabel(ctx: Ctx, { palette }: Picture, { lines, wish }: Label, candidate: number): void {
  const { x: left, y: top } = wish.candidates[candidate];
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  lines.forEach(({ text, font, ink }, i) => {
    ctx.font = font;
    rimmedText(ctx, text, left + wish.width / 2, top + i * LINE_PX + 11.5, palette.stage, ink);
  });
}

function labelOf(
  ctx: Ctx,
  key: string,
  lines: readonly Line[],
  before: ReadonlyMap<string, number>,
  optional: boolean,
  candidatesOf: (width: number, height: number) => Point[],
): Label {
  let width = 0;
  for (const { text, font } of lines) {
    ctx.font = font;
    width = Math.max(width, ctx.measureText(text).width);
  }
  const height = lines.length * LINE_PX;
  const wish = { width, height, candidates: candidatesOf(width, height), before: before.get(key) ?? -1, optional };
  return { key, lines, wish };
}

// ---------------------------------------------------------------- nodes

function nodeLabels(ctx: Ctx, picture: Picture, before: ReadonlyMap<string, number>): Label[] {
  const { topology, near, metrics, x, y, frame } = picture;
  const labels: Label[] = [];
  for (const node of nodesByWeight(picture)) {
    if (near[node] === 0) continue;
    if (labels.length >= LABELS_MAX) break;
    const lines = nodeLines(ctx, picture, node);
    if (lines.length === 0) continue;
    const ringed = (frame.nodeTransactions[node] ?? 0) > 0 && metrics.level !== "far";
    const reach = metrics.radius * 1.1 + (ringed ? 5 : 0);
    const optional = metrics.level !== "full" && !isLit(picture, node);
    const candidates = (width: number, height: number): Point[] => aroundNode(x[node], y[node], reach, width, height);
    labels.push(labelOf(ctx, topology.nodes[node].id, lines, before, optional, candidates));
  }
  return labels;
}

function isLit({ frame, ui, topology }: Picture, node: number): boolean {
  if (frame.tree?.dist[node] === -2) return true;
  return ui.selection?.kind === "node" && ui.selection.node === topology.nodes[node].id;
}

/** Who gets room first: the selected and the offering, then those with many links, then by order. */
function nodesByWeight(picture: Picture): number[] {
  const { topology } = picture;
  const weight = topology.nodes.map((_, node) => (isLit(picture, node) ? 1_000 : 0));
  if (picture.metrics.level !== "full") {
    for (const { a, b } of topology.links) {
      weight[a] += 1;
      weight[b] += 1;
    }
  }
  return weight.map((_, node) => node).toSorted((one, other) => weight[other] - weight[one] || one - other);
}

function nodeLines(ctx: Ctx, picture: Picture, node: number): Line[] {
  const { palette, metrics, topology, frame, ui } = picture;
  const name: Line = { text: topology.nodes[node].id, font: fontOf(palette, TEXT_PX.small, WEIGHT.medium), ink: palette.text };
  const facts = nodeFacts(topology, frame, node, ui.watchedPfs);
  if (metrics.level === "full") {
    const font = fontOf(palette, TEXT_PX.normal, WEIGHT.normal);
    const lines: Line[] = [];
    if (!nameInside(ctx, picture, node).whole) lines.push({ ...name, font: fontOf(palette, TEXT_PX.normal, WEIGHT.medium) });
    if (facts.plain !== "") lines.push({ text: facts.plain, font, ink: palette.muted });
    if (facts.offers !== "" && (facts.lit || ui.watchedPfs === null || offersAreFew(picture))) {
      lines.push({ text: picture.width < NARROW_PX ? facts.offersShort : facts.offers, font, ink: facts.lit ? palette.textTeal : palette.muted });
    }
    return lines;
  }
  if (metrics.level === "far") return [{ ...name, ink: isLit(picture, node) ? palette.text : palette.muted }];
  const lines: Line[] = [];
  if (!nameInside(ctx, picture, node).whole) {
    lines.push(isLit(picture, node) ? name : { ...name, font: fontOf(palette, TEXT_PX.small, WEIGHT.normal), ink: palette.muted });
  }
  if (facts.lit) lines.push({ ...name, text: facts.offers, ink: palette.textTeal });
  return lines;
}

/** Where every node offers something, only the watched one is worth a line. */
function offersAreFew({ topology }: Picture): boolean {
  const offering = topology.nodes.filter(({ pfs }) => pfs.length > 0).length;
  return offering <= Math.max(2, topology.nodes.length / 3);
}

// ---------------------------------------------------------------- links

function linkLabels(ctx: Ctx, picture: Picture, before: ReadonlyMap<string, number>): Label[] {
  const { topology, metrics, palette, frame, lanes } = picture;
  if (metrics.level === "far") return [];
  const labels: Label[] = [];
  const usualUs = usualLatencyUs(topology);
  topology.links.forEach(({ id, model }, link) => {
    if (!linkIsNear(picture, link)) return;
    const state = linkStateText(frame, link);
    const text = state === "" && metrics.level === "full" ? impairmentText(model, usualUs) : state;
    if (text === "") return;
    const name = linkState(frame, link);
    const red = name === "closed" || name === "silent";
    const px = metrics.level === "full" ? TEXT_PX.normal : TEXT_PX.small;
    const line = { text, font: fontOf(palette, px, WEIGHT.normal), ink: red ? palette.textRed : palette.muted };
    const clearance = lanes.offset + 6 + (isOnPath(frame, link) ? 5 : 0) + (name === "suspended" ? 5 : 0);
    const candidates = (width: number, height: number): Point[] => besideLink(lanes, link, clearance, width, height);
    labels.push(labelOf(ctx, `link ${id}`, [line], before, metrics.level !== "full", candidates));
  });
  return labels;
}
