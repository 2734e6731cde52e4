/**
 * What is attacked: a node with a link to a healthy neighbour, which is a node as well, and one to the attacker. The promises
 * that are held against it at every input: it never throws, the link to the neighbour lives, a link that is closed is the
 * attacker's and the reason was told with a rule.
 */
import { LIMITS } from "../base/limits.ts";
import { Prng } from "../base/prng.ts";
import { AUX_BYTES_MAX, CAPABILITY, HEADER_BYTES_MAX, type Profile } from "../wire/constants.ts";
import { type ClusterConfig, DEFAULT_SWITCHES, type LinkEndConfig, NO_FILTER, PLAIN_OFFER, type PfsSpec } from "../node/config.ts";
import { EVENT } from "../node/events.ts";
import { Identities } from "../node/identities.ts";
import type { NodeInput } from "../node/inputs.ts";
import { EVENT_FIELDS, Outbox, OUTPUT } from "../node/outbox.ts";
import { ProtocolNode } from "../node/protocol-node.ts";
import { SharedMemory } from "../node/shm/memory.ts";
import { OwnMistake } from "./mistake.ts";
import { CLUSTER, fsidOf } from "./names.ts";
import { NodeTimers } from "./node-timers.ts";
import { Peer } from "./peer.ts";
import { probe } from "./probe.ts";
import type { Tally } from "./tally.ts";

/** The kinds of mesh that are attacked. `healthy`: the profile of the neighbour's link; `shared`: the attacked link is one over shared memory (SHM-01). */
export const RIGS = [
  { name: "header", profile: "header", healthy: "header", bigEndian: false, shared: false },
  { name: "header, big-endian", profile: "header", healthy: "header", bigEndian: true, shared: false },
  { name: "c2012", profile: "c2012", healthy: "c2012", bigEndian: false, shared: false },
  { name: "c2012 beside header", profile: "c2012", healthy: "header", bigEndian: true, shared: false },
  { name: "shared memory", profile: "header", healthy: "header", bigEndian: false, shared: true },
] as const satisfies readonly { readonly name: string; readonly profile: Profile; readonly healthy: Profile; readonly bigEndian: boolean; readonly shared: boolean }[];
export type RigKind = (typeof RIGS)[number];

/** Numbers of the node's links. */
const HEALTHY = 0;
const ATTACKED = 1;
/** Simulated time between two inputs, and what lets holds pass. */
export const INPUT_US = 200;
const HOLD_OVER_US = 2_000;
/** DUP-01: so long a transaction waits for another copy when the last one is lost. */
const COPY_WAIT_OVER_US = DEFAULT_SWITCHES.copyWaitUs + HOLD_OVER_US;
/** SHM-01: seldom full within one life of the link. */
const RING_BYTES = 32_768;
const REGION_BYTES = 4_096;
/** Outputs of one input beyond which a node is said never to come to rest. */
const STEPS_MAX = 20_000;
/** Events that say why a link is closed. */
const REASONS: ReadonlySet<number> = new Set([EVENT.violation, EVENT.decodeFault, EVENT.authRefused, EVENT.authDenied, EVENT.linkLost, EVENT.queueOverflow, EVENT.limitReached]);

interface Mail {
  readonly to: 0 | 1;
  readonly bytes: Uint8Array;
}

export class Rig {
  readonly kind: RigKind;
  readonly node: ProtocolNode;
  readonly neighbour: ProtocolNode;
  readonly peer: Peer;
  /** the wire ERR with which the node closed the attacked link; -1 = it has not */
  closedWith = -1;
  nowUs = 0;
  readonly identities = new Identities();
  private readonly _tally: Tally;
  private readonly _nodes: readonly [ProtocolNode, ProtocolNode];
  private readonly _timers = new NodeTimers(2);
  private readonly _mail: Mail[] = [];
  private readonly _out = new Outbox();

  constructor(kind: RigKind, seed: number, tally: Tally) {
    this.kind = kind;
    this._tally = tally;
    this.node = this._make(1, kind.bigEndian, kind.profile, seed);
    this.neighbour = this._make(2, !kind.bigEndian, kind.healthy, seed + 1);
    this._nodes = [this.node, this.neighbour];
    this.peer = new Peer(kind.profile, !kind.bigEndian);
    const link = (profile: Profile): LinkEndConfig => ({ weight: 1, filter: NO_FILTER, profile, offer: { ...PLAIN_OFFER, capabilities: CAPABILITY.DUPLICATION } });
    for (const which of [0, 1] as const) this.input(which, { kind: "request", request: { kind: "addLink", config: link(kind.healthy) } });
    this.input(0, { kind: "request", request: { kind: "addLink", config: kind.shared ? sharedLink() : link(kind.profile) } });
    this.input(0, { kind: "request", request: { kind: "announce", pfs: pfs("own") } });
    this.input(1, { kind: "request", request: { kind: "announce", pfs: pfs("far") } });
    for (const which of [0, 1] as const) this._handle(which, { kind: "linkUp", link: HEALTHY });
    this._settle();
    this.run(HOLD_OVER_US);
    this.expectClean("before anything");
  }

  private _make(number: number, bigEndian: boolean, profile: Profile, seed: number): ProtocolNode {
    const cluster: ClusterConfig = { tree: ["/", "/home", "/home/ann"], broaderGrants: true, clid: CLUSTER, masters: ["own", "far", "peer"].map((label) => ({ label, fsid: fsidOf(label) })) };
    const host = Uint32Array.of(0, 0, 0, number);
    return new ProtocolNode({ number, role: "controller", bigEndian, host, switches: { ...DEFAULT_SWITCHES, profile }, cluster }, this.identities, new Prng(seed));
  }

  /** The attacked link comes up. `reads`: the peer reads what the node says. */
  up(reads: boolean): void {
    this.closedWith = -1;
    this.peer.reset(reads);
    this.input(0, { kind: "linkUp", link: ATTACKED });
  }

  get isUp(): boolean {
    return this.closedWith < 0;
  }

  /** Bytes of the attacker; nothing happens once the node has closed the link. */
  deliver(bytes: Uint8Array): void {
    if (!this.isUp) return;
    this.input(0, { kind: "bytes", link: ATTACKED, bytes });
    const { framer } = this.node.core.links[ATTACKED]!;
    if (framer.heldBytes > HEADER_BYTES_MAX + AUX_BYTES_MAX) throw new OwnMistake("the node holds more than one message of a link");
  }

  /** The node's own doing towards the attacker or the neighbour; refused requests are told, never thrown. */
  ask(which: 0 | 1, request: Extract<NodeInput, { kind: "request" }>["request"]): void {
    this.input(which, { kind: "request", request });
  }

  /** One input of one node, and all that it leads to at both. */
  input(which: 0 | 1, input: NodeInput): void {
    this._handle(which, input);
    this._settle();
  }

  private _settle(): void {
    for (let steps = 0; this._mail.length > 0; steps++) {
      if (steps > STEPS_MAX) throw new OwnMistake("the two nodes never come to rest");
      const { to, bytes } = this._mail.shift()!;
      this._handle(to, { kind: "bytes", link: HEALTHY, bytes });
    }
  }

  /** Lets time pass, and timers with it. */
  run(us: number): void {
    const endUs = this.nowUs + us;
    for (let due = this._timers.take(endUs); due !== null; due = this._timers.take(endUs)) {
      this.nowUs = Math.max(this.nowUs, due.atUs);
      this.input(due.which as 0 | 1, { kind: "timer", timer: due.timer });
    }
    this.nowUs = endUs;
  }

  /** The attacker's stream ends, if the node has not ended it; what was his is gone from every table (LINK-06). */
  down(): void {
    if (this.isUp) this.input(0, { kind: "linkDown", link: ATTACKED, error: 2 });
    this.closedWith = 0;
    this.run(HOLD_OVER_US);
    if (this.node.core.transactions.count + this.neighbour.core.transactions.count > 0) this.run(COPY_WAIT_OVER_US);
  }

  /** With the attacked link down nothing is left of it, in either node, and no table is beyond its limit. */
  expectClean(when: string): void {
    for (const { core } of this._nodes) {
      const { spansSent, spansReceived, refused } = core.links[HEALTHY]!;
      if (core.transactions.count === 0 && core.spans.count === 2 && spansSent === 1 && spansReceived === 1 && refused.size === 0 && core.updates.size === 0) continue;
      const kept = `${core.transactions.count} transactions, ${core.spans.count} SPANs (of the healthy link ${spansSent} sent, ${spansReceived} received, ${refused.size} refused), ${core.updates.size} updates`;
      throw new OwnMistake(`${when}: the ${core === this.node.core ? "node" : "neighbour"} keeps ${kept}; expected 0, 2 (1, 1, 0), 0`);
    }
    const { core } = this.node;
    if (core.links[ATTACKED]!.spansReceived !== 0 || core.links[ATTACKED]!.spansSent !== 0) throw new OwnMistake(`${when}: SPANs of a link that is down`);
    if (this.identities.count > LIMITS.identitiesMax) throw new OwnMistake("more identities than their limit");
  }

  /** While it is attacked: no table is beyond its limit. The last that is opened may take two places, as a copy comes with its transaction (DUP-01). */
  expectWithinLimits(): void {
    const { core } = this.node;
    const { spansReceived, spansSent } = core.links[ATTACKED]!;
    const within = core.transactions.count <= 2 * LIMITS.transactionsPerNodeMax + 1 && spansReceived <= 2 * LIMITS.spansPerLinkMax && spansSent <= LIMITS.spansPerLinkMax;
    if (!within) throw new OwnMistake(`beyond the limits: ${core.transactions.count} transactions, ${spansReceived} SPANs received, ${spansSent} sent`);
  }

  /** The healthy link works. */
  probe(): void {
    probe(this.neighbour, HEALTHY, (request) => this.ask(1, request), () => this.run(HOLD_OVER_US));
  }

  private _handle(which: 0 | 1, input: NodeInput): void {
    const out = this._out;
    this._nodes[which].handle(this.nowUs, input, out);
    let reason = false;
    for (let i = 0; i < out.count; i++) {
      const at = i * EVENT_FIELDS;
      const link = out.fields[at + 2]!;
      switch (out.kinds[i]) {
        case OUTPUT.transmit:
          if (which === 0 && link === ATTACKED) this.peer.receive(out.bytes[i]!);
          else this._mail.push({ to: which === 0 ? 1 : 0, bytes: out.bytes[i]! });
          break;
        case OUTPUT.hangup:
          this._hungUp(which, link, out.fields[at + 8]!, reason);
          break;
        case OUTPUT.setTimer:
          this._timers.set(which, out.fields[at + 8]!, out.timesUs[i]!);
          break;
        case OUTPUT.cancelTimer:
          this._timers.cancel(which, out.fields[at + 8]!);
          break;
        default:
          if (this._told(which, out.fields, at)) reason = true;
      }
    }
    out.clear();
  }

  /** True if it says why a link is closed, with a rule. */
  private _told(which: 0 | 1, fields: Int32Array, at: number): boolean {
    const type = fields[at]!;
    const rule = fields[at + 1]!;
    if (which === 0) this._tally.event(type, rule);
    else if (type === EVENT.violation) throw new OwnMistake("the neighbour was made to see a violation");
    return rule !== 0 && REASONS.has(type);
  }

  private _hungUp(which: 0 | 1, link: number, error: number, reason: boolean): void {
    if (which === 1 || link !== ATTACKED) throw new OwnMistake(`the healthy link was closed with ${error}`);
    if (error <= 0) throw new OwnMistake("a link was closed without an error");
    if (!reason) throw new OwnMistake(`the attacked link was closed with ${error}, and no rule says why`);
    this.closedWith = error;
  }
}

/** WIRE-06: the attacker may put descriptors of any kind; what they name is never released by him. */
function sharedLink(): LinkEndConfig {
  return { weight: 1, filter: NO_FILTER, profile: "header", offer: { ...PLAIN_OFFER, capabilities: CAPABILITY.AUX_OOB }, shm: { memory: new SharedMemory(RING_BYTES, REGION_BYTES), side: 0 } };
}

function pfs(label: string): PfsSpec {
  return { clid: CLUSTER, fsid: fsidOf(label), pfsType: 8, label };
}
