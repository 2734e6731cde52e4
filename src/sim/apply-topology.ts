import { assert } from "../base/assert.ts";
import { LIMITS } from "../base/limits.ts";
import { type LinkEndConfig, type PfsSpec, PLAIN_OFFER, type SharedEndConfig } from "../node/config.ts";
import { CAPABILITY, type Profile, RIGHT } from "../wire/constants.ts";
import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import { type LinkJson, type LinkModel, type NodeJson, PERFECT_LINK, type PfsJson } from "./commands.ts";
import type { Engine } from "./engine.ts";
import { modelProblem, WorldLink } from "./link.ts";
import { keyringOf } from "./host-registry.ts";
import { regionBytesOf, sharedEndOf, sharedMemoryOf, sharedMemoryProblem } from "./link-shm.ts";
import { filterOfJson, pfsOfJson, uuidOfName } from "./naming.ts";
import { NODE_PHASE, TRACE } from "./trace.ts";
import { WorldNode } from "./world-node.ts";

// Commands that add and remove nodes and links, crash and restart. Each returns why it cannot be, or null; it looks
// before it changes anything.

export function addNode(engine: Engine, json: NodeJson): string | null {
  if (json.id === "") return NO.nodeId;
  if (engine.nodeById.has(json.id)) return NO.nodeExists(json.id);
  if (engine.nodes.length >= LIMITS.nodesMax) return NO.nodesMost(LIMITS.nodesMax);
  const offered = pfsList(json.pfs ?? []);
  if (typeof offered === "string") return offered;
  if (json.role === "outside" && offered.length > 0) return NO.outsideOffers(json.id);
  const index = engine.nodes.length;
  const number = engine.switches.numbersFrom + index + 1;
  const role = json.role ?? "controller";
  const bigEndian = json.bigEndian ?? false;
  const host = uuidOfName("host", json.id);
  const random = engine.random.fork(`node:${json.id}`);
  engine.hostKeys.add(host, random);
  const keyring = keyringOf(engine.hostKeys, json);
  const config = { number, role, bigEndian, host, switches: engine.switches, cluster: engine.cluster, keyring, planted: engine.planted, ...(json.plainCrc === undefined ? {} : { plainCrc: json.plainCrc }) };
  const protocol = engine.makeNode(config, random);
  const node = new WorldNode(json.id, index, number, role, bigEndian, json.x, json.y, protocol);
  engine.nodes.push(node);
  engine.nodeById.set(node.id, node);
  enterPhase(engine, node, NODE_PHASE.up);
  for (const pfs of offered) announce(engine, node, pfs);
  return null;
}

function pfsList(jsons: readonly PfsJson[]): PfsSpec[] | string {
  if (jsons.length > LIMITS.pfsPerNodeMax) return NO.pfsMost(LIMITS.pfsPerNodeMax);
  const offered: PfsSpec[] = [];
  for (const json of jsons) {
    const pfs = pfsOfJson(json);
    if (typeof pfs === "string") return pfs;
    if (offered.some((other) => other.label === pfs.label)) return NO.pfsTwice(pfs.label);
    offered.push(pfs);
  }
  return offered;
}

export function announce(engine: Engine, node: WorldNode, pfs: PfsSpec): string | null {
  const refused = engine.ask(node, { kind: "announce", pfs });
  if (refused === null) node.pfs.push(pfs);
  return refused;
}

/** All its links go with it; their other ends know at once. */
export function removeNode(engine: Engine, node: WorldNode): string | null {
  enterPhase(engine, node, NODE_PHASE.removed);
  engine.timers.cancelAll(node.index);
  for (const link of linksOf(engine, node)) removeLink(engine, link);
  engine.nodeById.delete(node.id);
  return null;
}

export function addLink(engine: Engine, json: LinkJson): string | null {
  const a = engine.nodeById.get(json.a);
  const b = engine.nodeById.get(json.b);
  if (!a || !b) return NO.node(a ? json.b : json.a);
  if (a === b) return NO.linkToItself(a.id);
  if (a.role === "outside" && b.role === "outside") return NO.outsides(a.id, b.id);
  if (json.id === "") return NO.linkId;
  if (json.id !== undefined && engine.linkById.has(json.id)) return NO.linkExists(json.id);
  if (engine.links.length >= LIMITS.linksMax) return NO.linksMost(LIMITS.linksMax);
  const full = fullNode(engine, a) ?? fullNode(engine, b);
  if (full) return full;
  const model: LinkModel = { ...PERFECT_LINK, ...json.model };
  const problem = modelProblem(model);
  if (problem) return problem;
  const { profile = engine.switches.profile } = json;
  const shared = sharedMemoryProblem({ ...json, model }, profile);
  if (shared) return `${shared.path}: ${shared.message}`;
  if (engine.links.reduce((sum, each) => sum + (each.memory?.region.length ?? 0), regionBytesOf(json)) > LIMITS.regionBytesTotalMax) return NO.regionsMost(LIMITS.regionBytesTotalMax);
  const memory = sharedMemoryOf(json);
  const duplication = json.duplication ?? engine.switches.duplication;
  if (json.kind === "shm" && (a.role === "outside" || b.role === "outside")) return NO.outsideMemory;
  const endA = endConfig({ profile, weight: json.weightA ?? json.weight, filter: json.filterA, security: json.securityA ?? json.security, shell: json.shellA, duplication, shared: sharedEndOf(json, memory, 0) });
  const endB = endConfig({ profile, weight: json.weightB ?? json.weight, filter: json.filterB, security: json.securityB ?? json.security, shell: json.shellB, duplication, shared: sharedEndOf(json, memory, 1) });
  if (typeof endA === "string") return endA;
  if (typeof endB === "string") return endB;
  const { nowUs } = engine.moment;
  const link = new WorldLink(json.id ?? freeLinkId(engine, json), engine.links.length, a.index, b.index, profile, nowUs, engine.random, engine.transport.table, memory);
  for (const lane of link.lanes) lane.model = model;
  engine.links.push(link);
  engine.lanes.push(...link.lanes);
  engine.linkById.set(link.id, link);
  addEnd(engine, link, 0, endA);
  addEnd(engine, link, 1, endB);
  engine.life.mayComeUp(link);
  return null;
}

function addEnd(engine: Engine, link: WorldLink, side: number, config: LinkEndConfig): void {
  const node = engine.nodes[link.nodeAt(side)]!;
  link.setEnd(side, node.ends.push(2 * link.index + side) - 1);
  engine.request(node, { kind: "addLink", config });
  assert(node.protocol.linkCount === node.ends.length, "addLink: the node and the world count its links alike");
}

function fullNode(engine: Engine, node: WorldNode): string | null {
  if (node.phase !== NODE_PHASE.up) return NO.down(node.id);
  if (node.ends.length >= LIMITS.linksPerNodeMax) return NO.linksOfNode(node.id, LIMITS.linksPerNodeMax);
  if (node.role === "outside" && linksOf(engine, node).length > 0) return NO.outsideLinks(node.id);
  if (node.role === "leaf" && linksOf(engine, node).length > 0) return NO.leaf(node.id);
  return null;
}

/** What a link's JSON says of one of its ends. */
interface EndJson {
  readonly profile: Profile;
  readonly weight: number | undefined;
  readonly filter: LinkJson["filterA"];
  readonly security: LinkJson["security"];
  readonly shell: boolean | undefined;
  readonly duplication: boolean;
  readonly shared: { readonly shm: SharedEndConfig; readonly capabilities: number } | null;
}

function endConfig({ profile, weight = 1, filter, security, shell, duplication, shared }: EndJson): LinkEndConfig | string {
  const problem = weightProblem(weight);
  if (problem) return problem;
  const read = filterOfJson(filter);
  if (typeof read === "string") return read;
  const capabilities = PLAIN_OFFER.capabilities | (shared ? shared.capabilities : duplication ? CAPABILITY.DUPLICATION : 0);
  const rights = shell === false ? PLAIN_OFFER.rights & ~RIGHT.DBG_SHELL : PLAIN_OFFER.rights;
  return { profile, weight, filter: read, ...(security === undefined ? {} : { security }), offer: { ...PLAIN_OFFER, capabilities, rights }, ...(shared === null ? {} : { shm: shared.shm }) };
}

/** SPAN-02 */
export function weightProblem(weight: number): string | null {
  return Number.isInteger(weight) && weight >= 1 && weight <= 255 ? null : NO.integer("weight", 1, 255);
}

/** "A-B", then "A-B#2" … */
function freeLinkId(engine: Engine, json: LinkJson): string {
  const plain = `${json.a}-${json.b}`;
  if (!engine.linkById.has(plain)) return plain;
  let count = 2;
  while (engine.linkById.has(`${plain}#${count}`)) count++;
  return `${plain}#${count}`;
}

export function removeLink(engine: Engine, link: WorldLink): string | null {
  engine.linkById.delete(link.id);
  engine.life.remove(link);
  return null;
}

/** The links of a node that were not removed, in the order in which it numbers them. */
export function linksOf(engine: Engine, node: WorldNode): WorldLink[] {
  return node.ends.map((end) => engine.links[end >> 1]!).filter((link) => !link.removed);
}

// ---------------------------------------------------------------- crash and restart

/** Every link is closed hard; the node forgets all but its configuration. */
export function crash(engine: Engine, node: WorldNode): string | null {
  if (node.phase !== NODE_PHASE.up) return NO.downAlready(node.id);
  forget(engine, node);
  enterPhase(engine, node, NODE_PHASE.crashed);
  for (const link of linksOf(engine, node)) engine.life.crashed(node, link);
  return null;
}

/** Nobody is told, and what is in flight vanishes. */
export function powerLoss(engine: Engine, node: WorldNode): string | null {
  if (node.phase !== NODE_PHASE.up) return NO.downAlready(node.id);
  forget(engine, node);
  enterPhase(engine, node, NODE_PHASE.powerLost);
  for (const link of linksOf(engine, node)) engine.life.powerLost(node, link);
  return null;
}

function forget(engine: Engine, node: WorldNode): void {
  engine.request(node, { kind: "crash" });
  engine.timers.cancelAll(node.index);
  node.watched.length = 0;
}

/** The node is back with its configuration; its links come up by LINK-07. */
export function restart(engine: Engine, node: WorldNode): string | null {
  if (node.phase === NODE_PHASE.up) return NO.up(node.id);
  enterPhase(engine, node, NODE_PHASE.up);
  for (const pfs of node.pfs) if (!node.protocol.offers(pfs.label)) engine.request(node, { kind: "announce", pfs });
  for (const link of linksOf(engine, node)) engine.life.mayComeUp(link);
  return null;
}

function enterPhase(engine: Engine, node: WorldNode, phase: number): void {
  const { trace, nowUs, cause } = engine.moment;
  node.phase = phase;
  const row = trace.add(TRACE.nodeState, nowUs, node.index, -1, -1, -1, cause);
  trace.fields[trace.at(row) + 6] = phase;
  engine.moment.cause = row;
}
