import { configDefaults, defineConfig } from "vitest/config";

/** Tests that put something else in the place of a module (other limits, spies): each in a world of its own, for a module is loaded once. */
export const ownWorld = ["src/**/{limits,*-limit,*-planted}.test.ts"];
/** Those that need programs of the system: `npm run test:tools`. */
const withTools = "**/*.tools.test.ts";
const browserOnly = "**/*.browser.test.{ts,tsx}";

export default defineConfig({
  test: {
    environment: "node",
    pool: "threads",
    maxWorkers: "100%",
    testTimeout: 30_000, // property tests on a busy machine
    passWithNoTests: false, // a run that found nothing to run has proven nothing
    update: "none", // expected files are written by `npm run golden` only
    coverage: { provider: "v8", include: ["src/**"] },
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          include: ["src/**/*.test.{ts,tsx}", "tools/**/*.test.ts", "wireshark/**/*.test.ts", "deploy/**/*.test.ts"],
          exclude: [...configDefaults.exclude, browserOnly, withTools, ...ownWorld],
          // Modules left of `port` keep no state between calls: loading them once for all files halves the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: "alone", include: ownWorld } },
    ],
  },
});
