import type { Frame, TopologyView } from "../../port/messages.ts";
import type { StageView } from "../explain/stage-explained.ts";
import { readPalette, type Palette } from "../theme/palette.ts";
import { CanvasRenderer, type Layers } from "./canvas-renderer.ts";
import { EFFECT_MS, effectsBetween, withEffects, type RunningEffect } from "./effects.ts";
import { sameStanding } from "./frame-changes.ts";
import { frameLoop } from "./frame-loop.ts";
import { createHitMap, messageAt, type HitMap } from "./hit-map.ts";
import type { PaintedLabel } from "./labels.ts";
import { NodePlaces } from "./node-places.ts";
import { openLayoutWorker } from "./open-layout-worker.ts";
import type { PaintedMessages } from "./paint-messages.ts";
import type { Hit, Pointing, Target } from "./paint-overlay.ts";
import { crossed, isNothing, NOTHING_PICKED, type Line, type Picked } from "./picked.ts";
import { geometryOf, type Geometry, type Picture } from "./picture.ts";
import type { Renderer } from "./renderer.ts";
import { createShownClock } from "./shown-clock.ts";
import type { ShownPicture } from "./shown-picture.ts";
import type { StageUi } from "./stage-props.ts";
import { insetsFor } from "./tool-room.ts";
import { Viewport, type WorldBox } from "./viewport.ts";

export type { Hit } from "./paint-overlay.ts";

/** After the last zoom event the standing layer is painted anew. */
const ZOOM_IDLE_MS = 150;
/** A standing layer that was painted faster than this is painted anew with every frame of a zoom: always crisp. */
const CHEAP_PAINT_MS = 5;
/** Above so many links a picture is large: what it costs is for the most part not seen here, but when the browser shows it. */
const LARGE_LINKS = 500;
const LARGE_BEAT_MS = 100;

/**
 * The imperative shell of the stage: takes in frames, topologies and what the page shows, and paints when something has
 * changed. It knows no React and no store; hands are brought in by pointer.ts and keyboard.ts.
 */
export class StageEngine {
  topology: TopologyView | null = null;
  frame: Frame | null = null;
  readonly places: NodePlaces;
  readonly viewport: Viewport;

  private readonly host: HTMLElement;
  private readonly renderer: Renderer;
  private readonly clock = createShownClock();
  private ui: StageUi;
  private palette: Palette;
  private size = { width: 0, height: 0 };
  private pointing: Pointing = { hover: null, focus: null, selected: null, connecting: null, picked: NOTHING_PICKED, frame: null, divide: null, matches: NOTHING_PICKED };
  private effects: RunningEffect[] = [];
  private geometry: Geometry | null = null;
  private hits: HitMap | null = null;
  private painted: PaintedMessages = { x: [], y: [], message: [] };
  private standingFrame: Frame | null = null;
  private geometryStale = true;
  private standingStale = true;
  private fitWanted: "no" | "jump" | "glide" = "jump";
  private placesStale = true;
  private standingCostMs = 0;
  private standingMs = -Infinity;
  private zoomedMs = -Infinity;
  private zoomTimer: ReturnType<typeof setTimeout> | null = null;
  private readonly paintedListeners = new Set<() => void>();
  private idleWaiters: (() => void)[] = [];
  private disposed = false;

  constructor(host: HTMLElement, layers: Layers, ui: StageUi) {
    this.host = host;
    this.ui = ui;
    this.palette = readPalette(host);
    this.renderer = new CanvasRenderer(layers);
    this.viewport = new Viewport(layers.moving, {
      mayTake: (event) => event.type === "wheel" || (!event.shiftKey && this.pointing.divide === null && !this.nodeUnder(event)),
      onChange: () => this.viewChanged(),
      still: () => this.ui.reducedMotion,
    });
    this.places = new NodePlaces({
      openPort: openLayoutWorker,
      onChange: () => this.placesChanged(),
      still: () => this.ui.reducedMotion,
    });
    this.host.dataset.idle = "false";
    void document.fonts.ready.then(() => this.repaintAll());
  }

  dispose(): void {
    this.disposed = true;
    frameLoop.cancel(this.step);
    if (this.zoomTimer !== null) clearTimeout(this.zoomTimer);
    this.viewport.dispose();
    this.places.dispose();
    this.renderer.dispose();
  }

  // ------------------------------------------------------------ what comes in

  takeFrame(frame: Frame): void {
    const before = this.frame;
    this.frame = frame;
    this.clock.confirm(frame, performance.now());
    if (frame.topology !== null) this.takeTopology(frame.topology);
    if (this.topology !== null && before !== null && this.geometry !== null) {
      this.effects = withEffects(this.effects, effectsBetween(before, frame, this.topology), performance.now());
    }
    this.requestPaint();
  }

  takeTopology(topology: TopologyView): void {
    if (topology === this.topology) return;
    const before = this.topology;
    this.topology = topology;
    const anew = this.places.setTopology(topology, this.aspect());
    this.pointing = samePointing(this.pointing, before, topology, this.selectedTarget());
    this.effects = [];
    if (anew) this.fitWanted = "jump";
    else if (!this.viewport.byHand && topology.nodes.length > (before?.nodes.length ?? 0)) this.fitWanted = "glide";
    this.placesChanged();
  }

  setUi(ui: StageUi): void {
    const before = this.ui;
    const themeChanged = ui.theme !== this.ui.theme;
    this.ui = ui;
    if (themeChanged) this.palette = readPalette(this.host);
    this.pointing = { ...this.pointing, selected: this.selectedTarget() };
    // What is explained is painted over the rest; only the texts make room for the words of a preview.
    if (!sameStandingUi(ui, before) || isPreview(ui) || isPreview(before)) this.standingStale = true;
    this.requestPaint();
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.size = { width, height };
    this.renderer.resize(width, height, pixelRatio);
    if (!this.viewport.byHand) this.fitWanted = "jump";
    this.placesChanged();
    this.paintNow();
  }

  point(change: Partial<Pointing>): void {
    this.pointing = { ...this.pointing, ...change };
    this.requestPaint();
  }

  get pointed(): Pointing {
    return this.pointing;
  }

  /** Draws the line that divides, or (null) takes it away. */
  divideBy(line: Line | null): void {
    if (this.geometry === null) return;
    this.point({ divide: line === null ? null : { line, crosses: crossed(this.geometry, line) } });
  }

  get crossedLinks(): readonly number[] {
    return this.pointing.divide?.crosses ?? [];
  }

  /** Brings a place in world units to the middle of the stage, near enough to see what is there. */
  flyTo(x: number, y: number): void {
    this.viewport.flyTo(x, y, this.size, performance.now());
    this.requestPaint();
  }

  /** Brings a place in world units to the middle, at the scale there is. */
  centreOn(x: number, y: number): void {
    const { view } = this.viewport;
    this.viewport.panBy(this.size.width / 2 - (x * view.k + view.x), this.size.height / 2 - (y * view.k + view.y));
  }

  /** All nodes, in world units; null = there are none. */
  get worldBox(): WorldBox | null {
    return boxOf(this.places);
  }

  /** Nodes that an abort has just reached. */
  get flashing(): readonly number[] {
    return this.effects.flatMap(({ effect }) => (effect.kind === "flash" ? [effect.node] : []));
  }

  /** Calls after each painting; the returned function ends it. */
  onPainted(listener: () => void): () => void {
    this.paintedListeners.add(listener);
    return () => this.paintedListeners.delete(listener);
  }

  /** The texts beside nodes and links, as they were painted last. */
  get shownLabels(): readonly PaintedLabel[] {
    return this.renderer.paintedLabels;
  }

  /** What of the world the stage shows. */
  get sight(): WorldBox {
    const from = this.toWorld(0, 0);
    const to = this.toWorld(this.size.width, this.size.height);
    return { left: from.x, top: from.y, right: to.x, bottom: to.y };
  }

  get stageSize(): { readonly width: number; readonly height: number } {
    return this.size;
  }

  fit(): void {
    this.fitWanted = "glide";
    this.requestPaint();
  }

  zoomBy(factor: number): void {
    this.viewport.zoomBy(factor, this.size, performance.now());
    this.requestPaint();
  }

  // ------------------------------------------------------------ what is asked

  /** What one node knows, when only that is shown. */
  get nodeView(): StageView | null {
    return this.ui.explained?.kind === "view" ? this.ui.explained : null;
  }

  get lookOnly(): boolean {
    return this.ui.lookOnly === true;
  }

  /** What lies at a point of the stage: a message above a node above a link. In node view no message and only its own links: the others are not there. */
  hitAt(x: number, y: number, tolerance: number): Hit | null {
    if (this.geometry === null) return null;
    this.hits ??= createHitMap(this.geometry);
    const node = this.hits.nodeAt(x, y, 0);
    if (node !== null) return { kind: "node", node };
    const view = this.nodeView;
    const message = view === null ? messageAt(this.painted, x, y, tolerance / 2) : null;
    if (message !== null) return { kind: "message", message };
    const close = this.hits.nodeAt(x, y, tolerance);
    if (close !== null) return { kind: "node", node: close };
    const link = this.hits.linkAt(x, y, tolerance);
    return link === null || (view !== null && !view.links.some((own) => own.link === link)) ? null : { kind: "link", link };
  }

  toWorld(x: number, y: number): { x: number; y: number } {
    const { view } = this.viewport;
    return { x: (x - view.x) / view.k, y: (y - view.y) / view.k };
  }

  /** Places in pixels of the stage; null before the first painting. */
  get shown(): Geometry | null {
    return this.geometry;
  }

  /** All that is shown now; what only follows the pointer is left out. */
  get shownPicture(): ShownPicture | null {
    const { geometry, topology, frame, palette, ui } = this;
    if (geometry === null || topology === null || frame === null) return null;
    return { picture: { ...geometry, topology, frame, palette, ui }, nowUs: this.clock.at(performance.now()), pointing: { ...this.pointing, hover: null, focus: null, connecting: null, frame: null, divide: null } };
  }

  get shownMessages(): PaintedMessages {
    return this.painted;
  }

  get centre(): { x: number; y: number } {
    return { x: this.size.width / 2, y: this.size.height / 2 };
  }

  isIdle(): boolean {
    return this.host.dataset.idle === "true";
  }

  whenIdle(): Promise<void> {
    if (this.isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  // ------------------------------------------------------------ painting

  private requestPaint(): void {
    if (this.disposed) return;
    frameLoop.request(this.step);
  }

  private viewChanged(): void {
    this.zoomedMs = performance.now();
    this.geometryStale = true;
    this.markBusy();
    this.requestPaint();
  }

  private placesChanged(): void {
    this.geometryStale = true;
    this.standingStale = true;
    this.placesStale = true;
    this.markBusy();
    this.requestPaint();
  }

  private repaintAll(): void {
    this.standingStale = true;
    this.requestPaint();
  }

  /** Not at the next frame but at once: a canvas that was resized is empty until it is painted. */
  private paintNow(): void {
    frameLoop.cancel(this.step);
    this.step(performance.now());
  }

  private readonly step = (wallMs: number): void => {
    if (this.disposed || this.size.width === 0) return;
    const gliding = this.places.step(wallMs);
    if (gliding) this.placesMoved();
    this.fitIfWanted(wallMs);
    const zooming = this.viewport.step(wallMs);
    if (this.topology === null || this.frame === null || !this.places.ready) {
      this.renderer.clear();
      this.markIdle(!this.places.working && this.topology !== null);
      return;
    }
    const picture = this.paintStanding(this.topology, this.frame);
    const moving = this.paintMoving(picture, wallMs);
    for (const listener of this.paintedListeners) listener();
    const lit = this.effects.length > 0 && !this.frame.playing; // while the run plays there is always something alight
    const busy = gliding || zooming || this.places.working || this.zoomTimer !== null || lit;
    this.markIdle(!busy);
    if (gliding || zooming || moving) this.requestPaint();
  };

  private placesMoved(): void {
    this.geometryStale = true;
    this.standingStale = true;
    this.placesStale = true;
    // while the layout unfolds the view goes along
    if (this.places.working && !this.viewport.byHand && this.fitWanted === "no" && !this.pointing.connecting) this.fitWanted = "jump";
  }

  private paintStanding(topology: TopologyView, frame: Frame): Picture {
    const sameLook = this.standingFrame !== null && sameStanding(this.standingFrame, frame);
    const isLarge = topology.links.length > LARGE_LINKS || this.standingCostMs > CHEAP_PAINT_MS;
    // in a large mesh something changes with every frame: its standing layer keeps a beat, as its warmth does
    const waits = isLarge && frame.playing && !this.standingStale && performance.now() - this.standingMs < LARGE_BEAT_MS;
    if (!sameLook && !waits) this.standingStale = true;
    const zoomOnly = this.geometryStale && (!this.standingStale || (isLarge && !this.placesStale)) && this.geometry !== null;
    const postpone = zoomOnly && isLarge && performance.now() - this.zoomedMs < ZOOM_IDLE_MS;
    if (this.geometryStale || this.geometry === null) {
      const level = this.geometry?.metrics.level ?? null;
      this.geometry = geometryOf(topology, this.places, this.viewport.view, this.size, { level, keep: postpone });
      this.hits = null;
      const { divide } = this.pointing;
      if (divide !== null) this.pointing = { ...this.pointing, divide: { line: divide.line, crosses: crossed(this.geometry, divide.line) } };
      if (!postpone) this.standingStale = true;
      this.geometryStale = false;
    }
    const picture: Picture = { ...this.geometry, topology, frame, palette: this.palette, ui: this.ui };
    if (this.standingStale && !postpone) {
      const startMs = performance.now();
      this.renderer.paintStanding(picture);
      this.standingMs = performance.now();
      this.standingCostMs = this.standingMs - startMs;
      this.standingStale = false;
      this.placesStale = false;
      this.standingFrame = frame;
    } else if (postpone) {
      this.renderer.moveStanding(picture.view);
      this.repaintAfterZoom();
    }
    return picture;
  }

  private repaintAfterZoom(): void {
    if (this.zoomTimer !== null) clearTimeout(this.zoomTimer);
    this.zoomTimer = setTimeout(() => {
      this.zoomTimer = null;
      this.placesChanged();
    }, ZOOM_IDLE_MS);
  }

  private paintMoving(picture: Picture, wallMs: number): boolean {
    this.effects = this.effects.filter(({ effect, sinceMs }) => wallMs - sinceMs < EFFECT_MS[effect.kind]);
    const nowUs = this.clock.at(wallMs);
    const { messages, moving } = this.renderer.paintMoving(picture, { nowUs, wallMs, effects: this.effects, pointing: this.pointing });
    this.painted = messages;
    const { playing, flights, speedUsPerS } = picture.frame;
    const flying = playing && flights.count > 0 && Number.isFinite(speedUsPerS) && !this.ui.reducedMotion;
    return moving || flying || this.effects.length > 0;
  }

  // ------------------------------------------------------------ view

  private fitIfWanted(wallMs: number): void {
    if (this.fitWanted === "no" || !this.places.ready || this.topology === null || this.size.width === 0) return;
    const box = boxOf(this.places);
    if (box !== null) {
      const insets = insetsFor(this.size, this.topology.nodes.length);
      this.viewport.fit(box, this.size, insets, this.fitWanted === "glide", wallMs);
    }
    this.fitWanted = "no";
    this.geometryStale = true;
    this.standingStale = true;
    this.placesStale = true;
  }

  private aspect(): number {
    const { width, height } = this.size;
    if (width === 0 || height === 0) return 1.4;
    const { left, right, top, bottom } = insetsFor(this.size, 0);
    return Math.max(width - left - right, 1) / Math.max(height - top - bottom, 1);
  }

  private nodeUnder(event: MouseEvent | TouchEvent): boolean {
    const at = "touches" in event ? event.touches[0] : event;
    if (at === undefined) return false;
    const { left, top } = this.host.getBoundingClientRect();
    const touch = "touches" in event;
    return this.hitAt(at.clientX - left, at.clientY - top, touch ? 10 : 0)?.kind === "node";
  }

  // ------------------------------------------------------------ selection and idleness

  private selectedTarget(): Target | null {
    const { selection } = this.ui;
    if (this.topology === null || selection === null) return null;
    if (selection.kind === "node") {
      const node = this.topology.nodes.findIndex(({ id }) => id === selection.node);
      return node === -1 ? null : { kind: "node", node };
    }
    if (selection.kind === "link") {
      const link = this.topology.links.findIndex(({ id }) => id === selection.link);
      return link === -1 ? null : { kind: "link", link };
    }
    return null;
  }

  private markBusy(): void {
    if (this.host.dataset.idle !== "false") this.host.dataset.idle = "false";
  }

  private markIdle(idle: boolean): void {
    if (!idle) {
      this.markBusy();
      return;
    }
    if (this.host.dataset.idle !== "true") this.host.dataset.idle = "true";
    const waiters = this.idleWaiters;
    this.idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}

/** Whether what stands looks the same to both. */
function sameStandingUi(one: StageUi, other: StageUi): boolean {
  return one.theme === other.theme && one.selection === other.selection && one.watchedPfs === other.watchedPfs && one.watchedTransaction === other.watchedTransaction && one.reducedMotion === other.reducedMotion;
}

/** What was pointed at is found again by name; what is gone is pointed at no more. */
function samePointing(old: Pointing, before: TopologyView | null, after: TopologyView, selected: Target | null): Pointing {
  const nodeNow = (node: number): number => after.nodes.findIndex(({ id }) => id === before?.nodes[node]?.id);
  const linkNow = (link: number): number => after.links.findIndex(({ id }) => id === before?.links[link]?.id);
  const again = (target: Target | null): Target | null => {
    if (target === null) return null;
    const now = target.kind === "node" ? nodeNow(target.node) : linkNow(target.link);
    if (now === -1) return null;
    return target.kind === "node" ? { kind: "node", node: now } : { kind: "link", link: now };
  };
  const allAgain = ({ nodes, links }: Picked): Picked => ({ nodes: nodes.map(nodeNow).filter((node) => node !== -1), links: links.map(linkNow).filter((link) => link !== -1) });
  const from = old.connecting === null ? -1 : nodeNow(old.connecting.node);
  const connecting = old.connecting === null || from === -1 ? null : { ...old.connecting, node: from };
  const focus = old.focus?.kind === "message" ? old.focus : again(old.focus);
  return { hover: again(old.hover), focus, selected, connecting, picked: isNothing(old.picked) ? NOTHING_PICKED : allAgain(old.picked), frame: null, divide: null, matches: isNothing(old.matches) ? NOTHING_PICKED : allAgain(old.matches) };
}

function boxOf({ x, y }: { readonly x: Float64Array; readonly y: Float64Array }): WorldBox | null {
  if (x.length === 0) return null;
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let i = 0; i < x.length; i += 1) {
    box.left = Math.min(box.left, x[i]);
    box.right = Math.max(box.right, x[i]);
    box.top = Math.min(box.top, y[i]);
    box.bottom = Math.max(box.bottom, y[i]);
  }
  return box;
}

function isPreview({ explained }: StageUi): boolean {
  return explained?.kind === "preview";
}
