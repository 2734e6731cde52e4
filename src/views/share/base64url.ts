import { fail, ok, type Result } from "../../base/result.ts";

/** Bytes as text that may stand in an address as it is (RFC 4648, section 5, without padding). */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character.charCodeAt(0), value]));

export function toBase64url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = Math.min(3, bytes.length - i);
    const group = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let digit = 0; digit <= left; digit += 1) text += ALPHABET[(group >> (18 - 6 * digit)) & 63];
  }
  return text;
}

/** The bytes, or which character is wrong. There is one text for the same bytes: what else would read as them is refused. */
export function fromBase64url(text: string): Result<Uint8Array<ArrayBuffer>, string> {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  if (text.length % 4 === 1) return fail(`its ${text.length} characters are cut off: no such number of them holds whole bytes`);
  let group = 0;
  let at = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = VALUES.get(text.charCodeAt(i));
    if (value === undefined) return fail(`character ${i + 1} is "${text[i]}"; expected letters, digits, - and _`);
    group = (group << 6) | value;
    const has = ((i + 1) * 6) % 8;
    if (i % 4 !== 0) bytes[at++] = (group >> has) & 255;
    group &= (1 << has) - 1;
  }
  return group === 0 ? ok(bytes) : fail("its last character holds bits that belong to nothing: it was cut off or changed");
}
