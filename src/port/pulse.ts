/** Between two beats of the page, and beats without any answer after which a worker is said to stand still. */
export const BEAT_MS = 2_000;
const UNANSWERED_MAX = 10;

/**
 * Whether a worker still answers. What counts are beats that the page has sent and nobody has answered, not the clock: a page in the background sends
 * few, one that slept sends none. Nothing is ended here, for a worker that stands still in a debugger, or is at something long, goes on by and by.
 */
export class Pulse {
  private readonly _send: () => void;
  private readonly _stalled: (seconds: number | null) => void;
  private _unanswered = 0;
  /** something came from this worker: before, it may still be on its way here */
  private _began = false;
  private _lost = false;

  constructor(send: () => void, stalled: (seconds: number | null) => void) {
    this._send = send;
    this._stalled = stalled;
  }

  /** Another worker. */
  begin(): void {
    this.heard();
    this._began = this._lost = false;
  }

  /** There is no worker any more. */
  lose(): void {
    this.heard();
    this._lost = true;
  }

  /** It stands still, or there is none. */
  get isGone(): boolean {
    return this._lost || this._unanswered >= UNANSWERED_MAX;
  }

  /** Anything that it says is an answer. */
  heard(): void {
    if (this._unanswered >= UNANSWERED_MAX) this._stalled(null);
    this._unanswered = 0;
    this._began = true;
  }

  beat(): void {
    if (!this._began || this._lost) return;
    // Of one that stands still all that is sent waits for it.
    if (this._unanswered < UNANSWERED_MAX) this._send();
    this._unanswered++;
    if (this._unanswered >= UNANSWERED_MAX) this._stalled((this._unanswered * BEAT_MS) / 1_000);
  }
}
