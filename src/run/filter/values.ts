import { id64, parseId64 } from "../../base/bytes.ts";
import { US_PER_MS, US_PER_S } from "../../base/time.ts";
import { type FilterField, type Operator } from "./fields.ts";

/** Largest count and time: exact in a double, and far beyond any run. */
const DIGITS_MAX = 15;

/** A value in its printed form, or null when the field has no such value. `~` takes any text. */
export function valueOf(field: FilterField, operator: Operator, text: string): string | null {
  if (operator === "~") return text;
  switch (field.type) {
    case "enum":
      return listed(field, text);
    case "flags":
      return flagsOf(field, text);
    case "id":
      return idOf(text);
    case "count":
      return countOf(field, text);
    case "time":
      return timeOf(text);
    default:
      return text === "" ? null : text;
  }
}

/** As the list of the field writes it. */
function listed({ values }: FilterField, text: string): string | null {
  return values.find((value) => value.toLowerCase() === text.toLowerCase()) ?? null;
}

/** "none" = no flag at all. */
function flagsOf(field: FilterField, text: string): string | null {
  if (text.toLowerCase() === NO_FLAGS) return NO_FLAGS;
  const asked = text.split("|").map((one) => listed(field, one.trim()));
  if (asked.includes(null)) return null;
  return field.values.filter((flag) => asked.includes(flag)).join("|");
}
export const NO_FLAGS = "none";

function idOf(text: string): string | null {
  const id = parseId64(text);
  return id === undefined ? null : id64(id.hi, id.lo);
}

function countOf(field: FilterField, text: string): string | null {
  const name = listed(field, text);
  if (name !== null) return name;
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return String(Number.parseInt(text.slice(2), 16));
  return /^\d+$/.test(text) && text.replace(/^0+/, "").length <= DIGITS_MAX ? text.replace(/^0+(?=\d)/, "") : null;
}

const UNITS: Readonly<Record<string, { readonly us: number; readonly decimals: number }>> = {
  us: { us: 1, decimals: 0 },
  "µs": { us: 1, decimals: 0 },
  ms: { us: US_PER_MS, decimals: 3 },
  s: { us: US_PER_S, decimals: 6 },
};

/** Whole microseconds, exactly: "2.1s" is 2100000us. */
function timeOf(text: string): string | null {
  const match = /^(\d{1,9})(?:\.(\d{1,6}))?(us|µs|ms|s)$/i.exec(text);
  if (match === null) return null;
  const [, whole = "", fraction = "", unit = ""] = match;
  const { us, decimals } = UNITS[unit.toLowerCase()]!;
  if (fraction.replace(/0+$/, "").length > decimals) return null;
  const part = decimals === 0 ? 0 : Number(fraction.slice(0, decimals).padEnd(decimals, "0"));
  return `${Number(whole) * us + part}us`;
}
