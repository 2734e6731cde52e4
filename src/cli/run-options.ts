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
