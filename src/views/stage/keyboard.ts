import { act, endConnecting, targetOf } from "./actions.ts";
import { isCut, linkSentence, linkState, nodeSentence } from "./facts.ts";
import type { Hands } from "./hands.ts";
import { pointOnLink } from "./lanes.ts";
import { linksAround, nextLink, nodeTowards, type Direction } from "./neighbourhood.ts";
import type { Target } from "./paint-overlay.ts";
import type { StageEngine } from "./stage-engine.ts";
import { TEXTS } from "./texts.ts";

/**
 * The stage by keyboard: arrows move between nodes, L and Shift+L go through the links of a node, Enter does what a
 * click does, the menu key opens the menu, F fits, plus and minus zoom, Escape lets go.
 */
const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};
const ZOOM_STEP = 1.35;

export class Keyboard {
  /** the node whose links are gone through */
  private anchor = 0;
  /** where the focus was when the stage lost it: to a menu, or to the rest of the page */
  private left: Target | null = null;
  private readonly host: HTMLElement;
  private readonly engine: StageEngine;
  private readonly hands: Hands;
  /** says a sentence to those who do not see the picture */
  private readonly announce: (sentence: string) => void;
  private readonly listeners = new AbortController();

  constructor(host: HTMLElement, engine: StageEngine, hands: Hands, announce: (sentence: string) => void) {
    this.host = host;
    this.engine = engine;
    this.hands = hands;
    this.announce = announce;
    const { signal } = this.listeners;
    host.addEventListener("keydown", (event) => this.keyDown(event), { signal });
    host.addEventListener("blur", () => this.leave(), { signal });
    host.addEventListener("focus", () => this.engine.point({ focus: this.left }), { signal });
  }

  dispose(): void {
    this.listeners.abort();
  }

  private leave(): void {
    this.left = this.engine.pointed.focus;
    this.engine.point({ focus: null });
  }

  private keyDown(event: KeyboardEvent): void {
    if (event.target !== this.host || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.handle(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** true = it was meant for the stage */
  private handle({ key, shiftKey }: KeyboardEvent): boolean {
    const direction = ARROWS[key];
    if (direction !== undefined && !shiftKey) return this.moveTowards(direction);
    if (key === "ContextMenu" || (key === "F10" && shiftKey)) return this.openMenu();
    switch (key) {
      case "l":
        return this.goThroughLinks(1);
      case "L":
        return this.goThroughLinks(-1);
      case "Enter":
        return this.enter();
      case "Escape":
        return this.letGo();
      case "f":
      case "F":
        this.engine.fit();
        return true;
      case "+":
      case "=":
        this.engine.zoomBy(ZOOM_STEP);
        return true;
      case "-":
        this.engine.zoomBy(1 / ZOOM_STEP);
        return true;
      default:
        return false;
    }
  }

  private moveTowards(direction: Direction): boolean {
    const { shown, topology } = this.engine;
    if (shown === null || topology === null || topology.nodes.length === 0) return false;
    const { focus, selected } = this.engine.pointed;
    if (focus === null) {
      const start = selected?.kind === "node" ? selected.node : 0;
      return this.focusOn({ kind: "node", node: start });
    }
    const from = focus.kind === "node" ? focus.node : this.anchor;
    const node = nodeTowards(shown.x, shown.y, from, direction) ?? from;
    return this.focusOn({ kind: "node", node });
  }

  private goThroughLinks(step: 1 | -1): boolean {
    const { shown, topology } = this.engine;
    if (shown === null || topology === null || topology.nodes.length === 0) return false;
    const { focus } = this.engine.pointed;
    const links = linksAround(topology, shown.x, shown.y, this.anchor);
    const link = nextLink(links, focus, step);
    return link === null ? this.focusOn({ kind: "node", node: this.anchor }) : this.focusOn({ kind: "link", link });
  }

  private focusOn(target: Target): boolean {
    const { topology, frame } = this.engine;
    if (target.kind === "node") this.anchor = target.node;
    this.engine.point({ focus: target });
    this.keepInSight(target);
    if (topology === null) return true;
    if (target.kind === "node") {
      this.announce(nodeSentence(topology, frame, target.node, frame?.tree?.pfs ?? null));
    } else {
      const action = isCut(linkState(frame, target.link)) ? TEXTS.healAction : TEXTS.cutAction;
      this.announce(`${linkSentence(topology, frame, target.link)}. Enter: ${action}`);
    }
    return true;
  }

  private enter(): boolean {
    const { focus } = this.engine.pointed;
    if (focus === null) return false;
    act(this.engine, this.hands, focus);
    return true;
  }

  private letGo(): boolean {
    const { focus, connecting } = this.engine.pointed;
    endConnecting(this.engine, this.hands);
    if (connecting !== null) return true;
    if (focus !== null) this.engine.point({ focus: null });
    return focus !== null;
  }

  private openMenu(): boolean {
    const { focus, selected } = this.engine.pointed;
    const target = focus ?? selected;
    const at = this.pointOf(target);
    const { left, top } = this.host.getBoundingClientRect();
    const world = this.engine.toWorld(at.x, at.y);
    this.hands.menu({
      target: targetOf(this.engine, target),
      clientX: left + at.x,
      clientY: top + at.y,
      worldX: world.x,
      worldY: world.y,
    });
    return true;
  }

  private pointOf(target: Target | null): { x: number; y: number } {
    const { shown } = this.engine;
    if (target === null || shown === null) return this.engine.centre;
    if (target.kind === "link") return pointOnLink(shown.lanes, target.link, 0.5, 0);
    return { x: shown.x[target.node], y: shown.y[target.node] };
  }

  /** Pans so far that the focus is to be seen. */
  private keepInSight(target: Target): void {
    const { x, y } = this.pointOf(target);
    const { x: halfWidth, y: halfHeight } = this.engine.centre;
    const over = (value: number, half: number): number => {
      const edge = Math.min(60, half / 2);
      if (value < edge) return edge - value;
      return value > 2 * half - edge ? 2 * half - edge - value : 0;
    };
    const dx = over(x, halfWidth);
    const dy = over(y, halfHeight);
    if (dx !== 0 || dy !== 0) this.engine.viewport.panBy(dx, dy);
  }
}
