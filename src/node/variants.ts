import { DEFAULT_SWITCHES, type Switches } from "./config.ts";
import type { RuleName } from "./rules.ts";

/** A way of running the protocol that is not the usual one, to see what the usual one is for; in words: texts/variants.ts. */
export interface Variant {
  readonly name: string;
  /** rules that it breaks; empty = the protocol leaves it open */
  readonly forbiddenBy: readonly RuleName[];
  /** the switches that turn it on */
  readonly switches: Partial<Switches>;
}

/** No SPAN's dist is greater (SPAN-01: sums saturate there). */
export const DISTANCE_UNLIMITED = 0x7fff_ffff;

/** Those that the rules forbid exist to be caught: for each a scenario shows which check does. */
const LIST = [
  {
    name: "no-split-horizon",
    forbiddenBy: [],
    switches: { splitHorizon: false },
  },
  {
    name: "no-maximum-distance",
    forbiddenBy: [],
    switches: { distanceMax: DISTANCE_UNLIMITED },
  },
  {
    name: "no-hold",
    forbiddenBy: [],
    switches: { holdUs: 0 },
  },
  {
    name: "multi-path-duplication",
    forbiddenBy: [],
    switches: { duplication: true },
  },
  {
    name: "silent-reroute",
    forbiddenBy: ["ROUTE-04", "ROUTE-05"],
    switches: { silentReroute: true },
  },
  {
    name: "early-spanid",
    forbiddenBy: ["TX-02", "SPAN-08"],
    switches: { earlySpanid: true },
  },
  {
    name: "endpoint-only-state",
    forbiddenBy: ["ROUTE-03", "ROUTE-04", "ROUTE-05"],
    switches: { endpointOnlyState: true },
  },
  {
    name: "plain-crc",
    forbiddenBy: ["WIRE-04", "WIRE-05"],
    switches: { plainCrc: true },
  },
] as const satisfies readonly Variant[];

export type VariantName = (typeof LIST)[number]["name"];
export const VARIANTS: readonly (Variant & { readonly name: VariantName })[] = LIST;
export const VARIANT_NAMES: readonly VariantName[] = VARIANTS.map(({ name }) => name);

export function isVariantName(name: string): name is VariantName {
  return (VARIANT_NAMES as readonly string[]).includes(name);
}

/** Names of the variants that are on, in the order of VARIANTS. */
export function variantsOn(switches: Switches): VariantName[] {
  return VARIANTS.filter((variant) => isOn(variant, switches)).map(({ name }) => name);
}

function isOn(variant: Variant, switches: Switches): boolean {
  return keysOf(variant).every((key) => switches[key] === variant.switches[key]);
}

/** The same switches with exactly these variants on: the others have their defaults, what no variant speaks of stays. */
export function withVariants(switches: Switches, names: readonly VariantName[]): Switches {
  const changed: Record<string, unknown> = { ...switches };
  for (const variant of VARIANTS) {
    const wanted = names.includes(variant.name);
    if (wanted === isOn(variant, switches)) continue;
    for (const key of keysOf(variant)) changed[key] = wanted ? variant.switches[key] : DEFAULT_SWITCHES[key];
  }
  return changed as unknown as Switches;
}

function keysOf(variant: Variant): (keyof Switches)[] {
  return Object.keys(variant.switches) as (keyof Switches)[];
}

/** Whether a mesh so switched may go on for ever by itself: its run has a limit of its own (LIMITS.runawayRows…). */
export function mayRunAway({ distanceMax, holdUs }: Switches): boolean {
  return distanceMax === DISTANCE_UNLIMITED || holdUs === 0;
}
