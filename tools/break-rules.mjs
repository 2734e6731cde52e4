// `npm run rules:broken [-- --rule ID]... [--fresh]`: applies each break of tools/broken-rules.mjs in a copy of the project,
// one at a time, runs only the tests that carry the rule's id in their names, and expects one of them to fail.
// Prints a table; ends with 1 if a break survives. What is known already for this state of src/ is not run again, so it may
// be stopped and started; --fresh forgets. It takes minutes and is no part of `npm test`.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { BREAKS } from "./broken-rules.mjs";
import { root } from "./ensure.mjs";

/** @typedef {import("./broken-rules.mjs").Break} Break */
/** @typedef {"red" | "survives" | "no test ran" | "does not load"} Verdict */
/** @typedef {{ numTotalTests: number, numFailedTestSuites: number, testResults: { message: string, assertionResults: { status: string, fullName: string }[] }[] }} Report */

const known = join(root, "node_modules", ".cache", "spanscope", "broken-rules.json");
/** Rooms whose tests take milliseconds: they are asked first. */
const NEAR = /^src\/(?:base|wire|node|sim)\//;

/**
 * @param {string} rule
 * @param {string} text of a test file
 */
export function isTestOf(rule, text) {
  return new RegExp(`["\`'].*\\[[^\\]\\n]*\\b${rule}\\b[^\\]\\n]*\\]`).test(text);
}

/**
 * @param {string} folder
 * @param {string} rule
 */
export function testFilesOf(folder, rule) {
  const files = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })
    .map((path) => `src/${path.replaceAll("\\", "/")}`)
    .filter((path) => /\.test\.tsx?$/.test(path) && !path.includes(".browser.") && isTestOf(rule, readFileSync(join(folder, path), "utf8")))
    .sort();
  return { near: files.filter((path) => NEAR.test(path)), far: files.filter((path) => !NEAR.test(path)) };
}

/**
 * @param {string} rule
 * @param {Report} report
 * @returns {Verdict}
 */
export function judged(rule, report) {
  const named = report.testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ fullName }) => new RegExp(`\\[[^\\]]*\\b${rule}\\b`).test(fullName));
  if (named.some(({ status }) => status === "failed")) return "red";
  if (named.some(({ status }) => status === "passed")) return "survives";
  return report.testResults.some(({ message }) => message !== "") ? "does not load" : "no test ran";
}

/** @returns {string} a copy of what git knows or would, with this project's packages */
function copyOfProject() {
  const folder = mkdtempSync(join(tmpdir(), "spanscope-broken-"));
  const { stdout } = spawnSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 });
  for (const path of stdout.split("\n")) {
    if (path === "" || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/**
 * @param {string} folder
 * @param {string} rule
 * @param {string[]} files
 * @returns {Promise<Verdict>}
 */
async function run(folder, rule, files) {
  const report = join(folder, "report.json");
  rmSync(report, { force: true });
  const args = [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--bail=1", "--maxWorkers=1", "--reporter=json", `--outputFile=${report}`, "-t", `\\[[^\\]]*\\b${rule}\\b`, ...files];
  await new Promise((resolve) => spawn(process.execPath, args, { cwd: folder, stdio: "ignore" }).on("exit", resolve));
  return existsSync(report) ? judged(rule, JSON.parse(readFileSync(report, "utf8"))) : "does not load";
}

/**
 * @param {string} folder
 * @param {Break} one
 * @returns {Promise<Verdict>}
 */
async function tried(folder, { rule, file, old, new: broken }) {
  const path = join(folder, file);
  const good = readFileSync(path, "utf8");
  writeFileSync(path, good.replace(old, () => broken));
  try {
    const { near, far } = testFilesOf(folder, rule);
    const first = near.length > 0 ? await run(folder, rule, near) : "no test ran";
    return first === "red" || far.length === 0 ? first : await run(folder, rule, far);
  } finally {
    writeFileSync(path, good);
  }
}

/** @param {readonly Break[]} breaks */
async function tryAll(breaks, fresh = false) {
  const folder = copyOfProject();
  const state = createHash("sha256").update(JSON.stringify(readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" }).filter((path) => /\.tsx?$/.test(path)).sort().map((path) => readFileSync(join(folder, "src", path), "utf8")))).digest("hex");
  /** @type {Record<string, Verdict>} */
  const before = !fresh && existsSync(known) ? JSON.parse(readFileSync(known, "utf8")) : {};
  let survivors = 0;
  try {
    for (const one of breaks) {
      const key = createHash("sha256").update(JSON.stringify([state, one])).digest("hex");
      const start = performance.now();
      const verdict = before[key] ?? (await tried(folder, one));
      before[key] = verdict;
      mkdirSync(dirname(known), { recursive: true });
      writeFileSync(known, JSON.stringify(before));
      if (verdict !== "red") survivors++;
      console.log(`${one.rule.padEnd(9)} ${verdict.padEnd(13)} ${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${one.what}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${breaks.length} breaks of ${new Set(breaks.map(({ rule }) => rule)).size} rules, ${survivors} not noticed`);
  return survivors;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { rule: { type: "string", multiple: true }, fresh: { type: "boolean" } } });
  const breaks = BREAKS.filter(({ rule }) => values.rule === undefined || values.rule.some((wanted) => rule === wanted || rule.startsWith(`${wanted}-`)));
  if (breaks.length === 0) {
    console.error(`no break of ${values.rule?.join(", ")}: expected ids or groups of rules, such as TX-04 or TX`);
    process.exitCode = 2;
  } else process.exitCode = (await tryAll(breaks, values.fresh)) > 0 ? 1 : 0;
}
