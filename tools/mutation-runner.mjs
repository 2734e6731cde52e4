// What Stryker runs tests with (stryker.config.mjs): all test files are loaded once, and each mutant is tried by calling the tests that
// reach it, the quickest first, until one fails. Vitest would load everything anew for every mutant, which takes most of the time.
// What a mutant may leave behind in the state of a module is no excuse: a test that failed is asked again without the mutant, and if it
// fails still, everything is loaded anew and the mutant is tried on fresh modules.
// A test that does not end is stopped here, after so much of the processor's time: the clock says little on a busy machine.
// Understands `describe`, `test`, their `each`, and `expect`; tests with hooks and mocks are none of those that mutants are tried with.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import { createServer, createServerModuleRunner } from "vite";
import { expect } from "vitest";

/** @typedef {{ id: string, name: string, file: string, run: () => unknown }} Test */
/** @typedef {{ activeMutant?: string, currentTestId?: string, hitCount?: number, hitLimit?: number, mutantCoverage?: unknown }} Namespace */

/** What the instrumented code looks at. */
const space = /** @type {Namespace} */ (/** @type {any} */ (globalThis).__stryker__ ??= {});

/** Not asked: tests that put other limits in the place of the real ones, the long random ones, and runs against a model. */
const NOT_ASKED = /(?:^|-)limits?\.test\.ts$|\.property\.test\.ts$|^model\.test\.ts$/;

/** The test files of the folder that is mutated (MUTATION_FOLDER). */
function testFiles() {
  const folder = join(process.cwd(), process.env.MUTATION_FOLDER ?? "");
  return readdirSync(folder).filter((name) => name.endsWith(".test.ts") && !NOT_ASKED.test(name)).sort().map((name) => join(folder, name));
}

/** What of the processor's time a test may take at most: without a mutant, and with one at least, and times what it takes without. */
const CPU_MS_MOST = 60_000;
const CPU_MS_LEAST = 1_000;
const CPU_FACTOR = 3;
const ENDLESS = "does not end";

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const call = new Script("globalThis.__called__()");

/** @param {unknown} error */
function isEndless(error) {
  return error instanceof Error && /** @type {{ code?: string }} */ (error).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

/**
 * What `run` gives back, stopped when it has taken `cpuMsMost` of the processor. Only a clock can stop it: when that was too early, it is called again.
 * @param {() => unknown} run
 * @param {number} cpuMsMost
 */
function endingCall(run, cpuMsMost) {
  /** @type {any} */ (globalThis).__called__ = run;
  for (let timeout = Math.ceil(cpuMsMost); ; timeout *= 4) {
    const start = cpuMs();
    try {
      return call.runInThisContext({ timeout });
    } catch (error) {
      if (!isEndless(error) || cpuMs() - start >= cpuMsMost) throw error;
    }
  }
}

/** The module that a test file gets when it asks for Vitest: what it declares is gathered into `into`. */
function gatherer(/** @type {Test[]} */ into) {
  /** @type {string[]} */
  const path = [];
  let file = "";
  const cases = (/** @type {unknown[]} */ rows) => rows.map((row) => (Array.isArray(row) ? row : [row]));
  /** @param {(name: string, body: (...args: any[]) => unknown, args: unknown[]) => void} declare */
  const declarer = (declare) =>
    Object.assign((/** @type {string} */ name, /** @type {any[]} */ ...rest) => declare(name, rest.find((one) => typeof one === "function"), []), {
      each: (/** @type {unknown[]} */ rows) => (/** @type {string} */ name, /** @type {any[]} */ ...rest) => {
        for (const [i, args] of cases(rows).entries()) declare(`${name} #${i}`, rest.find((one) => typeof one === "function"), args);
      },
    });
  const describe = declarer((name, body, args) => {
    path.push(name);
    body(...args);
    path.pop();
  });
  const test = declarer((name, body, args) => {
    const full = [...path, name].join(" ");
    into.push({ id: `${into.length} ${file} ${full}`, name: full, file, run: () => body(...args) });
  });
  return { module: { describe, test, it: test, expect }, enter: (/** @type {string} */ next) => (file = next) };
}

class Runner {
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const stand = "virtual:tests-gathered";
    this.server = await createServer({
      configFile: false,
      appType: "custom",
      logLevel: "error",
      optimizeDeps: { noDiscovery: true, include: [] },
      server: { middlewareMode: true, hmr: false, ws: false, watch: null },
      resolve: { alias: [{ find: /^vitest$/, replacement: stand }] },
      plugins: [
        {
          name: "tests-gathered",
          resolveId: (id) => (id === stand ? `\0${stand}` : undefined),
          load: (id) => (id === `\0${stand}` ? "export const { describe, test, it, expect } = globalThis.__gathering__;" : undefined),
        },
      ],
    });
    await this.load();
  }

  /** Loads all test files and what they use, on fresh modules. */
  async load() {
    if (!this.server) throw new Error("not started");
    await this.modules?.close();
    this.modules = createServerModuleRunner(this.server.environments.ssr, { hmr: false, sourcemapInterceptor: false });
    /** @type {Test[]} */
    this.tests = [];
    const gathering = gatherer(this.tests);
    /** @type {any} */ (globalThis).__gathering__ = gathering.module;
    for (const file of testFiles()) {
      gathering.enter(file);
      await this.modules.import(file);
    }
  }

  /**
   * What the test failed with, if it failed; a test that takes longer than `cpuMsMost` of the processor has failed too.
   * @param {Test} test
   */
  async failure(test, cpuMsMost = CPU_MS_MOST) {
    expect.setState({ assertionCalls: 0, isExpectingAssertions: false });
    try {
      const done = endingCall(test.run, cpuMsMost);
      if (done instanceof Promise) await done;
      const { assertionCalls, isExpectingAssertions } = expect.getState();
      return isExpectingAssertions && assertionCalls === 0 ? "no assertion" : undefined;
    } catch (error) {
      return isEndless(error) ? ENDLESS : String(error) || "failed";
    }
  }

  async dryRun() {
    const results = [];
    for (const test of this.tests ?? []) {
      space.currentTestId = test.id;
      const start = cpuMs();
      const failureMessage = await this.failure(test);
      const result = { id: test.id, name: test.name, fileName: test.file, timeSpentMs: cpuMs() - start };
      results.push(failureMessage === undefined ? { ...result, status: 0 } : { ...result, status: 1, failureMessage });
      delete space.currentTestId;
    }
    this.msOf = new Map(results.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    return { status: "complete", tests: results, mutantCoverage: space.mutantCoverage };
  }

  /** @param {{ testFilter?: string[], hitLimit?: number, activeMutant: { id: string } }} options */
  async mutantRun({ testFilter, hitLimit, activeMutant }) {
    const first = await this.tried(activeMutant.id, testFilter, hitLimit);
    if (first.endless) await this.load();
    if (first.endless || first.killer === undefined || (await this.failure(first.killer)) === undefined) return first.result;
    await this.load();
    const again = await this.tried(activeMutant.id, testFilter, hitLimit);
    await this.load();
    return again.result;
  }

  /**
   * @param {string} mutant
   * @param {readonly string[] | undefined} ids
   * @param {number | undefined} hitLimit
   */
  async tried(mutant, ids, hitLimit) {
    const wanted = ids && new Set(ids);
    const ms = (/** @type {Test} */ { id }) => this.msOf?.get(id) ?? 0;
    const tests = (this.tests ?? []).filter(({ id }) => wanted?.has(id) ?? true).sort((a, b) => ms(a) - ms(b));
    let nrOfTests = 0;
    Object.assign(space, { activeMutant: mutant, hitCount: 0, hitLimit });
    try {
      for (const test of tests) {
        nrOfTests++;
        const failureMessage = await this.failure(test, CPU_MS_LEAST + CPU_FACTOR * ms(test));
        if (failureMessage === ENDLESS) return { endless: true, result: { status: "timeout", reason: ENDLESS } };
        if (hitLimit !== undefined && (space.hitCount ?? 0) > hitLimit) return { killer: test, result: { status: "timeout", reason: "too many hits" } };
        if (failureMessage !== undefined) return { killer: test, result: { status: "killed", killedBy: [test.id], failureMessage, nrOfTests } };
      }
      return { result: { status: "survived", nrOfTests } };
    } finally {
      Object.assign(space, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
    }
  }

  async dispose() {
    await this.modules?.close();
    await this.server?.close();
  }
}

/**
 * Texts of assertions are not mutated: no test looks at how our own mistakes are worded.
 * @param {any} path of Babel
 */
function assertionText(path) {
  const isText = path.isStringLiteral() || path.isTemplateLiteral();
  return isText && path.listKey === "arguments" && path.parent.callee?.name === "assert" ? "the text of an assertion" : undefined;
}

export const strykerPlugins = [
  { kind: "TestRunner", name: "spanscope", injectableClass: Runner },
  { kind: "Ignore", name: "assertion-texts", value: { shouldIgnore: assertionText } },
];
