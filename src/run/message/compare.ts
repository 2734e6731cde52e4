import { bytesToHex, hexToBytes } from "../../base/bytes.ts";
import type { MessageDescription } from "../shown.ts";
import { CHANGED_BYTES_MAX, type Changes, type FieldChange } from "../shown-message.ts";

/** Where two messages differ: byte by byte, and field by field of the same struct and name. */
export function changesBetween(a: MessageDescription, b: MessageDescription): Changes {
  const bytesA = hexToBytes(a.hex) ?? NO_BYTES;
  const bytesB = hexToBytes(b.hex) ?? NO_BYTES;
  return { bytes: differingBytes(bytesA, bytesB), fields: differingFields(a, bytesA, b, bytesB), bytesA: bytesA.length, bytesB: bytesB.length };
}

const NO_BYTES = new Uint8Array(0);

function differingBytes(a: Uint8Array, b: Uint8Array): number[] {
  const found: number[] = [];
  const end = Math.max(a.length, b.length);
  for (let at = 0; at < end && found.length < CHANGED_BYTES_MAX; at++) if (at >= a.length || at >= b.length || a[at] !== b[at]) found.push(at);
  return found;
}

function differingFields(a: MessageDescription, bytesA: Uint8Array, b: MessageDescription, bytesB: Uint8Array): FieldChange[] {
  const placesB = new Map(b.fields.map((field, index) => [keyOf(field), index]));
  const found: FieldChange[] = [];
  for (const [index, field] of a.fields.entries()) {
    const key = keyOf(field);
    const at = placesB.get(key) ?? -1;
    placesB.delete(key);
    const other = b.fields[at];
    if (other === undefined) found.push({ struct: field.struct, name: field.name, a: index, b: -1, value: true });
    else if (rawOf(bytesA, field) !== rawOf(bytesB, other)) found.push({ struct: field.struct, name: field.name, a: index, b: at, value: !saysSame(field, other, bytesA, bytesB) });
  }
  for (const index of placesB.values()) found.push({ struct: b.fields[index]!.struct, name: b.fields[index]!.name, a: -1, b: index, value: true });
  return found;
}

type FieldShown = MessageDescription["fields"][number];

function keyOf({ struct, name }: FieldShown): string {
  return `${struct} ${name}`;
}

function rawOf(bytes: Uint8Array, { offset, length }: FieldShown): string {
  return bytesToHex(bytes.subarray(offset, offset + length));
}

/** Bytes that nobody reads have no value but themselves: what the description says of them is only how many there are. */
function saysSame(field: FieldShown, other: FieldShown, bytesA: Uint8Array, bytesB: Uint8Array): boolean {
  return field.struct === "" ? rawOf(bytesA, field) === rawOf(bytesB, other) : field.value === other.value;
}
