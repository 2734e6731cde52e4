import type { PlantedName } from "../../node/planted.ts";
import { Run } from "../../run/run.ts";
import { sharedRunText, shortScenario } from "../../run/share/shared-run.ts";
import type { Beat } from "../case-run.ts";
import type { HuntCase } from "../hunt-case.ts";
import type { Shrunk } from "./shrink.ts";

/** A shrunk case as others take it: none of it says what was planted, so that what needs a planted fault shows nothing elsewhere. */
export interface ShrunkFiles {
  /** a run file, up to the moment of the violation */
  readonly runFile: string;
  /** the same run as compact JSON, for a link (`#run=` and this, deflated, in base64url) */
  readonly sharedJson: string;
  /** the moment, as a run's clock has it */
  readonly atUs: number;
}

/** The run of a case at the moment in which `check` is found violated; at its end where no check says so. */
export function atViolation({ scenario, endUs }: HuntCase, check: string, planted: PlantedName | null = null, beat: Beat | null = null): Run {
  const run = new Run(scenario, { planted });
  const isViolated = (): boolean => run.verdicts().some(({ name, verdict }) => name === check && verdict.state === "violated");
  while (!isViolated() && run.advanceUntilQuiet(endUs, 1) === "more") beat?.();
  return run;
}

/** `planted`: what it was found with; its files do not know. */
export function filesOf({ huntCase, check, text }: Shrunk, planted: PlantedName | null = null, beat: Beat | null = null): ShrunkFiles {
  const found = atViolation(huntCase, check, planted, beat);
  const { nowUs } = found;
  const told = { ...huntCase.scenario, title: `Hunted: seed ${huntCase.seed}, shrunk`, summary: `${check}: ${text}`.slice(0, SUMMARY_MAX), until: nowUs };
  const claimed = planted !== null || !found.verdicts().some(({ name }) => name === check) ? [] : [{ atUs: "end" as const, claim: { that: "check" as const, name: check, state: "violated" as const } }];
  const run = atViolation({ ...huntCase, scenario: { ...told, expect: claimed } }, check, planted, beat);
  const sharedJson = sharedRunText(run, shortScenario(run.scenario, []), { branch: null, place: null, watch: null, speedUsPerS: run.scenario.view.speedUsPerS, playing: false });
  return { runFile: run.runFile(), sharedJson, atUs: nowUs };
}

/** Characters of a scenario's summary. */
const SUMMARY_MAX = 500;
