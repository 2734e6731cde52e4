// `npm run mutation [-- --mutate FILE]... [--fresh] [--table]`: Stryker on the files of `wire` and `node`, one folder after the
// other, each with the tests that lie in it. What is known already of a file as it is, with its tests as they are, is not run
// again, so it may be stopped and started. --table prints what is known as a table and runs nothing.
// Stryker itself is fetched when it is first wanted: some of what it is made of has a licence that this project does not take in.
// It runs on a schedule (docs/mutation.md). Ends with 1 if a folder could not be tried.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./ensure.mjs";

/** @typedef {{ key: string, killed: number, timeout: number, survived: number, noCoverage: number, ignored: number }} Score */

const cache = join(root, "node_modules", ".cache", "spanscope");
const known = join(cache, "mutation-scores.json");

const stryker = join(cache, "stryker");
/** Packages of npm, exactly these. */
const STRYKER = ["@stryker-mutator/core@9.6.1"];

/** True when Stryker is there. */
function fetched() {
  const marker = join(stryker, "fetched");
  if (existsSync(marker) && readFileSync(marker, "utf8") === STRYKER.join()) return true;
  console.log(`fetching ${STRYKER.join(", ")}`);
  mkdirSync(stryker, { recursive: true });
  writeFileSync(join(stryker, "package.json"), "{}");
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...STRYKER], { cwd: stryker, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" });
  if (status === 0) writeFileSync(marker, STRYKER.join());
  else console.error("Stryker could not be fetched: npm and a way to its registry are needed");
  return status === 0;
}

/** @param {string} folder */
function filesOf(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path.replaceAll("\\", "/")}`).sort();
}

const sources = [...filesOf("src/wire"), ...filesOf("src/node")].filter((path) => path.endsWith(".ts") && !/\.(?:test|testkit)\.ts$/.test(path));

/**
 * The tests that lie in a folder, with their kits.
 * @param {string} folder
 */
function testsIn(folder) {
  return filesOf(folder).filter((path) => dirname(path) === folder && /\.(?:test|testkit)\.ts$/.test(path));
}

/**
 * The folder whose tests are asked: the file's own, or the next one above that has any.
 * @param {string} file
 */
function folderOf(file) {
  let folder = dirname(file);
  while (!testsIn(folder).some((path) => path.endsWith(".test.ts"))) folder = dirname(folder);
  return folder;
}

/** @param {string} file */
function keyOf(file) {
  const hash = createHash("sha256");
  for (const path of [file, ...testsIn(folderOf(file))]) hash.update(readFileSync(join(root, path)));
  return hash.digest("hex");
}

/**
 * The scores of files of one folder, by file.
 * @param {string} folder
 * @param {string[]} files
 * @returns {Record<string, Score> | null}
 */
function mutated(folder, files) {
  const keys = new Map(files.map((file) => [file, keyOf(file)]));
  const report = join(cache, `mutation-${folder.replaceAll("/", "-")}.json`);
  rmSync(report, { force: true });
  const env = { ...process.env, MUTATION_FOLDER: folder, MUTATION_REPORT: report };
  const { status } = spawnSync(process.execPath, [join(stryker, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js"), "run", "--mutate", files.join()], { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0 || !existsSync(report)) return null;
  /** @type {{ files: Record<string, { mutants: { status: string }[] }> }} */
  const found = JSON.parse(readFileSync(report, "utf8"));
  return Object.fromEntries(
    files.map((file) => {
      const count = (/** @type {string} */ wanted) => found.files[file]?.mutants.filter(({ status: one }) => one === wanted).length ?? 0;
      return [file, { key: keys.get(file) ?? "", killed: count("Killed"), timeout: count("Timeout"), survived: count("Survived"), noCoverage: count("NoCoverage"), ignored: count("Ignored") }];
    }),
  );
}

/** @param {Score} score */
function percent({ killed, timeout, survived, noCoverage }) {
  const all = killed + timeout + survived + noCoverage;
  return all === 0 ? "-" : `${((100 * (killed + timeout)) / all).toFixed(1)} %`;
}

/** @param {Record<string, Score>} scores */
function table(scores) {
  const rows = Object.entries(scores).filter(([file]) => sources.includes(file)).sort(([a], [b]) => (a < b ? -1 : 1));
  const sum = { key: "", killed: 0, timeout: 0, survived: 0, noCoverage: 0, ignored: 0 };
  for (const [, score] of rows) for (const name of /** @type {const} */ (["killed", "timeout", "survived", "noCoverage", "ignored"])) sum[name] += score[name];
  const line = (/** @type {string} */ name, /** @type {Score} */ score) => `| ${name} | ${percent(score)} | ${score.killed} | ${score.timeout} | ${score.survived} | ${score.noCoverage} | ${score.ignored} |`;
  return ["| file | score | killed | timeout | survived | not covered | ignored |", "|---|---|---|---|---|---|---|", ...rows.map(([file, score]) => line(`\`${file}\``, score)), line(`${rows.length} of ${sources.length} files`, sum)].join("\n");
}

/** @returns {Record<string, Score>} */
function scoresKnown() {
  return existsSync(known) ? JSON.parse(readFileSync(known, "utf8")) : {};
}

function main() {
  const { values } = parseArgs({ options: { mutate: { type: "string", multiple: true }, fresh: { type: "boolean" }, table: { type: "boolean" } } });
  const unknown = values.mutate?.filter((file) => !sources.includes(file)) ?? [];
  if (unknown.length > 0) {
    console.error(`--mutate ${unknown.join(", ")}: expected files of src/wire or src/node that are no tests`);
    process.exitCode = 2;
    return;
  }
  mkdirSync(cache, { recursive: true });
  let scores = scoresKnown();
  if (!values.table && !fetched()) {
    process.exitCode = 1;
    return;
  }
  const wanted = values.table ? [] : (values.mutate ?? sources).filter((file) => values.fresh || scores[file]?.key !== keyOf(file));
  for (const folder of new Set(wanted.map(folderOf))) {
    console.log(`\n${folder}`);
    const found = mutated(folder, wanted.filter((file) => folderOf(file) === folder));
    if (found === null) {
      console.error(`${folder}: could not be tried`);
      process.exitCode = 1;
      continue;
    }
    scores = { ...scoresKnown(), ...found };
    writeFileSync(known, `${JSON.stringify(scores, null, 1)}\n`);
  }
  console.log(table(scores));
}

main();
