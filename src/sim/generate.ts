import { LIMITS } from "../base/limits.ts";
import { ERR } from "../wire/constants.ts";
import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import { commit } from "./apply-commits.ts";
import { lock, lockKeyProblem } from "./apply-locks.ts";
import { oneWay, open } from "./apply-traffic.ts";
import type { Engine } from "./engine.ts";
import type { GenerateCommand, Held, TrafficGenerator } from "./generators.ts";
import { generatorProblem } from "./generator-plan.ts";
import { GENERATED, NODE_PHASE } from "./trace.ts";
import type { WorldNode } from "./world-node.ts";

// Traffic again and again: the two commands, what a generator does when its time has come, and what becomes of it when its nodes go.

export function generate(engine: Engine, plan: GenerateCommand): string | null {
  const { generators, moment } = engine;
  const problem = generatorProblem(plan);
  if (problem) return `${problem.path}: ${problem.message}`;
  if (generators.get(plan.as)) return NO.generatorExists(plan.as);
  if (generators.all.length >= LIMITS.generatorsMax) return NO.generatorsMost(LIMITS.generatorsMax);
  const unknown = plan.from?.find((id) => !engine.nodeById.has(id));
  if (unknown !== undefined) return NO.node(unknown);
  if (plan.untilUs !== undefined && plan.untilUs <= moment.nowUs) return NO.untilOver;
  if (plan.service === "commit" && !engine.cluster) return NO.noMasters;
  const locks = plan.lock ? lockProblem(engine, plan.lock) : null;
  if (locks) return locks;
  const generator = generators.add(plan, engine.random.fork(`generator:${plan.as}`));
  if (sourcesOf(engine, generator).length === 0) generators.pause(generator);
  else generators.schedule(generator, moment.nowUs);
  return null;
}

function lockProblem(engine: Engine, { keys = [], domain }: NonNullable<GenerateCommand["lock"]>): string | null {
  if (!engine.cluster) return NO.nobodyGrants;
  for (const key of keys) {
    const problem = lockKeyProblem(engine.cluster.tree, key, domain);
    if (problem) return problem;
  }
  return null;
}

export function stopGenerator(engine: Engine, name: string): string | null {
  const generator = engine.generators.get(name);
  if (!generator) return NO.generator(name);
  if (generator.state === "ended") return NO.generatorEnded(name);
  engine.generators.stop(generator, "ended");
  return null;
}

/** The nodes that may act now: those it names that are up, or all that are. */
function sourcesOf(engine: Engine, { plan }: TrafficGenerator): WorldNode[] {
  const named = plan.from === undefined ? engine.nodes.filter(({ role }) => role !== "outside") : plan.from.map((id) => engine.nodeById.get(id));
  return named.filter((node): node is WorldNode => node !== undefined && node.phase === NODE_PHASE.up);
}

/** A node went down or away: who has no other pauses. */
export function pauseGenerators(engine: Engine): void {
  for (const generator of engine.generators.all) {
    if (generator.state === "running" && sourcesOf(engine, generator).length === 0) engine.generators.pause(generator);
  }
}

/** A node is there (again): who waited for it goes on, after an interval, as nothing is known there yet. */
export function resumeGenerators(engine: Engine): void {
  const { generators, moment } = engine;
  for (const generator of generators.all) {
    if (generator.state !== "paused" || sourcesOf(engine, generator).length === 0) continue;
    generators.tell(generator, GENERATED.resumed, -1, -1);
    generator.state = "running";
    planNext(engine, generator, moment.nowUs);
  }
}

// ---------------------------------------------------------------- when its time has come

/** An entry of the queue for a generator: it acts, or closes what it opened. */
export function generatorDue(engine: Engine, row: number): void {
  if (row & 1) closeHeld(engine, engine.generators.takeHeld(row));
  else actOf(engine, engine.generators.all[row >> 1]!);
  engine.moment.cause = -1;
}

function actOf(engine: Engine, generator: TrafficGenerator): void {
  const { generators, moment } = engine;
  const { burst = 1, count = Number.POSITIVE_INFINITY } = generator.plan;
  const sources = sourcesOf(engine, generator);
  for (let i = 0; i < burst && generator.acts < count; i++) {
    if (isNamed(generator) && generators.namedCount >= LIMITS.generatedMax) return generators.end(generator, GENERATED.limit);
    generator.acts++;
    if (!act(engine, generator, generator.pick(sources))) generator.failed++;
  }
  if (generator.acts >= count) generators.end(generator, GENERATED.done);
  else planNext(engine, generator, moment.nowUs);
}

function planNext(engine: Engine, generator: TrafficGenerator, nowUs: number): void {
  const nextUs = nowUs + generator.intervalUs();
  if (nextUs >= (generator.plan.untilUs ?? Number.POSITIVE_INFINITY)) engine.generators.end(generator, GENERATED.over);
  else engine.generators.schedule(generator, nextUs);
}

function isNamed({ plan }: TrafficGenerator): boolean {
  return plan.service !== "oneWay" && plan.service !== "lock";
}

/** One act of that node; false when it could not be, and then a row says why. */
function act(engine: Engine, generator: TrafficGenerator, node: WorldNode): boolean {
  const { service = "echo" } = generator.plan;
  if (service === "lock") return takeLock(engine, generator, node);
  if (service === "commit") return startCommit(engine, generator, node);
  return sendTo(engine, generator, node, service);
}

function sendTo(engine: Engine, generator: TrafficGenerator, node: WorldNode, service: "echo" | "shell" | "oneWay"): boolean {
  const { generators, transactions, moment } = engine;
  const { plan } = generator;
  const labels = (plan.to ?? offeredLabels(engine)).filter((label) => !node.protocol.offers(label));
  if (labels.length === 0) return cannot(engine, generator, GENERATED.nobody, node, "");
  const to = generator.pick(labels);
  const text = textOf(generator, service);
  const holdUs = service === "oneWay" ? 0 : generator.draw(plan.holdUs ?? 0);
  if (node.protocol.bestSpan(to, -1) === null) return cannot(engine, generator, GENERATED.noSpan, node, to);
  if (holdUs > 0 && generators.heldCount >= LIMITS.generatedOpenMax) return cannot(engine, generator, GENERATED.full, node, to);
  const row = begin(engine, generator, node, to);
  if (service === "oneWay") return went(engine, row, oneWay(engine, { do: "oneWay", from: node.id, to, text }));
  const as = freshName(generator, (name) => transactions.get(name) !== undefined);
  const tag = transactions.all.length;
  generators.namedCount++;
  const refused = open(engine, { do: "open", as, from: node.id, to, service, text, ...(holdUs === 0 ? { close: true } : {}) });
  if (refused === null && holdUs > 0) generators.hold({ generator: generator.index, what: "transaction", tag, cause: row }, moment.nowUs + holdUs);
  return went(engine, row, refused);
}

/** Each PFS that a node that is up offers, once. */
function offeredLabels({ nodes }: Engine): string[] {
  const labels = new Set<string>();
  for (const { phase, pfs } of nodes) if (phase === NODE_PHASE.up) for (const { label } of pfs) labels.add(label);
  return [...labels];
}

function startCommit(engine: Engine, generator: TrafficGenerator, node: WorldNode): boolean {
  const text = textOf(generator, "commit");
  const row = begin(engine, generator, node, "");
  const as = freshName(generator, (name) => engine.commits.get(name) !== undefined);
  engine.generators.namedCount++;
  return went(engine, row, commit(engine, { do: "commit", as, node: node.id, text }));
}

/** A client has one lock of a generator at a time, under one name for good. */
function takeLock(engine: Engine, generator: TrafficGenerator, node: WorldNode): boolean {
  const { generators, locks, cluster, moment } = engine;
  const { keys, domain, state } = generator.plan.lock!;
  const key = generator.pick(keys ?? cluster!.tree);
  const holdUs = generator.draw(generator.plan.holdUs!);
  const as = `${generator.name}.${node.id}`;
  const before = locks.tagOf(as);
  if (before >= 0 && node.protocol.mayUnlock(before)) return cannot(engine, generator, GENERATED.busy, node, key);
  if (generators.heldCount >= LIMITS.generatedOpenMax) return cannot(engine, generator, GENERATED.full, node, key);
  const row = begin(engine, generator, node, key);
  const refused = lock(engine, { do: "lock", as, node: node.id, key, domain, state });
  if (refused === null) {
    generators.lockActs.set(locks.tagOf(as), row);
    generators.hold({ generator: generator.index, what: "lock", tag: locks.tagOf(as), cause: row }, moment.nowUs + holdUs);
  }
  return went(engine, row, refused);
}

function begin(engine: Engine, generator: TrafficGenerator, node: WorldNode, target: string): number {
  const row = engine.generators.tell(generator, GENERATED.act, node.index, target === "" ? -1 : generator.targetIndex(target));
  engine.moment.cause = row;
  engine.refusal = -1;
  return row;
}

/** An act that was begun: its row says in the end whether it could be. */
function went({ moment: { trace }, refusal }: Engine, row: number, refused: string | null): boolean {
  if (refused === null) return true;
  trace.fields[trace.at(row) + 7] = GENERATED.refused;
  trace.fields[trace.at(row) + 10] = refusal < 0 ? ERR.EXISTS : refusal; // without a word of the node, somebody else has that name
  return false;
}

function cannot(engine: Engine, generator: TrafficGenerator, code: number, node: WorldNode, target: string): false {
  engine.generators.tell(generator, code, node.index, target === "" ? -1 : generator.targetIndex(target));
  return false;
}

function freshName(generator: TrafficGenerator, isTaken: (name: string) => boolean): string {
  do generator.named++;
  while (isTaken(`${generator.name}#${generator.named}`));
  return `${generator.name}#${generator.named}`;
}

const BYTES_DEFAULT = 64;
/** a line that every shell understands */
const SHELL_LINE_DEFAULT = "stats";
const FILLER = "abcdefghijklmnopqrstuvwxyz".repeat(Math.ceil(LIMITS.textBytesMax / 26));

function textOf(generator: TrafficGenerator, service: string): string {
  const { plan } = generator;
  if (plan.text !== undefined) return plan.text;
  if (service === "shell") return SHELL_LINE_DEFAULT;
  const bytes = generator.draw(plan.bytes ?? BYTES_DEFAULT);
  return `${generator.acts} ${FILLER}`.slice(0, bytes);
}

/** Its time is over, unless it is over already. */
function closeHeld(engine: Engine, { what, tag, cause }: Held): void {
  engine.moment.cause = cause;
  if (what === "lock") {
    const node = engine.nodes[engine.locks.all[tag]!.node]!;
    if (engine.generators.lockActs.get(tag) !== cause) return; // it was lost, and taken again since
    if (node.phase === NODE_PHASE.up && node.protocol.mayUnlock(tag)) engine.ask(node, { kind: "unlock", tag });
    return;
  }
  const { opener, openerRef } = engine.transactions.all[tag]!;
  const node = engine.nodes[opener]!;
  if (openerRef !== null && node.phase === NODE_PHASE.up && node.protocol.mayClose(openerRef)) engine.ask(node, { kind: "close", transaction: openerRef });
}
