import { thrownText } from "../base/thrown.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { topologyFromFile } from "../import/graph-file.ts";
import type { SecurityWish } from "../node/secure/link-security.ts";
import { variantsOn, withVariants, type VariantName } from "../node/variants.ts";
import { withByteOrder, type ByteOrder } from "../run/byte-order.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { type Scenario, scenarioFromJson } from "../sim/scenario.ts";
import { scenarioOfTopology } from "../sim/scenario-of-topology.ts";
import { isTopologyText, TOPOLOGY_FORMS, topologyFromText } from "../sim/topologies.ts";
import type { FileFault } from "../sim/topology.ts";
import type { Platform } from "./run-platform.ts";

/** What a run is to be made of, as the command line says it. */
export interface RunSource {
  /** a name of the library or a file */
  readonly scenario?: string;
  /** a generator's text or a file */
  readonly topology?: string;
  readonly seed?: number;
  readonly relaysMax?: number;
  readonly distanceMax?: number;
  readonly holdUs?: number;
  /** turned on beside those of the scenario (node/variants.ts) */
  readonly variants?: readonly VariantName[];
  /** WIRE-02: of every node, instead of what the scenario says */
  readonly byteOrder?: ByteOrder;
  /** LINK-02: of the links that say nothing themselves */
  readonly security?: SecurityWish;
}

/** The seed of a topology that is run without one. */
const SEED_DEFAULT = 1;

/** The scenario to run, or lines that say what is wrong. */
export function scenarioOf(source: RunSource, platform: Platform): Result<Scenario, string[]> {
  if (source.scenario !== undefined && source.topology !== undefined) return fail(["a SCENARIO brings its own topology; give one of the two"]);
  const file = source.topology !== undefined ? topologyScenario(source.topology, source.seed ?? SEED_DEFAULT, platform) : scenarioFile(source.scenario, platform);
  if (!file.ok) return file;
  const { name, value } = file.value;
  const scenario = scenarioFromJson(changed(value, source));
  return scenario.ok ? ok(turned(scenario.value, source)) : fail(scenario.error.map((fault) => sayFault(name, fault)));
}

/** A file that is read, and what to call it in a message. */
interface NamedFile {
  readonly name: string;
  readonly value: unknown;
}

function scenarioFile(name: string | undefined, platform: Platform): Result<NamedFile, string[]> {
  const names = LIBRARY.map((entry) => `  ${entry.name}`).join("\n");
  if (name === undefined) return fail([`give a SCENARIO or --topology; the library has\n${names}`]);
  const entry = LIBRARY.find((one) => one.name === name);
  if (entry) return ok({ name, value: entry.file });
  const text = platform.readText(name);
  if (!text.ok) return fail([`"${name}" is no scenario of the library, and no file that can be read (${text.error}); the library has\n${names}`]);
  try {
    return ok({ name, value: JSON.parse(text.value) });
  } catch (error) {
    return fail([sayFault(name, { path: "(file)", message: `expected JSON: ${thrownText(error)}` })]);
  }
}

function topologyScenario(text: string, seed: number, platform: Platform): Result<NamedFile, string[]> {
  if (isTopologyText(text)) {
    const topology = topologyFromText(text, seed);
    return topology.ok ? ok({ name: text, value: scenarioOfTopology(text, topology.value, seed) }) : fail([topology.error]);
  }
  const file = platform.readText(text);
  if (!file.ok) {
    const forms = TOPOLOGY_FORMS.map(({ usage }) => usage).join(", ");
    return fail([`"${text}" is no topology, and no file that can be read (${file.error}); expected a file or one of ${forms}`]);
  }
  const topology = topologyFromFile(text, file.value);
  return topology.ok ? ok({ name: text, value: scenarioOfTopology(baseName(text), topology.value, seed) }) : fail([sayFault(text, topology.error)]);
}

/** The file as if it said what the options say. */
function changed(value: unknown, { seed, relaysMax, distanceMax, holdUs, security }: RunSource): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const file = value as Readonly<Record<string, unknown>>;
  const switches = Object.fromEntries(Object.entries({ relaysMax, distanceMax, holdUs }).filter(([, given]) => given !== undefined));
  return {
    ...file,
    ...(seed === undefined ? {} : { seed }),
    ...(security === undefined ? {} : { topology: withSecurity(file.topology, security) }),
    ...(Object.keys(switches).length === 0 ? {} : { switches: { ...(file.switches as object | undefined), ...switches } }),
  };
}

function withSecurity(topology: unknown, security: SecurityWish): unknown {
  if (typeof topology !== "object" || topology === null) return topology; // its fault is told by whoever reads it
  return { ...topology, defaults: { ...(topology as { readonly defaults?: object }).defaults, security } };
}

/** The scenario with the variants and the byte order that the options ask for. */
function turned(scenario: Scenario, { variants = [], byteOrder = "as-written" }: RunSource): Scenario {
  const switches = withVariants(scenario.switches, [...variantsOn(scenario.switches), ...variants]);
  return withByteOrder({ ...scenario, switches }, byteOrder);
}

function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, "");
}

export function sayFault(name: string, { path, message }: FileFault): string {
  return `${name}: ${path}: ${message}`;
}
