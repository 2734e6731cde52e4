/** docs/rules.md says what the code does: the tables are those of tx-tables.ts, and the tests that it names exist. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RULES } from "./rules.ts";
import { COMMAND_STATES, COMMAND_TABLE, FLAG_COLUMNS, OUTCOME_TEXTS, type Outcome, REPLY_STATES, REPLY_TABLE } from "./tx-tables.ts";

const doc = readFileSync("docs/rules.md", "utf8"); // from the root of the project, where Vitest runs
const FILES = import.meta.glob<string>("../**/*.test.ts", { query: "?raw", import: "default", eager: true });

/** The text under the heading of a rule. */
function section(rule: string): string {
  const [, rest] = doc.split(`\n### ${rule}\n`);
  return rest === undefined ? "" : rest.split(/\n##+ /)[0]!;
}

/** The rows of the one table of a section, without its head. */
function tableOf(rule: string): string[][] {
  const rows = section(rule).split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim()));
}

/** The columns of a table's head, as flags: "C, CA" stands for two. */
function columnsOf(rule: string): string[][] {
  const head = section(rule).split("\n").find((line) => line.startsWith("|"))!;
  return head.split("|").slice(2, -1).map((cell) => cell.split(",").map((flags) => flags.replace("no flags", "").replace("R", "").trim() || "-"));
}

function expected(states: readonly string[], table: readonly (readonly Outcome[])[], columns: readonly (readonly string[])[]): string[][] {
  return states.map((state, row) => [
    state,
    ...columns.map((flags) => {
      const texts = new Set(flags.map((one) => OUTCOME_TEXTS[table[row]![FLAG_COLUMNS.indexOf(one)]!]!));
      return [...texts].join(" / ");
    }),
  ]);
}

describe("the tables", () => {
  test("[TX-04] that of commands", () => {
    expect(columnsOf("TX-04").flat().sort()).toEqual([...FLAG_COLUMNS].sort());
    expect(tableOf("TX-04")).toEqual(expected(COMMAND_STATES, COMMAND_TABLE, columnsOf("TX-04")));
  });

  test("[TX-05] that of replies", () => {
    expect(columnsOf("TX-05").flat().sort()).toEqual([...FLAG_COLUMNS].sort());
    expect(tableOf("TX-05")).toEqual(expected(REPLY_STATES, REPLY_TABLE, columnsOf("TX-05")));
  });
});

/** The lines that name tests: a file, and for those of this folder their titles in “ ”, perhaps over several lines. */
function proofs(rule: string): { readonly file: string; readonly titles: readonly string[] }[] {
  const [, proven] = section(rule).split("**Proven by:**");
  const items = (proven ?? "").split(/\n- /).slice(1);
  return items.map((item) => {
    const flat = item.replaceAll(/\s+/g, " ");
    return { file: /^`([^`]+)`/.exec(flat)![1]!, titles: [...flat.matchAll(/“([^”]+)”/g)].map((match) => match[1]!) };
  });
}

/** What the profile c2012 does otherwise: rules of the document and of the tests; no event carries their ids. */
const C12 = Array.from({ length: 9 }, (_, i) => `C12-0${i + 1}`);
const rules = RULES.filter((rule) => rule !== "");
const all: readonly string[] = [...rules, ...C12];

test("every rule has its heading, once, and in order", () => {
  const headings = [...doc.matchAll(/^### (.+)$/gm)].map((match) => match[1]!);
  expect(headings).toEqual(all);
});

describe("the tests that are named", () => {
  test.each(all)("%s: exist, and carry its id", (rule) => {
    const named = proofs(rule);
    expect(named.length).toBeGreaterThan(0);
    for (const { file, titles } of named) {
      const text = FILES[file.replace(/^src\/node\//, "./").replace(/^src\//, "../")];
      const lines = (text ?? "").split("\n").filter((line) => line.includes(`[${rule}]`));
      const missing = titles.filter((title) => !lines.some((line) => line.includes(title) || line.includes(title.replaceAll("\\", "\\\\"))));
      expect({ file, missing, tests: lines.length > 0, titles: titles.length > 0 }).toEqual({ file, missing: [], tests: true, titles: file.startsWith("src/node/") });
    }
  });
});

test("every header quote stands above the notice that it needs", () => {
  const [body, notice] = doc.split("\n## Notice\n");
  expect(body!.match(/\*\*Header:\*\*/g)!.length).toBe(rules.length);
  expect(notice).toContain("Copyright (c) 2011-2012 The DragonFly Project. All rights reserved.");
  expect(notice).toContain("SUCH DAMAGE.");
});
