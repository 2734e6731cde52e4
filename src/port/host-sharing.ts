import type { Run } from "../run/run.ts";
import type { Telling } from "../run/sentences.ts";
import { mermaidText } from "../run/share/mermaid.ts";
import { type NamedScenario, type SharedBranch, type SharedPlace, sharedRunText, shortScenario } from "../run/share/shared-run.ts";
import { textTrace } from "../run/share/text-trace.ts";
import type { Scenario } from "../sim/scenario.ts";
import type { Answer, Query, Watch } from "./messages.ts";

/** How the run is looked at, besides what the page watches. */
export interface Standing {
  readonly branch: SharedBranch | null;
  readonly place: SharedPlace | null;
  readonly speedUsPerS: number;
  readonly playing: boolean;
}

const shortened = new WeakMap<Scenario, ReturnType<typeof shortScenario>>();

/** The run, its place and what is watched, for a link or for the shelf of saved runs. */
export function sharedRun(run: Run, watch: Watch, standing: Standing, library: readonly NamedScenario[]): Answer {
  let scenario = shortened.get(run.scenario);
  if (scenario === undefined) shortened.set(run.scenario, (scenario = shortScenario(run.scenario, library)));
  return { query: "sharedRun", json: sharedRunText(run, scenario, { ...standing, watch: shortWatch(watch) }), commands: run.placedCommands, events: run.journal.rowEnd, atUs: run.nowUs, digest: run.digest };
}

/** A piece of the run as text. */
export function pieceText(query: Extract<Query, { query: "piece" }>, run: Run, telling: Telling, branch: string | null): Answer {
  run.chronicle.catchUp();
  const { piece, form } = query;
  const text = form === "mermaid" ? mermaidText(run, telling, piece) : `${textTrace(run, telling, piece, branch).join("\n")}\n`;
  return { query: "piece", text };
}

/** Without what is not watched. */
function shortWatch(watch: Watch): unknown {
  const { families, node, link, text, ...more } = watch.feedFilter;
  const filtered = families.length > 0 || node !== null || link !== null || text !== "" || Object.keys(more).length > 0;
  const told = Object.entries({ ...watch, feedFilter: filtered ? watch.feedFilter : null }).filter(([, value]) => value !== null);
  return told.length === 0 ? null : Object.fromEntries(told);
}
