import type { Command } from "../../port/messages.ts";
import { STATUS_MAX, type StatusDraft } from "./StatusFields.tsx";

/** The command of a draft, or null while it says nothing that can be sent. */
export function statusCommand(node: string, pfs: string, { text, status, type }: StatusDraft): Command | null {
  const number = /^\d+$/.test(status.trim()) ? Number(status) : -1;
  if (text.trim() === "" || number < 0 || number > STATUS_MAX) return null;
  return { do: "updateStatus", node, pfs, status: number, ...(type === "" ? {} : { type }), text: text.trim() };
}
