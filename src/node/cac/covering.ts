import { LOCK_DOMAIN, type LockDomain } from "../../wire/lock-body.ts";

/** Where inode `y` stands as seen from inode `x`: the same, directly under it, deeper under it, or elsewhere. */
export const RELATIONS = ["same", "child", "deeper", "elsewhere"] as const;
export type Relation = (typeof RELATIONS)[number];

/** What a lock is about: a domain of an inode, which a path names. */
export interface Thing {
  readonly domain: LockDomain;
  readonly path: string;
}

const { TREE, INUM, ATTR, DIRENT } = LOCK_DOMAIN;

/**
 * CAC-01: which domains of `y` a lock on a domain of `x` covers, by where y stands: TREE covers everything at x and below it,
 * DIRENT the attributes of x and the names directly under it (their creation and deletion is INUM), ATTR and INUM only themselves.
 */
export const COVERS: Readonly<Record<LockDomain, Readonly<Record<Relation, readonly LockDomain[]>>>> = {
  [TREE]: { same: [TREE, INUM, ATTR, DIRENT], child: [TREE, INUM, ATTR, DIRENT], deeper: [TREE, INUM, ATTR, DIRENT], elsewhere: [] },
  [INUM]: { same: [INUM], child: [], deeper: [], elsewhere: [] },
  [ATTR]: { same: [ATTR], child: [], deeper: [], elsewhere: [] },
  [DIRENT]: { same: [ATTR, DIRENT], child: [INUM], deeper: [], elsewhere: [] },
};

/** Locks that neither cover one another nor are strangers: the names under x, and the whole subtree of one of them, which has its name in it. */
const SHARE_A_NAME: Readonly<Record<LockDomain, Readonly<Partial<Record<Relation, LockDomain>>>>> = {
  [TREE]: {},
  [INUM]: {},
  [ATTR]: {},
  [DIRENT]: { child: TREE },
};

/** The path of the root is "/"; no other ends with a slash. */
export function relationOf(x: string, y: string): Relation {
  if (x === y) return "same";
  const below = x === "/" ? "/" : `${x}/`;
  if (!y.startsWith(below)) return "elsewhere";
  return y.indexOf("/", below.length) < 0 ? "child" : "deeper";
}

export function covers(a: Thing, b: Thing): boolean {
  return COVERS[a.domain][relationOf(a.path, b.path)].includes(b.domain);
}

/** Whether there is something that both are about; only then compatibility matters. */
export function overlap(a: Thing, b: Thing): boolean {
  return covers(a, b) || covers(b, a) || sharesName(a, b) || sharesName(b, a);
}

function sharesName(a: Thing, b: Thing): boolean {
  return SHARE_A_NAME[a.domain][relationOf(a.path, b.path)] === b.domain;
}
