import type { PfsSpec } from "./config.ts";

/** A PFS that this node offers. */
export interface OwnPfs {
  readonly spec: PfsSpec;
  readonly label: Uint8Array;
  /** identity of its announcements */
  readonly identity: number;
  /** SPAN-06: the latest status update, if there was one */
  update: StatusUpdate | null;
}

/** SPAN-06: kept apart from the name. */
export interface StatusUpdate {
  readonly status: number;
  readonly pfsType: number;
  readonly text: Uint8Array;
}

/** What a node knows of one PFS, that is of one (cluster, node) pair: its received SPANs, best first, and its own offer. */
export class PfsEntry {
  readonly pair: number;
  own: OwnPfs | null = null;
  /** head of the list of received rows, ordered as SPAN-02 says; -1 = none */
  first = -1;
  /** the best as last told, by row; rows are reused, so its msgid counts too */
  toldRow = -1;
  toldMsgidLo = 0;
  toldIdentity = -1;
  /** SPAN-03: its relays are to be decided when the hold ends */
  held = false;

  constructor(pair: number) {
    this.pair = pair;
  }
}

/** Ended holds are dropped from the queue in lots of so many. */
export const HELD_PASSED_MAX = 1_024;

/** The PFSes that a node knows, by pair, and the queue of those whose hold runs. */
export class PfsTable {
  private readonly _entries: (PfsEntry | undefined)[] = [];
  readonly own: OwnPfs[] = [];
  /** in order of the end of their hold; since all holds are equally long, that is order of entry */
  private readonly _held: PfsEntry[] = [];
  private readonly _heldUntilUs: number[] = [];
  private _heldHead = 0;

  get(pair: number): PfsEntry | undefined {
    return this._entries[pair];
  }

  entry(pair: number): PfsEntry {
    // Filled without holes, so that the array stays a plain one.
    while (this._entries.length <= pair) this._entries.push(undefined);
    return (this._entries[pair] ??= new PfsEntry(pair));
  }

  *entries(): Generator<PfsEntry> {
    for (const entry of this._entries) if (entry) yield entry;
  }

  /** Nothing received, nothing offered, nothing pending: need not be kept. */
  forgetIfIdle(entry: PfsEntry): void {
    if (entry.first < 0 && !entry.own && !entry.held) this._entries[entry.pair] = undefined;
  }

  get known(): number {
    let count = 0;
    for (const entry of this._entries) if (entry) count++;
    return count;
  }

  hold(entry: PfsEntry, untilUs: number): void {
    entry.held = true;
    this._held.push(entry);
    this._heldUntilUs.push(untilUs);
  }

  /** Places of the queue of holds, those that have ended and are not dropped yet included. */
  get holdsKept(): number {
    return this._held.length;
  }

  /** End of the earliest hold; Infinity when none runs. */
  get nextHoldUs(): number {
    return this._heldHead < this._held.length ? this._heldUntilUs[this._heldHead]! : Number.POSITIVE_INFINITY;
  }

  /** When the hold of a PFS ends; Infinity when none runs (SPAN-03). */
  heldUntilUs(entry: PfsEntry): number {
    const at = entry.held ? this._held.indexOf(entry, this._heldHead) : -1;
    return at < 0 ? Number.POSITIVE_INFINITY : this._heldUntilUs[at]!;
  }

  /** The next PFS whose hold ended, or undefined. */
  release(nowUs: number): PfsEntry | undefined {
    if (this.nextHoldUs > nowUs) return undefined;
    const entry = this._held[this._heldHead++]!;
    if (this._heldHead === this._held.length) this.clearHolds();
    else if (this._heldHead === HELD_PASSED_MAX) this._forgetPassed();
    entry.held = false;
    return entry;
  }

  private _forgetPassed(): void {
    this._held.splice(0, this._heldHead);
    this._heldUntilUs.splice(0, this._heldHead);
    this._heldHead = 0;
  }

  clearHolds(): void {
    for (let i = this._heldHead; i < this._held.length; i++) this._held[i]!.held = false;
    this._held.length = 0;
    this._heldUntilUs.length = 0;
    this._heldHead = 0;
  }

  /** A crash: what was learned is gone, what is offered stays. */
  forgetLearned(): void {
    this.clearHolds();
    for (let pair = 0; pair < this._entries.length; pair++) {
      const entry = this._entries[pair];
      if (!entry) continue;
      entry.first = -1;
      entry.toldRow = -1;
      if (!entry.own) this._entries[pair] = undefined;
    }
  }
}
