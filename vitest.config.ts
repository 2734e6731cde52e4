import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "tools/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "**/*.browser.test.{ts,tsx}"],
    environment: "node",
    testTimeout: 30_000, // property tests on a busy machine
    passWithNoTests: false, // a run that found nothing to run has proven nothing
    update: "none", // expected files are written by `npm run golden` only
    coverage: { provider: "v8", include: ["src/**"] },
  },
});
