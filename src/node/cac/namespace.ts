import { LOCK_DOMAIN, LOCK_FLAG, type LockDomain } from "../../wire/lock-body.ts";
import type { Thing } from "./covering.ts";

/** What a lock is about, and how it stands on the wire. */
export interface LockKey extends Thing {
  /** the inode, or by name the directory; 1 is the root */
  readonly inum: number;
  /** INUM by name: of an inode that is to be */
  readonly byName: boolean;
  /** the name in that directory; "" unless by name */
  readonly name: string;
}

/**
 * The small tree of inodes that locks are about. Every node of a run is told the same one: an inode's number is its place in
 * the list, from 1 on. Locks change nothing of it: what is locked, made or removed is the business of whoever holds the lock.
 */
export class Namespace {
  private readonly _paths: readonly string[];

  /** paths, "/" first, each behind its directory; whoever read them from a file has checked that */
  constructor(paths: readonly string[]) {
    this._paths = paths;
  }

  /** The key of a path; undefined when there is no such inode, and, for INUM, no such directory to make it in. */
  keyOf(domain: LockDomain, path: string): LockKey | undefined {
    const inum = this._paths.indexOf(path) + 1;
    if (inum > 0) return { domain, path, inum, byName: false, name: "" };
    const slash = path.lastIndexOf("/");
    const directory = this._paths.indexOf(slash === 0 ? "/" : path.slice(0, slash)) + 1;
    const name = path.slice(slash + 1);
    return domain === LOCK_DOMAIN.INUM && slash >= 0 && directory > 0 && name !== "" ? { domain, path, inum: directory, byName: true, name } : undefined;
  }

  /** The same from the wire; `name` is the aux data. */
  keyOfWire(domain: LockDomain, flags: number, inumHi: number, inumLo: number, name: string): LockKey | undefined {
    const path = inumHi === 0 && inumLo > 0 ? this._paths[inumLo - 1] : undefined;
    if (path === undefined) return undefined;
    if ((flags & LOCK_FLAG.BY_NAME) === 0) return { domain, path, inum: inumLo, byName: false, name: "" };
    if (name === "" || name.includes("/")) return undefined;
    return this.keyOf(domain, path === "/" ? `/${name}` : `${path}/${name}`);
  }
}
