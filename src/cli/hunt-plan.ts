import { fail, ok, type Result } from "../base/result.ts";
import { generateCase } from "../hunt/generate/generate-case.ts";
import type { HuntOptions } from "../hunt/hunt-case.ts";
import { casePrint, textPrint } from "../hunt/seed-record.ts";
import { isPlantedName, PLANTED_NAMES, type PlantedName } from "../node/planted.ts";
import type { VariantName } from "../node/variants.ts";
import { ENGINE_VERSION } from "../record/version.ts";
import { type Scenario, scenarioFromJson, scenarioToFile } from "../sim/scenario.ts";
import type { HuntAsked } from "./hunt-output.ts";
import type { Platform } from "./run-platform.ts";
import { sayFault, scenarioOf } from "./run-source.ts";

/** What a hunt looks for, as the command line says it: the same whoever hunts which seeds. */
export interface HuntWish {
  readonly seeds: { readonly first: number; readonly last: number };
  /** a name of the library or a file */
  readonly scenario?: string;
  readonly variants: readonly VariantName[];
  readonly plant?: string;
}

/** The same, read: for the hunter, and as parts and reports say it. */
export interface HuntPlan {
  readonly asked: HuntAsked;
  readonly options: HuntOptions;
  readonly planted: PlantedName | null;
}

/** Or lines that say what is wrong. */
export function planOf(wish: HuntWish, platform: Platform): Result<HuntPlan, string[]> {
  const options = optionsOf(wish, platform);
  if (!options.ok) return options;
  const planted = plantedOf(wish.plant);
  if (!planted.ok) return fail([planted.error]);
  return ok({ asked: askedFor(wish, options.value, planted.value), options: options.value, planted: planted.value });
}

function optionsOf({ scenario, variants }: HuntWish, platform: Platform): Result<HuntOptions, string[]> {
  if (scenario === undefined) return ok({ scenario: null, variants });
  const read = scenarioOf({ scenario }, platform);
  if (!read.ok) return read;
  // From its own file, as whoever hunts elsewhere reads it: one scenario, one print.
  const again = scenarioFromJson(JSON.parse(JSON.stringify(scenarioToFile(read.value))));
  return again.ok ? ok({ scenario: again.value, variants }) : fail(again.error.map((fault) => sayFault(scenario, fault)));
}

function plantedOf(name: string | undefined): Result<PlantedName | null, string> {
  if (name === undefined) return ok(null);
  return isPlantedName(name) ? ok(name) : fail(`--plant: "${name}" is not known; expected one of ${PLANTED_NAMES.join(", ")}`);
}

function askedFor({ seeds, variants }: HuntWish, { scenario }: HuntOptions, planted: PlantedName | null): HuntAsked {
  return { engine: ENGINE_VERSION, generator: generatorPrint(), seeds, scenario: scenario === null ? null : { title: scenario.title, print: scenarioPrint(scenario) }, variants: [...variants], planted };
}

export function scenarioPrint(scenario: Scenario): string {
  return textPrint(JSON.stringify(scenarioToFile(scenario)));
}

/** Of the cases of some seeds: whoever draws others has another generator. */
export function generatorPrint(): string {
  return textPrint([0, 1, 2, 3, 4].map((seed) => casePrint(generateCase(seed))).join());
}
