import type { Prng } from "../../base/prng.ts";

/** Draws of one stream, in the words of those who draw. */
export class Dice {
  private readonly _prng: Prng;

  constructor(prng: Prng) {
    this._prng = prng;
  }

  fork(label: string): Dice {
    return new Dice(this._prng.fork(label));
  }

  /** 0 .. bound - 1 */
  below(bound: number): number {
    return this._prng.below(bound);
  }

  /** least .. most */
  from(least: number, most: number): number {
    return least + this._prng.below(most - least + 1);
  }

  chance(percent: number): boolean {
    return this._prng.below(100) < percent;
  }

  pick<One>(all: readonly One[]): One {
    return all[this._prng.below(all.length)]!;
  }

  /** One of the keys, each as likely as its weight says. */
  weighted<Key extends string>(weights: readonly (readonly [Key, number])[]): Key {
    let left = this._prng.below(weights.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [key, weight] of weights) {
      if (left < weight) return key;
      left -= weight;
    }
    return weights[0]![0];
  }

  /** All of them in another order. */
  shuffled<One>(all: readonly One[]): One[] {
    const left = [...all];
    const order: One[] = [];
    while (left.length > 0) order.push(left.splice(this._prng.below(left.length), 1)[0]!);
    return order;
  }
}
