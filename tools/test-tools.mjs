// `npm run test:tools`: the tests that need programs of the system, and ends with `N passed, N failed`.
// Without one of them nothing is tested and it fails: what is missing is named, with the way to install it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled, ensureNode, root } from "./ensure.mjs";

/**
 * What is needed: how to ask for its version, which one is old enough, and as what systems install it.
 * @typedef {{ program: string, args: string[], version: RegExp, least: number, what: string, install: Record<string, string> }} Tool
 * @type {Tool[]}
 */
const tools = [
  {
    program: "tshark",
    args: ["--version"],
    version: /TShark \(Wireshark\) (\d+)\.(\d+)/,
    least: 4,
    what: "reads captures with our dissector",
    install: { "Debian, Ubuntu": "apt-get install tshark", Fedora: "dnf install wireshark-cli", macOS: "brew install wireshark" },
  },
  {
    program: "redis-server",
    args: ["--version"],
    version: /Redis server v=(\d+)\.(\d+)/,
    least: 6,
    what: "keeps the queue of a hunt that several machines share",
    install: { "Debian, Ubuntu": "apt-get install redis-server", Fedora: "dnf install redis", macOS: "brew install redis" },
  },
  {
    program: "parallel",
    args: ["--version"],
    version: /GNU parallel (\d{4})(\d{2})/,
    least: 2015,
    what: "runs the shards of a hunt (deploy/parallel)",
    install: { "Debian, Ubuntu": "apt-get install parallel", Fedora: "dnf install parallel", macOS: "brew install parallel" },
  },
];

async function main() {
  ensureNode();
  ensureInstalled();
  const missing = tools.filter((tool) => !isThere(tool));
  if (missing.length > 0) {
    for (const tool of missing) console.error(howToInstall(tool));
    console.log(`\n0 passed, ${missing.length} failed`);
    process.exitCode = 1;
    return;
  }
  const reports = mkdtempSync(join(tmpdir(), "spanscope-tools-"));
  const report = join(reports, "vitest.json");
  const ok = await vitest(report);
  const { passed, failed } = counts(report);
  rmSync(reports, { recursive: true, force: true });
  const extra = failed === 0 && (!ok || passed === 0) ? 1 : 0;
  console.log(`\n${passed} passed, ${failed + extra} failed`);
  process.exitCode = failed + extra > 0 ? 1 : 0;
}

/**
 * Says what was found, too.
 * @param {Tool} tool
 */
function isThere({ program, args, version, least }) {
  const { stdout, error } = spawnSync(program, args, { encoding: "utf8" });
  const match = error === undefined ? version.exec(stdout) : null;
  if (match !== null) console.log(`${program} ${match[1]}.${match[2]}`);
  return match !== null && Number(match[1]) >= least;
}

/** @param {Tool} tool */
function howToInstall({ program, least, what, install }) {
  const ways = Object.entries(install).map(([system, command]) => `  ${system}: ${command}`);
  return [`${program} is missing, or older than version ${least}; it ${what}. To install it:`, ...ways].join("\n");
}

/**
 * @param {string} report
 * @returns {Promise<boolean>}
 */
function vitest(report) {
  const args = [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--config", "vitest.tools.config.ts", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
  });
}

/** @param {string} report */
function counts(report) {
  if (!existsSync(report)) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
  return { passed: numPassedTests, failed: numFailedTests };
}

main().catch((error) => {
  console.error(error);
  console.log("\n0 passed, 1 failed");
  process.exitCode = 1;
});
