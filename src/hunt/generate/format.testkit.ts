import { DEFAULT_SWITCHES } from "../../node/config.ts";
import { DEFAULT_LOCK_SPACE } from "../../sim/cluster.ts";
import { scenarioJsonSchema } from "../../sim/scenario.ts";
import type { ScenarioFile } from "../../sim/scenario-schema.ts";

/** A piece of the JSON Schema of scenario files, as far as it is looked at. */
interface Shape {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
}

/** What is the same wherever it stands, by the keys under which it stands. */
const PIECES: Readonly<Record<string, string>> = { nodes: "node", node: "node", links: "link", link: "link", pfs: "pfs", model: "model", filter: "filter", filterA: "filter", filterB: "filter", shm: "shm" };

const schema = scenarioJsonSchema() as unknown as Shape & { readonly $defs: Readonly<Record<string, Shape>> };

function resolved(shape: Shape): Shape {
  return shape.$ref === undefined ? shape : resolved(schema.$defs[shape.$ref.slice("#/$defs/".length)]!);
}

function choicesOf(shape: Shape): readonly Shape[] {
  return (shape.anyOf ?? shape.oneOf ?? []).map(resolved);
}

/** "open" of the shape of the command open; undefined of what is no command. */
function commandOf({ properties }: Shape): string | undefined {
  const { const: name } = properties?.["do"] === undefined ? {} : resolved(properties["do"]);
  return typeof name === "string" ? name : undefined;
}

function inside(path: string, key: string, shape: Shape): string {
  const whole = choicesOf(shape).length === 0 && shape.items === undefined ? shape : (shape.items && resolved(shape.items)) ?? shape;
  const piece = whole.properties === undefined ? undefined : PIECES[key];
  return piece ?? `${path}.${key}`;
}

/** Everything that the format knows: every setting, as the path to it, every word that it may have, every command. */
export function formatSettings(): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (given: Shape, path: string): void => {
    const shape = resolved(given);
    const command = commandOf(shape);
    const here = command === undefined ? path : `command ${command}`;
    if (command !== undefined) found.add(here);
    for (const word of shape.enum ?? []) found.add(`${here}=${word}`);
    for (const choice of choicesOf(shape)) walk(choice, here);
    if (shape.items !== undefined) walk(shape.items, here);
    for (const [key, value] of Object.entries(shape.properties ?? {})) {
      if (command !== undefined && (key === "do" || key === "at")) continue;
      found.add(`${here}.${key}`);
      const inner = inside(here, key, resolved(value));
      if (inner === `${here}.${key}` || !found.has(`${inner} `)) {
        found.add(`${inner} `); // each piece once
        walk(value, inner);
      }
    }
  };
  walk(schema, "scenario");
  return new Set([...found].filter((path) => !path.endsWith(" ")));
}

/** Those of them that a case says. */
export function settingsOf(file: ScenarioFile): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (value: unknown, given: Shape, path: string): void => {
    const shape = resolved(given);
    const choices = choicesOf(shape);
    if (choices.length > 0) {
      for (const choice of choices) if (fits(value, choice)) return walk(value, choice, path);
      return;
    }
    const command = commandOf(shape);
    const here = command === undefined ? path : `command ${command}`;
    if (command !== undefined) found.add(here);
    if (shape.enum !== undefined) found.add(`${here}=${value as string}`);
    if (Array.isArray(value)) for (const one of value) walk(one, shape.items!, here);
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (inner === undefined || (command !== undefined && (key === "do" || key === "at"))) continue;
        const property = shape.properties![key]!;
        found.add(`${here}.${key}`);
        walk(inner, property, inside(here, key, resolved(property)));
      }
    }
  };
  walk(unlikeDefaults(file), schema, "scenario");
  return found;
}

function fits(value: unknown, shape: Shape): boolean {
  if (shape.properties === undefined) return typeof value !== "object" || (Array.isArray(value) && shape.items !== undefined);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const command = commandOf(shape);
  if (command !== undefined) return (value as { readonly do?: unknown }).do === command;
  return Object.keys(value).every((key) => shape.properties![key] !== undefined);
}

/** A case writes all switches out; only what differs is drawn. */
function unlikeDefaults(file: ScenarioFile): ScenarioFile {
  const { switches = {}, cluster } = file;
  const changed = Object.entries(switches).filter(([name, value]) => value !== DEFAULT_SWITCHES[name as keyof typeof DEFAULT_SWITCHES]);
  const { tree, broaderGrants, ...rest } = cluster ?? { masters: [] };
  const locks = { ...(tree?.join() !== DEFAULT_LOCK_SPACE.tree.join() && { tree }), ...(broaderGrants !== DEFAULT_LOCK_SPACE.broaderGrants && { broaderGrants }) };
  return { ...file, switches: Object.fromEntries(changed), ...(cluster !== undefined && { cluster: { ...rest, ...locks } }) };
}
