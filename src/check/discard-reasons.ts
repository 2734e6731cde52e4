import { EVENT, EVENT_NAMES, type EventName, THROWN } from "../node/events.ts";
import { RULE, type RuleName } from "../node/rules.ts";
import { LOST, TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { ERR, FLAG } from "../wire/constants.ts";
import { type Check, Findings, lastRow, type Verdict } from "./check.ts";
import { nodesUp } from "./mesh-view.ts";
import type { Seen } from "./seen.ts";

const T = CHECK_TEXTS["discard-reasons"];

/** Where the value of an event is the reason; of the others the rule alone is. */
const REASONS: Partial<Readonly<Record<EventName, readonly number[]>>> = {
  thrownOut: Object.values(THROWN),
  ...Object.fromEntries((["authRefused", "connRefused", "spanRefused", "transactionRefused", "entryRefused", "entryDead", "violation", "decodeFault"] as const).map((name) => [name, Object.values(ERR).filter((error) => error !== ERR.NONE)])),
};
const REASON_OF = EVENT_NAMES.map((name) => REASONS[name] ?? null);
const LOST_CODES: readonly number[] = Object.values(LOST);
/** Events that tell of a message that was thrown away; a node counts what it threw away beside them. */
const COUNTED = ["thrownOut", "discarded", "oneWayIgnored"] as const;
const IS_COUNTED = new Uint8Array(256);
for (const name of COUNTED) IS_COUNTED[EVENT[name]] = 1;

/** What was judged where such an event was. */
const RULE_OF: Readonly<Record<number, RuleName>> = { [EVENT.discarded]: "TX-07", [EVENT.violation]: "TX-07", [EVENT.thrownOut]: "ROUTE-02", [EVENT.decodeFault]: "WIRE-09" };

/**
 * TX-07, ROUTE-02, WIRE-09: what is refused, thrown away or lost says why: a rule, and where there are several reasons one of them. What the
 * tables of TX-04 and TX-05 discard, they do discard in that state, by a reading of them that is not the node's; nothing is thrown
 * away untold; a message that never comes, and a command that was refused, have their reason too.
 */
export class DiscardReasons implements Check {
  readonly name = "discard-reasons";
  readonly claim = T.claim;
  readonly rules = ["TX-07", "ROUTE-02", "WIRE-09"] as const;
  readonly local = true;
  readonly hears = {
    kinds: [TRACE.lost, TRACE.refused],
    events: [...COUNTED, "duplicateIgnored", "authRefused", "connRefused", "spanRefused", "transactionRefused", "entryRefused", "entryDead", "violation", "decodeFault"],
  } as const;
  private readonly _findings = new Findings();
  private readonly _rules = new Set<RuleName>();
  /** by node: messages that it told of as thrown away */
  private readonly _told: number[] = [];

  observe(world: World, seen: Seen): void {
    this._findings.count();
    if (seen.isEvent) this._event(world, seen);
    else if (seen.kind === TRACE.refused) {
      if ((world.refusals.get(seen.value) ?? "") === "") this._findings.violate(seen.row, T.command(world.log[seen.value]!.command.do));
    } else if (!LOST_CODES.includes(seen.value)) this._findings.violate(seen.row, T.lost(seen.message, seen.value));
  }

  private _event(world: World, seen: Seen): void {
    const { value: type, rule, eventValue: reason, row } = seen;
    const node = world.nodes[seen.node]!.id;
    if (IS_COUNTED[type] === 1) this._told[seen.node] = (this._told[seen.node] ?? 0) + 1;
    if (RULE_OF[type] !== undefined) this._rules.add(RULE_OF[type]);
    if (rule <= 0) this._findings.violate(row, T.noRule(node, EVENT_NAMES[type]!));
    const reasons = REASON_OF[type];
    if (reasons && !reasons.includes(reason)) this._findings.violate(row, T.noReason(node, EVENT_NAMES[type]!, reason));
    if (type === EVENT.discarded && rule !== RULE["TX-08"] && !isDiscarded(reason, seen.eventExtra)) {
      this._findings.violate(row, T.wrongCell(node, reason.toString(2).padStart(8, "0"), seen.eventExtra.toString(2).padStart(4, "0")));
    }
  }

  endOfStep(world: World, seen: Seen): void {
    if (seen.node >= 0) this._compare(world, seen.node);
  }

  atQuiet(world: World): void {
    for (const { index } of nodesUp(world)) this._compare(world, index);
  }

  private _compare(world: World, index: number): void {
    const { id, protocol } = world.nodes[index]!;
    const { thrownOut, discarded, oneWayIgnored } = protocol.core.counters;
    const counted = thrownOut + discarded + oneWayIgnored;
    const told = this._told[index] ?? 0;
    if (counted !== told) this._findings.violate(lastRow(world), T.untold(id, counted, told));
  }

  judgedRules(): RuleName[] {
    return [...this._rules];
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

/** C and D of the command half, then of the reply half, as records keep them; 0 = no record. */
const COMMAND_CLOSED = 2;
const REPLY_OPEN = 4;
const REPLY_CLOSED = 8;

/** Whether TX-04 or TX-05, read anew, discards a message with these flags where a record has these bits. */
export function isDiscarded(flags: number, bits: number): boolean {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const [creates, deletes, aborts] = [has(FLAG.CREATE), has(FLAG.DELETE), has(FLAG.ABORT)];
  if (bits === 0) {
    if (!creates && !deletes) return true;
    if (!has(FLAG.REPLY)) return aborts && !creates;
    return aborts && deletes;
  }
  // Of what belongs to a record, only a lone ABORT is ever discarded, where nothing is left to abort or nothing began.
  if (!aborts || creates || deletes) return false;
  if (!has(FLAG.REPLY)) return (bits & COMMAND_CLOSED) !== 0;
  if (bits & COMMAND_CLOSED) return (bits & REPLY_OPEN) === 0;
  return (bits & REPLY_CLOSED) !== 0 || (bits & REPLY_OPEN) === 0;
}
