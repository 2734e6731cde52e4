import type { Changes, MessageDescription } from "../../port/messages.ts";

/** Changes as the views of bytes and fields mark them, on either side. */

/** Offsets with the byte of the other side; "–" where that has none. */
export function changedAgainst(changes: Changes, other: MessageDescription): ReadonlyMap<number, string> {
  return new Map(changes.bytes.map((at) => [at, other.hex.slice(2 * at, 2 * at + 2) || "–"]));
}

/** Indices of the fields that differ. */
export function changedFields(changes: Changes, side: "a" | "b"): ReadonlySet<number> {
  return new Set(changes.fields.map((change) => change[side]).filter((index) => index >= 0));
}
