import { act, beginDividing, divide, endConnecting, endDividing, pick, pickNothing, targetOf } from "./actions.ts";
import { knownSentence } from "../explain/known-sentences.ts";
import { TEXTS as EXPLAIN } from "../../texts/explain.ts";
import { FIND_EVENT } from "./find-event.ts";
import { isCut, linkSentence, linkState, messageSentence, nodeSentence } from "./facts.ts";
import type { Hands } from "./hands.ts";
import { pointOnLink } from "./lanes.ts";
import { messagesAround, nextMessage } from "./message-walk.ts";
import { linksAround, nextLink, nodeTowards, type Direction } from "./neighbourhood.ts";
import type { Hit, Target } from "./paint-overlay.ts";
import { isNothing, moved, turned } from "./picked.ts";
import type { StageEngine } from "./stage-engine.ts";
import { TEXTS } from "../../texts/stage.ts";

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
/** of the line that divides */
const LINE_STEP_PX = 16;
const LINE_TURN = Math.PI / 24;
const LINE_STEPS: Readonly<Record<Direction, readonly [number, number]>> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

export class Keyboard {
  /** the node whose links are gone through */
  private anchor = 0;
  /** the node or link whose messages are gone through */
  private around: Target = { kind: "node", node: 0 };
  /** where the focus was when the stage lost it: to a menu, or to the rest of the page */
  private left: Hit | null = null;
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
    if (this.engine.pointed.divide !== null) return this.handleLine(key, shiftKey, direction);
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
      case "/":
        window.dispatchEvent(new Event(FIND_EVENT));
        return true;
      case "m":
      case "M":
        return this.goThroughMessages(shiftKey ? -1 : 1);
      case "x":
      case "X":
        return this.pickFocus();
      case "p":
      case "P":
        beginDividing(this.engine, this.hands);
        return this.sayCrossed();
      case "r":
      case "R":
        this.hands.command({ do: "resumeAll" });
        return true;
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

  /** While the stage is divided the arrows move the line, with Shift they turn it, Enter cuts what it crosses. */
  private handleLine(key: string, shiftKey: boolean, direction: Direction | undefined): boolean {
    const line = this.engine.pointed.divide?.line;
    if (line === undefined) return false;
    if (key === "Escape") {
      endDividing(this.engine, this.hands);
      return true;
    }
    if (key === "Enter") {
      this.hands.commandAll(this.engine.crossedLinks.map((link) => ({ do: "cut", link: this.engine.topology!.links[link]!.id, how: "close" })));
      endDividing(this.engine, this.hands);
      return true;
    }
    if (direction === undefined) return false;
    const [dx, dy] = LINE_STEPS[direction];
    divide(this.engine, this.hands, shiftKey ? turned(line, (dx + dy) * LINE_TURN) : moved(line, dx * LINE_STEP_PX, dy * LINE_STEP_PX));
    return this.sayCrossed();
  }

  private sayCrossed(): boolean {
    this.announce(TEXTS.crosses(this.engine.crossedLinks.length));
    return true;
  }

  private goThroughMessages(step: 1 | -1): boolean {
    const { topology, frame, pointed, nodeView } = this.engine;
    if (topology === null || frame === null) return false;
    if (nodeView !== null) {
      this.announce(EXPLAIN.view.noMessages(nodeView.known.node));
      return true;
    }
    const { focus } = pointed;
    const near: Hit = focus === null || focus.kind === "message" ? this.around : focus;
    if (focus !== null && focus.kind !== "message") this.around = focus;
    const message = nextMessage(messagesAround(topology, frame, near), focus?.kind === "message" ? focus.message : null, step);
    if (message === null) {
      this.announce(TEXTS.noMessages);
      return true;
    }
    this.engine.point({ focus: { kind: "message", message } });
    this.announce(messageSentence(topology, frame, message));
    return true;
  }

  private pickFocus(): boolean {
    const { focus } = this.engine.pointed;
    if (focus === null || focus.kind === "message") return false;
    pick(this.engine, this.hands, focus);
    const { nodes, links } = this.engine.pointed.picked;
    this.announce(TEXTS.pickedCount(nodes.length, links.length));
    return true;
  }

  private goThroughLinks(step: 1 | -1): boolean {
    const { shown, topology, nodeView } = this.engine;
    if (shown === null || topology === null || topology.nodes.length === 0) return false;
    const { focus } = this.engine.pointed;
    const links = linksAround(topology, shown.x, shown.y, this.anchor).filter((around) => nodeView === null || nodeView.links.some(({ link }) => link === around));
    const link = nextLink(links, focus?.kind === "message" ? this.around : focus, step);
    return link === null ? this.focusOn({ kind: "node", node: this.anchor }) : this.focusOn({ kind: "link", link });
  }

  private focusOn(target: Target): boolean {
    const { topology, frame, nodeView } = this.engine;
    if (target.kind === "node") this.anchor = target.node;
    this.engine.point({ focus: target });
    this.keepInSight(target);
    if (topology === null) return true;
    if (nodeView !== null) {
      this.announce(knownSentence(nodeView, topology, target));
    } else if (target.kind === "node") {
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
    const { focus, connecting, picked } = this.engine.pointed;
    endConnecting(this.engine, this.hands);
    if (connecting !== null) return true;
    if (!isNothing(picked)) {
      pickNothing(this.engine, this.hands);
      return true;
    }
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

  private pointOf(target: Hit | null): { x: number; y: number } {
    const { shown, shownMessages } = this.engine;
    if (target === null || shown === null) return this.engine.centre;
    if (target.kind === "message") {
      const row = shownMessages.message.indexOf(target.message);
      return row === -1 ? this.engine.centre : { x: shownMessages.x[row]!, y: shownMessages.y[row]! };
    }
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
