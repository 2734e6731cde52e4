import type { LoadSource } from "../../store/session.ts";

/** What to load for a file. */
export async function sourceOfFile(_name: string, text: string): Promise<LoadSource> {
  return { json: text };
}
