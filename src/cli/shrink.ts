import { deflateRawSync } from "node:zlib";
import { fail, ok, type Result } from "../base/result.ts";
import { formatUs } from "../base/time.ts";
import { generateCase } from "../hunt/generate/generate-case.ts";
import type { HuntOptions } from "../hunt/hunt-case.ts";
import { UNEXECUTED } from "../hunt/seed-record.ts";
import { filesOf } from "../hunt/shrink/moment.ts";
import { shrink, type Shrunk } from "../hunt/shrink/shrink.ts";
import type { PlantedName } from "../node/planted.ts";
import type { HuntMachine } from "./hunt.ts";
import type { HuntOutput } from "./hunt-output.ts";
import type { HuntPlan } from "./hunt-plan.ts";

/** So many of the violations that a hunt found are shrunk, the first ones. */
export const SHRUNK_MAX = 3;
/** Where `npm start` shows the page, unless told otherwise. */
export const LAB_ADDRESS = "http://127.0.0.1:4173/";

export type ShrunkOutput = NonNullable<HuntOutput["shrunk"]>[number];

/** Where what was shrunk goes. */
export interface ShrunkPlace {
  /** where the run files go */
  readonly folder: string;
  /** address of the page that the links open */
  readonly lab: string;
}

/** Shrinks the first violations of a hunt, and writes `seed-N.run.json` for each; its link opens the lab at the moment of the violation. */
export function shrinkFound(violations: HuntOutput["report"]["violations"], { options, planted }: HuntPlan, { folder, lab }: ShrunkPlace, machine: HuntMachine): Result<ShrunkOutput[], string> {
  const made = machine.makeFolder(folder);
  if (!made.ok) return fail(`${folder} cannot be made (${made.error})`);
  const written: ShrunkOutput[] = [];
  for (const { seed, check } of violations.slice(0, SHRUNK_MAX)) {
    const small = shrunkSeed(seed, check, options, planted, machine);
    if (small === null) continue;
    const { runFile, sharedJson, atUs } = filesOf(small, planted);
    const file = `${folder}/seed-${seed}.run.json`;
    const saved = machine.writeText(file, runFile);
    if (!saved.ok) return fail(`${file} cannot be written (${saved.error})`);
    const { scenario } = small.huntCase;
    written.push({ seed, check, text: small.text, atUs, commands: scenario.commands.length, nodes: scenario.nodes.length, links: scenario.links.length, executions: small.runs, complete: small.isComplete, file, link: linkOf(sharedJson, lab) });
  }
  return ok(written);
}

/** Null: it is not found again, as what no case is made of cannot be. Ctrl+C leaves what there is by then. */
function shrunkSeed(seed: number, check: string, options: HuntOptions, planted: PlantedName | null, machine: HuntMachine): Shrunk | null {
  if ((UNEXECUTED as readonly string[]).includes(check)) return null; // what hangs would not come back here either
  const steps = shrink(generateCase(seed, options), check, { planted });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      machine.progress("");
      return step.value;
    }
    const { runs, runsMax, pass, best } = step.value;
    machine.progress(`shrinking seed ${seed}: ${pass}, ${runs} of at most ${runsMax} executions; ${best.scenario.commands.length} commands and ${best.scenario.nodes.length} nodes are left`);
    if (machine.isInterrupted()) return { huntCase: best, check, text: "", runs, isComplete: false };
  }
}

/** As the page makes it: JSON, deflated, in base64url, behind "#run=". */
export function linkOf(sharedJson: string, lab: string): string {
  return `${lab}#run=${deflateRawSync(sharedJson, { level: 9 }).toString("base64url")}`;
}

/** What the terminal says of them. */
export function shrunkText(shrunk: readonly ShrunkOutput[]): string[] {
  return shrunk.flatMap(({ seed, check, text, atUs, commands, nodes, links, executions, complete, file, link }) => [
    `shrunk: seed ${seed} to ${counted(commands, "command")}, ${counted(nodes, "node")} and ${counted(links, "link")}${complete ? "" : ", and no further for want of executions"} (${counted(executions, "execution")}): ${file}`,
    `  ${check} at ${formatUs(atUs)}${text === "" ? "" : `: ${text}`}`,
    `  ${link}`,
  ]);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
