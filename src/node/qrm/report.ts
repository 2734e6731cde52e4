import { CMD } from "../../wire/constants.ts";
import { ballotText, type QrmDecision } from "../../wire/qrm.ts";
import type { ProtocolNode } from "../protocol-node.ts";
import type { Transaction } from "../transactions.ts";
import type { Desk } from "./desk.ts";
import { type Commit, type Entry, keyOf } from "./entries.ts";
import { masterState } from "./master.ts";
import type { Qrm } from "./qrm.ts";
import type { CoordinatorState, MasterState, RecoveryState } from "./tables.ts";

/** What a node knows of commits, as plain values; reads only. */

/** A commit at its coordinator. */
export interface CommitReport {
  readonly state: CoordinatorState;
  readonly ballot: string;
  /** bits of masters by place */
  readonly acked: number;
  readonly logged: number;
  readonly done: number;
  /** wire ERR with which it was aborted */
  readonly error: number;
  /** too few masters are in reach */
  readonly blocked: boolean;
  /** by place: msgid of the newest exchange with that master, null = none, or without a link */
  readonly transactions: readonly ({ readonly msgidHi: number; readonly msgidLo: number } | null)[];
}

/** A commit in a master's log. */
export interface EntryReport {
  readonly operationHi: number;
  readonly operationLo: number;
  readonly text: string;
  readonly state: MasterState;
  readonly promised: string;
  /** ballot of the logged decision, "none" = nothing is logged */
  readonly logged: string;
  readonly loggedDecision: QrmDecision;
  readonly outcome: QrmDecision;
  readonly inDoubt: boolean;
  /** what it does about its doubt, and the ballot with which it asks */
  readonly recovery: RecoveryState;
  readonly asksWith: string;
}

/** Every node has one, also where no masters are configured. */
function deskOf(node: ProtocolNode): Desk {
  return (node.core.services.get(CMD.QRM_COMMIT) as Qrm).desk;
}

/** The commit of that operation as this node coordinates it; null = it does not, or has forgotten it. */
export function reportCommit(node: ProtocolNode, operation: { readonly hi: number; readonly lo: number }): CommitReport | null {
  const commit = deskOf(node).commits.get(keyOf(operation));
  return commit ? commitReport(commit) : null;
}

function commitReport({ coordinator, error, blocked, lines }: Commit): CommitReport {
  const { state, ballot, acked, logged, done } = coordinator;
  return { state, ballot: ballotText(ballot), acked, logged, done, error, blocked, transactions: lines.map((line) => idOf(line?.transaction ?? null)) };
}

function idOf(transaction: Transaction | null): { readonly msgidHi: number; readonly msgidLo: number } | null {
  return transaction ? { msgidHi: transaction.msgidHi, msgidLo: transaction.msgidLo } : null;
}

/** Whether this node has ever written into the log of the master at that place. */
export function keepsLog(node: ProtocolNode, place: number): boolean {
  return deskOf(node).logs[place] !== undefined;
}

/** One commit in the log of the master at that place; null = it is not in it. */
export function reportEntry(node: ProtocolNode, place: number, operation: { readonly hi: number; readonly lo: number }): EntryReport | null {
  const entry = deskOf(node).logs[place]?.get(keyOf(operation));
  return entry ? entryReport(entry) : null;
}

/** The whole log of the master at that place, in the order of writing. */
export function reportLog(node: ProtocolNode, place: number): EntryReport[] {
  return [...(deskOf(node).logs[place]?.values() ?? [])].map(entryReport);
}

function entryReport({ operation, record, recovery, inDoubt }: Entry): EntryReport {
  return {
    operationHi: operation.hi,
    operationLo: operation.lo,
    text: operation.text,
    state: masterState(record),
    promised: ballotText(record.promised),
    logged: ballotText(record.loggedBallot),
    loggedDecision: record.loggedDecision,
    outcome: record.outcome,
    inDoubt,
    recovery: recovery.state,
    asksWith: ballotText(recovery.ballot),
  };
}
