import { EVENT } from "../node/events.ts";
import { LINK_PHASE, TRACE } from "../sim/trace.ts";
import { Row } from "./row.ts";
import type { Rows } from "./rows.ts";

/**
 * Why something happened: from a row of the journal back through causes to the first one, as a rule a command. The journal
 * names for each row the one that led to it (an arrival, a cut, a timer's setter); what a node said while it handled that
 * stands beside it, and the most telling of it becomes a step of its own ("B lost the span", ROUTE-05).
 */

/** ours: rows that are looked at on the way back */
const LOOKS_MAX = 20_000;
/** ours: steps of a chain that are told; the middle of a longer one is left out */
const STEPS_MAX = 12;

/** Events that say why a message was made, by how much they say. */
const EXPLAINS: Readonly<Record<number, number>> = {
  [EVENT.linkLost]: 3,
  [EVENT.violation]: 3,
  [EVENT.decodeFault]: 3,
  [EVENT.entryDead]: 2,
  [EVENT.queueOverflow]: 2,
  [EVENT.pfsWithdrawn]: 2,
  [EVENT.entryRefused]: 2,
  [EVENT.transactionRefused]: 2,
  [EVENT.transactionAborted]: 1,
  [EVENT.spanClosing]: 1,
  [EVENT.bestChanged]: 1,
};

/** Where silent cuts and suspensions began, by link: nobody knows of them when they happen, so no cause leads there. */
export class QuietCuts {
  private readonly _byLink = new Map<number, number[]>();

  note(row: Row): void {
    if (row.kind !== TRACE.linkState || (row.value6 !== LINK_PHASE.silent && row.value6 !== LINK_PHASE.suspended)) return;
    const rows = this._byLink.get(row.link) ?? [];
    rows.push(row.number);
    if (rows.length > CUTS_MAX) rows.shift();
    this._byLink.set(row.link, rows);
  }

  /** The last one before that row, -1 = none. */
  before(link: number, row: number): number {
    return this._byLink.get(link)?.findLast((at) => at < row) ?? -1;
  }
}
/** ours: cuts of one link that are remembered */
const CUTS_MAX = 64;

/** Rows from the first cause to `number`, this one included; only those worth telling. */
export function causesOf(rows: Rows, cuts: QuietCuts, number: number): number[] {
  const row = new Row();
  const steps: number[] = [];
  let at = number;
  for (let looks = 0; looks < LOOKS_MAX && rows.readIfKept(at, row); looks++) {
    const told = at === number || isTelling(row) ? at : -1;
    if (told >= 0 && steps.at(-1) !== told) steps.push(told);
    const cause = row.cause;
    const explained = row.kind === TRACE.send || row.kind === TRACE.event ? explain(rows, row, steps) : -1;
    at = explained >= 0 ? cuts.before(explained, at) : cause;
  }
  steps.reverse();
  if (steps.length > STEPS_MAX) steps.splice(STEPS_MAX / 2, steps.length - STEPS_MAX);
  return steps;
}

function isTelling(row: Row): boolean {
  return row.kind === TRACE.command || row.kind === TRACE.linkState || row.kind === TRACE.nodeState;
}

const near = new Row();

/**
 * Adds what the node said before `row` while it handled the same input and what explains it. Returns the link of a silence
 * that ran out, of which the journal's causes know nothing, else -1.
 */
function explain(rows: Rows, row: Row, steps: number[]): number {
  const { number, node, cause, msgidHi, msgidLo } = row;
  let weight = row.kind === TRACE.event ? (EXPLAINS[row.type] ?? 0) : 0;
  for (let at = number - 1; at > cause && at > number - LOOKS_MAX && rows.readIfKept(at, near); at--) {
    if (near.node !== node || near.cause !== cause) break;
    if (near.kind !== TRACE.event) continue;
    const found = EXPLAINS[near.type] ?? 0;
    if (found <= weight || !concerns(near, msgidHi, msgidLo)) continue;
    weight = found;
    steps.push(at);
    if (near.type === EVENT.linkLost) return near.link;
  }
  return row.kind === TRACE.event && row.type === EVENT.linkLost ? row.link : -1;
}

/** What ends one transaction explains nothing of another. */
function concerns(event: Row, msgidHi: number, msgidLo: number): boolean {
  if (event.type !== EVENT.entryDead && event.type !== EVENT.transactionAborted && event.type !== EVENT.entryRefused && event.type !== EVENT.transactionRefused) return true;
  return event.msgidHi === msgidHi && event.msgidLo === msgidLo;
}
