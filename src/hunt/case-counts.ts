import { RULES } from "../node/rules.ts";
import type { Command } from "../sim/commands.ts";
import { ALTERED, LOST, TRACE, TRACE_FIELDS, type Trace } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";

/** What is counted of an execution while its rows come by. */
export class CaseCounts {
  /** by rule id: how often it decided something */
  private readonly _rules = new Int32Array(RULES.length);
  /** by LOST and ALTERED code: what links did by chance or by command */
  private readonly _lost = new Int32Array(16);
  private readonly _altered = new Int32Array(16);

  count(trace: Trace): void {
    const { fields, count } = trace;
    for (let at = 0, end = count * TRACE_FIELDS; at < end; at += TRACE_FIELDS) {
      if (fields[at] === TRACE.event) this._rules[fields[at + 7]]++;
      else if (fields[at] === TRACE.lost) this._lost[fields[at + 6]]++;
      else if (fields[at] === TRACE.altered) this._altered[fields[at + 6]]++;
    }
  }

  /** Ids of the rules that decided something, in their order. */
  get rules(): string[] {
    return RULES.filter((name, id) => name !== "" && this._rules[id] > 0);
  }

  /** What harmed the run, by kind: commands that were applied, and what impaired links did. */
  faults(world: World): Record<string, number> {
    const found: Record<string, number> = {};
    const add = (kind: string, count: number): void => {
      if (count > 0) found[kind] = (found[kind] ?? 0) + count;
    };
    for (const [index, { command }] of world.log.entries()) {
      const kind = world.refusals.has(index) ? null : faultKind(command);
      if (kind !== null) add(kind, 1);
    }
    add("link loss", this._lost[LOST.loss]);
    add("link corruption", this._altered[ALTERED.corrupted]);
    add("link duplication", this._altered[ALTERED.duplicated]);
    add("link reordering", this._altered[ALTERED.reordered]);
    add("link retransmission", this._altered[ALTERED.retransmitted]);
    return found;
  }
}

/** Commands that harm or change what others rest upon; what only adds traffic, heals, or lets go is none. */
export const FAULTS: ReadonlySet<string> = new Set<Command["do"]>([
  "removeNode", "removeLink", "impair", "isolate", "crash", "powerLoss", "withdraw", "closeConn", "setFilter", "refuseSpan", "setWeight",
  "dropMessage", "delayMessage", "duplicateMessage", "corruptMessage", "forgeMessage", "inject", "scribble",
]);

/** Name of a fault for the report, or null of a command that is none. */
export function faultKind(command: Command): string | null {
  if (command.do === "cut") return `cut ${command.how}`;
  return FAULTS.has(command.do) ? command.do : null;
}
