import type { LockCondition } from "../node/cac/report.ts";
import type { EventName } from "../node/events.ts";
import type { RuleName } from "../node/rules.ts";
import type { LockStateName } from "../wire/lock-body.ts";

/**
 * What must hold in a run, as a small closed language: the claim of a scenario, checked. An expectation is data; whoever drives a
 * run judges it (run/expect).
 */

/** A number as expected: exactly, or within bounds. */
export type NumberTest = number | { readonly atLeast?: number; readonly atMost?: number };

/** What a link is for whoever watches: authenticated both ways, on the way to it, or cut in one of the ways. */
export const LINK_CONDITIONS = ["open", "handshake", "down", "suspended", "closed", "silent", "removed"] as const;
export type LinkCondition = (typeof LINK_CONDITIONS)[number];

/** What one end of a transaction knows of it. none: it never heard of it; closed: both halves, without an abort. */
export const TRANSACTION_CONDITIONS = ["none", "open", "closed", "aborted", "refused"] as const;
export type TransactionCondition = (typeof TRANSACTION_CONDITIONS)[number];

/** How a commit stands at its coordinator or at a master (QRM-01). unknown: it knows nothing of it (any more); undecided: on its way; in doubt: nobody is left who would tell that master. */
export const COMMIT_CONDITIONS = ["unknown", "undecided", "in doubt", "committed", "aborted"] as const;
export type CommitCondition = (typeof COMMIT_CONDITIONS)[number];

/** What a run counts from its start to now. */
export const COUNTERS = [
  "messagesSent",
  "messagesDelivered",
  "messagesDiscarded",
  "messagesLost",
  "pings",
  "bytes",
  "spansOpen",
  "spansOpened",
  "spansClosed",
  "transactionsOpened",
  "transactionsClosed",
  "transactionsAborted",
  "violations",
  "refusedCommands",
] as const;
export type CounterName = (typeof COUNTERS)[number];

/** The tables of a node that hold something of others. */
export const TABLES = ["spansReceived", "spansSent", "transactions", "entries", "locks"] as const;
export type TableName = (typeof TABLES)[number];
export type TableSizes = Readonly<Record<TableName, number>>;

export type Claim =
  /** What a node knows of a PFS through SPANs received: `dist` as received (0 from the announcer), `via` the link of the best one, `copies` how many are open. */
  | { readonly that: "span"; readonly node: string; readonly pfs: string; readonly known?: boolean; readonly dist?: NumberTest; readonly via?: string; readonly copies?: NumberTest }
  /** SPANs of a PFS that a node has open towards the other end of a link, its own announcement included. */
  | { readonly that: "relays"; readonly node: string; readonly link: string; readonly pfs: string; readonly count: NumberTest }
  /** Every node that is up offers the PFS or knows it; without `pfs`, every PFS that is offered. */
  | { readonly that: "reached"; readonly pfs?: string }
  /** Both ends, or the one named, see the transaction so. `error` is the number it ended with (WIRE-11). */
  | { readonly that: "transaction"; readonly name: string; readonly state: TransactionCondition; readonly end?: "opener" | "target"; readonly error?: number }
  /** The nodes that the transaction's first message passed, opener and target included. */
  | { readonly that: "path"; readonly transaction: string; readonly nodes: readonly string[] }
  /** How a commit stands at its coordinator and all configured masters, or where `at` and `master` say; a master's log is read also while its node is down. */
  | { readonly that: "commit"; readonly name: string; readonly state: CommitCondition; readonly end?: "coordinator" | "masters"; readonly master?: string; readonly error?: number }
  | { readonly that: "link"; readonly link: string; readonly state: LinkCondition }
  | { readonly that: "count"; readonly of: CounterName; readonly is: NumberTest }
  /** Events of the run, narrowed by the rule that decided and by the node that told. */
  | { readonly that: "events"; readonly name: EventName; readonly rule?: RuleName; readonly node?: string; readonly is: NumberTest }
  | { readonly that: "table"; readonly node: string; readonly table: TableName; readonly is: NumberTest }
  /** All tables of the node, or of every node, are empty. */
  | { readonly that: "tablesEmpty"; readonly node?: string }
  /** SHM-01: pieces of a link's shared region that are in use now, of both ends. */
  | { readonly that: "region"; readonly link: string; readonly pieces: NumberTest }
  /** SPAN-06: the latest status update of the best SPAN that a node received for a PFS; text "" = there was none. */
  | { readonly that: "status"; readonly node: string; readonly pfs: string; readonly text: string; readonly status?: number; readonly type?: string }
  /** SPAN-07: why the best SPAN received for a PFS is not relayed on a link, or "relayed". */
  | { readonly that: "reason"; readonly node: string; readonly link: string; readonly pfs: string; readonly is: string }
  /** What a check of the run has found by then: for what is wrong on purpose. */
  | { readonly that: "check"; readonly name: string; readonly state: CheckState }
  /** The run stands still because a variant would never let it end; `reached: false` = it does not. */
  | { readonly that: "limit"; readonly reached?: boolean }
  /** WIRE-02: every node knows what it would know if all nodes were little-endian, and all transactions went alike. */
  | { readonly that: "byteOrderMakesNoDifference" }
  /** CAC-01: what a client has of a lock. `holds`: exactly that state (INVAL = nothing); `masters`: how many of them granted; `error`: why it is over, or was not upgraded. */
  | { readonly that: "lock"; readonly name: string; readonly state?: LockCondition; readonly holds?: LockStateName; readonly masters?: NumberTest; readonly error?: number }

  /** What a traffic generator did so far: all its acts, and those of them that could not be. */
  | { readonly that: "generator"; readonly name: string; readonly state?: GeneratorState; readonly acts?: NumberTest; readonly failed?: NumberTest };

export const GENERATOR_STATES = ["running", "paused", "ended"] as const;
export type GeneratorState = (typeof GENERATOR_STATES)[number];

export const CHECK_STATES = ["holds", "violated", "unknown"] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** A claim and when it must hold: at a simulated time, when everything up to then has happened, or when the run ends. */
export interface Expectation {
  readonly atUs: number | "end";
  readonly claim: Claim;
}
