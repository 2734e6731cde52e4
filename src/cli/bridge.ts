import { z } from "zod";
import { type Address, addressFromText, addressText, isLoopback } from "../bridge/address.ts";
import { Bridge, BRIDGE_LIMITS } from "../bridge/bridge.ts";
import type { Clock } from "../bridge/clock.ts";
import { type BridgeLine, lineText } from "../bridge/lines.ts";
import { TcpBridge } from "../bridge/tcp.ts";
import { LIMITS } from "../base/limits.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { formatUs } from "../base/time.ts";
import { ENGINE_VERSION } from "../record/version.ts";
import { type Scenario, scenarioFromJson } from "../sim/scenario.ts";
import type { Profile } from "../wire/constants.ts";
import type { CommandResult } from "./decode.ts";
import type { Platform } from "./run-platform.ts";
import { scenarioOf } from "./run-source.ts";

/** `spanscope bridge` as the command line says it. */
export interface BridgeRequest {
  /** HOST:PORT, one of the two */
  readonly listen?: string;
  readonly connect?: string;
  /** of the links to the outside; the scenario's unless given */
  readonly profile?: Profile;
  /** a name of the library or a file; one controller that offers one PFS unless given */
  readonly scenario?: string;
  /** its first controller unless given */
  readonly node?: string;
  readonly seed?: number;
  /** connections at one time */
  readonly peers: number;
  /** microseconds after which it ends by itself; without, when it is told to */
  readonly forUs?: number;
  readonly runFile?: string;
  readonly json: boolean;
}

/** What a bridge needs of the machine beside files. */
export interface BridgePlatform extends Platform {
  readonly clock: Clock;
  print(line: string): void;
  /** Calls when the user wants it to end. */
  onStop(stop: () => void): void;
  /** a number below `most`, another one each time */
  chance(most: number): number;
}

const line = z.strictObject({
  atUs: z.int().min(0).describe("simulated time"),
  event: z.string().describe("listening, connecting, noConnection, peerCame, peerRefused, peerGone, up, down, leftOut, error, or an event of the node (docs/bridge.md)"),
  rule: z.string().describe("the rule that decided it; empty = none"),
  link: z.string().describe("empty = none"),
  peer: z.string().describe("address of who is at the link's other end; empty = nobody"),
  text: z.string(),
});
const end = z.strictObject({
  event: z.literal("end"),
  why: z.string(),
  version: z.string().describe("of the engine"),
  scenario: z.string().describe("title"),
  seed: z.int().min(0),
  digest: z.string().describe("over everything that happened; a replay of the run file has the same"),
  virtualUs: z.int().min(0),
  steps: z.int().min(0),
  commands: z.int().min(0).describe("of the outside and of its comings and goings, in the run file"),
  skippedUs: z.int().min(0).describe("time that was left out because the machine did not keep up"),
});

/** What `spanscope bridge --json` prints: a line an event, and one more at the end. */
export const bridgeLineSchema = z.union([line, end]).meta({ title: "A line of spanscope bridge --json" });

export type BridgeEnd = z.output<typeof end>;

/** Runs until its time is over, somebody ends it, or it can go on no more. Exit 1: it could not listen. */
export async function bridgeCommand(request: BridgeRequest, platform: BridgePlatform): Promise<CommandResult> {
  const where = addressOf(request);
  if (!where.ok) return bad(where.error);
  const scenario = scenarioFor(request, platform);
  if (!scenario.ok) return bad(...scenario.error);
  const node = nodeFor(request.node, scenario.value);
  if (!node.ok) return bad(node.error);
  const say = (one: BridgeLine): void => platform.print(request.json ? JSON.stringify(one) : lineText(one));
  const bridge = new Bridge({ scenario: scenario.value, node: node.value, ...(request.profile === undefined ? {} : { profile: request.profile }), peersMax: request.connect === undefined ? request.peers : 1, clockUs: platform.clock.nowUs(), onLine: say });
  const faults = bridge.makeRoom();
  if (faults !== null) return bad(`${node.value} cannot have a link to the outside: ${faults}`);
  return new Session(request, platform, bridge).run(where.value);
}

/** One bridge from its start to its end. */
class Session {
  readonly #request: BridgeRequest;
  readonly #platform: BridgePlatform;
  readonly #bridge: Bridge;
  readonly #tcp: TcpBridge;
  #finish: (why: string) => void = () => {};

  constructor(request: BridgeRequest, platform: BridgePlatform, bridge: Bridge) {
    this.#request = request;
    this.#platform = platform;
    this.#bridge = bridge;
    this.#tcp = new TcpBridge(bridge, platform.clock, (why) => this.#finish(why));
  }

  async run(where: Address): Promise<CommandResult> {
    const ended = new Promise<string>((resolve) => (this.#finish = resolve));
    const { forUs } = this.#request;
    const trouble = await this.#start(where);
    if (trouble !== null) return { lines: [], errors: [trouble], exitCode: 1 };
    this.#platform.onStop(() => this.#finish("it was told to end"));
    const alarm = forUs === undefined ? null : this.#platform.clock.after(forUs, () => this.#finish(`its time is over (--for ${formatUs(forUs)})`));
    const why = await ended;
    alarm?.cancel();
    await this.#tcp.close(why);
    return this.#result(why);
  }

  async #start(where: Address): Promise<string | null> {
    const bridge = this.#bridge;
    if (this.#request.connect !== undefined) {
      bridge.tell("connecting", `connects to ${addressText(where)}; the connection is a link of ${bridge.node}`);
      this.#tcp.connect(where);
      return null;
    }
    try {
      const bound = await this.#tcp.listen(where);
      const who = isLoopback(where.host) ? "from this machine alone" : `from everywhere that reaches ${where.host}: whoever comes is taken for a neighbour`;
      bridge.tell("listening", `listens on ${addressText(bound)}, ${who}; each connection is a link of ${bridge.node}, at most ${this.#request.peers}`);
      return null;
    } catch (error) {
      return `${addressText(where)} cannot be listened on (${(error as NodeJS.ErrnoException).code ?? String(error)})`;
    }
  }

  #result(why: string): CommandResult {
    const { run, skippedUs } = this.#bridge;
    const { runFile, json } = this.#request;
    if (runFile !== undefined) {
      const written = this.#platform.writeText(runFile, run.runFile());
      if (!written.ok) return bad(`${runFile} cannot be written (${written.error})`);
    }
    const output: BridgeEnd = { event: "end", why, version: ENGINE_VERSION, scenario: run.scenario.title, seed: run.seed, digest: run.digest, virtualUs: run.nowUs, steps: run.steps, commands: run.placedCommands, skippedUs };
    const file = runFile === undefined ? "" : `; the run is in ${runFile}`;
    return { lines: [json ? JSON.stringify(output) : `ended after ${formatUs(run.nowUs)}: ${why}; digest ${run.digest}${file}`], errors: [], exitCode: 0 };
  }
}

function addressOf({ listen, connect }: BridgeRequest): Result<Address, string> {
  if ((listen === undefined) === (connect === undefined)) return fail("give one of --listen HOST:PORT and --connect HOST:PORT");
  const address = addressFromText(listen ?? connect!);
  if (!address.ok) return fail(`${listen === undefined ? "--connect" : "--listen"} ${address.error}`);
  if (connect !== undefined && address.value.port === 0) return fail("--connect: expected a port from 1 to 65535");
  return address;
}

/** The scenario with numbers of its own for its nodes (TX-02): who is at the other end may have a run of its own, and msgids must differ. */
function scenarioFor(request: BridgeRequest, platform: BridgePlatform): Result<Scenario, string[]> {
  const read = request.scenario === undefined ? plainScenario(request) : scenarioOf({ scenario: request.scenario, ...(request.seed === undefined ? {} : { seed: request.seed }) }, platform);
  if (!read.ok || read.value.switches.numbersFrom > 0) return read;
  const numbersFrom = LIMITS.nodesMax * (1 + platform.chance(4_000));
  return ok({ ...read.value, switches: { ...read.value.switches, numbersFrom } });
}

/** One controller that offers one PFS, both named after what the bridge does, so that two of them can tell each other apart. */
function plainScenario({ connect, profile = "header", seed = 1 }: BridgeRequest): Result<Scenario, string[]> {
  const id = connect === undefined ? "listener" : "connector";
  const made = scenarioFromJson({
    spanscope: 1,
    title: `A ${id} and who is outside`,
    summary: `One controller that offers the PFS ${id}, with a link that leads out of the run.`,
    seed,
    switches: { profile },
    topology: { nodes: [{ id, pfs: [{ label: id }] }], links: [] },
  });
  return made.ok ? made : fail(made.error.map(({ path, message }) => `${path}: ${message}`));
}

function nodeFor(wanted: string | undefined, { nodes }: Scenario): Result<string, string> {
  const inner = nodes.filter(({ role }) => role !== "outside");
  const known = inner.slice(0, 20).map(({ id }) => id).join(", ");
  if (wanted !== undefined) return inner.some(({ id }) => id === wanted) ? ok(wanted) : fail(`--node: no node "${wanted}"; expected one of ${known}`);
  const first = inner.find(({ role = "controller" }) => role === "controller") ?? inner[0];
  return first === undefined ? fail("the scenario has no node that could have a link to the outside") : ok(first.id);
}

function bad(...errors: string[]): CommandResult {
  return { lines: [], errors, exitCode: 2 };
}

/** As many peers as a bridge may have at one time. */
export const PEERS_MAX = BRIDGE_LIMITS.peersMax;
