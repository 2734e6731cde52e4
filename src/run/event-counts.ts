import { EVENT, EVENT_NAMES, type EventName } from "../node/events.ts";
import { RULE, type RuleName } from "../node/rules.ts";
import { TRACE } from "../sim/trace.ts";
import type { Row } from "./row.ts";

/** How often the events of some types happened, by the rule that decided and the node that told; what nobody asks for is not counted. */
export class EventCounts {
  private readonly _wanted = new Uint8Array(EVENT_NAMES.length);
  /** "type rule node" -> count, and the sums over rule (-1) and node (-1) */
  private readonly _counts = new Map<string, number>();

  constructor(wanted: Iterable<EventName>) {
    for (const name of wanted) this._wanted[EVENT[name]] = 1;
  }

  note(row: Row): void {
    if (row.kind !== TRACE.event || this._wanted[row.type] !== 1) return;
    for (const rule of [row.rule, -1]) {
      for (const node of [row.node, -1]) {
        const key = keyOf(row.type, rule, node);
        this._counts.set(key, (this._counts.get(key) ?? 0) + 1);
      }
    }
  }

  /** `node`: its index; null = any. */
  count(name: EventName, rule: RuleName | null, node: number | null): number {
    return this._counts.get(keyOf(EVENT[name], rule === null ? -1 : RULE[rule], node ?? -1)) ?? 0;
  }
}

function keyOf(type: number, rule: number, node: number): string {
  return `${type} ${rule} ${node}`;
}
