import { IdTable } from "../base/id-table.ts";

/** A commit that a command started, by the name the command gave it (QRM-01). */
export interface NamedCommit {
  readonly name: string;
  /** node index of its coordinator */
  readonly node: number;
  readonly text: string;
  readonly startedUs: number;
  /** the operation's number on the wire; 0 until the node has started it */
  operationHi: number;
  operationLo: number;
}

/** Names of commits, kept for the whole run: one for a command at most (LIMITS.commandsMax), and one for what a generator opened under a name of its own (LIMITS.generatedMax). */
export class NamedCommits {
  /** in the order of the commands; the index is the request's tag */
  readonly all: NamedCommit[] = [];
  private readonly _byName = new Map<string, NamedCommit>();
  private readonly _byOperation = new IdTable();

  get(name: string): NamedCommit | undefined {
    return this._byName.get(name);
  }

  byOperation(hi: number, lo: number): NamedCommit | undefined {
    const index = this._byOperation.get(0, hi, lo);
    return index < 0 ? undefined : this.all[index];
  }

  /** Those that were not refused. */
  *living(): Generator<NamedCommit> {
    yield* this._byName.values();
  }

  /** Returns the tag for the request. */
  add(name: string, node: number, text: string, startedUs: number): number {
    const commit = { name, node, text, startedUs, operationHi: 0, operationLo: 0 };
    this._byName.set(name, commit);
    return this.all.push(commit) - 1;
  }

  /** The node refused it: the name is free again, its tag is not. */
  refused(tag: number): void {
    this._byName.delete(this.all[tag]!.name);
  }

  started(tag: number, hi: number, lo: number): void {
    const commit = this.all[tag];
    if (commit === undefined) return; // not by a command
    commit.operationHi = hi;
    commit.operationLo = lo;
    this._byOperation.set(0, hi, lo, tag);
  }
}
