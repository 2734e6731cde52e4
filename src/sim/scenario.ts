import { z } from "zod";
import { fail, ok, type Result } from "../base/result.ts";
import { DEFAULT_SWITCHES, type Switches } from "../node/config.ts";
import { errorName } from "../wire/constants.ts";
import { type Command, type ImmediateCommand, PERFECT_LINK, type LinkJson, type LinkModel, type NodeJson, type TimedCommand } from "./commands.ts";
import { DEFAULT_LOCK_SPACE, type LockSpace } from "./cluster.ts";
import type { Expectation } from "./scenario-expect.ts";
import { faultsOf, jsonFromText } from "./scenario-faults.ts";
import { ScenarioNames } from "./scenario-names.ts";
import { scenarioOfTopology } from "./scenario-of-topology.ts";
import { type Board, scenarioFile, speedUsPerS, type ScenarioFile, type ScenarioRead } from "./scenario-schema.ts";
import { topologyFromText } from "./topologies.ts";
import { LinkNames, withLinkIds, type FileFault, type Topology } from "./topology.ts";

/** A scenario, read and complete: every default filled in, every link with an id and a whole model, commands in order of time. */
export interface Scenario {
  readonly title: string;
  readonly summary: string;
  readonly hint: string;
  readonly seed: number;
  readonly switches: Switches;
  readonly nodes: readonly NodeJson[];
  readonly links: readonly ScenarioLink[];
  /** labels of the configured masters; empty = none */
  readonly masters: readonly string[];
  readonly locks: LockSpace;
  readonly commands: readonly TimedCommand[];
  readonly until: number | "quiet";
  readonly view: ScenarioView;
  readonly expect: readonly Expectation[];
}

export type ScenarioLink = LinkJson & { readonly id: string; readonly model: LinkModel };

/** For the page; the engine ignores it. */
export interface ScenarioView {
  /** simulated microseconds per second of the watcher; Infinity = as fast as it goes */
  readonly speedUsPerS: number;
  readonly pfs: string | null;
  readonly transaction: string | null;
  readonly focus: ScenarioFocus | null;
  /** the board that is open; null = the page decides */
  readonly board: Board | null;
}

export type ScenarioFocus = { readonly kind: "node"; readonly node: string } | { readonly kind: "link"; readonly link: string } | { readonly kind: "transaction"; readonly name: string };

/** What the page shows at when a scenario does not say: slow motion. */
const SPEED_DEFAULT = "1/50";

/** Reads a scenario from the text of its file. */
export function scenarioFromText(text: string): Result<Scenario, readonly FileFault[]> {
  const read = jsonFromText(text);
  return read.ok ? scenarioFromJson(read.value) : read;
}

/** Reads a scenario from a parsed file; every fault found is told, with its path and what was expected. */
export function scenarioFromJson(value: unknown): Result<Scenario, readonly FileFault[]> {
  const read = scenarioFile.safeParse(value);
  if (!read.success) return fail(faultsOf(read.error.issues));
  const file = read.data;
  const faults: FileFault[] = [];
  const topology = topologyOf(file, faults);
  if (!topology) return fail(faults);
  const scenario = completed(file, topology);
  const names = checkedNames(scenario, file);
  return names.faults.length > 0 ? fail(names.faults) : ok(scenario);
}

/** A scenario in which every node of a topology offers a PFS labelled with its id, and nothing else happens. */
export function scenarioFromTopology(title: string, topology: Topology, seed: number): Result<Scenario, readonly FileFault[]> {
  return scenarioFromJson(scenarioOfTopology(title, topology, seed));
}

/** The same for a generator's text, such as "ring:50". */
export function scenarioFromTopologyText(text: string, seed: number): Result<Scenario, readonly FileFault[]> {
  const topology = topologyFromText(text, seed);
  return topology.ok ? scenarioFromTopology(text, topology.value, seed) : fail([{ path: "topology", message: topology.error }]);
}

/** A file that reads as the same scenario: for run files and for saving. */
export function scenarioToFile(scenario: Scenario): ScenarioFile {
  const { title, summary, hint, seed, switches, nodes, links, masters, locks, commands, until, view, expect } = scenario;
  const { speedUsPerS: speed, pfs, transaction, focus, board } = view;
  return {
    spanscope: 1,
    title,
    summary,
    ...(hint === "" ? {} : { hint }),
    seed,
    switches: { ...switches },
    topology: structured({ nodes, links }),
    ...(masters.length === 0 ? {} : { cluster: { masters: [...masters], tree: [...locks.tree], broaderGrants: locks.broaderGrants } }),
    commands: commands.map(({ atUs, command }) => structured({ at: atUs, ...command })),
    until,
    view: {
      speed: speedText(speed),
      ...(pfs === null ? {} : { pfs }),
      ...(transaction === null ? {} : { transaction }),
      ...(board === null ? {} : { board }),
      ...(focus === null ? {} : { focus: focus.kind === "node" ? { node: focus.node } : focus.kind === "link" ? { link: focus.link } : { transaction: focus.name } }),
    },
    expect: expect.map(({ atUs, claim }) => structured({ at: atUs, ...claim, ...("error" in claim && claim.error !== undefined ? { error: errorName(claim.error) } : {}) })),
  };
}

/** JSON Schema of the scenario file, for editors; `npm run golden` writes it to public/schema. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return { $id: "scenario-1.schema.json", ...z.toJSONSchema(scenarioFile, { io: "input", reused: "ref" }) };
}

/** The types of a file are the schema's own, and mutable: only their shape is meant here. */
function structured<Wanted>(value: unknown): Wanted {
  return value as Wanted;
}

function speedText(usPerS: number): string {
  if (usPerS === Number.POSITIVE_INFINITY) return "max";
  return usPerS >= 1_000_000 ? String(usPerS / 1_000_000) : `1/${Math.floor(1_000_000 / usPerS)}`;
}

function topologyOf(file: ScenarioRead, faults: FileFault[]): Topology | undefined {
  const { topology } = file;
  if (!("generate" in topology)) return topology;
  const made = topologyFromText(topology.generate, file.seed);
  if (!made.ok) {
    faults.push({ path: "topology.generate", message: made.error });
    return undefined;
  }
  const ids = new Set(made.value.nodes.map(({ id }) => id));
  const offers = topology.offers ?? "all";
  const unknown = (id: string, path: string): void => {
    if (!ids.has(id)) faults.push({ path, message: `${topology.generate} makes no node "${id}"` });
  };
  if (offers !== "all") for (const [i, id] of offers.entries()) unknown(id, `topology.offers[${i}]`);
  const replaced = new Map(topology.nodes?.map((node) => [node.id, node]));
  for (const [i, { id }] of (topology.nodes ?? []).entries()) unknown(id, `topology.nodes[${i}].id`);
  if (faults.length > 0) return undefined;
  const nodes = made.value.nodes.map((node) => {
    const offered = offers === "all" || offers.includes(node.id) ? { pfs: [{ label: node.id }] } : {};
    return { ...node, ...offered, ...replaced.get(node.id) };
  });
  return { nodes, links: made.value.links };
}

function completed(file: ScenarioRead, topology: Topology): Scenario {
  const defaults = file.topology.defaults ?? {};
  const links = withLinkIds(topology.links).map((link) => completeLink(link, defaults));
  const names = new LinkNames(links.map(({ id }) => id));
  const commands = inOrderOfTime(file).map(({ atUs, command }): TimedCommand => ({ atUs, command: completeCommand(command, names, defaults) }));
  return {
    title: file.title,
    summary: file.summary,
    hint: file.hint ?? "",
    seed: file.seed,
    switches: { ...DEFAULT_SWITCHES, ...file.switches },
    nodes: topology.nodes,
    links,
    masters: file.cluster?.masters ?? [],
    locks: { tree: file.cluster?.tree ?? DEFAULT_LOCK_SPACE.tree, broaderGrants: file.cluster?.broaderGrants ?? DEFAULT_LOCK_SPACE.broaderGrants },
    commands,
    until: file.until ?? "quiet",
    view: viewOf(file),
    expect: file.expect ?? [],
  };
}

/** The commands by time; those of one time in the order of the file. */
function inOrderOfTime(file: ScenarioRead): (TimedCommand & { readonly place: number })[] {
  const placed = (file.commands ?? []).map((timed, place) => ({ ...timed, place }));
  return placed.sort((a, b) => a.atUs - b.atUs || a.place - b.place);
}

type LinkDefaults = Pick<LinkJson, "model" | "weight" | "security" | "kind" | "shm">;

function completeLink(link: LinkJson & { readonly id: string }, defaults: LinkDefaults): ScenarioLink {
  const weight = link.weight ?? defaults.weight;
  const kind = link.kind ?? defaults.kind;
  const security = link.security ?? (kind === "shm" ? undefined : defaults.security); // no record goes through shared memory
  const shm = kind === "shm" && defaults.shm !== undefined ? { ...defaults.shm, ...link.shm } : link.shm;
  return { ...link, ...(weight === undefined ? {} : { weight }), ...(security === undefined ? {} : { security }), ...(kind === undefined ? {} : { kind }), ...(shm === undefined ? {} : { shm }), model: { ...PERFECT_LINK, ...defaults.model, ...link.model } };
}

function completeCommand(command: Command, names: LinkNames, defaults: LinkDefaults): Command {
  return command.do === "schedule" ? { ...command, command: completeImmediate(command.command, names, defaults) } : completeImmediate(command, names, defaults);
}

function completeImmediate(command: ImmediateCommand, names: LinkNames, defaults: LinkDefaults): ImmediateCommand {
  if (command.do !== "addLink") return command;
  const { link } = command;
  return { do: "addLink", link: completeLink({ ...link, id: link.id ?? names.next(link.a, link.b) }, defaults) };
}

function viewOf(file: ScenarioRead): ScenarioView {
  const focus = file.view?.focus;
  return {
    speedUsPerS: speedUsPerS(file.view?.speed ?? SPEED_DEFAULT),
    pfs: file.view?.pfs ?? null,
    transaction: file.view?.transaction ?? null,
    board: file.view?.board ?? null,
    focus: focus === undefined ? null : "node" in focus ? { kind: "node", node: focus.node } : "link" in focus ? { kind: "link", link: focus.link } : { kind: "transaction", name: focus.transaction },
  };
}

interface Applied {
  readonly atUs: number;
  readonly command: ImmediateCommand;
  /** where it stands in the file */
  readonly path: string;
}

/** What is done and when; a command that was put off comes behind the others of its microsecond. */
function appliedInOrder({ commands }: Scenario, file: ScenarioRead, names: ScenarioNames): Applied[] {
  const places = inOrderOfTime(file);
  const now: Applied[] = [];
  const later: Applied[] = [];
  for (const [at, { atUs, command }] of commands.entries()) {
    const path = `commands[${places[at].place}]`;
    if (command.do === "schedule") {
      names.later(atUs, command.whenUs, path);
      later.push({ atUs: command.whenUs, command: command.command, path: `${path}.command` });
    } else now.push({ atUs, command, path });
  }
  return [...now, ...later].sort((a, b) => a.atUs - b.atUs);
}

function checkedNames(scenario: Scenario, file: ScenarioRead): ScenarioNames {
  const names = new ScenarioNames(scenario.switches.profile);
  const generated = "generate" in file.topology;
  for (const [i, node] of scenario.nodes.entries()) names.addNode(node, generated ? `topology, node ${node.id}` : `topology.nodes[${i}]`);
  for (const [i, link] of scenario.links.entries()) names.addLink(link, generated ? `topology, link ${link.id}` : `topology.links[${i}]`);
  names.keys(scenario.nodes, generated ? "topology" : "topology.nodes");
  if (scenario.switches.profile === "c2012") names.noSecurity(scenario.links, generated ? "topology" : "topology.links");
  for (const [i, label] of scenario.masters.entries()) names.master(label, scenario.masters.indexOf(label) < i, `cluster.masters[${i}]`);
  names.tree(scenario.locks.tree, "cluster.tree");
  for (const { command, path } of appliedInOrder(scenario, file, names)) names.apply(command, path);
  if (scenario.until === "quiet") names.quiet("until");
  for (const [i, { claim }] of scenario.expect.entries()) names.claim(claim, `expect[${i}]`);
  const { pfs, transaction, focus } = scenario.view;
  if (pfs !== null) names.label(pfs, "view.pfs");
  if (transaction !== null) names.transaction(transaction, "view.transaction");
  if (focus?.kind === "node") names.nodeEver(focus.node, "view.focus.node");
  if (focus?.kind === "link") names.linkEver(focus.link, "view.focus.link");
  if (focus?.kind === "transaction") names.transaction(focus.name, "view.focus.transaction");
  return names;
}
