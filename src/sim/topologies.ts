import { LIMITS } from "../base/limits.ts";
import { Prng } from "../base/prng.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { abilene, geant } from "./topology-backbones.ts";
import { random, smallWorld } from "./topology-random.ts";
import { chords, complete, grid, line, ring, star, torus, tree } from "./topology-shapes.ts";
import type { Topology } from "./topology.ts";

/**
 * Topologies by name: "ring:50", "grid:6:6", "random:100:200:7", "abilene". One table holds every form; numbers are checked
 * against it and against LIMITS before anything is built.
 */

interface Parameter {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** without one the parameter must be given */
  readonly fallback?: number;
}

/** How much a form would build. */
interface Size {
  readonly nodes: number;
  readonly links: number;
  /** links of the node that has most */
  readonly degree: number;
}

interface Form {
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** what is wrong with numbers that are each in their range, or null */
  readonly refuse?: (numbers: readonly number[]) => string | null;
  readonly size: (numbers: readonly number[]) => Size;
  /** undefined: no such graph was found */
  readonly make: (numbers: readonly number[]) => Topology | undefined;
}

function count(name: string, least: number): Parameter {
  return { name, least, most: LIMITS.nodesMax };
}

/** The last parameter of what is drawn; the run's seed unless given. */
const SEED: Parameter = { name: "seed", least: 0, most: 0xffff_ffff, fallback: -1 };

const FORMS: readonly Form[] = [
  {
    name: "line",
    summary: "one behind the other",
    parameters: [count("nodes", 2)],
    size: ([n]) => ({ nodes: n, links: n - 1, degree: 2 }),
    make: ([n]) => line(n),
  },
  {
    name: "ring",
    summary: "a closed line",
    parameters: [count("nodes", 3)],
    size: ([n]) => ({ nodes: n, links: n, degree: 2 }),
    make: ([n]) => ring(n),
  },
  {
    name: "chords",
    summary: "a ring with links to the opposite node from node 0, 2, 4 …",
    parameters: [count("nodes", 4), count("chords", 1)],
    refuse: ([n, c]) => {
      if (n % 2 !== 0) return `nodes must be even, so that each has an opposite; ${n} is odd`;
      const most = Math.floor((n / 2 + 1) / 2);
      return c <= most ? null : `chords must be at most ${most} in a ring of ${n} (every second node of one half), not ${c}`;
    },
    size: ([n, c]) => ({ nodes: n, links: n + c, degree: 3 }),
    make: ([n, c]) => chords(n, c),
  },
  {
    name: "star",
    summary: "all linked to the first",
    parameters: [count("nodes", 2)],
    size: ([n]) => ({ nodes: n, links: n - 1, degree: n - 1 }),
    make: ([n]) => star(n),
  },
  {
    name: "grid",
    summary: "rows and columns",
    parameters: [count("width", 1), count("height", 1)],
    refuse: ([w, h]) => (w * h >= 2 ? null : "width and height must give at least 2 nodes"),
    size: ([w, h]) => ({ nodes: w * h, links: (w - 1) * h + w * (h - 1), degree: 4 }),
    make: ([w, h]) => grid(w, h),
  },
  {
    name: "torus",
    summary: "a grid whose rows and columns are rings",
    parameters: [count("width", 3), count("height", 3)],
    size: ([w, h]) => ({ nodes: w * h, links: 2 * w * h, degree: 4 }),
    make: ([w, h]) => torus(w, h),
  },
  {
    name: "tree",
    summary: "each node above `children` others, level by level",
    parameters: [count("nodes", 2), { ...count("children", 1), fallback: 2 }],
    size: ([n, k]) => ({ nodes: n, links: n - 1, degree: Math.min(k + 1, n - 1) }),
    make: ([n, k]) => tree(n, k),
  },
  {
    name: "complete",
    summary: "everyone linked to everyone",
    parameters: [count("nodes", 2)],
    size: ([n]) => ({ nodes: n, links: (n * (n - 1)) / 2, degree: n - 1 }),
    make: ([n]) => complete(n),
  },
  {
    name: "random",
    summary: "connected, otherwise by chance",
    parameters: [count("nodes", 2), { name: "links", least: 1, most: LIMITS.linksMax }, SEED],
    refuse: ([n, m]) => {
      const most = (n * (n - 1)) / 2;
      if (m < n - 1) return `links must be at least ${n - 1} to connect ${n} nodes, not ${m}`;
      return m <= most ? null : `links must be at most ${most} among ${n} nodes, not ${m}`;
    },
    size: ([n, m]) => ({ nodes: n, links: m, degree: n - 1 }),
    make: ([n, m, seed]) => random(n, m, new Prng(seed).fork("topology random")),
  },
  {
    name: "small-world",
    summary: "a ring with `neighbours` links a node, each rewired with a chance of `percent` (Watts and Strogatz)",
    parameters: [count("nodes", 4), count("neighbours", 2), { name: "percent", least: 0, most: 100 }, SEED],
    refuse: ([n, k]) => {
      if (k % 2 !== 0) return `neighbours must be even (half on each side), not ${k}`;
      return k < n ? null : `neighbours must be less than the number of nodes, ${n}, not ${k}`;
    },
    size: ([n, k]) => ({ nodes: n, links: (n * k) / 2, degree: n - 1 }),
    make: ([n, k, percent, seed]) => smallWorld(n, k, percent, new Prng(seed).fork("topology small-world")),
  },
  {
    name: "abilene",
    summary: "the backbone of Internet2 in 2005: 11 cities, 14 links",
    parameters: [],
    size: () => ({ nodes: 11, links: 14, degree: 3 }),
    make: () => abilene(),
  },
  {
    name: "geant",
    summary: "the research backbone of Europe in 2012: 40 countries, 61 links",
    parameters: [],
    size: () => ({ nodes: 40, links: 61, degree: 10 }),
    make: () => geant(),
  },
];

/** Every form as a line for a help text and a row for a menu: { usage: "grid:WIDTH:HEIGHT", summary }. */
export const TOPOLOGY_FORMS: readonly { readonly name: string; readonly usage: string; readonly summary: string }[] = FORMS.map((form) => ({
  name: form.name,
  usage: usageOf(form),
  summary: form.summary,
}));

function usageOf(form: Form): string {
  return form.name + form.parameters.map(({ name, fallback }) => (fallback === undefined ? `:${name.toUpperCase()}` : `[:${name.toUpperCase()}]`)).join("");
}

/** True when `text` starts like one of the forms (and so does not name a file). */
export function isTopologyText(text: string): boolean {
  const name = text.split(":")[0]!;
  return FORMS.some((form) => form.name === name);
}

/** The topology that `text` names; the error says what was wrong and what was expected. `seed` is for what is drawn without a seed of its own. */
export function topologyFromText(text: string, seed: number): Result<Topology, string> {
  const [name, ...words] = text.split(":");
  const form = FORMS.find((one) => one.name === name);
  if (!form) return fail(`unknown topology "${name}"; expected one of ${TOPOLOGY_FORMS.map(({ usage }) => usage).join(", ")}`);
  const numbers = numbersOf(form, words, seed);
  if (!numbers.ok) return fail(`${text}: ${numbers.error}; expected ${usageOf(form)}`);
  const refusal = form.refuse?.(numbers.value) ?? tooLarge(form.size(numbers.value));
  if (refusal !== null) return fail(`${text}: ${refusal}`);
  const topology = form.make(numbers.value);
  if (!topology) return fail(`${text}: 100 draws were not connected; more neighbours or fewer per cent are needed`);
  return ok(topology);
}

function numbersOf(form: Form, words: readonly string[], seed: number): Result<number[], string> {
  if (words.length > form.parameters.length) return fail(`too many numbers (${words.length})`);
  const numbers: number[] = [];
  for (const [i, parameter] of form.parameters.entries()) {
    const word = words[i];
    if (word === undefined) {
      if (parameter.fallback === undefined) return fail(`${parameter.name} is missing`);
      numbers.push(parameter === SEED ? seed : parameter.fallback);
      continue;
    }
    const number = /^\d{1,10}$/.test(word) ? Number(word) : -1;
    if (number < parameter.least || number > parameter.most) {
      return fail(`${parameter.name} must be a whole number from ${parameter.least} to ${parameter.most}, not "${word}"`);
    }
    numbers.push(number);
  }
  return ok(numbers);
}

function tooLarge(size: Size): string | null {
  if (size.nodes > LIMITS.nodesMax) return `would have ${size.nodes} nodes; a run holds at most ${LIMITS.nodesMax}`;
  if (size.links > LIMITS.linksMax) return `would have ${size.links} links; a run holds at most ${LIMITS.linksMax}`;
  if (size.degree > LIMITS.linksPerNodeMax) return `a node would have ${size.degree} links; it holds at most ${LIMITS.linksPerNodeMax}`;
  return null;
}
