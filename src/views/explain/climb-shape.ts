import type { Climb } from "../../port/messages.ts";

/** The lines of the step chart of distances: pixels of its own box. */
export interface ClimbShape {
  readonly whole: string;
  /** the same, where it counts upwards */
  readonly climbing: string;
  /** of the maximum distance; null = far above all values */
  readonly maximumY: number | null;
  readonly ticks: readonly { readonly y: number; readonly dist: number }[];
}

const LEFT = 28;
const PAD = 8;

export function climbShape({ steps, distanceMax }: Climb, nowUs: number, { width, height }: { readonly width: number; readonly height: number }): ClimbShape {
  const most = Math.max(4, ...steps.map(({ dist }) => dist));
  const shownMax = distanceMax <= most * 2 ? Math.max(most, distanceMax) : most;
  const fromUs = steps[0]?.atUs ?? 0;
  // What is seen ends with the last change, not with the hours of rest behind it.
  const lastUs = steps.at(-1)?.atUs ?? fromUs;
  const toUs = Math.max(fromUs + 1, Math.min(nowUs, lastUs + (lastUs - fromUs) / 12 + 1));
  const x = (us: number): number => round(LEFT + ((Math.min(us, toUs) - fromUs) / (toUs - fromUs)) * (width - LEFT));
  const y = (dist: number): number => round(height - PAD - (dist / shownMax) * (height - 2 * PAD));
  let whole = "";
  let climbing = "";
  for (const [i, { atUs, dist, climb }] of steps.entries()) {
    if (dist < 0) continue;
    const endUs = steps[i + 1]?.atUs ?? toUs;
    const joined = i > 0 && steps[i - 1]!.dist >= 0;
    const piece = `${joined ? `M${x(atUs)} ${y(steps[i - 1]!.dist)}V${y(dist)}` : `M${x(atUs)} ${y(dist)}`}H${x(endUs)}`;
    whole += piece;
    if (climb >= 0) climbing += piece;
  }
  return { whole, climbing, maximumY: distanceMax <= shownMax ? y(distanceMax) : null, ticks: ticksTo(shownMax).map((dist) => ({ y: y(dist), dist })) };
}

/** 0 and up to four more, at whole distances. */
function ticksTo(most: number): number[] {
  const step = Math.max(1, Math.ceil(most / 4));
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
