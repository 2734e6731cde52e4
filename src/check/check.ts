import type { EventName } from "../node/events.ts";
import type { TraceKind } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";

/** What a check can say of the run so far. unknown: nothing was seen yet that it could judge, or something made it blind. */
export interface Verdict {
  readonly state: "holds" | "violated" | "unknown";
  /** one sentence; of a violation: what was found, and where */
  readonly text: string;
  /** number of the trace row with which it was violated */
  readonly row?: number;
  /** of one that holds: how often it found something right */
  readonly judged?: number;
}

/**
 * One property of a run, fed from the trace while the run goes on. A check reads the world and never touches it. Once
 * violated it stays so: the first violation is the one that is told.
 */
export interface Check {
  readonly name: string;
  /** what holds, as one sentence */
  readonly claim: string;
  /** It judges a node, a link or a message by what this run knows of it: also where links lead out of the run, to peers of which nothing is known. */
  readonly local?: true;
  /** kinds of trace rows and events of nodes that it wants to see; what nobody hears costs nothing */
  readonly hears: { readonly kinds: readonly TraceKind[]; readonly events: readonly EventName[] };
  /** One row of the trace that it hears; `world.trace` still holds the rows of the step. */
  observe(world: World, row: number): void;
  /** A step in which it heard something is over: tables are whole. */
  endOfStep?(world: World): void;
  /** The run is quiet: nothing is under way and nothing will happen by itself. */
  atQuiet?(world: World): void;
  verdict(): Verdict;
}

/** What a check keeps for its verdict. */
export class Findings {
  private _violation: Verdict | null = null;
  private _blind: string | null = null;
  private _judged = 0;

  /** Something was judged and found right. */
  count(judged = 1): void {
    this._judged += judged;
  }

  get judged(): number {
    return this._judged;
  }

  violate(row: number, text: string): void {
    this._violation ??= { state: "violated", text, row };
  }

  /** From now on nothing can be judged: why. */
  blind(why: string): void {
    this._blind ??= why;
  }

  get isBlind(): boolean {
    return this._blind !== null;
  }

  /** `nothing`: what to say when nothing was judged; `done`: how to say how much was, after the number. */
  verdict(nothing: string, done: string): Verdict {
    if (this._violation) return this._violation;
    if (this._blind !== null) return { state: "unknown", text: this._blind };
    if (this._judged === 0) return { state: "unknown", text: nothing };
    return { state: "holds", text: `${this._judged} ${done}`, judged: this._judged };
  }
}
