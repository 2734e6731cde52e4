// The shape of src/, enforced: "an import may only point left", which packages a folder may use,
// and what the pure folders may not name although the language has it.
// `node tools/check-imports.mjs [ROOT]` prints each violation and ends with 1 if there is one.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, extname, join, posix, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { parseSync } from "vite";
import { root } from "./ensure.mjs";

// ---------------------------------------------------------------------------------------------
// The tables
// ---------------------------------------------------------------------------------------------

/** Folder of src/ -> the folders it may import from, besides itself. */
const mayImport = {
  // Data: scenario files and the list of them.
  scenarios: [],
  base: [],
  wire: ["base", "texts"],
  node: ["base", "wire"],
  sim: ["base", "wire", "node", "texts"],
  record: ["base", "wire", "node", "sim"],
  check: ["base", "wire", "node", "sim", "record", "texts"],
  // Every text that a user reads. Of what lies around it, it knows the names of the things only.
  texts: ["base", "node", "sim", "run", "port"],
  run: ["base", "wire", "node", "sim", "record", "check", "texts"],
  port: ["base", "wire", "node", "sim", "record", "check", "run", "hunt", "scenarios", "texts"],
  // Graph files of other tools: parsed on the page and in the terminal, never in the worker.
  import: ["base", "sim"],
  store: ["base", "port", "texts"],
  views: ["base", "store", "port", "import", "texts"],
  hunt: ["base", "wire", "node", "sim", "record", "check", "run"],
  // Mutated bytes against framer and node: a tool of the house, in none of the doors.
  fuzz: ["base", "wire", "node"],
  bridge: ["base", "wire", "node", "sim", "record", "run"],
  cli: ["base", "wire", "node", "sim", "record", "check", "run", "import", "scenarios", "hunt", "bridge", "texts"],
};

/** The doors: files directly in src/. */
const doorMayImport = {
  "main.tsx": ["views", "store", "port"],
  "worker.ts": ["port", "run"],
  "hunt-worker.ts": ["port"],
  "cli.ts": ["cli"],
};

/** Pure: no platform, no clock, no chance of its own; the same everywhere. */
const pure = ["base", "wire", "node", "sim", "record", "check", "texts", "run", "hunt", "fuzz"];

/** Folder or door -> packages it may use. "*": any of the `dependencies` of package.json. */
const mayUsePackages = {
  base: ["pure-rand"],
  wire: ["crc-32"],
  node: ["@noble/curves", "@noble/ciphers", "@noble/hashes"],
  sim: ["zod"],
  record: [],
  check: [],
  texts: [],
  run: ["zod"],
  port: ["zod"],
  import: ["zod"],
  store: ["zod", "zustand"],
  views: ["*"],
  hunt: [],
  fuzz: [],
  bridge: ["node:"],
  cli: ["node:", "bullmq", "commander", "tinypool", "zod"],
  "main.tsx": ["*"],
  "worker.ts": [],
  "hunt-worker.ts": [],
  "cli.ts": ["node:", "commander"],
};

/** Folders from which another folder takes types only, and by which files it may take values. */
const typesOnly = [
  { from: "views", to: "port", exceptFile: null },
  ...["node", "sim", "run", "port"].map((to) => ({ from: "texts", to, exceptFile: null })),
  // The page loads messages and client; what drives the engine stays in the worker, behind host*.
  ...["wire", "node", "sim", "record", "check", "run", "hunt"].map((to) => ({ from: "port", to, exceptFile: /^host/ })),
];

/** Files that only some doors may load. */
const reserved = [{ path: /^port\/host[^/]*$/, by: ["worker.ts", "hunt-worker.ts", "port"] }];

/** Of Math only what is exact on integers; the others differ between engines. */
const exactMath = ["abs", "ceil", "clz32", "floor", "imul", "max", "min", "round", "sign", "trunc"];

/** In the language, and yet not the same everywhere or every time. tsconfig.pure.json hides the rest. */
const impureGlobals = [
  "Date",
  "Intl",
  "Atomics",
  "SharedArrayBuffer",
  "WeakRef",
  "FinalizationRegistry",
  "globalThis",
  "eval",
  "Function",
];

const impureMethods = [
  "localeCompare",
  "toLocaleString",
  "toLocaleDateString",
  "toLocaleTimeString",
  "toLocaleLowerCase",
  "toLocaleUpperCase",
];

// ---------------------------------------------------------------------------------------------
// Theory of operation. Each file of src/ is parsed (the parser comes with Vite). `walk` visits
// every node; `importsOf` collects what the file refers to: import and export declarations,
// import() with a literal, import("...").Type, and new URL("...", import.meta.url), by which
// workers and assets are named. A test may import what the files beside it may, and its folder.
// ---------------------------------------------------------------------------------------------

/**
 * @typedef {{ file: string, line: number, message: string }} Violation
 * @typedef {{ specifier: string, typeOnly: boolean, viaUrl: boolean, offset: number }} Import
 * @typedef {{ type: string, start: number, [key: string]: any }} Node
 */

/**
 * @param {string} projectRoot
 * @returns {{ files: number, violations: Violation[] }}
 */
export function checkImports(projectRoot) {
  const src = join(projectRoot, "src");
  const manifest = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
  const packages = {
    run: Object.keys(manifest.dependencies ?? {}),
    dev: Object.keys(manifest.devDependencies ?? {}),
  };
  /** @type {Violation[]} */
  const violations = [];
  let files = 0;
  for (const path of sourceFiles(src)) {
    files += 1;
    for (const { offset, message } of checkFile(src, path, packages)) {
      const text = readFileSync(join(src, path), "utf8");
      const line = text.slice(0, offset).split("\n").length;
      violations.push({ file: `src/${path}`, line, message });
    }
  }
  if (files === 0) {
    violations.push({ file: "src", line: 0, message: "no file was examined: nothing is proven" });
  }
  return { files, violations };
}

/**
 * @param {string} src
 * @returns {string[]} paths below src, with forward slashes, sorted
 */
function sourceFiles(src) {
  if (!existsSync(src)) return [];
  return readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => relative(src, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

/**
 * @param {string} src
 * @param {string} path
 * @param {{ run: string[], dev: string[] }} packages
 * @returns {{ offset: number, message: string }[]}
 */
function checkFile(src, path, packages) {
  const place = placeOf(path);
  if (place === null) {
    return [{ offset: 0, message: "unknown place: add the folder or door to tools/check-imports.mjs" }];
  }
  const { program, errors } = parseSync(path, readFileSync(join(src, path), "utf8"));
  if (errors.length > 0) return [{ offset: 0, message: `cannot be parsed: ${errors[0].message}` }];
  const found = [];
  for (const one of importsOf(program)) {
    const message = checkImport(src, path, place, one, packages);
    if (message) found.push({ offset: one.offset, message });
  }
  if (pure.includes(place) && !isTest(path)) found.push(...impurities(program));
  return found;
}

/**
 * The folder of src/ or the door a file belongs to; "" for a test that lies directly in src/.
 * @param {string} path
 */
function placeOf(path) {
  const [first, ...rest] = path.split("/");
  if (rest.length > 0) return Object.hasOwn(mayImport, first) ? first : null;
  if (Object.hasOwn(doorMayImport, first)) return first;
  return isTest(first) || first.endsWith(".d.ts") ? "" : null;
}

/** @param {string} path */
function isTest(path) {
  return /\.(?:test|testkit)\.tsx?$/.test(path);
}

/**
 * @param {string} src
 * @param {string} path
 * @param {string} place
 * @param {Import} one
 * @param {{ run: string[], dev: string[] }} packages
 * @returns {string | null}
 */
function checkImport(src, path, place, one, packages) {
  const specifier = one.specifier.replace(/[?#].*$/, "");
  if (!/^\.{1,2}\//.test(specifier)) {
    if (one.viaUrl) return null; // an absolute address, not a file of ours
    return checkPackage(path, place, specifier, packages);
  }
  if (extname(specifier) === "") return `"${specifier}": write the file's extension`;
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  if (target.startsWith("../")) {
    return target === "../package.json" ? null : `"${specifier}" points out of src/`;
  }
  if (!existsSync(join(src, target))) return `"${specifier}" does not exist`;
  if (isTest(target) && !isTest(path)) return `"${specifier}" is for tests only`;
  return checkTarget(path, place, target, one);
}

/**
 * @param {string} path
 * @param {string} place
 * @param {string} target
 * @param {Import} one
 * @returns {string | null}
 */
function checkTarget(path, place, target, one) {
  const targetPlace = placeOf(target);
  if (targetPlace === null) return `"${one.specifier}" leads to an unknown place`;
  if (place === "" || targetPlace === place) return null;
  if ((targetPlace === "worker.ts" || targetPlace === "hunt-worker.ts") && (one.viaUrl || /\?worker/.test(one.specifier))) {
    return ["main.tsx", "port", "store"].includes(place) ? null : "only the page starts a worker";
  }
  const allowed = lookup(mayImport, place) ?? lookup(doorMayImport, place) ?? [];
  if (!allowed.includes(targetPlace)) {
    return `${place} may not import from ${targetPlace || "src/"}; it may from: ${allowed.join(", ") || "nothing"}`;
  }
  if (isTest(path)) return null;
  for (const { path: pattern, by } of reserved) {
    const name = target.replace(/\.[^/.]+$/, "");
    if (pattern.test(name) && !by.includes(place) && !one.typeOnly) {
      return `${name} may only be imported by ${by.join(", ")}`;
    }
  }
  for (const { from, to, exceptFile } of typesOnly) {
    if (from !== place || to !== targetPlace || one.typeOnly) continue;
    if (!exceptFile?.test(basename(path))) return `${from} may import types only from ${to}`;
  }
  return null;
}

/**
 * @param {string} path
 * @param {string} place
 * @param {string} specifier
 * @param {{ run: string[], dev: string[] }} packages
 * @returns {string | null}
 */
function checkPackage(path, place, specifier, packages) {
  if (specifier.startsWith("/")) return `"${specifier}": write a relative path`;
  const builtin = specifier.startsWith("node:") || builtinModules.includes(specifier);
  if (builtin && !specifier.startsWith("node:")) return `"${specifier}": write "node:${specifier}"`;
  const name = builtin ? "node:" : specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  if (isTest(path)) {
    const known = builtin || packages.run.includes(name) || packages.dev.includes(name);
    return known ? null : `package "${name}" is not in package.json`;
  }
  const allowed = lookup(mayUsePackages, place) ?? [];
  if (allowed.includes(name)) return null;
  if (allowed.includes("*") && packages.run.includes(name)) return null;
  return `${place} may not use "${builtin ? specifier : name}"; it may use: ${allowed.join(", ") || "no package"}`;
}

/**
 * @param {Record<string, string[]>} table
 * @param {string} key
 * @returns {string[] | undefined}
 */
function lookup(table, key) {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/**
 * @param {Node} program
 * @returns {Import[]}
 */
function importsOf(program) {
  /** @type {Import[]} */
  const imports = [];
  walk(program, (node) => {
    const literal = (/** @type {Node | null | undefined} */ value) =>
      value?.type === "Literal" && typeof value.value === "string" ? value.value : null;
    const add = (/** @type {string | null} */ specifier, typeOnly = false, viaUrl = false) => {
      imports.push({ specifier: specifier ?? "/(computed)", typeOnly, viaUrl, offset: node.start });
    };
    if (node.type === "ImportDeclaration") {
      const names = node.specifiers;
      const each = names.length > 0 && names.every((/** @type {Node} */ n) => n.importKind === "type");
      add(literal(node.source), node.importKind === "type" || each);
    } else if (node.type === "ExportAllDeclaration") {
      add(literal(node.source), node.exportKind === "type");
    } else if (node.type === "ExportNamedDeclaration" && node.source) {
      const names = node.specifiers;
      const each = names.length > 0 && names.every((/** @type {Node} */ n) => n.exportKind === "type");
      add(literal(node.source), node.exportKind === "type" || each);
    } else if (node.type === "ImportExpression") {
      add(literal(node.source));
    } else if (node.type === "TSImportType") {
      add(literal(node.source ?? node.argument?.literal ?? node.argument), true);
    } else if (node.type === "TSExternalModuleReference") {
      add(literal(node.expression));
    } else if (node.type === "NewExpression" && node.callee.name === "URL" && isMetaUrl(node.arguments[1])) {
      add(literal(node.arguments[0]), false, true);
    }
  });
  return imports;
}

/** @param {Node | undefined} node */
function isMetaUrl(node) {
  return node?.type === "MemberExpression" && node.object.type === "MetaProperty";
}

/**
 * @param {Node} program
 * @returns {{ offset: number, message: string }[]}
 */
function impurities(program) {
  /** @type {{ offset: number, message: string }[]} */
  const found = [];
  walk(program, (node, parent) => {
    const add = (/** @type {string} */ what) => {
      found.push({ offset: node.start, message: `a pure folder may not use ${what}` });
    };
    if (node.type === "Identifier" && isReference(node, parent)) {
      if (impureGlobals.includes(node.name)) add(node.name);
      const member = parent?.type === "MemberExpression" && parent.object === node && !parent.computed;
      if (node.name === "Math" && !member) add("Math but as Math.name");
    } else if (node.type === "MemberExpression" && !node.computed) {
      const name = node.property.name;
      if (node.object.name === "Math" && !exactMath.includes(name)) add(`Math.${name}`);
      if (impureMethods.includes(name)) add(`${name} (depends on the locale)`);
    } else if (node.type === "MetaProperty") {
      add("import.meta");
    } else if (node.type === "BinaryExpression" && node.operator === "**" && !isConstant(node)) {
      add("** (inexact; shift or multiply)");
    } else if (node.type === "AssignmentExpression" && node.operator === "**=") {
      add("**= (inexact; shift or multiply)");
    }
  });
  return found;
}

/** @param {Node} power */
function isConstant(power) {
  return power.left.type === "Literal" && power.right.type === "Literal";
}

/**
 * False where an identifier is only a name: a property, a key, a label.
 * @param {Node} node
 * @param {Node | null} parent
 */
function isReference(node, parent) {
  if (parent === null) return true;
  if (parent.type === "MemberExpression") return parent.object === node || parent.computed;
  if (parent.type === "Property") return parent.value === node || parent.computed;
  if (parent.type === "TSQualifiedName") return parent.left === node;
  if (parent.key === node) return parent.computed === true; // members of classes and interfaces
  return !["TSEnumMember", "ExportSpecifier", "ImportSpecifier", "LabeledStatement"].includes(parent.type);
}

/**
 * @param {Node} node
 * @param {(node: Node, parent: Node | null) => void} visit
 * @param {Node | null} parent
 */
function walk(node, visit, parent = null) {
  visit(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === "object" && typeof child.type === "string") {
        walk(child, visit, node);
      }
    }
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { files, violations } = checkImports(resolve(process.argv[2] ?? root));
  for (const { file, line, message } of violations) console.log(`${file}:${line}: ${message}`);
  console.log(`imports: ${files} files, ${violations.length} violations`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
