/** Bytes as text and back, and words in both byte orders. Nothing here allocates but the functions that return new arrays. */

const HEX = "0123456789abcdef";

export function bytesToHex(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += HEX[bytes[i] >>> 4]! + HEX[bytes[i] & 15]!;
  return text;
}

/** White space between digits is allowed; undefined when anything else is not a hex digit or a digit is missing. */
export function hexToBytes(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s+/g, "");
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits)) return undefined;
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (digitOf(digits.charCodeAt(2 * i)) << 4) | digitOf(digits.charCodeAt(2 * i + 1));
  return bytes;
}

/** The value of a hex digit: letters of both cases have 9 less than their value in their low four bits, and bit 6 set. */
function digitOf(code: number): number {
  return (code & 15) + 9 * (code >>> 6);
}

export function readU16(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  return bigEndian ? (bytes[at] << 8) | bytes[at + 1] : bytes[at] | (bytes[at + 1] << 8);
}

export function readU32(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  return bigEndian
    ? ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0
    : (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

export function writeU16(bytes: Uint8Array, at: number, value: number, bigEndian: boolean): void {
  bytes[at] = bigEndian ? value >>> 8 : value;
  bytes[at + 1] = bigEndian ? value : value >>> 8;
}

export function writeU32(bytes: Uint8Array, at: number, value: number, bigEndian: boolean): void {
  if (bigEndian) {
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
  } else {
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
  }
}

/** UTF-8 of a string; a lone surrogate becomes U+FFFD. (The platform's TextEncoder is not to be had left of `port`.) */
export function utf8Encode(text: string): Uint8Array {
  const out: number[] = [];
  for (const character of text) {
    let code = character.codePointAt(0)!;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >>> 6), 0x80 | (code & 63));
    else if (code < 0x10000) out.push(0xe0 | (code >>> 12), 0x80 | ((code >>> 6) & 63), 0x80 | (code & 63));
    else out.push(0xf0 | (code >>> 18), 0x80 | ((code >>> 12) & 63), 0x80 | ((code >>> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(out);
}

/** The text of UTF-8 bytes; every byte that is not part of a well-formed character becomes U+FFFD. */
export function utf8Decode(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i];
    const more = lead < 0x80 ? 0 : lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : -1;
    const code = more < 0 ? -1 : readCharacter(bytes, i, more);
    text += code < 0 ? "\ufffd" : String.fromCodePoint(code);
    i += code < 0 ? 1 : more + 1;
  }
  return text;
}

const LEAST_CODE = [0, 0x80, 0x800, 0x10000];

function readCharacter(bytes: Uint8Array, at: number, more: number): number {
  if (at + more >= bytes.length) return -1;
  let code = more === 0 ? bytes[at] : bytes[at] & (0x3f >>> more);
  for (let i = 1; i <= more; i++) {
    if ((bytes[at + i] & 0xc0) !== 0x80) return -1;
    code = (code << 6) | (bytes[at + i] & 63);
  }
  const overlong = code < LEAST_CODE[more]!;
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return overlong || surrogate || code > 0x10ffff ? -1 : code;
}

/** "0x0000a00000000007": a 64-bit id from its two words, as every table of the lab shows it. */
export function id64(hi: number, lo: number): string {
  return `0x${(hi >>> 0).toString(16).padStart(8, "0")}${(lo >>> 0).toString(16).padStart(8, "0")}`;
}

/** The two words of "0x…" (1 to 16 hex digits, underscores allowed), or undefined. */
export function parseId64(text: string): { readonly hi: number; readonly lo: number } | undefined {
  const match = /^0x([0-9a-f]{1,16})$/i.exec(text.replace(/_/g, ""));
  if (!match) return undefined;
  const digits = match[1]!.padStart(16, "0");
  return { hi: Number.parseInt(digits.slice(0, 8), 16), lo: Number.parseInt(digits.slice(8), 16) };
}
