/**
 * The simulated time that the picture shows. Frames come when the worker has them; between two of them the picture
 * goes on with the wall clock at the run's speed, so that messages move evenly. It never runs ahead of what the worker
 * has confirmed by more than AHEAD_WALL_MS of playing, never back while the run goes on, and stands when it is paused.
 */
export const AHEAD_WALL_MS = 50;

/** How fast the picture's time is drawn to the expected one: the share of the difference made good in 100 ms. */
const PULL_PER_100_MS = 0.5;
/** A difference of more wall time than this is a jump (a seek, a hidden tab): no drawing, a cut. */
const JUMP_WALL_MS = 400;

export interface ConfirmedTime {
  readonly nowUs: number;
  readonly playing: boolean;
  readonly speedUsPerS: number;
}

export interface ShownClock {
  /** a frame has come */
  confirm(time: ConfirmedTime, wallMs: number): void;
  /** the simulated time to show at this moment */
  at(wallMs: number): number;
}

export function createShownClock(): ShownClock {
  let confirmed: ConfirmedTime = { nowUs: 0, playing: false, speedUsPerS: 0 };
  let confirmedMs = 0;
  let shownUs = 0;
  let shownMs = 0;

  return {
    confirm(time, wallMs) {
      const stands = !runsEvenly(time);
      const restarted = time.nowUs < confirmed.nowUs;
      confirmed = time;
      confirmedMs = wallMs;
      if (stands || restarted) {
        shownUs = time.nowUs;
        shownMs = wallMs;
      }
    },
    at(wallMs) {
      if (!runsEvenly(confirmed)) return confirmed.nowUs;
      const usPerMs = confirmed.speedUsPerS / 1_000;
      const ahead = Math.min(Math.max(wallMs - confirmedMs, 0), AHEAD_WALL_MS);
      const expectedUs = confirmed.nowUs + ahead * usPerMs;
      const passedMs = Math.max(0, wallMs - shownMs);
      const evenUs = shownUs + passedMs * usPerMs;
      const off = expectedUs - evenUs;
      const jump = Math.abs(off) > JUMP_WALL_MS * usPerMs;
      const pull = 1 - (1 - PULL_PER_100_MS) ** (passedMs / 100);
      const drawnUs = jump ? expectedUs : Math.max(shownUs, evenUs + off * pull);
      shownUs = Math.min(drawnUs, confirmed.nowUs + AHEAD_WALL_MS * usPerMs);
      shownMs = wallMs;
      return shownUs;
    },
  };
}

/** As fast as it goes, or not at all: then only what is confirmed can be shown. */
function runsEvenly(time: ConfirmedTime): boolean {
  return time.playing && Number.isFinite(time.speedUsPerS) && time.speedUsPerS > 0;
}
