import type { LockCondition } from "../../node/cac/report.ts";
import type { EventName } from "../../node/events.ts";
import type { RuleName } from "../../node/rules.ts";
import type { CheckState, CommitCondition, CounterName, GeneratorState, LinkCondition, TableSizes, TransactionCondition } from "../../sim/scenario-expect.ts";
import type { LockStateName } from "../../wire/lock-body.ts";

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
