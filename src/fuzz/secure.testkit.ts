import { runSecureBatch, SECURE_BATCH, SecureTally } from "./secure.ts";

/** The first broken promise of so many batches of seed 1; null = none. */
export function firstBrokenSecurely(batches: number, tally = new SecureTally()): string | null {
  for (let batch = 0; batch < batches; batch++) {
    const broken = runSecureBatch(1, batch, SECURE_BATCH, tally);
    if (broken !== null) return broken;
  }
  return null;
}
