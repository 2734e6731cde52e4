import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SHELL_ACTS, SHELL_INPUTS, SHELL_STATES, SHELL_TABLE } from "./shell-states.ts";

test("[DBG-01] every state has an act for everything that can happen", () => {
  expect(SHELL_TABLE).toHaveLength(SHELL_STATES.length);
  for (const row of SHELL_TABLE) {
    expect(row).toHaveLength(SHELL_INPUTS.length);
    for (const act of row) expect(SHELL_ACTS[act]).toBeDefined();
  }
});

test("[DBG-01] the documentation's table is the one that shells obey", () => {
  const [, section] = readFileSync("docs/rules.md", "utf8").split("\n### DBG-01\n"); // from the root of the project, where Vitest runs
  const rows = section!.split("\n### ")[0]!.split("\n").filter((line) => line.startsWith("|")).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  expect(rows.filter((_, i) => i !== 1)).toEqual([["state", ...SHELL_INPUTS], ...SHELL_TABLE.map((row, state) => [SHELL_STATES[state], ...row.map((act) => SHELL_ACTS[act])])]);
});
