import { parseId64 } from "../base/bytes.ts";
import { type ClientLockReport, inspectLocks } from "../node/cac/report.ts";
import { areCompatible } from "../node/cac/compatibility.ts";
import { overlap } from "../node/cac/covering.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { NODE_PHASE } from "../sim/trace.ts";
import type { WorldNode } from "../sim/world-node.ts";
import type { World } from "../sim/world.ts";
import { errorText } from "../wire/constants.ts";
import { LOCK_DOMAIN_NAMES, LOCK_STATE_NAMES } from "../wire/lock-body.ts";
import { say } from "./fill.ts";
import type { Run } from "./run.ts";
import type { LockBoard, LockLine, LockMaster, LockRecordLine } from "./shown-locks.ts";

/** The locks of all clients, as they know them themselves; null where no masters are configured. */
export function lockBoardOf(run: Run): LockBoard | null {
  const { cluster } = run.world;
  if (!cluster) return null;
  const locks = locksOf(run).sort((a, b) => Number(isOver(a.line)) - Number(isOver(b.line)) || a.line.ageUs - b.line.ageUs || a.report.tag - b.report.tag);
  return {
    tree: cluster.tree,
    masters: mastersOf(run.world),
    majority: Math.floor(cluster.masters.length / 2) + 1,
    locks: locks.map(({ line }) => line),
    sentence: sayWaits(locks),
  };
}

interface Known {
  readonly line: LockLine;
  readonly report: ClientLockReport;
}

function isOver({ condition }: LockLine): boolean {
  return condition === "refused" || condition === "deadlocked" || condition === "lost";
}

function mastersOf(world: World): LockMaster[] {
  return world.cluster!.masters.map(({ label }) => ({ label, node: world.nodes.find(({ phase, pfs }) => phase === NODE_PHASE.up && pfs.some((each) => each.label === label))?.id ?? null }));
}

function locksOf(run: Run): Known[] {
  return run.world.nodes.flatMap((node) => (node.phase === NODE_PHASE.up ? clientLocksOf(run, node) : []));
}

/** What a client has, asks for, or lost; what it let go of itself is forgotten. */
function clientLocksOf(run: Run, node: WorldNode<ProtocolNode>): Known[] {
  const reports = inspectLocks(node.protocol)?.client ?? [];
  return reports.flatMap((report) => {
    const line = lineOf(run, node.id, report);
    return line === null ? [] : [{ line, report }];
  });
}

function lineOf(run: Run, node: string, report: ClientLockReport): LockLine | null {
  const { condition, slots, key } = report;
  if (condition === "none" || condition === "released") return null;
  const { world } = run;
  const { name } = world.locks.all[report.tag]!;
  const masters = world.cluster!.masters.map(({ label }, at) => {
    const slot = slots.find(({ master }) => master === at);
    return { label, granted: LOCK_STATE_NAMES[slot?.granted ?? 0], state: slot?.state ?? "" };
  });
  const open = masters.find(({ label, state }) => state !== "" && world.transactions.get(`${name}@${label}`)?.openerRef);
  return {
    name,
    node,
    path: key.path,
    domain: LOCK_DOMAIN_NAMES[key.domain],
    condition,
    state: LOCK_STATE_NAMES[report.state],
    wanted: LOCK_STATE_NAMES[report.wanted],
    error: report.error === 0 ? "" : errorText(report.error),
    masters: masters.map(({ granted, state }) => ({ granted, state })),
    viaOne: slots.length === 1 && masters.length > 1,
    called: slots.some(({ calledTo }) => calledTo !== null),
    transaction: open === undefined ? null : `${name}@${open.label}`,
    askedUs: report.startedUs,
    ageUs: report.timeUs,
  };
}

/** "B waits for A: lock w, EXCLUSIVE of …", the oldest first. */
function sayWaits(locks: readonly Known[]): string {
  const active = locks.filter(({ line }) => !isOver(line));
  const held = active.filter(({ line }) => line.state !== "INVAL").length;
  const waiting = active.filter(({ line }) => line.condition !== "held");
  if (active.length === 0) return say("board.nothing");
  if (waiting.length === 0) return say(held === 1 ? "board.oneHeld" : "board.allHeld", { count: held });
  const first = waiting[0]!;
  const against = active.find(({ line, report }) => line.node !== first.line.node && line.state !== "INVAL" && overlap(report.key, first.report.key) && !areCompatible(report.state, first.report.wanted));
  const more = waiting.length === 1 ? "" : say("board.more", { count: waiting.length - 1 });
  const values = { node: first.line.node, lock: first.line.name, path: first.line.path, wanted: first.line.wanted, domain: first.line.domain, more };
  return against ? say("board.waitsFor", { ...values, other: against.line.node, otherLock: against.line.name, state: against.line.state }) : say("board.waits", values);
}

// -------------------------------------------------------------- one node

/** What one node's client has, and what the masters that it offers have on record. */
export function nodeLocksOf(run: Run, node: WorldNode<ProtocolNode>): { readonly locks: readonly LockLine[]; readonly records: readonly LockRecordLine[] } {
  const { world } = run;
  const masters = inspectLocks(node.protocol)?.masters ?? [];
  const records = masters.flatMap(({ master, records: all }) =>
    all.map(({ lockId, key, state, held, pending }) => {
      const id = parseId64(lockId)!;
      return { master: world.cluster!.masters[master]!.label, name: world.locks.byId(id.hi, id.lo)?.name ?? lockId, path: key.path, domain: LOCK_DOMAIN_NAMES[key.domain], state, held: LOCK_STATE_NAMES[held], wanted: LOCK_STATE_NAMES[pending] };
    }),
  );
  return { locks: world.cluster ? clientLocksOf(run, node).map(({ line }) => line) : [], records };
}
