import { readPalette, type Palette } from "../theme/palette.ts";
import { isCut, linkState, nodeState } from "./facts.ts";
import { LineRaster } from "./line-raster.ts";
import type { StageEngine } from "./stage-engine.ts";
import type { WorldBox } from "./viewport.ts";

/** Of the overview, in pixels of the page. */
export const MINIMAP = { width: 176, height: 116 } as const;
const PAD_PX = 8;
/** It is an overview: it need not keep pace with messages. */
const BEAT_MS = 240;

/** How world units become pixels of the overview. */
export interface MapScale {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** The whole mesh within the overview. */
export function mapScale(box: WorldBox): MapScale {
  const width = Math.max(box.right - box.left, 1);
  const height = Math.max(box.bottom - box.top, 1);
  const k = Math.min((MINIMAP.width - 2 * PAD_PX) / width, (MINIMAP.height - 2 * PAD_PX) / height);
  return { k, x: MINIMAP.width / 2 - (k * (box.left + box.right)) / 2, y: MINIMAP.height / 2 - (k * (box.top + box.bottom)) / 2 };
}

/**
 * The whole mesh, small: links as a veil, the nodes of the lit tree, in red every link that is cut and every node that an
 * abort has just reached, in the accent what is selected, ringed what a search found. Painted when something of it changed,
 * a few times a second at most.
 */
export class MinimapPainter {
  private readonly canvas: HTMLCanvasElement;
  private readonly ctx: CanvasRenderingContext2D;
  private readonly engine: StageEngine;
  private readonly raster = new LineRaster();
  private palette: Palette;
  private theme = "";
  private timer: ReturnType<typeof setTimeout> | null = null;
  private scale: MapScale = { k: 1, x: 0, y: 0 };
  private painted = "";

  constructor(canvas: HTMLCanvasElement, engine: StageEngine) {
    const ctx = canvas.getContext("2d");
    if (ctx === null) throw new Error("the browser gives no 2D context");
    this.canvas = canvas;
    this.ctx = ctx;
    this.engine = engine;
    this.palette = readPalette(canvas);
    this.paint();
  }

  dispose(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }

  get mapScale(): MapScale {
    return this.scale;
  }

  /** Something on the stage may have changed. What was never painted is at once: until then a click upon it would lead nowhere. */
  touch(): void {
    if (this.painted === "") this.paint();
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.paint();
    }, BEAT_MS);
  }

  private paint(): void {
    const { topology, places, worldBox } = this.engine;
    if (topology === null || worldBox === null || !places.ready) return;
    const said = this.said();
    if (said === this.painted) return;
    this.painted = said;
    const theme = document.documentElement.dataset.theme ?? "";
    if (theme !== this.theme) this.palette = readPalette(this.canvas);
    this.theme = theme;
    this.scale = mapScale(worldBox);
    const ratio = window.devicePixelRatio;
    this.canvas.width = Math.round(MINIMAP.width * ratio);
    this.canvas.height = Math.round(MINIMAP.height * ratio);
    this.paintLinks(ratio);
    this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.paintNodes();
  }

  /** What the overview says, as far as it can change: equal = it need not be painted. */
  private said(): string {
    const { frame, topology, places, pointed, flashing } = this.engine;
    const tree = frame?.tree;
    const states = frame === null ? "" : `${frame.linkStates.join("")} ${frame.nodeStates.join("")} ${tree?.pfs ?? ""} ${tree?.dist.reduce((sum, dist) => sum + (dist >= 0 ? 1 : 0), 0) ?? 0}`;
    return [topology?.version, places.x[0], places.y[0], states, JSON.stringify([pointed.selected, pointed.matches, flashing]), document.documentElement.dataset.theme, window.devicePixelRatio].join("|");
  }

  private paintLinks(ratio: number): void {
    const { raster, palette, scale } = this;
    const { topology, frame, places, pointed } = this.engine;
    if (topology === null) return;
    raster.resize(this.canvas);
    raster.clear();
    const at = (value: number, off: number): number => (value * scale.k + off) * ratio;
    const draw = (link: number, color: string, alpha: number, width: number): void => {
      const { a, b } = topology.links[link]!;
      raster.line(at(places.x[a]!, scale.x), at(places.y[a]!, scale.y), at(places.x[b]!, scale.x), at(places.y[b]!, scale.y), { color, alpha, width: width * ratio });
    };
    const veil = Math.max(0.08, Math.min(0.5, 120 / topology.links.length));
    topology.links.forEach((_, link) => draw(link, palette.link, veil, 0.8));
    // the selected one lies beneath: a cut stays red
    if (pointed.selected?.kind === "link") draw(pointed.selected.link, palette.accent, 1, 3.5);
    topology.links.forEach((_, link) => {
      if (isCut(linkState(frame, link))) draw(link, palette.red, 1, 1.5);
    });
    for (const link of pointed.matches.links) draw(link, palette.text, 1, 1.5);
    this.ctx.putImageData(new ImageData(raster.bytes, raster.width, raster.height), 0, 0);
  }

  private paintNodes(): void {
    const { ctx, palette } = this;
    const { topology, frame, pointed, flashing } = this.engine;
    if (topology === null) return;
    topology.nodes.forEach((_, node) => {
      const state = nodeState(frame, node);
      const gone = state === "crashed" || state === "powerLost";
      const dist = frame?.tree?.dist[node] ?? -1;
      ctx.fillStyle = gone ? palette.red : dist === -1 ? palette.grey : palette.teal;
      this.dot(node, dist === -2 || gone ? 2.2 : 1);
    });
    ctx.fillStyle = palette.red;
    for (const node of flashing) this.dot(node, 3);
    ctx.lineWidth = 1.25;
    ctx.strokeStyle = palette.text;
    for (const node of pointed.matches.nodes) this.ring(node, 3.5);
    ctx.strokeStyle = palette.accent;
    ctx.lineWidth = 2;
    if (pointed.selected?.kind === "node") this.ring(pointed.selected.node, 4);
  }

  private placeOf(node: number): { x: number; y: number } {
    const { x, y } = this.engine.places;
    return { x: x[node]! * this.scale.k + this.scale.x, y: y[node]! * this.scale.k + this.scale.y };
  }

  private dot(node: number, reach: number): void {
    const { x, y } = this.placeOf(node);
    this.ctx.fillRect(x - reach, y - reach, 2 * reach, 2 * reach);
  }

  private ring(node: number, reach: number): void {
    const { x, y } = this.placeOf(node);
    this.ctx.beginPath();
    this.ctx.arc(x, y, reach, 0, Math.PI * 2);
    this.ctx.stroke();
  }
}
