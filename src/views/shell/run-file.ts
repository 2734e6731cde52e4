import type { Session } from "../../store/session.ts";
import { TEXTS } from "../../texts/page.ts";

/** Hands the run (engine version, scenario, seed, commands, digest) to the visitor as a file. */
export async function downloadRunFile(session: Session): Promise<void> {
  const { json } = await session.query({ query: "runFile" });
  const address = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = TEXTS.transport.runFileName(session.mirror.getState().loaded?.seed ?? 0);
  link.click();
  URL.revokeObjectURL(address);
}
