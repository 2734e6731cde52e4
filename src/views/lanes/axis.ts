/** The time axis of the lanes: from the first opening that is shown to now, with a little room before and behind. */
export interface Axis {
  readonly fromUs: number;
  readonly toUs: number;
}

const ROOM = 0.04;

export function axisOf(lines: readonly { readonly openedUs: number; readonly endedUs: number | null }[], nowUs: number): Axis {
  const first = Math.min(nowUs, ...lines.map(({ openedUs }) => openedUs));
  const length = Math.max(nowUs - first, 1_000);
  return { fromUs: Math.max(0, first - length * ROOM), toUs: first + length * (1 + ROOM) };
}

/** Place of a time on the axis, in per cent. */
export function placeOf({ fromUs, toUs }: Axis, us: number): number {
  return (100 * (Math.min(Math.max(us, fromUs), toUs) - fromUs)) / (toUs - fromUs);
}

/** Round times in a step of 1, 2 or 5 with at most `most` of them on the axis. */
export function ticksOf({ fromUs, toUs }: Axis, most: number): number[] {
  const least = (toUs - fromUs) / most;
  let step = 1;
  for (let i = 0; step < least; i++) step *= i % 3 === 1 ? 2.5 : 2;
  const ticks: number[] = [];
  for (let at = Math.ceil(fromUs / step) * step; at <= toUs; at += step) ticks.push(at);
  return ticks;
}
