import { utf8Decode } from "../../base/bytes.ts";
import { LIMITS } from "../../base/limits.ts";
import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import { auxOf, type Message } from "../../wire/message.ts";
import { newQrmBody, proposerOf, QRM_DECISION, QRM_OP, type QrmBody, type QrmDecision, readQrmBody, roundOf } from "../../wire/qrm.ts";
import type { NodeCore } from "../core.ts";
import { abortEnd, closeOwnHalf } from "../path-loss.ts";
import { RULE } from "../rules.ts";
import type { Service } from "../service/service.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import { HALF } from "../tx-tables.ts";
import { abortCommit, askMissing, commitHears, commitLostLine, mistaken, startCommit, weighMajority } from "./coordinating.ts";
import { Desk, type Ears, type Heard } from "./desk.ts";
import { type AskLine, keyOf, type MasterLine } from "./entries.ts";
import { type Says, says } from "./master.ts";
import { askerLost, askMissingMasters, considerDoubt, masterLineHears, recoveryDue, recoveryHears, recoveryLostLine } from "./mastering.ts";
import { bitOf } from "./votes.ts";

const body = newQrmBody();
const MASTER = 8;
/** Reasons for which a transaction ends that say nothing of the master: another way may lead there. */
const PATH_LOST: ReadonlySet<number> = new Set([ERR.EOF, ERR.SPAN_LOST, ERR.SPAN_REPLACED, ERR.WITHDRAWN]);

/** QRM-01: commits in two phases, as coordinator of those that this node starts and as each configured master that it offers. */
export class Qrm implements Service, Ears {
  readonly base = CMD.QRM_COMMIT;
  readonly pfsTypes = [MASTER];
  readonly desk: Desk;

  constructor(core: NodeCore) {
    this.desk = new Desk(core);
    this.desk.ears = this;
  }

  // -------------------------------------------------------------- what the layer above asks

  /** Starts a commit; the reason when that cannot be. */
  start(text: string, nonBlocking: boolean, tag: number): number {
    const { desk } = this;
    const { core } = desk;
    if (desk.masters === 0) return ERR.UNKNOWN;
    if (desk.commits.size >= LIMITS.commitsPerNodeMax) return ERR.LIMIT;
    core.newMsgid();
    startCommit(desk, { hi: core.msgidHi, lo: core.msgidLo, host: core.config.host, text }, tag, nonBlocking);
    desk.settle();
    return ERR.NONE;
  }

  abort(hi: number, lo: number): number {
    const found = abortCommit(this.desk, hi, lo);
    this.desk.settle();
    return found ? ERR.NONE : ERR.UNKNOWN;
  }

  // -------------------------------------------------------------- Service

  accept(transaction: Transaction, message: Message): number {
    const { desk } = this;
    const place = this._placeOf(transaction);
    if (place < 0) return ERR.UNKNOWN;
    readQrmBody(message, body);
    if (body.masters !== desk.masters) return ERR.REFUSED;
    if (!isWellFormed(body) || !opens(body)) return ERR.FIELD;
    const known = desk.logs[place]?.has(keyOf({ hi: body.operationHi, lo: body.operationLo })) ?? false;
    if (!known && desk.entries.length >= LIMITS.commitsPerNodeMax) return ERR.LIMIT;
    // TX-06: it does not wait, so it does not begin what it may never see the end of.
    const nonBlocking = (message.flags & FLAG.ABORT) !== 0 && body.op === QRM_OP.PREPARE;
    return nonBlocking && !known && !desk.majorityInReach() ? ERR.NO_QUORUM : ERR.NONE;
  }

  element(transaction: Transaction, message: Message, closes: boolean): void {
    if (transaction.role === ROLE.opener) this._reply(transaction, message, closes);
    else this._question(transaction, message, closes);
    this.desk.settle();
  }

  midStreamAbort(transaction: Transaction): void {
    const line = this.desk.answering.get(transaction);
    if (line) masterLineHears(this.desk, line, null, false);
    this.desk.settle();
  }

  ended(transaction: Transaction): void {
    const { desk } = this;
    const asked = desk.asking.get(transaction);
    const answered = desk.answering.get(transaction);
    desk.asking.delete(transaction);
    desk.answering.delete(transaction);
    if (answered) askerLost(desk, answered);
    if (asked) {
      asked.open = false;
      asked.mayAsk = false;
      const lostPath = transaction.aborted && PATH_LOST.has(transaction.error);
      if (!lostPath && transaction.error !== ERR.NONE) desk.deaf |= bitOf(asked.place);
      this._lost(asked, lostPath && desk.hasOtherWay(asked.place, transaction));
    }
    desk.settle();
  }

  alarm(key: number): void {
    recoveryDue(this.desk, this.desk.entries[key]!);
    this.desk.settle();
  }

  /** What is in reach changed: commits go on, in-doubt masters may ask. */
  waysChanged(): void {
    const { desk } = this;
    desk.deaf = 0;
    for (const commit of desk.commits.values()) {
      askMissing(desk, commit);
      weighMajority(desk, commit);
    }
    for (const entry of desk.entries) {
      if (entry.record.outcome !== QRM_DECISION.NONE) continue;
      askMissingMasters(desk, entry);
      considerDoubt(desk, entry);
    }
    desk.settle();
  }

  crash(): void {
    this.desk.crash();
  }

  // -------------------------------------------------------------- messages

  private _placeOf(transaction: Transaction): number {
    const { desk } = this;
    if (transaction.pfs >= 0) return desk.placeOf(transaction.pfs);
    const own = desk.core.pfs.own.find(({ spec }) => spec.pfsType === MASTER); // ROUTE-07: the only one
    return own ? desk.placeOf(own.identity) : -1;
  }

  private _question(transaction: Transaction, message: Message, closes: boolean): void {
    const { desk } = this;
    let line = desk.answering.get(transaction);
    const heard = this._heard(message);
    if (heard === "nonsense" || (line && heard && !isAbout(line.entry.operation))) {
      if (line) askerLost(desk, line);
      desk.answering.delete(transaction);
      abortEnd(desk.core, transaction, ERR.FIELD, RULE["QRM-01"]);
      return;
    }
    line ??= this._newLine(transaction, heard?.text ?? "");
    masterLineHears(desk, line, heard, closes);
    if (!line.open) desk.answering.delete(transaction);
  }

  private _newLine(transaction: Transaction, text: string): MasterLine {
    const { desk } = this;
    const entry = desk.entry({ hi: body.operationHi, lo: body.operationLo, host: body.host.slice(), text }, this._placeOf(transaction));
    const line: MasterLine = { entry, transaction, peer: null, open: true, guards: true };
    entry.asked.push(line);
    desk.answering.set(transaction, line);
    return line;
  }

  private _reply(transaction: Transaction, message: Message, closes: boolean): void {
    const { desk } = this;
    const line = desk.asking.get(transaction);
    const heard = this._heard(message);
    if (line && closes) line.open = false;
    if (line && (heard === "nonsense" || (heard && !isAbout(line.asker.operation)))) mistaken(desk, line);
    else if (line && heard) this.asker(line, heard as NonNullable<Heard>);
    if (!closes || transaction.bits & HALF.commandDeleted) return;
    if (line) line.mayAsk = false;
    closeOwnHalf(desk.core, transaction, 0, ERR.NONE);
  }

  master(line: MasterLine, heard: Heard, closes: boolean): void {
    masterLineHears(this.desk, line, heard, closes);
  }

  asker(line: AskLine, heard: NonNullable<Heard>): void {
    if (line.asker.kind === "commit") commitHears(this.desk, line.asker, line, heard);
    else recoveryHears(this.desk, line.asker, line, heard);
  }

  private _lost(line: AskLine, retry: boolean): void {
    if (line.asker.kind === "commit") commitLostLine(this.desk, line.asker, line, retry);
    else recoveryLostLine(this.desk, line.asker, line, retry);
  }

  /** Reads a message of the exchange; null = it says nothing of the commit (LNK_ERROR). The fields stay in `body`. */
  private _heard(message: Message): Heard | "nonsense" {
    if (message.base !== CMD.QRM_COMMIT) return null;
    readQrmBody(message, body);
    if (!isWellFormed(body) || body.masters !== this.desk.masters) return "nonsense";
    return { says: saysOf(body), text: textOf(message) };
  }
}

function isAbout({ hi, lo }: { readonly hi: number; readonly lo: number }): boolean {
  return (hi >>> 0) === body.operationHi && (lo >>> 0) === body.operationLo;
}

function saysOf({ op, ballot, decision, loggedBallot, loggedDecision }: QrmBody): Says {
  return says(op, ballot, decision as QrmDecision, loggedBallot, loggedDecision as QrmDecision);
}

function textOf(message: Message): string {
  const aux = auxOf(message);
  const end = aux.indexOf(0);
  return utf8Decode(end < 0 ? aux : aux.subarray(0, end));
}

/** What may open a transaction. */
function opens({ op }: QrmBody): boolean {
  return op === QRM_OP.PREPARE || op === QRM_OP.RECOVER || op === QRM_OP.FINISH;
}

const DECIDES: ReadonlySet<number> = new Set([QRM_OP.LOG, QRM_OP.LOGGED, QRM_OP.FINISH, QRM_OP.OUTCOME]);

/** The fields fit together: a decision where one belongs, and ballots of those to whom they belong. */
function isWellFormed({ op, ballot, decision, loggedBallot, loggedDecision, operationHi, operationLo }: QrmBody): boolean {
  if (Number.isNaN(ballot) || Number.isNaN(loggedBallot) || (operationHi | operationLo) === 0) return false;
  if (decision > QRM_DECISION.ABORT || loggedDecision > QRM_DECISION.ABORT) return false;
  if (DECIDES.has(op) !== (decision !== QRM_DECISION.NONE) || (loggedBallot > 0) !== (loggedDecision !== QRM_DECISION.NONE)) return false;
  // Round 1 is the coordinator's, and only its node has that number (TX-02).
  if (roundOf(ballot) === 1 && proposerOf(ballot) !== operationHi >>> 8) return false;
  if (op === QRM_OP.PREPARE) return roundOf(ballot) === 1;
  return op !== QRM_OP.RECOVER || roundOf(ballot) > 1;
}
