import { EVENT, type EventName } from "../../node/events.ts";
import type { CommandName, TimedCommand } from "../../sim/commands.ts";
import type { Row } from "../row.ts";

/** Commands after which spans have to find their ways anew. */
const DISTURBING: ReadonlySet<CommandName> = new Set<CommandName>([
  "addNode",
  "removeNode",
  "addLink",
  "removeLink",
  "cut",
  "heal",
  "isolate",
  "resumeAll",
  "crash",
  "powerLoss",
  "restart",
  "announce",
  "withdraw",
  "closeConn",
  "openConn",
  "setFilter",
  "refuseSpan",
  "setWeight",
]);

/** Events by which a span changes, or the choice among spans. */
const CHANGES: readonly EventName[] = ["announced", "relayOpened", "relayClosing", "relayClosed", "relayDenied", "spanReceived", "spanRefused", "spanClosing", "spanClosed", "bestChanged"];
const IS_CHANGE = new Uint8Array(256);
for (const name of CHANGES) IS_CHANGE[EVENT[name]] = 1;

/** Whether spans have to find their ways anew after it. */
export function isDisturbing(command: CommandName): boolean {
  return DISTURBING.has(command);
}

/** Whether an event of a node changes a span, or the choice among spans. */
export function isSpanChange(type: number): boolean {
  return IS_CHANGE[type] === 1;
}

/** ours: disturbances that are remembered, the first one (the start) always */
const KEPT_MAX = 500;

/** A disturbance of the mesh and what it led to until the next one. */
export interface ConvergenceRecord {
  /** row of the command, -1 = the start of the run */
  readonly row: number;
  readonly atUs: number;
  /** index of the command in the log, -1 = the start */
  readonly command: number;
  /** last change of a span behind it; as `atUs` while there is none */
  lastChangeUs: number;
  changes: number;
}

/** How long spans go on changing after each disturbance; commands at one time are one disturbance. */
export class Convergences {
  readonly all: ConvergenceRecord[] = [{ row: -1, atUs: 0, command: -1, lastChangeUs: 0, changes: 0 }];
  private readonly _log: readonly TimedCommand[];

  constructor(log: readonly TimedCommand[]) {
    this._log = log;
  }

  noteCommand(row: Row): void {
    const command = this._log[row.value6]?.command;
    if (command === undefined || !DISTURBING.has(command.do)) return;
    const last = this.all.at(-1)!;
    if (last.command >= 0 && last.atUs === row.atUs) return;
    this.all.push({ row: row.number, atUs: row.atUs, command: row.value6, lastChangeUs: row.atUs, changes: 0 });
    if (this.all.length > KEPT_MAX) this.all.splice(1, 1);
  }

  noteEvent(row: Row): void {
    if (IS_CHANGE[row.type] !== 1) return;
    const last = this.all.at(-1)!;
    last.lastChangeUs = row.atUs;
    last.changes++;
  }
}
