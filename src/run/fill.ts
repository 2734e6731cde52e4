import { assert } from "../base/assert.ts";
import { US_PER_MS, US_PER_S } from "../base/time.ts";
import { ORDINALS, type TextKey, TEXTS } from "../texts/run.ts";

/** Fills the places of a text of the catalogue. Templates are taken apart once. */

export type Values = Readonly<Record<string, string | number>>;

const parsed = new Map<string, readonly string[]>();

/** The text of `key`, its places filled; a place that nobody filled is our mistake. */
export function say(key: TextKey, values: Values = {}): string {
  const template = TEXTS[key];
  let parts = parsed.get(template);
  if (parts === undefined) {
    parts = template.split(/[{}]/);
    parsed.set(template, parts);
  }
  let text = parts[0]!;
  for (let i = 1; i < parts.length; i += 2) {
    const value = values[parts[i]!];
    assert(value !== undefined, `text ${key}: nothing for {${parts[i]}}`);
    text += String(value) + parts[i + 1]!;
  }
  return text;
}

/** "1 byte", "64 bytes". */
export function sayBytes(count: number): string {
  return count === 1 ? say("bytes.one") : say("bytes.many", { count });
}

/** "1 line", "12 lines". */
export function sayLines(count: number): string {
  return count === 1 ? say("lines.one") : say("lines.many", { count });
}

/** A span of time as people say it: three digits at most, in the unit that fits. */
export function sayDuration(us: number): string {
  if (us < US_PER_MS) return say("duration.us", { count: us });
  if (us < US_PER_S) return say("duration.ms", { count: decimals(us, US_PER_MS) });
  return say("duration.s", { count: decimals(us, US_PER_S) });
}

/** "second"; "12th" from the eleventh on. */
export function sayOrdinal(number: number): string {
  if (number < ORDINALS.length) return ORDINALS[number]!;
  const last = number % 10;
  const teen = number % 100 >= 11 && number % 100 <= 13;
  return `${number}${!teen && last === 1 ? "st" : !teen && last === 2 ? "nd" : !teen && last === 3 ? "rd" : "th"}`;
}

export function capitalised(text: string): string {
  return text === "" ? "" : text[0]!.toUpperCase() + text.slice(1);
}

/** us / unit, with two decimals below 10, one below 100, none above; exact integer arithmetic, trailing zeros dropped. */
function decimals(us: number, unit: number): string {
  const whole = Math.floor(us / unit);
  const digits = whole < 10 ? 2 : whole < 100 ? 1 : 0;
  const scale = digits === 2 ? 100 : digits === 1 ? 10 : 1;
  const fraction = Math.floor(((us - whole * unit) * scale) / unit);
  if (fraction === 0) return String(whole);
  return `${whole}.${String(fraction).padStart(digits, "0").replace(/0+$/, "")}`;
}
