import { fail, ok, type Result } from "../../base/result.ts";
import { isVariantName } from "../../node/variants.ts";
import { isRunFileText } from "../../record/run-file.ts";
import type { TimedCommand } from "../../sim/commands.ts";
import { scenarioFromJson, scenarioFromText } from "../../sim/scenario.ts";
import type { FileFault } from "../../sim/topology.ts";
import { say } from "../fill.ts";
import type { Run } from "../run.ts";
import { type NamedScenario, OWN_BOUNDS, sharedRunFromText } from "../share/shared-run.ts";
import type { CompareAgainst } from "../shown-compare.ts";
import type { Tape } from "../tape/tape.ts";
import { turned } from "../turned.ts";
import type { ComparedSide } from "./comparison.ts";

/** A run so far, to be executed again exactly: its commands have the places that they had. */
export function sideOfRun(run: Run): ComparedSide {
  return { scenario: run.scenario, options: { seed: run.seed, commands: placedOf(run) } };
}

/** What stands against the branch that is shown, or what is wrong with it. */
export function sideAgainst(tape: Tape, against: CompareAgainst, library: readonly NamedScenario[]): Result<ComparedSide, readonly FileFault[]> {
  const { run } = tape.head;
  const { scenario, seed } = run;
  const follow = placedOf(run);
  if ("variants" in against) return ok({ scenario: turned(scenario, against.variants.filter(isVariantName)), options: { seed }, follow });
  if ("seed" in against) return ok({ scenario, options: { seed: against.seed }, follow });
  if ("link" in against) {
    const { link: id, latencyUs, lossPerMillion } = against;
    if (!scenario.links.some((link) => link.id === id)) return fail([{ path: "link", message: say("comparing.noLink", { link: id }) }]);
    const links = scenario.links.map((link) => (link.id === id ? { ...link, model: { ...link.model, latencyUs, lossPerMillion } } : link));
    return ok({ scenario: { ...scenario, links }, options: { seed }, follow });
  }
  if ("branch" in against) {
    const branch = tape.branches.find(({ id }) => id === against.branch);
    return branch === undefined ? fail([{ path: "branch", message: say("comparing.noBranch") }]) : ok(sideOfRun(branch.head.run));
  }
  if ("scenario" in against) {
    const entry = library.find(({ name }) => name === against.scenario);
    if (entry === undefined) return fail([{ path: "name", message: say("comparing.noScenario", { name: against.scenario }) }]);
    const read = scenarioFromJson(entry.file);
    return read.ok ? ok({ scenario: read.value }) : read;
  }
  return sideOfText(against.json, library);
}

/** A run file as this page writes it, whole or short, or a scenario. */
function sideOfText(text: string, library: readonly NamedScenario[]): Result<ComparedSide, readonly FileFault[]> {
  if (!isRunFileText(text)) {
    const read = scenarioFromText(text);
    return read.ok ? ok({ scenario: read.value }) : read;
  }
  const read = sharedRunFromText(text, library, OWN_BOUNDS);
  if (!read.ok) return read;
  const { scenario, seed, commands } = read.value.file;
  return ok({ scenario, options: { seed, commands } });
}

function placedOf({ world }: Run): readonly TimedCommand[] {
  return world.log.filter(({ afterSteps }) => afterSteps !== undefined);
}
