import { PLANTED_FAULTS, type PlantedName } from "../node/planted.ts";
import { VARIANTS, type VariantName, variantsOn, withVariants } from "../node/variants.ts";
import type { Command } from "../sim/commands.ts";
import type { Scenario } from "../sim/scenario.ts";
import { generateCase } from "./generate/generate-case.ts";
import { type HuntCase, PLAIN_HUNT } from "./hunt-case.ts";
import { runCase } from "./run-case.ts";
import { type Shrunk, shrunk } from "./shrink/shrink.ts";
import { tried } from "./shrink/trial.ts";

/** Something that must be caught: a variant that rules forbid, or a planted fault. */
export interface Canary {
  readonly name: string;
  readonly rules: readonly string[];
  readonly variant: VariantName | null;
  readonly planted: PlantedName | null;
  /** so many commands may be left beside topology and announcements: more where a quorum takes them */
  readonly commandsMax: number;
}

export const SEEDS_MAX = 300;
const QUORUM_RULES = ["CAC-01", "CAC-02", "QRM-01"];

export const CANARIES: readonly Canary[] = [
  ...VARIANTS.filter(({ forbiddenBy }) => forbiddenBy.length > 0).map(({ name, forbiddenBy }): Canary => ({ name, rules: forbiddenBy, variant: name, planted: null, commandsMax: 6 })),
  ...PLANTED_FAULTS.map(({ name, rule }): Canary => ({ name, rules: [rule], variant: null, planted: name, commandsMax: QUORUM_RULES.includes(rule) ? 10 : 6 })),
];

/** A seed with which a canary is caught, and what catches it. */
export interface Catch {
  readonly seed: number;
  readonly check: string;
}

/** The case of a seed with the canary in it. */
export function caseWith({ variant }: Canary, seed: number): HuntCase {
  return generateCase(seed, { ...PLAIN_HUNT, variants: variant === null ? [] : [variant] });
}

/** What the hunter finds with that seed, as soon as it does; null = nothing. */
export function caught(canary: Canary, seed: number): Catch | null {
  const found = tried(caseWith(canary, seed), { check: null, planted: canary.planted });
  return found === null ? null : { seed, check: found.check };
}

/**
 * The first of the seeds with which it is caught, without which nothing is, and whose case becomes as small as it must; null = none. (What harms
 * a message by its number in the run stays large: with anything else gone it is another message.)
 */
export function search(canary: Canary, seedsMax = SEEDS_MAX): Catch | null {
  for (let seed = 1; seed <= seedsMax; seed++) {
    const found = caught(canary, seed);
    if (found === null || runCase(generateCase(seed), { twice: false }).state !== "holds") continue;
    const small = shrunkOf(canary, found);
    if (small !== null && commandsLeft(small.huntCase.scenario) <= canary.commandsMax) return found;
  }
  return null;
}

export function shrunkOf(canary: Canary, { seed, check }: Catch): Shrunk | null {
  return shrunk(caseWith(canary, seed), check, { planted: canary.planted });
}

/** The same case without the canary. */
export function withoutCanary({ variant }: Canary, huntCase: HuntCase): HuntCase {
  const { scenario } = huntCase;
  const { switches } = scenario;
  return variant === null ? huntCase : { ...huntCase, scenario: { ...scenario, switches: withVariants(switches, variantsOn(switches).filter((name) => name !== variant)) } };
}

const SETTING_UP: ReadonlySet<string> = new Set<Command["do"]>(["addNode", "addLink", "announce"]);

/** Commands beside topology and announcements. */
export function commandsLeft({ commands }: Scenario): number {
  return commands.filter(({ command }) => !SETTING_UP.has(command.do)).length;
}

const COLUMNS = ["canary", "rules", "seed", "caught by", "commands", "nodes", "links"] as const;

/** One line of the table. */
export function rowOf(canary: Canary, found: Catch | null, small: Shrunk | null): string[] {
  const rules = canary.rules.join(" ");
  if (found === null || small === null) return [canary.name, rules, "-", "nothing", "-", "-", "-"];
  const { scenario } = small.huntCase;
  return [canary.name, rules, String(found.seed), found.check, String(commandsLeft(scenario)), String(scenario.nodes.length), String(scenario.links.length)];
}

export function tableOf(rows: readonly (readonly string[])[]): string {
  const all = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_, at) => Math.max(...all.map((row) => row[at]!.length)));
  return `${all.map((row) => row.map((cell, at) => cell.padEnd(widths[at]!)).join("  ").trimEnd()).join("\n")}\n`;
}

/** The seeds of a table that was written before, by canary. */
export function seedsOf(table: string): ReadonlyMap<string, number> {
  return new Map(table.split("\n").slice(1).flatMap((line) => {
    const [name, , seed] = line.split(/ {2,}/);
    return name !== undefined && /^\d+$/.test(seed ?? "") ? [[name, Number(seed)] as const] : [];
  }));
}
