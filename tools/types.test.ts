import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./ensure.mjs";

/** The names tsc cannot find in `text` under one of the project's configurations. */
function unknownNames(config: string, text: string): string[] {
  const cache = join(root, "node_modules", ".cache", "spanscope"); // near the packages' types
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "types-"));
  try {
    writeFileSync(join(folder, "a.ts"), text);
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: join(root, config), include: ["*.ts"], exclude: [] }),
    );
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    return [...stdout.matchAll(/error TS\d+: Cannot find name '(\w+)'/g)].map((match) => match[1]!);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the pure folders see no platform", () => {
  const names = (
    "performance crypto setTimeout setInterval queueMicrotask console window self document " +
    "navigator process Buffer TextEncoder URL fetch postMessage MessageChannel structuredClone"
  ).split(" ");
  const text = names.map((name) => `export const x_${name}: unknown = ${name};`).join("\n");
  expect(unknownNames("tsconfig.pure.json", text)).toEqual(names);
}, 20_000);

test("the page sees no Node, the terminal no DOM", () => {
  const text = "export const a: unknown = process;\nexport const b: unknown = document;";
  expect(unknownNames("tsconfig.page.json", text)).toEqual(["process"]);
  expect(unknownNames("tsconfig.cli.json", text)).toEqual(["document"]);
}, 20_000);
