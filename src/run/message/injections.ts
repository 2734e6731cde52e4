import { TRACE } from "../../sim/trace.ts";
import type { Command, ImmediateCommand } from "../../sim/commands.ts";
import { formatUs } from "../../base/time.ts";
import { say } from "../fill.ts";
import type { Reader } from "../chronicle.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import type { Telling } from "../sentences.ts";
import type { InjectionShown } from "../shown-message.ts";
import { verdictOf } from "./verdict.ts";

/** Injections that are listed, the newest. */
const LISTED_MAX = 20;
/** Rows behind a command in which the message that it sent is looked for. */
const LOOKS_MAX = 200;

/** Where the commands of a run stand in its journal. */
export class CommandRows implements Reader {
  /** by index in the log */
  private readonly _rows: number[] = [];
  /** of a command that was put off: by the row of the one that asked for it, its own index in the log */
  private readonly _applied = new Map<number, number>();
  /** of a command that was put off: by its own index that of the one that asked for it */
  private readonly _askedBy = new Map<number, number>();

  note(row: Row): void {
    if (row.kind !== TRACE.command && row.kind !== TRACE.refused) return;
    const index = row.value6;
    this._rows[index] = row.number;
    if (row.cause < 0) return;
    this._applied.set(row.cause, index);
    const asked = this._rows.lastIndexOf(row.cause);
    if (asked >= 0) this._askedBy.set(index, asked);
  }

  get count(): number {
    return this._rows.length;
  }

  /** Row of the command at that index of the log, -1 = not read yet. */
  rowOf(index: number): number {
    return this._rows[index] ?? -1;
  }

  /** The time of the command that this one asked for has come. */
  wasApplied(index: number): boolean {
    return this._applied.has(this.rowOf(index));
  }

  /** Index of the command that asked for this one, else its own. */
  numberOf(index: number): number {
    return this._askedBy.get(index) ?? index;
  }
}

type Putting = Extract<ImmediateCommand, { do: "inject" | "forgeMessage" }>;

/** Bytes that commands put into the run, the newest first, with what their receivers made of them. */
export function injectionsOf(run: Run, telling: Telling): InjectionShown[] {
  run.chronicle.catchUp();
  const shown: InjectionShown[] = [];
  for (let index = run.commandRows.count - 1; index >= 0 && shown.length < LISTED_MAX; index--) {
    const logged = run.command(index);
    if (logged === null) continue;
    const one = injectionOf(run, index, logged.command, logged.refusal, telling);
    if (one !== null) shown.push(one);
  }
  return shown;
}

function injectionOf(run: Run, index: number, command: Command, refusal: string | null, telling: Telling): InjectionShown | null {
  const row = new Row();
  if (!run.rows.readIfKept(run.commandRows.rowOf(index), row)) return null;
  const putting = command.do === "schedule" ? command.command : command;
  if (putting.do !== "inject" && putting.do !== "forgeMessage") return null;
  const base = { number: run.commandRows.numberOf(index), event: row.number, atUs: row.atUs, how: putting.do === "inject" ? putting.how : ("forge" as const) };
  if (row.kind === TRACE.refused) return { ...base, ...endsOf(run, putting, -1), state: "refused", text: refusal ?? "", message: null, verdict: null };
  if (command.do === "schedule") {
    if (run.commandRows.wasApplied(index)) return null; // the command itself is listed
    return { ...base, ...endsOf(run, putting, -1), state: "waiting", text: say("injection.waits", { at: formatUs(command.whenUs) }), message: null, verdict: null };
  }
  const message = putting.do === "forgeMessage" ? putting.message : messageSentBy(run, row.number, putting);
  return { ...base, ...endsOf(run, putting, message), state: "sent", text: "", message: message < 0 ? null : message, verdict: message < 0 ? null : verdictOf(run, message, telling) };
}

/** From which end over which link; of a forged message those of the message. */
function endsOf(run: Run, putting: Putting, message: number): Pick<InjectionShown, "link" | "from" | "to"> {
  const { names, world } = run;
  if (putting.do === "inject") {
    const link = world.linkById(putting.link);
    const from = world.nodeById(putting.from);
    if (link === undefined || from === undefined) return { link: putting.link, from: putting.from, to: "" };
    return { link: putting.link, from: putting.from, to: names.node(link.a === from.index ? link.b : link.a) };
  }
  const row = new Row();
  if (!run.rows.readIfKept(run.journal.sentRow(message < 0 ? putting.message : message), row)) return { link: "", from: "", to: "" };
  return { link: names.linkId(row.link), from: names.node(names.fromOf(row.link, row.direction)), to: names.node(names.toOf(row.link, row.direction)) };
}

/** The message that left on that end because of the command, -1 = none did. */
function messageSentBy(run: Run, command: number, { link, from }: Extract<Putting, { do: "inject" }>): number {
  const row = new Row();
  const { names } = run;
  for (let at = command + 1; at < command + LOOKS_MAX && run.rows.readIfKept(at, row); at++) {
    if (row.kind === TRACE.deliver) break;
    if (row.kind === TRACE.send && row.cause === command && names.linkId(row.link) === link && names.node(names.fromOf(row.link, row.direction)) === from) return row.message;
  }
  return -1;
}
