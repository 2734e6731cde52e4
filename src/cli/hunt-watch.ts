import { url as debuggerUrl } from "node:inspector";

/** Seconds without a word from a thread after which it is ended. A beat comes every 512 steps of the engine, which take a few milliseconds. */
export const PATIENCE_S = 120;
const TICK_MS = 1_000;

/** What a thread that hunts writes for whoever waits for it: which of its seeds it is at, and how often it has told that it goes on. */
const SEED_AT = 0;
const BEATS = 1;
const CELLS = 2;

export function newPulse(): SharedArrayBuffer {
  return new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT);
}

/** The thread's side. */
export class PulseWriter {
  private readonly _cells: Int32Array;

  constructor(pulse: SharedArrayBuffer) {
    this._cells = new Int32Array(pulse);
  }

  begin(seedAt: number): void {
    Atomics.store(this._cells, SEED_AT, seedAt);
    this.beat();
  }

  beat(): void {
    Atomics.add(this._cells, BEATS, 1);
  }
}

/**
 * The side that waits: looks once a second whether the thread went on, and gives it up after `patienceS` looks in vain. What counts are looks,
 * not the clock: a machine that slept, or was too busy to look, has not waited. While a debugger is there nothing is given up.
 */
export class PulseWatch {
  private readonly _cells: Int32Array;
  private readonly _timer: NodeJS.Timeout;
  private readonly _isDebugged: () => boolean;
  private _seen = 0;
  private _inVain = 0;

  constructor(pulse: SharedArrayBuffer, patienceS: number, givenUp: () => void, isDebugged = () => debuggerUrl() !== undefined) {
    this._cells = new Int32Array(pulse);
    this._isDebugged = isDebugged;
    this._timer = setInterval(() => {
      if (this._looks() >= patienceS) {
        this.end();
        givenUp();
      }
    }, TICK_MS);
  }

  /** Which of its seeds the thread is at. */
  get seedAt(): number {
    return Atomics.load(this._cells, SEED_AT);
  }

  end(): void {
    clearInterval(this._timer);
  }

  private _looks(): number {
    const beats = Atomics.load(this._cells, BEATS);
    // 0: it was not begun yet, and waits for a thread that is free.
    if (beats === 0 || beats !== this._seen || this._isDebugged()) this._inVain = 0;
    else this._inVain++;
    this._seen = beats;
    return this._inVain;
  }
}
