import { type Scenario, scenarioFromJson, scenarioToFile } from "../../sim/scenario.ts";

/**
 * A reduced scenario as a file would bring it: commands that name what is not there any more go too, as often as it takes. Null
 * when what is left is no scenario.
 */
export function repaired(scenario: Scenario): Scenario | null {
  let file = scenarioToFile(scenario);
  for (;;) {
    const read = scenarioFromJson(file);
    if (read.ok) return read.value;
    const senseless = new Set(read.error.map(({ path }) => Number(/^commands\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN)));
    if (senseless.has(Number.NaN)) return null;
    file = { ...file, commands: file.commands!.filter((_, at) => !senseless.has(at)) };
  }
}

/** The whole of a scenario as text: equal for equal ones. */
export function printOf(scenario: Scenario): string {
  return JSON.stringify(scenarioToFile(scenario));
}
