import type { Switches } from "../node/config.ts";
import { EVENT_NAMES } from "../node/events.ts";
import { TRACE, TRACE_FIELDS } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { BestDistances } from "./best-distances.ts";
import type { Check, Verdict } from "./check.ts";
import { CompatibleLocks } from "./compatible-locks.ts";
import { InOrder } from "./in-order.ts";
import { LatestStatus } from "./latest-status.ts";
import { LoggedByMajority } from "./logged-by-majority.ts";
import { LostCopies } from "./lost-copies.ts";
import { NothingLeft } from "./nothing-left.ts";
import { OneReason } from "./one-reason.ts";
import { OneOutcome } from "./one-outcome.ts";
import { RelayLimit } from "./relay-limit.ts";
import { ReversePath } from "./reverse-path.ts";
import { SamePath } from "./same-path.ts";
import { SpanidOnce } from "./spanid-once.ts";

/** Every property that is checked in every run; what only copies can break only where links may negotiate them, what only masters can only where some are configured. */
export function allChecks(switches: Switches, masters = 0): Check[] {
  return [new BestDistances(switches), new SamePath(), new ReversePath(), new InOrder(), new NothingLeft(), new OneReason(switches), new RelayLimit(switches), new SpanidOnce(), new LatestStatus(), ...(masters > 0 ? [new CompatibleLocks(), new OneOutcome(), new LoggedByMajority()] : []), ...(switches.duplication ? [new LostCopies()] : [])];
}

/** Feeds checks with the rows of a run. Whoever drives the run calls `afterStep` before the trace is drained, and `atQuiet` whenever the run has become quiet. */
export class Checks {
  readonly all: readonly Check[];
  private readonly _world: World;
  /** who hears, by kind of row; events by their type */
  private readonly _byKind: Check[][];
  private readonly _byEvent: Check[][];
  private readonly _heard = new Set<Check>();
  private _nextRow = 0;

  constructor(world: World, all: readonly Check[]) {
    this.all = all;
    this._world = world;
    const kinds = Math.max(...Object.values(TRACE)) + 1;
    this._byKind = Array.from({ length: kinds }, (_, kind) => all.filter(({ hears }) => (hears.kinds as readonly number[]).includes(kind)));
    this._byEvent = EVENT_NAMES.map((name) => all.filter(({ hears }) => hears.events.includes(name)));
  }

  /** The rows of a step, or of several, that were not seen yet. */
  afterStep(): void {
    const { trace } = this._world;
    const { fields } = trace;
    const end = trace.firstRow + trace.count;
    for (let row = Math.max(this._nextRow, trace.firstRow); row < end; row++) {
      const at = (row - trace.firstRow) * TRACE_FIELDS;
      const kind = fields[at];
      const hearers = kind === TRACE.event ? this._byEvent[fields[at + 6]] : this._byKind[kind];
      for (const check of hearers) {
        check.observe(this._world, row);
        if (check.endOfStep) this._heard.add(check);
      }
    }
    this._nextRow = end;
    if (this._heard.size === 0) return;
    for (const check of this._heard) check.endOfStep!(this._world);
    this._heard.clear();
  }

  atQuiet(): void {
    for (const check of this.all) check.atQuiet?.(this._world);
  }

  verdicts(): { readonly name: string; readonly claim: string; readonly verdict: Verdict }[] {
    const leadsOut = this._world.nodes.some(({ role }) => role === "outside");
    return this.all.map((check) => ({ name: check.name, claim: check.claim, verdict: leadsOut && !check.local ? BEYOND : check.verdict() }));
  }
}

const BEYOND: Verdict = { state: "unknown", text: "a link leads out of the run: what is beyond it cannot be seen" };
