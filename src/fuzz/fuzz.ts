/**
 * The fuzzer: batches of sessions, each batch a rig of its own and a stream of random numbers of its own, so that any batch can
 * be run alone and shards never overlap. Pure: who calls it keeps the time and writes the files.
 */
import { Prng } from "../base/prng.ts";
import type { Profile } from "../wire/constants.ts";
import { CORPUS, joined, SEEDS } from "./corpus.ts";
import { told } from "./mistake.ts";
import { CALM, GENTLE, hugeMessage, type Mutation, MUTATIONS, mutate, pick } from "./mutate.ts";
import { Rig, type RigKind, RIGS } from "./rig.ts";
import { type Input, Player, type Session, type Stage } from "./session.ts";
import type { Tally } from "./tally.ts";

/** Inputs of a batch. */
export const BATCH_MUTATIONS = 2_500;
const SESSION_INPUTS_MAX = 24;
/** One session of so many ends with a try of the healthy link. */
const PROBE_EVERY = 8;
/** One input of so many is described and written as JSON. */
const DEEP_EVERY = 16;
const HUGE_EVERY = 4_000;

/** A promise that was broken, and all that it takes to see it again. */
export interface Crash {
  readonly rig: RigKind["name"];
  readonly seed: number;
  readonly batch: number;
  readonly what: string;
  /** sessions of the batch up to the one that broke it, as they were played */
  readonly sessions: readonly Session[];
}

/** One batch; null, or what it found. Which inputs there are depends on seed and batch alone. */
export function runBatch(seed: number, batch: number, mutations: number, tally: Tally): Crash | null {
  const random = new Prng(seed).fork(`batch ${batch}`);
  const kind = kindOf(seed, batch);
  const sessions: { readonly stage: Stage; readonly inputs: Input[] }[] = [];
  const endMutations = tally.mutations + mutations;
  try {
    const player = new Player(new Rig(kind, random.u32() | 0, tally), tally);
    while (tally.mutations < endMutations) {
      const session = { stage: pick(random, STAGE_DRAWS), inputs: [] as Input[] };
      sessions.push(session);
      playOn(player, random, session, Math.min(SESSION_INPUTS_MAX, endMutations - tally.mutations), tally);
    }
    return null;
  } catch (error) {
    return { rig: kind.name, seed, batch, what: told(error), sessions };
  }
}

/** Drawn, so that every shard sees all kinds. */
export function kindOf(seed: number, batch: number): RigKind {
  return pick(new Prng(seed).fork(`kind ${batch}`), RIGS);
}

/** Half of the lives are for the framer and for what comes before AUTH: they are short. */
const STAGE_DRAWS: readonly Stage[] = ["up", "up", "up", "up", "up", "up", "up", "up", "authenticated", "introduced", "introduced", "introduced", "opener", "opener", "hop", "hop"];

function playOn(player: Player, random: Prng, { stage, inputs }: { readonly stage: Stage; readonly inputs: Input[] }, inputsMax: number, tally: Tally): void {
  player.begin(stage);
  // Half of the lives go on for long, for what it takes many messages to see.
  // Before AUTH nothing but AUTH is taken, so most inputs there are for the framer.
  const deepest = stage !== "up" || random.below(4) === 0;
  const calm = deepest && random.below(2) === 0;
  for (let i = 0, alive = true; alive && i < inputsMax; i++) {
    const input = inputOf(random, player.rig.kind.profile, deepest, calm, tally);
    inputs.push(input);
    alive = player.play(input);
  }
  player.end(random.below(PROBE_EVERY) === 0);
}

function inputOf(random: Prng, profile: Profile, deepest: boolean, calm: boolean, tally: Tally): Input {
  let bytes = seedOf(random);
  const changes = calm ? 1 : random.below(8) === 0 ? 3 : random.below(3) === 0 ? 2 : 1;
  for (let i = 0; i < changes; i++) {
    const kind: Mutation = pick(random, calm ? CALM : deepest && random.below(8) > 0 ? GENTLE : MUTATIONS);
    if (i === 0) tally.byKind[MUTATIONS.indexOf(kind)]!++;
    bytes = mutate(random, bytes, kind, profile);
  }
  const repair = deepest ? (random.below(24) === 0 ? 1 : 2) : random.below(3) === 0 ? 1 : 0;
  const aim = deepest && (calm || random.below(8) > 0) ? random.below(1 << 12) : -1;
  const lawful = aim >= 0 && random.below(calm ? 24 : 4) > 0 ? random.below(12) : -1;
  return { bytes, aim, lawful, repair, cuts: cutsOf(random, bytes.length), deep: random.below(DEEP_EVERY) === 0 };
}

/** One message most often; now and then a few of a recorded conversation, or one of the largest size. */
function seedOf(random: Prng): Uint8Array {
  if (random.below(HUGE_EVERY) === 0) return hugeMessage(random);
  if (random.below(20) > 0) return pick(random, SEEDS).bytes;
  if (random.below(2) === 0) return joined([pick(random, SEEDS).bytes, pick(random, SEEDS).bytes]);
  const { bytes } = pick(random, CORPUS.conversations);
  const from = random.below(bytes.length) & ~63;
  return bytes.subarray(from, from + 64 * (1 + random.below(24)));
}

function cutsOf(random: Prng, length: number): readonly number[] {
  if (length === 0 || random.below(2) === 0) return [];
  return Array.from({ length: 1 + random.below(3) }, () => random.below(length)).sort((a, b) => a - b);
}
