/** Hex as people write it (spaces, lines, "0x", commas, offsets left out) as plain digits; null where something else stands between them. */
export function cleanHex(text: string): string | null {
  const digits = text.replace(/0x/gi, "").replace(/[\s,_:]+/g, "").toLowerCase();
  return /^(?:[0-9a-f]{2})*$/.test(digits) ? digits : null;
}

/** Digits in groups of four bytes, eight bytes a line: as a form shows them. */
export function spacedHex(digits: string): string {
  return (digits.match(/.{1,16}/g) ?? []).map((line) => (line.match(/.{1,8}/g) ?? []).map((word) => (word.match(/.{1,2}/g) ?? []).join(" ")).join("  ")).join("\n");
}
