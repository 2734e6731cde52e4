import type { LockDomain, LockState } from "../wire/lock-body.ts";
import type { ConnFilter, LinkEndConfig, PfsSpec } from "./config.ts";

/** Names one open SPAN that this node received: where its messages go (ROUTE-01). */
export interface SpanRef {
  readonly link: number;
  readonly msgidHi: number;
  readonly msgidLo: number;
}

/** Names a transaction at one of its two ends: the link it runs on, the spanid it is named by there (0 = the direct peer), its msgid. */
export interface TransactionRef {
  readonly link: number;
  readonly spanidHi: number;
  readonly spanidLo: number;
  readonly msgidHi: number;
  readonly msgidLo: number;
}

/** Everything that can reach a node (invariant 3). `link` is the node's own number of a link end, 0, 1, 2 … in order of `addLink`. */
export type NodeInput =
  | { readonly kind: "linkUp"; readonly link: number }
  /** The stream ended, however: `error` is wire ERR.EOF (LINK-06). */
  | { readonly kind: "linkDown"; readonly link: number; readonly error: number }
  | { readonly kind: "bytes"; readonly link: number; readonly bytes: Uint8Array }
  | { readonly kind: "timer"; readonly timer: number }
  /** LINK-08: bytes that wait in the sender's queue of this link; told whenever it changed between two inputs */
  | { readonly kind: "sendQueue"; readonly link: number; readonly queuedBytes: number }
  | { readonly kind: "request"; readonly request: NodeRequest };

/** CAC-01: what a client's user wants of its locks; `tag` names the lock. */
export type LockRequest =
  /** `path`: "/home/ann". `master`: the one who shall obtain it from all (CAC-02), by its place in the configuration; -1 = all are asked. The transactions have the tags from `transactionTag` on. */
  | {
      readonly kind: "lock";
      readonly tag: number;
      readonly transactionTag: number;
      readonly path: string;
      readonly domain: LockDomain;
      readonly state: LockState;
      readonly master: number;
      readonly nonBlocking: boolean;
      readonly yields: boolean;
      readonly retries: boolean;
    }
  | { readonly kind: "upgradeLock"; readonly tag: number; readonly state: LockState; readonly nonBlocking: boolean }
  /** INVAL = it is released */
  | { readonly kind: "narrowLock"; readonly tag: number; readonly state: LockState }
  | { readonly kind: "unlock"; readonly tag: number }
  /** TX-06: what waits is refused at once */
  | { readonly kind: "stopWaiting"; readonly tag: number };

/** What the layer above a node may ask of it. A request that cannot be done is answered by a `requestRefused` event, never by an exception. */
export type NodeRequest =
  /** A new link end; its number is the count of the link ends before it. */
  | { readonly kind: "addLink"; readonly config: LinkEndConfig }
  | { readonly kind: "announce"; readonly pfs: PfsSpec }
  | { readonly kind: "withdraw"; readonly fsid: Uint32Array }
  /** SPAN-06: a status update on every announcement of this PFS; text at most 255 bytes */
  | { readonly kind: "updateStatus"; readonly fsid: Uint32Array; readonly status: number; readonly pfsType: number; readonly text: string }
  /**
   * Opens a transaction that carries text over a received SPAN, or to the direct peer. `base`: wire CMD, the echo unless given.
   * `flags`: wire FLAG.DELETE and/or FLAG.ABORT beside CREATE. `tag` comes back in the events. `copies`: DUP-01, over these SPANs too.
   */
  | { readonly kind: "open"; readonly via: SpanRef | { readonly link: number }; readonly base?: number; readonly text: string; readonly flags: number; readonly tag: number; readonly copies?: readonly SpanRef[] }
  | { readonly kind: "send"; readonly transaction: TransactionRef; readonly text: string }
  /** DELETE of our half */
  | { readonly kind: "close"; readonly transaction: TransactionRef }
  /** ABORT|DELETE of our half, or a mid-stream ABORT (TX-06) */
  | { readonly kind: "abort"; readonly transaction: TransactionRef; readonly midStream: boolean }
  /** TX-01: a one-way text; `reply` sets REPLY, which tells status from command and changes nothing else; `copies` as for `open` */
  | { readonly kind: "oneWay"; readonly via: SpanRef | { readonly link: number }; readonly text: string; readonly reply: boolean; readonly copies?: readonly SpanRef[] }
  /** LINK-04: closes our CONN, or opens it (again) with a filter */
  | { readonly kind: "closeConn"; readonly link: number }
  | { readonly kind: "openConn"; readonly link: number; readonly filter: ConnFilter }
  /** LINK-05: the same in one, in whatever state the CONN is */
  | { readonly kind: "setFilter"; readonly link: number; readonly filter: ConnFilter }
  /** SPAN-09: the receiver closes a SPAN */
  | { readonly kind: "refuseSpan"; readonly span: SpanRef }
  | { readonly kind: "setWeight"; readonly link: number; readonly weight: number }
  /** Bytes of one message, sent as if this node had made it: the salt's counter and hdr_crc are rewritten, so the link lives; nothing is recorded. */
  | { readonly kind: "inject"; readonly link: number; readonly bytes: Uint8Array }
  | LockRequest
  /** QRM-01: starts a commit at the configured masters, as its coordinator; `tag` comes back in `commitStarted`, whose msgid names it from then on */
  | { readonly kind: "commit"; readonly text: string; readonly nonBlocking: boolean; readonly tag: number }
  | { readonly kind: "abortCommit"; readonly operationHi: number; readonly operationLo: number }
  /** Forgets everything but its configuration, what services keep on disk, and the msgid counter (TX-02); the caller has closed the links. */
  | { readonly kind: "crash" };
