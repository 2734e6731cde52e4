import { LIMITS } from "../base/limits.ts";
import type { CopiesTable } from "../node/dup/copies.ts";
import type { Duplication } from "../node/dup/duplication.ts";
import { HELD_PASSED_MAX } from "../node/pfs-table.ts";
import type { Qrm } from "../node/qrm/qrm.ts";
import type { Shell } from "../node/shell/shell.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { CMD } from "../wire/constants.ts";
import { RECORD_OVERHEAD_BYTES } from "../wire/record.ts";
import { linkOfEnd, type MeshNode } from "./mesh-view.ts";

const W = CHECK_TEXTS["within-limits"].what;
export const MESSAGE_BYTES_MAX: number = LIMITS.headerBytesMax + LIMITS.auxBytesMax;
/** Of one output: a line in front says which round it is, one behind that there would be more. */
const OUTPUT_LINES_BESIDE = 2;

/** Hears of every table how much is in it, and how much may be: a limit of base/limits.ts, or what follows from how full others are. */
export type Most = <Names extends readonly string[]>(what: (...names: Names) => string, names: Readonly<Names>, count: number, most: number) => void;

// -------------------------------------------------------------- a node

/** The tables of a node that no event of its own shows to grow, between two inputs. */
export function sizesOfNode(most: Most, world: World, node: MeshNode): void {
  const { id } = node;
  const { core } = node.protocol;
  most(W.spans, [id], core.spans.count, core.links.reduce((sum, { spansSent, spansReceived }) => sum + spansSent + spansReceived, 0));
  most(W.updates, [id], core.updates.size, core.spans.count);
  most(W.pairs, [id], core.pfs.known, world.identities.pairCount);
  most(W.holds, [id], core.pfs.holdsKept, core.pfs.known + HELD_PASSED_MAX);
  most(W.keys, [id], core.transactions.keyCount, 2 * core.transactions.count);
  most(W.untold, [id], core.services.untold + core.overfull.length, 0);
  sizesOfLinks(most, world, node);
  sizesOfShells(most, node);
  const copies = sizesOfCopies(most, node);
  const locks = sizesOfLocks(most, world, node);
  const entries = sizesOfCommits(most, node);
  most(W.alarms, [id], core.alarms.count, shellOf(node).open + copies + locks + entries);
}

/** What one end of a link holds back of a message or a record, and what it notes of the peer's refusals. */
function sizesOfLinks(most: Most, world: World, node: MeshNode): void {
  const { core } = node.protocol;
  for (const end of core.links) {
    const names: [string, string] = [node.id, world.links[linkOfEnd(node, end.number)]!.id];
    most(W.held, names, end.framer.heldBytes, MESSAGE_BYTES_MAX);
    most(W.heldRecord, names, end.records?.heldBytes ?? 0, MESSAGE_BYTES_MAX + RECORD_OVERHEAD_BYTES);
    most(W.refused, names, end.refused.size, core.spans.count);
    most(W.refusedOwn, names, end.refusedOwn.size, world.identities.pairCount);
  }
}

function shellOf({ protocol }: MeshNode): Shell {
  return protocol.core.services.get(CMD.DBG_SHELL) as Shell;
}

/** DBG-01: shells, and of each the lines that wait, the output, the rounds of a repeated command. */
export function sizesOfShells(most: Most, node: MeshNode): void {
  const shell = shellOf(node);
  if (shell.open === 0) return;
  const names: [string] = [node.id];
  most(W.shells, names, shell.open, LIMITS.shellsPerNodeMax);
  for (const session of shell.sessions.values()) {
    most(W.shellLines, names, session.waitingLines, LIMITS.shellLinesMax);
    most(W.shellOutput, names, session.outputLines, LIMITS.shellOutputLinesMax + OUTPUT_LINES_BESIDE);
    most(W.shellRounds, names, session.rounds, LIMITS.shellRoundsMax);
  }
}

/** DUP-01: counted anew, not as the table counts itself. Returns how many groups there are. */
function sizesOfCopies(most: Most, node: MeshNode): number {
  const { core } = node.protocol;
  const table: CopiesTable = (core.copies as Duplication).table;
  const names: [string] = [node.id];
  let live = 0;
  let remembered = 0;
  let rememberedBytes = 0;
  for (const group of table.all()) {
    const bytes = group.replay?.keptBytes ?? 0;
    most(W.replay, names, bytes, LIMITS.replayBytesMax);
    // One note for each message of it, whatever brought it.
    most(W.copyNotes, names, group.commandsFrom.length + group.repliesFrom.length, core.counters.received);
    most(W.limbs, names, group.limbs.length, core.transactions.count);
    if (group.finished) {
      remembered++;
      rememberedBytes += bytes;
    } else live++;
  }
  most(W.remembered, names, remembered, LIMITS.copiesRememberedMax);
  most(W.replies, names, rememberedBytes, LIMITS.copiesRememberedBytesMax);
  most(W.copies, names, live, 2 * LIMITS.transactionsPerNodeMax);
  return live + remembered;
}

/** CAC-01, CAC-02: a master keeps a record for each client that came over a transaction, and for each slot of a lock of this node. Returns how many locks there are. */
function sizesOfLocks(most: Most, world: World, node: MeshNode): number {
  const { core } = node.protocol;
  const { locks } = core;
  if (locks === null) return 0;
  const names: [string] = [node.id];
  const { visits, slots, unheard } = locks.tableSizes;
  const { client, masters } = locks;
  const all = client.locks.size + client.obtained.size;
  const slotsMost = all * (world.cluster?.masters.length ?? 0);
  most(W.visits, names, visits, core.transactions.count);
  most(W.slots, names, slots, core.transactions.count);
  most(W.unheard, names, unheard, 0);
  most(W.locks, names, client.locks.size, world.locks.all.length);
  most(W.obtained, names, client.obtained.size, visits);
  for (const { records } of masters.tables.values()) most(W.records, names, records.length, visits + slotsMost);
  return all;
}

/** QRM-01: commits that the node coordinates, entries in the logs of its masters, exchanges of both. Returns how many entries there are. */
function sizesOfCommits(most: Most, node: MeshNode): number {
  const { core } = node.protocol;
  const { desk } = core.services.get(CMD.QRM_COMMIT) as Qrm;
  const names: [string] = [node.id];
  most(W.commits, names, desk.entries.length, LIMITS.commitsPerNodeMax);
  most(W.coordinated, names, desk.commits.size, LIMITS.commitsPerNodeMax);
  most(W.exchanges, names, desk.asking.size + desk.answering.size, core.transactions.count);
  // In each entry: who asks over a transaction, and what is asked on this node, by the coordinator or by other masters in doubt.
  const askers = desk.answering.size + desk.masters * (desk.commits.size + desk.entries.length);
  for (const { asked } of desk.entries) most(W.askers, names, asked.length, askers);
  return desk.entries.length;
}

// -------------------------------------------------------------- the run

/** What the simulation itself keeps: the world, its queue, generators, and names, which are kept for the whole run. */
export function sizesOfWorld(most: Most, world: World): void {
  const { nodes, links, generators, transactions, commits, locks } = world;
  most(W.nodes, [], nodes.length, LIMITS.nodesMax);
  most(W.links, [], links.length, LIMITS.linksMax);
  most(W.identities, [], world.identities.count, LIMITS.identitiesMax);
  most(W.masters, [], world.cluster?.masters.length ?? 0, LIMITS.mastersMax);
  most(W.inodes, [], world.cluster?.tree.length ?? 0, LIMITS.inodesMax);
  most(W.regions, [], links.reduce((sum, { memory }) => sum + (memory?.region.length ?? 0), 0), LIMITS.regionBytesTotalMax);
  // An end of stream goes on its way also where a message would be lost for want of room.
  most(W.flights, [], world.flightCount, LIMITS.pendingEventsMax + 2 * links.length);
  most(W.events, [], world.pendingEvents, LIMITS.pendingEventsMax);
  most(W.generators, [], generators.all.length, LIMITS.generatorsMax);
  most(W.heldOpen, [], generators.heldCount, LIMITS.generatedOpenMax);
  most(W.generated, [], generators.namedCount, LIMITS.generatedMax);
  for (const { targets } of generators.all) most(W.targets, [], targets.length, world.identities.count + LIMITS.inodesMax);
  // A scheduled command is one of its own when its time has come.
  most(W.commands, [], world.log.length, 2 * LIMITS.commandsMax);
  const masters = world.cluster?.masters.length ?? 0;
  const lockNames = generators.all.length * nodes.length;
  most(W.lockNames, [], locks.all.length, world.log.length + lockNames);
  most(W.transactionNames, [], transactions.all.length, (world.log.length + lockNames) * Math.max(1, masters) + generators.namedCount);
  most(W.commitNames, [], commits.all.length, world.log.length + generators.namedCount);
}
