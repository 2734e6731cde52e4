import { assert } from "../../base/assert.ts";
import { formatUuid } from "../../base/uuid.ts";
import type { LinkJson, LinkModel, NodeJson, PfsJson } from "../../sim/commands.ts";
import { uuidOfName } from "../../sim/naming.ts";
import { type Topology, withLinkIds } from "../../sim/topology.ts";
import { topologyFromText } from "../../sim/topologies.ts";
import { PFS_TYPE, type Profile } from "../../wire/constants.ts";
import type { Dice } from "./dice.ts";
import type { MeshLink } from "./mesh-link.ts";
import { drawProfiles } from "./profiles.ts";
import { drawQuarrels } from "./quarrels.ts";

/** Fewest and most nodes of a drawn mesh. */
export const NODES_LEAST = 3;
export const NODES_MOST = 30;
/** So many PFSes at most in a drawn mesh: every node keeps what it hears of each. */
const PFS_MOST = 14;
const OTHER_CLUSTER = "6a09e667-f3bc-4908-8b2f-bb67ae8584ca";
export const PFS_TYPES = Object.keys(PFS_TYPE);

/** What is there at the start of a case. */
export interface Mesh {
  /** the text of the generator of topologies, such as "ring:8" */
  readonly form: string;
  readonly nodes: readonly NodeJson[];
  readonly links: readonly MeshLink[];
  readonly masters: readonly string[];
  /** of links that say nothing of their own */
  readonly profile: Profile;
  /** WIRE-04: of nodes that say nothing of their own */
  readonly plainCrc: boolean;
}

/** A mesh of any form of topologies.ts; swarm: which roles, kinds of links and models there are is drawn first, then who has them. */
export function drawMesh(dice: Dice, seed: number): Mesh {
  const form = drawForm(dice.fork("form"));
  const { nodes: places, links: pairs } = ofForm(form, seed, dice.fork("cut out"));
  const links = withLinkIds(withParallels(pairs, dice.fork("parallel")));
  const nodes = drawNodes(places, links, dice.fork("nodes"));
  const profiled = drawProfiles(drawLinks(links, dice.fork("links")), dice.fork("profiles"));
  return { form, profile: profiled.profile, ...drawQuarrels(nodes, profiled, dice.fork("quarrels")), masters: drawMasters(nodes, dice.fork("masters")) };
}

// ---------------------------------------------------------------- forms

/** Half of all meshes have 7 to 12 nodes. */
function drawSize(dice: Dice): number {
  const size = dice.weighted([["few", 26], ["some", 52], ["more", 16], ["many", 6]]);
  if (size === "few") return dice.from(NODES_LEAST, 6);
  if (size === "some") return dice.from(7, 12);
  return size === "more" ? dice.from(13, 20) : dice.from(21, NODES_MOST);
}

function drawForm(dice: Dice): string {
  const n = drawSize(dice);
  const kind = dice.weighted([["random", 22], ["ring", 10], ["small-world", 10], ["grid", 10], ["tree", 9], ["line", 6], ["star", 7], ["chords", 7], ["torus", 6], ["complete", 6], ["abilene", 5], ["geant", 2]]);
  switch (kind) {
    case "random":
      return `random:${n}:${Math.min((n * (n - 1)) / 2, n - 1 + dice.below(n))}`;
    case "small-world":
      return n < 5 ? `ring:${n}` : `small-world:${n}:${n > 6 && dice.chance(40) ? 4 : 2}:${n > 6 ? dice.below(30) : 0}`;
    case "grid":
      return `grid:${dice.from(2, Math.max(2, Math.floor(n / 3)))}:${dice.from(2, 3)}`;
    case "torus":
      return `torus:3:${dice.from(3, Math.max(3, Math.min(5, Math.floor(n / 3))))}`;
    case "tree":
      return `tree:${n}:${dice.from(1, 4)}`;
    case "chords": {
      const even = Math.max(4, n - (n % 2));
      return `chords:${even}:${dice.from(1, Math.floor((even / 2 + 1) / 2))}`;
    }
    case "complete":
      return `complete:${Math.min(n, 8)}`;
    case "abilene":
    case "geant":
      return kind;
    default:
      return `${kind}:${n}`;
  }
}

/** Of the one form that is larger than a mesh may be, a connected piece. A small world that does not hang together is a ring instead. */
function ofForm(form: string, seed: number, dice: Dice): Topology {
  const made = topologyFromText(form, seed);
  const topology = made.ok ? made : topologyFromText(`ring:${form.split(":")[1]!}`, seed);
  assert(topology.ok, `hunt: ${form} is a topology`);
  return topology.value.nodes.length <= NODES_MOST ? topology.value : connectedPiece(topology.value, dice);
}

function connectedPiece({ nodes, links }: Topology, dice: Dice): Topology {
  const kept = new Set([dice.pick(nodes).id]);
  const wanted = dice.from(12, NODES_MOST);
  while (kept.size < wanted) {
    const { a, b } = dice.pick(links.filter((link) => kept.has(link.a) !== kept.has(link.b)));
    kept.add(a).add(b);
  }
  return { nodes: nodes.filter(({ id }) => kept.has(id)), links: links.filter(({ a, b }) => kept.has(a) && kept.has(b)) };
}

/** Now and then two nodes are joined twice. */
function withParallels(links: readonly LinkJson[], dice: Dice): LinkJson[] {
  if (!dice.chance(20)) return [...links];
  return links.flatMap((link) => (dice.chance(12) ? [link, { a: link.a, b: link.b }] : [link]));
}

// ---------------------------------------------------------------- nodes

function drawNodes(places: readonly NodeJson[], links: readonly LinkJson[], dice: Dice): NodeJson[] {
  const bigEndian = dice.pick([0, 0, 25, 50, 100]);
  const endpoints = dice.pick([0, 0, 15, 35]);
  const leaves = dice.pick([0, 0, 50, 100]);
  const offering = dice.pick([35, 60, 100]);
  const several = dice.pick([0, 0, 30]);
  const elsewhere = dice.pick([0, 0, 0, 20]);
  const degree = (id: string): number => links.filter(({ a, b }) => a === id || b === id).length;
  let left = PFS_MOST;
  return places.map(({ id, x, y }, at) => {
    const role = degree(id) === 1 && dice.chance(leaves) && at > 1 ? "leaf" : at > 0 && dice.chance(endpoints) ? "endpoint" : "controller";
    // Two offer something whatever is drawn, so that there is somebody to talk to.
    const wanted = at < 2 || dice.chance(offering) ? 1 + (role !== "leaf" && dice.chance(several) ? dice.from(1, 2) : 0) : 0;
    const count = Math.min(left, wanted);
    left -= count;
    const pfs = Array.from({ length: count }, (_, i): PfsJson => ({ label: i === 0 ? id : `${id}.${i}`, ...(dice.chance(elsewhere) && { clid: OTHER_CLUSTER }), ...(dice.chance(20) && { type: dice.pick(PFS_TYPES) }), ...(dice.chance(4) && { fsid: fsidOf(`${id}/${i}`) }) }));
    return { id, role, bigEndian: dice.chance(bigEndian), pfs, ...(x !== undefined && { x }), ...(y !== undefined && { y }) };
  });
}

/** A uuid that is not the one of the label; who offers that label elsewhere offers another PFS. */
function fsidOf(name: string): string {
  return formatUuid(uuidOfName("pfs", name));
}

/** CAC-02, QRM-01: masters of other nodes each, of the cluster that all are in. */
function drawMasters(nodes: readonly NodeJson[], dice: Dice): string[] {
  if (!dice.chance(40)) return [];
  const candidates = nodes.flatMap(({ pfs = [] }) => pfs.filter(({ clid }) => clid === undefined).slice(0, 1));
  return dice
    .shuffled(candidates)
    .slice(0, dice.pick([1, 2, 3, 3, 3, 4, 5]))
    .map(({ label }) => label);
}

// ---------------------------------------------------------------- links

function drawLinks(links: readonly (LinkJson & { readonly id: string })[], dice: Dice): MeshLink[] {
  const models = drawModels(dice.fork("models"));
  const heavy = dice.pick([0, 0, 20, 60]);
  const heaviest = dice.pick([3, 9, 255]);
  const shared = dice.pick([0, 0, 0, 25, 80]);
  // Handshakes cost thousands of times what a message costs: few links are encrypted, and where they are, all sorts of things happen to them.
  let secured = dice.pick([0, 0, 0, 0, 0, 1, 1, 2]);
  const filtered = dice.pick([0, 0, 0, 10]);
  const withoutShell = dice.pick([0, 0, 20]);
  return links.map((link) => {
    const isShared = dice.chance(shared);
    const model = isShared ? { latencyUs: dice.from(1, 200) } : models();
    return {
      ...link,
      model,
      ...(dice.chance(3) && !isShared && { kind: "stream" as const }),
      ...(dice.chance(heavy) && (dice.chance(50) ? { weight: dice.from(1, heaviest) } : { weightA: dice.from(1, heaviest), weightB: dice.from(1, heaviest) })),
      ...(isShared ? drawShared(dice) : dice.chance(30) && secured-- > 0 && drawSecurity(dice)),
      ...(dice.chance(filtered) && { [dice.pick(["filterA", "filterB"])]: drawFilter(dice, [link.a, link.b]) }),
      ...(dice.chance(withoutShell) && { [dice.pick(["shellA", "shellB"])]: false }),
      ...(dice.chance(8) && { duplication: dice.chance(50) }),
    };
  });
}

/** How the links of a mesh treat bytes when all is well: near, far, or both; some late by chance, some slow. */
function drawModels(dice: Dice): () => Partial<LinkModel> {
  const reach = dice.pick(["near", "near", "far", "both"]);
  const jitter = dice.pick([0, 0, 50]);
  const slow = dice.pick([0, 0, 0, 30]);
  const raw = dice.pick([0, 0, 0, 20]);
  return () => {
    const far = reach === "far" || (reach === "both" && dice.chance(50));
    const latencyUs = far ? dice.from(2_000, 60_000) : dice.from(1, 2_000);
    if (dice.chance(raw)) return { mode: "raw", latencyUs };
    return { latencyUs, ...(dice.chance(jitter) && { jitterUs: dice.from(1, latencyUs) }), ...(dice.chance(slow) && { bandwidthBytesPerS: dice.from(50, 5_000) * 1_000 }) };
  };
}

/** SHM-01 */
function drawShared(dice: Dice): Partial<LinkJson> {
  const sizes = dice.chance(50) ? {} : { ringBytes: 64 * dice.from(32, 128), regionBytes: 128 * dice.from(8, 1_024) };
  const crcs = dice.pick([{}, {}, { crcOptional: true }, { crcOptionalA: true }, { crcOptionalA: true, crcOptionalB: true }, { crcOptional: true, crcOptionalB: false }]);
  return { kind: "shm", shm: { ...sizes, ...crcs } };
}

/** LINK-02: any two wishes that can agree. */
function drawSecurity(dice: Dice): Partial<LinkJson> {
  return dice.pick<Partial<LinkJson>>([{ security: "require" }, { security: "offer" }, { securityA: "offer", securityB: "require" }, { securityA: "none", securityB: "offer" }, { security: "offer", securityA: "none" }]);
}

/** LINK-05 */
export function drawFilter(dice: Dice, ids: readonly string[]): { readonly clid?: string; readonly fsid?: string; readonly label?: string } {
  const some = dice.pick(ids);
  return dice.pick([{ label: `${some}*` }, { label: "*" }, { label: some.length > 1 ? `${some.slice(0, -1)}?` : "?" }, { clid: OTHER_CLUSTER }, { fsid: fsidOf(some) }]);
}
