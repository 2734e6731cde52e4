import { EVENT } from "../../node/events.ts";
import type { Identities } from "../../node/identities.ts";
import type { Journal } from "../../record/journal.ts";
import { LINK_PHASE, TRACE, TRACE_FIELDS } from "../../sim/trace.ts";

const NONE: readonly number[] = [];

/**
 * Where in the journal nodes came to know or lost a PFS, and what may have made them: row numbers, by pair. Read on when it
 * is asked, past the chronicle, since few ask; another journal, or one that is shorter than before, is read from its start.
 */
export class KnowledgeRows {
  private _journal: Journal | null = null;
  private _next = 0;
  private readonly _byPair = new Map<number, number[]>();
  /** commands, links that were cut, healed or removed, nodes that went down or came up */
  private readonly _disturbances: number[] = [];

  /** Reads what is new. */
  catchUp(journal: Journal, identities: Identities): void {
    if (journal !== this._journal || journal.rowEnd < this._next) this._forget(journal);
    if (this._next < journal.firstRow) this._next = journal.firstRow;
    while (this._next < journal.rowEnd) {
      const fields = journal.fieldsOf(this._next);
      const count = journal.rowsTogether(this._next);
      let at = journal.at(this._next);
      for (let i = 0; i < count; i++, at += TRACE_FIELDS) this._note(fields, at, this._next + i, identities);
      this._next += count;
    }
  }

  /** Of these pairs in the order of the run: bestChanged, pfsOffered, pfsWithdrawn. */
  of(pairs: readonly number[]): readonly number[] {
    if (pairs.length === 1) return this._byPair.get(pairs[0]!) ?? NONE;
    return pairs.flatMap((pair) => this._byPair.get(pair) ?? NONE).toSorted((x, y) => x - y);
  }

  get disturbances(): readonly number[] {
    return this._disturbances;
  }

  private _forget(journal: Journal): void {
    this._journal = journal;
    this._next = 0;
    this._byPair.clear();
    this._disturbances.length = 0;
  }

  private _note(fields: Int32Array, at: number, number: number, identities: Identities): void {
    switch (fields[at]) {
      case TRACE.event: {
        const type = fields[at + 6];
        if (type !== EVENT.bestChanged && type !== EVENT.pfsOffered && type !== EVENT.pfsWithdrawn) return;
        const pair = identities.pairOf(fields[at + 13]);
        const rows = this._byPair.get(pair);
        if (rows === undefined) this._byPair.set(pair, [number]);
        else rows.push(number);
        return;
      }
      case TRACE.linkState:
        // That both ends came to know of it is no news of its own.
        if (fields[at + 6] !== LINK_PHASE.down) this._disturbances.push(number);
        return;
      case TRACE.nodeState:
      case TRACE.command:
        this._disturbances.push(number);
    }
  }
}
