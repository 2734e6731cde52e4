import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { MINIMAP, MinimapPainter, type MapScale } from "./minimap-painter.ts";
import type { StageEngine } from "./stage-engine.ts";
import { MAP_FOLDED_BELOW_PX } from "./tool-room.ts";
import { MINIMAP_TEXTS as TEXTS } from "../../texts/stage.ts";

const STEP_PX = 80;
const ZOOM_STEP = 1.35;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** The overview of a large mesh, with a frame about what the stage shows: it can be dragged, or moved with the arrow keys. */
export function Minimap({ engine }: { readonly engine: StageEngine }) {
  const [folded, setFolded] = useState(() => engine.stageSize.width < MAP_FOLDED_BELOW_PX);
  return (
    <div className="stage-map" data-folded={folded || undefined}>
      <button type="button" className="stage-map-fold" aria-expanded={!folded} aria-label={folded ? TEXTS.unfold : TEXTS.fold} title={folded ? TEXTS.unfold : TEXTS.fold} onClick={() => setFolded(!folded)}>
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path d={folded ? "M2.5 7.5L6 4l3.5 3.5" : "M2.5 4.5L6 8l3.5-3.5"} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
        <span>{TEXTS.title}</span>
      </button>
      {!folded && <Overview engine={engine} />}
    </div>
  );
}

function Overview({ engine }: { readonly engine: StageEngine }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const sight = useRef<HTMLDivElement>(null);
  const painter = useRef<MinimapPainter | null>(null);
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const made = new MinimapPainter(canvas.current, engine);
    painter.current = made;
    let framed: readonly unknown[] = [];
    const follow = (): void => {
      made.touch();
      const now = [engine.viewport.view, made.mapScale, engine.stageSize];
      if (sight.current === null || now.every((one, i) => one === framed[i])) return;
      framed = now;
      frameSight(sight.current, engine, made.mapScale);
    };
    follow();
    const stop = engine.onPainted(follow);
    return () => {
      stop();
      made.dispose();
    };
  }, [engine]);

  const point = (event: PointerEvent): void => {
    if (painter.current === null || event.buttons === 0) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const { k, x, y } = painter.current.mapScale;
    engine.centreOn((event.clientX - left - x) / k, (event.clientY - top - y) / k);
  };
  const keyDown = (event: KeyboardEvent): void => {
    const step = ARROWS[event.key];
    if (step !== undefined) engine.viewport.panBy(step[0] * STEP_PX, step[1] * STEP_PX);
    else if (event.key === "+" || event.key === "=") engine.zoomBy(ZOOM_STEP);
    else if (event.key === "-") engine.zoomBy(1 / ZOOM_STEP);
    else if (event.key === "Home") engine.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application: it handles its own keys and pointers
    <div
      className="stage-map-view"
      role="application"
      aria-roledescription={TEXTS.role}
      aria-label={TEXTS.label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application: it handles its own keys
      tabIndex={0}
      style={{ width: MINIMAP.width, height: MINIMAP.height }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        point(event);
      }}
      onPointerMove={point}
      onKeyDown={keyDown}
    >
      <canvas ref={canvas} aria-hidden="true" style={{ width: MINIMAP.width, height: MINIMAP.height }} />
      <div ref={sight} className="stage-map-sight" aria-hidden="true" />
    </div>
  );
}

/** Lays the frame over what the stage shows, cut off where the overview ends. */
function frameSight(frame: HTMLElement, engine: StageEngine, { k, x, y }: MapScale): void {
  const { left, top, right, bottom } = engine.sight;
  const from = { x: Math.max(left * k + x, 0), y: Math.max(top * k + y, 0) };
  const to = { x: Math.min(right * k + x, MINIMAP.width), y: Math.min(bottom * k + y, MINIMAP.height) };
  const style = `translate(${from.x.toFixed(1)}px, ${from.y.toFixed(1)}px)`;
  if (frame.style.transform !== style) frame.style.transform = style;
  const width = `${Math.max(to.x - from.x, 4).toFixed(1)}px`;
  const height = `${Math.max(to.y - from.y, 4).toFixed(1)}px`;
  if (frame.style.width !== width) frame.style.width = width;
  if (frame.style.height !== height) frame.style.height = height;
}
