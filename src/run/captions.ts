import { EVENT } from "../node/events.ts";
import { RULES } from "../node/rules.ts";
import { TRACE } from "../sim/trace.ts";
import type { Command } from "../sim/commands.ts";
import { errorText } from "../wire/errors.ts";
import { say, sayDuration, type Values } from "./fill.ts";
import type { Names } from "./names.ts";
import type { Row } from "./row.ts";
import { sayPlan } from "./sentence-generators.ts";
import type { TransactionHistory } from "./transaction-history.ts";
import type { TextKey } from "../texts/run.ts";

export interface LoggedCommand {
  readonly command: Command;
  /** not the scenario's own */
  readonly byWatcher: boolean;
}

export interface CommandLog {
  command(index: number): LoggedCommand | null;
}

/** What captions ask of the run at the moment they are shown. */
export interface CaptionContext {
  readonly nowUs: number;
  /** simulated microseconds per second of the watcher: how long a sentence stays */
  readonly usPerS: number;
  /** nothing but PINGs is under way, as far as the world can tell */
  readonly calm: boolean;
  /** simulated time of the last change of a span or transaction, -1 = none yet */
  readonly lastChangeUs: number;
  readonly spansOpen: number;
}

interface Told {
  readonly key: TextKey;
  readonly values: Values;
  /** when it happened */
  readonly atUs: number;
  readonly rank: number;
  /** of a command after which the mesh settles again: how it is called then */
  readonly cause: string | null;
}

/** The more it says, the sooner it is shown. */
const RANK = { settled: 1, change: 2, abort: 3, violation: 4, command: 5 } as const;

/** A sentence stays as long as it takes to read it: so many thousandths of what passes in a second. */
const STAY_PER_MILLE = 1_800;
const STAY_US_MIN = 2_000;
const STAY_US_MAX = 5_000_000;
/** After so many stays a sentence is old news; sooner while the hint still has to be taken. */
const OLD_STAYS = 20;
const OLD_STAYS_BEFORE_HINT = 3;
/** ours: sentences that wait for their turn */
const WAITING_MAX = 4;

/**
 * The line above the picture: the last thing worth telling. Commands show at once; what follows from them waits until the
 * one before was there to be read, in simulated time. Until somebody who watches gives a command, the scenario's hint is
 * what there is to say when nothing else is.
 */
export class Captions {
  private readonly _names: Names;
  private readonly _transactions: TransactionHistory;
  private readonly _hint: string;
  private readonly _lossUs: number;
  private readonly _log: CommandLog;
  /** somebody who watches gave a command: the hint has served */
  private _acted = false;
  private _shown: Told | null = null;
  private _shownSinceUs = 0;
  private _waiting: Told[] = [];
  /** the last command after which the mesh has to settle; its news of that is still to come */
  private _unsettled: Told | null = null;

  constructor(names: Names, transactions: TransactionHistory, hint: string, lossUs: number, log: CommandLog) {
    this._names = names;
    this._transactions = transactions;
    this._hint = hint;
    this._lossUs = lossUs;
    this._log = log;
  }

  /** Every row of the journal, in order. */
  note(row: Row): void {
    if (row.kind === TRACE.command) this._noteCommand(row);
    else if (row.kind === TRACE.event) this._noteEvent(row);
  }

  /** The sentence to show now. */
  text(context: CaptionContext): string {
    this._settle(context);
    this._turn(context);
    const shown = this._shown;
    if (shown === null && !this._acted && this._hint !== "") return this._hint;
    if (shown === null) return this._standing(context);
    return say(shown.key, { ...shown.values, ago: sayDuration(Math.max(0, context.nowUs - shown.atUs)) });
  }

  private _stayUs({ usPerS }: CaptionContext): number {
    return Math.min(STAY_US_MAX, Math.max(STAY_US_MIN, Math.floor((Math.min(usPerS, STAY_US_MAX) * STAY_PER_MILLE) / 1_000)));
  }

  /** After a command everything is calm again: that is told once. */
  private _settle({ calm, lastChangeUs, nowUs }: CaptionContext): void {
    const told = this._unsettled;
    if (told === null || !calm || lastChangeUs <= told.atUs) return;
    this._unsettled = null;
    const values = { after: sayDuration(lastChangeUs - told.atUs), cause: told.cause ?? "" };
    this._push({ key: "caption.settledAfter", values, atUs: nowUs, rank: RANK.settled, cause: null });
  }

  /** Whose turn it is. */
  private _turn(context: CaptionContext): void {
    const stayUs = this._stayUs(context);
    const { nowUs } = context;
    for (;;) {
      const next = this._waiting[0];
      const free = this._shown === null || nowUs >= this._shownSinceUs + stayUs;
      if (next === undefined || (!free && next.rank !== RANK.command)) break;
      this._waiting.shift();
      this._shown = next;
      this._shownSinceUs = nowUs;
    }
    const oldStays = this._acted || this._hint === "" ? OLD_STAYS : OLD_STAYS_BEFORE_HINT;
    if (this._shown !== null && this._waiting.length === 0 && nowUs > this._shownSinceUs + oldStays * stayUs) this._shown = null;
  }

  private _standing({ calm, lastChangeUs, nowUs, spansOpen }: CaptionContext): string {
    if (calm && lastChangeUs >= 0) return say("caption.settled", { ago: sayDuration(nowUs - lastChangeUs) });
    return say("caption.spreading", { count: spansOpen });
  }

  /** Commands push aside what waits; of the rest the higher rank stays when there is no room. */
  private _push(told: Told): void {
    if (told.rank === RANK.command) this._waiting = [];
    this._waiting.push(told);
    if (this._waiting.length <= WAITING_MAX) return;
    const least = Math.min(...this._waiting.map(({ rank }) => rank));
    this._waiting.splice(this._waiting.findIndex(({ rank }) => rank === least), 1);
  }

  // -------------------------------------------------------------- commands

  private _noteCommand(row: Row): void {
    const logged = this._log.command(row.value6);
    if (logged === null) return;
    const told = this._ofCommand(logged.command, row.atUs);
    if (logged.byWatcher) this._acted = true;
    if (told === null) return;
    this._push(told);
    if (told.cause !== null) this._unsettled = told;
  }

  private _ofCommand(command: Command, atUs: number): Told | null {
    const tell = (key: TextKey, values: Values, cause: string | null = null): Told => ({ key, values, atUs, rank: RANK.command, cause });
    switch (command.do) {
      case "cut":
        return this._ofCut(command, tell);
      case "heal": {
        const link = this._linkName(command.link);
        return tell("caption.heal", { link }, say("cause.heal", { link }));
      }
      case "removeLink":
        return tell("caption.removeLink", { link: this._linkName(command.link) });
      case "resumeAll":
        return tell("caption.resumeAll", {}, say("cause.resumeAll"));
      case "isolate":
      case "powerLoss":
        return tell(`caption.${command.do}`, { node: command.node });
      case "crash":
      case "restart":
        return tell(`caption.${command.do}`, { node: command.node }, say(`cause.${command.do}`, { node: command.node }));
      case "announce":
        return tell("caption.announce", { node: command.node, pfs: command.pfs.label }, say("cause.announce", { node: command.node, pfs: command.pfs.label }));
      case "withdraw":
        return tell("caption.withdraw", { node: command.node, pfs: command.pfs }, say("cause.withdraw", { node: command.node, pfs: command.pfs }));
      case "generate":
        return tell("caption.generate", { generator: command.as, plan: sayPlan(command) });
      case "stopGenerator":
        return tell("caption.stopGenerator", { generator: command.generator });
      case "open": {
        const target = command.to === "peer" ? say("name.neighbour") : command.to;
        return tell("caption.open", { node: command.from, transaction: this._names.transactionNamed(command.as), target });
      }
      default:
        return null;
    }
  }

  private _ofCut(command: Extract<Command, { do: "cut" }>, tell: (key: TextKey, values: Values, cause?: string | null) => Told): Told {
    const link = this._linkName(command.link);
    const values = { link, loss: sayDuration(this._lossUs) };
    if (command.how === "silent") return tell(this._lossUs === 0 ? "caption.silentForEver" : "caption.silent", values);
    if (command.how === "suspend") return tell(this._lossUs === 0 ? "caption.suspendForEver" : "caption.suspend", values);
    return tell(this._isOnPath(command.link) ? "caption.close.path" : "caption.close", values, say("cause.close", { link }));
  }

  /** Whether a transaction that is open now goes over a link. */
  private _isOnPath(linkId: string): boolean {
    for (const record of this._transactions.open) {
      if (record.links.some((link) => this._names.linkId(link) === linkId)) return true;
    }
    return false;
  }

  private _linkName(id: string): string {
    return this._names.linkById(id);
  }

  // -------------------------------------------------------------- events

  private _noteEvent(row: Row): void {
    const names = this._names;
    const node = names.node(row.node);
    const peerIndex = names.peerOf(row.node, row.link);
    const peer = peerIndex < 0 ? say("name.neighbour") : names.node(peerIndex);
    const push = (key: TextKey, rank: number, values: Values): void => this._push({ key, values, atUs: row.atUs, rank, cause: null });
    switch (row.type) {
      case EVENT.transactionAborted: {
        const transaction = names.transaction(row.msgidHi, row.msgidLo);
        const values = { node, transaction, target: row.pfs < 0 ? peer : names.pfs(row.pfs), error: errorText(row.value) };
        return push(row.extra === 1 ? "caption.aborted" : "caption.abortedAtTarget", RANK.abort, values);
      }
      case EVENT.transactionAccepted:
        if (names.transactionName(row.msgidHi, row.msgidLo) === null) return;
        return push("caption.accepted", RANK.change, { node, transaction: names.transaction(row.msgidHi, row.msgidLo) });
      case EVENT.linkLost:
        return push("caption.linkLost", RANK.abort, { node, peer });
      case EVENT.violation:
        return push("caption.violation", RANK.violation, { node, peer, rule: RULES[row.rule] ?? "" });
      case EVENT.decodeFault:
        return push("caption.decodeFault", RANK.violation, { node, peer, error: errorText(row.value) });
      default:
    }
  }
}
