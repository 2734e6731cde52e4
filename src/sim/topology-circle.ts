/**
 * Places on a circle in whole units. Left of `port` nothing computes a sine (engines differ in the last bit), so the sines
 * stand in a table and what lies between is interpolated.
 */

/** sin(d°) * 10,000 for d = 0..90 */
const SINES = [
  0, 175, 349, 523, 698, 872, 1045, 1219, 1392, 1564, 1736, 1908, 2079, 2250, 2419, 2588, 2756, 2924, 3090, 3256, 3420, 3584, 3746,
  3907, 4067, 4226, 4384, 4540, 4695, 4848, 5000, 5150, 5299, 5446, 5592, 5736, 5878, 6018, 6157, 6293, 6428, 6561, 6691, 6820, 6947,
  7071, 7193, 7314, 7431, 7547, 7660, 7771, 7880, 7986, 8090, 8192, 8290, 8387, 8480, 8572, 8660, 8746, 8829, 8910, 8988, 9063, 9135,
  9205, 9272, 9336, 9397, 9455, 9511, 9563, 9613, 9659, 9703, 9744, 9781, 9816, 9848, 9877, 9903, 9925, 9945, 9962, 9976, 9986, 9994,
  9998, 10000,
];
const ONE = 10_000;
/** parts of a degree: fine enough for 2,000 places on one circle */
const PARTS = 64;
const QUARTER = 90 * PARTS;

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Place `index` of `count` on a circle around 0, 0: the first at twelve o'clock, then clockwise; y grows downwards. */
export function placeOnCircle(index: number, count: number, radius: number): Place {
  const angle = Math.floor((index * 4 * QUARTER) / count);
  return { x: scaled(radius, sine(angle)), y: scaled(-radius, sine(angle + QUARTER)) };
}

/** A radius that keeps neighbours about 100 units apart, and small circles from collapsing. */
export function radiusFor(count: number): number {
  return Math.max(150, 16 * count);
}

function scaled(radius: number, sineValue: number): number {
  const product = Math.round((radius * sineValue) / ONE);
  return product === 0 ? 0 : product; // no -0: it would not survive JSON
}

/** sin * 10,000 of an angle in 1/64 degrees. */
function sine(angle: number): number {
  const turn = angle % (4 * QUARTER);
  const half = turn % (2 * QUARTER);
  const folded = half <= QUARTER ? half : 2 * QUARTER - half;
  const degree = Math.floor(folded / PARTS);
  const rest = folded - degree * PARTS;
  const low = SINES[degree];
  const value = rest === 0 ? low : low + Math.round(((SINES[degree + 1] - low) * rest) / PARTS);
  return turn < 2 * QUARTER ? value : -value;
}
