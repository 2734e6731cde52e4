import type { HuntPart } from "./hunt-output.ts";

/** What was measured of a hunt, in units of the machine. */
export interface Measurement {
  readonly workers: number;
  readonly seeds: number;
  readonly ms: number;
  /** processor time of all cores together, in microseconds */
  readonly cpuUs: number;
  readonly peakBytes: number;
}

/** As parts and reports say it. */
export function measuredOf({ workers, seeds, ms, cpuUs, peakBytes }: Measurement): HuntPart["measured"] {
  const seconds = ms / 1_000;
  return { workers, seconds: rounded(seconds), seedsPerHour: Math.round((3_600 * seeds) / Math.max(seconds, 0.001)), coreSecondsPerSeed: rounded(cpuUs / 1_000_000 / Math.max(1, seeds)), peakBytes };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}
