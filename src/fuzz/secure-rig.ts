/**
 * An encrypted link between two nodes with somebody in the middle (LINK-02): what the peer sends to the node is held back, changed and then
 * delivered. Beside it a healthy neighbour in the clear, which must not notice anything.
 */
import { Prng } from "../base/prng.ts";
import type { UuidWords } from "../base/uuid.ts";
import { DEFAULT_SWITCHES, type LinkEndConfig, NO_FILTER, type PfsSpec } from "../node/config.ts";
import { EVENT } from "../node/events.ts";
import { Identities } from "../node/identities.ts";
import type { NodeInput } from "../node/inputs.ts";
import { type LinkEnd, PHASE } from "../node/link-end.ts";
import { EVENT_FIELDS, Outbox, OUTPUT } from "../node/outbox.ts";
import { ProtocolNode } from "../node/protocol-node.ts";
import { hostKeyPair, type Keyring } from "../node/secure/host-keys.ts";
import type { SecurityWish } from "../node/secure/link-security.ts";
import { ROLE } from "../node/transactions.ts";
import { OwnMistake } from "./mistake.ts";
import { CLUSTER, fsidOf } from "./names.ts";
import { NodeTimers } from "./node-timers.ts";
import { probe } from "./probe.ts";

/** Indexes of the nodes, and the node's own numbers of its links. */
export const NODE = 0;
export const PEER = 1;
const NEIGHBOUR = 2;
const HEALTHY = 0;
export const ATTACKED = 1;
const HOLD_OVER_US = 2_000;
const STEPS_MAX = 2_000;
const REASONS: ReadonlySet<number> = new Set([EVENT.violation, EVENT.decodeFault, EVENT.authRefused, EVENT.authDenied]);

/** Everybody knows everybody by the right key. */
class Keys implements Keyring {
  readonly use = "own" as const;
  private readonly _known: readonly (readonly [UuidWords, Uint8Array])[];

  constructor(known: readonly (readonly [UuidWords, Uint8Array])[]) {
    this._known = known;
  }

  publicKeyOf(host: UuidWords): Uint8Array | null {
    return this._known.find(([one]) => one.every((word, i) => word === host[i]))?.[1] ?? null;
  }
}

interface Mail {
  readonly to: number;
  readonly link: number;
  readonly bytes: Uint8Array;
}

/** State lies in plain fields, so that a rig is copied whole and each input meets the same link at the same moment. */
export class SecureRig {
  readonly nodes: readonly ProtocolNode[];
  /** what the peer has sent and the node has not got, in the chunks in which it was sent; null: nothing is held back */
  held: Uint8Array[] | null = null;
  /** all that went over the attacked link towards the node before */
  readonly passed: Uint8Array[] = [];
  /** what the node sent on it */
  readonly answered: Uint8Array[] = [];
  /** the wire ERR with which the node closed the attacked link; -1 = it has not */
  closedWith = -1;
  /** events of the node since it was last asked */
  events: number[] = [];
  nowUs = 0;
  private readonly _timers = new NodeTimers(3);
  private readonly _mail: Mail[] = [];
  private readonly _out = new Outbox();

  constructor(seed: number, bigEndian: boolean, peerWish: SecurityWish) {
    const identities = new Identities();
    const hosts = [1, 2, 3].map((number): readonly [UuidWords, Uint8Array] => [hostOf(number), hostKeyPair(new Prng(seed + number)).publicKey]);
    const keyring = new Keys(hosts);
    this.nodes = [1, 2, 3].map((number) => {
      const big = bigEndian === (number === 1);
      return new ProtocolNode({ number, role: "controller", bigEndian: big, host: hostOf(number), switches: DEFAULT_SWITCHES, cluster: null, keyring }, identities, new Prng(seed + number));
    });
    this._ask(NODE, { kind: "addLink", config: link("none") });
    this._ask(NODE, { kind: "addLink", config: link("require") });
    this._ask(PEER, { kind: "addLink", config: link(peerWish) });
    this._ask(NEIGHBOUR, { kind: "addLink", config: link("none") });
    for (const [which, label] of ["own", "peer", "far"].entries()) this._ask(which, { kind: "announce", pfs: pfs(label) });
    this._bothUp([NODE, HEALTHY], [NEIGHBOUR, 0]);
    this.run(HOLD_OVER_US);
    this.expectClean("before anything");
  }

  get end(): LinkEnd {
    return this.nodes[NODE]!.core.links[ATTACKED]!;
  }

  get isOpen(): boolean {
    return this.end.phase === PHASE.open;
  }

  /** The attacked link comes up at both ends; from here on what the peer sends may be held back. */
  up(): void {
    this.closedWith = -1;
    this._bothUp([PEER, 0], [NODE, ATTACKED]);
  }

  private _bothUp(...ends: readonly (readonly [which: number, link: number])[]): void {
    for (const [which, number] of ends) this._handle(which, { kind: "linkUp", link: number });
    this._settle();
  }

  /** The peer has something to say: records of some length, of several kinds. */
  talk(random: Prng): void {
    this.run(2 * HOLD_OVER_US);
    const via = this.nodes[PEER]!.bestSpan("own", -1);
    if (via === null) throw new OwnMistake("the peer does not know the node's PFS");
    this.held = [];
    for (let i = 0; i < 2; i++) this._ask(PEER, { kind: "open", via, text: "x".repeat(random.below(random.below(8) === 0 ? 4_000 : 100)), flags: 0, tag: i });
    const opened = [...this.nodes[PEER]!.core.transactions.all()].filter(({ role, outSide }) => role === ROLE.opener && outSide.link === 0);
    for (const transaction of opened) {
      const { msgidHi, msgidLo, outSide } = transaction;
      for (let i = random.below(3); i >= 0; i--) this._ask(PEER, { kind: "send", transaction: { link: outSide.link, spanidHi: outSide.spanidHi, spanidLo: outSide.spanidLo, msgidHi, msgidLo }, text: "y".repeat(random.below(300)) });
    }
  }

  /** Bytes on the attacked link, as somebody in the middle has them arrive; nothing happens once the node has closed it. */
  deliver(bytes: Uint8Array): void {
    if (this.closedWith < 0) this.input(NODE, { kind: "bytes", link: ATTACKED, bytes });
  }

  /** One chunk that was held back arrives as it was sent. */
  release(): void {
    const bytes = this.held!.shift()!;
    this.passed.push(bytes);
    this.deliver(bytes);
  }

  input(which: number, input: NodeInput): void {
    this._handle(which, input);
    this._settle();
  }

  private _settle(): void {
    for (let steps = 0; this._mail.length > 0; steps++) {
      if (steps > STEPS_MAX) throw new OwnMistake("the nodes never come to rest");
      const { to, link: number, bytes } = this._mail.shift()!;
      if (this.nodes[to]!.core.links[number]!.phase !== PHASE.down) this._handle(to, { kind: "bytes", link: number, bytes });
    }
  }

  run(us: number): void {
    const endUs = this.nowUs + us;
    for (let due = this._timers.take(endUs); due !== null; due = this._timers.take(endUs)) {
      this.nowUs = Math.max(this.nowUs, due.atUs);
      this.input(due.which, { kind: "timer", timer: due.timer });
    }
    this.nowUs = endUs;
  }

  /** The link ends at both ends, and what was on it is gone. */
  down(): void {
    if (this.end.phase !== PHASE.down) this.input(NODE, { kind: "linkDown", link: ATTACKED, error: 2 });
    if (this.nodes[PEER]!.core.links[0]!.phase !== PHASE.down) this.input(PEER, { kind: "linkDown", link: 0, error: 2 });
    this.run(HOLD_OVER_US);
  }

  /** LINK-06: of the attacked link nothing is left in the node and its neighbour. */
  expectClean(when: string): void {
    for (const which of [NODE, NEIGHBOUR]) {
      const { core } = this.nodes[which]!;
      const { spansSent, spansReceived } = core.links[HEALTHY]!;
      if (core.transactions.count > 0 || core.spans.count !== 2 || spansSent !== 1 || spansReceived !== 1) throw new OwnMistake(`${when}: node ${which} keeps ${core.transactions.count} transactions, ${core.spans.count} SPANs; expected 0, 2`);
    }
  }

  /** The healthy link works. */
  probe(): void {
    probe(this.nodes[NEIGHBOUR]!, HEALTHY, (request) => this._ask(NEIGHBOUR, request), () => this.run(HOLD_OVER_US));
  }

  private _ask(which: number, request: Extract<NodeInput, { kind: "request" }>["request"]): void {
    this.input(which, { kind: "request", request });
  }

  private _handle(which: number, input: NodeInput): void {
    const out = this._out;
    this.nodes[which]!.handle(this.nowUs, input, out);
    let reason = false;
    for (let i = 0; i < out.count; i++) {
      const at = i * EVENT_FIELDS;
      const number = out.fields[at + 2]!;
      switch (out.kinds[i]) {
        case OUTPUT.transmit:
          this._sent(which, number, out.sealed[i] ?? out.bytes[i]!);
          break;
        case OUTPUT.hangup:
          this._hungUp(which, number, out.fields[at + 8]!, reason);
          break;
        case OUTPUT.setTimer:
          this._timers.set(which, out.fields[at + 8]!, out.timesUs[i]!);
          break;
        case OUTPUT.cancelTimer:
          this._timers.cancel(which, out.fields[at + 8]!);
          break;
        default: {
          const type = out.fields[at]!;
          if (which === NODE) this.events.push(type);
          else if (which === NEIGHBOUR && type === EVENT.violation) throw new OwnMistake("the neighbour was made to see a violation");
          if (REASONS.has(type) && out.fields[at + 1] !== 0) reason = true;
        }
      }
    }
    out.clear();
  }

  private _sent(which: number, number: number, bytes: Uint8Array): void {
    const kept = bytes.slice();
    if (which === PEER) {
      if (this.held !== null) this.held.push(kept);
      else {
        this.passed.push(kept);
        this._mail.push({ to: NODE, link: ATTACKED, bytes: kept });
      }
    } else if (which === NEIGHBOUR) this._mail.push({ to: NODE, link: HEALTHY, bytes: kept });
    else if (number === HEALTHY) this._mail.push({ to: NEIGHBOUR, link: HEALTHY, bytes: kept });
    else {
      this.answered.push(kept);
      this._mail.push({ to: PEER, link: 0, bytes: kept });
    }
  }

  private _hungUp(which: number, number: number, error: number, reason: boolean): void {
    if (which === NEIGHBOUR || (which === NODE && number !== ATTACKED)) throw new OwnMistake(`the healthy link was closed with ${error}`);
    if (!reason || error <= 0) throw new OwnMistake(`the attacked link was closed with ${error} at node ${which}, and no rule says why`);
    if (which !== NODE) return;
    if (this.closedWith >= 0) throw new OwnMistake("the attacked link was closed twice");
    this.closedWith = error;
  }
}

function hostOf(number: number): UuidWords {
  return Uint32Array.of(0, 0, 0, number);
}

function link(security: SecurityWish): LinkEndConfig {
  return { weight: 1, filter: NO_FILTER, profile: "header", security };
}

function pfs(label: string): PfsSpec {
  return { clid: CLUSTER, fsid: fsidOf(label), pfsType: 3, label };
}
