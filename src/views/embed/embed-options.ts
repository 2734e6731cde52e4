import { fail, ok, type Result } from "../../base/result.ts";

/** What the address of an embedded lab says (docs/embedding.md). */
export interface EmbedOptions {
  /** a name of the library, or the text of a topology; null = as the page opens, or the run in the fragment */
  readonly source: { readonly name: string } | { readonly topology: string } | null;
  readonly seed: number | null;
  /** simulated microseconds per second; null = as the scenario says */
  readonly speedUsPerS: number | null;
  readonly theme: "dark" | "light" | null;
  readonly play: boolean;
  readonly controls: boolean;
  readonly panels: readonly EmbedPanel[];
  /** the only origin that may talk to it; null = whichever page it is in */
  readonly origin: string | null;
}

export const EMBED_PANELS = ["events", "inspector"] as const;
export type EmbedPanel = (typeof EMBED_PANELS)[number];

const SEED_MAX = 0xffff_ffff;
const NAME_MAX = 200;

/** Whether the page is to be a lab in a frame. */
export function isEmbedded(search: string): boolean {
  const value = new URLSearchParams(search).get("embed");
  return value !== null && value !== "0";
}

/** The options, or every parameter that is wrong: which, and what was expected. */
export function readEmbedOptions(search: string): Result<EmbedOptions, readonly string[]> {
  const given = new URLSearchParams(search);
  const faults: string[] = [];
  const read = <Value>(name: string, reader: (text: string) => Value | null, expected: string): Value | null => {
    const text = given.get(name);
    if (text === null) return null;
    const value = text.length > NAME_MAX ? null : reader(text);
    if (value === null) faults.push(`${name}: expected ${expected}, found "${text.slice(0, 60)}"`);
    return value;
  };
  const flag = (text: string): boolean | null => (text === "1" ? true : text === "0" ? false : null);
  const scenario = read("scenario", (text) => (/^[a-z0-9-]+$/.test(text) ? text : null), "the name of a scenario of the library");
  const topology = read("topology", (text) => (text === "" ? null : text), 'a topology such as "ring:12"');
  if (scenario !== null && topology !== null) faults.push("topology: expected nothing beside scenario, which brings its own");
  const seed = read("seed", wholeNumber, `a whole number from 0 to ${SEED_MAX}`);
  const speedUsPerS = read("speed", speedUsPerSOf, 'a factor of real time such as "1/50", "1" or "10", or "max"');
  const theme = read("theme", (text) => (text === "dark" || text === "light" ? text : null), '"dark" or "light"');
  const play = read("play", flag, "1 or 0");
  const controls = read("controls", flag, "1 or 0");
  const panels = read("panels", panelsOf, `a list of ${EMBED_PANELS.join(", ")}`);
  const origin = read("origin", originOf, 'an origin such as "https://school.example"');
  if (faults.length > 0) return fail(faults);
  const source = scenario !== null ? { name: scenario } : topology !== null ? { topology } : null;
  return ok({ source, seed, speedUsPerS, theme, play: play ?? true, controls: controls ?? true, panels: panels ?? [], origin });
}

function wholeNumber(text: string): number | null {
  return /^\d{1,10}$/.test(text) && Number(text) <= SEED_MAX ? Number(text) : null;
}

/** "1/50", "1", "2.5", "max" as simulated microseconds per second. */
export function speedUsPerSOf(text: string): number | null {
  if (text === "max") return Number.POSITIVE_INFINITY;
  const [, above = "", below] = /^(\d{1,6}(?:\.\d{1,3})?)(?:\/(\d{1,6}))?$/.exec(text) ?? [];
  const usPerS = Math.round((Number(above) * 1_000_000) / Number(below ?? 1));
  return above !== "" && Number.isFinite(usPerS) && usPerS >= 1 ? usPerS : null;
}

function panelsOf(text: string): readonly EmbedPanel[] | null {
  const names = text.split(",").filter((name) => name !== "");
  const panels = names.filter((name): name is EmbedPanel => (EMBED_PANELS as readonly string[]).includes(name));
  return panels.length === names.length ? panels : null;
}

function originOf(text: string): string | null {
  try {
    const { origin } = new URL(text);
    return origin === text.replace(/\/$/, "") ? origin : null;
  } catch {
    return null;
  }
}
