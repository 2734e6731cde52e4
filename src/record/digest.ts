/** One digest of everything that happened so far: two 32-bit lanes that every row of the journal goes through. */
export class Digest {
  a = 0x243f6a88;
  b = 0x85a308d3 | 0;

  /** One word more, for what happens seldom. */
  mix(word: number): void {
    this.a = Math.imul(((this.a << 7) | (this.a >>> 25)) ^ word, 0x9e3779b1);
    this.b = Math.imul(((this.b << 11) | (this.b >>> 21)) ^ this.a, 0x85ebca6b);
  }

  /** 16 hex digits. */
  toString(): string {
    return hex(finish(this.a, this.b)) + hex(finish(this.b, this.a));
  }
}

/** Spreads what is in the lanes over all bits (MurmurHash3's finalizer). */
function finish(word: number, other: number): number {
  let hash = word ^ Math.imul(other, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
