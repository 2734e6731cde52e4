import type { LoadSource } from "../../store/session.ts";

export type FileOpened = { readonly ok: true; readonly source: LoadSource } | { readonly ok: false; readonly path: string; readonly message: string };

/** What to load for a file: a scenario and a run file stay as they are, a graph becomes a scenario. The readers come only when a file does. */
export async function openFile(name: string, text: string, seed: number): Promise<FileOpened> {
  if (/^\s*\{\s*"spanscopeRun"/.test(text)) return { ok: true, source: { json: text } };
  const { scenarioTextOfFile } = await import("../../import/graph-file.ts");
  const read = scenarioTextOfFile(name, text, seed);
  return read.ok ? { ok: true, source: { json: read.value } } : { ok: false, ...read.error };
}
