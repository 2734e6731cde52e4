/** The rules of locks as tables: complete, and what they say follows from what the domains are made of. */
import { describe, expect, test } from "vitest";
import { LOCK_DOMAIN, LOCK_STATE, type LockDomain, type LockState } from "../../wire/lock-body.ts";
import { areCompatible, COMPATIBLE, commonState, mostBeside } from "./compatibility.ts";
import { covers, overlap, relationOf, RELATIONS } from "./covering.ts";
import { ANSWER, CLIENT_SAYS, DEMAND, MASTER_OPS, RECORD, RECORD_TABLE, SLOT, SLOT_TABLE } from "./machines.ts";
import { Namespace } from "./namespace.ts";

const { INVAL, SHARED, EXCLUSIVE, MODIFIED } = LOCK_STATE;
const { TREE, INUM, ATTR, DIRENT } = LOCK_DOMAIN;
const STATES = Object.values(LOCK_STATE);
const DOMAINS = Object.values(LOCK_DOMAIN);
const PATHS = ["/", "/a", "/a/b", "/a/b/c", "/a/bb", "/x"];

describe("compatibility", () => {
  test("[CAC-01] SHARED goes with SHARED only, EXCLUSIVE and MODIFIED with none, INVAL holds nothing", () => {
    for (const a of STATES) {
      for (const b of STATES) {
        const expected = a === INVAL || b === INVAL || (a === SHARED && b === SHARED);
        expect([a, b, areCompatible(a, b), COMPATIBLE[b]![a]]).toEqual([a, b, expected, expected]);
      }
    }
  });

  test("[CAC-01] the most that may be kept beside another", () => {
    expect(STATES.map(mostBeside)).toEqual([MODIFIED, SHARED, INVAL, INVAL]);
  });

  test("[CAC-02] what several granted in common is the weakest of it", () => {
    expect([commonState([]), commonState([MODIFIED]), commonState([EXCLUSIVE, SHARED, MODIFIED])]).toEqual([INVAL, MODIFIED, SHARED]);
  });
});

/** What a domain of an inode is made of: attributes of inodes, and names, that is whether an inode is there. "*" is a name that is not taken yet. */
function atoms(domain: LockDomain, path: string): Set<string> {
  const all = [...PATHS, ...PATHS.map((each) => (each === "/" ? "/*" : `${each}/*`))];
  const below = (each: string): boolean => relationOf(path, each) !== "elsewhere";
  const names = (wanted: (each: string) => boolean): string[] => all.filter(wanted).map((each) => `name ${each}`);
  switch (domain) {
    case ATTR:
      return new Set([`attr ${path}`]);
    case INUM:
      return new Set([`name ${path}`]);
    case DIRENT:
      return new Set([`attr ${path}`, ...names((each) => relationOf(path, each) === "child")]);
    default:
      return new Set([...PATHS.filter(below).map((each) => `attr ${each}`), ...names(below)]);
  }
}

describe("covering", () => {
  const all = DOMAINS.flatMap((domain) => PATHS.map((path) => ({ domain, path })));

  test("[CAC-01] TREE covers the others below it, DIRENT covers ATTR and the names directly under it", () => {
    expect(covers({ domain: TREE, path: "/a" }, { domain: DIRENT, path: "/a/b/c" })).toBe(true);
    expect(covers({ domain: DIRENT, path: "/a" }, { domain: ATTR, path: "/a" })).toBe(true);
    expect(covers({ domain: DIRENT, path: "/a" }, { domain: INUM, path: "/a/new" })).toBe(true);
    expect(covers({ domain: DIRENT, path: "/a" }, { domain: ATTR, path: "/a/b" })).toBe(false);
    expect(covers({ domain: TREE, path: "/a/b" }, { domain: ATTR, path: "/a" })).toBe(false);
  });

  test("[CAC-01] one covers another when it has all of it in it, and they overlap when they have anything in common", () => {
    for (const a of all) {
      for (const b of all) {
        const [inA, inB] = [atoms(a.domain, a.path), atoms(b.domain, b.path)];
        const common = [...inB].filter((atom) => inA.has(atom)).length;
        expect({ a, b, covers: covers(a, b), overlap: overlap(a, b) }).toEqual({ a, b, covers: common === inB.size, overlap: common > 0 });
      }
    }
  });

  test("[CAC-01] where one inode stands as seen from another", () => {
    expect(["/", "/a", "/a/b", "/b"].map((path) => relationOf("/", path))).toEqual(["same", "child", "deeper", "child"]);
    expect(["/a", "/a/b", "/a/b/c", "/ab", "/"].map((path) => relationOf("/a", path))).toEqual(["same", "child", "deeper", "elsewhere", "elsewhere"]);
    expect(RELATIONS).toHaveLength(4);
  });
});

describe("the machines", () => {
  test("[CAC-01] every state of a slot has an answer to every operation of a master", () => {
    expect(SLOT_TABLE).toHaveLength(Object.keys(SLOT).length);
    for (const row of SLOT_TABLE) {
      expect(row).toHaveLength(MASTER_OPS.length);
      for (const cell of row) expect(Object.values(ANSWER)).toContain(cell);
    }
  });

  test("[CAC-01] every state of a record has one to whatever a client says", () => {
    expect(RECORD_TABLE).toHaveLength(Object.keys(RECORD).length);
    for (const row of RECORD_TABLE) {
      expect(row).toHaveLength(CLIENT_SAYS.length);
      for (const cell of row) expect(Object.values(DEMAND)).toContain(cell);
    }
  });
});

describe("the tree of inodes", () => {
  const tree = new Namespace(PATHS);

  test("[CAC-01] an inode's number is its place; only INUM knows names that are not there yet", () => {
    expect(tree.keyOf(ATTR, "/a/b")).toMatchObject({ inum: 3, byName: false });
    expect(tree.keyOf(INUM, "/a/new")).toMatchObject({ inum: 2, byName: true, name: "new" });
    expect(tree.keyOf(INUM, "/new")).toMatchObject({ inum: 1, byName: true, name: "new" });
    for (const [domain, path] of [[ATTR, "/a/new"], [INUM, "/none/new"], [INUM, "/a/"], [INUM, "a"], [INUM, ""], [ATTR, ""]] as const) expect([path, tree.keyOf(domain, path)]).toEqual([path, undefined]);
  });

  test("[CAC-01] the same from the wire, and what is no key there", () => {
    for (const domain of DOMAINS) for (const path of [...PATHS, ...(domain === INUM ? ["/a/new", "/new"] : [])]) {
      const key = tree.keyOf(domain, path)!;
      expect(tree.keyOfWire(domain, key.byName ? 2 : 0, 0, key.inum, key.name)).toEqual(key);
    }
    for (const [domain, flags, hi, lo, name] of [[ATTR, 0, 0, 0, ""], [ATTR, 0, 0, 7, ""], [ATTR, 0, 1, 1, ""], [INUM, 2, 0, 1, ""], [INUM, 2, 0, 1, "a/b"], [ATTR, 2, 0, 1, "new"]] as const) {
      expect(tree.keyOfWire(domain, flags, hi, lo, name)).toBeUndefined();
    }
  });
});

test("[CAC-01] the order of states is that of the wire", () => {
  const inOrder: LockState[] = [INVAL, SHARED, EXCLUSIVE, MODIFIED];
  expect(STATES).toEqual(inOrder);
});
