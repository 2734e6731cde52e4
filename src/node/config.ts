import type { UuidWords } from "../base/uuid.ts";
import { type Profile, RIGHT } from "../wire/constants.ts";
import type { PlantedName } from "./planted.ts";
import type { Keyring } from "./secure/host-keys.ts";
import type { SecurityWish } from "./secure/link-security.ts";
import type { SharedMemory } from "./shm/memory.ts";

/**
 * SPAN-05: controllers relay; an endpoint announces on any number of links; a leaf has one link and its CONN carries its PFS. An outside is
 * no node of the mesh: it stands where a link leaves the run (outside.ts).
 */
export type Role = "controller" | "endpoint" | "leaf" | "outside";

/** One PFS that a node offers (SPAN-01). */
export interface PfsSpec {
  /** pfs_clid: the rendezvous */
  readonly clid: UuidWords;
  /** pfs_fsid: unique */
  readonly fsid: UuidWords;
  /** pfs_type, 0..255 */
  readonly pfsType: number;
  /** at most 255 bytes of UTF-8 */
  readonly label: string;
}

/** What a scenario may switch; every duration in integer microseconds. */
export interface Switches {
  readonly profile: Profile;
  /** SPAN-03: relays for each PFS and connection, 1..8 */
  readonly relaysMax: number;
  /** SPAN-03: 0 = decide at every event */
  readonly holdUs: number;
  /** SPAN-04 */
  readonly splitHorizon: boolean;
  /** SPAN-04: a SPAN whose own dist is greater is not relayed */
  readonly distanceMax: number;
  /** LINK-03: a PING after so long without sending; 0 = never */
  readonly pingUs: number;
  /** LINK-03: a link that received nothing for so long is lost; also the patience of AUTH (LINK-01); 0 = never */
  readonly lossUs: number;
  /** LINK-07: first delay before a lost link comes up again, doubling to `reconnectUsMax` after refusals */
  readonly reconnectUs: number;
  readonly reconnectUsMax: number;
  /** TX-02: the first node has the number after this one; meshes that are joined from outside the run need numbers of their own */
  readonly numbersFrom: number;
  // Against the rules, on purpose (variants.ts); all off by default.
  /** against ROUTE-04: hops move what used a lost SPAN to another one */
  readonly silentReroute: boolean;
  /** against TX-02, SPAN-08: a SPAN's id is used again before both halves are closed */
  readonly earlySpanid: boolean;
  /** against ROUTE-03: hops keep no forwarding entries */
  readonly endpointOnlyState: boolean;
  /** against WIRE-04: CRC-32 instead of CRC-32C, at every node that says nothing else */
  readonly plainCrc: boolean;
  /** DUP-01: links offer multi-path duplication in their AUTH, unless a link says otherwise */
  readonly duplication: boolean;
  /** DUP-01: so long after the first copy of a transaction a node waits for another when those it knows are lost */
  readonly copyWaitUs: number;
}

export const DEFAULT_SWITCHES: Switches = {
  profile: "header",
  relaysMax: 2,
  holdUs: 1_000,
  splitHorizon: true,
  distanceMax: 16,
  pingUs: 1_000_000,
  lossUs: 10_000_000,
  reconnectUs: 1_000_000,
  reconnectUsMax: 30_000_000,
  numbersFrom: 0,
  silentReroute: false,
  earlySpanid: false,
  endpointOnlyState: false,
  plainCrc: false,
  duplication: false,
  copyWaitUs: 1_000_000,
};

/** One end of a link, as its node is told of it when the link is made. */
export interface LinkEndConfig {
  /** SPAN-02: 1..255 */
  readonly weight: number;
  /** LINK-05: what this end asks its peer to limit itself to */
  readonly filter: ConnFilter;
  /** overrides the scenario's profile on this end */
  readonly profile?: Profile;
  /** LINK-02: what this end offers in its AUTH; nothing, and the right to a shell, unless given */
  readonly offer?: AuthOffer;
  /** LINK-02: whether this end wants the link encrypted; its suites go into the offer. Without: none */
  readonly security?: SecurityWish;
  /** SHM-01: the link is one over shared memory, and this is it; both ends have the same */
  readonly shm?: SharedEndConfig;
}

/** Memory is nobody's peer: a node reads and writes it, and learns from its link alone that there is something to read. */
export interface SharedEndConfig {
  readonly memory: SharedMemory;
  /** 0 = end a, 1 = end b */
  readonly side: 0 | 1;
}

/** LINK-02: the negotiable part of an AUTH, wire CAPABILITY and RIGHT bits and the bits of encryption suites. */
export interface AuthOffer {
  readonly capabilities: number;
  /** what the peer may do here */
  readonly rights: number;
  readonly encryption: number;
}

export const PLAIN_OFFER: AuthOffer = { capabilities: 0, rights: RIGHT.DBG_SHELL, encryption: 0 };

/** LINK-05: nil uuid or empty label = no filter; label with `*` and `?`. */
export interface ConnFilter {
  readonly clid: UuidWords;
  readonly fsid: UuidWords;
  readonly label: string;
}

export const NO_FILTER: ConnFilter = { clid: new Uint32Array(4), fsid: new Uint32Array(4), label: "" };

export interface NodeConfig {
  /** 1..2^23-1; upper part of every msgid that this node allocates (TX-02) */
  readonly number: number;
  readonly role: Role;
  readonly bigEndian: boolean;
  /** the checksums that it writes and expects; CRC-32C unless the scenario says otherwise (variants.ts) */
  readonly plainCrc?: boolean;
  /** LINK-02: names the host */
  readonly host: UuidWords;
  readonly switches: Switches;
  /** CAC-02, QRM-01: the cluster's configured masters; null where a scenario names none */
  readonly cluster: ClusterConfig | null;
  /** LINK-02: which hosts it knows by which keys, and what it does about its own; without, it has no key */
  readonly keyring?: Keyring;
  /** a mistake in its code, for tests alone (planted.ts) */
  readonly planted?: PlantedName | null;
}

/** What every node of a run is told of the cluster that locks and commits are about; a majority is one of these masters, never of those seen. */
export interface ClusterConfig {
  /** CAC-01: the inodes that locks are about, as paths, "/" first; an inode's number is its place from 1 on */
  readonly tree: readonly string[];
  /** CAC-01: a master grants EXCLUSIVE to who asks for SHARED and is alone */
  readonly broaderGrants: boolean;
  readonly clid: UuidWords;
  readonly masters: readonly { readonly label: string; readonly fsid: UuidWords }[];
}
