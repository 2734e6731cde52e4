import type { Command } from "../../sim/commands.ts";
import { QUIET_US, type Run } from "../run.ts";
import { sayCommand } from "../sentence-commands.ts";
import { sayPlan } from "../sentence-generators.ts";
import type { Convergence, GeneratorLine, SeriesWindow } from "../shown-series.ts";
import { FAMILIES } from "../shown.ts";
import { SUM } from "./buckets.ts";
import type { Series } from "./series.ts";

/** ours: points of one answer */
export const POINTS_MAX = 2_000;

/**
 * What the curves are between two times, in at most so many points. A point is one bucket or several; the window grows to
 * whole ones.
 */
export function seriesWindow(run: Run, series: Series, fromUs: number, toUs: number, points: number): SeriesWindow {
  const { buckets } = series;
  const { widthUs } = buckets;
  const first = Math.floor(Math.max(0, fromUs) / widthUs);
  const end = Math.max(first + 1, Math.floor((Math.max(fromUs, toUs) + widthUs - 1) / widthUs));
  const most = Math.max(1, Math.min(points, POINTS_MAX));
  const each = Math.floor((end - first + most - 1) / most);
  const start = Math.floor(first / each) * each;
  const count = Math.floor((end - start + each - 1) / each);
  const column = (read: (from: number, end: number) => number): number[] => Array.from({ length: count }, (_, i) => read(start + i * each, start + (i + 1) * each));
  const sum = (index: number): number[] => column((a, b) => buckets.sum(index, a, b));
  const level = (index: number) => ({ last: column((_, b) => buckets.last(index, b)), most: column((a, b) => buckets.most(index, a, b)) });
  return {
    endUs: series.endUs,
    fromUs: start * widthUs,
    stepUs: each * widthUs,
    count,
    messages: FAMILIES.map((_, family) => sum(family)),
    bytes: sum(SUM.bytes),
    aborted: sum(SUM.aborted),
    spans: level(0),
    transactions: level(1),
    convergences: convergencesOf(run, series),
  };
}

/** All of the run: they are few. */
export function convergencesOf(run: Run, { convergences: { all } }: Series): Convergence[] {
  return all.map(({ row, atUs, command, lastChangeUs, changes }, at) => {
    const next = all[at + 1];
    const untilUs = next === undefined ? run.nowUs : next.atUs;
    const rested = untilUs - lastChangeUs >= QUIET_US;
    return {
      row,
      atUs,
      cause: command < 0 ? "" : causeOf(run, command),
      durationUs: lastChangeUs - atUs,
      changes,
      state: rested ? "settled" : next === undefined ? "going on" : "disturbed",
    };
  });
}

function causeOf(run: Run, index: number): string {
  const logged: { readonly command: Command } | null = run.command(index);
  return logged === null ? "" : sayCommand(logged.command, run.names);
}

/** The generators of a run, as their commands began. */
export function generatorLines({ world }: Run): GeneratorLine[] {
  return world.generators.all.map(({ name, plan, state, acts, failed, open, nextUs }) => ({ name, plan: sayPlan(plan), state, acts, failed, open, nextUs: nextUs === Number.POSITIVE_INFINITY ? null : nextUs }));
}
