/**
 * A peer made by hand: it speaks wire's bytes to a real node over one link, keeps the salt's counter, records what the
 * node sends and does nothing of its own accord but what a test tells it.
 */
import { id64, parseId64, utf8Encode } from "../base/bytes.ts";
import type { AuthBody } from "../wire/bodies.ts";
import { CMD, type Profile } from "../wire/constants.ts";
import { type BodyWriter, Encoder } from "../wire/encode.ts";
import { FRAME, Framer } from "../wire/framer.ts";
import { type ConnFilter, type LinkEndConfig, NO_FILTER } from "./config.ts";
import type { TransactionRef } from "./inputs.ts";
import type { LinkReport } from "./inspect.ts";
import { type Mesh, pfsNamed, type PuppetPeer } from "./mesh.testkit.ts";
import { flagsOf, line, type Seen, seenOf } from "./seen.testkit.ts";

export const ZERO_ID = id64(0, 0);

export interface PuppetOptions {
  /** upper part of its msgids; by default higher than any node's */
  readonly number?: number;
  readonly bigEndian?: boolean;
  readonly profile?: Profile;
  /** of its AUTH */
  readonly auth?: Partial<AuthBody>;
  /** of its CONN */
  readonly filter?: Partial<ConnFilter>;
  /** false: it looks at no CRC (SHM-01) */
  readonly crcs?: boolean;
  /** the node's end of the link */
  readonly config?: Partial<LinkEndConfig>;
}

/** A message to send. `cmd`: DOM_ECHO when it has text or aux, else LNK_ERROR. */
export interface Spec {
  readonly cmd?: number;
  /** letters of R, C, D, A, O */
  readonly flags?: string;
  readonly msgid?: string;
  readonly spanid?: string;
  readonly error?: number;
  readonly text?: string;
  readonly aux?: Uint8Array;
  /** fields behind the base header */
  readonly body?: BodyWriter;
}

export interface SpanSpec {
  readonly msgid?: string;
  readonly flags?: string;
  readonly cluster?: number;
  readonly dist?: number;
  readonly status?: number;
  readonly pfsType?: number;
  readonly protoVersion?: number;
  /** the text of a status update instead of the name */
  readonly text?: string;
}

let puppets = 0;

export class Puppet implements PuppetPeer {
  readonly mesh: Mesh;
  readonly node: string;
  /** the node's own number of the link */
  readonly link: number;
  readonly profile: Profile;
  readonly encoder: Encoder;
  /** messages of the node since the last `take` */
  seen: Seen[] = [];
  /** why the node hung up, null while it has not */
  hungUp: number | null = null;
  /** what the node sends need not be readable */
  tolerant = false;
  sentCount = 0;
  ownAuth = ZERO_ID;
  ownConn = ZERO_ID;
  /** msgid of the node's CONN */
  theirConn = ZERO_ID;
  private readonly _auth: AuthBody;
  private readonly _filter: ConnFilter;
  private readonly _framer: Framer;
  private readonly _crcs: boolean;
  private readonly _number: number;
  private _ids = 0;

  constructor(mesh: Mesh, node: string, options: PuppetOptions = {}) {
    this.mesh = mesh;
    this.node = node;
    this.profile = options.profile ?? mesh.switches.profile;
    this._number = options.number ?? 0x10_0000 + ++puppets;
    this.encoder = new Encoder(this.profile, options.bigEndian ?? false);
    this._framer = new Framer(this.profile, true);
    this._crcs = options.crcs ?? true;
    this._auth = { host: Uint32Array.of(0, 0, 0, this._number), protoClass: 1, protoVersion: 1, auxBytesMax: 65_536, capabilities: 0, rights: 1, encryption: 0, ...options.auth };
    this._filter = { ...NO_FILTER, ...options.filter };
    this.link = mesh.attach(node, this, { profile: this.profile, ...options.config });
  }

  /** A puppet whose link is open, with CONNs both ways; what the node has sent, its SPANs among it, is still to be seen. */
  static introduced(mesh: Mesh, node: string, options: PuppetOptions = {}): Puppet {
    const puppet = new Puppet(mesh, node, options);
    puppet.up();
    puppet.introduce();
    return puppet;
  }

  /** The same; what the node sent until now is taken. */
  static join(mesh: Mesh, node: string, options: PuppetOptions = {}): Puppet {
    const puppet = Puppet.introduced(mesh, node, options);
    puppet.take();
    return puppet;
  }

  /** The stream is there; a new incarnation of it. */
  up(): void {
    this.sentCount = 0;
    this.hungUp = null;
    this.seen = [];
    this._framer.reset();
    this._framer.crcs = this._crcs;
    this.mesh.up(this.node, this.link);
  }

  /** AUTH both ways, CONN both ways. */
  handshake(): void {
    this.introduce();
    this.take();
  }

  /** AUTH both ways, CONNs both ways; nothing is taken. */
  introduce(): void {
    if (this.profile === "header") this.authenticate();
    this.acknowledgeConn();
    this.openConn();
  }

  authenticate(): void {
    this.sendAuth();
    this.answerAuth();
  }

  sendAuth(body: Partial<AuthBody> = {}): string {
    this.ownAuth = this.newId();
    this._transmit("CD", this.ownAuth, ZERO_ID, 0, () => this.encoder.auth({ ...this._auth, ...body }));
    return this.ownAuth;
  }

  answerAuth(error = 0): void {
    const theirs = this.seen.find((each) => each.name === "LNK_AUTH" && each.flags === "CD")!;
    this._transmit("RCD", theirs.msgid, ZERO_ID, error, () => this.encoder.auth(this._auth));
  }

  acknowledgeConn(): void {
    this.theirConn = this.seen.findLast((each) => each.name === "LNK_CONN")!.msgid;
    this.send({ flags: "RC", msgid: this.theirConn });
  }

  openConn(filter: Partial<ConnFilter> = {}, flags = "C"): string {
    this.ownConn = this.newId();
    const { clid, fsid, label } = { ...this._filter, ...filter };
    this._transmit(flags, this.ownConn, ZERO_ID, 0, () => this.encoder.pfs(CMD.LNK_CONN, clid, fsid, 0, 1, 0, 0, utf8Encode(label)));
    return this.ownConn;
  }

  closeConn(): void {
    this.send({ flags: "D", msgid: this.ownConn });
  }

  /** A LNK_SPAN, by default the CREATE of an announcement at dist 0. Returns its msgid. */
  span(name: string, spec: SpanSpec = {}): string {
    const msgid = spec.msgid ?? this.newId();
    const { clid, fsid } = pfsNamed(name, spec.cluster ?? 1);
    const label = utf8Encode(spec.text ?? name);
    this._transmit(spec.flags ?? "C", msgid, ZERO_ID, 0, () =>
      this.encoder.pfs(CMD.LNK_SPAN, clid, fsid, spec.pfsType ?? 8, spec.protoVersion ?? 1, spec.status ?? 0, spec.dist ?? 0, label));
    return msgid;
  }

  /** Returns the msgid, a new one when the spec has none. One-way: `msgid: ZERO_ID`. */
  send(spec: Spec): string {
    const msgid = spec.msgid ?? this.newId();
    const aux = spec.aux ?? (spec.text === undefined ? undefined : utf8Encode(`${spec.text}\0`));
    const cmd = spec.cmd ?? (aux ? CMD.DOM_ECHO : CMD.LNK_ERROR);
    this._transmit(spec.flags ?? "", msgid, spec.spanid ?? ZERO_ID, spec.error ?? 0, () => (spec.body ? this.encoder.extended(cmd, spec.body, aux ?? new Uint8Array(0)) : aux ? this.encoder.withAux(cmd, aux) : this.encoder.header(cmd)));
    return msgid;
  }

  /** A message with fields of a service behind its base header (SVC-02). Returns the msgid. */
  sendBody(cmd: number, write: BodyWriter, spec: Spec): string {
    const msgid = spec.msgid ?? this.newId();
    this._transmit(spec.flags ?? "", msgid, spec.spanid ?? ZERO_ID, spec.error ?? 0, () => this.encoder.extended(cmd, write, spec.aux ?? new Uint8Array(0)));
    return msgid;
  }

  /** Bytes as they are; they count as `messages` of ours. */
  sendRaw(bytes: Uint8Array, messages = 1): void {
    this.sentCount += messages;
    this.mesh.deliver(this.node, this.link, bytes);
  }

  /** A msgid that nobody else uses. */
  newId(): string {
    return id64(this._number << 8, ++this._ids);
  }

  /** What the node sent since the last time. */
  take(): Seen[] {
    const { seen } = this;
    this.seen = [];
    return seen;
  }

  takeLines(): string[] {
    return this.take().map(line);
  }

  /** The last LNK_SPAN CREATE that the node sent for a PFS: what to name it by. */
  spanOf(label: string): string {
    const span = this.seen.findLast((each) => each.name === "LNK_SPAN" && each.flags === "C" && each.pfs!.label === label);
    if (!span) throw new Error(`the node sent no SPAN of ${label}`);
    return span.msgid;
  }

  /** The stream ends without a word. */
  cut(error = 2): void {
    this.mesh.hangUpPuppet(this.node, this.link, error);
  }

  get report(): LinkReport {
    return this.mesh.inspect(this.node).links[this.link]!;
  }

  get isUp(): boolean {
    return this.report.session !== "down";
  }

  /** How the node names a transaction with us. */
  transaction(msgid: string, spanid = ZERO_ID): TransactionRef {
    return refOf(this.link, spanid, msgid);
  }

  receive(bytes: Uint8Array): void {
    this._framer.push(bytes);
    for (;;) {
      const verdict = this._framer.next();
      if (verdict === FRAME.NEED) return;
      if (verdict === FRAME.FAULT && this.tolerant) return;
      if (verdict === FRAME.FAULT) throw new Error(`the node sent what cannot be read: ${this._framer.fault.name}`);
      this.seen.push(seenOf(this._framer.message, this.profile));
    }
  }

  lost(error: number): void {
    this.hungUp = error;
  }

  private _transmit(flags: string, msgid: string, spanid: string, error: number, encode: () => Uint8Array): void {
    const { encoder } = this;
    const id = parseId64(msgid)!;
    const span = parseId64(spanid)!;
    encoder.salt = 0xabcd_0000 | (this.sentCount & 255);
    encoder.msgidHi = id.hi;
    encoder.msgidLo = id.lo;
    encoder.spanidHi = span.hi;
    encoder.spanidLo = span.lo;
    encoder.flags = flagsOf(flags);
    encoder.error = error;
    this.sendRaw(encode());
  }
}

export function refOf(link: number, spanid: string, msgid: string): TransactionRef {
  const span = parseId64(spanid)!;
  const id = parseId64(msgid)!;
  return { link, spanidHi: span.hi | 0, spanidLo: span.lo | 0, msgidHi: id.hi | 0, msgidLo: id.lo | 0 };
}
