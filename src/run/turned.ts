import { VARIANTS, variantsOn, withVariants, type VariantName } from "../node/variants.ts";
import type { Scenario } from "../sim/scenario.ts";
import { VARIANT_TEXTS } from "../texts/variants.ts";
import type { VariantShown } from "./shown.ts";

/** The scenario with exactly these variants on. What it claims speaks of it as it was written: with others on it claims nothing. */
export function turned(written: Scenario, names: readonly VariantName[]): Scenario {
  const switches = withVariants(written.switches, names);
  const same = variantsOn(written.switches).join(" ") === variantsOn(switches).join(" ");
  return same ? written : { ...written, switches, expect: [] };
}

/** All variants, and which are on. */
export function variantsShown({ switches }: Scenario): VariantShown[] {
  const on = variantsOn(switches);
  return VARIANTS.map(({ name, forbiddenBy }) => ({ name, ...VARIANT_TEXTS[name], forbiddenBy, on: on.includes(name) }));
}
