/** QRM-01: the tables are whole, docs/rules.md says what they say, and the machines act by them. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ballotOf, QRM_DECISION, QRM_OP } from "../../wire/qrm.ts";
import { Coordinator } from "./coordinator.ts";
import { type DurableRecord, masterHears, masterState, newDurableRecord, says } from "./master.ts";
import { Recovery } from "./recovery.ts";
import {
  COORDINATOR_INPUTS, COORDINATOR_OUTCOME, COORDINATOR_OUTCOME_TEXTS, COORDINATOR_STATES, COORDINATOR_TABLE,
  MASTER_INPUTS, MASTER_OUTCOME, MASTER_OUTCOME_TEXTS, MASTER_STATES, MASTER_TABLE,
  RECOVERY_INPUTS, RECOVERY_OUTCOME, RECOVERY_OUTCOME_TEXTS, RECOVERY_STATES, RECOVERY_TABLE,
} from "./tables.ts";

const { COMMIT, ABORT } = QRM_DECISION;
const section = readFileSync("docs/rules.md", "utf8").split("\n### QRM-01\n")[1]?.split(/\n##+ /)[0] ?? "";

/** The tables of the section in their order, each as rows of cells, its head first. */
function documented(): string[][][] {
  const tables: string[][][] = [];
  let open = false;
  for (const line of section.split("\n")) {
    const isRow = line.startsWith("|");
    if (isRow && !open) tables.push([]);
    open = isRow;
    if (isRow && !line.startsWith("|---")) tables.at(-1)!.push(line.split("|").slice(1, -1).map((cell) => cell.trim()));
  }
  return tables;
}

const ALL = [
  { name: "a master", at: 0, states: MASTER_STATES, inputs: MASTER_INPUTS, table: MASTER_TABLE, texts: MASTER_OUTCOME_TEXTS, outcomes: MASTER_OUTCOME },
  { name: "the coordinator", at: 1, states: COORDINATOR_STATES, inputs: COORDINATOR_INPUTS, table: COORDINATOR_TABLE, texts: COORDINATOR_OUTCOME_TEXTS, outcomes: COORDINATOR_OUTCOME },
  { name: "a master that asks", at: 2, states: RECOVERY_STATES, inputs: RECOVERY_INPUTS, table: RECOVERY_TABLE, texts: RECOVERY_OUTCOME_TEXTS, outcomes: RECOVERY_OUTCOME },
] as const;

describe("the tables", () => {
  test.each(ALL)("[QRM-01] $name: every state, every input, every outcome with its words", ({ states, inputs, table, texts, outcomes }) => {
    expect(table.map((row) => row.length)).toEqual(states.map(() => inputs.length));
    expect(texts).toHaveLength(Object.keys(outcomes).length);
    for (const outcome of table.flat()) expect(texts[outcome]).toBeTruthy();
  });

  test.each(ALL)("[QRM-01] $name: docs/rules.md has the same table", ({ at, states, inputs, table, texts }) => {
    expect(documented()[at]).toEqual([["", ...inputs], ...states.map((state, row) => [state, ...table[row]!.map((outcome) => texts[outcome]!)])]);
  });
});

describe("the machines act by them", () => {
  const LATER = ballotOf(2, 2);
  const records: Readonly<Record<(typeof MASTER_STATES)[number], Partial<DurableRecord>>> = {
    unknown: {},
    promised: { promised: LATER },
    prepared: { prepared: true, promised: LATER },
    logged: { prepared: true, promised: LATER, loggedBallot: ballotOf(1, 9), loggedDecision: COMMIT },
    committed: { promised: LATER, outcome: COMMIT },
    aborted: { promised: LATER, outcome: ABORT },
  };
  const questions = {
    PREPARE: says(QRM_OP.PREPARE, LATER), "PREPARE late": says(QRM_OP.PREPARE, 1),
    LOG: says(QRM_OP.LOG, LATER, ABORT), "LOG late": says(QRM_OP.LOG, 1, ABORT),
    RECOVER: says(QRM_OP.RECOVER, LATER), "RECOVER late": says(QRM_OP.RECOVER, 1),
    "FINISH commit": says(QRM_OP.FINISH, 1, COMMIT), "FINISH abort": says(QRM_OP.FINISH, 1, ABORT),
  } as const;

  test("[QRM-01] a master, in every cell", () => {
    for (const [row, state] of MASTER_STATES.entries()) {
      for (const [column, input] of MASTER_INPUTS.entries()) {
        if (input === "asker lost" || (state === "unknown" && input.endsWith("late"))) continue;
        const record = { ...newDurableRecord(), ...records[state] };
        expect([state, input, masterState(record), masterHears(record, questions[input])]).toEqual([state, input, state, MASTER_TABLE[row]![column]]);
      }
    }
  });

  test("[QRM-01] a master writes down what it answers, and another decision at the same ballot is a mistake", () => {
    const record = newDurableRecord();
    masterHears(record, says(QRM_OP.PREPARE, ballotOf(1, 9)));
    expect(masterHears(record, says(QRM_OP.LOG, ballotOf(1, 9), COMMIT))).toBe(MASTER_OUTCOME.log);
    expect(masterHears(record, says(QRM_OP.LOG, ballotOf(1, 9), ABORT))).toBe(MASTER_OUTCOME.mistake);
    masterHears(record, says(QRM_OP.RECOVER, LATER));
    expect(record).toEqual({ prepared: true, promised: LATER, loggedBallot: ballotOf(1, 9), loggedDecision: COMMIT, outcome: QRM_DECISION.NONE });
  });

  test("[QRM-01] a majority is more than half of the configured masters, for 1 to 9 of them", () => {
    for (let masters = 1; masters <= 9; masters++) {
      const coordinator = new Coordinator(masters, 9);
      const recovery = new Recovery(masters, 0);
      recovery.due(0);
      const acks = Array.from({ length: masters }, (_, place) => coordinator.hears(place, says(QRM_OP.ACK, coordinator.ballot)));
      const promises = Array.from({ length: masters }, (_, place) => recovery.hears(place, says(QRM_OP.PROMISE, recovery.ballot)));
      expect(acks.indexOf(COORDINATOR_OUTCOME.askAll)).toBe(Math.floor(masters / 2));
      expect(promises.indexOf(RECOVERY_OUTCOME.propose)).toBe(Math.floor(masters / 2));
    }
  });

  test("[QRM-01] a ballot is above all that were seen, and no two masters have the same", () => {
    const recoveries = [0, 1, 2].map((place) => new Recovery(3, place));
    for (const recovery of recoveries) recovery.due(ballotOf(4, 3));
    expect(new Set(recoveries.map(({ ballot }) => ballot)).size).toBe(3);
    for (const { ballot } of recoveries) expect(ballot).toBeGreaterThan(ballotOf(4, 9));
  });
});
