/** The curves of a run over a window of simulated time, as the page draws them. */
export interface SeriesWindow {
  /** time of the newest row that was counted: the window may reach beyond it */
  readonly endUs: number;
  /** first microsecond of the first point; points follow each other by `stepUs` */
  readonly fromUs: number;
  readonly stepUs: number;
  readonly count: number;
  /** messages sent in each point, by family (order of FAMILIES) */
  readonly messages: readonly (readonly number[])[];
  readonly bytes: readonly number[];
  /** transactions that were aborted */
  readonly aborted: readonly number[];
  /** at the end of each point, and the most in it */
  readonly spans: SeriesLevel;
  readonly transactions: SeriesLevel;
  readonly convergences: readonly Convergence[];
}

export interface SeriesLevel {
  readonly last: readonly number[];
  readonly most: readonly number[];
}

/** How long spans went on changing after something disturbed the mesh. */
export interface Convergence {
  /** event number of the command; -1 = the start of the run */
  readonly row: number;
  readonly atUs: number;
  /** the command in words; "" for the start */
  readonly cause: string;
  /** until the last change of a span, before the next disturbance */
  readonly durationUs: number;
  readonly changes: number;
  /** settled: nothing has changed since for long enough; disturbed: the next disturbance came before that */
  readonly state: "going on" | "settled" | "disturbed";
}

/** One generator of traffic. */
export interface GeneratorLine {
  readonly name: string;
  /** "every 10 ms, a transaction from A, to pfsD" */
  readonly plan: string;
  readonly state: "running" | "paused" | "ended";
  readonly acts: number;
  readonly failed: number;
  readonly open: number;
  /** simulated time of its next act, null = none */
  readonly nextUs: number | null;
}
