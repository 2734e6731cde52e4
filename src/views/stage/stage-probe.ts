import { pointOnLink } from "./lanes.ts";
import type { ProbePoint, ProbeTarget, StageProbe } from "./probe.ts";
import type { StageEngine } from "./stage-engine.ts";

/** Answers the probe's questions from what the engine has painted. */
export function probeOf(engine: StageEngine, canvas: HTMLCanvasElement): StageProbe {
  const toWindow = (point: ProbePoint | null): ProbePoint | null => {
    if (point === null) return null;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const inside = point.x >= 0 && point.y >= 0 && point.x <= width && point.y <= height;
    return inside ? { x: left + point.x, y: top + point.y } : null;
  };
  return {
    pointOf: (target) => toWindow(pointOf(engine, target)),
    messages() {
      const { left, top } = canvas.getBoundingClientRect();
      const { x, y, message } = engine.shownMessages;
      return message.map((number, i) => ({ message: number, x: left + x[i], y: top + y[i] }));
    },
    labels() {
      const { left, top } = canvas.getBoundingClientRect();
      return engine.shownLabels.map(({ of, text, x, y, width, height }) => ({ of, text, x: left + x, y: top + y, width, height }));
    },
    nodes() {
      const { left, top } = canvas.getBoundingClientRect();
      const { topology, shown } = engine;
      if (topology === null || shown === null) return [];
      return topology.nodes.map(({ id }, node) => ({ id, x: left + shown.x[node]!, y: top + shown.y[node]!, radius: shown.metrics.radius }));
    },
    sight() {
      const box = engine.worldBox;
      if (box === null) return null;
      const { left, top, right, bottom } = engine.sight;
      const width = Math.max(box.right - box.left, 1);
      const height = Math.max(box.bottom - box.top, 1);
      return { left: (left - box.left) / width, top: (top - box.top) / height, right: (right - box.left) / width, bottom: (bottom - box.top) / height };
    },
    matches: () => [...engine.pointed.matches.nodes.map((node) => engine.topology?.nodes[node]?.id ?? ""), ...engine.pointed.matches.links.map((link) => engine.topology?.links[link]?.id ?? "")],
    density: () => engine.shown?.metrics.level ?? "",
    idle: () => engine.isIdle(),
    whenIdle: () => engine.whenIdle(),
  };
}

function pointOf(engine: StageEngine, target: ProbeTarget): ProbePoint | null {
  const { topology, shown, shownMessages } = engine;
  if (topology === null || shown === null) return null;
  if ("node" in target) {
    const node = topology.nodes.findIndex(({ id }) => id === target.node);
    return node === -1 ? null : { x: shown.x[node], y: shown.y[node] };
  }
  if ("message" in target) {
    const row = shownMessages.message.indexOf(target.message);
    return row === -1 ? null : { x: shownMessages.x[row], y: shownMessages.y[row] };
  }
  const link = topology.links.findIndex(({ id }) => id === target.link);
  return link === -1 ? null : freePointOnLink(engine, link);
}

const PARTS = [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78];

/** A point where a click hits the link and nothing else, as far as possible from messages that pass by. */
function freePointOnLink(engine: StageEngine, link: number): ProbePoint | null {
  const { shown, shownMessages } = engine;
  if (shown === null) return null;
  let best: ProbePoint | null = null;
  let most = -1;
  for (const part of PARTS) {
    const point = pointOnLink(shown.lanes, link, part, 0);
    const hit = engine.hitAt(point.x, point.y, 4);
    if (hit?.kind !== "link" || hit.link !== link) continue;
    const free = Math.min(60, ...shownMessages.x.map((x, i) => Math.hypot(x - point.x, shownMessages.y[i] - point.y)));
    if (free > most) {
      best = point;
      most = free;
    }
  }
  return best;
}
