import { chmodSync } from "node:fs";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { pseudo, pseudoFolder } from "./tools/pseudo.mjs";
import { tinypoolInBundle } from "./tools/tinypool-in-bundle.mjs";
import { topLevelVar } from "./tools/top-level-var.mjs";

// One `vite build` makes both products: the page in dist/lab/ and the terminal program dist/cli.mjs.
// Mode "pseudo" makes the page alone, in a language that nobody speaks, for a test of the catalogues.
export default defineConfig(({ mode }) => ({
  base: "./", // so that the page can be served from any path
  plugins: [react(), executable("cli.mjs"), { ...tinypoolInBundle(), applyToEnvironment: (environment) => environment.name === "cli" }, mode === "pseudo" && pseudo()],
  worker: { format: "es", plugins: () => (mode === "pseudo" ? [pseudo()] : []) },
  optimizeDeps: {
    // Used by the worker only: found late, it would reload the development page once.
    include: ["crc-32/crc32c.js"],
  },
  environments: {
    client: {
      build: {
        outDir: mode === "pseudo" ? pseudoFolder : "dist/lab",
        minify: mode === "pseudo" ? false : undefined,
        emptyOutDir: true,
        target: "baseline-widely-available",
        chunkSizeWarningLimit: 2000, // size-limit in package.json judges, on compressed bytes
      },
    },
    cli: {
      consumer: "server",
      resolve: { noExternal: true, external: ["bullmq"] }, // a package of its own, loaded where a queue is asked for
      build: {
        outDir: "dist",
        emptyOutDir: false, // the page lives below
        copyPublicDir: false,
        target: "node20",
        minify: false,
        rolldownOptions: {
          input: "src/cli.ts",
          preserveEntrySignatures: "strict", // workers of the hunt start this file and ask for what it exports
          platform: "node",
          output: {
            format: "es",
            entryFileNames: "cli.mjs",
            codeSplitting: false, // one file, also with import()
            banner: "#!/usr/bin/env node",
            topLevelVar,
          },
        },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      await builder.build(builder.environments.client!);
      if (mode !== "pseudo") await builder.build(builder.environments.cli!);
    },
  },
}));

function executable(name: string): Plugin {
  return {
    name: "spanscope:executable",
    applyToEnvironment: (environment) => environment.name === "cli",
    closeBundle() {
      chmodSync(join(this.environment.config.build.outDir, name), 0o755);
    },
  };
}
