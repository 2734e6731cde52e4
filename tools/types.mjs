// Runs every type check: the whole tree, then its parts with less of the platform in sight.
// A check that looked at no file of ours has proven nothing and fails.
import { execFile } from "node:child_process";
import { join, relative, sep } from "node:path";
import { root } from "./ensure.mjs";

const configs = ["tsconfig.json", "tsconfig.pure.json", "tsconfig.page.json", "tsconfig.cli.json"];

/**
 * @param {string} config
 * @returns {Promise<{ files: number, messages: string[] }>}
 */
function check(config) {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const known = join(root, "node_modules", ".cache", "spanscope", `${config}.tsbuildinfo`);
  const args = [tsc, "--project", config, "--incremental", "--tsBuildInfoFile", known, "--listFiles", "--pretty", "false"];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      const lines = `${stdout}${stderr}`.split(/\r?\n/).filter(Boolean);
      const listed = lines.filter((line) => line.startsWith(root.replaceAll(sep, "/") + "/"));
      const ours = listed.map((line) => relative(root, line)).filter((p) => !p.includes("node_modules"));
      const messages = lines.filter((line) => !/\.(?:[cm]?[jt]sx?|json)$/.test(line));
      if (error && messages.length === 0) messages.push(`tsc: ${error.message}`);
      if (ours.length === 0) messages.push(`${config}: no file of the project was checked`);
      resolve({ files: ours.length, messages });
    });
  });
}

/** @type {Set<string>} */
const printed = new Set(); // a mistake seen by two checks is shown once
/** One after the other: each takes every core that there is. */
const results = [];
for (const config of configs) results.push(await check(config));
for (const [i, { files, messages }] of results.entries()) {
  console.log(`types: ${configs[i]}: ${files} files, ${messages.length === 0 ? "ok" : "FAILED"}`);
  for (const message of messages) {
    if (!printed.has(message)) console.log(`  ${message}`);
    printed.add(message);
  }
}
process.exitCode = results.every(({ messages }) => messages.length === 0) ? 0 : 1;
