// `npm start`: installs what is missing, builds, serves the lab and prints its address.
// `npm start -- --port 5000` chooses where the search for a free port begins.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureInstalled, ensureNode, root } from "./ensure.mjs";

ensureNode();
ensureInstalled();

const vite = join(root, "node_modules", "vite", "bin", "vite.js");
console.log("Building ...");
const build = spawnSync(process.execPath, [vite, "build", "--logLevel", "warn"], {
  cwd: root,
  stdio: "inherit",
});
if (build.status !== 0) {
  console.error("The build failed; its message stands above.");
  process.exit(1);
}
import("./serve.mjs");
