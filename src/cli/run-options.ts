import { InvalidArgumentError } from "commander";
import { BYTE_ORDERS } from "../run/byte-order.ts";
import { SECURITY_WISHES } from "../node/secure/link-security.ts";
import { isVariantName, VARIANT_NAMES, type VariantName } from "../node/variants.ts";
import { parseDurationUs } from "../base/time.ts";

/** Readers of option values: each says what it expected. Commander puts the option's name before it. */

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : -1;
    if (number < least || number > most) throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`);
    return number;
  };
}

export const BYTE_ORDER_CHOICES: readonly string[] = BYTE_ORDERS;
export const SECURITY_CHOICES: readonly string[] = SECURITY_WISHES;

/** One more variant; the option may stand several times. */
export function variantName(text: string, before: readonly VariantName[] = []): readonly VariantName[] {
  if (!isVariantName(text)) throw new InvalidArgumentError(`expected one of ${VARIANT_NAMES.join(", ")}`);
  return [...before, text];
}

/** One more of an option that may stand several times. */
export function oneMore(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

/** Simulated time as text with a unit. */
export function duration(text: string): number {
  const us = parseDurationUs(text);
  if (us === undefined || !Number.isSafeInteger(us)) throw new InvalidArgumentError('expected a time such as "5s", "250ms" or "10min"');
  return us;
}

export function durationOrQuiet(text: string): number | "quiet" {
  if (text === "quiet") return "quiet";
  const us = parseDurationUs(text);
  if (us === undefined || !Number.isSafeInteger(us)) throw new InvalidArgumentError('expected "quiet" or a time such as "5s"');
  return us;
}

/** "1-300", or one seed alone. */
export function seedRange(text: string): { readonly first: number; readonly last: number } {
  const [, first, last = first] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (first === undefined || range.last > 0xffff_ffff || range.first > range.last) throw new InvalidArgumentError("expected two seeds such as 1-300, the smaller one first, up to 4294967295");
  return range;
}

/** "2/8": the second of eight. */
export function shard(text: string): { readonly number: number; readonly of: number } {
  const [, number, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const found = { number: Number(number), of: Number(of) };
  if (number === undefined || found.number < 1 || found.number > found.of) throw new InvalidArgumentError("expected a shard such as 2/8, from 1/8 to 8/8");
  return found;
}
