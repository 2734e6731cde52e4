import { US_PER_S } from "../../base/time.ts";
import type { Convergence, SeriesWindow } from "../../port/messages.ts";
import { FAMILIES } from "../../store/contract.ts";
import { bytesOf, durationOf, grouped, timeOf } from "../../texts/units.ts";
import { CHART_TEXTS } from "../../texts/charts.ts";

export const CHART_IDS = ["messages", "bytes", "spans", "transactions", "aborted", "convergence"] as const;
export type ChartId = (typeof CHART_IDS)[number];

/** One curve: a number for each point; as it was counted (rates are made of it for the eye), with what it was at most where that differs. */
export interface Curve {
  readonly key: keyof typeof CHART_TEXTS.series;
  readonly values: readonly number[];
  readonly most?: readonly number[];
}

/** What a chart shows, without a pixel: everything that is drawn, said, listed or exported comes from here. */
export interface ChartModel {
  readonly id: ChartId;
  readonly title: string;
  /** rate: `values` are counts of a point, shown per second; level: as they are; time: durations at their disturbance */
  readonly kind: "rate" | "level" | "time";
  readonly fromUs: number;
  readonly stepUs: number;
  readonly count: number;
  readonly curves: readonly Curve[];
  readonly convergences: readonly Convergence[];
  readonly summary: string;
}

export function modelsOf(window: SeriesWindow): ChartModel[] {
  const { fromUs, stepUs, count } = window;
  const base = { fromUs, stepUs, count, convergences: [] };
  const toUs = fromUs + stepUs * count;
  const rate = (id: "messages" | "bytes" | "aborted", curves: readonly Curve[]): ChartModel => summed({ ...base, id, title: CHART_TEXTS.titles[id], kind: "rate", curves, summary: "" });
  const level = (id: "spans" | "transactions"): ChartModel => summed({ ...base, id, title: CHART_TEXTS.titles[id], kind: "level", curves: [{ key: id, values: window[id].last, most: window[id].most }], summary: "" });
  const convergences = window.convergences.filter(({ atUs }) => atUs >= fromUs && atUs < toUs);
  return [
    rate("messages", FAMILIES.map((key, at) => ({ key, values: window.messages[at] ?? [] }))),
    level("transactions"),
    level("spans"),
    { ...base, id: "convergence", title: CHART_TEXTS.titles.convergence, kind: "time", curves: [], convergences, summary: sayConvergence(convergences.at(-1)) },
    rate("bytes", [{ key: "bytes", values: window.bytes }]),
    rate("aborted", [{ key: "aborted", values: window.aborted }]),
  ];
}

/** All curves together, point by point, as the eye sees them: per second where they are rates. */
export function totals({ kind, curves, count, stepUs }: ChartModel): number[] {
  return Array.from({ length: count }, (_, at) => {
    const sum = curves.reduce((whole, { values, most }) => whole + (most ?? values)[at]!, 0);
    return kind === "rate" ? perSecond(sum, stepUs) : sum;
  });
}

export function perSecond(count: number, stepUs: number): number {
  return (count * US_PER_S) / stepUs;
}

function summed(model: ChartModel): ChartModel {
  const seen = totals(model);
  const most = seen.reduce((highest, value, at) => (value > seen[highest]! ? at : highest), 0);
  if (seen.length === 0 || seen[most] === 0) return { ...model, summary: CHART_TEXTS.nothing };
  const when = timeOf(model.fromUs + most * model.stepUs);
  if (model.kind === "level") return { ...model, summary: CHART_TEXTS.level(grouped(model.curves[0]!.values.at(-1)!), grouped(seen[most]!), when) };
  const all = model.curves.reduce((sum, { values }) => sum + values.reduce((whole, value) => whole + value, 0), 0);
  const total = model.id === "bytes" ? bytesOf(all) : model.id === "messages" ? CHART_TEXTS.messages(all) : CHART_TEXTS.aborts(all);
  return { ...model, summary: CHART_TEXTS.rate(shown(model, perSecond(all, model.stepUs * model.count)), shown(model, seen[most]!), when, total) };
}

export function sayConvergence(one: Convergence | undefined): string {
  if (one === undefined) return CHART_TEXTS.nothing;
  const cause = one.cause === "" ? CHART_TEXTS.start : `${one.cause[0]!.toUpperCase()}${one.cause.slice(1)}`;
  const say = one.state === "settled" ? CHART_TEXTS.settled : one.state === "disturbed" ? CHART_TEXTS.disturbed : CHART_TEXTS.goingOn;
  return say(cause, durationOf(one.durationUs));
}

/** A value as the axis and the readout say it. */
export function shown({ id, kind }: Pick<ChartModel, "id" | "kind">, value: number): string {
  if (kind === "time") return durationOf(Math.round(value));
  if (id === "bytes") return bytesOf(Math.round(value));
  return value >= 100 || Number.isInteger(value) ? grouped(Math.round(value)) : String(Number(value.toFixed(1)));
}

/** What stands at one point, curve by curve. */
export function readout(model: ChartModel, at: number): string {
  const { curves, kind, stepUs, fromUs } = model;
  const parts = curves.map(({ key, values }) => ({ name: CHART_TEXTS.series[key], value: kind === "rate" ? perSecond(values[at] ?? 0, stepUs) : (values[at] ?? 0) }));
  const named = curves.length === 1 ? parts.map(({ value }) => shown(model, value)) : parts.filter(({ value }) => value > 0).map(({ name, value }) => `${name} ${shown(model, value)}`);
  return `${timeOf(fromUs + at * stepUs)}: ${named.length === 0 ? "0" : named.join(", ")}`;
}

// ---------------------------------------------------------------- as values

/** The table of a chart: a head and rows, numbers as they were counted. */
export function tableOf(model: ChartModel): { readonly head: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] } {
  if (model.kind === "time") {
    return { head: ["at_us", "event", "disturbance", "duration_us", "changes_of_spans", "state"], rows: model.convergences.map(({ atUs, row, cause, durationUs, changes, state }) => [atUs, row, cause === "" ? CHART_TEXTS.start : cause, durationUs, changes, state]) };
  }
  const head = ["from_us", "until_us", ...model.curves.flatMap(({ key, most }) => (most === undefined ? [key] : [key, `${key}_most`]))];
  const rows = Array.from({ length: model.count }, (_, at) => {
    const from = model.fromUs + at * model.stepUs;
    return [from, from + model.stepUs, ...model.curves.flatMap(({ values, most }) => (most === undefined ? [values[at] ?? 0] : [values[at] ?? 0, most[at] ?? 0]))];
  });
  return { head, rows };
}

export function csvOf(model: ChartModel): string {
  const { head, rows } = tableOf(model);
  const cell = (value: string | number): string => (typeof value === "number" ? String(value) : `"${value.replaceAll('"', '""')}"`);
  return `${[head.map(String), ...rows.map((row) => row.map(cell))].map((row) => row.join(",")).join("\r\n")}\r\n`;
}

export function jsonOf(model: ChartModel): string {
  const { head, rows } = tableOf(model);
  return `${JSON.stringify({ chart: model.id, title: model.title, unit: model.kind === "rate" ? "count in each interval" : model.kind === "level" ? "at the end of each interval" : "microseconds", rows: rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at]]))) }, null, 1)}\n`;
}
