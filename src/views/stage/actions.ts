import { addNode, connect, cutOrHeal, type LinkKind } from "./commands.ts";
import type { Hands, StageTarget } from "./hands.ts";
import type { Target } from "./paint-overlay.ts";
import { isNothing, lineThrough, NOTHING_PICKED, toggled, type Line, type Picked } from "./picked.ts";
import type { Hit, StageEngine } from "./stage-engine.ts";

/** What a click (or Enter) does to a thing: a link is cut or healed, a node is selected, a message stops the run. */
export function act(engine: StageEngine, hands: Hands, hit: Hit | null): void {
  const { topology, frame } = engine;
  if (topology === null) return;
  const { connecting } = engine.pointed;
  if (connecting !== null) {
    endConnecting(engine, hands);
    if (hit?.kind === "node" && hit.node !== connecting.node) hands.command(connect(topology, connecting.node, hit.node, connecting.kind));
    return;
  }
  if (hit === null) hands.select(null);
  else if (hit.kind === "link") hands.command(cutOrHeal(topology, frame, hit.link));
  else if (hit.kind === "node") hands.select({ kind: "node", node: topology.nodes[hit.node].id });
  else {
    hands.pause();
    hands.select({ kind: "message", message: hit.message });
  }
}

export function beginConnecting(engine: StageEngine, hands: Hands, node: number, kind: LinkKind): void {
  const shown = engine.shown;
  if (shown === null) return;
  engine.point({ connecting: { node, kind, x: shown.x[node], y: shown.y[node] } });
  hands.connecting(node);
}

export function endConnecting(engine: StageEngine, hands: Hands): void {
  engine.point({ connecting: null });
  hands.connecting(null);
}

export function addNodeAt(
  { places, topology }: Pick<StageEngine, "places" | "topology">,
  hands: Pick<Hands, "command">,
  worldX: number,
  worldY: number,
): void {
  hands.command(addNode(topology, places.toTopologyUnits(worldX), places.toTopologyUnits(worldY)));
}

/** The same thing by name. */
export function targetOf({ topology }: StageEngine, hit: Hit | null): StageTarget | null {
  if (hit === null || topology === null) return null;
  if (hit.kind === "node") return { kind: "node", node: topology.nodes[hit.node].id };
  if (hit.kind === "link") return { kind: "link", link: topology.links[hit.link].id };
  return hit;
}

// ---------------------------------------------------------------- several at once

/** Takes a thing among those that something will be done to, or out again. */
export function pick(engine: StageEngine, hands: Hands, target: Target): void {
  pickAll(engine, hands, toggled(engine.pointed.picked, target));
}

export function pickAll(engine: StageEngine, hands: Hands, picked: Picked): void {
  const { topology } = engine;
  if (topology === null) return;
  endDividing(engine, hands);
  engine.point({ picked });
  const nodes = picked.nodes.map((node) => topology.nodes[node]!.id);
  const links = picked.links.map((link) => topology.links[link]!.id);
  hands.several(isNothing(picked) ? null : { kind: "picked", nodes, links });
}

export function pickNothing(engine: StageEngine, hands: Hands): void {
  engine.point({ picked: NOTHING_PICKED, frame: null });
  hands.several(null);
}

/** A line across the stage, which can be drawn anew, moved and turned before it cuts. */
export function beginDividing(engine: StageEngine, hands: Hands): void {
  if (engine.shown === null) return;
  pickNothing(engine, hands);
  const { x, y } = engine.centre;
  divide(engine, hands, lineThrough(x, y, Math.PI / 2, engine.stageSize));
}

export function divide(engine: StageEngine, hands: Hands, line: Line): void {
  engine.divideBy(line);
  const { topology } = engine;
  if (topology === null) return;
  hands.several({ kind: "divide", nodes: [], links: engine.crossedLinks.map((link) => topology.links[link]!.id) });
}

export function endDividing(engine: StageEngine, hands: Hands): void {
  if (engine.pointed.divide === null) return;
  engine.divideBy(null);
  hands.several(null);
}
