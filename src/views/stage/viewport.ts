import { select, zoom, zoomIdentity, type D3ZoomEvent, type Selection, type ZoomBehavior } from "d3";
import type { Size, View } from "./picture.ts";

export interface WorldBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

const GLIDE_MS = 180;
export const SCALE_MIN = 0.04;
export const SCALE_MAX = 4;
/** A fit never blows a small mesh up beyond this. */
const FIT_SCALE_MAX = 1.5;

/** At which the neighbours of a node lie well apart. */
const FLY_SCALE = 0.7;

interface Glide {
  readonly from: View;
  readonly to: View;
  readonly sinceMs: number;
}

export interface ViewportOptions {
  /** whether zoom may take this event (the drag of a node is not its own) */
  readonly mayTake: (event: MouseEvent | TouchEvent | WheelEvent) => boolean;
  readonly onChange: () => void;
  readonly still: () => boolean;
}

/** Zoom and pan of the stage: d3-zoom for hands, and own glides (in the page's one frame loop) for buttons and keys. */
export class Viewport {
  view: View = { k: 1, x: 0, y: 0 };
  /** somebody has moved it since the last fit */
  byHand = false;

  private glide: Glide | null = null;
  private readonly behavior: ZoomBehavior<HTMLCanvasElement, unknown>;
  private readonly selection: Selection<HTMLCanvasElement, unknown, null, undefined>;
  private readonly options: ViewportOptions;

  constructor(canvas: HTMLCanvasElement, options: ViewportOptions) {
    this.options = options;
    this.behavior = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([SCALE_MIN, SCALE_MAX])
      .clickDistance(4)
      .filter((event: MouseEvent) => (!event.ctrlKey || event.type === "wheel") && !event.button && options.mayTake(event))
      .on("zoom", ({ transform, sourceEvent }: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
        this.view = { k: transform.k, x: transform.x, y: transform.y };
        if (sourceEvent) {
          this.byHand = true;
          this.glide = null;
        }
        options.onChange();
      });
    this.selection = select(canvas);
    this.selection.call(this.behavior).on("dblclick.zoom", null);
  }

  /** Moves so that the box (world units) lies within the stage, inside the insets; gliding or at once. */
  fit(box: WorldBox, size: Size, insets: Insets, gliding: boolean, wallMs: number): void {
    this.byHand = false;
    this.goTo(fittingView(box, size, insets), gliding, wallMs);
  }

  zoomBy(factor: number, size: Size, wallMs: number): void {
    this.byHand = true;
    this.goTo(zoomedAbout(this.glide?.to ?? this.view, factor, size.width / 2, size.height / 2), true, wallMs);
  }

  /** Brings a place in world units to the middle, at a scale at which one thing can be made out. */
  flyTo(x: number, y: number, size: Size, wallMs: number): void {
    this.byHand = true;
    const k = Math.max(this.view.k, FLY_SCALE);
    this.goTo({ k, x: size.width / 2 - k * x, y: size.height / 2 - k * y }, true, wallMs);
  }

  panBy(dx: number, dy: number): void {
    this.byHand = true;
    this.glide = null;
    this.set({ ...this.view, x: this.view.x + dx, y: this.view.y + dy });
  }

  /** Goes on with a glide; true = not there yet. */
  step(wallMs: number): boolean {
    if (this.glide === null) return false;
    const { from, to, sinceMs } = this.glide;
    const part = Math.min((wallMs - sinceMs) / GLIDE_MS, 1);
    if (part >= 1) this.glide = null;
    this.set(between(from, to, 1 - (1 - part) ** 3));
    return part < 1;
  }

  dispose(): void {
    this.selection.on(".zoom", null);
  }

  private goTo(to: View, gliding: boolean, wallMs: number): void {
    const glides = gliding && !this.options.still();
    this.glide = glides ? { from: this.view, to, sinceMs: wallMs } : null;
    if (glides) this.options.onChange();
    else this.set(to);
  }

  private set({ k, x, y }: View): void {
    this.behavior.transform(this.selection, zoomIdentity.translate(x, y).scale(k));
  }
}

export function fittingView(box: WorldBox, size: Size, insets: Insets): View {
  const roomX = Math.max(size.width - insets.left - insets.right, 40);
  const roomY = Math.max(size.height - insets.top - insets.bottom, 40);
  const k = Math.max(
    Math.min(roomX / Math.max(box.right - box.left, 1), roomY / Math.max(box.bottom - box.top, 1), FIT_SCALE_MAX),
    SCALE_MIN,
  );
  return {
    k,
    x: insets.left + roomX / 2 - (k * (box.left + box.right)) / 2,
    y: insets.top + roomY / 2 - (k * (box.top + box.bottom)) / 2,
  };
}

export function zoomedAbout(view: View, factor: number, x: number, y: number): View {
  const k = Math.min(Math.max(view.k * factor, SCALE_MIN), SCALE_MAX);
  return { k, x: x - ((x - view.x) * k) / view.k, y: y - ((y - view.y) * k) / view.k };
}

/** The scale goes along evenly in its logarithm, so that far and near zooms feel alike. */
function between(from: View, to: View, part: number): View {
  if (part >= 1) return to;
  const k = from.k * (to.k / from.k) ** part;
  const along = to.k === from.k ? part : (k - from.k) / (to.k - from.k);
  return { k, x: from.x + (to.x - from.x) * along, y: from.y + (to.y - from.y) * along };
}
