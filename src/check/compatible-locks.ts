import { areCompatible } from "../node/cac/compatibility.ts";
import { overlap } from "../node/cac/covering.ts";
import { type ClientLockReport, inspectLocks } from "../node/cac/report.ts";
import { LOCK_DOMAIN_NAMES, LOCK_STATE, LOCK_STATE_NAMES } from "../wire/lock-body.ts";
import { CMD } from "../wire/constants.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import type { World } from "../sim/world.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { nodesUp } from "./mesh-view.ts";
import type { Seen } from "./seen.ts";

const T = CHECK_TEXTS["compatible-locks"];

interface Holder extends ClientLockReport {
  readonly node: string;
}

/**
 * CAC-01, CAC-02: of all clients that hold something and have a majority of the configured masters behind them, no two hold
 * what does not go together. A client whose path died may not know it yet: its masters do, and so it does not count.
 * When all is quiet nobody may be in that error any more. And nobody holds what a majority has not granted.
 */
export class CompatibleLocks implements Check {
  readonly name = "compatible-locks";
  readonly claim = T.claim;
  readonly rules = ["CAC-01", "CAC-02"] as const;
  readonly hears = {
    kinds: [],
    events: ["lockHeld", "lockNarrowed", "lockGranted", "lockRefused", "lockDeadlocked"],
  } as const;
  private readonly _findings = new Findings();
  private _row = -1;

  observe(_world: World, seen: Seen): void {
    this._row = seen.row;
  }

  endOfStep(world: World, seen: Seen): void {
    if (this._isForged(seen)) return;
    const holders = holdersOf(world);
    const granted = grantsOf(world);
    for (const holder of holders) this._count(world, holder);
    this._compare(holders.filter((holder) => backing(holder, granted) >= majority(world)));
  }

  private _isForged({ forgery }: Seen): boolean {
    if (forgery.ofService(CMD.CAC_LOCK)) this._findings.blind(T.forged);
    return this._findings.isBlind;
  }

  atQuiet(world: World, seen: Seen): void {
    if (!world.cluster || this._isForged(seen)) return;
    const holders = holdersOf(world);
    const granted = grantsOf(world);
    for (const holder of holders) {
      const behind = backing(holder, granted);
      if (behind < majority(world)) this._findings.violate(this._row, T.unknown(say(holder), world.cluster.masters.length, behind));
      else this._findings.count();
    }
    this._compare(holders);
  }

  /** By its own account; with one master who obtains it for all, that one counts for all. */
  private _count(world: World, holder: Holder): void {
    const grants = holder.slots.filter(({ granted }) => granted >= holder.state).length;
    const needed = holder.slots.length === 1 ? 1 : majority(world);
    if (grants < needed) this._findings.violate(this._row, T.ungranted(say(holder), grants, holder.slots.length));
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }

  private _compare(holders: readonly Holder[]): void {
    for (const [at, one] of holders.entries()) {
      this._findings.count();
      for (const other of holders.slice(0, at)) {
        if (one.fsid === other.fsid || areCompatible(one.state, other.state) || !overlap(one.key, other.key)) continue;
        this._findings.violate(this._row, T.together(say(other), say(one)));
      }
    }
  }
}

function say({ node, key, state }: Holder): string {
  return T.holds(node, LOCK_STATE_NAMES[state]!, LOCK_DOMAIN_NAMES[key.domain]!, key.path);
}

function holdersOf(world: World): Holder[] {
  return nodesUp(world).flatMap(({ id, protocol }) => (inspectLocks(protocol)?.client ?? []).filter(({ state }) => state !== LOCK_STATE.INVAL).map((lock) => ({ ...lock, node: id })));
}

/** Lock id -> what each master has on record for it. */
function grantsOf(world: World): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const grants = new Map<string, Map<number, number>>();
  for (const { protocol } of nodesUp(world)) {
    for (const { master, records } of inspectLocks(protocol)?.masters ?? []) {
      for (const { lockId, held } of records) {
        const known = grants.get(lockId) ?? new Map<number, number>();
        grants.set(lockId, known);
        known.set(master, Math.max(held, known.get(master) ?? 0));
      }
    }
  }
  return grants;
}

function backing(holder: Holder, granted: ReadonlyMap<string, ReadonlyMap<number, number>>): number {
  return [...(granted.get(holder.lockId)?.values() ?? [])].filter((held) => held >= holder.state).length;
}

function majority(world: World): number {
  return Math.floor((world.cluster?.masters.length ?? 0) / 2) + 1;
}
