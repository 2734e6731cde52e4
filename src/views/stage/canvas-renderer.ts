import { paintNodeView } from "../explain/paint-node-view.ts";
import { paintPreview } from "../explain/paint-preview.ts";
import { paintWave } from "../explain/paint-wave.ts";
import { createFarLinks } from "./far-links.ts";
import { createFarNodes } from "./far-nodes.ts";
import { createLabelPainter, type PaintedLabel } from "./labels.ts";
import type { Ctx } from "./ink.ts";
import { createHeatPainter } from "./paint-heat.ts";
import { paintLinks, paintPath } from "./paint-links.ts";
import { paintMessages, paintStillMessages, type PaintedMessages } from "./paint-messages.ts";
import { paintNodes } from "./paint-nodes.ts";
import { paintEffects, paintMessageFocus, paintPointing } from "./paint-overlay.ts";
import { isNothing } from "./picked.ts";
import { paintRanks } from "./paint-ranks.ts";
import { MARGIN, type Picture, type View } from "./picture.ts";
import type { Moment, Painted, Renderer } from "./renderer.ts";

/** The canvases of the stage, the lowest first. The first is larger than the stage by MARGIN on every side. */
export interface Layers {
  readonly standing: HTMLCanvasElement;
  readonly heat: HTMLCanvasElement;
  readonly moving: HTMLCanvasElement;
}

/** Warmth changes slowly: it is painted anew after so long, and goes along with the view in the meantime. */
const HEAT_BEAT_MS = 80;

/** From so many links on their warmth is drawn coarsely. */
const GLOW_LINKS = 1_200;

const NO_MESSAGES: PaintedMessages = { x: [], y: [], message: [] };

/**
 * Canvas 2D in three layers: what stands still until something changes, the warmth of links seen from far away, and what
 * moves with every frame. While one pans or zooms in a large mesh the first two are moved as they are, by the browser.
 */
export class CanvasRenderer implements Renderer {
  private readonly standing: CanvasRenderingContext2D;
  private readonly warmth: CanvasRenderingContext2D;
  private readonly moving: CanvasRenderingContext2D;
  private readonly labels = createLabelPainter();
  private readonly heat = createHeatPainter();
  private readonly farLinks = createFarLinks();
  private readonly farNodes = createFarNodes();
  private margin = { x: 0, y: 0 };
  private ratio = 1;
  private standingView: View = { k: 1, x: 0, y: 0 };
  private heatView: View = { k: 1, x: 0, y: 0 };
  private heatMs = -Infinity;
  private heatFrame: Picture["frame"] | null = null;
  private isWarm = false;
  private heatIsEmpty = true;
  private movingIsEmpty = true;

  constructor(layers: Layers) {
    this.standing = contextOf(layers.standing);
    this.warmth = contextOf(layers.heat);
    this.moving = contextOf(layers.moving);
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.ratio = pixelRatio;
    const side = (px: number): number => Math.max(1, Math.round(px * pixelRatio));
    for (const { canvas } of [this.warmth, this.moving]) {
      canvas.width = side(width);
      canvas.height = side(height);
    }
    const { canvas } = this.standing;
    canvas.width = side(width * (1 + 2 * MARGIN));
    canvas.height = side(height * (1 + 2 * MARGIN));
    canvas.style.width = `${canvas.width / pixelRatio}px`;
    canvas.style.height = `${canvas.height / pixelRatio}px`;
    this.margin = { x: Math.round(width * MARGIN * pixelRatio) / pixelRatio, y: Math.round(height * MARGIN * pixelRatio) / pixelRatio };
    this.heatIsEmpty = true;
    this.movingIsEmpty = true;
  }

  get paintedLabels(): readonly PaintedLabel[] {
    return this.labels.painted;
  }

  paintStanding(picture: Picture): void {
    const { standing, ratio, margin } = this;
    const left = margin.x * ratio;
    const top = margin.y * ratio;
    const far = picture.metrics.level === "far";
    if (far) this.farLinks.paint(standing, picture, { ratio, left, top });
    else wipe(standing);
    standing.setTransform(ratio, 0, 0, ratio, left, top);
    if (!far) paintLinks(standing, picture);
    paintPath(standing, picture);
    if (far) this.farNodes.paint(standing, picture, ratio);
    else paintNodes(standing, picture);
    paintRanks(standing, picture);
    this.labels.paint(standing, picture, ratio);
    this.standingView = picture.view;
    move(standing.canvas, this.standingView, picture.view, this.margin, ratio);
  }

  moveStanding(view: View): void {
    move(this.standing.canvas, this.standingView, view, this.margin, this.ratio);
    move(this.warmth.canvas, this.heatView, view, NO_MARGIN, this.ratio);
  }

  paintMoving(picture: Picture, moment: Moment): Painted {
    const { moving, ratio } = this;
    const cooling = this.paintHeat(picture, moment.wallMs);
    const still = picture.ui.reducedMotion;
    if (!this.movingIsEmpty) wipe(moving);
    if (isEmpty(picture, moment)) {
      this.movingIsEmpty = true;
      return { messages: NO_MESSAGES, moving: cooling };
    }
    this.movingIsEmpty = false;
    moving.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { explained = null } = picture.ui;
    if (explained?.kind === "view") {
      paintNodeView(moving, picture, explained);
      paintPointing(moving, picture, moment.pointing);
      return { messages: NO_MESSAGES, moving: cooling };
    }
    if (explained?.kind === "wave") paintWave(moving, picture, explained, moment.nowUs);
    if (explained?.kind === "preview") paintPreview(moving, picture, explained);
    paintPointing(moving, picture, moment.pointing);
    const messages = still ? paintStillMessages(moving, picture) : paintMessages(moving, picture, moment.nowUs, focused(moment));
    paintMessageFocus(moving, picture, moment.pointing, messages);
    paintEffects(moving, picture, moment.effects, moment.wallMs, still);
    return { messages, moving: cooling };
  }

  private paintHeat(picture: Picture, wallMs: number): boolean {
    if (picture.metrics.level !== "far") {
      if (!this.heatIsEmpty) wipe(this.warmth);
      this.heatIsEmpty = true;
      this.heatFrame = null;
      return false;
    }
    const passedMs = wallMs - this.heatMs;
    const moved = this.heatView !== picture.view;
    // while it plays there is always a next time; when it stands there may be none
    if (picture.frame.playing ? passedMs < HEAT_BEAT_MS : !moved && this.heatFrame === picture.frame) {
      if (moved) move(this.warmth.canvas, this.heatView, picture.view, NO_MARGIN, this.ratio);
      return this.isWarm;
    }
    this.heatMs = wallMs;
    this.heatFrame = picture.frame;
    this.heatView = picture.view;
    this.isWarm = this.heat.paint(this.warmth, picture, this.sizeHeat(picture), Math.min(Math.max(passedMs, 0), 1_000));
    this.heatIsEmpty = false;
    move(this.warmth.canvas, this.heatView, this.heatView, NO_MARGIN, this.ratio);
    return this.isWarm;
  }

  /** Of very many links the warmth is a glow: at half of the screen's resolution it costs a quarter. Returns pixels of the layer for one of the page. */
  private sizeHeat({ topology, width, height }: Picture): number {
    const ratio = topology.links.length > GLOW_LINKS ? this.ratio / 2 : this.ratio;
    const { canvas } = this.warmth;
    const wide = Math.max(1, Math.round(width * ratio));
    const high = Math.max(1, Math.round(height * ratio));
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== high) canvas.height = high;
    return ratio;
  }

  clear(): void {
    for (const layer of [this.standing, this.warmth, this.moving]) wipe(layer);
    this.heatIsEmpty = true;
    this.movingIsEmpty = true;
  }

  dispose(): void {
    for (const { canvas } of [this.standing, this.warmth, this.moving]) {
      canvas.width = 0;
      canvas.height = 0;
    }
  }
}

const NO_MARGIN = { x: 0, y: 0 } as const;

/** Shows a layer that was painted for one view as it looks in another: the browser moves and scales it, nothing is painted. */
function move(canvas: HTMLCanvasElement, painted: View, view: View, margin: { readonly x: number; readonly y: number }, ratio: number): void {
  const scale = view.k / painted.k;
  // whole pixels of the screen: a layer that is only shifted stays crisp
  const snap = (value: number): number => (scale === 1 ? Math.round(value * ratio) / ratio : value);
  const x = snap(view.x - (painted.x + margin.x) * scale);
  const y = snap(view.y - (painted.y + margin.y) * scale);
  const transform = `translate(${x}px, ${y}px) scale(${scale})`;
  if (canvas.style.transform !== transform) canvas.style.transform = transform;
}

/** Nothing moves, and nobody points at anything: a layer that is empty already need not be touched. */
function isEmpty({ metrics, frame, ui }: Picture, { effects, pointing }: Moment): boolean {
  if (ui.explained) return false;
  if (pointing.selected ?? pointing.hover ?? pointing.focus ?? pointing.connecting ?? pointing.frame ?? pointing.divide) return false;
  if (!isNothing(pointing.picked) || !isNothing(pointing.matches)) return false;
  return effects.length === 0 && (frame.flights.count === 0 || (metrics.level === "far" && ui.selection?.kind !== "message"));
}

/** The message where the keyboard is, -1 = it is elsewhere. */
function focused({ pointing: { focus } }: Moment): number {
  return focus?.kind === "message" ? focus.message : -1;
}

function wipe(ctx: Ctx): void {
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ctx = canvas.getContext("2d");
  if (ctx === null) throw new Error("the browser gives no 2D context");
  return ctx;
}
