import { utf8Decode } from "../../base/bytes.ts";
import { inspectLocks, lockRows } from "../../node/cac/report.ts";
import type { EventName } from "../../node/events.ts";
import { NOT_RELAYED_TEXTS, whyNotRelayed } from "../../node/relays.ts";
import { inspectNode } from "../../node/inspect.ts";
import type { StatusUpdate } from "../../node/pfs-table.ts";
import type { RuleName } from "../../node/rules.ts";
import { NODE_PHASE, LINK_PHASE } from "../../sim/trace.ts";
import type { CheckState, CounterName, LinkCondition, TableSizes } from "../../sim/scenario-expect.ts";
import { LOCK_STATE_NAMES } from "../../wire/lock-body.ts";
import { pfsTypeName } from "../../wire/names.ts";
import { witnessCommit } from "../commit-lines.ts";
import type { EndRecord, TransactionRecord } from "../transaction-history.ts";
import { linkStateOf } from "../link-states.ts";
import { byteOrderDifference } from "../byte-order.ts";
import { allReceived, bestReceived, LabelPairs, sentOn } from "../received.ts";
import type { Run } from "../run.ts";
import { LINK_STATE } from "../shown.ts";
import type { ScenarioWitness, WitnessedCommit, WitnessedEnd, WitnessedGenerator, WitnessedLock, WitnessedStatus, WitnessedTransaction } from "./witnessed.ts";

const CONDITIONS: Readonly<Record<number, LinkCondition>> = {
  [LINK_STATE.open]: "open",
  [LINK_STATE.handshake]: "handshake",
  [LINK_STATE.down]: "down",
  [LINK_STATE.suspended]: "suspended",
  [LINK_STATE.closed]: "closed",
  [LINK_STATE.silent]: "silent",
};

const NOBODY: WitnessedEnd = { state: "none", error: 0 };

/** Answers what a scenario's expectations ask of a run; reads only. */
export class Witness implements ScenarioWitness {
  private readonly _run: Run;

  constructor(run: Run) {
    this._run = run;
  }

  nodesUp(): readonly string[] {
    return this._run.world.nodes.filter(({ phase, role }) => phase === NODE_PHASE.up && role !== "outside").map(({ id }) => id);
  }

  offers(): readonly { readonly label: string; readonly node: string }[] {
    const up = this._run.world.nodes.filter(({ phase, role }) => phase === NODE_PHASE.up && role !== "outside");
    return up.flatMap(({ id, pfs }) => pfs.map(({ label }) => ({ label, node: id })));
  }

  received(node: string, pfs: string): readonly { readonly link: string; readonly dist: number }[] {
    const { world } = this._run;
    const found = world.nodeById(node);
    if (found === undefined || found.phase !== NODE_PHASE.up) return [];
    const spans = allReceived(found.protocol, new LabelPairs(world.identities, pfs));
    return spans.map(({ link, dist }) => ({ link: world.links[found.ends[link]! >> 1]!.id, dist }));
  }

  sent(node: string, link: string, pfs: string): number {
    const { world } = this._run;
    const at = world.linkById(link);
    const found = world.nodeById(node);
    if (at === undefined || found === undefined || found.phase !== NODE_PHASE.up) return 0;
    const own = found.ends.findIndex((end) => end >> 1 === at.index);
    return own < 0 ? 0 : sentOn(found.protocol, own, pfs);
  }

  link(link: string): LinkCondition | null {
    const { world } = this._run;
    const found = world.linkById(link);
    if (found === undefined) return world.links.some(({ id, phase }) => id === link && phase === LINK_PHASE.removed) ? "removed" : null;
    return CONDITIONS[linkStateOf(world, found)] ?? "down";
  }

  transaction(name: string): WitnessedTransaction | null {
    const { world, chronicle } = this._run;
    const named = world.transactions.get(name);
    if (named === undefined) return null;
    const ref = named.openerRef;
    const record = ref === null ? undefined : chronicle.transactions.find(ref.msgidHi, ref.msgidLo);
    if (record === undefined) return { opener: NOBODY, target: NOBODY, path: [] };
    return { opener: endOf(record.ends[0]), target: endOf(record.ends[1]), path: pathOf(record).map((node) => world.nodes[node]!.id) };
  }

  commit(name: string): WitnessedCommit | null {
    return witnessCommit(this._run.world, name);
  }

  counter(name: CounterName): number {
    const { counters } = this._run.journal;
    switch (name) {
      case "messagesSent":
        return counters.sent;
      case "messagesDelivered":
        return counters.delivered;
      case "messagesDiscarded":
        return counters.discarded;
      case "messagesLost":
        return counters.lost;
      case "spansOpen":
        return counters.spansOpened - counters.spansClosed;
      case "refusedCommands":
        return this._run.refusedCommands;
      default:
        return counters[name];
    }
  }

  events(name: EventName, rule: RuleName | null, node: string | null): number {
    const at = node === null ? null : (this._run.world.nodeById(node)?.index ?? -2);
    return this._run.eventCounts.count(name, rule, at);
  }

  pieces(link: string): number | null {
    const region = this._run.world.linkById(link)?.memory?.region;
    return region === undefined ? null : region.pieces(0).length + region.pieces(1).length;
  }

  lock(name: string): WitnessedLock | null {
    const { world } = this._run;
    const tag = world.locks.tagOf(name);
    if (tag < 0) return null;
    const node = world.nodes[world.locks.all[tag]!.node]!;
    const lock = node.phase === NODE_PHASE.up ? inspectLocks(node.protocol)?.client.find((one) => one.tag === tag) : undefined;
    if (lock === undefined) return { condition: "none", holds: "INVAL", masters: 0, error: 0 };
    return { condition: lock.condition, holds: LOCK_STATE_NAMES[lock.state], masters: lock.slots.filter(({ granted }) => granted > 0).length, error: lock.error };
  }

  generator(name: string): WitnessedGenerator | null {
    return this._run.world.generators.get(name) ?? null;
  }

  tables(node: string): TableSizes | null {
    const found = this._run.world.nodeById(node);
    if (found === undefined) return null;
    const { received, sent, transactions, entries } = inspectNode(found.protocol);
    return { spansReceived: received.length, spansSent: sent.length, transactions: transactions.length, entries: entries.length, locks: lockRows(found.protocol) };
  }

  status(node: string, pfs: string): WitnessedStatus | null {
    const { world } = this._run;
    const found = world.nodeById(node);
    if (found === undefined || found.phase !== NODE_PHASE.up) return null;
    const row = bestReceived(found.protocol, new LabelPairs(world.identities, pfs));
    return row < 0 ? null : statusOf(found.protocol.core.updates.get(row));
  }

  reason(node: string, link: string, pfs: string): string | null {
    const { world } = this._run;
    const found = world.nodeById(node);
    const at = world.linkById(link);
    if (found === undefined || at === undefined || found.phase !== NODE_PHASE.up) return null;
    const end = found.ends.findIndex((one) => one >> 1 === at.index);
    const row = bestReceived(found.protocol, new LabelPairs(world.identities, pfs));
    return row < 0 || end < 0 ? null : NOT_RELAYED_TEXTS[whyNotRelayed(found.protocol.core, row, found.protocol.core.links[end]!)]!;
  }

  check(name: string): { readonly state: CheckState; readonly text: string } | null {
    return this._run.verdicts().find((one) => one.name === name)?.verdict ?? null;
  }

  limitReached(): boolean {
    return this._run.world.isUsedUp;
  }

  byteOrderDifference(): string | null {
    return byteOrderDifference(this._run);
  }
}

/** What a status update says, with the type that was told last. */
function statusOf(update: StatusUpdate | undefined): WitnessedStatus {
  return update ? { text: utf8Decode(update.text), status: update.status >>> 0, type: pfsTypeName(update.pfsType) } : { text: "", status: 0, type: pfsTypeName(0) };
}

function endOf({ state, error }: EndRecord): WitnessedEnd {
  return { state, error };
}

/** Node indices from the opener on, as far as the first message came. */
export function pathOf(record: TransactionRecord): number[] {
  return [record.opener, ...record.hops.map(({ node }) => node)];
}
