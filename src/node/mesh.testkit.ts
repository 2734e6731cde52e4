import { id64 } from "../base/bytes.ts";
import { EventHeap } from "../base/event-heap.ts";
import { Prng } from "../base/prng.ts";
import { type ClusterConfig, DEFAULT_SWITCHES, type LinkEndConfig, NO_FILTER, type PfsSpec, type Role, type Switches } from "./config.ts";
import { EVENT_NAMES, type EventName } from "./events.ts";
import { Identities } from "./identities.ts";
import type { NodeInput, NodeRequest } from "./inputs.ts";
import { inspectNode, type NodeReport } from "./inspect.ts";
import { EVENT_FIELDS, Outbox, OUTPUT } from "./outbox.ts";
import type { PlantedName } from "./planted.ts";
import { ProtocolNode } from "./protocol-node.ts";
import { RULES } from "./rules.ts";
import type { Keyring } from "./secure/host-keys.ts";
import { type Seen, seenBytes } from "./seen.testkit.ts";

/**
 * A small mesh for tests of the node: links of one microsecond or what a test says, no faults but those that a test makes. It is not the
 * engine: it exists so that the node can be proven without it.
 */

/** One event of a node, readable. */
export interface Told {
  readonly node: string;
  readonly atUs: number;
  readonly name: EventName;
  readonly rule: string;
  readonly link: number;
  readonly msgid: string;
  readonly spanid: string;
  readonly pfs: number;
  readonly value: number;
  readonly extra: number;
}

/** A message as it left a node. */
export interface Sent {
  readonly from: string;
  readonly link: number;
  readonly atUs: number;
  readonly bytes: Uint8Array;
  /** what travelled: the record on an encrypted link (LINK-02), else the same bytes */
  readonly wire: Uint8Array;
}

/** An end of a link that its node closed itself. */
export interface HungUp {
  readonly node: string;
  readonly link: number;
  readonly error: number;
}

export interface MeshNodeOptions {
  readonly cluster?: ClusterConfig;
  readonly keyring?: Keyring;
  readonly role?: Role;
  readonly bigEndian?: boolean;
  readonly pfs?: readonly string[];
  /** overrides the mesh's switches for this node */
  readonly switches?: Partial<Switches>;
  readonly planted?: PlantedName | null;
}

/** What is at the other end of a link instead of a node: it gets bytes at once. */
export interface PuppetPeer {
  receive(bytes: Uint8Array): void;
  /** the node hung up */
  lost(error: number): void;
}

interface PeerEnd {
  readonly node: string;
  readonly link: number;
  readonly puppet: PuppetPeer | null;
  up: boolean;
  /** no byte of an old one arrives (LINK-07) */
  incarnation: number;
}

interface MeshNode {
  readonly node: ProtocolNode;
  readonly peers: PeerEnd[];
}

/** Of one run: what explodes is stopped. */
const STEPS_MAX = 300_000;

/** Equal labels give equal uuids. */
export function pfsNamed(label: string, cluster = 1): PfsSpec {
  const words = Uint32Array.from([0xf51d0000, 0x11e1, 0x8899aabb, 0]);
  for (let i = 0; i < label.length; i++) words[3] = Math.imul(words[3] ^ label.charCodeAt(i), 0x01000193);
  return { clid: Uint32Array.from([0xc1d, 0, 0, cluster]), fsid: words, pfsType: 8, label };
}

export class Mesh {
  readonly switches: Switches;
  readonly identities = new Identities();
  /** all that nodes said, in order: events, messages sent, links closed */
  readonly story: (Told | Sent | HungUp)[] = [];
  /** bytes for which this answers true vanish */
  lose: (sent: Sent) => boolean = () => false;
  /** how long a message is on its way; must be the same for all messages of one direction */
  delayUs: (from: string, to: string) => number = () => 1;
  nowUs = 0;
  private readonly _nodes = new Map<string, MeshNode>();
  private readonly _heap = new EventHeap();
  private readonly _work: (() => void)[] = [];
  private readonly _timers = new Map<string, number>();

  constructor(switches: Partial<Switches> = {}) {
    this.switches = { ...DEFAULT_SWITCHES, ...switches };
  }

  add(id: string, options: MeshNodeOptions = {}): ProtocolNode {
    const number = this._nodes.size + 1;
    const switches = { ...this.switches, ...options.switches };
    const config = { number, role: options.role ?? "controller", bigEndian: options.bigEndian ?? false, host: Uint32Array.from([0, 0, 0, number]), switches, planted: options.planted ?? null, cluster: options.cluster ?? null, ...(options.keyring ? { keyring: options.keyring } : {}) };
    const node = new ProtocolNode(config, this.identities, new Prng(number));
    this._nodes.set(id, { node, peers: [] });
    for (const label of options.pfs ?? []) this.ask(id, { kind: "announce", pfs: pfsNamed(label) });
    return node;
  }

  node(id: string): ProtocolNode {
    return this._nodes.get(id)!.node;
  }

  inspect(id: string): NodeReport {
    return inspectNode(this.node(id));
  }

  get nodeIds(): string[] {
    return [...this._nodes.keys()];
  }

  /** Makes a link and brings it up. Returns its numbers at both ends. */
  connect(a: string, b: string, configA: Partial<LinkEndConfig> = {}, configB: Partial<LinkEndConfig> = {}): readonly [number, number] {
    const linkA = this._nodes.get(a)!.peers.length;
    const linkB = this._nodes.get(b)!.peers.length;
    this._addEnd(a, { node: b, link: linkB, puppet: null, up: false, incarnation: 0 }, configA);
    this._addEnd(b, { node: a, link: linkA, puppet: null, up: false, incarnation: 0 }, configB);
    this.up(a, linkA);
    return [linkA, linkB];
  }

  /** Makes a link, still down, whose other end is a puppet. Returns its number at the node. */
  attach(id: string, puppet: PuppetPeer, config: Partial<LinkEndConfig> = {}): number {
    const link = this._nodes.get(id)!.peers.length;
    this._addEnd(id, { node: "", link: -1, puppet, up: false, incarnation: 0 }, config);
    return link;
  }

  private _addEnd(id: string, end: PeerEnd, config: Partial<LinkEndConfig>): void {
    this._nodes.get(id)!.peers.push(end);
    this.ask(id, { kind: "addLink", config: { weight: 1, filter: NO_FILTER, ...config } });
  }

  /** Both ends of a link, the given one first. */
  private _ends(a: string, linkA: number): { readonly id: string; readonly link: number; readonly end: PeerEnd }[] {
    const end = this._nodes.get(a)!.peers[linkA]!;
    const near = { id: a, link: linkA, end };
    return end.puppet ? [near] : [near, { id: end.node, link: end.link, end: this._nodes.get(end.node)!.peers[end.link]! }];
  }

  up(a: string, linkA: number): void {
    const ends = this._ends(a, linkA);
    for (const { end } of ends) {
      end.up = true;
      end.incarnation++;
    }
    for (const { id, link } of ends) this.input(id, { kind: "linkUp", link });
  }

  isUp(a: string, linkA: number): boolean {
    return this._ends(a, linkA).every(({ end }) => end.up);
  }

  /** Both ends learn at once; bytes in flight are gone. */
  cut(a: string, linkA: number, error = 2): void {
    const ends = this._ends(a, linkA);
    for (const { end } of ends) end.up = false;
    for (const { id, link } of ends) this.input(id, { kind: "linkDown", link, error });
  }

  /** A puppet ends its stream. */
  hangUpPuppet(id: string, link: number, error: number): void {
    this.cut(id, link, error);
  }

  ask(id: string, request: NodeRequest): void {
    this.input(id, { kind: "request", request });
  }

  /** Bytes that arrive at a node's link as if its peer had sent them. */
  deliver(id: string, link: number, bytes: Uint8Array): void {
    this.input(id, { kind: "bytes", link, bytes });
  }

  input(id: string, input: NodeInput): void {
    const out = new Outbox();
    this.node(id).handle(this.nowUs, input, out);
    this._drain(id, out);
  }

  /** Does something as a service of the node would, now: what it says is carried out. */
  with(id: string, work: () => void): void {
    const out = new Outbox();
    const { core } = this.node(id);
    core.nowUs = this.nowUs;
    core.out = out;
    work();
    this._drain(id, out);
  }

  /** Lets `us` simulated microseconds go by. */
  run(us = 100_000): void {
    const endUs = this.nowUs + us;
    for (let steps = 0; this._heap.nextTimeUs <= endUs; steps++) {
      if (steps > STEPS_MAX) throw new Error("the mesh does not come to rest");
      this.nowUs = this._heap.nextTimeUs;
      this._work[this._heap.pop()]!();
    }
    this.nowUs = endUs;
  }

  get told(): Told[] {
    return this.story.filter((each) => "name" in each);
  }

  get sent(): Sent[] {
    return this.story.filter((each) => "bytes" in each);
  }

  /** The links that a node closed itself. */
  get hungUp(): HungUp[] {
    return this.story.filter((each): each is HungUp => !("name" in each) && !("bytes" in each));
  }

  /** Events of one node (or all) by name. */
  events(name: EventName, node?: string): Told[] {
    return this.told.filter((each) => each.name === name && (node === undefined || each.node === node));
  }

  /** What a node sent from story entry `since` on, read, with the link it went out on. */
  sentBy(node: string, since = 0): (Seen & { readonly link: number })[] {
    const sent = this.story.slice(since).filter((each): each is Sent => "bytes" in each && each.from === node);
    return sent.map(({ link, bytes }) => ({ link, ...seenBytes(bytes, this.node(node).core.links[link]!.profile) }));
  }

  private _later(us: number, work: () => void): void {
    this._heap.push(this.nowUs + us, this._work.push(work) - 1);
  }

  private _drain(id: string, out: Outbox): void {
    for (let i = 0; i < out.count; i++) {
      const at = i * EVENT_FIELDS;
      const field = (offset: number): number => out.fields[at + offset];
      if (out.kinds[i] === OUTPUT.transmit) this._carry({ from: id, link: field(2), atUs: this.nowUs, bytes: out.bytes[i]!, wire: out.sealed[i] ?? out.bytes[i]! });
      else if (out.kinds[i] === OUTPUT.hangup) this._hangUp({ node: id, link: field(2), error: field(8) });
      else if (out.kinds[i] === OUTPUT.setTimer) this._setTimer(id, field(8), out.timesUs[i]);
      else if (out.kinds[i] === OUTPUT.cancelTimer) this._timers.delete(`${id}/${field(8)}`);
      else this.story.push(checked(toldOf(id, this.nowUs, out, at), this.identities.count));
    }
  }

  private _carry(sent: Sent): void {
    this.story.push(sent);
    const peer = this._nodes.get(sent.from)!.peers[sent.link]!;
    if (!peer.up || this.lose(sent)) return;
    if (peer.puppet) {
      peer.puppet.receive(sent.wire);
      return;
    }
    const { incarnation } = peer;
    this._later(this.delayUs(sent.from, peer.node), () => {
      if (peer.up && peer.incarnation === incarnation) this.deliver(peer.node, peer.link, sent.wire);
    });
  }

  /** The other end learns of it behind the bytes already sent (LINK-06). */
  private _hangUp(hungUp: HungUp): void {
    this.story.push(hungUp);
    const [near, far] = this._ends(hungUp.node, hungUp.link);
    if (near!.end.puppet) {
      near!.end.up = false;
      near!.end.puppet.lost(hungUp.error);
      return;
    }
    const { incarnation } = near!.end;
    this._later(this.delayUs(near!.id, far!.id), () => {
      if (near!.end.incarnation !== incarnation) return;
      near!.end.up = false;
      if (far!.end.up) this.input(far!.id, { kind: "linkDown", link: far!.link, error: 2 });
      far!.end.up = false;
    });
  }

  private _setTimer(id: string, timer: number, atUs: number): void {
    const key = `${id}/${timer}`;
    this._timers.set(key, atUs);
    this._later(Math.max(0, atUs - this.nowUs), () => {
      if (this._timers.get(key) !== atUs) return;
      this._timers.delete(key);
      this.input(id, { kind: "timer", timer });
    });
  }
}

/** Those that tell what no rule decided, never speak of a PFS, or always of one. */
const WITHOUT_RULE = /^(crashed|limitReached)$/;
const WITHOUT_PFS = /^((link|conn|auth|oneWay|key|host|piece)[A-Z]|lock(?!Fault)|violation|decodeFault|pingSent|requestRefused|injected|crashed|discarded|thrownOut|suiteMismatch|signatureWrong|ownKeyMissing|recordUnopened|crcsDropped|padSent|shmFault|commit(Started|ToBeLogged|Decided|Withdrawn|Answered)$)/;
const WITH_PFS = /^((pfs|relay|entry|shell|copy)[A-Z]|announced|bestChanged|spanUpdated|forwarded)/;

/** What holds for every event of every test. */
function checked(told: Told, identities: number): Told {
  const { name, rule, pfs } = told;
  const wrong = (rule === "" && !WITHOUT_RULE.test(name)) || pfs < -1 || pfs >= identities || (WITHOUT_PFS.test(name) && pfs !== -1) || (WITH_PFS.test(name) && pfs < 0);
  if (wrong) throw new Error(`an event that says what cannot be: ${JSON.stringify(told)}`);
  return told;
}

function toldOf(node: string, atUs: number, out: Outbox, at: number): Told {
  const id = (hi: number, lo: number): string => id64(out.fields[at + hi], out.fields[at + lo]);
  return {
    node,
    atUs,
    name: EVENT_NAMES[out.fields[at]]!,
    rule: RULES[out.fields[at + 1]]!,
    link: out.fields[at + 2],
    msgid: id(3, 4),
    spanid: id(5, 6),
    pfs: out.fields[at + 7],
    value: out.fields[at + 8],
    extra: out.fields[at + 9],
  };
}
