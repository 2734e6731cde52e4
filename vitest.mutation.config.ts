import { configDefaults, defineConfig } from "vitest/config";

/**
 * The tests that mutants are tried with (stryker.config.mjs): by default those of the rooms that are mutated, in one world; `npm run mutation`
 * names those of the mutated file's own folder (MUTATION_TESTS). Left out: tests that put other limits in the place of the real ones,
 * and the long random ones, which would be run again for every mutant.
 */
export default defineConfig({
  test: {
    environment: "node",
    pool: "threads",
    isolate: false,
    maxWorkers: 1,
    testTimeout: 30_000,
    update: "none",
    include: (process.env.MUTATION_TESTS ?? "src/{base,wire,node}/**/*.test.ts").split(" "),
    exclude: [...configDefaults.exclude, "src/**/{limits,*-limit}.test.ts", "src/**/*.property.test.ts", "src/node/model/**"],
  },
});
