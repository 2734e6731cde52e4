import { US_PER_MS, US_PER_S } from "../base/time.ts";

/** Numbers as people read them: always with their unit, grouped by a narrow space, never rounded without saying so. */
const GROUP = "\u202f";

export function grouped(count: number): string {
  return String(Math.trunc(count)).replace(/\B(?=(\d{3})+$)/g, GROUP);
}

/** "1 message", "1 204 messages". */
export function counted(count: number, one: string, many: string): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** The clock: "2.104" and "318" for 2 s 104 ms 318 us. */
export function clockParts(us: number): { readonly toMs: string; readonly us: string } {
  const s = Math.floor(us / US_PER_S);
  const rest = us - s * US_PER_S;
  const ms = Math.floor(rest / US_PER_MS);
  return { toMs: `${s}.${String(ms).padStart(3, "0")}`, us: String(rest - ms * US_PER_MS).padStart(3, "0") };
}

/** A point in time, exact: "2.104 318 s". */
export function timeOf(us: number): string {
  const parts = clockParts(us);
  return `${parts.toMs}${GROUP}${parts.us} s`;
}

/** A span of time in the unit that fits: "250 µs", "3.5 ms", "10 s". */
export function durationOf(us: number): string {
  if (us < US_PER_MS) return `${us} µs`;
  if (us < US_PER_S) return `${decimals(us / US_PER_MS)} ms`;
  return `${decimals(us / US_PER_S)} s`;
}

export function bytesOf(bytes: number): string {
  if (bytes < 10_000) return counted(bytes, "byte", "bytes");
  if (bytes < 10_000_000) return `${decimals(bytes / 1_000)} kB`;
  return `${decimals(bytes / 1_000_000)} MB`;
}

/** "2.5 %" of 25,000 per million. */
export function percentOf(perMillion: number): string {
  return `${decimals(perMillion / 10_000)} %`;
}

/** The first group of a uuid: enough to tell them apart by eye. */
export function shortUuid(uuid: string): string {
  return `${uuid.slice(0, 8)}\u2026`;
}

function decimals(value: number): string {
  if (value >= 1_000) return grouped(Math.round(value));
  return String(Number(value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)));
}
