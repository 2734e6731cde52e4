import { assert } from "../../base/assert.ts";
import { Prng } from "../../base/prng.ts";
import { US_PER_S } from "../../base/time.ts";
import { scenarioFromJson, scenarioFromTopologyText } from "../../sim/scenario.ts";
import type { HuntCase, HuntOptions } from "../hunt-case.ts";
import { PLAIN_HUNT } from "../hunt-case.ts";
import { Dice } from "./dice.ts";

const FAULTS_END_US = 20 * US_PER_S;
const BOUND_US = 60 * US_PER_S;

/** The case of a seed: the same seed and options give the same case, everywhere. */
export function generateCase(seed: number, _options: HuntOptions = PLAIN_HUNT): HuntCase {
  const dice = new Dice(new Prng(seed).fork("hunt"));
  const mesh = scenarioFromTopologyText(`random:${dice.from(3, 12)}:${dice.from(11, 12)}`, seed);
  const ring = mesh.ok ? mesh : scenarioFromTopologyText(`ring:${dice.from(3, 12)}`, seed);
  assert(ring.ok, "generateCase: a topology of its own");
  const { nodes, links } = ring.value;
  const commands: object[] = [];
  for (let i = 0; i < 8; i++) {
    const at = dice.from(US_PER_S, FAULTS_END_US - 1);
    commands.push({ at, do: "open", as: `t${i}`, from: dice.pick(nodes).id, to: dice.pick(nodes).id, text: "hello" });
    commands.push({ at: dice.from(at, FAULTS_END_US), do: "close", transaction: `t${i}` });
  }
  for (let i = 0; i < 4; i++) commands.push({ at: dice.from(US_PER_S, FAULTS_END_US - 1), do: "cut", link: dice.pick(links).id, how: dice.pick(["close", "silent", "suspend"]) });
  commands.push({ at: FAULTS_END_US, do: "resumeAll" });
  const read = scenarioFromJson({ spanscope: 1, title: `Hunted: seed ${seed}`, summary: "Drawn by the hunter.", seed, topology: { nodes, links }, commands });
  assert(read.ok, `generateCase: seed ${seed}: ${read.ok ? "" : JSON.stringify(read.error)}`);
  return { seed, scenario: read.value, faultsEndUs: FAULTS_END_US, boundUs: BOUND_US, endUs: FAULTS_END_US + BOUND_US };
}
