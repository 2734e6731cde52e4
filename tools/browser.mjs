// Finds the browser of the end-to-end tests. First that starts wins:
//   1. CHROME_BIN              an explicit wish: if it does not start, that is an error
//   2. Playwright's own build  (`npx playwright install chromium`)
//   3. the system's            chromium-headless-shell, chromium, google-chrome
//   4. @sparticuz/chromium     comes with `npm ci`; Linux x64
//   5. Playwright's own build, downloaded now
// If none starts: throw. Tests are never skipped for want of a browser.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./ensure.mjs";

/**
 * @typedef {object} Browser
 * @property {string} name where it was found
 * @property {string} path executable; empty for Playwright's own, which Playwright finds itself
 * @property {string} version
 */

const systemNames = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
];

/** @returns {Promise<Browser>} */
export async function resolveBrowser() {
  /** @type {string[]} */
  const refused = [];
  for (const { name, find } of candidates()) {
    let path = "";
    try {
      path = await find();
      return { name, path, version: await launch(path) };
    } catch (error) {
      const line = `${name}${path && ` (${path})`}: ${firstLines(error)}`;
      if (name === "CHROME_BIN") throw new Error(`The browser does not start. ${line}`);
      refused.push(line);
    }
  }
  throw new Error(
    [
      "No browser for the end-to-end tests starts on this machine. Tried:",
      ...refused.map((line) => `  - ${line}`),
      "Set CHROME_BIN to a Chromium or Chrome, or try `npx playwright install --with-deps chromium`.",
    ].join("\n"),
  );
}

/** @returns {Generator<{ name: string, find: () => string | Promise<string> }>} */
function* candidates() {
  const wish = process.env.CHROME_BIN;
  if (wish) yield { name: "CHROME_BIN", find: () => wish };
  yield { name: "Playwright's own build", find: () => "" };
  for (const systemName of systemNames) {
    const path = findOnPath(systemName);
    if (path) yield { name: "system", find: () => path };
  }
  if (process.platform === "linux" && process.arch === "x64") {
    yield { name: "@sparticuz/chromium", find: unpackSparticuz };
  }
  yield { name: "Playwright's own build, downloaded now", find: download };
}

/** Playwright then finds by itself what it has downloaded. */
function download() {
  console.log("No browser found; downloading Playwright's own (npx playwright install chromium).");
  const cli = join(root, "node_modules", "@playwright", "test", "cli.js");
  spawnSync(process.execPath, [cli, "install", "chromium"], { stdio: "inherit", timeout: 600_000 });
  return "";
}

/**
 * Starts the browser as the tests will, and asks for its version.
 * @param {string} path
 */
async function launch(path) {
  const { chromium } = await import("playwright");
  const browser = await chromium.launch({ timeout: 60_000, ...(path && { executablePath: path }) });
  try {
    return browser.version();
  } finally {
    await browser.close();
  }
}

/** @param {string} name */
function findOnPath(name) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  return null;
}

/**
 * Unpacks the browser once a version, in a folder of its own: the package itself writes to the
 * temporary folder under fixed names, without a lock and without looking at the version.
 * The way out is a small script: it adds the package's fonts, and those of its shared libraries
 * that the system lacks (a bare container has no NSS).
 */
async function unpackSparticuz() {
  const packageFolder = join(root, "node_modules", "@sparticuz", "chromium");
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  const cache = join(root, "node_modules", ".cache", "spanscope");
  const folder = join(cache, `chromium-${version}`);
  const script = join(folder, "chromium.sh");
  if (existsSync(script)) return script;

  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, "unpack-"));
  try {
    await runNode(["--eval", `import(${JSON.stringify(import.meta.url)}).then((m) => m.unpackHere())`], {
      TMPDIR: fresh,
      AWS_LAMBDA_JS_RUNTIME: "nodejs20.x", // makes the package unpack its shared libraries, too
    });
    writeFileSync(join(fresh, "fonts.conf"), fontsConf);
    writeFileSync(join(fresh, "chromium.sh"), startScript(missingLibraries(fresh)));
    chmodSync(join(fresh, "chromium.sh"), 0o755);
    try {
      renameSync(fresh, folder);
    } catch (error) {
      if (!existsSync(script)) throw error; // else another process was faster
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return script;
}

/** Runs in a child process whose TMPDIR is the private folder. */
export async function unpackHere() {
  const { default: chromium } = await import("@sparticuz/chromium");
  await chromium.executablePath();
}

/** @param {string} folder */
function missingLibraries(folder) {
  try {
    return execFileSync("ldd", [join(folder, "chromium")], { encoding: "utf8" }).includes("not found");
  } catch {
    return true; // no ldd, or it refuses: the libraries that came along do no harm
  }
}

/**
 * Finds its folder when it runs, so that the project may be moved.
 * @param {boolean} withLibraries
 */
function startScript(withLibraries) {
  const lines = [
    "#!/bin/sh",
    'here=$(cd "${0%/*}" && pwd)',
    'export FONTCONFIG_FILE="$here/fonts.conf"',
  ];
  if (withLibraries) {
    lines.push('export LD_LIBRARY_PATH="$here/al2023/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"');
  }
  return [...lines, 'exec "$here/chromium" "$@"', ""].join("\n");
}

const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">fonts/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/**
 * @param {string[]} args
 * @param {Record<string, string>} env
 */
function runNode(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "inherit"],
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve(undefined);
      else reject(new Error(`unpacking @sparticuz/chromium ended with ${code}`));
    });
  });
}

/** @param {unknown} error */
function firstLines(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !/^[╔║╚]/.test(line))
    .slice(0, 2)
    .join(" ");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { name, path, version } = await resolveBrowser();
  console.log(`${name} ${version} ${path}`);
}
