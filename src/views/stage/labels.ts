import { impairmentText, linkState, linkStateText, nodeFacts, usualLatencyUs } from "./facts.ts";
import { TEXT_PX, WEIGHT, fontOf, rimmedText, strokeLine, type Ctx } from "./ink.ts";
import { isLit, labelledNodes } from "./label-choice.ts";
import { aroundNode, awayFrom, besideLink, placeLabels, type Box, type LabelWish } from "./label-placement.ts";
import type { Lanes, Point } from "./lanes.ts";
import { previewBoxes } from "../explain/paint-preview.ts";
import { badgeBox, nameInside } from "./paint-nodes.ts";
import { outlineReach } from "./paint-overlay.ts";
import { TEXTS } from "../../texts/stage.ts";
import { rankBoxes } from "./paint-ranks.ts";
import { isOnPath, linkIsNear, type Picture } from "./picture.ts";
import { toolBoxes } from "./tool-room.ts";

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
  /** what it belongs to; farther from it than `reach` a line leads to the text */
  readonly anchor?: Point & { readonly reach: number };
}

/** A text as it was painted, in pixels of the stage. */
export interface PaintedLabel extends Box {
  /** id of its node, or "link " and the id of its link */
  readonly of: string;
  readonly text: string;
}

const LINE_PX = 15;
/** On a narrower stage texts are kept short. */
const NARROW_PX = 500;

/** Keeps where texts stood, so that they stay there while nodes move a little, and how they look, while they say the same. */
export interface LabelPainter {
  paint(ctx: Ctx, picture: Picture, ratio: number): void;
  readonly painted: readonly PaintedLabel[];
}

export function createLabelPainter(): LabelPainter {
  let before: ReadonlyMap<string, number> = new Map();
  let painted: PaintedLabel[] = [];
  let drawn: { readonly lanes: Lanes; readonly said: string } | null = null;
  const image = new OffscreenCanvas(1, 1);

  return {
    get painted() {
      return painted;
    },
    paint(ctx, picture, ratio) {
      const labels = [...linkLabels(ctx, picture, before), ...nodeLabels(ctx, picture, before)];
      const said = `${picture.palette.stage} ${ratio} ${previewBoxes(picture).map(({ x, y, width }) => `${x} ${y} ${width}`).join(" ")} ${labels.map(({ key, lines, anchor }) => `${key} ${anchor?.reach ?? ""} ${lines.map(({ text, ink }) => text + ink).join(" ")}`).join(" ")}`;
      if (drawn === null || drawn.lanes !== picture.lanes || drawn.said !== said || image.width !== ctx.canvas.width || image.height !== ctx.canvas.height) {
        const placed = placedIn(labels, picture);
        before = new Map(placed.map(({ label, candidate }) => [label.key, candidate]));
        painted = placed.map(({ label: { key, lines, wish }, candidate }) => ({ of: key, text: lines.map(({ text }) => text).join(" "), ...wish.candidates[candidate]!, width: wish.width, height: wish.height }));
        drawn = { lanes: picture.lanes, said };
        drawImage(image, ctx, picture, placed);
      }
      // the texts are an image of their own: painting them costs as much as all the rest
      const { e: left, f: top } = ctx.getTransform();
      ctx.drawImage(image, -left / ratio, -top / ratio, image.width / ratio, image.height / ratio);
    },
  };
}

/** The texts of one picture, painted where they find room, with nothing of what was before. */
export function paintTexts(ctx: Ctx, picture: Picture): void {
  const labels = [...linkLabels(ctx, picture, NOTHING_BEFORE), ...nodeLabels(ctx, picture, NOTHING_BEFORE)];
  for (const { label, candidate } of placedIn(labels, picture)) paintLabel(ctx, picture, label, candidate);
}

const NOTHING_BEFORE: ReadonlyMap<string, number> = new Map();

function placedIn(labels: readonly Label[], picture: Picture): { label: Label; candidate: number }[] {
  const placement = placeLabels(
    labels.map(({ wish }) => wish),
    { boxes: [...nodeBoxes(picture), ...rankBoxes(picture), ...toolBoxes(picture), ...previewBoxes(picture)], lanes: picture.lanes, reach: picture.topology.links.map((_, link) => linkReach(picture, link)), width: picture.width, height: picture.height },
  );
  return labels.flatMap((label, i) => (placement[i] === -1 ? [] : [{ label, candidate: placement[i]! }]));
}

function drawImage(image: OffscreenCanvas, like: Ctx, picture: Picture, placed: readonly { label: Label; candidate: number }[]): void {
  image.width = like.canvas.width;
  image.height = like.canvas.height;
  const ctx = image.getContext("2d");
  if (ctx === null) throw new Error("the browser gives no 2D context");
  ctx.setTransform(like.getTransform());
  for (const { label, candidate } of placed) paintLabel(ctx, picture, label, candidate);
}

/** What no text may cover: nodes, and what stands on their shoulders. */
function nodeBoxes(picture: Picture): Box[] {
  const { topology, near, x, y, metrics, frame } = picture;
  const reach = metrics.radius * 0.95;
  const boxes: Box[] = [];
  topology.nodes.forEach(({ pfs }, node) => {
    if (near[node] === 0) return;
    boxes.push({ x: x[node] - reach, y: y[node] - reach, width: 2 * reach, height: 2 * reach });
    if (metrics.level === "mid" && pfs.length > 0) boxes.push(badgeBox(picture, node));
    if (metrics.level === "full" && (frame.nodeEntries[node] ?? 0) > 0) boxes.push({ x: x[node] + metrics.radius * 0.86 - 8, y: y[node] - metrics.radius * 0.86 - 8, width: 16, height: 16 });
  });
  return boxes;
}

function paintLabel(ctx: Ctx, { palette }: Picture, { lines, wish, anchor }: Label, candidate: number): void {
  const { x: left, y: top } = wish.candidates[candidate]!;
  if (anchor !== undefined) paintLeader(ctx, palette.muted, anchor, left, top, wish);
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  lines.forEach(({ text, font, ink }, i) => {
    ctx.font = font;
    rimmedText(ctx, text, left + wish.width / 2, top + i * LINE_PX + 11.5, palette.stage, ink);
  });
}

/** From the edge of a node to the nearest point of its text, where that is far. */
function paintLeader(ctx: Ctx, ink: string, { x, y, reach }: NonNullable<Label["anchor"]>, left: number, top: number, { width, height }: LabelWish): void {
  const toX = Math.min(Math.max(x, left), left + width);
  const toY = Math.min(Math.max(y, top), top + height);
  const far = Math.hypot(toX - x, toY - y);
  if (far < reach) return;
  const edge = (reach - LEADER_PX) / far;
  ctx.strokeStyle = ink;
  ctx.lineWidth = 1;
  strokeLine(ctx, x + (toX - x) * edge, y + (toY - y) * edge, toX, toY);
}

/** By font and text; a canvas takes long to measure. */
const widths = new Map<string, number>();
const WIDTHS_MAX = 5_000;

function widthOf(ctx: Ctx, { text, font }: Line): number {
  const key = `${font} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    ctx.font = font;
    width = ctx.measureText(text).width;
    if (widths.size >= WIDTHS_MAX) widths.clear();
    widths.set(key, width);
  }
  return width;
}

function labelOf(
  ctx: Ctx,
  key: string,
  lines: readonly Line[],
  before: ReadonlyMap<string, number>,
  optional: boolean,
  candidatesOf: (width: number, height: number) => Point[],
): Label {
  const width = lines.reduce((most, line) => Math.max(most, widthOf(ctx, line)), 0);
  const height = lines.length * LINE_PX;
  const wish = { width, height, candidates: candidatesOf(width, height), before: before.get(key) ?? -1, optional };
  return { key, lines, wish };
}

// ---------------------------------------------------------------- nodes

/** For what matters there are more rounds of places, farther off; from LEADER_PX on a thin line leads there. */
const FARTHER_PX = [0, 12, 26];
/** And for the selected and the offering there are still more; from LEADER_PX on a thin line leads there. */
const FARTHEST_PX = [...FARTHER_PX, 44, 66, 92];
const LEADER_PX = 26;

function nodeLabels(ctx: Ctx, picture: Picture, before: ReadonlyMap<string, number>): Label[] {
  const { topology, metrics, x, y, frame } = picture;
  const labels: Label[] = [];
  const middle = { x: mean(x), y: mean(y) };
  for (const { node, matters } of labelledNodes(picture)) {
    const lines = nodeLines(ctx, picture, node);
    if (lines.length === 0) continue;
    const ringed = (frame.nodeTransactions[node] ?? 0) > 0 && metrics.level !== "far";
    // the selected one has its outline there
    const reach = selectedNode(picture) === topology.nodes[node]!.id ? outlineReach(picture, node) + 2 : metrics.radius * 1.1 + (ringed ? 8 : 0);
    const candidates = (width: number, height: number): Point[] =>
      (isLit(picture, node) ? FARTHEST_PX : matters ? FARTHER_PX : [0]).flatMap((farther) => {
        const about = aroundNode(x[node], y[node], reach + farther, width, height);
        return metrics.level === "far" ? awayFrom(about, width, height, { x: x[node], y: y[node] }, middle) : about;
      });
    labels.push({ ...labelOf(ctx, topology.nodes[node]!.id, lines, before, !matters, candidates), anchor: { x: x[node]!, y: y[node]!, reach: reach + LEADER_PX } });
  }
  return labels;
}

function selectedNode({ ui: { selection } }: Picture): string {
  return selection?.kind === "node" ? selection.node : "";
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / Math.max(values.length, 1);
}

function nodeLines(ctx: Ctx, picture: Picture, node: number): Line[] {
  const { palette, metrics, topology, frame, ui } = picture;
  const name: Line = { text: topology.nodes[node].id, font: fontOf(palette, TEXT_PX.small, WEIGHT.medium), ink: palette.text };
  const facts = nodeFacts(topology, frame, node, ui.watchedPfs);
  if (metrics.level === "full") {
    const font = fontOf(palette, TEXT_PX.normal, WEIGHT.normal);
    const lines: Line[] = [];
    if (!nameInside(ctx, picture, node).whole) lines.push({ ...name, font: fontOf(palette, TEXT_PX.normal, WEIGHT.medium) });
    const entry = frame.path?.entries.find((one) => one.node === node);
    if (entry !== undefined) lines.push({ text: TEXTS.entry(entry.inSpanid.slice(-4), entry.outSpanid.slice(-4), entry.held), font, ink: entry.held ? palette.textAmber : palette.muted });
    if (facts.plain !== "") lines.push({ text: facts.plain, font, ink: palette.muted });
    if (facts.offers !== "" && (facts.lit || ui.watchedPfs === null || offersAreFew(picture))) {
      lines.push({ text: picture.width < NARROW_PX ? facts.offersShort : facts.offers, font, ink: facts.lit ? palette.textTeal : palette.muted });
    }
    return lines;
  }
  if (metrics.level === "far") return [farLine(picture, node, name)];
  const lines: Line[] = [];
  if (!nameInside(ctx, picture, node).whole) {
    lines.push(isLit(picture, node) ? name : { ...name, font: fontOf(palette, TEXT_PX.small, WEIGHT.normal), ink: palette.muted });
  }
  if (facts.lit) lines.push({ ...name, text: facts.offers, ink: palette.textTeal });
  return lines;
}

/** From far away a node has one line: its name, and what it offers where that is what is looked at. */
function farLine({ palette, topology, ui }: Picture, node: number, name: Line): Line {
  const { pfs } = topology.nodes[node]!;
  const selected = ui.selection?.kind === "node" && ui.selection.node === name.text;
  if (pfs.some(({ label }) => label === ui.watchedPfs)) return { ...name, ink: palette.textTeal };
  return selected ? name : { ...name, font: fontOf(palette, TEXT_PX.small, WEIGHT.normal), ink: palette.muted };
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
    const clearance = linkReach(picture, link) + 5.25 + (name === "suspended" ? 5 : 0);
    const candidates = (width: number, height: number): Point[] => besideLink(lanes, link, clearance, width, height);
    labels.push(labelOf(ctx, `link ${id}`, [line], before, metrics.level !== "full", candidates));
  });
  return labels;
}

/** From the middle of a link to the outermost line along it: its lanes, and those of the watched transaction beside them. */
function linkReach({ frame, lanes, metrics: { linkWidth } }: Picture, link: number): number {
  return lanes.offset + linkWidth / 2 + (isOnPath(frame, link) ? 5 : 0);
}
