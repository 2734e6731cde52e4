import { utf8Decode, utf8Encode } from "../base/bytes.ts";
import type { Prng } from "../base/prng.ts";
import { DEFAULT_SWITCHES, type NodeConfig, type Switches } from "../node/config.ts";
import { EVENT } from "../node/events.ts";
import type { Identities } from "../node/identities.ts";
import type { NodeInput, NodeRequest, SpanRef } from "../node/inputs.ts";
import type { Outbox } from "../node/outbox.ts";
import { ERR } from "../wire/constants.ts";
import type { Command, LinkJson, LinkModel, SharedMemoryJson, TimedCommand } from "./commands.ts";
import type { SimNode } from "./sim-node.ts";
import { ALTERED, LOST, TRACE, TRACE_FIELDS } from "./trace.ts";
import { World } from "./world.ts";

/** One input that a fake node was told, with its time: "up 0", "down 0 2", "bytes 0 hello", "timer 3", "queue 0 512". */
export interface Heard {
  readonly atUs: number;
  readonly what: string;
}

/**
 * A node that knows no protocol: it writes down what it is told, and does at once what a few commands ask. A text ending
 * in "!" of an `oneWay` to "peer" is sent; `closeConn` hangs up; `openConn` hangs up with the error in the filter's label.
 */
export class FakeNode implements SimNode {
  readonly heard: Heard[] = [];
  readonly links: number[] = [];
  readonly config: NodeConfig;
  busy = false;
  /** what it says of a half that a generator would close */
  closes = true;
  /** what a test lets it do for every input */
  reacts: (input: NodeInput, out: Outbox, nowUs: number) => void = () => {};
  linkCount = 0;
  private _msgids = 0;

  constructor(config: NodeConfig, _identities: Identities, _random: Prng) {
    this.config = config;
  }

  /** As texts, the requests left out. */
  get told(): string[] {
    return this.heard.map(({ atUs, what }) => `${atUs} ${what}`);
  }

  handle(nowUs: number, input: NodeInput, out: Outbox): void {
    const what = describeInput(input);
    if (what !== "") this.heard.push({ atUs: nowUs, what });
    if (input.kind === "request") this._request(input.request, out);
    this.reacts(input, out, nowUs);
  }

  bestSpan(label: string, link: number): SpanRef | null {
    return label === "known" ? { link: link < 0 ? 0 : link, msgidHi: 0, msgidLo: 7 } : null;
  }

  copySpans(label: string, link: number): readonly SpanRef[] {
    const span = this.bestSpan(label, link);
    return span ? [span] : [];
  }

  mayClose(): boolean {
    return this.closes;
  }

  mayUnlock(): boolean {
    return false;
  }

  offers(label: string): boolean {
    return label === `pfs-of-${this.config.number}`;
  }

  private _request(request: NodeRequest, out: Outbox): void {
    if (request.kind === "addLink") this.linkCount++;
    else if (request.kind === "oneWay") out.transmit(request.via.link, utf8Encode(request.text));
    else if (request.kind === "inject") out.transmit(request.link, request.bytes);
    else if (request.kind === "closeConn") out.hangup(request.link, ERR.EOF);
    else if (request.kind === "openConn") out.hangup(request.link, Number(request.filter.label));
    else if (request.kind === "open" && request.text === "refuse me") out.event(EVENT.requestRefused, 0, -1, 0, 0, 0, 0, -1, ERR.LIMIT, request.tag);
    else if (request.kind === "open") out.event(EVENT.transactionOpened, 0, request.via.link, this.config.number << 8, ++this._msgids, 0, 7, -1, request.tag, 0);
    else if (request.kind === "close") out.event(EVENT.ourHalfClosed, 0, request.transaction.link, request.transaction.msgidHi, request.transaction.msgidLo, 0, 0, -1, 0, 0);
  }
}

function describeInput(input: NodeInput): string {
  switch (input.kind) {
    case "linkUp":
      return `up ${input.link}`;
    case "linkDown":
      return `down ${input.link} ${input.error}`;
    case "bytes":
      return `bytes ${input.link} ${utf8Decode(input.bytes)}`;
    case "timer":
      return `timer ${input.timer}`;
    case "sendQueue":
      return `queue ${input.link} ${input.queuedBytes}`;
    case "request":
      return input.request.kind === "crash" ? "crash" : "";
  }
}

/** One row of the trace, readable. */
export interface Row {
  readonly kind: string;
  readonly atUs: number;
  readonly node: number;
  readonly link: number;
  readonly direction: number;
  readonly message: number;
  readonly cause: number;
  readonly values: readonly number[];
}

const KINDS = Object.fromEntries(Object.entries(TRACE).map(([name, kind]) => [kind, name]));
export const lostName = (code: number): string => Object.entries(LOST).find(([, value]) => value === code)?.[0] ?? "?";
export const alteredName = (code: number): string => Object.entries(ALTERED).find(([, value]) => value === code)?.[0] ?? "?";

export interface LabOptions {
  readonly ids?: readonly string[];
  readonly model?: Partial<LinkModel>;
  /** of every link */
  readonly kind?: LinkJson["kind"];
  readonly shm?: SharedMemoryJson;
  readonly switches?: Partial<Switches>;
  readonly seed?: number;
  readonly commands?: readonly TimedCommand[];
}

/** A world of fake nodes in a line (A-B, B-C …), with its trace kept as readable rows. */
export class Lab {
  readonly world: World<FakeNode>;
  readonly rows: Row[] = [];

  constructor(options: LabOptions = {}) {
    const ids = options.ids ?? ["A", "B"];
    const links = ids.slice(1).map((id, i) => ({ id: `${ids[i]}-${id}`, a: ids[i]!, b: id, model: options.model, kind: options.kind, shm: options.shm }));
    const config = { nodes: ids.map((id) => ({ id })), links, switches: { ...DEFAULT_SWITCHES, ...options.switches }, seed: options.seed ?? 1, commands: options.commands ?? [] };
    this.world = new World(config, (node, identities, random) => new FakeNode(node, identities, random));
    this._read();
  }

  node(id: string): FakeNode {
    return this.world.nodeById(id)!.protocol;
  }

  /** Steps up to and including that time. */
  runTo(atUs: number): this {
    while (this.world.nextTimeUs <= atUs) {
      this.world.step();
      this._read();
    }
    this.world.advanceTo(atUs);
    return this;
  }

  /** Applies a command; the reason when it was refused. */
  apply(command: Command): string | null {
    const refusal = this.world.apply(command);
    this._read();
    return refusal?.reason ?? null;
  }

  /** A must not be refused. */
  do(command: Command): this {
    const reason = this.apply(command);
    if (reason !== null) throw new Error(`refused: ${reason}`);
    return this;
  }

  /** `from` sends a text over a link. Returns the message's number. */
  send(from: string, link: string, text: string): number {
    this.do({ do: "oneWay", from, to: "peer", via: link, text });
    return this.world.messageCount - 1;
  }

  /** What a node heard since the last call. */
  heard(id: string): string[] {
    return this.node(id).heard.splice(0).map(({ atUs, what }) => `${atUs} ${what}`);
  }

  of(kind: keyof typeof TRACE): Row[] {
    return this.rows.filter((row) => row.kind === kind);
  }

  private _read(): void {
    const { trace } = this.world;
    for (let row = 0; row < trace.count; row++) {
      const [kind, node, link, direction, message, cause, ...values] = trace.fields.slice(row * TRACE_FIELDS, (row + 1) * TRACE_FIELDS);
      this.rows.push({ kind: KINDS[kind!]!, atUs: trace.timesUs[row], node: node!, link: link!, direction: direction!, message: message!, cause: cause!, values });
    }
    trace.drain();
  }
}

