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
  readonly #core: NodeCore;
  readonly #shells: () => number;
  /** TX-06: opened with ABORT, or its opener's half is closed: nothing is repeated, nothing is paced */
  #blocks: boolean;
  #ended = false;
  #lines: string[] = [];
  #order: Order | null = null;
  #rounds = 0;
  readonly #output = new Output();

  constructor(core: NodeCore, transaction: Transaction, key: number, blocks: boolean, shells: () => number) {
    this.#core = core;
    this.transaction = transaction;
    this.key = key;
    this.#blocks = blocks;
    this.#shells = shells;
  }

  line(text: string): void {
    this.#step(SHELL_INPUT.line, text);
  }

  /** The opener's half is closed with what has come now: `last` is heard before its line, `end` behind it. */
  last(): void {
    this.#ended = true;
    this.#blocks = false;
  }

  end(): void {
    this.#step(SHELL_INPUT.end);
  }

  midStreamAbort(): void {
    this.#step(SHELL_INPUT.abort);
  }

  /** Its alarm: more output may go, or the next round is due. */
  alarm(): void {
    if (this.state === SHELL_STATE.output) this.#pump();
    else this.#step(SHELL_INPUT.due);
  }

  /** The transaction has ended; nothing can be sent any more. */
  stop(): void {
    this.state = SHELL_STATE.closed;
    cancelAlarm(this.#core, CMD.DBG_SHELL, this.key);
  }

  #step(input: ShellInput, text = ""): void {
    switch (SHELL_TABLE[this.state]![input]) {
      case SHELL_ACT.run:
        return this.#run(text);
      case SHELL_ACT.queue:
        return this.#queue(text);
      case SHELL_ACT.next:
        return this.#next();
      case SHELL_ACT.wait:
        this.state = SHELL_STATE.waiting;
        return this.#wake(this.#order!.everyUs);
      case SHELL_ACT.again:
        return this.#round();
      case SHELL_ACT.drop:
        return this.#drop();
      case SHELL_ACT.drain:
        return this.#drain();
      case SHELL_ACT.close:
        return this.#close();
      default:
    }
  }

  #run(text: string): void {
    const order = readOrder(text);
    const understood = "verb" in order;
    this.#order = understood ? order : null;
    this.#rounds = 0;
    this.#tell(EVENT.shellRuns, understood ? order.verb + 1 : 0, this.#lines.length);
    if (understood) this.#round();
    else this.#say(text.trim() === "" ? [] : order);
  }

  /** Carries the command out once; a repeated one says which round it is. */
  #round(): void {
    const { verb, words, everyUs } = this.#order!;
    this.#rounds++;
    const lines = VERBS[verb]!.report({ core: this.#core, transaction: this.transaction, shells: this.#shells() }, words);
    const head = everyUs > 0 ? [`-- ${VERBS[verb]!.name}, round ${this.#rounds} at ${formatUs(this.#core.nowUs)}`] : [];
    const shown = lines.slice(0, LIMITS.shellOutputLinesMax);
    const more = lines.length > shown.length ? [`… and more than these ${LIMITS.shellOutputLinesMax} lines`] : [];
    this.#say([...head, ...shown, ...more]);
  }

  #say(lines: readonly string[]): void {
    this.state = SHELL_STATE.output;
    this.#output.set(lines);
    this.#pump();
  }

  /** Sends what may go now: one element at a time, the next after a while; at once where nothing may wait (TX-06). */
  #pump(): void {
    const { transaction } = this;
    const link = this.#core.links[transaction.inSide.link]!;
    while (!this.#output.isEmpty) {
      if (queuedBytesOf(this.#core, link) > QUEUED_BYTES_MAX) {
        if (this.#blocks || this.#ended) return this.#wake(PATIENCE_US);
        this.#output.set(["… cut short: the link takes no more, and this request does not wait"]);
      }
      const aux = this.#output.take(Math.min(link.auxBytesMax, LIMITS.shellElementBytesMax));
      if (!sendElement(this.#core, transaction, 0, { base: CMD.DBG_SHELL, aux })) return this.stop();
      if (!this.#output.isEmpty && (this.#blocks || this.#ended)) return this.#wake(PACE_US);
    }
    const more = this.#blocks && (this.#order?.everyUs ?? 0) > 0 && this.#rounds < LIMITS.shellRoundsMax;
    this.#step(more ? SHELL_INPUT.sentOfMany : SHELL_INPUT.sent);
  }

  #queue(text: string): void {
    if (this.#lines.length < LIMITS.shellLinesMax) {
      this.#lines.push(text);
      return;
    }
    this.#tell(EVENT.shellLineRefused, this.#lines.length, 0);
    this.#told(`(not taken: ${LIMITS.shellLinesMax} lines wait already)\n`);
  }

  /** A word between the elements of the output. */
  #told(text: string): void {
    const aux = new Output();
    aux.set([text.trimEnd()]);
    const link = this.#core.links[this.transaction.inSide.link]!;
    if (!sendElement(this.#core, this.transaction, 0, { base: CMD.DBG_SHELL, aux: aux.take(link.auxBytesMax) })) this.stop();
  }

  #next(): void {
    const leaves = this.#order !== null && VERBS[this.#order.verb]!.name === "exit";
    this.#tell(EVENT.shellEnded, SHELL_END.done, this.#rounds);
    this.#order = null;
    const line = this.#lines.shift();
    if (leaves || (line === undefined && this.#ended)) this.#close();
    else if (line === undefined) this.#prompt();
    else this.#run(line);
  }

  /** TX-06: what is not sent is dropped, the lines that wait too, the command ends, and the prompt comes back. */
  #drop(): void {
    cancelAlarm(this.#core, CMD.DBG_SHELL, this.key);
    if (this.state !== SHELL_STATE.prompt) this.#tell(EVENT.shellEnded, SHELL_END.aborted, this.#output.count);
    this.#order = null;
    this.#output.clear();
    this.#lines = [];
    this.#prompt();
  }

  /** No line will come any more: nothing is repeated, what waits is carried out. */
  #drain(): void {
    if (this.state !== SHELL_STATE.waiting) return;
    cancelAlarm(this.#core, CMD.DBG_SHELL, this.key);
    this.#next();
  }

  #prompt(): void {
    this.state = SHELL_STATE.prompt;
    if (!sendElement(this.#core, this.transaction, 0, { base: CMD.LNK_ERROR })) this.stop();
  }

  #close(): void {
    this.stop();
    closeOwnHalf(this.#core, this.transaction, 0, 0);
    forgetIfClosed(this.#core, this.transaction);
  }

  #wake(us: number): void {
    setAlarm(this.#core, CMD.DBG_SHELL, this.key, this.#core.nowUs + us);
  }

  #tell(type: number, value: number, extra: number): void {
    this.#core.tellTransaction(type, RULE["DBG-01"], this.transaction, value, extra);
  }
}

/** Whether a message that opens a shell lets it wait (TX-06). */
export function mayWait(flags: number): boolean {
  return (flags & FLAG.ABORT) === 0;
}
