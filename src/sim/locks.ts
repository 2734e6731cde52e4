import { IdTable } from "../base/id-table.ts";

/** A lock that a command asked for, by the name the command gave it (CAC-01). */
export interface NamedLock {
  readonly name: string;
  /** node index of its client */
  readonly node: number;
  readonly path: string;
  readonly domain: string;
  /** the tag of its transaction with the first master; those of the others follow */
  readonly transactionTag: number;
}

/** Names of locks, kept for the whole run: one for a command at most (LIMITS.commandsMax), and one for each generator at each node. */
export class NamedLocks {
  /** in the order of the commands; the index is the request's tag */
  readonly all: NamedLock[] = [];
  private readonly _byName = new Map<string, number>();
  /** by lock id, which is the same at the client and at every master; one that was asked for again has several */
  private readonly _byId = new IdTable();

  /** Its tag, -1 = there is none of that name. */
  tagOf(name: string): number {
    return this._byName.get(name) ?? -1;
  }

  byId(hi: number, lo: number): NamedLock | undefined {
    const tag = this._byId.get(0, hi, lo);
    return tag < 0 ? undefined : this.all[tag];
  }

  /** Returns the tag for the request. A name that is used again means the same lock, perhaps of something else. */
  add(lock: NamedLock): number {
    const known = this.tagOf(lock.name);
    if (known >= 0) {
      this.all[known] = lock;
      return known;
    }
    this._byName.set(lock.name, this.all.length);
    return this.all.push(lock) - 1;
  }

  /** The client began to ask, under that id. */
  asked(tag: number, hi: number, lo: number): void {
    this._byId.set(0, hi, lo, tag);
  }
}
