import { expect, test } from "vitest";
import { type Claimant, compareAge, isSameLock } from "./age.ts";
import { packKey, unpackKey } from "./voice.ts";

function claimant(change: Partial<Claimant>): Claimant {
  return { fsid: Uint32Array.of(1, 2, 3, 4), timeHi: 1, timeLo: 5, lockHi: 1, lockLo: 5, ...change };
}

test("[CAC-02] older is who began earlier, then the lesser fsid, then the lesser lock id", () => {
  const fsid = (...words: number[]): Partial<Claimant> => ({ fsid: Uint32Array.from(words) });
  const order = [
    claimant({ timeHi: 0, timeLo: 0xffffffff, ...fsid(9, 9, 9, 9) }), claimant({ timeLo: 4, ...fsid(9, 9, 9, 9) }), claimant(fsid(0, 9, 9, 9)), claimant(fsid(1, 2, 3, 0)), claimant({ lockHi: 0, lockLo: 9 }), claimant({ lockLo: 4 }), claimant({}),
    claimant({ ...fsid(1, 2, 3, 0x80000000), lockLo: 0 }), claimant({ ...fsid(1, 2, 3, 0xffffffff), lockLo: 0 }), claimant(fsid(1, 3, 0, 0)), claimant({ timeLo: 0x80000000, lockLo: 0 }), claimant({ timeHi: 0x80000000, timeLo: 0, lockLo: 0 }),
  ];
  for (const [i, a] of order.entries()) for (const [j, b] of order.entries()) expect([i, j, Math.sign(compareAge(a, b))]).toEqual([i, j, Math.sign(i - j)]);
});

test("[CAC-01] a lock is the same by both words of its id", () => {
  expect([claimant({}), claimant({ timeLo: 9 }), claimant({ lockHi: 2 }), claimant({ lockLo: 6 })].map((other) => isSameLock(claimant({}), other))).toEqual([true, true, false, false]);
});

test("what an event says of a lock, in one number and back", () => {
  for (const byName of [false, true]) {
    for (const [inum, domain, state] of [[3, 2, 1], [0x7fffff, 3, 3], [1, 0, 0]] as const) {
      expect(unpackKey(packKey({ inum, byName, domain, name: byName ? "a" : "", path: "" }, state))).toEqual({ inum, byName, domain, state });
    }
  }
});
