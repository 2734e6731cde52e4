import { type BufferCopies, copyGraph, type GraphCopy } from "../base/graph-copy.ts";
import type { Scenario } from "../sim/scenario.ts";
import { Captions } from "./captions.ts";
import type { Run } from "./run.ts";
import { ShellTranscripts } from "./shell-transcripts.ts";
import { Series } from "./series/series.ts";
import { MarksOfRun } from "./tape/tape-marks.ts";

/**
 * A run that somebody looks at, with what only its whole past can tell: captions, transcripts of shells, curves, marks of the tape. This is what a
 * key frame copies.
 */
export class WatchedRun {
  readonly run: Run;
  readonly captions: Captions;
  readonly shells: ShellTranscripts;
  readonly marks = new MarksOfRun();
  readonly series: Series;

  constructor(run: Run) {
    this.run = run;
    this.captions = new Captions(run.names, run.chronicle.transactions, run.scenario.hint, run.scenario.switches.lossUs, run);
    this.shells = new ShellTranscripts(run);
    this.series = new Series(run.journal, run.chronicle.msgids, run.world.log);
    run.chronicle.addReader(this.series);
    run.chronicle.addReader(this.captions);
    run.chronicle.addReader(this.shells);
    run.chronicle.addReader(this.marks);
  }
}

/** A copy that goes on by itself, at the same place; its journal shares the pages of the original, so the two must have one future until `Journal.branch`. `before`: for copies that are never driven (key frames). */
export function copyWatched(watched: WatchedRun, before: BufferCopies | null = null): GraphCopy<WatchedRun> {
  watched.run.chronicle.catchUp();
  return copyGraph(watched, unchanging(watched.run.scenario), before);
}

/** A copy of a run alone, with a future of its own: for trying out what would happen. */
export function copyRun(run: Run): Run {
  run.chronicle.catchUp();
  const { copy } = copyGraph(run, unchanging(run.scenario));
  copy.journal.branch();
  return copy;
}

/** A scenario never changes: all that hangs on it is shared. */
const known = new WeakMap<Scenario, ReadonlySet<object>>();
function unchanging(scenario: Scenario): ReadonlySet<object> {
  let objects = known.get(scenario);
  if (objects === undefined) {
    objects = objectsOf(scenario);
    known.set(scenario, objects);
  }
  return objects;
}

function objectsOf(root: object): Set<object> {
  const found = new Set<object>([root]);
  for (const object of found) {
    for (const value of Object.values(object)) if (typeof value === "object" && value !== null) found.add(value as object);
  }
  return found;
}
