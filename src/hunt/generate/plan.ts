import { US_PER_S } from "../../base/time.ts";
import type { TimedCommand } from "../../sim/commands.ts";
import type { Dice } from "./dice.ts";
import { FAULTS, type FaultName, isMessageFault } from "./faults.ts";
import type { DraftWorld } from "./draft.ts";
import { TRAFFIC, type TrafficName } from "./traffic.ts";

type Weights<Name extends string> = readonly (readonly [Name, number])[];

/** Simulated time in which things go wrong. */
export const HARMED_US_LEAST = 20 * US_PER_S;
const HARMED_US_MOST = 24 * US_PER_S;

/** What a case is made of, drawn before anything of it is: swarm testing, so that some cases are full of crashes and others never see one. */
export interface Plan {
  readonly faultsEndUs: number;
  readonly faults: Weights<FaultName>;
  /** those of them that always find something to harm */
  readonly sure: Weights<FaultName>;
  /** when they happen; in their order */
  readonly faultsAtUs: readonly number[];
  readonly traffic: Weights<TrafficName>;
  readonly trafficAtUs: readonly number[];
}

/** Until then all is well, so that links are open and first transactions find their way. */
export const WELL_US = US_PER_S;
/** So many faults at least hit something in every case (see `sure`); so many transactions are opened while all is well. */
export const SURE_FAULTS = 4;
export const SURE_TRANSACTIONS = 6;
const SURE: readonly FaultName[] = ["close", "silent", "suspend", "flap", "isolate", "crash", "powerLoss", "weight", "impair"];

/** `given`: commands that a scenario brings with it; what they name must be there, and all of them come before the end. */
export function drawPlan(dice: Dice, mesh: DraftWorld, given: readonly TimedCommand[]): Plan {
  const lastUs = Math.max(0, ...given.map(({ atUs, command }) => (command.do === "schedule" ? command.whenUs : atUs)));
  const faultsEndUs = Math.max(dice.from(HARMED_US_LEAST, HARMED_US_MOST), lastUs + US_PER_S);
  const hasShared = mesh.links.some(({ kind }) => kind === "shm");
  const possible = FAULTS.filter((name) => (name !== "scribble" || hasShared) && (given.length === 0 || (name !== "removeNode" && name !== "replaceNode" && name !== "removeLink")));
  const faults = drawFaults(dice.fork("faults"), possible);
  const traffic = dice.fork("traffic").shuffled(TRAFFIC.filter((name) => mesh.masters.length > 0 || (name !== "lock" && name !== "commit"))).slice(0, dice.from(1, TRAFFIC.length));
  const rate = dice.pick([6, 12, 25]);
  return {
    faultsEndUs,
    faults,
    sure: faults.filter(([name]) => SURE.includes(name)),
    faultsAtUs: drawTimes(dice.fork("fault times"), dice.from(SURE_FAULTS + 1, 8 + Math.floor(rate / 2)), faultsEndUs),
    // Talk is always among it: a case without transactions proves little.
    traffic: [["talk", dice.from(1, 4)], ...traffic.map((name): [TrafficName, number] => [name, dice.from(1, 4)])],
    trafficAtUs: drawTimes(dice.fork("traffic times"), dice.from(10, 12 + rate), faultsEndUs),
  };
}

/** Faults of single messages need the run itself while it is drawn: in a third of all cases there are some. */
function drawFaults(dice: Dice, possible: readonly FaultName[]): Weights<FaultName> {
  const withMessages = dice.chance(35);
  const plain = dice.shuffled(possible.filter((name) => !isMessageFault(name) && (name !== "refuseSpan" || dice.chance(40)))).slice(0, dice.from(2, 9));
  const some = plain.some((name) => SURE.includes(name)) ? plain : [...plain, dice.pick(SURE)];
  const ofMessages = withMessages ? dice.shuffled(possible.filter(isMessageFault)).slice(0, dice.from(1, 4)) : [];
  return [...some, ...ofMessages].map((name) => [name, dice.from(1, 5)] as const);
}

/** Spread over the time, or in bursts: trouble seldom comes alone. */
function drawTimes(dice: Dice, count: number, endUs: number): number[] {
  const bursts = dice.chance(40) ? Array.from({ length: dice.from(1, 4) }, () => dice.from(US_PER_S, endUs - US_PER_S)) : [];
  const times = Array.from({ length: count }, () => (bursts.length > 0 && dice.chance(70) ? dice.pick(bursts) + dice.below(US_PER_S) : dice.from(WELL_US + 1, endUs - 1)));
  return times.sort((a, b) => a - b);
}
