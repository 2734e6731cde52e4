import { EVENT } from "../node/events.ts";
import { TRACE } from "../sim/trace.ts";
import { CMD } from "../wire/constants.ts";
import type { Reader } from "./chronicle.ts";
import { auxTextOf, endOf, lineOf } from "./inspect-transaction.ts";
import { profileOfMessage } from "./message-profile.ts";
import type { Row } from "./row.ts";
import type { Run } from "./run.ts";
import type { Telling } from "./sentences.ts";
import type { ShellEntry, ShellView } from "./shown.ts";

/** ours: entries of one shell that are remembered, the newest; and shells of a run */
const ENTRIES_MAX = 4_000;
const SHELLS_MAX = 200;
/** Characters of the newest entries that a view shows. */
const SHOWN_MAX = 48_000;

/** What the opener of one shell has said and heard so far. */
interface Transcript {
  readonly entries: ShellEntry[];
  omitted: number;
  /** the prompt has come, and nothing was said since */
  ready: boolean;
  /** the DBG_SHELL that the opener sent last */
  message: number;
}

/** DBG-01 as its opener sees it: the transcripts of the shells that commands opened, out of the rows of the journal and the bytes of its messages. */
export class ShellTranscripts implements Reader {
  private readonly _run: Run;
  /** by name, in the order of opening */
  private readonly _shells = new Map<string, Transcript>();

  constructor(run: Run) {
    this._run = run;
  }

  note(row: Row): void {
    if (row.kind !== TRACE.send && row.kind !== TRACE.event) return;
    if (row.kind === TRACE.send ? (row.cmd & 0xffffff) !== CMD.DBG_SHELL : CONCERNS[row.type] !== 1) return;
    const named = this._run.world.transactions.byMsgid(row.msgidHi, row.msgidLo);
    if (named?.service !== "shell" || named.opener !== row.node) return;
    const shell = this._shells.get(named.name) ?? this._add(named.name);
    if (row.kind === TRACE.send) shell.message = row.message;
    else this._noteEvent(shell, row);
  }

  /** With the newest entries, as many as have so many characters together; null when there is no shell of that name. */
  view(name: string, telling: Telling, charactersMax = SHOWN_MAX): ShellView | null {
    const shell = this._shells.get(name);
    const record = this._recordOf(name);
    if (shell === undefined || record === undefined) return null;
    const { from, to, state } = lineOf(this._run, record);
    const { reason: endReason, event: endEvent } = endOf(this._run, record, telling);
    const over = record.ends[0].endedUs >= 0;
    const target = record.target < 0 ? null : this._run.names.node(record.target);
    return { name, from, to, target, state, ready: shell.ready && !over, over, endReason, endEvent, ...newest(shell, charactersMax) };
  }

  private _recordOf(name: string) {
    const ref = this._run.world.transactions.get(name)?.openerRef ?? null;
    return ref === null ? undefined : this._run.chronicle.transactions.find(ref.msgidHi, ref.msgidLo);
  }

  private _add(name: string): Transcript {
    if (this._shells.size === SHELLS_MAX) this._shells.delete(this._shells.keys().next().value!);
    const shell: Transcript = { entries: [], omitted: 0, ready: false, message: -1 };
    this._shells.set(name, shell);
    return shell;
  }

  private _noteEvent(shell: Transcript, row: Row): void {
    switch (row.type) {
      case EVENT.elementSent: {
        const line = row.value > 0 ? this._textOf(shell.message) : "";
        shell.ready = false;
        // An opening without a line only asks for the prompt.
        if (line !== "" || shell.entries.length > 0) this._push(shell, "line", line, row.atUs);
        return;
      }
      case EVENT.elementReceived:
        return this._push(shell, "text", this._textOf(row.message), row.atUs);
      case EVENT.shellPrompt:
        shell.ready = true;
        return;
      case EVENT.midStreamAbort:
        shell.ready = false;
        return this._push(shell, "stop", "", row.atUs);
      default:
    }
  }

  private _push(shell: Transcript, kind: ShellEntry["kind"], text: string, atUs: number): void {
    if (shell.entries.length === ENTRIES_MAX) {
      shell.entries.shift();
      shell.omitted++;
    }
    shell.entries.push({ number: shell.omitted + shell.entries.length, kind, text, atUs });
  }

  private _textOf(message: number): string {
    const bytes = message < 0 ? null : this._run.journal.bytesOf(message);
    return bytes === null ? "" : auxTextOf(bytes, profileOfMessage(this._run, message));
  }
}

const CONCERNS = new Uint8Array(256);
for (const name of ["transactionOpened", "elementSent", "elementReceived", "shellPrompt", "midStreamAbort"] as const) CONCERNS[EVENT[name]] = 1;

function newest({ entries, omitted }: Transcript, charactersMax: number): Pick<ShellView, "entries" | "omitted"> {
  let from = entries.length;
  for (let room = charactersMax; from > 0; from--) {
    room -= entries[from - 1]!.text.length + 1;
    if (room < 0) break;
  }
  return { entries: entries.slice(from), omitted: omitted + from };
}
