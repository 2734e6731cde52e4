// Two promises of the documentation, enforced:
//   - every path that a .md file names in backticks or links to exists;
//   - every rule of docs/rules.md that must be proven stands in the name of a test: `[TX-04] ...`.
// `node tools/check-docs.mjs [--report FILE]...`: with reports of Vitest or Playwright the names
// are those of the tests that passed; without, those found in the test files.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { parseSync } from "vite";
import { root } from "./ensure.mjs";

const rulesFile = "docs/rules.md";

/** The rules that must be stated and proven: group -> highest number. */
export const provenRules = { WIRE: 11, LINK: 8, TX: 8, SPAN: 9, ROUTE: 9, SVC: 2, DBG: 1, CAC: 2, QRM: 1, SHM: 1, DUP: 1, C12: 9 };

const documentFolders = ["docs", "src", "e2e", "bench"];

/** Made by commands, not kept: may be named without being there. */
const generated = /^(?:dist|node_modules|coverage|test-results)(?:\/|$)/;

/**
 * @param {string} projectRoot
 * @param {string[]} [reports] JSON reports; without any, the test files are read
 * @returns {{ documents: number, problems: string[] }}
 */
export function checkDocs(projectRoot, reports = []) {
  const documents = markdownFiles(projectRoot);
  const problems = documents.flatMap((path) => missingPaths(projectRoot, path));
  if (existsSync(join(projectRoot, rulesFile))) {
    const names = reports.length > 0 ? reports.flatMap(passedNames) : writtenNames(projectRoot);
    problems.push(...unprovenRules(readFileSync(join(projectRoot, rulesFile), "utf8"), names));
  } else {
    problems.push(`${rulesFile} does not exist: no rule was checked`);
  }
  return { documents: documents.length, problems };
}

/** @param {string} projectRoot */
function markdownFiles(projectRoot) {
  const top = readdirSync(projectRoot).filter((name) => name.endsWith(".md"));
  return [...top, ...documentFolders.flatMap((folder) => filesBelow(projectRoot, folder, /\.md$/))];
}

/**
 * @param {string} projectRoot
 * @param {string} folder
 * @param {RegExp} name
 * @returns {string[]}
 */
function filesBelow(projectRoot, folder, name) {
  if (!existsSync(join(projectRoot, folder))) return [];
  return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

/**
 * @param {string} projectRoot
 * @param {string} path
 */
function missingPaths(projectRoot, path) {
  /** @type {string[]} */
  const problems = [];
  let fenced = false;
  for (const [i, line] of readFileSync(join(projectRoot, path), "utf8").split("\n").entries()) {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    if (fenced) continue;
    const links = [...line.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map((match) => match[1]);
    for (const link of links) {
      if (/^[a-z][a-z+.-]*:|^#|^\/\//i.test(link)) continue;
      if (!exists(projectRoot, path, link)) problems.push(`${path}:${i + 1}: "${link}" does not exist`);
    }
    const code = [...line.replace(/\]\([^)]*\)/g, "]").matchAll(/`([^`]+)`/g)].map((match) => match[1]);
    for (const token of code) {
      if (!looksLikePath(projectRoot, path, token)) continue;
      if (!exists(projectRoot, path, token)) problems.push(`${path}:${i + 1}: \`${token}\` does not exist`);
    }
  }
  return problems;
}

/**
 * @param {string} projectRoot
 * @param {string} document
 * @param {string} token
 */
function looksLikePath(projectRoot, document, token) {
  if (!/^\.{0,2}[\w@.-]*(?:\/[\w@.-]+)+\/?(?:[:#][\w-]+)?$/.test(token) || token.startsWith("/")) return false;
  if (/^\.{1,2}\//.test(token)) return true;
  const [first] = token.split("/");
  if (existsSync(join(projectRoot, "node_modules", first))) return false; // a package
  if (/\.(?:[cm]?[jt]sx?|json|md|html|svg|css|png)(?:[:#].*)?$/.test(token)) return true;
  return [projectRoot, join(projectRoot, dirname(document))].some((base) => existsSync(join(base, first)));
}

/**
 * A path counts from the document or from the root of the project.
 * @param {string} projectRoot
 * @param {string} document
 * @param {string} named
 */
function exists(projectRoot, document, named) {
  const path = decodeURI(named.replace(/[:#][\w-]+$/, ""));
  if (generated.test(posix.normalize(path))) return true;
  const fromDocument = posix.normalize(posix.join(posix.dirname(document), path));
  return [fromDocument, path].some(
    (candidate) => generated.test(candidate) || existsSync(join(projectRoot, candidate)),
  );
}

/**
 * @param {string} text of docs/rules.md
 * @param {string[]} testNames
 */
function unprovenRules(text, testNames) {
  const stated = ruleIds(text);
  const proven = new Set(testNames.flatMap((name) => [...ruleIdsInBrackets(name)]));
  /** @type {string[]} */
  const problems = [];
  for (const id of requiredRules()) {
    if (!stated.has(id)) problems.push(`${rulesFile}: ${id} is not stated`);
    if (!proven.has(id)) problems.push(`${id}: no test has [${id}] in its name`);
  }
  for (const id of proven) {
    if (!stated.has(id)) problems.push(`${rulesFile}: ${id} is in a test's name, but not stated`);
  }
  return problems;
}

function requiredRules() {
  return Object.entries(provenRules).flatMap(([group, highest]) =>
    Array.from({ length: highest }, (_, i) => `${group}-${String(i + 1).padStart(2, "0")}`),
  );
}

/** @param {string} text */
function ruleIds(text) {
  return new Set(text.match(/\b(?:[A-Z]{2,6}|C12)-\d\d\b/g) ?? []);
}

/** @param {string} name */
function ruleIdsInBrackets(name) {
  return ruleIds((name.match(/\[[^\]]*\]/g) ?? []).join(" "));
}

/**
 * Names as they stand in the test files: first arguments of test, it and describe, test.each(...)
 * and the like included.
 * @param {string} projectRoot
 */
function writtenNames(projectRoot) {
  /** @type {string[]} */
  const names = [];
  const unit = filesBelow(projectRoot, "src", /\.test\.tsx?$/);
  for (const path of [...unit, ...filesBelow(projectRoot, "e2e", /\.spec\.ts$/)]) {
    const { program } = parseSync(path, readFileSync(join(projectRoot, path), "utf8"));
    collectNames(program, names);
  }
  return names;
}

/**
 * @param {any} node
 * @param {string[]} names
 */
function collectNames(node, names) {
  if (node === null || typeof node !== "object") return;
  if (node.type === "CallExpression") {
    let callee = node.callee;
    while (callee && callee.type !== "Identifier") callee = callee.callee ?? callee.object ?? callee.tag;
    const [first] = node.arguments;
    if (/^(?:test|it|describe)$/.test(callee?.name ?? "") && first) {
      if (first.type === "Literal") names.push(String(first.value));
      if (first.type === "TemplateLiteral") {
        names.push(first.quasis.map((/** @type {any} */ quasi) => quasi.value.raw).join("%"));
      }
    }
  }
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) value.forEach((child) => collectNames(child, names));
    else collectNames(value, names);
  }
}

/**
 * Full names of the tests that passed, from a JSON report of Vitest or of Playwright.
 * @param {string} path
 * @returns {string[]}
 */
function passedNames(path) {
  const report = JSON.parse(readFileSync(path, "utf8"));
  /** @type {string[]} */
  const names = [];
  for (const file of report.testResults ?? []) {
    for (const one of file.assertionResults) if (one.status === "passed") names.push(one.fullName);
  }
  const visit = (/** @type {any} */ suite, /** @type {string} */ above) => {
    const name = `${above} ${suite.title}`;
    for (const spec of suite.specs ?? []) if (spec.ok) names.push(`${name} ${spec.title}`);
    for (const inner of suite.suites ?? []) visit(inner, name);
  };
  for (const suite of report.suites ?? []) visit(suite, "");
  return names;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { report: { type: "string", multiple: true } } });
  const { documents, problems } = checkDocs(root, values.report);
  for (const problem of problems) console.log(problem);
  console.log(`docs: ${documents} documents, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
