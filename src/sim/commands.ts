import type { LockDomainName, LockStateName } from "../wire/lock-body.ts";

/**
 * Everything that changes the simulated world, as plain JSON values of one closed union: scenario files list them with a
 * time, the page sends them, the run file records them. Nodes and links are named by their ids, PFSes by label,
 * transactions by the name their opener was given (`as`), messages by their number in the run.
 */

import type { HostKeyUse } from "../node/secure/host-keys.ts";
import type { SecurityWish } from "../node/secure/link-security.ts";
import type { Profile } from "../wire/constants.ts";

/** What may be asked for (CAC-01): INVAL is nothing. */
export type WantedStateName = Exclude<LockStateName, "INVAL">;

/** How a link treats bytes; integers only. In stream mode a loss is a delay (retransmission), in raw mode it is a loss. */
export interface LinkModel {
  readonly mode: "stream" | "raw";
  readonly latencyUs: number;
  /** each message is late by 0..jitterUs more; a stream keeps its order */
  readonly jitterUs: number;
  /** bytes take time; 0 = no limit */
  readonly bandwidthBytesPerS: number;
  readonly lossPerMillion: number;
  /** one to three bits of the message are flipped */
  readonly corruptPerMillion: number;
  readonly duplicatePerMillion: number;
  /** raw mode: the message is overtaken by up to `reorderUs` */
  readonly reorderPerMillion: number;
  readonly reorderUs: number;
}

export const PERFECT_LINK: LinkModel = {
  mode: "stream",
  latencyUs: 1_000,
  jitterUs: 0,
  bandwidthBytesPerS: 0,
  lossPerMillion: 0,
  corruptPerMillion: 0,
  duplicatePerMillion: 0,
  reorderPerMillion: 0,
  reorderUs: 0,
};

/** One PFS in a file. Missing uuids are derived from the label, so that equal labels give equal uuids everywhere. */
export interface PfsJson {
  readonly label: string;
  readonly clid?: string;
  readonly fsid?: string;
  /** name of a PFS type: NONE, ADMIN, CLIENT, CACHE, COPY, SLAVE, SOFT_SLAVE, SOFT_MASTER, MASTER (default) */
  readonly type?: string;
}

export interface NodeJson {
  readonly id: string;
  /** default controller */
  readonly role?: "controller" | "endpoint" | "leaf" | "outside";
  readonly bigEndian?: boolean;
  /** instead of the switch plainCrc: the checksums of this node alone (node/variants.ts) */
  readonly plainCrc?: boolean;
  readonly pfs?: readonly PfsJson[];
  /** LINK-02: ids of the nodes whose host keys it knows; every node's unless given */
  readonly knows?: readonly string[];
  /** LINK-02: its own (default), another key than the one it is known by, or the right public key without the secret to it */
  readonly hostKey?: HostKeyUse;
  /** a place for the picture, in abstract units; the engine ignores it */
  readonly x?: number;
  readonly y?: number;
}

export interface LinkJson {
  /** default "A-B", then "A-B#2" … */
  readonly id?: string;
  /** of both its ends; the scenario's unless given */
  readonly profile?: Profile;
  readonly a: string;
  readonly b: string;
  readonly model?: Partial<LinkModel>;
  /** SPAN-02, both ends unless given apart */
  readonly weight?: number;
  readonly weightA?: number;
  readonly weightB?: number;
  /** LINK-05: what an end asks its peer to limit itself to */
  readonly filterA?: { readonly clid?: string; readonly fsid?: string; readonly label?: string };
  readonly filterB?: { readonly clid?: string; readonly fsid?: string; readonly label?: string };
  /** LINK-02: whether it is encrypted; both ends unless given apart, none by default */
  readonly security?: SecurityWish;
  readonly securityA?: SecurityWish;
  readonly securityB?: SecurityWish;
  /** LINK-02, DBG-01: whether that end takes shells from its neighbour; unless given it does */
  readonly shellA?: boolean;
  readonly shellB?: boolean;
  /** DUP-01: both ends offer multi-path duplication; as the switch says unless given */
  readonly duplication?: boolean;
  /** a stream unless given; "shm" = over memory that both ends share (SHM-01) */
  readonly kind?: "stream" | "shm";
  /** sizes and offers of a link over shared memory */
  readonly shm?: SharedMemoryJson;
}

/** SHM-01. Each end has a header ring of its own to write, and half of the region for aux data. */
export interface SharedMemoryJson {
  /** 8,192 unless given */
  readonly ringBytes?: number;
  /** 131,072 unless given: the largest aux data once for each end */
  readonly regionBytes?: number;
  /** LINK-02: offers to do without CRCs from AUTH on; both ends unless given apart, and only what both offer counts */
  readonly crcOptional?: boolean;
  readonly crcOptionalA?: boolean;
  readonly crcOptionalB?: boolean;
}

export type CutKind =
  /** bytes stay queued; after the loss time the link is lost */
  | "suspend"
  /** both ends know at once, bytes in flight are gone */
  | "close"
  /** bytes vanish, nobody knows until the loss time */
  | "silent";

/** What a transaction of texts talks to: the echo of plain traffic (the default), or the debug shell (DBG-01). */
export type TextService = "echo" | "shell";

/** What a generator does each time: a transaction of texts, a one-way message (TX-01), a lock that it lets go of again (CAC-01), a commit (QRM-01). */
export const TRAFFIC_SERVICES = ["echo", "shell", "oneWay", "lock", "commit"] as const;
export type TrafficService = (typeof TRAFFIC_SERVICES)[number];

/** One number, or any from `least` to `most`, each as likely. */
export type Amount = number | { readonly least: number; readonly most: number };

export type Command =
  | ImmediateCommand
  /** Later, by somebody who watches: that command is applied at the simulated time `whenUs`, not before now, behind what the queue has for that microsecond. A scenario's own commands have their times anyway. */
  | { readonly do: "schedule"; readonly whenUs: number; readonly command: ImmediateCommand };

/** What is done at once. */
export type ImmediateCommand =
  | { readonly do: "addNode"; readonly node: NodeJson }
  | { readonly do: "removeNode"; readonly node: string }
  | { readonly do: "addLink"; readonly link: LinkJson }
  | { readonly do: "removeLink"; readonly link: string }
  | { readonly do: "cut"; readonly link: string; readonly how: CutKind }
  | { readonly do: "heal"; readonly link: string }
  /** `from`: only the direction that starts at this node */
  | { readonly do: "impair"; readonly link: string; readonly from?: string; readonly model: Partial<LinkModel> }
  /** suspends all links of a node */
  | { readonly do: "isolate"; readonly node: string }
  /** heals every link that is cut or suspended, the isolated ones included */
  | { readonly do: "resumeAll" }
  | { readonly do: "crash"; readonly node: string }
  | { readonly do: "powerLoss"; readonly node: string }
  | { readonly do: "restart"; readonly node: string }
  | { readonly do: "announce"; readonly node: string; readonly pfs: PfsJson }
  | { readonly do: "withdraw"; readonly node: string; readonly pfs: string }
  | { readonly do: "updateStatus"; readonly node: string; readonly pfs: string; readonly status: number; readonly type?: string; readonly text: string }
  /** `via`: the link of the received SPAN to use; default = the best. `to` a PFS label, or "peer" with `via` for spanid 0. `copies`: DUP-01, over so many SPANs at once. */
  | { readonly do: "open"; readonly as: string; readonly from: string; readonly to: string; readonly via?: string; readonly service?: TextService; readonly text: string; readonly close?: boolean; readonly nonBlocking?: boolean; readonly copies?: number }
  /** `by` the opener (default) or the target */
  | { readonly do: "send"; readonly transaction: string; readonly by?: "opener" | "target"; readonly text: string }
  | { readonly do: "close"; readonly transaction: string; readonly by?: "opener" | "target" }
  | { readonly do: "abort"; readonly transaction: string; readonly by?: "opener" | "target"; readonly midStream?: boolean }
  | { readonly do: "oneWay"; readonly from: string; readonly to: string; readonly via?: string; readonly text: string; readonly reply?: boolean; readonly copies?: number }
  /** QRM-01: `node` coordinates a commit of `text` at the configured masters; `nonBlocking` = it is aborted where a majority is not in reach */
  | { readonly do: "commit"; readonly as: string; readonly node: string; readonly text: string; readonly nonBlocking?: boolean }
  /** asks its coordinator to abort it; `commit` is the name it was given */
  | { readonly do: "abortCommit"; readonly commit: string }
  /**
   * Traffic again and again (sim/generators.ts). Each time, `burst` times (1 unless given): one of the nodes `from` that are up
   * (all unless given), to one of the PFSes `to` (any that is offered), `service` (echo). The first at once, then every `everyUs`, or
   * at random with that mean. `bytes` of a made-up text (64), or always `text`. A transaction stays open for `holdUs`, 0 = its first
   * message closes it. It ends after `count` of them, or at `untilUs`; without both never by itself. What it opens is called
   * "load#1", "load#2" …, its locks "load.A" after their client.
   */
  | { readonly do: "generate"; readonly as: string; readonly from?: readonly string[]; readonly to?: readonly string[]; readonly service?: TrafficService; readonly everyUs: number; readonly random?: boolean; readonly burst?: number; readonly bytes?: Amount; readonly text?: string; readonly holdUs?: Amount; readonly count?: number; readonly untilUs?: number; readonly lock?: { readonly keys?: readonly string[]; readonly domain: LockDomainName; readonly state: WantedStateName } }
  /** What it opened stays open as long as it was to. */
  | { readonly do: "stopGenerator"; readonly generator: string }
  | { readonly do: "closeConn"; readonly link: string; readonly node: string }
  | { readonly do: "openConn"; readonly link: string; readonly node: string; readonly filter?: { readonly clid?: string; readonly fsid?: string; readonly label?: string } }
  /** closes the CONN, if it is open, and opens it again with another filter; without `filter` with none (LINK-05) */
  | { readonly do: "setFilter"; readonly link: string; readonly node: string; readonly filter?: { readonly clid?: string; readonly fsid?: string; readonly label?: string } }
  | { readonly do: "refuseSpan"; readonly node: string; readonly link: string; readonly pfs: string }
  | { readonly do: "setWeight"; readonly link: string; readonly node: string; readonly weight: number }
  /**
   * CAC-01: a client asks for a lock. `key` is a path. `mode` "all" (default): the client asks every master; "one": `master` (or the
   * first that it can reach) obtains it from all (CAC-02). `yields`: it gives way when somebody waits for it. `retries`: when it
   * loses a deadlock it asks again. A name may be used again by its client when its lock is over.
   */
  | { readonly do: "lock"; readonly as: string; readonly node: string; readonly key: string; readonly domain: LockDomainName; readonly state: WantedStateName; readonly mode?: "all" | "one"; readonly master?: string; readonly nonBlocking?: boolean; readonly yields?: boolean; readonly retries?: boolean }
  | { readonly do: "upgrade"; readonly lock: string; readonly state: WantedStateName; readonly nonBlocking?: boolean }
  | { readonly do: "narrow"; readonly lock: string; readonly state: LockStateName }
  | { readonly do: "unlock"; readonly lock: string }
  /** TX-06: what is not granted at once is refused from now on */
  | { readonly do: "stopWaiting"; readonly lock: string }
  /** the five faults of one message in flight; an unknown or already delivered number is a refused command */
  | { readonly do: "dropMessage"; readonly message: number }
  | { readonly do: "delayMessage"; readonly message: number; readonly us: number }
  | { readonly do: "duplicateMessage"; readonly message: number }
  | { readonly do: "corruptMessage"; readonly message: number; readonly bit: number }
  /** replaces the bytes in flight, raw: the receiver's CRC and counter judge */
  | { readonly do: "forgeMessage"; readonly message: number; readonly bytes: string }
  /** "sender": as if `from` had sent it, later counters follow; "raw": the bytes as they are */
  | { readonly do: "inject"; readonly link: string; readonly from: string; readonly bytes: string; readonly how: "sender" | "raw" }
  /**
   * At the world's edge, a node of role "outside": somebody is there now, and its link comes up (LINK-07); what it sends, bytes as they came; whether it
   * reads (else what is sent to it waits where its sender counts it, LINK-08); and its stream has ended, behind what came before.
   */
  | { readonly do: "outsideUp"; readonly node: string }
  | { readonly do: "outsideBytes"; readonly node: string; readonly bytes: string }
  | { readonly do: "outsideReads"; readonly node: string; readonly reads: boolean }
  | { readonly do: "outsideDown"; readonly node: string }
  /**
   * Harm to a shared region (SHM-01). "write": bytes over what `from` put there (its first byte inverted unless given);
   * "release": a piece of `from` is given back before it was read. Without `offset` it is the newest piece in use.
   */
  | { readonly do: "scribble"; readonly link: string; readonly from: string; readonly how: "write" | "release"; readonly offset?: number; readonly bytes?: string };

export type CommandName = Command["do"];

/** A command with the simulated time at which it was or shall be applied. */
export interface TimedCommand {
  readonly atUs: number;
  readonly command: Command;
  /**
   * Given by the engine for a command that came from outside while the run was going: after how many of its steps. A
   * replay applies it at exactly that place, also between two steps of the same microsecond.
   */
  readonly afterSteps?: number;
}

/** Why a command could not be applied; the world is as it was. */
export interface CommandRefusal {
  readonly command: Command;
  readonly reason: string;
}
