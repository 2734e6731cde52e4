import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/**
 * A forkable stream of random integers (invariant 9): `fork(label)` gives a stream that depends on the seed and the
 * label alone, never on how much was drawn from its parent, so one more draw in one place changes nothing elsewhere.
 */
export class Prng {
  private readonly _generator;
  private readonly _seed: number;

  /** `seed`: any integer; its low 32 bits count. */
  constructor(seed: number) {
    this._seed = seed | 0;
    // The generator's own seeding makes the first draw of every stream the same, so the state is spread out here.
    const state = [1, 2, 3, 4].map((word) => avalanche(this._seed + Math.imul(word, 0x9e3779b9)));
    this._generator = xoroshiro128plusFromState(state);
  }

  fork(label: string): Prng {
    return new Prng(hashText(label, this._seed));
  }

  /** An unsigned 32-bit integer. */
  u32(): number {
    return this._generator.next() >>> 0;
  }

  /** An unsigned 24-bit integer (the random part of a salt). */
  u24(): number {
    return this._generator.next() >>> 8;
  }

  /** An integer from 0 to `bound` - 1 without bias; `bound` from 1 to 2^32. */
  below(bound: number): number {
    const rest = 0x1_0000_0000 % bound;
    for (;;) {
      const draw = this.u32();
      if (draw < 0x1_0000_0000 - rest) return draw % bound;
    }
  }

  /** True with a probability of `perMillion` in a million; draws nothing when it is 0. */
  chancePerMillion(perMillion: number): boolean {
    return perMillion > 0 && this.below(1_000_000) < perMillion;
  }

  /** The generator's state, for a key frame. */
  state(): readonly number[] {
    return this._generator.getState();
  }
}

/** FNV-1a over the UTF-16 units of `text`, started from `seed`, with a final avalanche: unlike labels give unlike streams. */
function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return avalanche(hash);
}

/** MurmurHash3's finalizer: every bit of the input changes about half of the bits of the output. */
function avalanche(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
