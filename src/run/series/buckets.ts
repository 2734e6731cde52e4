/** ours: buckets of a run; when time outgrows them, each two become one */
export const BUCKETS_MAX = 4_096;
const WIDTH_US_FIRST = 1_000;

/** Columns that add up in a bucket: messages sent by family (index of FAMILIES), their bytes, transactions that were aborted. */
export const SUMS = ["announcement", "transaction", "data", "abort", "housekeeping", "bytes", "aborted"] as const;
export const SUM = { bytes: 5, aborted: 6 } as const;
/** Columns that have a value at any time: open spans, open transactions. */
export const LEVELS = ["spans", "transactions"] as const;

/**
 * Counts over simulated time in a bounded number of buckets, all of the same width. Nothing is ever thrown away: when a run
 * grows longer than its buckets, their width doubles, and the numbers of each two go together.
 */
export class Buckets {
  widthUs = WIDTH_US_FIRST;
  /** bucket that is written to; those behind it are empty */
  private _newest = 0;
  private readonly _sums = SUMS.map(() => new Float64Array(BUCKETS_MAX));
  /** of each level: what it is at the bucket's end, and the most it was in it */
  private readonly _lasts = LEVELS.map(() => new Float64Array(BUCKETS_MAX));
  private readonly _mosts = LEVELS.map(() => new Float64Array(BUCKETS_MAX));

  add(sum: number, atUs: number, count: number): void {
    const bucket = this._bucketOf(atUs);
    this._sums[sum]![bucket] += count;
  }

  setLevel(level: number, atUs: number, value: number): void {
    const bucket = this._bucketOf(atUs);
    this._lasts[level]![bucket] = value;
    if (value > this._mosts[level]![bucket]!) this._mosts[level]![bucket] = value;
  }

  /** Sum of a column over the buckets [from, end). */
  sum(column: number, from: number, end: number): number {
    const values = this._sums[column]!;
    let total = 0;
    for (let bucket = Math.max(0, from); bucket < Math.min(end, this._newest + 1); bucket++) total += values[bucket]!;
    return total;
  }

  /** A level at the end of the bucket before `end`. */
  last(level: number, end: number): number {
    return end <= 0 ? 0 : this._lasts[level]![Math.min(end - 1, this._newest)]!;
  }

  /** The most that a level was in [from, end), what it was before included. */
  most(level: number, from: number, end: number): number {
    const values = this._mosts[level]!;
    let most = this.last(level, from);
    for (let bucket = Math.max(0, from); bucket < Math.min(end, this._newest + 1); bucket++) if (values[bucket]! > most) most = values[bucket]!;
    return most;
  }

  private _bucketOf(atUs: number): number {
    while (atUs >= this.widthUs * BUCKETS_MAX) this._merge();
    const bucket = Math.floor(atUs / this.widthUs);
    if (bucket > this._newest) this._open(bucket);
    return bucket;
  }

  /** A level stays what it was through the buckets in which nothing happened. */
  private _open(bucket: number): void {
    for (const [level, lasts] of this._lasts.entries()) {
      const value = lasts[this._newest]!;
      lasts.fill(value, this._newest + 1, bucket + 1);
      this._mosts[level]!.fill(value, this._newest + 1, bucket + 1);
    }
    this._newest = bucket;
  }

  private _merge(): void {
    const count = Math.floor(this._newest / 2) + 1;
    const end = this._newest;
    for (const values of this._sums) halve(values, count, (first, second) => first + second);
    for (const values of this._mosts) halve(values, count, (first, second) => Math.max(first, second));
    for (const values of this._lasts) halve(values, count, (first, second, at) => (2 * at + 1 > end ? first : second));
    this._newest = count - 1;
    this.widthUs *= 2;
  }
}

function halve(values: Float64Array, count: number, join: (first: number, second: number, at: number) => number): void {
  for (let at = 0; at < count; at++) values[at] = join(values[2 * at]!, values[2 * at + 1] ?? 0, at);
  values.fill(0, count);
}
