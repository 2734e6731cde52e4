import { act, addNodeAt, divide, endConnecting, pick, pickAll, targetOf } from "./actions.ts";
import type { Hands } from "./hands.ts";
import { together, within, type Line } from "./picked.ts";
import type { Hit, StageEngine } from "./stage-engine.ts";
import type { Tip } from "./tip.ts";

/**
 * Mouse, pen and finger on the canvas: hover, click, drag of a node, double click, right click, long press; Shift picks
 * several things, one by one or with a frame; while the stage is divided a drag draws the line.
 */

const DRAG_FROM_PX = 4;
const LONG_PRESS_MS = 500;
const MOUSE_TOLERANCE = 7;
const TOUCH_TOLERANCE = 16;

interface Press {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly node: number | null;
  /** what is drawn: a frame about things to pick, the line that divides, or nothing */
  readonly draws: "frame" | "line" | null;
  dragging: boolean;
}

export class Pointer {
  private press: Press | null = null;
  private longPress: ReturnType<typeof setTimeout> | null = null;
  /** the click that ends a drag or a long press is none */
  private swallowClick = false;
  private menuOpenedMs = -Infinity;
  private readonly canvas: HTMLCanvasElement;
  private readonly engine: StageEngine;
  private readonly hands: Hands;
  private readonly tip: Tip;
  private readonly listeners = new AbortController();

  constructor(canvas: HTMLCanvasElement, engine: StageEngine, hands: Hands, tip: Tip) {
    this.canvas = canvas;
    this.engine = engine;
    this.hands = hands;
    this.tip = tip;
    const { signal } = this.listeners;
    canvas.addEventListener("pointerdown", (event) => this.down(event), { signal });
    canvas.addEventListener("pointermove", (event) => this.move(event), { signal });
    canvas.addEventListener("pointerup", (event) => this.up(event), { signal });
    canvas.addEventListener("pointercancel", () => this.cancel(), { signal });
    canvas.addEventListener("pointerleave", () => this.leave(), { signal });
    canvas.addEventListener("click", (event) => this.click(event), { signal });
    canvas.addEventListener("dblclick", (event) => this.doubleClick(event), { signal });
    canvas.addEventListener("contextmenu", (event) => this.contextMenu(event), { signal });
  }

  dispose(): void {
    this.listeners.abort();
    this.stopLongPress();
  }

  private at(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private hit(event: MouseEvent): Hit | null {
    const { x, y } = this.at(event);
    const touch = event instanceof PointerEvent && event.pointerType === "touch";
    return this.engine.hitAt(x, y, touch ? TOUCH_TOLERANCE : MOUSE_TOLERANCE);
  }

  private down(event: PointerEvent): void {
    this.swallowClick = false;
    this.tip.hide();
    if (event.button !== 0 || !event.isPrimary) {
      this.stopLongPress(); // a second finger: it is a pinch
      return;
    }
    const hit = this.hit(event);
    const { connecting, divide: dividing } = this.engine.pointed;
    const draws = dividing !== null ? "line" : event.shiftKey && connecting === null ? "frame" : null;
    const node = hit?.kind === "node" && connecting === null && draws === null ? hit.node : null;
    this.press = { id: event.pointerId, ...this.at(event), node, draws, dragging: false };
    if (node !== null || draws !== null) this.canvas.setPointerCapture(event.pointerId);
    if (draws === null && (event.pointerType === "touch" || hit !== null)) {
      this.longPress = setTimeout(() => {
        this.swallowClick = true;
        this.press = null;
        this.openMenu(event, hit);
      }, LONG_PRESS_MS);
    }
  }

  private move(event: PointerEvent): void {
    const { x, y } = this.at(event);
    const { press } = this;
    if (press !== null && press.id === event.pointerId) {
      if (Math.hypot(x - press.x, y - press.y) > DRAG_FROM_PX) this.stopLongPress();
      if (press.draws !== null) this.draw(press, x, y);
      else if (press.node !== null) this.dragNode(press, press.node, x, y);
      if (press.dragging || event.buttons !== 0) return;
    }
    if (event.buttons === 0 && event.pointerType !== "touch") this.hover(event, x, y);
  }

  private draw(press: Press, x: number, y: number): void {
    if (!press.dragging && Math.hypot(x - press.x, y - press.y) <= DRAG_FROM_PX) return;
    press.dragging = true;
    const line: Line = { ax: press.x, ay: press.y, bx: x, by: y };
    this.canvas.style.cursor = "crosshair";
    if (press.draws === "line") divide(this.engine, this.hands, line);
    else this.engine.point({ frame: line });
  }

  private endFrame(): void {
    const { frame, picked } = this.engine.pointed;
    const { shown, topology } = this.engine;
    this.engine.point({ frame: null });
    if (frame !== null && shown !== null && topology !== null) pickAll(this.engine, this.hands, together(picked, within(shown, topology, frame)));
  }

  private dragNode(press: Press, node: number, x: number, y: number): void {
    if (!press.dragging && Math.hypot(x - press.x, y - press.y) <= DRAG_FROM_PX) return;
    press.dragging = true;
    this.canvas.style.cursor = "grabbing";
    const world = this.engine.toWorld(x, y);
    this.engine.places.drag(node, world.x, world.y);
  }

  private hover(event: PointerEvent, x: number, y: number): void {
    const { connecting } = this.engine.pointed;
    const hit = this.hit(event);
    const target = hit === null || hit.kind === "message" ? null : hit;
    if (connecting !== null) {
      this.engine.point({ connecting: { ...connecting, x, y }, hover: target?.kind === "node" ? target : null });
      this.canvas.style.cursor = "crosshair";
      this.tip.hide();
      return;
    }
    const { hover } = this.engine.pointed;
    if (!sameTarget(hover, target)) this.engine.point({ hover: target });
    this.canvas.style.cursor = hit === null ? "" : "pointer";
    if (hit === null) this.tip.hide();
    else this.tip.show(hit, x, y);
  }

  private up(event: PointerEvent): void {
    this.stopLongPress();
    if (this.press?.id !== event.pointerId) return;
    if (this.press.dragging) {
      this.swallowClick = true;
      this.canvas.style.cursor = "";
      if (this.press.draws === "frame") this.endFrame();
    }
    this.press = null;
  }

  private cancel(): void {
    this.stopLongPress();
    this.press = null;
    if (this.engine.pointed.frame !== null) this.engine.point({ frame: null });
  }

  private leave(): void {
    this.tip.hide();
    if (this.engine.pointed.hover !== null) this.engine.point({ hover: null });
  }

  private click(event: MouseEvent): void {
    if (this.swallowClick) {
      this.swallowClick = false;
      return;
    }
    this.tip.hide();
    const hit = this.hit(event);
    if (this.engine.pointed.divide !== null) return; // it waits for its line
    if ((event.shiftKey || event.ctrlKey || event.metaKey) && hit !== null && hit.kind !== "message") pick(this.engine, this.hands, hit);
    else act(this.engine, this.hands, hit);
  }

  private doubleClick(event: MouseEvent): void {
    if (this.hit(event) !== null) return;
    const { x, y } = this.at(event);
    const world = this.engine.toWorld(x, y);
    addNodeAt(this.engine, this.hands, world.x, world.y);
  }

  private contextMenu(event: MouseEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.stopLongPress();
    this.press = null;
    // a long press has opened it already, where the browser reports both
    if (performance.now() - this.menuOpenedMs < LONG_PRESS_MS) return;
    this.openMenu(event, this.hit(event));
  }

  private openMenu(event: MouseEvent, hit: Hit | null): void {
    this.menuOpenedMs = performance.now();
    this.tip.hide();
    endConnecting(this.engine, this.hands);
    const { x, y } = this.at(event);
    const world = this.engine.toWorld(x, y);
    this.hands.menu({
      target: targetOf(this.engine, hit),
      clientX: event.clientX,
      clientY: event.clientY,
      worldX: world.x,
      worldY: world.y,
    });
  }

  private stopLongPress(): void {
    if (this.longPress !== null) clearTimeout(this.longPress);
    this.longPress = null;
  }
}

function sameTarget(one: Hit | null, other: Hit | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
