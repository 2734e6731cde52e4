import { PALETTE_TEXTS } from "../../texts/palette.ts";

/** Keys as tinykeys writes them, told to people. */

const { names, spoken } = PALETTE_TEXTS.keys;

/** The parts of "$mod+k" as they stand on the keys: "Ctrl", "K". */
export function keyParts(keys: string, isMac: boolean): string[] {
  const parts = keys === "+" ? ["+"] : keys.split("+").map((part) => (part === "" ? "+" : part));
  // "?" and the like are reached with Shift on most keyboards and without it on others; the sign says enough
  const bare = parts.length === 2 && parts[0] === "Shift" && /^[^a-zA-Z0-9]$/.test(parts[1]) ? [parts[1]] : parts;
  return bare.map((part) => partText(part, isMac));
}

function partText(part: string, isMac: boolean): string {
  if (part === "$mod") return isMac ? names.Command : names.Control;
  return names[part] ?? (part.length === 1 ? part.toUpperCase() : part);
}

/** The same for ears and for aria-keyshortcuts. */
export function keysSpoken(keys: string, isMac: boolean): string {
  const raw = keys.split("+");
  return keyParts(keys, isMac)
    .map((text, i) => spoken[raw[i] ?? ""] ?? text)
    .join(" ");
}

/** As `aria-keyshortcuts` wants them: "Control+K". */
export function ariaKeys(keys: string, isMac: boolean): string {
  return keys.replace("$mod", isMac ? "Meta" : "Control");
}

/** One spelling for each key, so that two of them can be compared. */
export function keyIdentity(keys: string): string {
  return keys
    .toLowerCase()
    .replace("$mod", "control")
    .replace(/^shift\+([^a-z0-9+])$/, "$1");
}

/** The keys to be bound: a sign that some keyboards have without Shift is heard either way. */
export function boundKeys(keys: string): readonly string[] {
  const sign = /^Shift\+([^a-zA-Z0-9])$/.exec(keys)?.[1];
  return sign === undefined ? [keys] : [keys, sign];
}

export function isMac(): boolean {
  return /mac|iphone|ipad/i.test(navigator.userAgent);
}
