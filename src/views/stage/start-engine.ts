import { endConnecting } from "./actions.ts";
import type { Hands } from "./hands.ts";
import { Keyboard } from "./keyboard.ts";
import { Pointer } from "./pointer.ts";
import { publishProbe } from "./probe.ts";
import { showPictures } from "./shown-picture.ts";
import { StageEngine } from "./stage-engine.ts";
import { probeOf } from "./stage-probe.ts";
import type { StageProps } from "./stage-props.ts";
import { createTip } from "./tip.ts";

export interface StartedEngine {
  readonly engine: StageEngine;
  readonly stop: () => void;
}

/**
 * Brings the engine to life within an element: its canvases, its hands, its ears for frames and for the size. Stopping
 * takes all of it away again, so that React may mount twice.
 */
export function startEngine(
  surface: HTMLElement,
  props: Pick<StageProps, "topology" | "ui" | "getFrame" | "subscribeFrame">,
  hands: Hands,
): StartedEngine {
  const standing = part(surface, "canvas", { ariaHidden: "true", className: "stage-standing" });
  const heat = part(surface, "canvas", { ariaHidden: "true", className: "stage-heat" });
  const moving = part(surface, "canvas", { ariaHidden: "true", className: "stage-moving" });
  const tipBox = part(surface, "div", { ariaHidden: "true", className: "stage-tip", hidden: true });
  const live = part(surface, "p", { ariaLive: "polite", className: "visually-hidden" });

  const engine = new StageEngine(surface, { standing, heat, moving }, props.ui);
  const pointer = new Pointer(moving, engine, hands, createTip(tipBox, engine));
  const keyboard = new Keyboard(surface, engine, hands, (sentence) => {
    live.textContent = sentence;
  });
  const measure = (): void => engine.resize(surface.clientWidth, surface.clientHeight, window.devicePixelRatio);
  const observer = new ResizeObserver(measure);
  observer.observe(surface);
  const stopPixels = onPixelRatio(measure);
  measure();
  if (props.topology) engine.takeTopology(props.topology);
  const frame = props.getFrame();
  if (frame) engine.takeFrame(frame);
  const stopFrames = props.subscribeFrame((next) => engine.takeFrame(next));
  const withdrawProbe = publishProbe(probeOf(engine, moving));
  const withdrawPictures = showPictures(() => engine.shownPicture);

  const stop = (): void => {
    withdrawProbe();
    withdrawPictures();
    stopFrames();
    observer.disconnect();
    stopPixels();
    pointer.dispose();
    keyboard.dispose();
    endConnecting(engine, hands);
    engine.dispose();
    for (const element of [standing, heat, moving, tipBox, live]) element.remove();
  };
  return { engine, stop };
}

/** Another screen, or the browser's zoom: as many pixels of the page may be more of the screen. */
function onPixelRatio(changed: () => void): () => void {
  let query: MediaQueryList | null = null;
  const listen = (): void => {
    query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener("change", again, { once: true });
  };
  const again = (): void => {
    changed();
    listen();
  };
  listen();
  return () => query?.removeEventListener("change", again);
}

function part<Tag extends "canvas" | "div" | "p">(
  surface: HTMLElement,
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties);
  surface.append(element);
  return element;
}
