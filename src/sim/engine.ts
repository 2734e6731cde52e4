import { assert } from "../base/assert.ts";
import { Prng } from "../base/prng.ts";
import type { ClusterConfig, NodeConfig, Switches } from "../node/config.ts";
import { EVENT } from "../node/events.ts";
import type { PlantedName } from "../node/planted.ts";
import { Identities } from "../node/identities.ts";
import type { NodeInput, NodeRequest } from "../node/inputs.ts";
import { EVENT_FIELDS, Outbox, OUTPUT } from "../node/outbox.ts";
import { OutsideEnd } from "../node/outside.ts";
import { ProtocolNode } from "../node/protocol-node.ts";
import type { MessageArena } from "../wire/arena.ts";
import { errorText } from "../wire/constants.ts";
import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import { Generators } from "./generators.ts";
import { HostRegistry } from "./host-registry.ts";
import { LANE } from "./lane-table.ts";
import type { Lane, WorldLink } from "./link.ts";
import { LinkLife } from "./link-life.ts";
import { Transport } from "./link-transport.ts";
import { NamedLocks } from "./locks.ts";
import { Moment, WAKE, WAKE_BITS, WAKE_MASK } from "./moment.ts";
import type { MakeNode, SimNode } from "./sim-node.ts";
import { Timers } from "./timers.ts";
import { LOST, NODE_PHASE, TRACE, TRACE_FIELDS } from "./trace.ts";
import { NamedCommits } from "./named-commits.ts";
import { NamedTransactions } from "./transactions.ts";
import type { WorldNode } from "./world-node.ts";

/** Events that the engine itself has to hear; the rest it only passes on. */
const HEARD = new Uint8Array(256);
for (const name of ["linkOpen", "authDenied", "authRefused", "transactionOpened", "transactionAccepted", "requestRefused", "commitStarted", "lockAsked"] as const) HEARD[EVENT[name]] = 1;

/** An input whose object is used again for every message: what a node keeps of it is its own copy (inputs are plain values). */
interface ReusedInput<Kind extends string> {
  kind: Kind;
  link: number;
  bytes: Uint8Array;
  timer: number;
}

assert(EVENT_FIELDS === TRACE_FIELDS - 6, "Engine: a row of the trace holds an event as its node told it");

const NO_BYTES = new Uint8Array(0);

/**
 * The simulated world without the commands that change it: nodes, links, time. It knows no message from another
 * (invariant 2). One node handles one input at a time, and all it said is carried out before the next input.
 */
export class Engine {
  readonly moment = new Moment();
  readonly transport = new Transport(this.moment);
  readonly timers = new Timers(this.moment);
  readonly transactions = new NamedTransactions();
  readonly commits = new NamedCommits();
  readonly locks = new NamedLocks();
  readonly generators = new Generators(this.moment);
  readonly identities = new Identities();
  /** LINK-02 */
  readonly hostKeys = new HostRegistry();
  readonly nodes: WorldNode[] = [];
  readonly links: WorldLink[] = [];
  /** of all links, by Lane.index */
  readonly lanes: Lane[] = [];
  /** the living ones by id */
  readonly nodeById = new Map<string, WorldNode>();
  readonly linkById = new Map<string, WorldLink>();
  readonly life: LinkLife;
  readonly random: Prng;
  readonly switches: Switches;
  readonly cluster: ClusterConfig | null;
  /** a mistake in the code of every node, for tests alone (node/planted.ts) */
  readonly planted: PlantedName | null;
  /** error of the last requestRefused event; -1 = none since it was cleared */
  refusal = -1;
  /** Where the nodes' messages come from, and go back to when they were delivered; null when they bring their own. */
  readonly arena: MessageArena | null;
  private readonly _out = new Outbox();
  private readonly _bytesInput: ReusedInput<"bytes"> = { kind: "bytes", link: 0, bytes: NO_BYTES, timer: 0 };
  private readonly _timerInput: ReusedInput<"timer"> = { kind: "timer", link: 0, bytes: NO_BYTES, timer: 0 };
  private _handling = false;
  /** null = nodes of the protocol */
  private readonly _makeNode: MakeNode<SimNode> | null;

  constructor(switches: Switches, seed: number, arena: MessageArena | null, cluster: ClusterConfig | null, makeNode: MakeNode<SimNode> | null = null, planted: PlantedName | null = null) {
    this.switches = switches;
    this.cluster = cluster;
    this.planted = planted;
    this.arena = arena;
    this.random = new Prng(seed);
    this._makeNode = makeNode;
    this.life = new LinkLife(this.moment, this.transport, switches, this.nodes, this);
  }

  makeNode(config: NodeConfig, random: Prng): SimNode {
    const made = this._makeNode?.(config, this.identities, random);
    if (made) return made;
    const Kind = config.role === "outside" ? OutsideEnd : ProtocolNode;
    return new Kind(config, this.identities, random, this.arena ?? undefined);
  }

  // -------------------------------------------------------------- the queue

  /**
   * Passes over entries of the queue that no longer count, until one does; it stays at the front. False when none is left.
   * An entry can be superseded and never taken back, so every part says of its own entries whether they still count.
   */
  settle(): boolean {
    const { heap } = this.moment;
    while (heap.size > 0) {
      const atUs = heap.nextTimeUs;
      const row = heap.nextPayload >> WAKE_BITS;
      switch (heap.nextPayload & WAKE_MASK) {
        case WAKE.lane:
          if (this.transport.isDue(row, atUs)) return true;
          this.transport.pass(this.lanes[row]!, atUs);
          break;
        case WAKE.timer:
          if (this.timers.isDue(row, atUs)) return true;
          this.timers.pass(row, atUs);
          break;
        case WAKE.link:
          if (this.links[row]!.upAtUs === atUs) return true;
          heap.pop();
          break;
        case WAKE.generator:
          if (this.generators.isDue(row, atUs)) return true;
          heap.pop();
          break;
        default:
          return true;
      }
    }
    return false;
  }

  /** Carries out the entry that `settle` left at the queue's front. What is not the engine's own, a command or a generator that is due, it returns as its payload, else -1. */
  carryOut(): number {
    const { moment } = this;
    const { heap } = moment;
    moment.nowUs = heap.nextTimeUs;
    const row = heap.nextPayload >> WAKE_BITS;
    switch (heap.nextPayload & WAKE_MASK) {
      case WAKE.lane:
        this._arrive(row);
        return -1;
      case WAKE.timer:
        heap.pop();
        this._fire(row);
        return -1;
      case WAKE.link:
        heap.pop();
        this.life.comeUp(this.links[row]!);
        return -1;
      default:
        return heap.pop();
    }
  }

  // -------------------------------------------------------------- arrivals and timers

  private _arrive(lane: number): void {
    const { transport, moment } = this;
    const { flights, table } = transport;
    const row = transport.arrive(lane);
    const bytes = flights.bytes(row);
    const sent = flights.cause(row);
    const pristine = flights.isPristine(row);
    moment.cause = sent;
    if (bytes === undefined || (!pristine && flights.lost(row) !== 0) || (table.flags(lane) & LANE.toUp) === 0) {
      this._arriveInVain(this.lanes[lane]!, row);
      return;
    }
    const message = flights.message(row);
    flights.release(row);
    const to = table.to(lane);
    moment.cause = moment.trace.add(TRACE.deliver, moment.nowUs, to, lane >> 1, lane & 1, message, sent);
    moment.message = message;
    const input = this._bytesInput;
    input.link = table.toEnd(lane);
    input.bytes = bytes;
    this.tell(this.nodes[to]!, input);
    input.bytes = NO_BYTES;
    moment.message = -1;
    if (table.flags(lane) & LANE.ring) transport.wasRead(this.lanes[lane]!, bytes.length);
    // Read by everybody: its receiver, and whoever drained the row that sent it.
    if (pristine && sent < moment.trace.firstRow) this.arena?.give(bytes);
  }

  /** The end of a stream, a message that was lost on its way, or one that nobody is there to receive. */
  private _arriveInVain(lane: Lane, row: number): void {
    const { transport, moment } = this;
    const { flights } = transport;
    const message = flights.message(row);
    const lost = flights.lost(row);
    flights.release(row);
    if (message < 0) {
      lane.ending = false;
      this.life.endOfStream(lane);
    } else if (lost !== 0) transport.traceLost(lane, message, lost, moment.cause);
    else {
      transport.traceLost(lane, message, this.nodes[lane.to]!.phase === NODE_PHASE.up ? LOST.hangup : LOST.receiverDown, moment.cause);
      this.life.unreceived(lane);
    }
  }

  private _fire(slot: number): void {
    const { timers } = this;
    timers.fire(slot);
    this.moment.cause = timers.cause[slot];
    const input = this._timerInput;
    input.timer = timers.timer[slot];
    this.tell(this.nodes[timers.node[slot]]!, input);
  }

  // -------------------------------------------------------------- one node and one input

  request(node: WorldNode, request: NodeRequest): void {
    this.tell(node, { kind: "request", request });
  }

  /** A request of a command; why the node refused it, or null. */
  ask(node: WorldNode, request: NodeRequest): string | null {
    this.refusal = -1;
    this.request(node, request);
    return this.refusal < 0 ? null : NO.refused(node.id, errorText(this.refusal));
  }

  tell(node: WorldNode, input: NodeInput): void {
    if (node.phase !== NODE_PHASE.up) return;
    if (node.watched.length > 0) this._tellQueues(node);
    this._handle(node, input);
  }

  private _handle(node: WorldNode, input: NodeInput): void {
    assert(!this._handling, "Engine: a node was told something while another input was being handled");
    this._handling = true;
    node.protocol.handle(this.moment.nowUs, input, this._out);
    if (this._out.count > 0) this._drain(node);
    this._handling = false;
  }

  /** LINK-08: tells of send queues that changed since they were told of. */
  private _tellQueues(node: WorldNode): void {
    const { watched } = node;
    for (let i = 0; i < watched.length; ) {
      const end = watched[i];
      const lane = this._laneOf(node, end);
      const isUp = lane.link.isUp(lane.direction);
      const queuedBytes = isUp ? this.transport.queuedBytes(lane) : 0;
      if (queuedBytes === 0) watched.splice(i, 1);
      else i++;
      if (queuedBytes === lane.toldQueuedBytes) continue;
      lane.toldQueuedBytes = queuedBytes;
      if (isUp) this._handle(node, { kind: "sendQueue", link: end, queuedBytes });
    }
  }

  private _laneOf(node: WorldNode, end: number): Lane {
    return this.lanes[node.ends[end]]!;
  }

  // -------------------------------------------------------------- what a node said

  private _drain(node: WorldNode): void {
    const out = this._out;
    const { kinds, fields } = out;
    const { count } = out;
    for (let row = 0; row < count; row++) {
      const at = row * EVENT_FIELDS;
      switch (kinds[row]) {
        case OUTPUT.event:
          this._event(node, fields, at);
          break;
        case OUTPUT.transmit:
          this._transmit(node, fields[at + 2], out.bytes[row]!, out.sealed.length === 0 ? undefined : out.sealed[row]);
          if (out.outOfBand.size > 0) this._noteOutOfBand(out.outOfBand.get(row));
          break;
        case OUTPUT.setTimer:
          this.timers.set(node.index, fields[at + 8], out.timesUs[row]);
          break;
        case OUTPUT.cancelTimer:
          this.timers.cancel(node.index, fields[at + 8]);
          break;
        default: {
          const lane = this._laneOf(node, fields[at + 2]);
          this.life.hangup(lane.link, lane.direction, fields[at + 8]);
        }
      }
    }
    out.clear();
  }

  /** `sealed`: the record that goes over the wire instead (LINK-02). */
  private _transmit(node: WorldNode, end: number, bytes: Uint8Array, sealed: Uint8Array | undefined): void {
    const { transport } = this;
    const index = node.ends[end];
    const flags = transport.table.flags(index);
    assert((flags & LANE.fromUp) !== 0, "Engine: a node transmitted on a link that is down");
    if (flags & LANE.fast) {
      transport.sendFast(index, node.index, bytes, sealed);
      return;
    }
    const lane = this.lanes[index]!;
    transport.send(lane, bytes, sealed);
    if (lane.heldSinceUs >= 0 || lane.model.bandwidthBytesPerS > 0 || (lane.ring?.waiting ?? 0) > 0) this._watch(node, end);
  }

  /** WIRE-06: the message just sent has aux data elsewhere; the lane does not carry it, the journal keeps it. */
  private _noteOutOfBand(aux: Uint8Array | undefined): void {
    if (aux !== undefined) this.moment.trace.outOfBand.set(this.transport.nextMessage - 1, aux);
  }

  private _watch(node: WorldNode, end: number): void {
    if (!node.watched.includes(end)) node.watched.push(end);
  }

  private _event(node: WorldNode, fields: Int32Array, at: number): void {
    const { moment } = this;
    const end = fields[at + 2];
    const link = end < 0 ? -1 : node.ends[end] >> 1;
    moment.trace.addWith(TRACE.event, moment.nowUs, node.index, link, -1, moment.message, moment.cause, fields, at);
    if (HEARD[fields[at]] === 1) this._hear(node, fields[at], fields, at, link);
  }

  private _hear(node: WorldNode, type: number, fields: Int32Array, at: number, link: number): void {
    switch (type) {
      case EVENT.linkOpen:
        this.life.opened(this.links[link]!);
        break;
      case EVENT.authDenied:
      case EVENT.authRefused:
        this.life.wasRefused(this.links[link]!);
        break;
      case EVENT.commitStarted:
        this.commits.started(fields[at + 8], fields[at + 3] >>> 0, fields[at + 4] >>> 0);
        break;
      case EVENT.requestRefused:
        this.refusal = fields[at + 8];
        break;
      case EVENT.lockAsked:
        this.locks.asked(fields[at + 8], fields[at + 3] >>> 0, fields[at + 4] >>> 0);
        break;
      default: {
        const ref = { link: fields[at + 2], msgidHi: fields[at + 3] >>> 0, msgidLo: fields[at + 4] >>> 0, spanidHi: fields[at + 5] >>> 0, spanidLo: fields[at + 6] >>> 0 };
        if (type === EVENT.transactionOpened) this.transactions.opened(fields[at + 8], ref);
        else this.transactions.accepted(node.index, ref);
      }
    }
  }

  // -------------------------------------------------------------- cuts

  /** After a link was suspended its senders have queues to be told of. */
  watchQueues(link: WorldLink): void {
    for (const side of [0, 1]) this._watch(this.nodes[link.nodeAt(side)]!, link.endAt(side));
  }
}
