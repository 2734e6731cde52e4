import { LIMITS } from "../base/limits.ts";
import type { UuidWords } from "../base/uuid.ts";
import type { MessageArena } from "../wire/arena.ts";
import { Encoder } from "../wire/encode.ts";
import { Framer } from "../wire/framer.ts";
import type { RecordReader } from "../wire/record.ts";
import type { Profile } from "../wire/constants.ts";
import type { LinkEndConfig } from "./config.ts";
import type { LabelPattern } from "./label-pattern.ts";
import { PLANT, type Plant } from "./planted.ts";
import { LinkSecurity } from "./secure/link-security.ts";
import type { Sealer } from "./secure/seal.ts";
import { SharedEnd } from "./shm/shared-end.ts";

/** Where the session of a link end stands (LINK-01). */
export const PHASE = { down: 0, auth: 1, open: 2 } as const;

/** One LNK_CONN transaction (LINK-04): HALF bits, -1 = none. */
export interface ConnRecord {
  bits: number;
  msgidHi: number;
  msgidLo: number;
}

/** What the peer's CONN asks us to limit ourselves to (LINK-05), compiled; null = nothing. */
export interface PeerFilter {
  readonly clid: Uint32Array | null;
  readonly fsid: Uint32Array | null;
  readonly label: LabelPattern | null;
  readonly text: string;
}

/** One end of one link: the session machine's state, the framer and the encoder. Everything but the configuration starts anew with each incarnation (LINK-07). */
export class LinkEnd {
  readonly number: number;
  readonly profile: Profile;
  /** planted.ts */
  readonly plant: Plant;
  config: LinkEndConfig;
  weight: number;
  readonly framer: Framer;
  readonly encoder: Encoder;
  /** LINK-02: the state of encryption; null on an end that does not want any */
  readonly security: LinkSecurity | null;
  /** seals what we send; null = it goes in the clear */
  sealer: Sealer | null = null;
  /** what comes is records; null = messages in the clear */
  records: RecordReader | null = null;
  /** null = a stream */
  readonly shm: SharedEnd | null;

  phase: number = PHASE.down;
  /** messages sent on this incarnation; its low 8 bits go into the next salt (WIRE-07) */
  sentCount = 0;
  receivedCount = 0;
  upSinceUs = 0;
  lastSentUs = 0;
  lastReceivedUs = 0;
  /** AUTH: ours was answered, theirs came */
  authAnswered = false;
  authReceived = false;
  authMsgidHi = 0;
  authMsgidLo = 0;
  /** negotiated (LINK-02) */
  auxBytesMax: number = LIMITS.auxBytesMax;
  capabilities = 0;
  /** the peer lets us open a DBG_SHELL (its `rights` in AUTH) */
  rights = 0;
  readonly ourConn: ConnRecord = { bits: -1, msgidHi: 0, msgidLo: 0 };
  readonly theirConn: ConnRecord = { bits: -1, msgidHi: 0, msgidLo: 0 };
  /** cluster id in our newest CONN: of the filter, or of the PFS that a leaf offered when it opened it (SPAN-05) */
  askedClid: UuidWords = new Uint32Array(4);
  /** our CONN is being closed to be opened again with the filter in `config` (LINK-05) */
  reopens = false;
  peerFilter: PeerFilter | null = null;
  /** received rows that this peer refused to have relayed to it (SPAN-09) */
  readonly refused = new Set<number>();
  /** own PFSes (pairs) that this peer refused */
  readonly refusedOwn = new Set<number>();
  /** bytes that wait to be sent, as last told (LINK-08) */
  queuedBytes = 0;
  /** bytes handed out since, while input number `freshInput` was handled */
  freshBytes = 0;
  freshInput = -1;
  spansSent = 0;
  spansReceived = 0;

  constructor(number: number, profile: Profile, config: LinkEndConfig, bigEndian: boolean, arena: MessageArena, plainCrc = false, plant: Plant = PLANT.none) {
    this.number = number;
    this.plant = plant;
    this.profile = profile;
    this.config = config;
    this.weight = config.weight;
    this.framer = new Framer(profile, plant !== PLANT.counterUnchecked, plainCrc);
    this.encoder = new Encoder(profile, bigEndian, arena, plainCrc);
    this.security = (config.security ?? "none") === "none" || profile !== "header" ? null : new LinkSecurity(config.security!);
    this.shm = config.shm ? new SharedEnd(config.shm) : null;
  }

  /** Forgets the incarnation (LINK-07: counters 0, empty tables). */
  reset(): void {
    this.framer.reset();
    this.framer.sequenceExpected = 0;
    this.framer.auxBytesMax = LIMITS.auxBytesMax;
    this.framer.crcs = this.plant !== PLANT.crcUnchecked;
    this.phase = PHASE.down;
    this.sealer = null;
    this.records = null;
    this.sentCount = 0;
    this.receivedCount = 0;
    this.authAnswered = false;
    this.authReceived = false;
    this.auxBytesMax = LIMITS.auxBytesMax;
    this.capabilities = 0;
    this.rights = 0;
    this.ourConn.bits = -1;
    this.theirConn.bits = -1;
    this.reopens = false;
    this.peerFilter = null;
    this.refused.clear();
    this.refusedOwn.clear();
    this.queuedBytes = 0;
    this.freshBytes = 0;
    this.spansSent = 0;
    this.spansReceived = 0;
    this.encoder.crcs = true;
    this.shm?.reset();
  }
}
