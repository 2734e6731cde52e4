import { replay } from "../run/replay.ts";
import { tellingOf } from "../run/run-telling.ts";
import { mermaidText } from "../run/share/mermaid.ts";
import { OWN_BOUNDS, sharedRunFromText } from "../run/share/shared-run.ts";
import { textTrace } from "../run/share/text-trace.ts";
import type { PieceChoice } from "../run/shown-sharing.ts";
import { LIBRARY } from "../scenarios/library.ts";
import type { CommandResult } from "./decode.ts";
import type { Platform } from "./run-platform.ts";
import { sayFault } from "./run-source.ts";

/** `spanscope trace` as the command line says it: a run file, and which piece of the run as what. */
export interface TraceRequest {
  readonly path: string;
  readonly piece: PieceChoice;
  readonly mermaid: boolean;
}

/** Executes a run file again and prints a piece of it, as the page's dialog "Share" copies it. Exit 1: it came out differently. */
export function traceCommand({ path, piece, mermaid }: TraceRequest, platform: Platform): CommandResult {
  const text = platform.readText(path);
  if (!text.ok) return { lines: [], exitCode: 2, errors: [`${path} cannot be read (${text.error})`] };
  const read = sharedRunFromText(text.value, LIBRARY, OWN_BOUNDS);
  if (!read.ok) return { lines: [], exitCode: 2, errors: read.error.map((fault) => sayFault(path, fault)) };
  const { file, branch } = read.value;
  const run = replay(file, { checks: false });
  run.chronicle.catchUp();
  const telling = tellingOf(run);
  const lines = mermaid ? mermaidText(run, telling, piece).trimEnd().split("\n") : textTrace(run, telling, piece, branch === null || branch.leftRow === null ? null : branch.name);
  const same = run.digest === file.digest;
  return { lines, exitCode: same ? 0 : 1, errors: same ? [] : [`the digest is ${run.digest}, the file says ${file.digest}: this is another run`] };
}
