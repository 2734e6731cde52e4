/** docs/rules.md says of locks what the tables say. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LOCK_DOMAIN_NAMES, LOCK_STATE_NAMES, lockOpName, type LockDomain } from "../../wire/lock-body.ts";
import { COMPATIBLE } from "./compatibility.ts";
import { COVERS, RELATIONS } from "./covering.ts";
import { CLIENT_SAYS, MASTER_OPS, RECORD_NAMES, RECORD_TABLE, SLOT_NAMES, SLOT_TABLE } from "./machines.ts";

const doc = readFileSync("docs/rules.md", "utf8"); // from the root of the project, where Vitest runs
const section = (doc.split("\n### CAC-01\n")[1] ?? "").split(/\n##+ /)[0]!;

/** Every table of the section as rows of cells, the line under its head left out. */
const tables = section
  .split(/\n(?!\|)/)
  .filter((block) => block.includes("\n|"))
  .map((block) => block.split("\n").filter((line) => line.startsWith("|") && !line.startsWith("|---")).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim())));

/** As the document writes a table. */
function rows(head: readonly string[], names: readonly string[], cells: readonly (readonly string[])[]): string[][] {
  return [["", ...head], ...names.map((name, at) => [name, ...cells[at]!])];
}

test("[CAC-01] the document has the tables of compatibility, covering, and both machines", () => {
  const covering = LOCK_DOMAIN_NAMES.map((_, domain) => RELATIONS.map((relation) => COVERS[domain as LockDomain][relation].map((each) => LOCK_DOMAIN_NAMES[each]).join(", ") || "nothing"));
  expect(tables).toEqual([
    rows(LOCK_STATE_NAMES, LOCK_STATE_NAMES, COMPATIBLE.map((row) => row.map((goes) => (goes ? "yes" : "no")))),
    rows(RELATIONS, LOCK_DOMAIN_NAMES, covering),
    rows(MASTER_OPS.map(lockOpName), SLOT_NAMES, SLOT_TABLE),
    rows(CLIENT_SAYS, RECORD_NAMES, RECORD_TABLE),
  ]);
});
