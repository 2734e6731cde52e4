import { LIMITS } from "../../base/limits.ts";
import { formatUs } from "../../base/time.ts";
import { CMD, FLAG } from "../../wire/constants.ts";
import { type NodeCore, queuedBytesOf } from "../core.ts";
import { EVENT } from "../events.ts";
import { closeOwnHalf, forgetIfClosed } from "../path-loss.ts";
import { RULE } from "../rules.ts";
import { cancelAlarm, setAlarm } from "../service/alarms.ts";
import { sendElement } from "../service/elements.ts";
import type { Transaction } from "../transactions.ts";
import { type Order, readOrder } from "./order.ts";
import { Output } from "./output.ts";
import { SHELL_ACT, SHELL_INPUT, SHELL_STATE, SHELL_TABLE, type ShellInput, type ShellState } from "./shell-states.ts";
import { VERBS } from "./verbs.ts";

/** Between two elements of one output: the next goes out when this one is surely on its way. */
const PACE_US = 1_000;
/** A link that takes no more of what waits for it is asked again after this. */
const PATIENCE_US = 50_000;
/** Bytes that may wait in the link's queue before the shell holds back (LINK-08 would abort it). */
const QUEUED_BYTES_MAX = 65_536;

/** How a command ended, in `shellEnded`. */
export const SHELL_END = { done: 0, aborted: 1 } as const;

/** One shell at its target: the lines that wait, the command that runs, the output that is not sent yet. Obeys SHELL_TABLE. */
export class ShellSession {
  readonly transaction: Transaction;
  /** of its alarms */
  readonly key: number;
  state: ShellState = SHELL_STATE.prompt;
  private readonly _core: NodeCore;
  private readonly _shells: { readonly size: number };
  /** TX-06: opened with ABORT, or its opener's half is closed: nothing is repeated, nothing is paced */
  private _blocks: boolean;
  private _ended = false;
  private _lines: string[] = [];
  private _order: Order | null = null;
  private _rounds = 0;
  private readonly _output = new Output();

  constructor(core: NodeCore, transaction: Transaction, key: number, blocks: boolean, shells: { readonly size: number }) {
    this._core = core;
    this.transaction = transaction;
    this.key = key;
    this._blocks = blocks;
    this._shells = shells;
  }

  /** Lines that wait while a command runs. */
  get waitingLines(): number {
    return this._lines.length;
  }

  /** Lines of the output at hand, those sent included. */
  get outputLines(): number {
    return this._output.kept;
  }

  /** How often the command at hand was carried out. */
  get rounds(): number {
    return this._rounds;
  }

  line(text: string): void {
    this._step(SHELL_INPUT.line, text);
  }

  /** The opener's half is closed with what has come now: `last` is heard before its line, `end` behind it. */
  last(): void {
    this._ended = true;
    this._blocks = false;
  }

  end(): void {
    this._step(SHELL_INPUT.end);
  }

  midStreamAbort(): void {
    this._step(SHELL_INPUT.abort);
  }

  /** Its alarm: more output may go, or the next round is due. */
  alarm(): void {
    if (this.state === SHELL_STATE.output) this._pump();
    else this._step(SHELL_INPUT.due);
  }

  /** The transaction has ended; nothing can be sent any more. */
  stop(): void {
    this.state = SHELL_STATE.closed;
    cancelAlarm(this._core, CMD.DBG_SHELL, this.key);
  }

  private _step(input: ShellInput, text = ""): void {
    switch (SHELL_TABLE[this.state]![input]) {
      case SHELL_ACT.run:
        return this._run(text);
      case SHELL_ACT.queue:
        return this._queue(text);
      case SHELL_ACT.next:
        return this._next();
      case SHELL_ACT.wait:
        this.state = SHELL_STATE.waiting;
        return this._wake(this._order!.everyUs);
      case SHELL_ACT.again:
        return this._round();
      case SHELL_ACT.drop:
        return this._drop();
      case SHELL_ACT.drain:
        return this._drain();
      case SHELL_ACT.close:
        return this._close();
      default:
    }
  }

  private _run(text: string): void {
    const order = readOrder(text);
    const understood = "verb" in order;
    this._order = understood ? order : null;
    this._rounds = 0;
    this._tell(EVENT.shellRuns, understood ? order.verb + 1 : 0, this._lines.length);
    if (understood) this._round();
    else this._say(text.trim() === "" ? [] : order);
  }

  /** Carries the command out once; a repeated one says which round it is. */
  private _round(): void {
    const { verb, words, everyUs } = this._order!;
    this._rounds++;
    const lines = VERBS[verb]!.report({ core: this._core, transaction: this.transaction, shells: this._shells.size }, words);
    const head = everyUs > 0 ? [`-- ${VERBS[verb]!.name}, round ${this._rounds} at ${formatUs(this._core.nowUs)}`] : [];
    const shown = lines.slice(0, LIMITS.shellOutputLinesMax);
    const more = lines.length > shown.length ? [`… and more than these ${LIMITS.shellOutputLinesMax} lines`] : [];
    this._say([...head, ...shown, ...more]);
  }

  private _say(lines: readonly string[]): void {
    this.state = SHELL_STATE.output;
    this._output.set(lines);
    this._pump();
  }

  /** Sends what may go now: one element at a time, the next after a while; at once where nothing may wait (TX-06). */
  private _pump(): void {
    const { transaction } = this;
    const link = this._core.links[transaction.inSide.link]!;
    while (!this._output.isEmpty) {
      if (queuedBytesOf(this._core, link) > QUEUED_BYTES_MAX) {
        if (this._blocks || this._ended) return this._wake(PATIENCE_US);
        this._output.set(["… cut short: the link takes no more, and this request does not wait"]);
      }
      const aux = this._output.take(Math.min(link.auxBytesMax, LIMITS.shellElementBytesMax));
      if (!sendElement(this._core, transaction, 0, { base: CMD.DBG_SHELL, aux })) return this.stop();
      if (!this._output.isEmpty && (this._blocks || this._ended)) return this._wake(PACE_US);
    }
    const more = this._blocks && (this._order?.everyUs ?? 0) > 0 && this._rounds < LIMITS.shellRoundsMax;
    this._step(more ? SHELL_INPUT.sentOfMany : SHELL_INPUT.sent);
  }

  private _queue(text: string): void {
    if (this._lines.length < LIMITS.shellLinesMax) {
      this._lines.push(text);
      return;
    }
    this._tell(EVENT.shellLineRefused, this._lines.length, 0);
    this._told(`(not taken: ${LIMITS.shellLinesMax} lines wait already)\n`);
  }

  /** A word between the elements of the output. */
  private _told(text: string): void {
    const aux = new Output();
    aux.set([text.trimEnd()]);
    const link = this._core.links[this.transaction.inSide.link]!;
    if (!sendElement(this._core, this.transaction, 0, { base: CMD.DBG_SHELL, aux: aux.take(link.auxBytesMax) })) this.stop();
  }

  private _next(): void {
    const leaves = this._order !== null && VERBS[this._order.verb]!.name === "exit";
    this._tell(EVENT.shellEnded, SHELL_END.done, this._rounds);
    this._order = null;
    const line = this._lines.shift();
    if (leaves || (line === undefined && this._ended)) this._close();
    else if (line === undefined) this._prompt();
    else this._run(line);
  }

  /** TX-06: what is not sent is dropped, the lines that wait too, the command ends, and the prompt comes back. */
  private _drop(): void {
    cancelAlarm(this._core, CMD.DBG_SHELL, this.key);
    if (this.state !== SHELL_STATE.prompt) this._tell(EVENT.shellEnded, SHELL_END.aborted, this._output.count);
    this._order = null;
    this._output.clear();
    this._lines = [];
    this._prompt();
  }

  /** No line will come any more: nothing is repeated, what waits is carried out. */
  private _drain(): void {
    if (this.state !== SHELL_STATE.waiting) return;
    cancelAlarm(this._core, CMD.DBG_SHELL, this.key);
    this._next();
  }

  private _prompt(): void {
    this.state = SHELL_STATE.prompt;
    if (!sendElement(this._core, this.transaction, 0, { base: CMD.LNK_ERROR })) this.stop();
  }

  private _close(): void {
    this.stop();
    closeOwnHalf(this._core, this.transaction, 0, 0);
    forgetIfClosed(this._core, this.transaction);
  }

  private _wake(us: number): void {
    setAlarm(this._core, CMD.DBG_SHELL, this.key, this._core.nowUs + us);
  }

  private _tell(type: number, value: number, extra: number): void {
    this._core.tellTransaction(type, RULE["DBG-01"], this.transaction, value, extra);
  }
}

/** Whether a message that opens a shell lets it wait (TX-06). */
export function mayWait(flags: number): boolean {
  return (flags & FLAG.ABORT) === 0;
}
