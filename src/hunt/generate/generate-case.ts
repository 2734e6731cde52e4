import { assert } from "../../base/assert.ts";
import { Prng } from "../../base/prng.ts";
import { US_PER_MS, US_PER_S } from "../../base/time.ts";
import { DEFAULT_SWITCHES, type Switches } from "../../node/config.ts";
import { variantsOn, withVariants } from "../../node/variants.ts";
import { QUIET_US } from "../../run/run.ts";
import { DEFAULT_LOCK_SPACE, type LockSpace } from "../../sim/cluster.ts";
import type { ScenarioFile } from "../../sim/scenario-schema.ts";
import { type Scenario, scenarioFromJson, scenarioToFile } from "../../sim/scenario.ts";
import { boundOf } from "../bound.ts";
import { type HuntCase, type HuntOptions, PLAIN_HUNT } from "../hunt-case.ts";
import { calm } from "./calm.ts";
import { Dice } from "./dice.ts";
import { Draft, type DraftWorld } from "./draft.ts";
import { harm } from "./faults.ts";
import { drawMesh } from "./mesh.ts";
import { drawPlan, type Plan, SURE_FAULTS, SURE_TRANSACTIONS, WELL_US } from "./plan.ts";
import { drawSwitches } from "./settings.ts";
import { act, peer } from "./traffic.ts";

/** The case of a seed: the same seed and options give the same case, everywhere. */
export function generateCase(seed: number, options: HuntOptions = PLAIN_HUNT): HuntCase {
  const { file, form, faultsEndUs } = drawCase(seed, options);
  // Through the reader of scenario files: what it returns is complete, and what it refuses is a mistake of ours.
  const read = scenarioFromJson(file);
  assert(read.ok, `generateCase: seed ${seed}: ${read.ok ? "" : read.error.map(({ path, message }) => `${path}: ${message}`).join("; ")}`);
  const bound = boundOf(read.value, faultsEndUs);
  return { seed, scenario: read.value, form, faultsEndUs, boundUs: bound.us, endUs: faultsEndUs + bound.us + QUIET_US };
}

/** A case as it was drawn: a scenario file whose links and commands say no more than what was drawn of them. */
export interface DrawnCase {
  readonly file: ScenarioFile;
  readonly form: string;
  readonly faultsEndUs: number;
}

export function drawCase(seed: number, options: HuntOptions = PLAIN_HUNT): DrawnCase {
  const dice = new Dice(new Prng(seed).fork("hunt"));
  const world = options.scenario === null ? drawWorld(dice, seed, options) : worldOf(options.scenario, seed, options);
  const given = options.scenario?.commands ?? [];
  const draft = new Draft(dice.fork("draft"), world, given);
  const plan = drawPlan(dice.fork("plan"), world, given);
  for (const { atUs, command } of given) draft.at(atUs, () => draft.take(command));
  unfold(draft, plan, dice);
  return fileOf(draft, seed, plan.faultsEndUs, options);
}

function drawWorld(dice: Dice, seed: number, { variants }: HuntOptions): DraftWorld {
  const mesh = drawMesh(dice.fork("mesh"), seed);
  const switches = { ...DEFAULT_SWITCHES, ...drawSwitches(dice.fork("switches"), mesh) };
  return { ...mesh, seed, switches: varied(switches, variants), locks: drawLocks(dice.fork("lock space")) };
}

/** CAC-01: mostly the usual tree. */
function drawLocks(dice: Dice): LockSpace {
  const tree = dice.weighted([["usual", 70], ["root", 10], ["deep", 20]]);
  const deep = ["/", ...Array.from({ length: dice.from(2, 6) }, (_, depth) => "/d".repeat(depth + 1)), "/home"];
  return { tree: tree === "usual" ? DEFAULT_LOCK_SPACE.tree : tree === "root" ? ["/"] : deep, broaderGrants: !dice.chance(25) };
}

/** What a scenario says stays as it is; seeds vary what happens there. */
function worldOf({ nodes, links, masters, locks, switches, title }: Scenario, seed: number, { variants }: HuntOptions): DraftWorld {
  return { form: title, seed, nodes, links, masters, locks, switches: varied(switches, variants) };
}

function varied(switches: Switches, variants: HuntOptions["variants"]): Switches {
  return variants.length === 0 ? switches : withVariants(switches, [...variantsOn(switches), ...variants]);
}

/** What is planned happens in the order of its time, faults and traffic alike; then it is calm. */
function unfold(draft: Draft, plan: Plan, dice: Dice): void {
  const faults = dice.fork("what goes wrong");
  const traffic = dice.fork("what goes on");
  for (let i = 0; i < SURE_TRANSACTIONS; i++) draft.at(WELL_US - traffic.below(WELL_US / 20), () => peer(draft));
  for (const atUs of plan.trafficAtUs) draft.at(atUs, () => act(traffic.weighted(plan.traffic), draft));
  const surely = new Set(faults.shuffled(plan.faultsAtUs.map((_, at) => at)).slice(0, SURE_FAULTS));
  for (const [at, atUs] of plan.faultsAtUs.entries()) draft.at(atUs, () => harm(faults.weighted(surely.has(at) ? plan.sure : plan.faults), draft));
  draft.unfold(plan.faultsEndUs);
  calm(draft);
}

function fileOf(draft: Draft, seed: number, faultsEndUs: number, { scenario: given }: HuntOptions): DrawnCase {
  const { world } = draft;
  const { nodes, links, masters, locks, switches, form } = world;
  const made: Scenario = {
    title: `Hunt, seed ${seed}`,
    summary: `${form}; faults end at ${Math.floor(faultsEndUs / US_PER_MS)} ms, then it must become quiet.`,
    hint: "",
    seed,
    switches,
    nodes,
    links: [],
    masters,
    locks,
    commands: draft.commands,
    until: "quiet",
    view: given?.view ?? { speedUsPerS: US_PER_S, pfs: null, transaction: null, focus: null, board: null },
    expect: [],
  };
  return { file: { ...scenarioToFile(made), topology: { nodes: [...nodes], links: [...links] } as ScenarioFile["topology"] }, form, faultsEndUs };
}
