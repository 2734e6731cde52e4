/** The README's protocol table leaves no line of the header out, and what it points to exists. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RULES } from "../node/rules.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { CMD, FLAG, PROTO } from "../wire/constants.ts";
import { STRUCT_LIST } from "../wire/layout.ts";

const readme = readFileSync("README.md", "utf8"); // from the root of the project, where Vitest runs
const section = readme.split("\n## Where every line of the header is shown\n")[1]!.split("\n## ")[0]!;
const rows = section
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(1)
  .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

const PLACES = ["Stage", "Node inspector", "Link inspector", "Message inspector", "Transaction inspector", "Events", "Transactions", "Checks", "Topology", "Traffic", "Faults", "Locks", "Commits"];

test("it has a row for every line, four cells each", () => {
  expect(rows.length).toBeGreaterThan(35);
  expect(rows.filter((cells) => cells.length !== 4 || cells[0] === "" || cells[1] === "")).toEqual([]);
});

describe("nothing of the protocol is left out", () => {
  const said = rows.map(([what]) => what).join("\n");
  const names: readonly (readonly [string, readonly string[]])[] = [
    ["command", Object.keys(CMD)],
    ["flag", Object.keys(FLAG)],
    ["struct", STRUCT_LIST.map(({ name }) => name).filter((name) => name.startsWith("hammer2_"))],
    ["protocol", Object.keys(PROTO).filter((proto) => proto !== "LNK").map((proto) => (["BLK", "VOP", "DOM"].includes(proto) ? `MSG_PROTO_${proto}` : `${proto}_`))],
  ];
  test.each(names)("every %s", (_, all) => {
    expect(all.filter((name) => !new RegExp(`\\b${name}${name.endsWith("_") ? "" : "\\b"}`).test(said))).toEqual([]);
  });

  test("every rule", () => {
    const named = new Set(rows.flatMap(([, rules]) => rules!.split(", ")));
    expect(RULES.filter((rule) => rule !== "" && !named.has(rule))).toEqual([]);
    expect([...named].filter((rule) => !(RULES as readonly string[]).includes(rule))).toEqual([]);
  });
});

test("every scenario named is one of the library, under its title", () => {
  const links = rows.flatMap(([, , scenarios]) => [...scenarios!.matchAll(/\[([^\]]+)\]\(src\/scenarios\/([a-z0-9-]+)\.json\)/g)].map(([, title, name]) => ({ name, title })));
  expect(links.length).toBeGreaterThan(40);
  expect(links.filter(({ name, title }) => LIBRARY.find((entry) => entry.name === name)?.title !== title)).toEqual([]);
  expect(rows.filter(([, , scenarios]) => scenarios !== "-" && !scenarios!.includes("](src/scenarios/"))).toEqual([]);
});

test("every place named is one of the lab", () => {
  const places = rows.flatMap(([, , , where]) => (where === "-" ? [] : where!.split(", ")));
  expect(places.filter((place) => !PLACES.includes(place))).toEqual([]);
});
