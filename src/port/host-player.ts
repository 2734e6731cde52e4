import { clampSpeed, owed, type Pace, paceAt } from "../run/pacing.ts";
import type { Tape } from "../run/tape/tape.ts";

/** Steps between two looks at the clock. */
const LOOK_STEPS = 32;
/** A backlog of more wall time than this is dropped, and the frames say that the worker is behind. */
const BACKLOG_MS = 100;

/** What the player tells whoever owns it, at every look at the clock. */
export interface PlayerListener {
  /** it has driven the run on */
  readonly looked: () => void;
  /** a breakpoint was met, and the run stands */
  readonly met: () => void;
}

/**
 * Lets the run at the cursor of a tape go on as fast as is wanted of it: what passes on the wall clock becomes simulated time
 * owed, and that is driven in slices. The clock comes in as a function, so that a test can be the clock.
 */
export class Player {
  readonly #tape: Tape;
  readonly #nowMs: () => number;
  readonly #listener: PlayerListener;
  #playing: boolean;
  #pace: Pace;
  /** simulated time that the pace has reached; Infinity = as fast as it goes */
  #targetUs: number;
  /** `runTo`: go there as fast as it goes, then pause; -1 = not asked for */
  #runToUs = -1;
  #lastMs: number;
  #behind = false;

  constructor(tape: Tape, nowMs: () => number, usPerS: number, playing: boolean, listener: PlayerListener) {
    this.#tape = tape;
    this.#nowMs = nowMs;
    this.#listener = listener;
    this.#playing = playing;
    this.#pace = paceAt(usPerS);
    this.#targetUs = this.#nowUs;
    this.#lastMs = nowMs();
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** It plays, or is on its way to a time. */
  get isDriving(): boolean {
    return this.#playing || this.#runToUs >= 0;
  }

  get behind(): boolean {
    return this.#behind;
  }

  get usPerS(): number {
    return this.#pace.usPerS;
  }

  /** Nothing will happen by itself, and no clock has to be shown going. */
  get isIdle(): boolean {
    const { isLive, head } = this.#tape;
    return this.#pace.usPerS === Number.POSITIVE_INFINITY && isLive && head.run.world.nextTimeUs === Number.POSITIVE_INFINITY;
  }

  play(playing: boolean): void {
    this.#catchUpToNow();
    this.#runToUs = -1;
    this.#playing = playing;
    this.#behind = false;
    this.#targetUs = this.#nowUs;
  }

  setSpeed(usPerS: number): void {
    this.#catchUpToNow();
    this.#pace = paceAt(clampSpeed(usPerS));
    this.#targetUs = this.#nowUs;
  }

  /** To a time that is still to come, as fast as it goes. */
  runTo(atUs: number): void {
    if (atUs > this.#nowUs) this.#runToUs = atUs;
  }

  /** The cursor is elsewhere: the clock goes on from there. */
  moved(): void {
    this.#targetUs = this.#nowUs;
  }

  /** Drives on until a wall time; true when there is more to do at once. */
  advance(untilMs: number): boolean {
    if (this.#runToUs >= 0) return this.#goTo(untilMs);
    this.#catchUpToNow();
    if (!this.#playing) return false;
    if (this.#targetUs <= this.#nowUs) {
      this.#behind = false;
      return false;
    }
    if (this.#drive(this.#targetUs, untilMs)) {
      this.#behind = false;
      return this.#targetUs === Number.POSITIVE_INFINITY && this.#playing && !this.isIdle;
    }
    this.#dropBacklog();
    return true;
  }

  #goTo(untilMs: number): boolean {
    if (!this.#drive(this.#runToUs, untilMs)) return true;
    this.#runToUs = -1;
    this.#targetUs = this.#nowUs;
    return false;
  }

  /** Steps up to a simulated time until a wall time; true when it was reached, or a breakpoint was. */
  #drive(targetUs: number, untilMs: number): boolean {
    for (;;) {
      const advance = this.#tape.advanceTo(targetUs, LOOK_STEPS);
      this.#listener.looked();
      if (advance === "met") {
        this.play(false);
        this.#listener.met();
      }
      if (advance !== "more") return true;
      if (this.#nowMs() >= untilMs) return false;
    }
  }

  /** What passed on the wall clock since the last look becomes simulated time owed. */
  #catchUpToNow(): void {
    const nowMs = this.#nowMs();
    const wallUs = Math.floor((nowMs - this.#lastMs) * 1_000);
    this.#lastMs += wallUs / 1_000;
    if (!this.#playing) return;
    const { us, pace } = owed(this.#pace, wallUs);
    this.#pace = pace;
    this.#targetUs = Math.max(this.#targetUs, this.#nowUs) + us;
  }

  #dropBacklog(): void {
    if (this.#pace.usPerS === Number.POSITIVE_INFINITY) return;
    const backlogUsMax = Math.ceil((this.#pace.usPerS * BACKLOG_MS) / 1_000);
    if (this.#targetUs - this.#nowUs <= backlogUsMax) return;
    this.#targetUs = this.#nowUs + backlogUsMax;
    this.#behind = true;
  }

  get #nowUs(): number {
    return this.#tape.cursor.run.nowUs;
  }
}
