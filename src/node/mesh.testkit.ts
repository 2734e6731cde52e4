import { EventHeap } from "../base/event-heap.ts";
import { Prng } from "../base/prng.ts";
import { DEFAULT_SWITCHES, type LinkEndConfig, NO_FILTER, type PfsSpec, type Role, type Switches } from "./config.ts";
import { EVENT_NAMES, type EventName } from "./events.ts";
import { Identities } from "./identities.ts";
import type { NodeInput, NodeRequest } from "./inputs.ts";
import { EVENT_FIELDS, Outbox, OUTPUT } from "./outbox.ts";
import { ProtocolNode } from "./protocol-node.ts";
import { RULES } from "./rules.ts";

/**
 * A small mesh for tests of the node: links of one microsecond, no faults but those that a test makes. It is not the
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
}

export interface MeshNodeOptions {
  readonly role?: Role;
  readonly bigEndian?: boolean;
  readonly pfs?: readonly string[];
}

const DELAY_US = 1;

/** Equal labels give equal uuids. */
export function pfsNamed(label: string, cluster = 1): PfsSpec {
  const words = Uint32Array.from([0xf51d0000, 0x11e1, 0x8899aabb, 0]);
  for (let i = 0; i < label.length; i++) words[3] = Math.imul(words[3] ^ label.charCodeAt(i), 0x01000193);
  return { clid: Uint32Array.from([0xc1d, 0, 0, cluster]), fsid: words, pfsType: 8, label };
}

export class Mesh {
  readonly switches: Switches;
  readonly identities = new Identities();
  readonly told: Told[] = [];
  readonly sent: Sent[] = [];
  /** bytes for which this answers true vanish */
  lose: (sent: Sent) => boolean = () => false;
  nowUs = 0;
  readonly #nodes = new Map<string, { readonly node: ProtocolNode; readonly number: number; readonly peers: { node: string; link: number; up: boolean }[] }>();
  readonly #heap = new EventHeap();
  readonly #work: (() => void)[] = [];
  readonly #timers = new Map<string, number>();

  constructor(switches: Partial<Switches> = {}) {
    this.switches = { ...DEFAULT_SWITCHES, ...switches };
  }

  add(id: string, options: MeshNodeOptions = {}): ProtocolNode {
    const number = this.#nodes.size + 1;
    const config = { number, role: options.role ?? "controller", bigEndian: options.bigEndian ?? false, host: Uint32Array.from([0, 0, 0, number]), switches: this.switches };
    const node = new ProtocolNode(config, this.identities, new Prng(number));
    this.#nodes.set(id, { node, number, peers: [] });
    for (const label of options.pfs ?? []) this.ask(id, { kind: "announce", pfs: pfsNamed(label) });
    return node;
  }

  node(id: string): ProtocolNode {
    return this.#nodes.get(id)!.node;
  }

  /** Makes a link and brings it up. Returns its numbers at both ends. */
  connect(a: string, b: string, configA: Partial<LinkEndConfig> = {}, configB: Partial<LinkEndConfig> = {}): readonly [number, number] {
    const linkA = this.#nodes.get(a)!.peers.length;
    const linkB = this.#nodes.get(b)!.peers.length;
    this.#nodes.get(a)!.peers.push({ node: b, link: linkB, up: false });
    this.#nodes.get(b)!.peers.push({ node: a, link: linkA, up: false });
    this.ask(a, { kind: "addLink", config: { weight: 1, filter: NO_FILTER, ...configA } });
    this.ask(b, { kind: "addLink", config: { weight: 1, filter: NO_FILTER, ...configB } });
    this.up(a, linkA);
    return [linkA, linkB];
  }

  up(a: string, linkA: number): void {
    const peer = this.#nodes.get(a)!.peers[linkA]!;
    peer.up = true;
    this.#nodes.get(peer.node)!.peers[peer.link]!.up = true;
    this.input(a, { kind: "linkUp", link: linkA });
    this.input(peer.node, { kind: "linkUp", link: peer.link });
  }

  /** Both ends learn at once; bytes in flight are gone. */
  cut(a: string, linkA: number): void {
    const peer = this.#nodes.get(a)!.peers[linkA]!;
    peer.up = false;
    this.#nodes.get(peer.node)!.peers[peer.link]!.up = false;
    this.input(a, { kind: "linkDown", link: linkA, error: 2 });
    this.input(peer.node, { kind: "linkDown", link: peer.link, error: 2 });
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
    this.#drain(id, out);
  }

  /** Runs until nothing but far timers is left: for `us` simulated microseconds at most. */
  run(us = 100_000): void {
    const endUs = this.nowUs + us;
    while (this.#heap.nextTimeUs <= endUs) {
      this.nowUs = this.#heap.nextTimeUs;
      this.#work[this.#heap.pop()]!();
    }
    this.nowUs = endUs;
  }

  /** Events of one node (or all) by name, since `from`. */
  events(name: EventName, node?: string): Told[] {
    return this.told.filter((each) => each.name === name && (node === undefined || each.node === node));
  }

  #later(us: number, work: () => void): void {
    this.#heap.push(this.nowUs + us, this.#work.push(work) - 1);
  }

  #drain(id: string, out: Outbox): void {
    for (let i = 0; i < out.count; i++) {
      const at = i * EVENT_FIELDS;
      const field = (offset: number): number => out.fields[at + offset];
      if (out.kinds[i] === OUTPUT.transmit) this.#carry({ from: id, link: field(2), atUs: this.nowUs, bytes: out.bytes[i]! });
      else if (out.kinds[i] === OUTPUT.hangup) this.#hangUp(id, field(2));
      else if (out.kinds[i] === OUTPUT.setTimer) this.#setTimer(id, field(8), out.timesUs[i]);
      else if (out.kinds[i] === OUTPUT.cancelTimer) this.#timers.delete(`${id}/${field(8)}`);
      else this.told.push(toldOf(id, this.nowUs, out, at));
    }
  }

  #carry(sent: Sent): void {
    this.sent.push(sent);
    const peer = this.#nodes.get(sent.from)!.peers[sent.link]!;
    if (!peer.up || this.lose(sent)) return;
    this.#later(DELAY_US, () => {
      if (peer.up) this.deliver(peer.node, peer.link, sent.bytes);
    });
  }

  #hangUp(id: string, link: number): void {
    const peer = this.#nodes.get(id)!.peers[link]!;
    this.#later(DELAY_US, () => {
      peer.up = false;
      const back = this.#nodes.get(peer.node)!.peers[peer.link]!;
      if (back.up) this.input(peer.node, { kind: "linkDown", link: peer.link, error: 2 });
      back.up = false;
    });
  }

  #setTimer(id: string, timer: number, atUs: number): void {
    const key = `${id}/${timer}`;
    this.#timers.set(key, atUs);
    this.#later(Math.max(0, atUs - this.nowUs), () => {
      if (this.#timers.get(key) !== atUs) return;
      this.#timers.delete(key);
      this.input(id, { kind: "timer", timer });
    });
  }
}

function toldOf(node: string, atUs: number, out: Outbox, at: number): Told {
  const id = (hi: number, lo: number): string => `${(out.fields[at + hi] >>> 0).toString(16)}:${(out.fields[at + lo] >>> 0).toString(16)}`;
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
