import { createLabelPainter } from "./labels.ts";
import type { Ctx } from "./ink.ts";
import { createHeatPainter } from "./paint-heat.ts";
import { paintLinks } from "./paint-links.ts";
import { paintMessages, paintStillMessages } from "./paint-messages.ts";
import { paintNodes } from "./paint-nodes.ts";
import { paintEffects, paintPointing } from "./paint-overlay.ts";
import { MARGIN, type Picture, type View } from "./picture.ts";
import type { Moment, Painted, Renderer } from "./renderer.ts";

/**
 * Canvas 2D. The standing layer is painted into an off-screen canvas a little larger than the stage and copied from
 * there; the moving layer lies above it and is cleared and painted with every frame that changes anything.
 */
export class CanvasRenderer implements Renderer {
  private readonly standing: CanvasRenderingContext2D;
  private readonly moving: CanvasRenderingContext2D;
  private readonly cache: OffscreenCanvasRenderingContext2D;
  private readonly labels = createLabelPainter();
  private readonly heat = createHeatPainter();
  private width = 0;
  private height = 0;
  private ratio = 1;
  private cachedView: View = { k: 1, x: 0, y: 0 };
  private lastMovingMs = 0;

  constructor(standing: HTMLCanvasElement, moving: HTMLCanvasElement) {
    this.standing = contextOf(standing);
    this.moving = contextOf(moving);
    const cache = new OffscreenCanvas(1, 1).getContext("2d");
    if (cache === null) throw new Error("the browser gives no 2D context");
    this.cache = cache;
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.width = width;
    this.height = height;
    this.ratio = pixelRatio;
    const side = (px: number): number => Math.max(1, Math.round(px * pixelRatio));
    for (const { canvas } of [this.standing, this.moving]) {
      canvas.width = side(width);
      canvas.height = side(height);
    }
    this.cache.canvas.width = side(width * (1 + 2 * MARGIN));
    this.cache.canvas.height = side(height * (1 + 2 * MARGIN));
  }

  paintStanding(picture: Picture): void {
    const { cache, ratio } = this;
    wipe(cache);
    cache.setTransform(ratio, 0, 0, ratio, Math.round(this.width * MARGIN * ratio), Math.round(this.height * MARGIN * ratio));
    paintLinks(cache, picture);
    paintNodes(cache, picture);
    this.labels.paint(cache, picture);
    this.cachedView = picture.view;
    this.moveStanding(picture.view);
  }

  moveStanding(view: View): void {
    const { cachedView, ratio } = this;
    const scale = view.k / cachedView.k;
    // whole pixels of the screen: a shifted copy costs half of a resampled one, and stays crisp
    const snap = (value: number): number => (scale === 1 ? Math.round(value * ratio) : value * ratio);
    const left = snap(view.x - cachedView.x * scale - this.width * MARGIN * scale);
    const top = snap(view.y - cachedView.y * scale - this.height * MARGIN * scale);
    const { canvas } = this.cache;
    wipe(this.standing);
    this.standing.drawImage(canvas, left, top, canvas.width * scale, canvas.height * scale);
  }

  paintMoving(picture: Picture, moment: Moment): Painted {
    const { moving, ratio } = this;
    const passedMs = Math.min(Math.max(moment.wallMs - this.lastMovingMs, 0), 1_000);
    this.lastMovingMs = moment.wallMs;
    wipe(moving);
    moving.setTransform(ratio, 0, 0, ratio, 0, 0);
    return paintMovingLayer(moving, picture, moment, () => this.heat.paint(moving, picture, passedMs));
  }

  clear(): void {
    wipe(this.standing);
    wipe(this.moving);
  }

  dispose(): void {
    for (const { canvas } of [this.standing, this.moving, this.cache]) {
      canvas.width = 0;
      canvas.height = 0;
    }
  }
}

function wipe(ctx: Ctx): void {
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
}

function paintMovingLayer(ctx: Ctx, picture: Picture, moment: Moment, paintHeat: () => boolean): Painted {
  const still = picture.ui.reducedMotion;
  paintPointing(ctx, picture, moment.pointing);
  const cooling = picture.metrics.level === "far" ? paintHeat() : false;
  const messages = still ? paintStillMessages(ctx, picture) : paintMessages(ctx, picture, moment.nowUs);
  paintEffects(ctx, picture, moment.effects, moment.wallMs, still);
  return { messages, moving: cooling };
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ctx = canvas.getContext("2d");
  if (ctx === null) throw new Error("the browser gives no 2D context");
  return ctx;
}
