import { DEFAULT_SWITCHES, type Switches } from "../../node/config.ts";
import { DEFAULT_LOCK_SPACE } from "../../sim/cluster.ts";
import { type NodeJson, PERFECT_LINK } from "../../sim/commands.ts";
import type { Scenario, ScenarioLink } from "../../sim/scenario.ts";
import type { Search, ShrinkProgress } from "./search.ts";

/** Switches, the tree of locks and the seed, as they are where nobody says anything. */
export function* plainSettings(search: Search): Generator<ShrinkProgress, void> {
  if (yield* search.attempt({ ...search.scenario, switches: DEFAULT_SWITCHES })) return;
  for (const key of Object.keys(DEFAULT_SWITCHES) as (keyof Switches)[]) yield* search.attempt({ ...search.scenario, switches: { ...search.scenario.switches, [key]: DEFAULT_SWITCHES[key] } });
}

export function* plainLocks(search: Search): Generator<ShrinkProgress, void> {
  yield* search.attempt({ ...search.scenario, locks: DEFAULT_LOCK_SPACE });
}

/** Links as they are where a file says nothing of them: all at once, then one property of all, then link by link. */
export function* plainLinks(search: Search): Generator<ShrinkProgress, void> {
  const each = (change: (link: ScenarioLink) => ScenarioLink): Scenario => ({ ...search.scenario, links: search.scenario.links.map(change) });
  if (yield* search.attempt(each(plainLink))) return;
  if (yield* search.attempt(each((link) => ({ ...link, model: PERFECT_LINK })))) return yield* oneByOne(search, false);
  for (const key of MODEL_FIELDS) yield* search.attempt(each((link) => ({ ...link, model: { ...link.model, [key]: PERFECT_LINK[key] } })));
  for (const field of LINK_FIELDS) yield* search.attempt(each((link) => withoutField(link, field)));
  yield* oneByOne(search, true);
}

function* oneByOne(search: Search, models: boolean): Generator<ShrinkProgress, void> {
  for (let at = 0; at < search.scenario.links.length; at++) {
    const change = (to: (link: ScenarioLink) => ScenarioLink): Scenario => ({ ...search.scenario, links: search.scenario.links.with(at, to(search.scenario.links[at]!)) });
    if (yield* search.attempt(change(plainLink))) continue;
    if (models) for (const key of MODEL_FIELDS) yield* search.attempt(change((link) => ({ ...link, model: { ...link.model, [key]: PERFECT_LINK[key] } })));
    for (const field of LINK_FIELDS) yield* search.attempt(change((link) => withoutField(link, field)));
  }
}

const MODEL_FIELDS = Object.keys(PERFECT_LINK) as (keyof typeof PERFECT_LINK)[];
const LINK_FIELDS = ["weight", "weightA", "weightB", "filterA", "filterB", "security", "securityA", "securityB", "shellA", "shellB", "duplication", "kind", "shm"] as const;

function plainLink({ id, a, b }: ScenarioLink): ScenarioLink {
  return { id, a, b, model: PERFECT_LINK };
}

function withoutField<One extends object>(one: One, field: keyof One): One {
  const { [field]: _, ...rest } = one;
  return rest as unknown as One;
}

/** Nodes that only relay, in the usual byte order, with the usual keys. */
export function* plainNodes(search: Search): Generator<ShrinkProgress, void> {
  const each = (change: (node: NodeJson) => NodeJson): Scenario => ({ ...search.scenario, nodes: search.scenario.nodes.map(change) });
  if (yield* search.attempt(each(({ id, pfs = [] }) => ({ id, pfs })))) return;
  for (const field of NODE_FIELDS) {
    if (yield* search.attempt(each((node) => withoutField(node, field)))) continue;
    for (let at = 0; at < search.scenario.nodes.length; at++) yield* search.attempt({ ...search.scenario, nodes: search.scenario.nodes.with(at, withoutField(search.scenario.nodes[at]!, field)) });
  }
}

const NODE_FIELDS = ["role", "bigEndian", "plainCrc", "knows", "hostKey"] as const;
