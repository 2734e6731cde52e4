// `npm run mutation [-- --mutate FILE]... [--shard i/n] [--fresh] [--table]`: Stryker on the files of `wire` and `node`, one
// after the other, each with the tests of its own folder. What is known already of a file as it is, with its tests as they
// are, is not run again, so it may be stopped and started. --table prints what is known as a table and runs nothing.
// Stryker itself is fetched when it is first wanted: some of what it is made of has a licence that this project does not take in.
// All files take hours: it runs on a schedule (docs/mutation.md). Ends with 1 if a file could not be tried.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./ensure.mjs";

/** @typedef {{ key: string, killed: number, timeout: number, survived: number, noCoverage: number, ignored: number, seconds: number }} Score */

const cache = join(root, "node_modules", ".cache", "spanscope");
const known = join(cache, "mutation-scores.json");
const report = join(cache, "mutation.json");

const stryker = join(cache, "stryker");
/** Packages of npm, exactly these. */
const STRYKER = ["@stryker-mutator/core@9.6.1", "@stryker-mutator/vitest-runner@9.6.1"];

/** True when Stryker is there. It takes this project's Vitest. */
function fetched() {
  const marker = join(stryker, "fetched");
  if (existsSync(marker) && readFileSync(marker, "utf8") === STRYKER.join()) return true;
  console.log(`fetching ${STRYKER.join(", ")}`);
  mkdirSync(stryker, { recursive: true });
  writeFileSync(join(stryker, "package.json"), "{}");
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--legacy-peer-deps", "--prefer-offline", ...STRYKER], { cwd: stryker, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" });
  if (status === 0) writeFileSync(marker, STRYKER.join());
  else console.error("Stryker could not be fetched: npm and a way to its registry are needed");
  return status === 0;
}

/** @param {string} folder */
function filesOf(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path.replaceAll("\\", "/")}`).sort();
}

const sources = [...filesOf("src/wire"), ...filesOf("src/node")].filter((path) => path.endsWith(".ts") && !/\.(?:test|testkit)\.ts$/.test(path));

/** @param {string} file */
function keyOf(file) {
  const hash = createHash("sha256");
  const tests = filesOf(dirname(file)).filter((path) => dirname(path) === dirname(file) && /\.(?:test|testkit)\.ts$/.test(path));
  for (const path of [file, ...tests]) hash.update(readFileSync(join(root, path)));
  return hash.digest("hex");
}

/**
 * @param {string} file
 * @returns {Score | null}
 */
function mutated(file) {
  const start = performance.now();
  const env = { ...process.env, MUTATION_TESTS: `${dirname(file)}/*.test.ts` };
  const { status } = spawnSync(process.execPath, [join(stryker, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js"), "run", "--mutate", file], { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0 || !existsSync(report)) return null;
  /** @type {{ files: Record<string, { mutants: { status: string }[] }> }} */
  const { files } = JSON.parse(readFileSync(report, "utf8"));
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status: one }) => one));
  const count = (/** @type {string} */ wanted) => statuses.filter((one) => one === wanted).length;
  return { key: keyOf(file), killed: count("Killed"), timeout: count("Timeout"), survived: count("Survived"), noCoverage: count("NoCoverage"), ignored: count("Ignored"), seconds: Math.round((performance.now() - start) / 1000) };
}

/** @param {Score} score */
function percent({ killed, timeout, survived, noCoverage }) {
  const all = killed + timeout + survived + noCoverage;
  return all === 0 ? "-" : `${((100 * (killed + timeout)) / all).toFixed(1)} %`;
}

/** @param {Record<string, Score>} scores */
function table(scores) {
  const rows = Object.entries(scores).filter(([file]) => sources.includes(file)).sort(([a], [b]) => (a < b ? -1 : 1));
  const sum = { key: "", killed: 0, timeout: 0, survived: 0, noCoverage: 0, ignored: 0, seconds: 0 };
  for (const [, score] of rows) for (const name of /** @type {const} */ (["killed", "timeout", "survived", "noCoverage", "ignored", "seconds"])) sum[name] += score[name];
  const line = (/** @type {string} */ name, /** @type {Score} */ score) => `| ${name} | ${percent(score)} | ${score.killed} | ${score.timeout} | ${score.survived} | ${score.noCoverage} | ${score.ignored} | ${score.seconds} |`;
  return ["| file | score | killed | timeout | survived | not covered | ignored (static) | seconds |", "|---|---|---|---|---|---|---|---|", ...rows.map(([file, score]) => line(`\`${file}\``, score)), line(`${rows.length} of ${sources.length} files`, sum)].join("\n");
}

function main() {
  const { values } = parseArgs({ options: { mutate: { type: "string", multiple: true }, shard: { type: "string" }, fresh: { type: "boolean" }, table: { type: "boolean" } } });
  const unknown = values.mutate?.filter((file) => !sources.includes(file)) ?? [];
  const shard = /^(\d+)\/(\d+)$/.exec(values.shard ?? "1/1");
  if (unknown.length > 0 || !shard || Number(shard[1]) < 1 || Number(shard[1]) > Number(shard[2])) {
    console.error(unknown.length > 0 ? `--mutate ${unknown.join(", ")}: expected files of src/wire or src/node that are no tests` : `--shard ${values.shard}: expected i/n, 1 <= i <= n`);
    process.exitCode = 2;
    return;
  }
  mkdirSync(cache, { recursive: true });
  /** @type {Record<string, Score>} */
  const scores = existsSync(known) ? JSON.parse(readFileSync(known, "utf8")) : {};
  const wanted = (values.mutate ?? sources).filter((_, i) => values.mutate !== undefined || i % Number(shard[2]) === Number(shard[1]) - 1);
  if (!values.table && !fetched()) {
    process.exitCode = 1;
    return;
  }
  for (const file of values.table ? [] : wanted) {
    if (!values.fresh && scores[file]?.key === keyOf(file)) continue;
    console.log(`\n${file}`);
    const score = mutated(file);
    if (score === null) {
      console.error(`${file}: could not be tried`);
      process.exitCode = 1;
      continue;
    }
    scores[file] = score;
    writeFileSync(known, `${JSON.stringify(scores, null, 1)}\n`);
  }
  console.log(table(scores));
}

main();
