import { IdTable } from "../../base/id-table.ts";
import { LIMITS } from "../../base/limits.ts";
import type { Transaction } from "../transactions.ts";
import { Replay } from "./replay.ts";

/** What a record is beside its halves when it is one copy of a duplicated transaction: the limb by which the copy comes in or goes out here. */
export interface Copy {
  readonly group: Copies;
  /** it goes out here: we send its commands and receive its replies */
  readonly outward: boolean;
  /** messages of its peer's half that this copy has brought */
  received: number;
}

/** Where a copy runs, as this node names it. */
export interface Naming {
  readonly link: number;
  readonly spanidHi: number;
  readonly spanidLo: number;
}

/**
 * DUP-01: one transaction at a node that may meet it in several copies. Each copy is a record of its own with one side and
 * the bits of its two halves on that link (TX-04 and TX-05 judge it as ever); what is counted and passed on is the transaction's,
 * and that is kept here. At an end `head` is the transaction as its service knows it; at a hop there is none, and one limb goes out.
 */
export class Copies {
  readonly index: number;
  readonly base: number;
  readonly msgidHi: number;
  readonly msgidLo: number;
  /** identity of the PFS it goes to */
  readonly pfs: number;
  /** where it is found: an OPENER or a target's space, or the row of the SPAN that it goes out by */
  readonly space: number;
  readonly openedUs: number;
  head: Transaction | null = null;
  /** whether the link of its first copy negotiated duplication: else it has one copy and no other */
  readonly isNegotiated: boolean;
  /** how the first copy runs: the transaction is told under this name also when that copy is gone */
  readonly lead: Naming;
  /** records of copies that have not been forgotten, the dead ones included */
  readonly limbs: Transaction[] = [];
  /** copies that were ever seen or made here, the ended ones included */
  known = 0;
  /** by number of message: our number of the link that brought it first, -1 = nobody asks any more */
  readonly commandsFrom: number[] = [];
  readonly repliesFrom: number[] = [];
  /** the reply half as it was sent, for a copy that comes late; none at the opener */
  readonly replay: Replay | null;
  /** the transaction is closed in both halves, or was aborted */
  over = false;
  /** nothing of it is in the tables any more; a target remembers it for late copies */
  finished = false;
  /** the last known copy is lost, and another is waited for */
  isAwaiting = false;
  /** why the last copy was lost */
  error = 0;

  constructor(index: number, space: number, base: number, msgidHi: number, msgidLo: number, pfs: number, lead: Naming, openedUs: number, isNegotiated: boolean) {
    this.index = index;
    this.space = space;
    this.base = base;
    this.msgidHi = msgidHi;
    this.msgidLo = msgidLo;
    this.pfs = pfs;
    this.lead = lead;
    this.openedUs = openedUs;
    this.isNegotiated = isNegotiated;
    this.replay = space !== OPENER_SPACE && isNegotiated ? new Replay() : null;
  }

  /** The limb of a hop that leads to the target, living or dead. */
  get out(): Transaction | undefined {
    return this.limbs.find((limb) => limb.copy!.outward);
  }

  /** Copies that come in here, or at their opener go out, and are not lost. */
  living(outward: boolean): Transaction[] {
    return this.limbs.filter((limb) => limb.copy!.outward === outward && !limb.dead);
  }
}

/** Space of an opener's group. */
export const OPENER_SPACE = -1;
/** Space of a target's group: the pair of cluster and PFS that it announces. */
export function targetSpace(pair: number): number {
  return -2 - pair;
}

/** The duplicated transactions of a node, and those that its target part still remembers for copies that come late. */
export class CopiesTable {
  private readonly _all: (Copies | undefined)[] = [];
  private readonly _free: number[] = [];
  private readonly _keys = new IdTable();
  /** oldest first */
  private readonly _finished: Copies[] = [];
  private _finishedBytes = 0;

  /** Live ones and remembered ones. */
  *all(): Generator<Copies> {
    for (const group of this._all) if (group) yield group;
  }

  /** Closed transactions that are remembered, and the bytes of their replies. */
  get remembered(): number {
    return this._finished.length;
  }
  get rememberedBytes(): number {
    return this._finishedBytes;
  }

  at(index: number): Copies | undefined {
    return this._all[index];
  }

  find(space: number, msgidHi: number, msgidLo: number): Copies | undefined {
    const index = this._keys.get(space, msgidHi, msgidLo);
    return index < 0 ? undefined : this._all[index];
  }

  /** The transaction of that msgid at this end, whatever became of the copy that it is named by. */
  endOf(msgidHi: number, msgidLo: number): Transaction | undefined {
    for (const group of this.all()) {
      if (group.head && !group.finished && group.msgidLo === msgidLo && group.msgidHi === msgidHi) return group.head;
    }
    return undefined;
  }

  add(space: number, base: number, msgidHi: number, msgidLo: number, pfs: number, lead: Naming, openedUs: number, isNegotiated: boolean): Copies {
    const index = this._free.pop() ?? this._all.length;
    const group = new Copies(index, space, base, msgidHi, msgidLo, pfs, lead, openedUs, isNegotiated);
    this._all[index] = group;
    this._keys.set(space, msgidHi, msgidLo, index);
    return group;
  }

  /** The group goes for good. */
  remove(group: Copies): void {
    if (this._all[group.index] !== group) return;
    this._all[group.index] = undefined;
    this._free.push(group.index);
    if (this.find(group.space, group.msgidHi, group.msgidLo) === undefined) this._keys.delete(group.space, group.msgidHi, group.msgidLo);
  }

  /** A target's transaction is closed: it stays known, so that a late copy is not taken for a new one; the oldest go first. */
  remember(group: Copies): void {
    this._finished.push(group);
    this._finishedBytes += group.replay?.totalBytes ?? 0;
    while (this._finished.length > LIMITS.copiesRememberedMax) {
      const oldest = this._finished.shift()!;
      this._finishedBytes -= oldest.replay?.totalBytes ?? 0;
      this.remove(oldest);
    }
    for (const oldest of this._finished) {
      if (this._finishedBytes <= LIMITS.copiesRememberedBytesMax) return;
      this._finishedBytes -= oldest.replay?.totalBytes ?? 0;
      oldest.replay?.drop();
    }
  }

  clear(): void {
    this._all.length = 0;
    this._free.length = 0;
    this._keys.clear();
    this._finished.length = 0;
    this._finishedBytes = 0;
  }
}
