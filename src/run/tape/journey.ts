import type { WatchedRun } from "../watched-run.ts";
import type { Branch } from "./branch.ts";
import { type KeyFrame, keyFrameOf, wake } from "./key-frames.ts";

/** A place in a run: as soon as so many rows have happened, or a simulated time. */
export type Place = { readonly rowEnd: number } | { readonly atUs: number };

/** From a key frame so many rows before a place, places shortly before it are near: for those who go back event by event. */
const NEAR_ROWS = 1_500;
/** A way of fewer rows is short enough as it is. */
const SHORT_ROWS = 4_000;

/**
 * On the way to a place in the known past of a branch: from the last key frame before it, or from where the cursor stands if that is nearer, by
 * executing again what happened. In pieces, so that nobody has to wait for it.
 */
export class Journey {
  readonly place: Place;
  readonly watched: WatchedRun;
  /** a key frame shortly before the place, when the way was long */
  near: KeyFrame | null = null;
  private readonly _branch: Branch;
  private readonly _wantsNear: boolean;
  private readonly _fromRow: number;
  private readonly _toRow: number;

  /** `place` must lie before the end of the branch. `cursor`: it may be driven on; null = it must stay where it is. `wantsNear`: whoever goes there will want what is just before it next. */
  constructor(branch: Branch, place: Place, cursor: WatchedRun | null, near: KeyFrame | null, wantsNear: boolean) {
    const { head, frames } = branch;
    const { journal } = head.run;
    const atUs = "atUs" in place ? place.atUs : journal.timeUs(place.rowEnd - 1);
    const rowEnd = "atUs" in place ? journal.rowAt(place.atUs + 1) : place.rowEnd;
    const best = [frames.before(rowEnd, atUs), near !== null && near.rowEnd <= rowEnd && near.nowUs <= atUs ? near : undefined].reduce((one, other) => ((other?.rowEnd ?? -1) > (one?.rowEnd ?? -1) ? other : one));
    const isOnTheWay = cursor !== null && cursor.run.journal.rowEnd <= rowEnd && cursor.run.nowUs <= atUs && cursor.run.journal.rowEnd >= (best?.rowEnd ?? 0);
    this._branch = branch;
    this._wantsNear = wantsNear;
    this.place = place;
    this.watched = isOnTheWay || best === undefined ? cursor! : wake(best, journal.pages, head.run.world.log);
    this._fromRow = this.watched.run.journal.rowEnd;
    this._toRow = rowEnd;
  }

  /** At most so many steps; true when the run stands at the place. */
  goOn(stepsMax: number): boolean {
    const { run } = this.watched;
    const { place } = this;
    for (let steps = 0; !this._isThere(); steps++) {
      if (steps === stepsMax) return false;
      if (this._wantsNear && this.near === null && this._toRow - this._fromRow > SHORT_ROWS && run.journal.rowEnd >= this._toRow - NEAR_ROWS) this.near = keyFrameOf(this.watched);
      if (!run.step()) break;
    }
    if ("atUs" in place && place.atUs > run.nowUs) run.advanceTo(place.atUs, 0);
    return true;
  }

  get perMille(): number {
    const rows = Math.max(1, this._toRow - this._fromRow);
    return Math.floor((1_000 * (this.watched.run.journal.rowEnd - this._fromRow)) / rows);
  }

  private _isThere(): boolean {
    const { run } = this.watched;
    const { place } = this;
    if ("rowEnd" in place) return run.journal.rowEnd >= place.rowEnd;
    return run.world.nextTimeUs > place.atUs || isAtEnd(run, this._branch);
  }
}

/** Whether a run has done all that the branch's own has. */
export function isAtEnd(run: WatchedRun["run"], { head }: Branch): boolean {
  return run.steps >= head.run.steps && run.journal.rowEnd >= head.run.journal.rowEnd;
}
