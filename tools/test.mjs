// `npm test`: installs what is missing, then runs every check, and ends with `N passed, N failed`.
// `npm run check` is the same without the browser.
//
// N counts tests (Vitest's and Playwright's); a step without tests of its own, such as the lint,
// adds one to "failed" when it fails. A step that fails does not keep the next from running.
// A run that found no test is a failure: it has proven nothing.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled, ensureNode, root } from "./ensure.mjs";

const withBrowser = !process.argv.includes("--no-browser");

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const failedSteps = [];

async function main() {
  ensureNode();
  ensureInstalled();
  const reports = mkdtempSync(join(tmpdir(), "spanscope-test-"));
  try {
    await runAll(join(reports, "vitest.json"), join(reports, "playwright.json"));
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  if (failedSteps.length > 0) console.log(`\nFailed: ${failedSteps.join(", ")}`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

/**
 * @param {string} unitReport
 * @param {string} e2eReport
 */
async function runAll(unitReport, e2eReport) {
  const browserFound = withBrowser && (await findBrowser());

  await step("types", ["tools/types.mjs"]);
  await step("lint", [bin("oxlint", "bin/oxlint")]);
  await step("imports", ["tools/check-imports.mjs"]);
  await step("dead code", [bin("knip", "bin/knip.js")]);

  const vitest = [bin("vitest", "vitest.mjs"), "run", "--reporter=default", "--reporter=json"];
  const unitOk = await run("unit and property tests", [...vitest, `--outputFile.json=${unitReport}`]);
  add("unit and property tests", unitOk, countVitest(unitReport));

  const built = await step("build", [bin("vite", "bin/vite.js"), "build", "--logLevel", "warn"]);
  if (built) await step("size", [bin("size-limit", "bin.js")]);
  if (withBrowser) {
    const playwright = [bin("@playwright/test", "cli.js"), "test"];
    const e2eOk =
      built &&
      browserFound &&
      (await run("end-to-end tests", playwright, { PLAYWRIGHT_JSON_OUTPUT_FILE: e2eReport }));
    add("end-to-end tests", e2eOk, countPlaywright(e2eReport));
  }

  const passedNames = [unitReport, e2eReport].filter((path) => withBrowser && existsSync(path));
  await step("docs", ["tools/check-docs.mjs", ...passedNames.flatMap((path) => ["--report", path])]);
}

/** Once, before the tests: their workers read the answer from the environment. */
async function findBrowser() {
  heading("browser");
  try {
    const { resolveBrowser } = await import("./browser.mjs");
    const { name, path, version } = await resolveBrowser();
    console.log(`${name}, Chromium ${version}`);
    process.env.SPANSCOPE_BROWSER = path || "playwright";
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

/**
 * A step that has no tests of its own.
 * @param {string} name
 * @param {string[]} args
 */
async function step(name, args) {
  const ok = await run(name, args);
  if (!ok) {
    total.failed += 1;
    failedSteps.push(name);
  }
  return ok;
}

/**
 * Adds what a step with tests has counted. No count, no test, or a failure outside of the tests
 * (a file that cannot be loaded, say) is one failure more.
 * @param {string} name
 * @param {boolean} ok
 * @param {Counts | null} counts
 */
function add(name, ok, counts) {
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 };
  if (passed + failed === 0) console.log(`${name}: no test ran`);
  const extra = failed === 0 && (!ok || passed === 0) ? 1 : 0;
  total.passed += passed;
  total.failed += failed + extra;
  total.skipped += skipped;
  if (failed + extra > 0) failedSteps.push(name);
}

/**
 * @param {string} path
 * @returns {Counts | null}
 */
function countVitest(path) {
  if (!existsSync(path)) return null;
  const report = JSON.parse(readFileSync(path, "utf8"));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {string} path
 * @returns {Counts | null}
 */
function countPlaywright(path) {
  if (!existsSync(path)) return null;
  const { stats } = JSON.parse(readFileSync(path, "utf8"));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/**
 * @param {string} name
 * @param {string[]} args of Node
 * @param {Record<string, string>} [env]
 * @returns {Promise<boolean>}
 */
function run(name, args, env = {}) {
  heading(name);
  const start = Date.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...env },
    });
    child.on("error", (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on("exit", (code) => {
      const seconds = ((Date.now() - start) / 1000).toFixed(1);
      console.log(`${name}: ${code === 0 ? "ok" : "FAILED"}, ${seconds} s`);
      resolve(code === 0);
    });
  });
}

/** @param {string} name */
function heading(name) {
  console.log(`\n── ${name} ${"─".repeat(Math.max(3, 70 - name.length))}`);
}

/**
 * @param {string} packageName
 * @param {string} file
 */
function bin(packageName, file) {
  return join(root, "node_modules", ...packageName.split("/"), ...file.split("/"));
}

main().catch((error) => {
  console.error(error);
  console.log(`\n${total.passed} passed, ${total.failed + 1} failed`);
  process.exitCode = 1;
});
