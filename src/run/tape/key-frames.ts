import type { BufferCopies } from "../../base/graph-copy.ts";
import type { Pages } from "../../record/pages.ts";
import type { TimedCommand } from "../../sim/commands.ts";
import { copyWatched, type WatchedRun } from "../watched-run.ts";

/** A whole run as it was at one place. Never driven: whoever wants to go on from there takes a copy. */
export interface KeyFrame {
  readonly rowEnd: number;
  readonly nowUs: number;
  /** what it shares with others included: what it costs to go on from it */
  readonly bytes: number;
  /** that it may share with others */
  readonly buffers: ReadonlySet<ArrayBuffer>;
  readonly watched: WatchedRun;
}

/** What two key frames have in common they share. */
const shared: BufferCopies = new WeakMap();

export function keyFrameOf(watched: WatchedRun): KeyFrame {
  const { copy, bytes, buffers } = copyWatched(watched, shared);
  return { rowEnd: copy.run.journal.rowEnd, nowUs: copy.run.nowUs, bytes, buffers, watched: copy };
}

/** What key frames take together: a buffer that several share is there once, whichever of them goes. */
export function bytesTogether(frames: readonly KeyFrame[]): number {
  const all = new Set(frames);
  let bytes = 0;
  for (const frame of all) bytes += frame.bytes - bytesOf(frame.buffers);
  return bytes + bytesOf(new Set([...all].flatMap(({ buffers }) => [...buffers])));
}

function bytesOf(buffers: ReadonlySet<ArrayBuffer>): number {
  let bytes = 0;
  for (const { byteLength } of buffers) bytes += byteLength;
  return bytes;
}

/**
 * A run that goes on from a key frame along a future that is known: it writes on those pages, and the commands of that
 * future come again, each at its place.
 */
export function wake(frame: KeyFrame, pages: Pages, log: readonly TimedCommand[]): WatchedRun {
  const { copy } = copyWatched(frame.watched);
  copy.run.journal.usePages(pages);
  copy.run.world.willApply(log.slice(copy.run.world.log.length).filter(({ afterSteps }) => afterSteps !== undefined));
  return copy;
}

/** Copying so many bytes takes about half as long as one row of a run: so large key frames never take more time than half of what the run itself does. */
const BYTES_PER_ROW = 400;
const LARGE_BYTES = 6_553_600;

/**
 * The key frames of one future, oldest first. Evenly spread: when they are too many bytes, the one goes whose neighbours are
 * nearest to each other, and new ones are taken less often.
 */
export class KeyFrames {
  private readonly _frames: KeyFrame[];
  private _intervalRows: number;

  constructor(intervalRows: number, frames: readonly KeyFrame[] = []) {
    this._intervalRows = intervalRows;
    this._frames = [...frames];
  }

  get all(): readonly KeyFrame[] {
    return this._frames;
  }

  get intervalRows(): number {
    return this._intervalRows;
  }

  isDue(rowEnd: number): boolean {
    const last = this._frames.at(-1);
    return last === undefined || rowEnd - last.rowEnd >= Math.max(this._intervalRows, last.bytes > LARGE_BYTES ? last.bytes / BYTES_PER_ROW : 0);
  }

  add(frame: KeyFrame): void {
    this._frames.push(frame);
  }

  /** The last that is at a row or before it; of those of that very row not one whose clock went further. */
  before(rowEnd: number, nowUs: number): KeyFrame | undefined {
    return this._frames.findLast((frame) => frame.rowEnd <= rowEnd && frame.nowUs <= nowUs);
  }

  /** Those that another future shares that leaves this one at that row. */
  upTo(rowEnd: number, nowUs: number): readonly KeyFrame[] {
    return this._frames.filter((frame) => frame.rowEnd <= rowEnd && frame.nowUs <= nowUs);
  }

  /** The first and the last stay. False when nothing could go. */
  thin(): boolean {
    const frames = this._frames;
    if (frames.length <= 2) return false;
    let least = 1;
    let leastRows = Number.POSITIVE_INFINITY;
    for (let at = 1; at < frames.length - 1; at++) {
      const rows = frames[at + 1]!.rowEnd - frames[at - 1]!.rowEnd;
      if (rows >= leastRows) continue;
      least = at;
      leastRows = rows;
    }
    frames.splice(least, 1);
    this._intervalRows = Math.max(this._intervalRows, Math.floor(leastRows / 2));
    return true;
  }

  /** Those that begin before rows that are still kept go; where one is left, nothing older can be reached. */
  dropBefore(row: number): void {
    while (this._frames.length > 1 && this._frames[0]!.rowEnd < row) this._frames.shift();
  }
}
