import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Prng } from "./prng.ts";

describe("Prng", () => {
  test("gives the same stream for the same seed, today and in every engine", () => {
    const [one, other] = [new Prng(1), new Prng(1)];
    for (let i = 0; i < 100; i++) expect(one.u32()).toBe(other.u32());
    expect(new Prng(1).u32()).toBe(2355776375);
    expect(new Prng(1).fork("node:A").u32()).toBe(1933326416);
  });

  test("starts unlike streams with unlike numbers", () => {
    const root = new Prng(1);
    const firsts = new Set<number>();
    for (let i = 0; i < 1_000; i++) firsts.add(root.fork(`node:${i}`).u32());
    for (let seed = 0; seed < 1_000; seed++) firsts.add(new Prng(seed).u32());
    expect(firsts.size).toBeGreaterThan(1_995);
  });

  test("forks by label alone: what was drawn before changes nothing", () => {
    const fresh = new Prng(7);
    const used = new Prng(7);
    for (let i = 0; i < 100; i++) used.u32();
    expect(used.fork("link:A-B>").u32()).toBe(fresh.fork("link:A-B>").u32());
    expect(fresh.fork("link:A-B>").u32()).not.toBe(fresh.fork("link:A-B<").u32());
  });

  test("draws below a bound, and every number of it", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 0x1_0000_0000 }), (seed, bound) => {
        const random = new Prng(seed);
        for (let i = 0; i < 20; i++) {
          const draw = random.below(bound);
          expect(Number.isInteger(draw) && draw >= 0 && draw < bound).toBe(true);
        }
      }),
    );
    const random = new Prng(3);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 6_000; i++) counts[random.below(6)]++;
    for (const count of counts) expect(count).toBeGreaterThan(850);
  });

  test("draws nothing for what cannot happen", () => {
    const random = new Prng(5);
    const state = random.state();
    expect(random.chancePerMillion(0)).toBe(false);
    expect(random.state()).toEqual(state);
    expect(random.chancePerMillion(1_000_000)).toBe(true);
    expect(random.state()).not.toEqual(state);
  });

  test("hits as often as it is told", () => {
    const random = new Prng(11);
    let hits = 0;
    for (let i = 0; i < 100_000; i++) if (random.chancePerMillion(250_000)) hits++;
    expect(hits).toBeGreaterThan(24_500);
    expect(hits).toBeLessThan(25_500);
  });
});
