// Runs a TypeScript file on Node: bundles it with Vite into node_modules/.cache/, then starts it.
// `node tools/run-ts.mjs [--node=FLAG]... FILE [ARGUMENTS]`, for instance
// `node tools/run-ts.mjs --node=--expose-gc bench/main.ts --json`.
// The program runs in the project's root; `import.meta.url` points into the cache.
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "vite";
import { root } from "./ensure.mjs";
import { tinypoolInBundle } from "./tinypool-in-bundle.mjs";
import { topLevelVar } from "./top-level-var.mjs";

const args = process.argv.slice(2);
const fileAt = args.findIndex((arg) => !arg.startsWith("--node="));
const flags = args.slice(0, Math.max(0, fileAt)).map((arg) => arg.slice("--node=".length));
const entry = resolve(root, args[fileAt] ?? "");
if (fileAt < 0 || !existsSync(entry)) {
  console.error(fileAt < 0 ? "usage: run-ts [--node=FLAG]... FILE [ARGUMENTS]" : `${entry} does not exist`);
  process.exit(2);
}

const outDir = join(root, "node_modules", ".cache", "spanscope", `run-${process.pid}`);
const name = basename(entry).replace(/\.\w+$/, ".mjs");
await build({
  root,
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  plugins: [tinypoolInBundle()],
  build: {
    ssr: entry,
    outDir,
    emptyOutDir: true,
    target: "node20",
    minify: false,
    sourcemap: true,
    rolldownOptions: { output: { format: "es", entryFileNames: name, codeSplitting: false, topLevelVar } },
  },
  // Everything goes into the bundle, as it does in the page and in dist/cli.mjs.
  ssr: { noExternal: true },
});

const child = spawn(
  process.execPath,
  ["--enable-source-maps", ...flags, join(outDir, name), ...args.slice(fileAt + 1)],
  { cwd: root, stdio: "inherit" },
);
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => {
  rmSync(outDir, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});
