// Mutation testing of `wire` and `node`: `npm run mutation` (docs/mutation.md).
export default {
  testRunner: "spanscope",
  plugins: ["./tools/mutation-runner.mjs"],
  ignorers: ["assertion-texts"],
  mutate: ["src/wire/**/*.ts", "src/node/**/*.ts", "!src/**/*.test.ts", "!src/**/*.testkit.ts", "!src/wire/golden/**"],
  coverageAnalysis: "perTest",
  // What runs once when a module is loaded would need every test for each mutant; the tables of the protocol are such, and have tests cell by cell.
  ignoreStatic: true,
  concurrency: 1,
  // The runner stops what does not end; this is for what even it cannot stop.
  timeoutMS: 120_000,
  timeoutFactor: 10,
  // Rewriting a tsconfig takes a compiler API that TypeScript 7 has no more; nothing here reads one.
  tsconfigFile: "none.json",
  tempDirName: ".stryker-tmp",
  cleanTempDir: "always",
  ignorePatterns: ["dist", "e2e", "docs/pictures", "bench", "coverage", "test-results", "public"],
  reporters: ["clear-text", "progress-append-only", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: true, reportScoreTable: true, skipFull: false },
  jsonReporter: { fileName: process.env.MUTATION_REPORT ?? "node_modules/.cache/spanscope/mutation.json" },
  thresholds: { high: 90, low: 75, break: null },
  allowConsoleColors: false,
  disableTypeChecks: false,
};
