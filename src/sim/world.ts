import { assert } from "../base/assert.ts";
import { LIMITS } from "../base/limits.ts";
import type { ClusterConfig, Switches } from "../node/config.ts";
import type { PlantedName } from "../node/planted.ts";
import type { Identities } from "../node/identities.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { mayRunAway } from "../node/variants.ts";
import { MessageArena } from "../wire/arena.ts";
import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import { applyCommand } from "./apply.ts";
import { addLink, addNode, linksOf } from "./apply-topology.ts";
import type { CommandRefusal, LinkJson, NodeJson, TimedCommand, Command } from "./commands.ts";
import { clusterOf, DEFAULT_LOCK_SPACE, type LockSpace } from "./cluster.ts";
import { Engine } from "./engine.ts";
import { type FlightList, listFlights } from "./flight-list.ts";
import { generatorDue } from "./generate.ts";
import type { Generators } from "./generators.ts";
import type { FlightColumns } from "./flights.ts";
import type { Lane, WorldLink } from "./link.ts";
import { WAKE, WAKE_BITS, WAKE_MASK } from "./moment.ts";
import type { NamedLocks } from "./locks.ts";
import type { MakeNode, SimNode } from "./sim-node.ts";
import { NODE_PHASE, TRACE, type Trace } from "./trace.ts";
import type { NamedCommits } from "./named-commits.ts";
import type { NamedTransactions } from "./transactions.ts";
import type { WorldNode } from "./world-node.ts";

export interface WorldConfig {
  readonly nodes: readonly NodeJson[];
  readonly links: readonly LinkJson[];
  readonly switches: Switches;
  /** labels of the configured masters (CAC-02, QRM-01); none unless given */
  readonly masters?: readonly string[];
  /** CAC-01: what locks are about; the default unless given */
  readonly locks?: LockSpace;
  readonly seed: number;
  /** of a scenario (applied at their time, before what else happens then) and of a run file (`afterSteps`: at their place) */
  readonly commands: readonly TimedCommand[];
  /** a mistake in the code of every node, for tests and the hunter's own alone: no file can say it (node/planted.ts) */
  readonly planted?: PlantedName | null;
}

/** What the world knows of whether a run is quiet; all zero = as far as it can tell. */
export interface PendingWork {
  /** links that are cut or lost, and an end that is up does not know it yet */
  readonly unnoticedCuts: number;
  readonly suspendedBytes: number;
  readonly reconnects: number;
  readonly scheduledCommands: number;
  /** generators that act again, and what they will close */
  readonly generators: number;
  /** nodes with a hold, a retry or a handshake pending */
  readonly busyNodes: number;
}

/**
 * A simulated mesh: nodes, links, time, and the commands that change it. `step` does one thing; what it did stands in
 * `trace`, which the caller drains, after every step or after some. Two worlds of one config do the same, row by row.
 */
export class World<Node extends SimNode = ProtocolNode> {
  readonly trace: Trace;
  readonly identities: Identities;
  /** by index; removed ones stay with phase removed */
  readonly nodes: readonly WorldNode<Node>[];
  readonly links: readonly WorldLink[];
  readonly transactions: NamedTransactions;
  readonly locks: NamedLocks;
  readonly commits: NamedCommits;
  readonly generators: Generators;
  /** the configured masters (CAC-02, QRM-01); null without any */
  readonly cluster: ClusterConfig | null;
  /** every command of the run in the order of application, refused ones included; a trace row names one by its index */
  readonly log: TimedCommand[] = [];
  /** why the command at that index of the log was refused */
  readonly refusals = new Map<number, string>();
  /** As many rows as there are numbers for; far fewer where a variant may go on for ever. */
  readonly rowsMax: number;
  /** steps done */
  steps = 0;
  private readonly _engine: Engine;
  private readonly _scheduled: TimedCommand[];
  private _scheduledDone = 0;
  /** by index into `_scheduled`: the row of the command that asked for it; the scenario's own have none */
  private readonly _askedBy: number[] = [];
  /** commands with a place of their own, in order */
  private _placed: readonly TimedCommand[];
  private _placedDone = 0;

  /** `makeNode` is for tests and for programs that bring their own node. */
  constructor(config: WorldConfig, makeNode?: MakeNode<Node>) {
    const arena = new MessageArena();
    const engine = new Engine(config.switches, config.seed, makeNode ? null : arena, clusterOf(config.masters ?? [], config.nodes, config.locks ?? DEFAULT_LOCK_SPACE), makeNode ?? null, config.planted ?? null);
    this._engine = engine;
    this.rowsMax = mayRunAway(config.switches) ? LIMITS.runawayRows + LIMITS.runawayRowsPerLink * config.links.length : LIMITS.tracedRowsMax;
    this.trace = engine.moment.trace;
    this.identities = engine.identities;
    this.nodes = engine.nodes as WorldNode<Node>[];
    this.links = engine.links;
    this.transactions = engine.transactions;
    this.commits = engine.commits;
    this.locks = engine.locks;
    this.generators = engine.generators;
    this.cluster = engine.cluster;
    assert(config.commands.length <= LIMITS.commandsMax, `World: at most ${LIMITS.commandsMax} commands`);
    for (const timed of config.commands) Object.freeze(timed); // copies of a world share them
    this._scheduled = config.commands.filter((timed) => timed.afterSteps === undefined).toSorted((x, y) => x.atUs - y.atUs);
    this._placed = config.commands.filter((timed) => timed.afterSteps !== undefined);
    // First in the queue, so that a command comes before what else happens in its microsecond.
    this._scheduled.forEach((timed, index) => engine.moment.wake(WAKE.command, index, Math.max(0, timed.atUs)));
    for (const node of config.nodes) this._make(`node ${node.id}`, addNode(engine, node));
    for (const link of config.links) this._make(`link ${link.id ?? `${link.a}-${link.b}`}`, addLink(engine, link));
  }

  /** What the topology lists was checked by whoever read it. */
  private _make(what: string, problem: string | null): void {
    assert(problem === null, `World: ${what}: ${problem}`);
    this._engine.moment.cause = -1;
  }

  // -------------------------------------------------------------- time

  get nowUs(): number {
    return this._engine.moment.nowUs;
  }

  /** When the next step happens; Infinity when there is none. */
  get nextTimeUs(): number {
    if (this.isUsedUp) return Number.POSITIVE_INFINITY;
    const placed = this._duePlaced();
    if (placed) return Math.max(this.nowUs, placed.atUs);
    return this._engine.settle() ? this._engine.moment.heap.nextTimeUs : Number.POSITIVE_INFINITY;
  }

  /** One delivery, timer, link that comes up, or command whose time has come; false when nothing is left. */
  step(): boolean {
    if (this.isUsedUp) return false;
    const engine = this._engine;
    if (this._applyPlaced()) return true;
    if (!engine.settle()) return false;
    this.steps++;
    const due = engine.carryOut();
    if (due >= 0) this._carryOut(due & WAKE_MASK, due >> WAKE_BITS);
    return true;
  }

  /** What the engine leaves to the world. */
  private _carryOut(what: number, row: number): void {
    if (what === WAKE.generator) generatorDue(this._engine, row);
    else {
      this._scheduledDone++;
      this._apply(this._scheduled[row]!, this._askedBy[row] ?? -1);
    }
  }

  /** The run has as many rows as it may have (`rowsMax`): it stands still for good. */
  get isUsedUp(): boolean {
    return this.trace.firstRow >= this.rowsMax;
  }

  /** Lets time pass in which nothing happens, up to the next step's. */
  advanceTo(atUs: number): void {
    assert(atUs >= this.nowUs && atUs <= this.nextTimeUs, "World: advanceTo skips a step or goes back");
    this._engine.moment.nowUs = atUs;
  }

  /** Applies the command whose place this is, if there is one. */
  private _applyPlaced(): boolean {
    const placed = this._duePlaced();
    if (!placed) return false;
    this._placedDone++;
    this._engine.moment.nowUs = Math.max(this.nowUs, placed.atUs);
    this._apply(placed);
    return true;
  }

  private _duePlaced(): TimedCommand | undefined {
    if (this._placedDone === this._placed.length) return undefined;
    const placed = this._placed[this._placedDone];
    return placed !== undefined && placed.afterSteps === this.steps ? placed : undefined;
  }

  // -------------------------------------------------------------- commands

  /** Applies a command now, behind those of a run file that have their place here. A refused one changes nothing, and is logged and traced all the same. */
  apply(command: Command): CommandRefusal | null {
    while (this._applyPlaced());
    if (this.log.length + this._scheduled.length - this._scheduledDone >= LIMITS.commandsMax) return { command, reason: NO.commandsMost(LIMITS.commandsMax) };
    return this._apply({ atUs: this.nowUs, command, afterSteps: this.steps });
  }

  /** From here on these commands come, each at the place that it has, instead of those that were still to come. */
  willApply(placed: readonly TimedCommand[]): void {
    this._placed = placed;
    this._placedDone = 0;
  }

  /** `cause`: the row of the command that asked for this one to come later, -1 = none did. */
  private _apply(timed: TimedCommand, cause = -1): CommandRefusal | null {
    const { moment } = this._engine;
    const { trace } = moment;
    const { command } = timed;
    const row = trace.add(TRACE.command, moment.nowUs, -1, -1, -1, -1, cause);
    const index = this.log.push(Object.freeze(timed)) - 1;
    trace.fields[trace.at(row) + 6] = index;
    moment.cause = row;
    const reason = command.do === "schedule" ? this._schedule(command, row) : applyCommand(this._engine, command);
    moment.cause = -1;
    if (reason === null) return null;
    trace.fields[trace.at(row)] = TRACE.refused;
    this.refusals.set(index, reason);
    return { command, reason };
  }

  /** It waits in the event queue as a scenario's commands do; a replay comes to it by the command that asked for it. */
  private _schedule({ whenUs, command }: Extract<Command, { do: "schedule" }>, row: number): string | null {
    if (!Number.isInteger(whenUs) || whenUs < this.nowUs) return NO.whenUs(this.nowUs);
    const index = this._scheduled.push(Object.freeze({ atUs: whenUs, command })) - 1;
    this._askedBy[index] = row;
    this._engine.moment.wake(WAKE.command, index, whenUs);
    return null;
  }

  // -------------------------------------------------------------- questions

  nodeById(id: string): WorldNode<Node> | undefined {
    return this._engine.nodeById.get(id) as WorldNode<Node> | undefined;
  }

  linkById(id: string): WorldLink | undefined {
    return this._engine.linkById.get(id);
  }

  /** The link that a node knows by its own number, -1 = none. */
  linkOf(node: number, ownNumber: number): number {
    return (this.nodes[node]?.ends[ownNumber] ?? -2) >> 1;
  }

  /** The outside that a link leads to, -1 = it does not leave the run. */
  outsideOf(link: number): number {
    const found = this.links[link];
    if (found === undefined) return -1;
    if (this.nodes[found.a]!.role === "outside") return found.a;
    return this.nodes[found.b]!.role === "outside" ? found.b : -1;
  }

  /** The links of a node that were not removed. */
  linksOf(node: WorldNode<Node>): WorldLink[] {
    return linksOf(this._engine, node);
  }

  /** LINK-08: bytes of a lane that have not left yet. */
  queuedBytes(lane: Lane): number {
    return this._engine.transport.queuedBytes(lane);
  }

  /** Messages sent so far; the next one has this number. */
  get messageCount(): number {
    return this._engine.transport.nextMessage;
  }

  /** Everything on its way, copied to columns; for one lane walk from `lane.head` by `next`. */
  get flights(): FlightColumns {
    return this._engine.transport.flights.columns();
  }

  /** SHM-01: the messages in a lane's ring, oldest first, at most `max`; those that wait for room are not in it. */
  listRing(lane: Lane, max: number): { readonly message: number; readonly bytes: number }[] {
    const { flights } = this._engine.transport;
    const listed: { readonly message: number; readonly bytes: number }[] = [];
    for (let row = lane.head; row >= 0 && listed.length < max; row = flights.next(row)) {
      if (flights.message(row) < 0 || flights.arriveUs(row) === Number.POSITIVE_INFINITY) continue;
      listed.push({ message: flights.message(row), bytes: flights.bytes(row)!.length });
    }
    return listed;
  }

  /** Entries of the event queue, those that are superseded and not passed over yet included. */
  get pendingEvents(): number {
    return this._engine.moment.heap.size;
  }

  /** How many messages and ends of streams are on their way. */
  get flightCount(): number {
    return this._engine.transport.flights.count;
  }

  /** The newest messages on their way, at most `max`, for the picture. */
  listFlights(max: number): FlightList {
    return listFlights(this._engine, max);
  }

  pendingWork(): PendingWork {
    const { life, transport, generators } = this._engine;
    return {
      unnoticedCuts: life.unsettled,
      suspendedBytes: transport.heldBytes,
      reconnects: life.reconnecting,
      scheduledCommands: this._scheduled.length - this._scheduledDone + (this._placed.length - this._placedDone),
      generators: generators.running + generators.heldCount,
      busyNodes: this.nodes.filter((node) => this._isBusy(node)).length,
    };
  }

  /** Whether all of `pendingWork` is zero; the cheap questions first. */
  isSettled(): boolean {
    const { life, transport, generators } = this._engine;
    if (generators.heldCount + generators.running > 0) return false;
    if (life.unsettled + life.reconnecting + transport.heldBytes > 0) return false;
    if (this._scheduledDone < this._scheduled.length || this._placedDone < this._placed.length) return false;
    return !this.nodes.some((node) => this._isBusy(node));
  }

  private _isBusy(node: WorldNode<Node>): boolean {
    return node.phase === NODE_PHASE.up && node.protocol.busy;
  }
}
