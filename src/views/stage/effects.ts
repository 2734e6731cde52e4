import { FAMILIES, FLIGHT_MARK } from "../../store/contract.ts";
import type { Family, Frame, TopologyView } from "../../port/messages.ts";

/**
 * What lights up once and goes out by the wall clock: a node that an abort has reached, a node whose distance changed,
 * a message that was destroyed on its way. Read off two successive frames; never played backwards.
 */
export type Effect =
  | { readonly kind: "flash"; readonly node: number }
  | { readonly kind: "glow"; readonly node: number }
  | { readonly kind: "burst"; readonly link: number; readonly direction: number; readonly part: number; readonly family: Family; readonly seed: number };

export const EFFECT_MS: Readonly<Record<Effect["kind"], number>> = { flash: 1_000, glow: 600, burst: 420 };
/** More at once would be a blaze, not a picture. */
const RUNNING_MAX = 300;

export interface RunningEffect {
  readonly effect: Effect;
  readonly sinceMs: number;
}

/** Adds to what is running; a node that lights up again starts anew instead of twice. */
export function withEffects(running: readonly RunningEffect[], effects: readonly Effect[], sinceMs: number): RunningEffect[] {
  if (effects.length === 0) return [...running];
  const keyOf = (effect: Effect): string => (effect.kind === "burst" ? `burst ${effect.seed}` : `${effect.kind} ${effect.node}`);
  const fresh = new Set(effects.map(keyOf));
  const kept = running.filter(({ effect }) => !fresh.has(keyOf(effect)));
  return [...kept, ...effects.map((effect) => ({ effect, sinceMs }))].slice(-RUNNING_MAX);
}

const ABORT = FAMILIES.indexOf("abort");

export function effectsBetween(before: Frame, after: Frame, topology: TopologyView): Effect[] {
  if (after.topology !== null || after.nowUs < before.nowUs) return [];
  const effects: Effect[] = [];
  const flashed = new Set<number>();
  const flash = (node: number): void => {
    if (node < 0 || flashed.has(node)) return;
    flashed.add(node);
    effects.push({ kind: "flash", node });
  };
  endedFlights(before, after, (flight, arrived) => {
    const { link, direction, family, message, departUs, arriveUs } = before.flights;
    const ends = topology.links[link[flight]];
    if (ends === undefined) return;
    if (arrived) {
      if (family[flight] === ABORT) flash(direction[flight] === 0 ? ends.b : ends.a);
    } else {
      const part = (after.nowUs - departUs[flight]) / Math.max(arriveUs[flight] - departUs[flight], 1);
      const kind = FAMILIES[family[flight]] ?? "housekeeping";
      effects.push({ kind: "burst", link: link[flight], direction: direction[flight], part, family: kind, seed: message[flight] });
    }
  });
  for (const id of endsOfNewAborts(before, after)) flash(topology.nodes.findIndex((node) => node.id === id));
  effects.push(...changedDistances(before, after));
  return effects;
}

/** Scratch: filled anew for every frame, and so not made anew. */
const still = new Set<number>();

/** Messages of the earlier frame that the later one does not list: they have arrived, or were destroyed. */
function endedFlights(before: Frame, after: Frame, ended: (flight: number, arrived: boolean) => void): void {
  const complete = before.flights.omitted === 0 && after.flights.omitted === 0;
  still.clear();
  for (let i = 0; i < after.flights.count; i += 1) still.add(after.flights.message[i]);
  for (let i = 0; i < before.flights.count; i += 1) {
    const marks = before.flights.marks[i];
    if (still.has(before.flights.message[i]) || (marks & FLIGHT_MARK.willBeLost) !== 0) continue;
    const queued = (marks & FLIGHT_MARK.queued) !== 0;
    const arrived = before.flights.arriveUs[i] <= after.nowUs;
    if (arrived || (complete && !queued)) ended(i, arrived);
  }
}

function endsOfNewAborts(before: Frame, after: Frame): string[] {
  if (before.transactions === after.transactions) return [];
  const known = new Set(before.transactions.filter(({ state }) => state === "aborted").map(({ name }) => name));
  const listed = new Set(before.transactions.map(({ name }) => name));
  return after.transactions
    .filter(({ name, state }) => state === "aborted" && listed.has(name) && !known.has(name))
    .flatMap(({ from, to }) => [from, to]);
}

function changedDistances(before: Frame, after: Frame): Effect[] {
  const one = before.tree;
  const other = after.tree;
  if (one === null || other === null || one.pfs !== other.pfs || one.dist.length !== other.dist.length) return [];
  const effects: Effect[] = [];
  other.dist.forEach((dist, node) => {
    if (dist >= 0 && dist !== one.dist[node]) effects.push({ kind: "glow", node });
  });
  return effects;
}
