/**
 * `aux_descr` as a shared-memory link has it (WIRE-06, SHM-01). The header leaves it open and this is ours: the low word is
 * the offset of the data in the region in bytes, a multiple of 64; the high word the generation of its piece, never 0.
 */
import { readU32 } from "../base/bytes.ts";
import { BASE, type Field } from "./layout.ts";

const AT = BASE.fields.aux_descr.offset;

/** Its two halves, in the order in which they stand in the message: the sender's. */
export function descrFields(bigEndian: boolean): readonly { readonly name: "generation" | "offset"; readonly field: Field }[] {
  const word = (name: "generation" | "offset", offset: number) => ({ name, field: { offset, length: 4, kind: "u32", hex: false, reserved: false } as const });
  return bigEndian ? [word("generation", AT), word("offset", AT + 4)] : [word("offset", AT), word("generation", AT + 4)];
}

/** What it names, of a message at the start of `bytes`. */
export function readDescr(bytes: Uint8Array, bigEndian: boolean): { readonly generation: number; readonly offset: number } {
  const [hi, lo] = bigEndian ? [AT, AT + 4] : [AT + 4, AT];
  return { generation: readU32(bytes, hi, bigEndian), offset: readU32(bytes, lo, bigEndian) };
}
