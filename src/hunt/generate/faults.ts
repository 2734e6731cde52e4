import { US_PER_MS } from "../../base/time.ts";
import type { LinkModel } from "../../sim/commands.ts";
import type { Profile } from "../../wire/constants.ts";
import type { Draft, DraftLink, DraftNode } from "./draft.ts";
import { drawFilter, PFS_TYPES } from "./mesh.ts";
import { mayDropCrcs } from "./mesh-link.ts";
import { MESSAGE_ACTS, MESSAGE_FAULTS, type MessageFaultName } from "./message-faults.ts";
import { keepingCrcs } from "./quarrels.ts";

/** What can go wrong, or change under way. Most of it is made good again after a while, by the same draw; the rest when the faults end. */
export const FAULTS = [
  "close", "silent", "suspend", "flap", "isolate", "crash", "powerLoss", "removeNode", "replaceNode", "addNode", "removeLink", "addLink",
  "withdraw", "announce", "status", "weight", "conn", "filter", "refuseSpan", "impair", ...MESSAGE_FAULTS,
] as const;
export type FaultName = (typeof FAULTS)[number];

const ACTS: Readonly<Record<FaultName, (draft: Draft) => void>> = {
  close: (draft) => cut(draft, "close"),
  silent: (draft) => cut(draft, "silent"),
  suspend: (draft) => cut(draft, "suspend"),
  flap,
  isolate,
  crash: (draft) => down(draft, "crash"),
  powerLoss: (draft) => down(draft, "powerLoss"),
  removeNode,
  replaceNode,
  addNode,
  removeLink,
  addLink,
  withdraw,
  announce,
  status,
  weight,
  conn,
  filter,
  refuseSpan,
  impair,
  ...MESSAGE_ACTS,
};

export function harm(name: FaultName, draft: Draft): void {
  ACTS[name](draft);
}

export function isMessageFault(name: FaultName): name is MessageFaultName {
  return (MESSAGE_FAULTS as readonly FaultName[]).includes(name);
}

/** So many links stay: without any nothing can go wrong. */
const LINKS_LEAST = 2;

/** How long something stays broken: mostly a moment, sometimes long enough for every timer. */
function forAWhile({ dice, world: { switches } }: Draft): number {
  const how = dice.weighted([["moment", 40], ["while", 40], ["long", 20]]);
  if (how === "moment") return dice.from(1, 400) * US_PER_MS;
  return how === "while" ? dice.from(400, 3_000) * US_PER_MS : switches.lossUs + dice.below(2_000 * US_PER_MS);
}

// ---------------------------------------------------------------- links

function cut(draft: Draft, how: "close" | "silent" | "suspend", link?: DraftLink): void {
  const { dice } = draft;
  const live = draft.liveLinks();
  if (link === undefined && live.length === 0) return weight(draft);
  const chosen = link ?? dice.pick(live);
  if (chosen.isCut || !draft.links.has(chosen.id)) return;
  chosen.isCut = true;
  draft.say({ do: "cut", link: chosen.id, how });
  // A cut may become another one under way.
  if (dice.chance(12)) {
    const other = dice.pick((["close", "silent", "suspend"] as const).filter((kind) => kind !== how));
    draft.after(forAWhile(draft), () => chosen.isCut && draft.links.has(chosen.id) && draft.say({ do: "cut", link: chosen.id, how: other }));
  }
  if (dice.chance(75)) draft.after(forAWhile(draft), () => draft.links.has(chosen.id) && draft.heal(chosen));
}

/** One link again and again. */
function flap(draft: Draft): void {
  const { dice } = draft;
  const live = draft.liveLinks();
  if (live.length === 0) return weight(draft);
  const link = dice.pick(live);
  const how = dice.pick(["close", "silent", "suspend"] as const);
  const everyUs = dice.from(20, 1_500) * US_PER_MS;
  for (let i = dice.from(2, 4), us = 0; i > 0; i--, us += everyUs) {
    draft.after(us, () => {
      if (!draft.links.has(link.id) || link.isCut) return;
      link.isCut = true;
      draft.say({ do: "cut", link: link.id, how });
    });
    draft.after(us + Math.floor(everyUs / 2), () => draft.links.has(link.id) && draft.heal(link));
  }
}

function isolate(draft: Draft): void {
  const { dice } = draft;
  const up = draft.upNodes().filter(({ id }) => draft.linksOf(id).some(({ isCut }) => !isCut));
  if (up.length === 0) return weight(draft);
  const { id } = dice.pick(up);
  for (const link of draft.linksOf(id)) link.isCut = true;
  draft.say({ do: "isolate", node: id });
  draft.after(forAWhile(draft), () => {
    if (dice.chance(30)) resumeAll(draft);
    else for (const link of draft.linksOf(id)) draft.heal(link);
  });
}

export function resumeAll(draft: Draft): void {
  for (const link of draft.links.values()) link.isCut = false;
  draft.say({ do: "resumeAll" });
}

function removeLink(draft: Draft): void {
  const { dice } = draft;
  const links = [...draft.links.values()];
  if (links.length <= LINKS_LEAST) return;
  const link = dice.pick(links);
  draft.removeLink(link);
  if (dice.chance(70)) draft.after(forAWhile(draft), () => draft.nodes.has(link.json.a) && draft.nodes.has(link.json.b) && mayHaveLink(draft, link.json.a) && mayHaveLink(draft, link.json.b) && join(draft, link.json.a, link.json.b));
}

function addLink(draft: Draft): void {
  const { dice } = draft;
  const ends = [...draft.nodes.keys()].filter((id) => mayHaveLink(draft, id) && draft.isUp(id));
  if (ends.length < 2 || draft.links.size >= 60) return cut(draft, "close");
  const [a, b] = dice.shuffled(ends);
  join(draft, a!, b!);
}

/** SPAN-05: a leaf has one. */
function mayHaveLink(draft: Draft, id: string): boolean {
  return draft.nodes.get(id)!.json.role !== "leaf" || draft.linksOf(id).length === 0;
}

function join(draft: Draft, a: string, b: string): void {
  const { dice } = draft;
  if (!draft.isUp(a) || !draft.isUp(b)) return;
  const json = { id: draft.name(`${a}-${b}+`), a, b, model: { latencyUs: dice.from(1, 5_000) }, ...(dice.chance(20) && { weight: dice.from(1, 4) }), ...drawProfile(draft) };
  draft.addLink(json);
  draft.say({ do: "addLink", link: json });
}

/** Where links of the C program's profile are among the others, new ones are too. */
function drawProfile({ dice, links, world: { switches } }: Draft): { readonly profile?: Profile } {
  const kinds = new Set([...links.values()].map(({ is2012 }) => is2012));
  if (kinds.size < 2 || !dice.chance(30)) return {};
  return { profile: switches.profile === "header" ? "c2012" : "header" };
}

/** What goes wrong where nothing else can; somebody comes up for it where everybody with a link is down. */
function weight(draft: Draft): void {
  const { dice } = draft;
  if (draft.links.size > 0 && ![...draft.links.values()].some(({ json: { a, b } }) => draft.isUp(a) || draft.isUp(b))) {
    draft.restart(draft.nodes.get(dice.pick([...draft.links.values()]).json.a)!);
  }
  const ends = [...draft.links.values()].flatMap(({ id, json: { a, b } }) => [a, b].filter((end) => draft.isUp(end)).map((end) => ({ id, end })));
  if (ends.length === 0) return;
  const { id, end } = dice.pick(ends);
  draft.say({ do: "setWeight", link: id, node: end, weight: dice.chance(90) ? dice.from(1, 6) : dice.from(7, 255) });
}

/** LINK-04: a CONN is closed, and mostly opened again, perhaps with another filter. */
function conn(draft: Draft): void {
  const { dice } = draft;
  const live = draft.liveLinks();
  if (live.length === 0) return;
  const link = dice.pick(live);
  const node = dice.pick([link.json.a, link.json.b]);
  link.closedConns.add(node);
  draft.say({ do: "closeConn", link: link.id, node });
  if (dice.chance(85)) draft.after(forAWhile(draft), () => openConn(draft, link, node, dice.chance(30)));
}

export function openConn(draft: Draft, link: DraftLink, node: string, filtered: boolean): void {
  if (!draft.links.has(link.id) || !link.closedConns.delete(node)) return;
  draft.say({ do: "openConn", link: link.id, node, ...(filtered && { filter: drawFilter(draft.dice, [...draft.nodes.keys()]) }) });
}

function filter(draft: Draft): void {
  const { dice } = draft;
  const live = draft.liveLinks();
  if (live.length === 0) return;
  const link = dice.pick(live);
  const node = dice.pick([link.json.a, link.json.b]);
  draft.say({ do: "setFilter", link: link.id, node, ...(dice.chance(75) && { filter: drawFilter(dice, [...draft.nodes.keys()]) }) });
}

/** SPAN-09 */
function refuseSpan(draft: Draft): void {
  const { dice } = draft;
  const live = draft.liveLinks();
  const labels = draft.offered();
  if (live.length === 0 || labels.length === 0) return;
  const link = dice.pick(live);
  draft.say({ do: "refuseSpan", node: dice.pick([link.json.a, link.json.b]), link: link.id, pfs: dice.pick(labels) });
}

/** The link treats bytes worse for a while, in both directions or in one. */
function impair(draft: Draft): void {
  const { dice } = draft;
  const live = draft.liveLinks().filter(({ impaired }) => impaired === null);
  if (live.length === 0) return weight(draft);
  const link = dice.pick(live);
  const model = drawHarm(draft, link);
  const from = dice.chance(35) ? { from: dice.pick([link.json.a, link.json.b]) } : {};
  link.impaired = model;
  draft.say({ do: "impair", link: link.id, ...from, model });
  if (dice.chance(70)) draft.after(forAWhile(draft), () => repair(draft, link));
}

/** Back to what the link was made with. */
export function repair(draft: Draft, link: DraftLink): void {
  if (link.impaired === null || !draft.links.has(link.id)) return;
  link.impaired = null;
  const { latencyUs = 1_000, jitterUs = 0, mode = "stream", bandwidthBytesPerS = 0 } = link.json.model;
  draft.say({ do: "impair", link: link.id, model: { mode, latencyUs, jitterUs, bandwidthBytesPerS, lossPerMillion: 0, corruptPerMillion: 0, duplicatePerMillion: 0, reorderPerMillion: 0 } });
}

function drawHarm({ dice }: Draft, { json }: DraftLink): Partial<LinkModel> {
  const rate = dice.pick([1_000, 10_000, 50_000, 200_000]);
  const kinds = json.kind === "shm" ? (mayDropCrcs(json) ? (["late", "slow"] as const) : (["corrupt", "late", "slow"] as const)) : (["loss", "corrupt", "duplicate", "late", "slow", "raw"] as const);
  switch (dice.pick(kinds)) {
    case "loss":
      return { lossPerMillion: rate };
    case "corrupt":
      return { corruptPerMillion: rate };
    case "duplicate":
      return { duplicatePerMillion: rate };
    case "late":
      return { latencyUs: dice.from(1, 300) * US_PER_MS, jitterUs: dice.below(100 * US_PER_MS) };
    case "slow":
      return { bandwidthBytesPerS: dice.from(5, 200) * 1_000 };
    case "raw":
      return { mode: "raw", reorderPerMillion: rate, reorderUs: dice.from(1, 20) * US_PER_MS, ...(dice.chance(50) && { lossPerMillion: rate }) };
  }
}

// ---------------------------------------------------------------- nodes

function down(draft: Draft, how: "crash" | "powerLoss"): void {
  const { dice } = draft;
  const up = draft.upNodes();
  if (up.length < 2) return weight(draft);
  const node = dice.pick(up);
  node.isUp = false;
  draft.say({ do: how, node: node.id });
  if (dice.chance(85)) draft.after(forAWhile(draft), () => draft.nodes.has(node.id) && draft.restart(node));
}

function removeNode(draft: Draft): void {
  const removable = replaceable(draft).filter(({ id }) => draft.links.size - draft.linksOf(id).length >= LINKS_LEAST);
  if (draft.nodes.size <= 3 || removable.length === 0) return;
  forget(draft, draft.dice.pick(removable));
}

/** Whoever is no master: what a master has promised is in its log (QRM-01). */
function replaceable({ nodes, world }: Draft): DraftNode[] {
  return [...nodes.values()].filter(({ json, pfs }) => json.role !== "outside" && ![...pfs, ...(json.pfs ?? []).map(({ label }) => label)].some((label) => world.masters.includes(label)));
}

/**
 * A node goes, and another one comes under its name and to its links: with its own key and the checksums of its first neighbour, so that what
 * kept them apart is put right. Those first for which it is, if there are any.
 */
function replaceNode(draft: Draft): void {
  const { dice } = draft;
  const all = replaceable(draft).filter(({ id }) => draft.linksOf(id).every(({ json }) => draft.isUp(json.a === id ? json.b : json.a)));
  const wrong = all.filter(({ id, json }) => json.hostKey !== undefined || json.knows !== undefined || draft.linksOf(id).some(({ neverOpens }) => neverOpens));
  const nodes = wrong.length > 0 ? wrong : all;
  if (nodes.length === 0) return weight(draft);
  const node = dice.pick(nodes);
  const links = draft.linksOf(node.id);
  forget(draft, node);
  const { hostKey: _key, knows: _known, plainCrc: _crc, pfs = [], ...json } = node.json;
  const [neighbour] = links.map(({ json: { a, b } }) => draft.nodes.get(a === node.id ? b : a)?.json);
  draft.after(dice.pick([0, forAWhile(draft)]), () => {
    if (draft.nodes.has(node.id)) return;
    const again = { ...json, pfs, ...(neighbour?.plainCrc !== undefined && { plainCrc: neighbour.plainCrc }) };
    draft.addNode(again);
    draft.say({ do: "addNode", node: again });
    for (const { json: before } of links) {
      if (!draft.isUp(before.a) || !draft.isUp(before.b) || !mayHaveLink(draft, before.a) || !mayHaveLink(draft, before.b) || draft.links.has(before.id)) continue;
      const link = keepingCrcs(before, (id) => draft.nodes.get(id)?.json, draft.world.switches.plainCrc);
      draft.addLink(link);
      draft.say({ do: "addLink", link });
    }
  });
}

function forget(draft: Draft, node: DraftNode): void {
  for (const link of draft.linksOf(node.id)) draft.links.delete(link.id);
  draft.nodes.delete(node.id);
  draft.say({ do: "removeNode", node: node.id });
}

function addNode(draft: Draft): void {
  const { dice } = draft;
  const neighbours = draft.upNodes().filter(({ id, json }) => json.role !== "leaf" && draft.linksOf(id).length < 12);
  if (neighbours.length === 0 || draft.nodes.size >= 30) return;
  const id = draft.name("N");
  const json = { id, bigEndian: dice.chance(25), pfs: dice.chance(60) ? [{ label: id }] : [] };
  draft.addNode(json);
  draft.say({ do: "addNode", node: json });
  for (const neighbour of dice.shuffled(neighbours).slice(0, dice.from(1, 3))) join(draft, id, neighbour.id);
}

// ---------------------------------------------------------------- PFSes

function withdraw(draft: Draft): void {
  const { dice } = draft;
  const offering = draft.upNodes().filter(({ pfs }) => pfs.size > 0);
  if (offering.length === 0) return;
  const node = dice.pick(offering);
  const label = dice.pick([...node.pfs]);
  node.pfs.delete(label);
  draft.say({ do: "withdraw", node: node.id, pfs: label });
  if (dice.chance(70)) {
    draft.after(forAWhile(draft), () => {
      if (!draft.isUp(node.id) || node.pfs.has(label)) return;
      offer(draft, node, label);
    });
  }
}

function offer(draft: Draft, node: DraftNode, label: string): void {
  node.pfs.add(label);
  draft.labels.set(label, node.id);
  const before = node.json.pfs?.find((pfs) => pfs.label === label);
  draft.say({ do: "announce", node: node.id, pfs: before ?? { label } });
}

function announce(draft: Draft): void {
  const { dice } = draft;
  const up = draft.upNodes().filter(({ pfs, json }) => pfs.size < 4 && json.role !== "leaf");
  if (up.length === 0 || draft.offered().length >= 16) return status(draft);
  offer(draft, dice.pick(up), draft.name("pfs"));
}

/** SPAN-06 */
function status(draft: Draft): void {
  const { dice } = draft;
  const offering = draft.upNodes().filter(({ pfs }) => pfs.size > 0);
  if (offering.length === 0) return;
  const node = dice.pick(offering);
  draft.say({ do: "updateStatus", node: node.id, pfs: dice.pick([...node.pfs]), status: dice.below(1_000), text: draft.name("status "), ...(dice.chance(40) && { type: dice.pick(PFS_TYPES) }) });
}
