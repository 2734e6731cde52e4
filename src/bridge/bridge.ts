import { LIMITS } from "../base/limits.ts";
import { Run } from "../run/run.ts";
import type { Scenario } from "../sim/scenario.ts";
import type { WorldLink } from "../sim/link.ts";
import type { WorldNode } from "../sim/world-node.ts";
import type { Profile } from "../wire/constants.ts";
import { EventLines } from "./event-lines.ts";
import type { BridgeLine } from "./lines.ts";
import { Pace } from "./pace.ts";
import { type PeerStream, Port } from "./port.ts";

export interface BridgeOptions {
  readonly scenario: Scenario;
  /** which node has the links to the outside */
  readonly node: string;
  /** of those links; the scenario's unless given */
  readonly profile?: Profile;
  /** connections at one time; each is a link of the node */
  readonly peersMax: number;
  /** what a link to the outside takes in the run, beside what the network takes; 0 unless given */
  readonly latencyUs?: number;
  readonly seed?: number;
  /** the clock, when the run begins */
  readonly clockUs: number;
  readonly onLine?: (line: BridgeLine) => void;
}

/** What a bridged run keeps: its commands for the run file, of which what a peer says are most, and the newest of its journal. */
export const BRIDGE_LIMITS = {
  peersMax: LIMITS.bridgePeersMax,
  /** of all peers, each an equal part */
  commandsMax: LIMITS.bridgeCommandsMax,
  bytesMax: LIMITS.bridgeBytesMax,
  journalRowsMax: LIMITS.bridgeJournalRowsMax,
  journalBytesMax: LIMITS.bridgeJournalBytesMax,
  /** steps of the engine at one time, then the streams get their turn */
  stepsMax: 20_000,
} as const;

/**
 * A run whose edge is real: links of one of its nodes lead to peers at the other ends of streams. Everything that comes in is a command of the run, so
 * the run can be written down and replayed with nobody there (invariant 8). It knows no sockets, no clock and no timers: whoever does calls.
 */
export class Bridge {
  readonly run: Run;
  readonly node: string;
  private readonly _ports: Port[] = [];
  private readonly _profile: Profile | undefined;
  private readonly _peersMax: number;
  private readonly _latencyUs: number;
  private readonly _pace: Pace;
  private readonly _events: EventLines;
  private readonly _onLine: (line: BridgeLine) => void;

  constructor({ scenario, node, profile, peersMax, latencyUs = 0, seed, clockUs, onLine = () => {} }: BridgeOptions) {
    const journal = { rowsMax: BRIDGE_LIMITS.journalRowsMax, bytesMax: BRIDGE_LIMITS.journalBytesMax };
    this.run = new Run(scenario, { checks: false, journal, ...(seed === undefined ? {} : { seed }) });
    this.node = node;
    this._profile = profile;
    this._peersMax = Math.min(peersMax, BRIDGE_LIMITS.peersMax);
    this._latencyUs = latencyUs;
    this._pace = new Pace(clockUs, 0);
    this._events = new EventLines(this.run);
    this._onLine = onLine;
    for (const way of this._waysOut()) this._addPort(way);
  }

  /** Connections that there are now. */
  get peers(): number {
    return this._ports.filter(({ stream }) => stream !== null).length;
  }

  get skippedUs(): number {
    return this._pace.skippedUs;
  }

  /** No peer can be taken any more: all ports have brought in what a run keeps of them. */
  get isUsedUp(): boolean {
    return this.run.isAtLimit || (this._ports.length >= this._peersMax && this._ports.every((port) => port.isUsedUp));
  }

  /** Bytes of peers that wait to come into the run, of all of them. */
  get waitingBytes(): number {
    return this._ports.reduce((sum, port) => sum + port.waitingBytes, 0);
  }

  /** Somebody is there: the port that is theirs, or why there is none for them. */
  admit(stream: PeerStream): Port | string {
    const free = this._ports.find((port) => port.isFree) ?? this._newPort();
    if (typeof free === "string") {
      this._tell("peerRefused", null, stream.name, `${stream.name} is refused: ${free}`);
      return free;
    }
    free.open(stream);
    this._tell("peerCame", free, stream.name, `${stream.name} comes to ${free.node.id}`);
    return free;
  }

  /** A way out for the first peer, before one comes: why there is none, or null. */
  makeRoom(): string | null {
    const made = this._ports[0] ?? this._newPort();
    return typeof made === "string" ? made : null;
  }

  /** Does what is due by that clock. Returns how many microseconds it may wait until something is; Infinity = until somebody says something. */
  pump(clockUs: number): number {
    const { run } = this;
    const targetUs = this._pace.target(clockUs, run.nowUs);
    const done = this._advance(targetUs);
    if (done) {
      for (const port of this._ports) this._over(port, () => port.feed());
      this._advance(targetUs);
    }
    this._events.tell((line) => this._onLine({ ...line, peer: this._peerOf(line.link) }));
    return Math.max(0, run.world.nextTimeUs - targetUs);
  }

  /** All connections end. */
  close(why: string): void {
    for (const port of this._ports) this._over(port, () => (port.stream === null ? null : (port.close(why), why)));
    this._events.tell((line) => this._onLine({ ...line, peer: "" }));
  }

  /** Says something that is not the run's. */
  tell(event: string, text: string, peer = ""): void {
    this._tell(event, null, peer, text);
  }

  /** Up to that simulated time, or as far as the steps go; true when it is there. */
  private _advance(targetUs: number): boolean {
    const { run } = this;
    for (let steps = 0; run.world.nextTimeUs <= targetUs; steps++) {
      if (steps === BRIDGE_LIMITS.stepsMax) return false;
      run.step();
      for (const port of this._ports) this._over(port, () => port.drain());
    }
    if (targetUs > run.nowUs) run.advanceTo(targetUs);
    return true;
  }

  private _over(port: Port, act: () => string | null): void {
    const name = port.stream?.name;
    const why = act();
    if (why !== null) this._tell("peerGone", port, name ?? "", `${name} is gone from ${port.node.id}: ${why}`);
  }

  // -------------------------------------------------------------- ports

  /** Links of the node to outsides that the scenario has brought along. */
  private _waysOut(): { readonly node: WorldNode; readonly link: WorldLink }[] {
    const { world } = this.run;
    const inner = world.nodeById(this.node)!;
    return world.linksOf(inner).flatMap((link) => {
      const node = world.nodes[link.a === inner.index ? link.b : link.a]!;
      return node.role === "outside" ? [{ node: node as WorldNode, link }] : [];
    });
  }

  private _newPort(): Port | string {
    if (this._ports.length >= this._peersMax) return this._ports.every(({ stream }) => stream !== null) ? `${this._peersMax} at one time are the most here` : "too soon after the one before, or it has said as much as a run keeps";
    const { run } = this;
    let outside = "outside";
    for (let number = 2; run.world.nodeById(outside); number++) outside = `outside-${number}`;
    const made = run.apply({ do: "addNode", node: { id: outside, role: "outside" } }) ?? run.apply({ do: "addLink", link: { a: this.node, b: outside, model: { latencyUs: this._latencyUs }, ...(this._profile === undefined ? {} : { profile: this._profile }) } });
    if (made !== null) {
      if (run.world.nodeById(outside)) run.apply({ do: "removeNode", node: outside });
      return made;
    }
    const node = run.world.nodeById(outside)! as WorldNode;
    return this._addPort({ node, link: run.world.linksOf(run.world.nodeById(outside)!)[0]! });
  }

  private _addPort({ node, link }: { readonly node: WorldNode; readonly link: WorldLink }): Port {
    const port = new Port(this.run, node, link, Math.floor(BRIDGE_LIMITS.commandsMax / this._peersMax), Math.floor(BRIDGE_LIMITS.bytesMax / this._peersMax));
    this._ports.push(port);
    this._events.watch(link.index);
    return port;
  }

  // -------------------------------------------------------------- lines

  private _tell(event: string, port: Port | null, peer: string, text: string): void {
    // What the run did until now comes first.
    this._events.tell((line) => this._onLine({ ...line, peer: this._peerOf(line.link) }));
    this._onLine({ atUs: this.run.nowUs, event, rule: "", link: port?.link.id ?? "", peer, text });
  }

  private _peerOf(link: string): string {
    return this._ports.find((port) => port.link.id === link)?.stream?.name ?? "";
  }
}
