import { expect, test } from "vitest";
import { DEFAULT_SWITCHES } from "./config.ts";
import { isPlantedName, PLANT, PLANTED_FAULTS, plantOf } from "./planted.ts";
import { isVariantName, mayRunAway, VARIANT_NAMES, VARIANTS, variantsOn, withVariants } from "./variants.ts";

test("each variant is turned on by its switches, and all others are off", () => {
  expect([variantsOn(DEFAULT_SWITCHES), VARIANT_NAMES]).toEqual([[], VARIANTS.map(({ name }) => name)]);
  for (const { name, switches } of VARIANTS) {
    const changed = withVariants(DEFAULT_SWITCHES, [name]);
    expect([name, changed]).toEqual([name, { ...DEFAULT_SWITCHES, ...switches }]);
    expect([variantsOn(changed), withVariants(changed, [])]).toEqual([[name], DEFAULT_SWITCHES]);
  }
  expect(variantsOn(withVariants(DEFAULT_SWITCHES, VARIANT_NAMES))).toEqual(VARIANT_NAMES);
});

test("what no variant speaks of stays, and what is no variant's value too", () => {
  const own = { ...DEFAULT_SWITCHES, pingUs: 77, distanceMax: 3 };
  expect(withVariants(own, [])).toEqual(own);
  expect(withVariants(own, ["no-hold"])).toEqual({ ...own, holdUs: 0 });
});

test("names, and who may go on for ever", () => {
  expect(["no-hold", "hold", ""].map(isVariantName)).toEqual([true, false, false]);
  expect([[], ["no-hold"], ["no-maximum-distance"], ["plain-crc"]].map((names) => mayRunAway(withVariants(DEFAULT_SWITCHES, names.filter(isVariantName))))).toEqual([false, true, true, false]);
});

test("planted faults by name", () => {
  for (const { name, plant } of PLANTED_FAULTS) expect([name, plantOf(name), isPlantedName(name)]).toEqual([name, plant, true]);
  expect([plantOf(null), isPlantedName("none of them")]).toEqual([PLANT.none, false]);
});
