import { US_PER_MS } from "../../base/time.ts";
import type { Rows } from "../rows.ts";
import type { RowsWanted, SequenceScale, SequenceWindow } from "../shown-trio.ts";

/** Scale "bursts": rows of one microsecond stand so far apart, and one more for each doubling of the time between two. */
const STEP_SAME = 8;
const STEP_LEAST = 9;
const STEP_DOUBLING = 3;
/** A longer silence is compressed to a fixed length and marked. */
export const BREAK_US = 250 * US_PER_MS;
export const BREAK_PLACES = 44;
/** Times written on the axis are at least so far apart. */
const TICK_PLACES = 64;
/** Behind the last row, so that its marks are whole. */
const END_ROOM = 24;

/**
 * The axis of the diagram: which rows stand on it, and where. In the scale "bursts" every row has a place of its own and
 * silence is short, so that a burst stays legible; in the linear scale a place is a microsecond. Grows with the run; the
 * place of a row never changes.
 */
export class Axis {
  private readonly _rows: Rows;
  private readonly _scale: SequenceScale;
  private _numbers = new Int32Array(1_024);
  private _places = new Float64Array(1_024);
  private _timesUs = new Float64Array(1_024);
  private _count = 0;
  private _origin = 0;

  constructor(rows: Rows, scale: SequenceScale) {
    this._rows = rows;
    this._scale = scale;
  }

  get count(): number {
    return this._count;
  }

  /** Where it begins; 0 as long as nothing was forgotten. */
  get origin(): number {
    return this._origin;
  }

  push(number: number, atUs: number): void {
    if (this._count === this._numbers.length) this._grow();
    this._numbers[this._count] = number;
    this._timesUs[this._count] = atUs;
    this._places[this._count] = this._count === 0 ? this._first(atUs) : this._places[this._count - 1]! + this._step(atUs - this._timesUs[this._count - 1]!);
    this._count++;
  }

  /** Where it ends at a time that is not before its last row. */
  endAt(nowUs: number): number {
    if (this._count === 0) return this._scale === "linear" ? nowUs : END_ROOM;
    const last = this._count - 1;
    const sinceUs = nowUs - this._timesUs[last]!;
    return this._places[last]! + (sinceUs <= 0 ? 0 : this._step(sinceUs)) + (this._scale === "linear" ? 0 : END_ROOM);
  }

  /** Forgets rows that the journal no longer keeps, when they are most of what is here. */
  forgetOld(): number {
    const dropped = this.indexOfRow(this._rows.first);
    if (dropped < 65_536 || dropped < this._count / 2) return 0;
    this._numbers.copyWithin(0, dropped, this._count);
    this._places.copyWithin(0, dropped, this._count);
    this._timesUs.copyWithin(0, dropped, this._count);
    this._count -= dropped;
    this._origin = Math.max(0, this._places[0]! - END_ROOM);
    return dropped;
  }

  number(index: number): number {
    return this._numbers[index]!;
  }

  place(index: number): number {
    return this._places[index]!;
  }

  /** Index of the first row on the axis that is not before this one. */
  indexOfRow(number: number): number {
    return lowerBound(this._numbers, this._count, number);
  }

  /** Index of the first row on the axis whose place is not before. */
  indexOfPlace(place: number): number {
    return lowerBound(this._places, this._count, place);
  }

  /** Place of any row of the run: its own, or that of the last one before it; rows of an instant not on the axis stand together. */
  placeOfRow(number: number): number {
    const index = this.indexOfRow(number);
    if (index < this._count && this._numbers[index] === number) return this._places[index]!;
    if (this._scale === "linear" && this._rows.has(number)) return this._rows.timeUs(number);
    return index === 0 ? this._origin : this._places[index - 1]!;
  }

  placesOf({ event, cursor }: RowsWanted): { readonly place: number | null; readonly cursor: number | null } {
    return { place: event === null ? null : this.placeOfRow(event), cursor: cursor === null ? null : this.placeOfRow(cursor) };
  }

  /** Place of a time: of its first row, or in between. */
  placeOfTime(atUs: number): number {
    if (this._scale === "linear") return atUs;
    const index = lowerBound(this._timesUs, this._count, atUs);
    if (index === this._count) return this.endAt(atUs) - END_ROOM;
    const afterUs = this._timesUs[index]!;
    if (afterUs === atUs || index === 0) return this._places[index]!;
    const beforeUs = this._timesUs[index - 1]!;
    const before = this._places[index - 1]!;
    return before + Math.floor(((this._places[index]! - before) * (atUs - beforeUs)) / (afterUs - beforeUs));
  }

  /** Silent spans that are compressed, the one that lasts now too, and times to write, between two places. */
  marks(from: number, to: number, nowUs: number): Pick<SequenceWindow, "breaks" | "ticks"> {
    const breaks: SequenceWindow["breaks"][number][] = [];
    const ticks: SequenceWindow["ticks"][number][] = [];
    if (this._scale === "linear") return { breaks, ticks };
    let next = Number.NEGATIVE_INFINITY;
    let saidUs = -1;
    for (let index = Math.max(0, this.indexOfPlace(from) - 1); index < this._count && this._places[index]! <= to + BREAK_PLACES; index++) {
      const place = this._places[index]!;
      const silentUs = index === 0 ? 0 : this._timesUs[index]! - this._timesUs[index - 1]!;
      if (silentUs >= BREAK_US) breaks.push({ from: this._places[index - 1]!, to: place, us: silentUs });
      if ((place < next && silentUs < BREAK_US) || this._timesUs[index] === saidUs) continue;
      saidUs = this._timesUs[index]!;
      ticks.push({ place, atUs: saidUs });
      next = place + TICK_PLACES;
    }
    const last = this._count - 1;
    const silentUs = last < 0 ? 0 : nowUs - this._timesUs[last]!;
    if (silentUs >= BREAK_US && this._places[last]! <= to) breaks.push({ from: this._places[last]!, to: this._places[last]! + BREAK_PLACES, us: silentUs });
    return { breaks, ticks };
  }

  private _first(atUs: number): number {
    return this._scale === "linear" ? atUs : END_ROOM;
  }

  private _step(us: number): number {
    if (this._scale === "linear") return us;
    if (us === 0) return STEP_SAME;
    return us >= BREAK_US ? BREAK_PLACES : STEP_LEAST + STEP_DOUBLING * (31 - Math.clz32(us));
  }

  private _grow(): void {
    const size = 2 * this._numbers.length;
    const numbers = new Int32Array(size);
    const places = new Float64Array(size);
    const timesUs = new Float64Array(size);
    numbers.set(this._numbers);
    places.set(this._places);
    timesUs.set(this._timesUs);
    this._numbers = numbers;
    this._places = places;
    this._timesUs = timesUs;
  }
}

function lowerBound(values: Int32Array | Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
