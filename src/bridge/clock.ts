/** The time of the machine; tests bring one that goes as they like. */
export interface Clock {
  /** microseconds since some moment, never back */
  nowUs(): number;
  /** Calls once, so many microseconds later. */
  after(us: number, act: () => void): Alarm;
}

export interface Alarm {
  cancel(): void;
}
