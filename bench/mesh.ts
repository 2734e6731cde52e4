/**
 * What the whole mesh costs: the ring of 100 with 25 chords, from nothing to quiet. A full hop is the wall time of that
 * run, journal on and no page, by messages delivered, in units of one CRC-32C of 448 bytes measured between the rounds of
 * the same process; and what is kept of every open SPAN at each of its two ends.
 */
import CRC32C from "crc-32/crc32c.js";
import { DEFAULT_SWITCHES } from "../src/node/config.ts";
import { Journal } from "../src/record/journal.ts";
import { PERFECT_LINK, type LinkJson, type NodeJson } from "../src/sim/commands.ts";
import { TRACE, TRACE_FIELDS } from "../src/sim/trace.ts";
import { World } from "../src/sim/world.ts";
import { CMD } from "../src/wire/constants.ts";
import { SENT } from "../src/record/header-peek.ts";
import { median } from "./median.ts";

const NODES = 100;
const ROUNDS = 15;
/** The compiler of the machine is at work for about so many rounds; the first one is reported by itself. */
const WARM_ROUNDS = 15;
const QUIET_US = 3_000_000;
/** Rows that may wait in the trace before the journal takes them: nobody looks at single steps here. */
const BATCH_ROWS = 256;
const CRC_MESSAGES = 20_000;

export interface MeshResult {
  /** messages delivered until the run was quiet, and LNK_SPAN messages and closings of SPANs among those sent */
  readonly delivered: number;
  readonly spanMessages: number;
  readonly steps: number;
  readonly rows: number;
  readonly virtualUs: number;
  readonly digest: string;
  /** first round, with code still cold, and the median of the others */
  readonly firstWallMs: number;
  readonly wallMs: number;
  /** nanoseconds for one delivered message, and for the CRC of 448 bytes */
  readonly hopNs: number;
  readonly crcNs: number;
  /** hopNs / crcNs, the median of the rounds */
  readonly ratio: number;
}

export interface SpanMemoryResult {
  /** open SPANs of the mesh, each counted at both ends */
  readonly ends: number;
  readonly bytesPerEnd: number;
}

/** i to i+1, and i to i+50 for even i below 50; links of 1 ms. */
export function ring(offering: boolean): { nodes: NodeJson[]; links: LinkJson[] } {
  const nodes = Array.from({ length: NODES }, (_, i) => ({ id: `n${i}`, pfs: offering ? [{ label: `n${i}` }] : [] }));
  const model = { ...PERFECT_LINK, latencyUs: 1_000 };
  const links = nodes.map((node, i) => ({ a: node.id, b: `n${(i + 1) % NODES}`, model }));
  for (let i = 0; i < NODES / 2; i += 2) links.push({ a: `n${i}`, b: `n${i + NODES / 2}`, model });
  return { nodes, links };
}

function makeWorld(offering: boolean): World {
  return new World({ ...ring(offering), switches: { ...DEFAULT_SWITCHES, holdUs: 1_000, relaysMax: 2, splitHorizon: true, distanceMax: 16 }, seed: 1, commands: [] });
}

/** From nothing to quiet: nothing but PINGs in flight, nothing pending, no change for 3 s. */
function runToQuiet(): { world: World; journal: Journal } {
  const world = makeWorld(true);
  const journal = new Journal();
  const { counters } = journal;
  for (;;) {
    if (world.trace.count >= BATCH_ROWS || counters.inFlight === 0) {
      journal.append(world.trace);
      world.trace.drain();
      if (journal.isQuiet(world.nowUs, QUIET_US) && world.isSettled()) return { world, journal };
    }
    if (!world.step()) throw new Error("nothing is left to do, not even a PING");
  }
}

/** LNK_SPAN messages and the LNK_ERRORs of link 0 that close, which here are SPANs' alone. */
function spanMessagesOf(journal: Journal): number {
  let count = 0;
  for (let row = 0; row < journal.rowEnd; row++) {
    const fields = journal.fieldsOf(row);
    const at = journal.at(row);
    if (fields[at] !== TRACE.send) continue;
    const base = fields[at + SENT.cmd] & 0xffffff;
    const isClosing = base === CMD.LNK_ERROR && (fields[at + SENT.cmd] & 0x40000000) !== 0;
    if (base === CMD.LNK_SPAN || isClosing) count++;
  }
  return count;
}

/** Results go here so that no call can be left out as unused. */
let sink = 0;

function crcNsNow(message: Uint8Array): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < CRC_MESSAGES; i++) {
    message[5] = i;
    sink ^= CRC32C.buf(message);
  }
  return Number(process.hrtime.bigint() - start) / CRC_MESSAGES;
}

export function benchMesh(): MeshResult {
  const message = new Uint8Array(448).map((_, i) => 7 * i);
  for (let i = 0; i < 5; i++) crcNsNow(message);
  const walls: number[] = [];
  const crcs: number[] = [];
  let last: ReturnType<typeof runToQuiet> | undefined;
  let firstWallMs = 0;
  for (let round = 0; round < ROUNDS + WARM_ROUNDS; round++) {
    last = undefined; // what was is not held while the next one runs
    const before = crcNsNow(message);
    const start = process.hrtime.bigint();
    last = runToQuiet();
    const wallNs = Number(process.hrtime.bigint() - start);
    if (round === 0) firstWallMs = wallNs / 1e6;
    if (round < WARM_ROUNDS) continue;
    walls.push(wallNs);
    crcs.push((before + crcNsNow(message)) / 2);
  }
  if (last === undefined || sink === 0.5) throw new Error("never: keeps the results alive");
  const { world, journal } = last;
  const { delivered } = journal.counters;
  return {
    delivered,
    spanMessages: spanMessagesOf(journal),
    steps: world.steps,
    rows: journal.rowEnd,
    virtualUs: world.nowUs,
    digest: journal.digest,
    firstWallMs,
    wallMs: median(walls) / 1e6,
    hopNs: median(walls) / delivered,
    crcNs: median(crcs),
    ratio: median(walls.map((wallNs, i) => wallNs / delivered / crcs[i]!)),
  };
}

// ---------------------------------------------------------------- memory

/** A mesh at rest, without a journal. */
function settledWorld(offering: boolean): World {
  const world = makeWorld(offering);
  while (world.nextTimeUs <= 4 * QUIET_US && world.step()) if (world.trace.count >= BATCH_ROWS) world.trace.drain();
  world.trace.drain();
  return world;
}

function bytesHeld(): number {
  if (typeof global.gc !== "function") throw new Error("run with --expose-gc");
  for (let i = 0; i < 4; i++) global.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external; // external holds the array buffers, too
}

function spanEnds(world: World): number {
  let ends = 0;
  for (const node of world.nodes) for (const link of node.protocol.core.links) ends += link.spansSent + link.spansReceived;
  return ends;
}

/** With SPANs minus without, by their ends; the same mesh twice, so that code and tables of both kinds are there. */
export function benchSpanMemory(): SpanMemoryResult {
  const warm = [settledWorld(true), settledWorld(false)];
  if (warm.some((world) => world.links.length !== NODES + NODES / 4)) throw new Error("never: the ring has 125 links");
  warm.length = 0;
  const start = bytesHeld();
  const without = settledWorld(false);
  const afterWithout = bytesHeld();
  const withSpans = settledWorld(true);
  const afterWith = bytesHeld();
  const ends = spanEnds(withSpans) - spanEnds(without);
  return { ends, bytesPerEnd: (afterWith - afterWithout - (afterWithout - start)) / ends };
}

/** Asserted because spanMessagesOf reads rows by hand. */
if (TRACE_FIELDS !== 16) throw new Error("the trace's rows changed");
