import { type ChartModel, perSecond, totals } from "./chart-model.ts";

/** Where the curves of a chart lie, in pixels. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  /** of the drawing area inside */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly highest: number;
  readonly xOf: (atUs: number) => number;
  readonly yOf: (value: number) => number;
}

const MARGIN = { left: 52, right: 10, top: 8, bottom: 18 };

export function plotOf(model: ChartModel, width: number, height: number): Plot {
  const left = MARGIN.left;
  const right = Math.max(left + 1, width - MARGIN.right);
  const bottom = height - MARGIN.bottom;
  const highest = niceAbove(Math.max(...(model.kind === "time" ? model.convergences.map(({ durationUs }) => durationUs) : totals(model)), 0));
  const spanUs = Math.max(1, model.stepUs * model.count);
  return {
    width,
    height,
    left,
    right,
    top: MARGIN.top,
    bottom,
    highest,
    xOf: (atUs) => left + ((atUs - model.fromUs) / spanUs) * (right - left),
    yOf: (value) => bottom - (value / highest) * (bottom - MARGIN.top),
  };
}

/** 1, 2 or 5 times a power of ten, not below `value`; 1 for nothing. */
export function niceAbove(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const times of [1, 2, 5]) if (value <= times * power * 1.000001) return times * power;
  return 10 * power;
}

/** The point below an x, -1 = there is none. */
export function pointAt(model: ChartModel, plot: Plot, x: number): number {
  if (model.count === 0) return -1;
  const at = Math.floor(((x - plot.left) / (plot.right - plot.left)) * model.count);
  return Math.min(model.count - 1, Math.max(0, at));
}

/** Bands of the curves, one upon the other, with steps: a count belongs to its whole interval. */
export function bandsOf(model: ChartModel, plot: Plot): { readonly key: string; readonly d: string }[] {
  const below = Array.from({ length: model.count }, () => 0);
  return model.curves.map(({ key, values, most }) => {
    const from = below.slice();
    for (let at = 0; at < model.count; at++) below[at]! += seen(model, (most ?? values)[at] ?? 0);
    return { key, d: stepArea(from, below, model, plot) };
  });
}

/** The line of a level at the end of each interval. */
export function lineOf(model: ChartModel, plot: Plot): string {
  const [curve] = model.curves;
  if (model.kind !== "level" || curve === undefined) return "";
  return steps(curve.values, model, plot);
}

function seen({ kind, stepUs }: ChartModel, count: number): number {
  return kind === "rate" ? perSecond(count, stepUs) : count;
}

function steps(values: readonly number[], model: ChartModel, plot: Plot): string {
  return values.map((value, at) => `${at === 0 ? "M" : "L"}${px(plot.xOf(model.fromUs + at * model.stepUs))} ${px(plot.yOf(value))}H${px(plot.xOf(model.fromUs + (at + 1) * model.stepUs))}`).join("");
}

function stepArea(from: readonly number[], to: readonly number[], model: ChartModel, plot: Plot): string {
  const xOf = (at: number): string => px(plot.xOf(model.fromUs + at * model.stepUs));
  const parts: string[] = [];
  for (let at = 0; at < model.count; ) {
    let end = at;
    while (end < model.count && to[end]! > from[end]!) end++;
    if (end === at) {
      at++;
      continue;
    }
    let d = `M${xOf(at)} ${px(plot.yOf(from[at]!))}`;
    for (let i = at; i < end; i++) d += `V${px(plot.yOf(to[i]!))}H${xOf(i + 1)}`;
    for (let i = end - 1; i >= at; i--) d += `V${px(plot.yOf(from[i]!))}H${xOf(i)}`;
    parts.push(`${d}Z`);
    at = end;
  }
  return parts.join("");
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
