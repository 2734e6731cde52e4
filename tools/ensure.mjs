// What every command needs before anything else: a Node that is new enough, and the packages.
// Runs before anything is installed, so it imports Node's own modules only, and its syntax stays
// plain enough for an old Node to parse it and print the message.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends the process unless this Node is at least the one package.json asks for. */
export function ensureNode() {
  const range = readJson(join(root, "package.json")).engines.node;
  const wanted = /(\d+)\.(\d+)/.exec(range);
  const actual = /^v(\d+)\.(\d+)/.exec(process.version);
  if (!wanted || !actual) throw new Error(`Cannot compare Node ${process.version} with "${range}"`);
  const difference = Number(actual[1]) - Number(wanted[1]) || Number(actual[2]) - Number(wanted[2]);
  if (difference >= 0) return;
  console.error(`Spanscope needs Node ${range}; this is Node ${process.version.slice(1)}.`);
  console.error("Install a newer Node (nodejs.org, nvm, fnm, volta) and run the command again.");
  process.exit(1);
}

/** Runs `npm ci` when node_modules is missing or does not hold what package-lock.json lists. */
export function ensureInstalled() {
  const reason = whyInstall();
  if (reason === null) return;
  console.log(`Installing packages (${reason}) ...`);
  const done = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32", // npm is npm.cmd there
  });
  if (done.status !== 0) {
    console.error("`npm ci` failed; its message stands above.");
    process.exit(1);
  }
}

/**
 * Compares contents, not file times: switching branches touches files without changing them.
 * @returns {string | null}
 */
function whyInstall() {
  const installedPath = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedPath)) return "first run";
  const wanted = readJson(join(root, "package-lock.json")).packages;
  const installed = readJson(installedPath).packages;
  for (const path of Object.keys(wanted)) {
    if (path === "" || wanted[path].optional) continue; // optional: builds for other platforms
    if (!installed[path]) return `${path.replace(/^node_modules\//, "")} is missing`;
    if (installed[path].version !== wanted[path].version) {
      return `${path.replace(/^node_modules\//, "")} changed`;
    }
  }
  return null;
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
