import type { Session } from "../../store/session.ts";
import { freshShell } from "./transcript.ts";

/** Shells that were opened by hand a moment ago and whose prompt has not been shown yet: the cursor goes there. */
const fresh = new Set<string>();

/** Opens a shell over the best span and shows it; a refusal is told as every command's. */
export async function openShell(session: Session, from: string, to: string): Promise<void> {
  const as = freshShell(session.mirror.getState().panel?.transactions ?? []);
  if (!(await session.command({ do: "open", as, from, to, service: "shell", text: "" }))) return;
  fresh.add(as);
  session.ui.showShell(as);
}

/** True once for each. */
export function wasJustOpened(name: string): boolean {
  return fresh.delete(name);
}
