import { unreachable } from "../base/assert.ts";
import { formatUs } from "../base/time.ts";
import type { LockCondition } from "../node/cac/report.ts";
import type { EventName } from "../node/events.ts";
import type { RuleName } from "../node/rules.ts";
import { errorName } from "../wire/constants.ts";
import type { LockStateName } from "../wire/lock-body.ts";

/**
 * What must hold in a run, as a small closed language: the claim of a scenario, checked. An expectation is data; `judge`
 * answers it from a witness, which reads the run and cannot touch it. Nothing is remembered between two judgements.
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

/** What `judge` asks of a run; names are those of the scenario. An unknown name answers as "nothing there". */
export interface ScenarioWitness {
  /** ids of the nodes that are up */
  nodesUp(): readonly string[];
  /** labels of the PFSes now offered, and by whom; a node that is not up offers nothing */
  offers(): readonly { readonly label: string; readonly node: string }[];
  /** open SPANs that the node received for a PFS, best first */
  received(node: string, pfs: string): readonly { readonly link: string; readonly dist: number }[];
  /** SPANs of a PFS that the node has open on a link, announcements and relays */
  sent(node: string, link: string, pfs: string): number;
  link(link: string): LinkCondition | null;
  transaction(name: string): WitnessedTransaction | null;
  commit(name: string): WitnessedCommit | null;
  counter(name: CounterName): number;
  events(name: EventName, rule: RuleName | null, node: string | null): number;
  tables(node: string): TableSizes | null;
  /** pieces in use; null = the link shares no memory */
  pieces(link: string): number | null;
  /** the latest status update of the best SPAN that a node received for a PFS; null when it knows no such PFS */
  status(node: string, pfs: string): WitnessedStatus | null;
  /** "relayed", or the one reason of SPAN-07 for the best SPAN that a node received for a PFS; null when there is none, or no such link there */
  reason(node: string, link: string, pfs: string): string | null;
  check(name: string): { readonly state: CheckState; readonly text: string } | null;
  limitReached(): boolean;
  /** CAC-01; null when there is no lock of that name */
  lock(name: string): WitnessedLock | null;
  generator(name: string): WitnessedGenerator | null;
  /** the first difference from a mesh of little-endian nodes, in words; null = none */
  byteOrderDifference(): string | null;
}

/** A status update as it arrived: text and number of the element, and the type told last (0 leaves it as it was). */
export interface WitnessedStatus {
  readonly text: string;
  readonly status: number;
  readonly type: string;
}

export interface WitnessedGenerator {
  readonly state: GeneratorState;
  readonly acts: number;
  readonly failed: number;
}

/** What a client has of one lock; "none" when it has forgotten it. */
export interface WitnessedLock {
  readonly condition: LockCondition;
  readonly holds: LockStateName;
  readonly masters: number;
  readonly error: number;
}

export interface WitnessedTransaction {
  readonly opener: WitnessedEnd;
  readonly target: WitnessedEnd;
  /** ids of the nodes on its way, from the opener on, as far as its first message came */
  readonly path: readonly string[];
}

export interface WitnessedCommit {
  readonly coordinator: { readonly state: CommitCondition; readonly error: number };
  /** in the order in which they are configured */
  readonly masters: readonly { readonly label: string; readonly state: CommitCondition }[];
}

export interface WitnessedEnd {
  readonly state: TransactionCondition;
  /** 0 = ended without an error, or not ended */
  readonly error: number;
}

export interface Judgement {
  readonly met: boolean;
  /** what was found, in words */
  readonly found: string;
}

/** Whether `claim` holds now. */
export function judge(claim: Claim, witness: ScenarioWitness): Judgement {
  switch (claim.that) {
    case "span":
      return judgeSpan(claim, witness);
    case "relays":
      return judgeNumber(witness.sent(claim.node, claim.link, claim.pfs), claim.count, "SPANs");
    case "reached":
      return judgeReached(claim.pfs, witness);
    case "transaction":
      return judgeTransaction(claim, witness);
    case "commit":
      return judgeCommit(claim, witness);
    case "path":
      return judgePath(claim.nodes, witness.transaction(claim.transaction)?.path);
    case "link": {
      const state = witness.link(claim.link);
      return { met: state === claim.state, found: state ?? "there is no such link" };
    }
    case "count":
      return judgeNumber(witness.counter(claim.of), claim.is, "");
    case "events":
      return judgeNumber(witness.events(claim.name, claim.rule ?? null, claim.node ?? null), claim.is, "events");
    case "table": {
      const sizes = witness.tables(claim.node);
      return sizes ? judgeNumber(sizes[claim.table], claim.is, "rows") : { met: false, found: "there is no such node" };
    }
    case "tablesEmpty":
      return judgeEmpty(claim.node === undefined ? witness.nodesUp() : [claim.node], witness);
    case "region": {
      const pieces = witness.pieces(claim.link);
      return pieces === null ? { met: false, found: "there is no such link over shared memory" } : judgeNumber(pieces, claim.pieces, "pieces");
    }
    case "status":
      return judgeStatus(claim, witness);
    case "reason": {
      const reason = witness.reason(claim.node, claim.link, claim.pfs);
      return { met: reason === claim.is, found: reason ?? "nothing to be relayed there" };
    }
    case "check": {
      const found = witness.check(claim.name);
      return { met: found?.state === claim.state, found: found ? `${found.state}: ${found.text}` : "there is no such check" };
    }
    case "limit":
      return { met: witness.limitReached() === (claim.reached ?? true), found: witness.limitReached() ? "it stands still" : "it goes on" };
    case "lock":
      return judgeLock(claim, witness.lock(claim.name));
    case "generator":
      return judgeGenerator(claim, witness.generator(claim.name));
    case "byteOrderMakesNoDifference": {
      const difference = witness.byteOrderDifference();
      return { met: difference === null, found: difference ?? "all tables and transactions are the same" };
    }
    default:
      return unreachable(claim, "expectation");
  }
}

/** "at the end: A knows pfsD at dist 1" */
export function sayExpectation({ atUs, claim }: Expectation): string {
  return `${atUs === "end" ? "at the end" : `at ${formatUs(atUs)}`}: ${sayClaim(claim)}`;
}

export function sayClaim(claim: Claim): string {
  switch (claim.that) {
    case "span":
      return saySpan(claim);
    case "relays":
      return `${claim.node} has ${sayNumber(claim.count)} SPANs of ${claim.pfs} open on ${claim.link}`;
    case "reached":
      return `every node knows ${claim.pfs ?? "every PFS"}`;
    case "transaction": {
      const error = claim.error === undefined ? "" : ` with ${errorName(claim.error)}`;
      return `${claim.name} is ${claim.state}${error} at ${claim.end === undefined ? "both ends" : `its ${claim.end}`}`;
    }
    case "commit": {
      const error = claim.error === undefined ? "" : ` with ${errorName(claim.error)}`;
      const where = claim.master ?? (claim.end === undefined ? "its coordinator and all masters" : claim.end === "masters" ? "all masters" : "its coordinator");
      return `${claim.name} is ${claim.state}${error} at ${where}`;
    }
    case "path":
      return `${claim.transaction} goes ${claim.nodes.join(", ")}`;
    case "link":
      return `link ${claim.link} is ${claim.state}`;
    case "count":
      return `${claim.of} is ${sayNumber(claim.is)}`;
    case "events":
      return `${sayNumber(claim.is)} events ${claim.name}${claim.rule === undefined ? "" : ` by ${claim.rule}`}${claim.node === undefined ? "" : ` at ${claim.node}`}`;
    case "table":
      return `${claim.node} has ${sayNumber(claim.is)} rows in its table ${claim.table}`;
    case "tablesEmpty":
      return `${claim.node === undefined ? "every node has" : `${claim.node} has`} nothing left in its tables`;
    case "status":
      return sayStatus(claim);
    case "reason":
      return claim.is === "relayed" ? `${claim.node} relays ${claim.pfs} on ${claim.link}` : `${claim.node} does not relay ${claim.pfs} on ${claim.link}: ${claim.is}`;
    case "check":
      return `the check ${claim.name} ${claim.state === "unknown" ? "cannot say" : claim.state === "holds" ? "holds" : "is violated"}`;
    case "limit":
      return claim.reached === false ? "the run ends by itself" : "the run never ends by itself and is stopped at its limit";
    case "lock":
      return sayLock(claim);
    case "generator":
      return sayGenerator(claim);
    case "byteOrderMakesNoDifference":
      return "every node knows what it would know in a mesh of little-endian nodes";
    case "region":
      return `${sayNumber(claim.pieces)} pieces of the region of ${claim.link} are in use`;
    default:
      return unreachable(claim, "expectation");
  }
}

function saySpan(claim: Extract<Claim, { that: "span" }>): string {
  if (claim.known === false) return `${claim.node} does not know ${claim.pfs}`;
  const dist = claim.dist === undefined ? "" : ` at dist ${sayNumber(claim.dist)}`;
  const via = claim.via === undefined ? "" : ` through ${claim.via}`;
  const copies = claim.copies === undefined ? "" : `, ${sayNumber(claim.copies)} SPANs of it`;
  return `${claim.node} knows ${claim.pfs}${dist}${via}${copies}`;
}

function sayNumber(test: NumberTest): string {
  if (typeof test === "number") return String(test);
  if (test.atLeast === undefined) return `at most ${test.atMost}`;
  return test.atMost === undefined ? `at least ${test.atLeast}` : `${test.atLeast} to ${test.atMost}`;
}

function fits(value: number, test: NumberTest): boolean {
  if (typeof test === "number") return value === test;
  return value >= (test.atLeast ?? value) && value <= (test.atMost ?? value);
}

function judgeNumber(value: number, test: NumberTest, of: string): Judgement {
  return { met: fits(value, test), found: of === "" ? String(value) : `${value} ${of}` };
}

function judgeSpan(claim: Extract<Claim, { that: "span" }>, witness: ScenarioWitness): Judgement {
  const spans = witness.received(claim.node, claim.pfs);
  const best = spans[0];
  if (!best) return { met: claim.known === false, found: "unknown there" };
  const met =
    claim.known !== false &&
    (claim.dist === undefined || fits(best.dist, claim.dist)) &&
    (claim.via === undefined || best.link === claim.via) &&
    (claim.copies === undefined || fits(spans.length, claim.copies));
  return { met, found: `known at dist ${best.dist} through ${best.link}, SPANs of it: ${spans.length}` };
}

function judgeReached(pfs: string | undefined, witness: ScenarioWitness): Judgement {
  const offers = witness.offers();
  const labels = pfs === undefined ? [...new Set(offers.map(({ label }) => label))] : [pfs];
  const missing: string[] = [];
  for (const label of labels) {
    for (const node of witness.nodesUp()) {
      const offered = offers.some((offer) => offer.node === node && offer.label === label);
      if (!offered && witness.received(node, label).length === 0) missing.push(`${label} at ${node}`);
    }
  }
  if (labels.length === 0) return { met: false, found: "nothing is offered" };
  if (missing.length === 0) return { met: true, found: "all of them" };
  return { met: false, found: `unknown: ${missing.slice(0, 5).join(", ")}${missing.length > 5 ? ` and ${missing.length - 5} more` : ""}` };
}

function judgeTransaction(claim: Extract<Claim, { that: "transaction" }>, witness: ScenarioWitness): Judgement {
  const transaction = witness.transaction(claim.name);
  if (!transaction) return { met: false, found: "there is no such transaction" };
  const ends = claim.end === undefined ? [transaction.opener, transaction.target] : [transaction[claim.end]];
  const met = ends.every((end) => end.state === claim.state && (claim.error === undefined || end.error === claim.error));
  const say = (end: WitnessedEnd): string => (end.error === 0 ? end.state : `${end.state} with ${errorName(end.error)}`);
  return { met, found: `opener: ${say(transaction.opener)}, target: ${say(transaction.target)}` };
}

function judgeCommit(claim: Extract<Claim, { that: "commit" }>, witness: ScenarioWitness): Judgement {
  const commit = witness.commit(claim.name);
  if (!commit) return { met: false, found: "there is no such commit" };
  const { coordinator, masters } = commit;
  const atCoordinator = claim.master === undefined && claim.end !== "masters";
  const asked = claim.master === undefined ? (claim.end === "coordinator" ? [] : masters) : masters.filter(({ label }) => label === claim.master);
  const met = (!atCoordinator || coordinator.state === claim.state) && asked.every(({ state }) => state === claim.state) && (claim.error === undefined || coordinator.error === claim.error);
  const error = coordinator.error === 0 ? "" : ` with ${errorName(coordinator.error)}`;
  return { met, found: [`coordinator: ${coordinator.state}${error}`, ...masters.map(({ label, state }) => `${label}: ${state}`)].join(", ") };
}

function judgePath(nodes: readonly string[], path: readonly string[] | undefined): Judgement {
  if (!path) return { met: false, found: "there is no such transaction" };
  return { met: path.length === nodes.length && path.every((node, i) => node === nodes[i]), found: path.join(", ") };
}

function sayStatus(claim: Extract<Claim, { that: "status" }>): string {
  const number = claim.status === undefined ? "" : `, status ${claim.status}`;
  const type = claim.type === undefined ? "" : `, type ${claim.type}`;
  return claim.text === "" ? `${claim.node} knows no status of ${claim.pfs}` : `${claim.node} knows the status of ${claim.pfs}: "${claim.text}"${number}${type}`;
}

function judgeStatus(claim: Extract<Claim, { that: "status" }>, witness: ScenarioWitness): Judgement {
  const found = witness.status(claim.node, claim.pfs);
  if (!found) return { met: false, found: "the PFS is unknown there" };
  const met = found.text === claim.text && (claim.status ?? found.status) === found.status && (claim.type ?? found.type) === found.type;
  return { met, found: found.text === "" ? "no status" : `"${found.text}", status ${found.status}, type ${found.type}` };
}

function sayLock(claim: Extract<Claim, { that: "lock" }>): string {
  const parts = [
    claim.state === undefined ? "" : `is ${claim.state === "none" ? "not known to its client" : claim.state}`,
    claim.holds === undefined ? "" : `holds ${claim.holds}`,
    claim.masters === undefined ? "" : `is granted by ${sayNumber(claim.masters)} masters`,
    claim.error === undefined ? "" : `ended with ${errorName(claim.error)}`,
  ].filter((part) => part !== "");
  return `lock ${claim.name} ${parts.length === 0 ? "is there" : parts.join(", ")}`;
}

function judgeLock(claim: Extract<Claim, { that: "lock" }>, lock: WitnessedLock | null): Judgement {
  if (!lock) return { met: false, found: "there is no such lock" };
  const met =
    (claim.state ?? lock.condition) === lock.condition &&
    (claim.holds ?? lock.holds) === lock.holds &&
    (claim.masters === undefined || fits(lock.masters, claim.masters)) &&
    (claim.error ?? lock.error) === lock.error;
  return { met, found: `${lock.condition}, holds ${lock.holds}, granted by ${lock.masters}${lock.error === 0 ? "" : `, ${errorName(lock.error)}`}` };
}

function sayGenerator({ name, state, acts, failed }: Extract<Claim, { that: "generator" }>): string {
  const parts = [state === undefined ? "" : `is ${state}`, acts === undefined ? "" : `acted ${sayNumber(acts)} times`, failed === undefined ? "" : `could not ${sayNumber(failed)} times`].filter((part) => part !== "");
  return `traffic ${name} ${parts.length === 0 ? "is there" : parts.join(", ")}`;
}

function judgeGenerator(claim: Extract<Claim, { that: "generator" }>, found: WitnessedGenerator | null): Judgement {
  if (!found) return { met: false, found: "it was not started" };
  const met = (claim.state ?? found.state) === found.state && (claim.acts === undefined || fits(found.acts, claim.acts)) && (claim.failed === undefined || fits(found.failed, claim.failed));
  return { met, found: `${found.state}, acted ${found.acts} times, could not ${found.failed} times` };
}

function judgeEmpty(nodes: readonly string[], witness: ScenarioWitness): Judgement {
  for (const node of nodes) {
    const sizes = witness.tables(node);
    if (!sizes) return { met: false, found: `there is no node ${node}` };
    const left = TABLES.find((table) => sizes[table] > 0);
    if (left) return { met: false, found: `${node} has ${sizes[left]} rows in ${left}` };
  }
  return { met: true, found: "nothing left" };
}
