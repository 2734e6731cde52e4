import type { CutKind } from "../sim/commands.ts";

/**
 * What the page is told when it asks why: every received span of one PFS at one node and what became of it on every
 * connection (SPAN-02, SPAN-07), who heard of the PFS when, how its distance went, what one node knows, and what a cut
 * would change. Plain values; links and nodes by id, `…Name` as they are shown; times in simulated microseconds.
 */

export const EXPLAIN_PARTS = ["spans", "wave", "climb", "view"] as const;
export type ExplainPart = (typeof EXPLAIN_PARTS)[number];

export interface ExplainAsked {
  /** id of the node that is asked about; null = none is selected */
  readonly node: string | null;
  /** label of the PFS; null = none is lit */
  readonly pfs: string | null;
  /** which wave: number of the event that began it; -1 = the last that began before the cursor */
  readonly wave: number;
  readonly parts: readonly ExplainPart[];
}

export interface Explained {
  readonly nowUs: number;
  readonly spans: SpansExplained | null;
  readonly wave: Wavefront | null;
  readonly climb: Climb | null;
  readonly view: NodeView | null;
}

// ---------------------------------------------------------------- spans and relays

export interface SpansExplained {
  readonly node: string;
  readonly pfs: string;
  /** what this node knows of the PFS, in one sentence */
  readonly headline: string;
  /** every span of the PFS that it received, best first, those that are being closed last */
  readonly received: readonly ReceivedExplained[];
  /** every link of the node, as a way on which it could relay; decisions in the order of `received` */
  readonly connections: readonly ConnectionExplained[];
  /** every link of the node, as a way by which it could hear of the PFS: read from the neighbours' tables too */
  readonly ways: readonly WayExplained[];
}

/** SPAN-02: why a span has its place in the order. `sum` dist + weight, then `link` its number, then `msgid`. */
export type OrderCriterion = "only" | "sum" | "link" | "msgid" | "closing";

export interface ReceivedExplained {
  readonly link: string;
  readonly linkName: string;
  readonly peer: string;
  readonly msgid: string;
  readonly dist: number;
  readonly weight: number;
  /** dist + weight, by which it is ordered */
  readonly sum: number;
  /** from 1; 0 = it is being closed and stands in no order */
  readonly rank: number;
  readonly best: boolean;
  readonly criterion: OrderCriterion;
  readonly order: string;
}

export interface ConnectionExplained {
  readonly link: string;
  readonly linkName: string;
  readonly peer: string;
  /** how many are relayed there, and how many may be (SPAN-03) */
  readonly chosen: number;
  readonly relaysMax: number;
  readonly decisions: readonly Decision[];
}

/** Chosen with a rank, or exactly one reason of SPAN-07 why not. */
export interface Decision {
  /** 1 = the best that goes there; 0 = not relayed */
  readonly rank: number;
  /** SPAN-07's own words; "" = relayed */
  readonly reason: string;
  readonly sentence: string;
  /** the rule that decided */
  readonly rule: string;
  /** of the relay; null = none */
  readonly msgid: string | null;
}

export interface WayExplained {
  readonly link: string;
  readonly linkName: string;
  readonly peer: string;
  /** spans that came this way and are open here */
  readonly hears: number;
  readonly sentence: string;
  readonly rule: string;
  /** for each span at the neighbour why it does not come here; empty when it does, or when there is none */
  readonly because: readonly { readonly reason: string; readonly sentence: string; readonly rule: string }[];
}

// ---------------------------------------------------------------- wavefront

export interface Wavefront {
  readonly pfs: string;
  /** what began a wave (an offer, a withdrawal, a cut, a crash) and how many nodes came to know or lost the PFS in it */
  readonly waves: readonly { readonly event: number; readonly atUs: number; readonly sentence: string; readonly heard: number; readonly forgot: number }[];
  /** index into waves of the one that is told here; -1 = there was none yet */
  readonly chosen: number;
  readonly startUs: number;
  /** in the order of the run; those behind the cursor are told too, with `ahead` */
  readonly entries: readonly WaveEntry[];
  /** more than are listed */
  readonly omitted: number;
  /** nodes that are up and do not know the PFS at the cursor */
  readonly without: readonly string[];
}

export interface WaveEntry {
  readonly kind: "offered" | "withdrawn" | "heard" | "forgot";
  readonly node: string;
  readonly event: number;
  readonly atUs: number;
  /** dist of the span as received; 0 where it is offered; -1 = none is left */
  readonly dist: number;
  /** the neighbour and the link over which it came, and the message; null where no message brought it */
  readonly from: string | null;
  readonly link: string | null;
  readonly linkName: string;
  readonly message: number | null;
  /** when that message left; -1 = no message */
  readonly sentUs: number;
  /** place among its kind, from 1 */
  readonly place: number;
  /** the cursor stands before it */
  readonly ahead: boolean;
}

// ---------------------------------------------------------------- climbing distances

export interface Climb {
  readonly pfs: string;
  readonly node: string;
  readonly distanceMax: number;
  /** best distance over time at the node, oldest first; dist -1 = none is left */
  readonly steps: readonly ClimbStep[];
  readonly omitted: number;
  /** at the node, in the order of time */
  readonly climbs: readonly ClimbFound[];
  /** the longest climb of every node that had one */
  readonly everywhere: readonly { readonly node: string; readonly from: number; readonly to: number; readonly steps: number }[];
}

export interface ClimbStep {
  readonly event: number;
  readonly atUs: number;
  readonly dist: number;
  readonly peer: string;
  readonly linkName: string;
  readonly message: number | null;
  /** part of a climb: index into climbs, -1 = of none */
  readonly climb: number;
}

export interface ClimbFound {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly startUs: number;
  readonly endUs: number;
  /** maximum: the last is not relayed any more (SPAN-04); settled: a true way was found; goesOn: it has not ended yet */
  readonly end: "maximum" | "gone" | "settled" | "goesOn";
  readonly sentence: string;
  readonly rule: string;
}

// ---------------------------------------------------------------- what one node knows

/** Of a node's own tables alone, but for `stale`, which compares them with the truth. */
export interface NodeView {
  readonly node: string;
  readonly links: readonly KnownLink[];
  readonly pfs: readonly KnownPfs[];
  readonly transactions: readonly KnownTransaction[];
  /** how many of these differ from the truth */
  readonly stale: number;
  /** PFSes that are offered now and this node knows nothing of */
  readonly unknown: readonly string[];
}

export interface KnownLink {
  readonly link: string;
  readonly linkName: string;
  readonly session: "down" | "auth" | "open";
  /** "" = as it is */
  readonly stale: string;
}

export interface KnownPfs {
  readonly label: string;
  readonly type: string;
  readonly own: boolean;
  /** dist of the best received span, -1 = its own offer */
  readonly dist: number;
  /** first hop */
  readonly link: string | null;
  readonly linkName: string;
  readonly spans: number;
  readonly stale: string;
}

export interface KnownTransaction {
  readonly name: string;
  readonly pfs: string;
  readonly role: "opener" | "target" | "hop";
  readonly stale: string;
}

// ---------------------------------------------------------------- what a cut would change

export type WhatIfChange = { readonly do: "cut"; readonly link: string; readonly how: CutKind } | { readonly do: "crash"; readonly node: string };

export interface WhatIfState {
  readonly job: number;
  /** what it does now */
  readonly phase: "withoutIt" | "withIt" | "done" | "refused" | "gone";
  readonly steps: number;
  /** simulated time that has passed in the branch */
  readonly passedUs: number;
  /** why the change cannot be made; "" = it can */
  readonly refusal: string;
  readonly outcome: Outcome | null;
}

export interface Outcome {
  readonly sentence: string;
  readonly atUs: number;
  /** the branch came to rest within its bounds */
  readonly quiet: boolean;
  /** from the change to the last span or transaction that changed; 0 = nothing did */
  readonly settledUs: number;
  /** the same in words */
  readonly settled: string;
  readonly messages: number;
  readonly bytes: number;
  /** the run was not at rest: so much would be sent anyway */
  readonly anywayMessages: number;
  readonly anywayBytes: number;
  readonly aborted: readonly AbortedThen[];
  readonly spansClosed: number;
  readonly spansOpened: number;
  /** by the node that received them and the neighbour they came from, most first */
  readonly closedAt: readonly { readonly node: string; readonly peer: string; readonly link: string; readonly count: number }[];
  /** (node, PFS) whose best way is lost, another one, or new; the lists are bounded, the counts are not */
  readonly lost: number;
  readonly moved: number;
  readonly gained: number;
  readonly paths: readonly PathThen[];
  /** nodes that are down then */
  readonly down: readonly string[];
  /** of the PFS that was asked for: where each node would hear of it best; nodes that are not listed do not */
  readonly tree: readonly { readonly node: string; readonly dist: number; readonly link: string | null; readonly changed: boolean }[];
  readonly pfs: string | null;
  readonly digest: string;
}

export interface AbortedThen {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly state: "aborted" | "refused";
  /** where it broke first, and how long after the change its opener and its target learn of it (-1 = never) */
  readonly at: string;
  readonly openerUs: number;
  readonly targetUs: number;
  readonly sentence: string;
}

export interface PathThen {
  readonly node: string;
  readonly pfs: string;
  readonly kind: "lost" | "moved" | "gained";
  readonly before: WayThen | null;
  readonly after: WayThen | null;
}

export interface WayThen {
  readonly dist: number;
  readonly peer: string;
  readonly linkName: string;
}
