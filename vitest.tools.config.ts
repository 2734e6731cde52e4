import { defineConfig } from "vitest/config";

/** Tests that need programs of the system (tools/test-tools.mjs says which): `npm run test:tools`. */
export default defineConfig({
  test: {
    environment: "node",
    pool: "threads",
    include: ["**/*.tools.test.ts"],
    exclude: ["node_modules/**", "dist/**"],
    testTimeout: 60_000,
    hookTimeout: 300_000,
    passWithNoTests: false,
    update: "none",
  },
});
