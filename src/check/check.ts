import type { EventName } from "../node/events.ts";
import type { RuleName } from "../node/rules.ts";
import type { TraceKind } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { UNJUDGED_TEXTS } from "../texts/checks.ts";
import type { Seen } from "./seen.ts";

/** What a check can say of the run so far. unknown: nothing was seen yet that it could judge, or something made it blind. */
export interface Verdict {
  readonly state: "holds" | "violated" | "unknown";
  /** one sentence; of a violation: what was found, and where */
  readonly text: string;
  /** number of the trace row with which it was violated */
  readonly row?: number;
  /** of a violation that no row of its own shows: the node where it was found, by its id */
  readonly node?: string;
  /** of one that holds: how often it found something right */
  readonly judged?: number;
}

/** Messages that a check may want to see as they leave their node: of transactions that are routed, or between the two ends of a link (PING and PAD apart). */
export type SentKind = "routed" | "direct";

/**
 * One property of a run, fed from the trace while the run goes on. A check reads the world and never touches it. Once
 * violated it stays so: the first violation is the one that is told.
 */
export interface Check {
  readonly name: string;
  /** what holds, as one sentence */
  readonly claim: string;
  /** ids of the rules that it judges */
  readonly rules: readonly RuleName[];
  /** It judges a node, a link or a message by what this run knows of it: also where links lead out of the run, to peers of which nothing is known. */
  readonly local?: true;
  /** kinds of trace rows, events of nodes and messages sent that it wants to see; what nobody hears costs nothing. A message that it awaits (`Seen.awaitEnd`) it sees delivered or lost. */
  readonly hears: { readonly kinds: readonly TraceKind[]; readonly events: readonly EventName[]; readonly sent?: SentKind };
  /** Simulated time from which on it wants to be told of the time; Infinity = never. */
  readonly dueUs?: number;
  /** One row of the trace that it hears; `world.trace` still holds the rows of the step. */
  observe(world: World, seen: Seen): void;
  /** A step in which it heard something is over: tables are whole. */
  endOfStep?(world: World, seen: Seen): void;
  /** A step is over, and `dueUs` has come. */
  onTime?(world: World, seen: Seen): void;
  /** The run is quiet: nothing is under way and nothing will happen by itself. */
  atQuiet?(world: World, seen: Seen): void;
  verdict(): Verdict;
  /** Those of its rules of which it judged something; without this all of them, as soon as it judged anything. */
  judgedRules?(): readonly RuleName[];
}

/** What a check keeps for its verdict. */
export class Findings {
  private _violation: Verdict | null = null;
  private _blind: string | null = null;
  private _judged = 0;
  private _unjudged = 0;
  private _why = "";

  /** Something was judged and found right. */
  count(judged = 1): void {
    this._judged += judged;
  }

  get judged(): number {
    return this._judged;
  }

  /** `node`: where it was found, when the row is not about it. */
  violate(row: number, text: string, node?: string): void {
    this._violation ??= { state: "violated", text, row, ...(node === undefined ? {} : { node }) };
  }

  get isViolated(): boolean {
    return this._violation !== null;
  }

  /** One piece that cannot be judged, and why; the others can. */
  leaveOut(why: string): void {
    if (this._unjudged++ === 0) this._why = why;
  }

  get hasLeftOut(): boolean {
    return this._unjudged > 0;
  }

  /** Nothing can be judged now, and why; null = from now on it can. */
  blind(why: string | null): void {
    this._blind = why;
  }

  get isBlind(): boolean {
    return this._blind !== null;
  }

  /** `nothing`: what to say when nothing was judged; `done`: what to say when something was. */
  verdict(nothing: string, done: string): Verdict {
    if (this._violation) return this._violation;
    if (this._blind !== null) return { state: "unknown", text: this._blind };
    if (this._judged === 0) return { state: "unknown", text: this._unjudged > 0 ? this._why : nothing };
    return { state: "holds", text: this._unjudged > 0 ? done + UNJUDGED_TEXTS.apart(this._unjudged, this._why) : done, judged: this._judged };
  }
}

/** The newest row of the trace: what is found when all is quiet, or when time has passed, is found with it. */
export function lastRow({ trace }: World): number {
  return trace.firstRow + trace.count - 1;
}
