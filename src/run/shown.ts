import type { TapeShown } from "./shown-tape.ts";
import type { Role } from "../node/config.ts";
import type { LinkModel, TextService } from "../sim/commands.ts";
import type { Board } from "../sim/scenario-schema.ts";
import type { Verdict } from "./shown-message.ts";
import type { LockBoard, LockLine, LockRecordLine } from "./shown-locks.ts";

/**
 * What a run shows of itself: the frame for the picture, the rows of the feed, the inspections. Plain values and typed
 * columns; `port` sends them to the page as they are. Names are the simulated world's own (node and link ids, PFS labels,
 * transaction names), indices count as the topology of the frame does.
 */

export interface Watch {
  readonly inspect: Inspectable | null;
  /** label of the PFS whose tree is lit, or null */
  readonly pfs: string | null;
  /** name of the transaction whose path is drawn, or null */
  readonly transaction: string | null;
  /** name of the shell whose transcript is shown, or null */
  readonly shell: string | null;
  readonly feedFilter: FeedFilter;
  /** the board that is looked at; what no board shows is not gathered */
  readonly board: Board | null;
}


export type Inspectable =
  | { readonly kind: "node"; readonly node: string }
  | { readonly kind: "link"; readonly link: string }
  | { readonly kind: "transaction"; readonly name: string }
  | { readonly kind: "message"; readonly message: number };

export interface FeedFilter {
  /** empty = all */
  readonly families: readonly Family[];
  readonly node: string | null;
  readonly link: string | null;
  /** in the filter language (docs/filter.md); bare words are looked for in the sentence and the rule id */
  readonly text: string;
}

/** One key of families for canvas, feed, tape and bytes (VISUAL). */
export const FAMILIES = ["announcement", "transaction", "data", "abort", "housekeeping"] as const;
export type Family = (typeof FAMILIES)[number];

export interface Frame {
  readonly sequence: number;
  readonly nowUs: number;
  readonly playing: boolean;
  readonly speedUsPerS: number;
  /** the worker cannot keep up with the speed asked for */
  readonly behind: boolean;
  readonly quiet: boolean;
  readonly digest: string;
  readonly tape: TapeShown;
  /** all of it, when a node or link came or went since the last frame */
  readonly topology: TopologyView | null;
  /** by node index: NODE_STATE */
  readonly nodeStates: Uint8Array;
  /** by node index: open transactions at its ends; forwarding entries */
  readonly nodeTransactions: Int32Array;
  readonly nodeEntries: Int32Array;
  /** by link index: LINK_STATE, and the simulated time at which it was entered */
  readonly linkStates: Uint8Array;
  readonly linkSinceUs: Float64Array;
  /** by link index: 1 = encrypted both ways (LINK-02) */
  readonly linkSealed: Uint8Array;
  readonly flights: Flights;
  /** of the watched PFS, by node index: dist of the best received SPAN (-1 none, -2 = offers it itself) and the link it came on (-1) */
  readonly tree: TreeColumns | null;
  /** of the watched transaction: node indices from opener to target, link indices between them, and its state */
  readonly path: { readonly name: string; readonly nodes: readonly number[]; readonly links: readonly number[]; readonly state: string; readonly copies: readonly PathOfCopy[]; readonly entries: readonly PathEntry[] } | null;
  /** details of the watched thing; null while nothing is watched or it is gone */
  readonly inspection: Inspection | null;
  /** a frame of the picture alone: `inspection`, `feedCount` and `feedTail` are left out, and are those of the frame before */
  readonly brief: boolean;
  /** CAC-01: while that board is looked at; null without masters */
  readonly locks: LockBoard | null;
  readonly transactions: readonly TransactionLine[];
  /** QRM-01: while that board is looked at */
  readonly commits: CommitBoard | null;
  /** transcript of the watched shell; null while none is watched, or there is none of that name */
  readonly shell: ShellView | null;
  readonly pfs: readonly { readonly label: string; readonly node: string; readonly type: string }[];
  /** rows of the feed that match the watch's filter, and the newest of them (at most 64) as text */
  readonly feedCount: number;
  readonly feedTail: readonly FeedRow[];
  /** the sentence to show above the stage: the last thing worth telling */
  readonly caption: string;
  readonly counters: Counters;
  readonly checks: readonly CheckShown[];
  readonly expectations: readonly { readonly text: string; readonly state: "pending" | "met" | "failed" }[];
}

/** What a check can say of the run up to the cursor. */
export interface CheckShown {
  /** as scenario files and the terminal call it */
  readonly name: string;
  readonly claim: string;
  readonly state: "holds" | "violated" | "unknown";
  /** one sentence */
  readonly text: string;
  /** of a violation: the event with which it was found, and what it concerns */
  readonly at: Pick<FeedRow, "event" | "node" | "link" | "message" | "transaction"> | null;
}

/** DUP-01: the column `copy` holds 2 * (transaction * COPY_NUMBERS + number of the message in its half) and 1 for replies. */
export const COPY_NUMBERS = 20_000 as const;

/** Of the watched PFS: what every node received of it (SPAN-02), and by lane (2 * link index, + 1 towards a) what came there. */
export interface TreeColumns {
  readonly pfs: string;
  readonly dist: Int32Array;
  readonly via: Int32Array;
  /** rank of the best copy on that lane among all that its receiver has, 1 = the one it uses; 0 = none came */
  readonly rank: Uint8Array;
  /** on how many connections the receiver relays the copies of that lane (SPAN-03) */
  readonly relays: Uint8Array;
}

/** ROUTE-03: a forwarding entry of the watched transaction at a node on its way; spanids in hex. */
export interface PathEntry {
  readonly node: number;
  readonly inSpanid: string;
  readonly outSpanid: string;
  /** the node still has it */
  readonly held: boolean;
}

/** DUP-01: the way of one copy of the watched transaction, as indices like the path's; the first copy's too. */
export interface PathOfCopy {
  readonly nodes: readonly number[];
  readonly links: readonly number[];
  readonly state: "open" | "lost" | "closed";
}

export interface TopologyView {
  readonly version: number;
  readonly nodes: readonly { readonly id: string; readonly role: Role; readonly bigEndian: boolean; readonly pfs: readonly { readonly label: string; readonly type: string }[]; readonly x?: number; readonly y?: number }[];
  readonly links: readonly { readonly id: string; readonly a: number; readonly b: number; readonly model: LinkModel; readonly kind: "stream" | "shm" }[];
}

export const NODE_STATE = { up: 0, crashed: 1, powerLost: 2, isolated: 3 } as const;
export const LINK_STATE = { open: 0, handshake: 1, down: 2, suspended: 3, closed: 4, silent: 5 } as const;

/** Messages in flight, at most FLIGHTS_MAX (the newest), as columns. Position on the link = (now - departUs) / (arriveUs - departUs). */
export interface Flights {
  readonly count: number;
  /** how many more there are than are listed */
  readonly omitted: number;
  readonly message: Int32Array;
  readonly link: Int32Array;
  /** 0 = from a to b */
  readonly direction: Uint8Array;
  readonly departUs: Float64Array;
  readonly arriveUs: Float64Array;
  /** index into FAMILIES */
  readonly family: Uint8Array;
  /** DUP-01: flights with the same number, other than 0, carry the same message on different ways */
  readonly copy: Int32Array;
  /** FLIGHT_MARK bits */
  readonly marks: Uint8Array;
}
export const FLIGHTS_MAX = 3_000;
export const FLIGHT_MARK = { reply: 1, willBeLost: 2, corrupted: 4, injected: 8, queued: 16 } as const;

export interface Counters {
  readonly messagesSent: number;
  readonly messagesDelivered: number;
  readonly messagesDiscarded: number;
  readonly messagesLost: number;
  readonly pings: number;
  readonly bytes: number;
  readonly spansOpen: number;
  readonly spansClosed: number;
  readonly transactionsOpen: number;
  readonly transactionsAborted: number;
  readonly violations: number;
  readonly events: number;
}

export interface FeedRow {
  /** number of the event in the run; selects it */
  readonly event: number;
  readonly atUs: number;
  readonly family: Family;
  /** red: aborts, cuts, violations */
  readonly severity: "normal" | "abort" | "violation" | "command";
  readonly sentence: string;
  readonly rule: string;
  readonly node: string | null;
  readonly link: string | null;
  readonly message: number | null;
  readonly transaction: string | null;
}

export interface TransactionLine {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly service: TextService | "lock";
  readonly state: "opening" | "open" | "closing" | "closed" | "aborted" | "refused";
  readonly openedUs: number;
  readonly endedUs: number | null;
  /** DUP-01: what became of each of its copies; empty when there is one way */
  readonly copies: readonly CopyInspection["state"][];
}

/** A way of running the protocol that is not the usual one (node/variants.ts). */
export interface VariantShown {
  readonly name: string;
  readonly title: string;
  readonly sentence: string;
  /** ids of rules; empty = the protocol leaves it open */
  readonly forbiddenBy: readonly string[];
  readonly on: boolean;
}

/** Commits by masters; no masters = the scenario configures none. */
export interface CommitBoard {
  readonly masters: readonly { readonly label: string; readonly node: string | null; readonly up: boolean }[];
  /** the newest, newest first */
  readonly lines: readonly CommitLine[];
  /** how many there are in all */
  readonly count: number;
}

/** A commit, its coordinator and every configured master (QRM-01). */
export interface CommitLine {
  readonly name: string;
  readonly operation: string;
  readonly text: string;
  readonly startedUs: number;
  /** its coordinator */
  readonly node: string;
  /** forgotten: the coordinator crashed */
  readonly coordinator: "preparing" | "logging" | "committed" | "aborted" | "forgotten";
  /** too few masters are in reach of the coordinator */
  readonly blocked: boolean;
  readonly ballot: string;
  /** wire ERR with which the coordinator aborted it */
  readonly error: number;
  /** what the coordinator counts, of all configured masters */
  readonly acked: number;
  readonly logged: number;
  readonly majority: number;
  readonly masters: readonly CommitCell[];
}

/** A commit at one master; what is in its log is told also while it is down. */
export interface CommitCell {
  readonly label: string;
  /** the node that is this master, null = none */
  readonly node: string | null;
  readonly up: boolean;
  readonly state: "unknown" | "promised" | "prepared" | "logged" | "committed" | "aborted";
  readonly inDoubt: boolean;
  /** the ballot with which it asks a majority, null = it does not */
  readonly asksWith: string | null;
  readonly promised: string;
  readonly loggedBallot: string;
  /** 0 none, 1 commit, 2 abort */
  readonly loggedDecision: number;
  /** the coordinator has heard so */
  readonly acked: boolean;
  readonly logged: boolean;
  /** the coordinator's transaction with it, as the inspector names it */
  readonly transaction: string | null;
}

/** What the opener of a debug shell has said and heard (DBG-01), out of the bytes of its messages. */
export interface ShellView {
  readonly name: string;
  readonly from: string;
  /** label of the PFS, or the neighbour */
  readonly to: string;
  /** the node at which it runs, null until that has accepted it */
  readonly target: string | null;
  readonly state: TransactionLine["state"];
  /** the prompt is there */
  readonly ready: boolean;
  /** its opener has seen its end */
  readonly over: boolean;
  readonly endReason: string | null;
  readonly endEvent: number | null;
  /** the newest, and how many older ones are left out */
  readonly entries: readonly ShellEntry[];
  readonly omitted: number;
}

export interface ShellEntry {
  /** in this shell, from 0 */
  readonly number: number;
  /** a line that was sent, text that has come (whole lines with their ends, a long one in parts), or a mid-stream ABORT */
  readonly kind: "line" | "text" | "stop";
  readonly text: string;
  readonly atUs: number;
}

// ---------------------------------------------------------------- details

export type Inspection = NodeInspection | LinkInspection | TransactionInspection | MessageInspection;

/** A value of an inspector that knows whether the last event changed it. */
export interface NodeInspection {
  readonly kind: "node";
  readonly id: string;
  readonly role: string;
  readonly state: string;
  readonly bigEndian: boolean;
  readonly offers: readonly { readonly label: string; readonly type: string; readonly clid: string; readonly fsid: string; readonly update: StatusUpdateShown | null }[];
  /** cluster -> node -> received SPANs (SPAN-02) */
  readonly clusters: readonly {
    readonly clid: string;
    readonly nodes: readonly {
      readonly label: string;
      readonly fsid: string;
      readonly type: string;
      readonly own: boolean;
      readonly received: readonly {
        readonly link: string;
        readonly peer: string;
        readonly msgid: string;
        readonly dist: number;
        readonly cost: number;
        readonly best: boolean;
        readonly state: "open" | "closing";
        /** SPAN-06: the latest status update on it */
        readonly update: StatusUpdateShown | null;
        /** for each connection: relayed, or exactly one SPAN-07 reason */
        readonly relays: readonly { readonly link: string; readonly peer: string; readonly relayed: boolean; readonly reason: string; readonly msgid: string | null }[];
      }[];
    }[];
  }[];
  readonly connections: readonly { readonly link: string; readonly peer: string; readonly session: string; readonly ourConn: string; readonly theirConn: string; readonly filter: string; readonly keptOut: number; readonly spansSent: number; readonly spansReceived: number }[];
  readonly transactions: readonly { readonly name: string; readonly msgid: string; readonly spanid: string; readonly link: string; readonly opener: boolean; readonly commandHalf: string; readonly replyHalf: string }[];
  readonly entries: readonly { readonly msgid: string; readonly inLink: string; readonly inSpanid: string; readonly outLink: string; readonly outSpanid: string; readonly state: string }[];
  /** QRM-01: of each configured master that this node offers, what is written down and survives a crash */
  readonly logs: readonly { readonly master: string; readonly entries: readonly CommitLogEntry[] }[];
  /** CAC-01: what its client has, and what the masters that it offers have on record */
  readonly locks: readonly LockLine[];
  readonly lockRecords: readonly LockRecordLine[];
  readonly counters: readonly { readonly name: string; readonly value: number }[];
}

/** A commit in the durable log of a master, and what the master does about it now. */
export interface CommitLogEntry {
  readonly name: string;
  readonly operation: string;
  readonly text: string;
  readonly state: CommitCell["state"];
  readonly inDoubt: boolean;
  readonly asksWith: string | null;
  readonly promised: string;
  readonly loggedBallot: string;
  readonly loggedDecision: number;
}

/** SPAN-06: kept apart from the name; the type is the one told last, NONE = none was. */
export interface StatusUpdateShown {
  readonly text: string;
  readonly status: number;
  readonly type: string;
}

export interface LinkInspection {
  readonly kind: "link";
  readonly id: string;
  readonly a: string;
  readonly b: string;
  readonly state: string;
  readonly sinceUs: number;
  /** both ends read the header as the C program of 2012 does (profile c2012) */
  readonly of2012: boolean;
  readonly directions: readonly {
    readonly from: string;
    readonly to: string;
    readonly model: LinkModel;
    readonly inFlight: number;
    readonly queuedBytes: number;
    readonly messagesSent: number;
    readonly bytesSent: number;
    readonly lost: number;
    readonly session: string;
    readonly auxBytesMax: number;
    readonly nextSequence: number;
    readonly conn: string;
    readonly weight: number;
    /** LINK-05: what the end at `from` asks its peer to limit itself to, by its CONN while that is open; "" = no filter */
    readonly asks: { readonly label: string; readonly clid: string; readonly fsid: string };
    /** the same in words */
    readonly asksText: string;
    /** spans that the peer does not send there because of it (SPAN-07 filtered), its own offers included */
    readonly keptOut: number;
    /** its CONN is open, and not being closed */
    readonly connOpen: boolean;
    /** what it may ask for: clusters and nodes that are offered anywhere */
    readonly choices: { readonly clusters: readonly string[]; readonly nodes: readonly { readonly fsid: string; readonly label: string }[] };
    /** SPAN-05: a leaf's CONN asks for the cluster of its PFS, whatever else it asks for */
    readonly leaf: boolean;
    /** LINK-02: how the sending end stands to encryption */
    readonly security: LinkSecurityInspection;
    /** whether the receiving end takes shells from the sending one (DBG-01) */
    readonly shells: string;
    /** SHM-01: the header ring of this direction; null on a stream */
    readonly ring: RingShown | null;
  }[];
  /** SHM-01: what both ends share; null on a stream */
  readonly memory: MemoryShown | null;
}

export interface RingShown {
  readonly bytes: number;
  /** where the next byte is read and the next is written, and how much lies between */
  readonly tail: number;
  readonly head: number;
  readonly used: number;
  /** messages in the ring, oldest first (at most 128): place, length, and what it is */
  readonly messages: readonly { readonly message: number; readonly from: number; readonly bytes: number; readonly name: string; readonly pad: boolean }[];
  /** what waits for room with the sender (LINK-08) */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** PADs written on this incarnation */
  readonly pads: number;
}

export interface MemoryShown {
  readonly regionBytes: number;
  /** "required", or that AUTH dropped them */
  readonly crcs: string;
  readonly crcsDropped: boolean;
  /** by side: whose half it is, and its pieces in use by offset */
  readonly halves: readonly { readonly node: string; readonly from: number; readonly bytes: number; readonly pieces: readonly { readonly offset: number; readonly bytes: number; readonly generation: number; readonly text: string }[] }[];
}

/** LINK-02: one end of a link. Fingerprints are of host keys, which follow from the seed in this simulation. */
export interface LinkSecurityInspection {
  /** false where there is none to have: over shared memory, and without AUTH */
  readonly possible: boolean;
  /** it offers or requires encryption */
  readonly wanted: boolean;
  readonly wish: string;
  readonly state: string;
  /** "" = none to show */
  readonly ownKey: string;
  readonly peerKey: string;
  /** records of this incarnation: sealed for the other end, opened from there */
  readonly sealed: number;
  readonly opened: number;
  /** why the last handshake failed here, "" = it did not */
  readonly refusal: string;
}

export interface TransactionInspection {
  readonly kind: "transaction";
  readonly name: string;
  readonly msgid: string;
  readonly from: string;
  readonly to: string;
  readonly pfs: string;
  readonly state: string;
  readonly openedUs: number;
  readonly endedUs: number | null;
  readonly endReason: string | null;
  /** the event that ended it, e.g. the cut */
  readonly endEvent: number | null;
  readonly commandHalf: { readonly state: string; readonly openedUs: number | null; readonly closedUs: number | null; readonly aborted: boolean };
  readonly replyHalf: { readonly state: string; readonly openedUs: number | null; readonly closedUs: number | null; readonly aborted: boolean };
  readonly hops: readonly { readonly node: string; readonly link: string | null; readonly spanid: string | null }[];
  /** DUP-01: the ways of its copies, the first one's too; empty when there is one way */
  readonly copies: readonly CopyInspection[];
  /** `says`: what the fields of a lock's or a commit's message say, "" = it has none; `text`: its aux text, or of a LNK_ERROR its error */
  readonly elements: readonly { readonly atUs: number; readonly by: string; readonly half: "command" | "reply"; readonly flags: string; readonly says: string; readonly text: string; readonly message: number | null }[];
  /** from the first cause (a command, as a rule) to the event that ended it */
  readonly why?: readonly Cause[];
}

/** One copy of a transaction: its nodes from the opener on, as far as it came, and the links between them. */
export interface CopyInspection {
  readonly nodes: readonly string[];
  readonly links: readonly string[];
  readonly state: "open" | "lost" | "closed";
  /** why it was lost, in words; "" otherwise */
  readonly cause: string;
  /** when its last end saw it end, and the event that says so */
  readonly endedUs: number | null;
  readonly endEvent: number | null;
}

export interface MessageInspection {
  readonly kind: "message";
  readonly message: number;
  readonly link: string;
  readonly from: string;
  readonly to: string;
  readonly sentUs: number;
  readonly arriveUs: number | null;
  readonly fate: "in flight" | "queued" | "delivered" | "lost" | "discarded" | "violation";
  readonly fateText: string;
  /** what its receiver made of it, by the rule that decided (shown-message.ts) */
  readonly verdict: Verdict | null;
  readonly family: Family;
  readonly sentence: string;
  /** from the first cause (a command, as a rule) to the sending of this message */
  readonly why?: readonly Cause[];
  /** DUP-01: what it is a copy of: the number of the message in its half, and every message that carries it; null when it has no copy */
  readonly copyOf: { readonly number: number; readonly messages: readonly { readonly message: number; readonly from: string; readonly to: string }[] } | null;
  /** in the clear, also on an encrypted link */
  readonly description: MessageDescription;
  /** LINK-02: what is on the wire instead; null on a link in the clear */
  readonly record: RecordInspection | null;
  /** aux data that its sender put into the shared region, as it was then (WIRE-06); null when there is none */
  readonly outOfBand: OutOfBandShown | null;
}

/** LINK-02: a record as it travels: by whom it is sealed, and its bytes with the ranges of length, ciphertext and tag. */
export interface RecordInspection {
  readonly sentence: string;
  readonly description: MessageDescription;
}

export interface OutOfBandShown {
  /** where it lies in the region of the link, and what the header calls its piece */
  readonly offset: number;
  readonly generation: number;
  readonly hex: string;
  readonly text: string | null;
  /** over the data padded to 64; null where the link does without */
  readonly crc: { readonly stored: string; readonly computed: string; readonly good: boolean } | null;
}

/** One step of a chain of causes. */
export interface Cause {
  /** number of the event in the run; selects it */
  readonly event: number;
  readonly atUs: number;
  readonly sentence: string;
  readonly rule: string;
}

/** Bytes and fields side by side (wire's `describe`, as plain values). */
export interface MessageDescription {
  readonly hex: string;
  readonly byteOrder: string;
  readonly name: string;
  readonly flags: readonly string[];
  readonly fields: readonly { readonly struct: string; readonly name: string; readonly offset: number; readonly length: number; readonly value: string; readonly meaning: string }[];
  readonly cmdBits: readonly { readonly name: string; readonly set: boolean; readonly meaning: string }[];
  readonly crcs: readonly { readonly name: string; readonly from: number; readonly to: number; readonly stored: string; readonly computed: string; readonly good: boolean }[];
  readonly auxText: string | null;
  readonly faults: readonly { readonly name: string; readonly offset: number; readonly rule: string; readonly text: string }[];
}
