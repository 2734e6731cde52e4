import type { WorldLink } from "../sim/link.ts";
import { ALTERED, TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { PHASE } from "../node/link-end.ts";
import { type Check, Findings, lastRow, type Verdict } from "./check.ts";
import type { Seen } from "./seen.ts";
import { FORM, formOf } from "./wire-form.ts";

const T = CHECK_TEXTS["corrupted-refused"];

/** What the link, or somebody's hand, made of a message under way. */
interface Changed {
  /** bits that are flipped now: what is flipped twice is as it was */
  readonly bits: Set<number>;
  /** other bytes altogether, put in its place */
  forged: Uint8Array | null;
}

interface Arrival {
  readonly link: number;
  readonly direction: number;
  readonly message: number;
  readonly changed: Changed;
}

/**
 * WIRE-04, WIRE-05, LINK-02: a message whose bytes were changed on its way is not acted upon. When its receiver has handled it, the link
 * is dead, or the receiver still waits for bytes that the changed ones promise: then nothing that follows may be believed either.
 * Where shared memory goes without CRCs (SHM-01) nothing would tell; bytes that somebody forged with the right CRCs are no change that
 * a receiver could see.
 */
export class CorruptedRefused implements Check {
  readonly name = "corrupted-refused";
  readonly claim = T.claim;
  readonly rules = ["WIRE-04", "WIRE-05", "LINK-02"] as const;
  readonly local = true;
  readonly hears = { kinds: [TRACE.altered], events: [] } as const;
  /** while a receiver waits for more of what was changed, it is looked at after every step */
  dueUs = Number.POSITIVE_INFINITY;
  private readonly _findings = new Findings();
  private readonly _changed = new Map<number, Changed>();
  private readonly _waiting = new Map<number, Arrival>();
  private _arrived: Arrival | null = null;
  private _exempt = 0;

  observe(world: World, seen: Seen): void {
    if (seen.kind === TRACE.altered) this._altered(world, seen);
    else {
      const changed = this._changed.get(seen.message);
      this._changed.delete(seen.message);
      if (seen.kind === TRACE.deliver && changed && (changed.bits.size > 0 || changed.forged)) this._arrived = { link: seen.link, direction: seen.direction, message: seen.message, changed };
    }
  }

  private _altered(world: World, seen: Seen): void {
    const { message, value } = seen;
    const changed = this._changed.get(message) ?? { bits: new Set<number>(), forged: null };
    if (value === ALTERED.corrupted) for (let i = 0; i < seen.valueAt(1); i++) toggle(changed.bits, seen.valueAt(2 + i));
    else if (value === ALTERED.forged) {
      changed.bits.clear();
      changed.forged = world.trace.bytes[seen.row - world.trace.firstRow]!;
    } else if (value === ALTERED.duplicated && seen.valueAt(1) >= 0) {
      const original = this._changed.get(seen.valueAt(1));
      if (!original) return;
      for (const bit of original.bits) toggle(changed.bits, bit);
      changed.forged = original.forged;
    } else return;
    this._changed.set(message, changed);
    seen.awaitMessage(message, this);
  }

  endOfStep(world: World): void {
    const arrived = this._arrived;
    this._arrived = null;
    if (arrived) this._judge(world, arrived);
  }

  onTime(world: World): void {
    const waiting = [...this._waiting.values()];
    this._waiting.clear();
    for (const arrived of waiting) this._judge(world, arrived);
    if (this._waiting.size === 0) this.dueUs = Number.POSITIVE_INFINITY;
  }

  private _judge(world: World, arrived: Arrival): void {
    const link = world.links[arrived.link]!;
    const node = world.nodes[link.nodeAt(1 - arrived.direction)]!;
    const end = node.protocol.core.links[link.ends[1 - arrived.direction]!]!;
    const { forged, bits } = arrived.changed;
    if (forged && bits.size === 0 && (end.records !== null || formOf(forged, end.profile, node.protocol.core.config.plainCrc ?? node.protocol.core.config.switches.plainCrc) !== FORM.broken)) return;
    if (end.phase === PHASE.down) this._findings.count();
    else if (!end.framer.crcs) this._exempt++;
    else if (end.framer.heldBytes > 0 || (end.records?.heldBytes ?? 0) > 0) this._await(link, arrived);
    else this._findings.violate(lastRow(world), T.accepted(node.id, arrived.message, link.id));
  }

  private _await(link: WorldLink, arrived: Arrival): void {
    this._waiting.set(2 * link.index + arrived.direction, arrived);
    this.dueUs = 0;
  }

  verdict(): Verdict {
    const { judged } = this._findings;
    const done = T.done(judged) + (this._exempt > 0 ? T.exempt(this._exempt) : "");
    return this._findings.verdict(this._exempt > 0 ? T.onlyExempt(this._exempt) : T.nothing, done);
  }
}

function toggle(bits: Set<number>, bit: number): void {
  if (!bits.delete(bit)) bits.add(bit);
}
