import { US_PER_MS } from "../../base/time.ts";
import { LOCK_DOMAIN_NAMES, LOCK_STATE_NAMES } from "../../wire/lock-body.ts";
import type { Draft } from "./draft.ts";

/** What goes on in a mesh beside faults. Each act draws who does what, and what becomes of it later. */
export const TRAFFIC = ["talk", "oneWay", "shell", "peer", "generator", "lock", "commit"] as const;
export type TrafficName = (typeof TRAFFIC)[number];

const ACTS: Readonly<Record<TrafficName, (draft: Draft) => void>> = { talk, oneWay, shell, peer, generator, lock, commit };

export function act(name: TrafficName, draft: Draft): void {
  ACTS[name](draft);
}

/** An echo transaction, and what its ends say. */
export function talk(draft: Draft): void {
  const { dice } = draft;
  const way = drawWay(draft);
  if (way === null) return;
  const name = draft.name("t");
  draft.transactions.push(name);
  const copies = draft.world.switches.duplication && dice.chance(35) ? { copies: dice.from(2, 3) } : {};
  draft.say({ do: "open", as: name, ...way, ...(dice.chance(5) && { service: "echo" as const }), text: drawText(draft), ...(dice.chance(20) && { close: true }), ...(dice.chance(10) && { nonBlocking: true }), ...copies });
  goOn(draft, name);
}

function goOn(draft: Draft, name: string): void {
  const { dice } = draft;
  const lasts = dice.pick([200, 1_000, 4_000]) * US_PER_MS;
  for (let i = dice.below(5); i > 0; i--) {
    const by = dice.pick(["opener", "target"] as const);
    const what = dice.weighted([["send", 60], ["close", 25], ["abort", 9], ["midStream", 6]]);
    const us = dice.below(lasts);
    if (what === "send") draft.later(us, { do: "send", transaction: name, by, text: drawText(draft) });
    else if (what === "close") draft.later(us, { do: "close", transaction: name, by });
    else draft.later(us, { do: "abort", transaction: name, by, ...(what === "midStream" && { midStream: true }) });
  }
}

function oneWay(draft: Draft): void {
  const { dice } = draft;
  const way = drawWay(draft);
  if (way === null) return;
  draft.say({ do: "oneWay", ...way, text: drawText(draft), ...(dice.chance(30) && { reply: true }), ...(draft.world.switches.duplication && dice.chance(25) && { copies: 2 }) });
}

const LINES = ["help", "span", "links", "states", "route", "stats", "span *", "route *", "watch 100ms stats", "watch 0.4 states", "nonsense", ""];

function shell(draft: Draft): void {
  const { dice } = draft;
  const way = drawWay(draft);
  if (way === null) return;
  const name = draft.name("s");
  draft.transactions.push(name);
  draft.shells.add(name);
  draft.say({ do: "open", as: name, ...way, service: "shell", text: dice.pick(LINES), ...(dice.chance(10) && { nonBlocking: true }) });
  for (let i = dice.below(4); i > 0; i--) draft.after(dice.below(2_000 * US_PER_MS), () => draft.say({ do: "send", transaction: name, text: dice.chance(10) ? "exit" : dice.pick(LINES) }));
  if (dice.chance(60)) draft.after(dice.below(3_000 * US_PER_MS), () => draft.say(dice.chance(60) ? { do: "close", transaction: name } : { do: "abort", transaction: name, midStream: dice.chance(50) }));
}

/** ROUTE-07: to whoever is at the other end of a link. */
export function peer(draft: Draft): void {
  const { dice } = draft;
  const live = draft.openLinks();
  if (live.length === 0) return;
  const { id, json } = dice.pick(live);
  const name = draft.name("p");
  draft.transactions.push(name);
  draft.say({ do: "open", as: name, from: dice.pick([json.a, json.b]), to: "peer", via: id, text: drawText(draft), ...(dice.chance(30) && { close: true }) });
  goOn(draft, name);
}

/** Who talks to whom, now and then over a certain link. */
function drawWay(draft: Draft): { readonly from: string; readonly to: string; readonly via?: string } | null {
  const { dice } = draft;
  const up = draft.upNodes();
  const labels = dice.chance(95) ? draft.offered() : [...draft.labels.keys()];
  if (up.length === 0 || labels.length === 0) return null;
  const to = dice.pick(labels);
  const others = up.filter(({ pfs }) => !pfs.has(to));
  if (others.length === 0) return null;
  const from = dice.pick(others).id;
  const links = draft.linksOf(from);
  return { from, to, ...(links.length > 0 && dice.chance(12) && { via: dice.pick(links).id }) };
}

/** Mostly a few bytes; now and then as much as a text may be. */
function drawText({ dice }: Draft): string {
  const bytes = dice.weighted([["few", 70], ["some", 22], ["many", 8]]);
  return "x".repeat(bytes === "few" ? dice.below(40) : bytes === "some" ? dice.below(400) : dice.from(400, 4_096));
}

// ---------------------------------------------------------------- traffic generators

/** Again and again for a while; it ends by itself before the faults do, or is stopped with them. */
function generator(draft: Draft): void {
  const { dice } = draft;
  const as = draft.name("g");
  const services = ["echo", "echo", "oneWay", "shell", ...(draft.world.masters.length > 0 ? (["lock", "commit"] as const) : [])] as const;
  const service = dice.pick(services);
  const everyUs = dice.from(100, 1_500) * US_PER_MS;
  const targets = draft.offered();
  const to = service === "lock" || service === "commit" || targets.length === 0 || dice.chance(50) ? {} : { to: dice.shuffled(targets).slice(0, 3) };
  const from = dice.chance(50) ? {} : { from: dice.shuffled([...draft.nodes.keys()]).slice(0, dice.from(1, 4)) };
  draft.generators.push(as);
  draft.say({
    do: "generate",
    as,
    ...from,
    ...to,
    service,
    everyUs,
    ...(dice.chance(50) && { random: true }),
    ...(dice.chance(20) && { burst: dice.from(2, 4) }),
    ...drawLoad(draft, service),
    ...(dice.chance(80) && { count: dice.from(3, 25) }),
    ...(dice.chance(25) && { untilUs: draft.nowUs + dice.below(10_000 * US_PER_MS) }),
  });
  if (dice.chance(30)) draft.after(dice.below(6_000 * US_PER_MS), () => draft.say({ do: "stopGenerator", generator: as }));
}

/** Longest time for which a generator keeps open what it opened. */
export const GENERATED_HOLD_US = 400 * US_PER_MS;

function drawLoad({ dice, world }: Draft, service: "echo" | "oneWay" | "shell" | "lock" | "commit"): object {
  const holdUs = { least: 1, most: dice.from(1, GENERATED_HOLD_US) };
  if (service === "shell") return { text: dice.pick(LINES.slice(0, 6)), holdUs };
  if (service === "lock") return { holdUs, lock: { ...(dice.chance(80) && { keys: dice.shuffled(world.locks.tree).slice(0, dice.from(1, 3)) }), domain: dice.pick(LOCK_DOMAIN_NAMES), state: dice.pick(WANTED) } };
  const size = dice.chance(85) ? { bytes: { least: 0, most: dice.pick([64, 1_024, 4_096]) } } : { text: "again and again" };
  return service === "echo" ? { ...size, ...(dice.chance(60) && { holdUs }) } : size;
}

// ---------------------------------------------------------------- locks and commits

const WANTED = ["SHARED", "EXCLUSIVE", "MODIFIED"] as const;

/** CAC-01, CAC-02: a lock, and what its client does with it. */
function lock(draft: Draft): void {
  const { dice, world } = draft;
  const up = draft.upNodes();
  if (world.masters.length === 0 || up.length === 0) return talk(draft);
  const name = draft.name("l");
  const node = dice.pick(up).id;
  const domain = dice.pick(LOCK_DOMAIN_NAMES);
  const key = domain === "INUM" && world.locks.tree.includes("/home") && dice.chance(50) ? "/home/new" : dice.pick(world.locks.tree);
  const one = dice.chance(30);
  draft.locks.set(name, node);
  draft.say({
    do: "lock", as: name, node, key, domain, state: dice.pick(WANTED),
    ...(one ? { mode: "one" as const } : dice.chance(10) && { mode: "all" as const }),
    ...(one && dice.chance(50) && { master: dice.pick(world.masters) }),
    ...(dice.chance(15) && { nonBlocking: true }),
    ...(dice.chance(50) && { yields: true }),
    ...(dice.chance(25) && { retries: true }),
  });
  for (let i = dice.below(3); i > 0; i--) {
    const what = dice.weighted([["upgrade", 30], ["narrow", 30], ["unlock", 30], ["stopWaiting", 10]]);
    const us = dice.below(3_000 * US_PER_MS);
    if (what === "upgrade") draft.later(us, { do: "upgrade", lock: name, state: dice.pick(WANTED), ...(dice.chance(20) && { nonBlocking: true }) });
    else if (what === "narrow") draft.later(us, { do: "narrow", lock: name, state: dice.pick(LOCK_STATE_NAMES) });
    else draft.later(us, { do: what, lock: name });
  }
  if (dice.chance(80)) draft.later(dice.below(4_000 * US_PER_MS), { do: "unlock", lock: name });
}

/** QRM-01 */
function commit(draft: Draft): void {
  const { dice, world } = draft;
  const up = draft.upNodes();
  if (world.masters.length === 0 || up.length === 0) return talk(draft);
  const name = draft.name("c");
  draft.commits.push(name);
  draft.say({ do: "commit", as: name, node: dice.pick(up).id, text: drawText(draft), ...(dice.chance(25) && { nonBlocking: true }) });
  if (dice.chance(25)) draft.later(dice.below(300 * US_PER_MS), { do: "abortCommit", commit: name });
}
