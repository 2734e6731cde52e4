/** Simulated time is an integer number of microseconds since the start of the run; it stays below 2^53. */
export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;

/** "2.104318 s": seconds with all six decimals, exact for every integer below 2^53. */
export function formatUs(us: number): string {
  const whole = Math.floor(us / US_PER_S);
  return `${whole}.${String(us - whole * US_PER_S).padStart(6, "0")} s`;
}

const UNITS: Readonly<Record<string, number>> = { us: 1, ms: US_PER_MS, s: US_PER_S, min: 60 * US_PER_S };

/** Reads "250us", "3.5ms", "5s", "10min" as microseconds; undefined when it is none of these or not a whole number of them. */
export function parseDurationUs(text: string): number | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,6}))?\s*(us|ms|s|min)$/.exec(text.trim());
  if (!match) return undefined;
  const unit = UNITS[match[3]!]!;
  const decimals = match[2] ?? "";
  const scaled = Number(decimals.padEnd(6, "0")) * unit;
  if (scaled % 1_000_000 !== 0) return undefined;
  return Number(match[1]) * unit + scaled / 1_000_000;
}
