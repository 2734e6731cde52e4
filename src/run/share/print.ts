import { utf8Encode } from "../../base/bytes.ts";
import { crc32c } from "../../wire/crc.ts";

/** Eight hex digits of a text: they tell a changed one, not a forged one. */
export function printOf(text: string): string {
  const bytes = utf8Encode(text);
  return (crc32c(bytes, 0, bytes.length) >>> 0).toString(16).padStart(8, "0");
}

/** JSON of a value, the keys of its objects in order: equal for what is equal, however it was written. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
