/**
 * The peer that the fuzzer plays: it knows how to bring a link up, keeps the list of ids that mean something on it, and reads
 * what the node says, which must always be readable.
 */
import { utf8Encode } from "../base/bytes.ts";
import { CMD, FLAG, type Profile } from "../wire/constants.ts";
import { Encoder } from "../wire/encode.ts";
import { FRAME, Framer } from "../wire/framer.ts";
import type { Message } from "../wire/message.ts";
import { OwnMistake } from "./mistake.ts";
import { CLUSTER, fsidOf } from "./names.ts";

/** A transaction: its id and the SPAN that it goes by; 0, 0 = the direct peer. */
export interface Pair {
  readonly msgidHi: number;
  readonly msgidLo: number;
  readonly spanidHi: number;
  readonly spanidLo: number;
  /** the peer opened it, not the node or somebody behind it */
  readonly ours: boolean;
  /** the peer has sent something of its half */
  spoken: boolean;
}

/** Ids that are kept; the oldest transactions make room. */
const PAIRS_MAX = 48;
const NUMBER = 0x10_0001;

export class Peer {
  readonly encoder: Encoder;
  readonly profile: Profile;
  /** every id that means something on this link: CONNs, SPANs, transactions */
  pairs: Pair[] = [];
  /** SPANs that messages may name in spanid, of both directions */
  spans: Pair[] = [];
  sentCount = 0;
  /** false: what the node sends is not read; nothing is known of its ids then */
  reads = true;
  private readonly _framer: Framer;
  private _ids = 0;
  private _theirAuth: Pair | null = null;
  private _theirConn: Pair | null = null;

  constructor(profile: Profile, bigEndian: boolean) {
    this.profile = profile;
    this.encoder = new Encoder(profile, bigEndian);
    this._framer = new Framer(profile, true);
  }

  /** A new incarnation of the link (LINK-07). */
  reset(reads: boolean): void {
    this.pairs = [];
    this.spans = [];
    this.sentCount = 0;
    this.reads = reads;
    this._framer.reset();
    this._theirAuth = null;
    this._theirConn = null;
  }

  /** What the node sent on this link. */
  receive(bytes: Uint8Array): void {
    if (!this.reads) return;
    this._framer.push(bytes);
    for (let frame = this._framer.next(); frame !== FRAME.NEED; frame = this._framer.next()) {
      if (frame === FRAME.FAULT) throw new OwnMistake(`the node sent what cannot be read: ${this._framer.fault.name}`);
      this.note(this._framer.message, false);
    }
  }

  /** Remembers what a message opens, of either side. */
  note(message: Message, ours: boolean): void {
    if ((message.flags & (FLAG.CREATE | FLAG.REPLY)) !== FLAG.CREATE) return;
    const { msgidHi, msgidLo, spanidHi, spanidLo } = message;
    const pair = { msgidHi, msgidLo, spanidHi, spanidLo, ours, spoken: ours };
    if (message.base === CMD.LNK_AUTH) {
      this._theirAuth ??= pair;
      return;
    }
    if (message.base === CMD.LNK_CONN) this._theirConn ??= pair;
    if (this.pairs.length === PAIRS_MAX) this.pairs.splice(8, 1);
    this.pairs.push(pair);
    if (message.base === CMD.LNK_SPAN && this.spans.length < PAIRS_MAX) this.spans.push(pair);
  }

  /** LINK-01: AUTH both ways; the node has sent its own. */
  authenticate(capabilities: number): Uint8Array[] {
    if (this._theirAuth === null) throw new OwnMistake("the node began without AUTH");
    const theirs = this._theirAuth;
    const body = { host: Uint32Array.of(0, 0, 0, NUMBER), protoClass: 1, protoVersion: 1, auxBytesMax: 65_536, capabilities, rights: 1, encryption: 0 };
    return [
      this._set(FLAG.CREATE | FLAG.DELETE, this._newPair()).auth(body),
      this._set(FLAG.REPLY | FLAG.CREATE | FLAG.DELETE, theirs).auth(body),
    ];
  }

  /** LINK-04: CONN both ways. */
  connect(): Uint8Array[] {
    if (this._theirConn === null) throw new OwnMistake("the node opened no CONN");
    const none = new Uint32Array(4);
    const pair = this._newPair();
    this._theirConn.spoken = true;
    const acknowledgement = this._set(FLAG.REPLY | FLAG.CREATE, this._theirConn).header(CMD.LNK_ERROR);
    this.pairs.push(pair);
    return [acknowledgement, this._set(FLAG.CREATE, pair).pfs(CMD.LNK_CONN, none, none, 0, 1, 0, 0, utf8Encode("*"))];
  }

  /** SPAN-01: announces a PFS. */
  announce(label: string, dist: number): Uint8Array {
    const pair = this._newPair();
    this.pairs.push(pair);
    this.spans.push(pair);
    return this._set(FLAG.CREATE, pair).pfs(CMD.LNK_SPAN, CLUSTER, fsidOf(label), 8, 1, 0, dist, utf8Encode(label));
  }

  /** The encoder, set to write the next message of this link. */
  private _set(flags: number, pair: Pair): Encoder {
    const { msgidHi, msgidLo, spanidHi, spanidLo } = pair;
    return Object.assign(this.encoder, { msgidHi, msgidLo, spanidHi, spanidLo, flags, error: 0, salt: 0x5eed_0000 | (this.sentCount++ & 255) });
  }

  private _newPair(): Pair {
    return { msgidHi: NUMBER << 8, msgidLo: ++this._ids, spanidHi: 0, spanidLo: 0, ours: true, spoken: true };
  }
}
