import type { LaneWindow } from "../../port/messages.ts";

/** Places of the diagram's axis as per cent of the lanes' width. */
export interface LaneScale {
  readonly from: number;
  readonly length: number;
  /** where a half that is still open ends */
  readonly end: number;
  readonly zoom: number;
}

export function scaleOf(found: Pick<LaneWindow, "origin" | "end"> | null, zoom: number): LaneScale {
  const { origin = 0, end = 1 } = found ?? {};
  return { from: origin, length: Math.max(end - origin, 1), end, zoom };
}

export function percentAt({ from, length }: LaneScale, place: number): number {
  return (100 * Math.min(Math.max(place - from, 0), length)) / length;
}
