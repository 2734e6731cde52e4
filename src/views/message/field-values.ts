/** Values of fields as a form shows them and as people write them. */

/** "0x0000000a" or "10" as the other way of writing it; what is no number stays as it is. */
export function inBase(text: string, base: "dec" | "hex", bytes: number): string {
  const value = numberOf(text);
  if (value === null) return text;
  if (base === "dec") return value.toString();
  return `0x${BigInt.asUintN(8 * bytes, value).toString(16).padStart(2 * bytes, "0")}`;
}

/** A whole number as it was written, decimal (a sign is allowed) or 0x; null = it is none. */
export function numberOf(text: string): bigint | null {
  const trimmed = text.trim();
  if (!/^(?:-?\d+|0x[0-9a-f]+)$/i.test(trimmed)) return null;
  return BigInt(trimmed);
}

/** The parts of cmd: its flags in the top byte, the command with its size in the low three. */
export function cmdOf(text: string): { readonly flags: number; readonly base: number; readonly units: number } | null {
  const value = numberOf(text);
  if (value === null || value < 0n || value > 0xffff_ffffn) return null;
  const word = Number(value);
  return { flags: word >>> 24, base: word & 0xff_ffff, units: word & 0xff };
}

export function cmdText(flags: number, base: number): string {
  return `0x${(((flags << 24) | base) >>> 0).toString(16).padStart(8, "0")}`;
}
