/** A run that is so far behind the clock does not hurry after it: the machine slept, or is too slow, and what the run would miss is left out. */
const BEHIND_US_MAX = 1_000_000;

/** Simulated time locked to a clock: where the run should be now. All of it in microseconds. */
export class Pace {
  /** simulated time that was left out because the machine did not keep up */
  skippedUs = 0;
  /** the clock when simulated time was 0 */
  private _zeroUs: number;

  constructor(clockUs: number, simulatedUs: number) {
    this._zeroUs = clockUs - simulatedUs;
  }

  /** Where the run should be, given where it is; never back, and never so far ahead that time would have to be caught up by the minute. */
  target(clockUs: number, simulatedUs: number): number {
    const aheadUs = Math.floor(clockUs - this._zeroUs) - simulatedUs;
    if (aheadUs <= 0) return simulatedUs;
    if (aheadUs > BEHIND_US_MAX) {
      this.skippedUs += aheadUs - BEHIND_US_MAX;
      this._zeroUs += aheadUs - BEHIND_US_MAX;
    }
    return simulatedUs + Math.min(aheadUs, BEHIND_US_MAX);
  }
}
