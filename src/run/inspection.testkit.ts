import { bytesToHex } from "../base/bytes.ts";
import { messageFromJson } from "../wire/json.ts";

/** Hex of a LNK_SPAN that nobody sent. */
export function encodedSpan(): string {
  const made = messageFromJson({ name: "LNK_SPAN", flags: "CREATE", fields: { msgid: "0x77", label: "forged", proto_version: 1, dist: 3 } }, "header", false);
  if (!made.ok) throw new Error(made.error.join());
  return bytesToHex(made.value.bytes);
}
