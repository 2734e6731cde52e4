import { US_PER_MS } from "../base/time.ts";
import type { ImmediateCommand, LinkJson } from "../sim/commands.ts";
import type { Scenario } from "../sim/scenario.ts";

/**
 * How long a mesh may need to become calm once nothing harms it any more, by the rules alone: a generous sum of what can come one after the
 * other, so that a mesh beyond it does not converge rather than slowly. Each part names its rule and is printed.
 */
export interface BoundPart {
  readonly name: "links" | "spans" | "transactions" | "services";
  readonly us: number;
}

export interface Bound {
  readonly us: number;
  readonly parts: readonly BoundPart[];
}

/** How the sum comes about, for reports: the parts in words. D: longest delay of a link, N: nodes, H: hold. */
export const BOUND_TEXT = [
  "links: twice (lossUs + reconnectUsMax + D) + 6 D: a dead link is noticed (LINK-03), comes up again (LINK-07), and once more when its AUTH fails (LINK-01); AUTH and CONN are three exchanges",
  "spans: 2 (distances + N) (H + 2 D): distances climb to their maximum at worst (SPAN-04), then good news crosses the mesh (SPAN-03)",
  "transactions: 4 N D + copyWaitUs + what is still sent: aborts and closes go to both ends and are answered (ROUTE-05, DUP-01)",
  "services: longest hold of generators for every client, 2 s for locks and shells, twice the time before for commits in doubt, whose back-off doubles (QRM-01)",
] as const;

/** `faultsEndUs`: from when on nothing harms. Everything else the scenario says. */
export function boundOf(scenario: Scenario, faultsEndUs: number): Bound {
  const { switches, nodes } = scenario;
  const commands = scenario.commands.map(({ command }) => (command.do === "schedule" ? command.command : command));
  const added = commands.filter((command) => command.do === "addLink");
  const links: readonly LinkJson[] = [...scenario.links, ...added.map(({ link }) => link)];
  const delayUs = Math.max(1, ...links.map(({ model }) => (model?.latencyUs ?? 1_000) + (model?.jitterUs ?? 0)));
  const count = nodes.length + commands.filter((command) => command.do === "addNode").length;
  const lossUs = switches.lossUs + switches.pingUs;
  const parts: BoundPart[] = [
    { name: "links", us: 2 * (lossUs + Math.max(switches.reconnectUs, switches.reconnectUsMax) + delayUs) + 6 * delayUs },
    { name: "spans", us: 2 * (distances(scenario, links, commands) + count) * (switches.holdUs + 2 * delayUs) },
    { name: "transactions", us: 4 * count * delayUs + (switches.duplication ? switches.copyWaitUs : 0) },
    { name: "services", us: servicesUs(scenario, commands, count, faultsEndUs) },
  ];
  return { us: parts.reduce((sum, { us }) => sum + us, 0), parts };
}

/** How many different distances a SPAN can have: they climb by one weight at a time and end beyond the maximum. */
function distances({ switches }: Scenario, links: readonly LinkJson[], commands: readonly ImmediateCommand[]): number {
  const changed = commands.flatMap((command) => (command.do === "setWeight" ? [command.weight] : []));
  const weights = [...links.flatMap(({ weight = 1, weightA = weight, weightB = weight }) => [weightA, weightB]), ...changed];
  return Math.min(switches.distanceMax, 255) + 1 + Math.min(16, Math.max(1, ...weights));
}

function servicesUs({ masters }: Scenario, commands: readonly ImmediateCommand[], nodes: number, faultsEndUs: number): number {
  let holdUs = 0;
  for (const command of commands) {
    if (command.do !== "generate" || command.holdUs === undefined) continue;
    const longest = typeof command.holdUs === "number" ? command.holdUs : command.holdUs.most;
    holdUs += command.service === "lock" ? nodes * longest : longest;
  }
  const commits = masters.length > 0 && commands.some((command) => command.do === "commit" || (command.do === "generate" && command.service === "commit"));
  return holdUs + 2_000 * US_PER_MS + (commits ? 2 * faultsEndUs : 0);
}
