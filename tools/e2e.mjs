// `npm run e2e`: the end-to-end tests alone, against a fresh build. Arguments go to Playwright:
// `npm run e2e -- --grep cut`, `npm run e2e -- --ui`. `--no-build` keeps the build that is there.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureInstalled, ensureNode, root } from "./ensure.mjs";

ensureNode();
ensureInstalled();

const args = process.argv.slice(2).filter((arg) => arg !== "--no-build");
if (args.length === process.argv.length - 2) {
  run([join(root, "node_modules", "vite", "bin", "vite.js"), "build", "--logLevel", "warn"]);
}
run([join(root, "node_modules", "@playwright", "test", "cli.js"), "test", ...args]);

/** @param {string[]} nodeArgs */
function run(nodeArgs) {
  const { status } = spawnSync(process.execPath, nodeArgs, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
