/** A uuid as four words in the order of its text: "11223301-4455-11e1-8899-aabbccddee01" is 0x11223301 0x445511e1 0x8899aabb 0xccddee01. */
export type UuidWords = Uint32Array;

const PATTERN = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i;

export function parseUuid(text: string): UuidWords | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const digits = match.slice(1).join("");
  return Uint32Array.from([0, 8, 16, 24], (at) => Number.parseInt(digits.slice(at, at + 8), 16));
}

export function formatUuid(words: UuidWords): string {
  const digits = Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

export function isNilUuid(words: UuidWords): boolean {
  return (words[0] | words[1] | words[2] | words[3]) === 0;
}

export function sameUuid(a: UuidWords, b: UuidWords): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}
