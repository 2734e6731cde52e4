import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./ensure.mjs";

interface Entry {
  version?: string;
  resolved?: string;
  license?: string;
  optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Record<string, Entry>;
};
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
  "dependencies" | "devDependencies",
  Record<string, string>
>;
const packages = Object.entries(lock.packages).filter(([path]) => path !== "");

// A registry that lags behind for other platforms makes npm write a lock file without them, and
// `npm ci` then refuses that file.
test("the lock file holds the builds for every platform", () => {
  const held = new Set(packages.map(([path]) => path.slice(path.lastIndexOf("node_modules/") + 13)));
  const missing = packages.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !held.has(name))
      .map((name) => `${path} wants ${name}`),
  );
  expect(missing).toEqual([]);
});

test("the lock file names no registry", () => {
  expect(packages.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
});

test("every dependency is pinned to one version", () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test("every licence is one the project may use", () => {
  // MPL-2.0: unchanged, and only among the tools (axe-core, lightningcss). OFL-1.1: the fonts.
  const fine = /^(?:MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|Unlicense|MPL-2\.0|OFL-1\.1)$/;
  const others = packages.filter(([, { license }]) => !fine.test(license ?? "none"));
  expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});
