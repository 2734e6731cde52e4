import { US_PER_S } from "../../base/time.ts";
import type { Scenario } from "../../sim/scenario.ts";
import type { Search, ShrinkProgress } from "./search.ts";

/** Times are tried to be multiples of these, coarsest first. */
const ROUND_US = [US_PER_S, US_PER_S / 10, US_PER_S / 100, US_PER_S / 1_000] as const;
/** What lies between two commands is tried to be so much. */
const GAPS_US = [0, 1_000, 10_000, 100_000, US_PER_S] as const;

/** Commands move together: what lies between two of them becomes as short as it can. */
export function* closeGaps(search: Search): Generator<ShrinkProgress, void> {
  for (let at = 0; at < search.scenario.commands.length; at++) {
    for (const gapUs of GAPS_US) {
      const before = at === 0 ? 0 : search.scenario.commands[at - 1]!.atUs;
      const earlierUs = (search.scenario.commands[at]?.atUs ?? 0) - before - gapUs;
      if (earlierUs <= 0) break;
      if (yield* search.attempt(retimed(search.scenario, (atUs, index) => (index < at ? atUs : atUs - earlierUs)))) break;
    }
  }
}

/** Round times: of all commands at once, else of each. */
export function* roundTimes(search: Search): Generator<ShrinkProgress, void> {
  for (const unitUs of ROUND_US) if (yield* search.attempt(retimed(search.scenario, (atUs) => rounded(atUs, unitUs)))) return;
  for (let at = 0; at < search.scenario.commands.length; at++) {
    for (const unitUs of ROUND_US) if (yield* search.attempt(retimed(search.scenario, (atUs, index) => (index === at ? rounded(atUs, unitUs) : atUs)))) break;
  }
}

function rounded(atUs: number, unitUs: number): number {
  return Math.floor((atUs + unitUs / 2) / unitUs) * unitUs;
}

/** Other times, in the same order; null when it would be another one. What ends at a time of its own, a generator, ends as much earlier. */
function retimed(scenario: Scenario, timeOf: (atUs: number, index: number) => number): Scenario | null {
  const commands = scenario.commands.map((timed, index) => {
    const atUs = timeOf(timed.atUs, index);
    const { command } = timed;
    if (command.do !== "generate" || command.untilUs === undefined) return { ...timed, atUs };
    return { ...timed, atUs, command: { ...command, untilUs: Math.max(atUs, command.untilUs + atUs - timed.atUs) } };
  });
  for (let i = 1; i < commands.length; i++) if (commands[i]!.atUs < commands[i - 1]!.atUs) return null;
  return { ...scenario, commands };
}
