import type { DecodeFault } from "../../wire/faults.ts";

/**
 * What may be wrong with a message of a capture, as it can be seen in the capture alone: what a framer refuses (WIRE-09, the
 * first that it finds), and what no sender that keeps the rules sends. The dissector for Wireshark has the same list.
 */
export const MARKS = {
  magic: { rule: "WIRE-02", severity: "error" },
  header_size: { rule: "WIRE-03", severity: "error" },
  truncated: { rule: "WIRE-09", severity: "error" },
  hdr_crc: { rule: "WIRE-04", severity: "error" },
  aux_size: { rule: "WIRE-10", severity: "error" },
  aux_crc: { rule: "WIRE-05", severity: "error" },
  sequence: { rule: "WIRE-07", severity: "error" },
  record_length: { rule: "LINK-02", severity: "error" },
  record_number: { rule: "LINK-02", severity: "error" },
  unknown_command: { rule: "WIRE-03", severity: "note" },
  reserved: { rule: "WIRE-08", severity: "note" },
  one_way_flags: { rule: "TX-01", severity: "error" },
  link_spanid: { rule: "TX-01", severity: "error" },
  transaction: { rule: "TX-02", severity: "error" },
  no_transaction: { rule: "TX-07", severity: "note" },
  dist: { rule: "SPAN-01", severity: "error" },
  c2012: { rule: "C12-04", severity: "error" },
} as const satisfies Readonly<Record<string, { readonly rule: string; readonly severity: "error" | "note" }>>;

export type Mark = keyof typeof MARKS;

/** By the name and place that a framer gives its fault. */
export function markOfFault({ name, offset }: DecodeFault): Mark {
  if (name === "SYNC") return "magic";
  if (name === "XCRC") return "hdr_crc";
  if (name === "ACRC") return "aux_crc";
  if (name === "MSGSEQ") return "sequence";
  return offset === 24 ? "header_size" : "aux_size";
}
