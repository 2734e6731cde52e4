import { CAPABILITY, ERR } from "../../wire/constants.ts";
import type { Message } from "../../wire/message.ts";
import type { NodeCore } from "../core.ts";
import type { SpanRef } from "../inputs.ts";
import type { LinkEnd } from "../link-end.ts";
import type { Element } from "../service/elements.ts";
import type { Service } from "../service/service.ts";
import type { Transaction } from "../transactions.ts";
import type { Verdict } from "../violation.ts";
import type { CopyHooks } from "./hooks.ts";
import { joinCopies, openAtHop, openAtTarget } from "./join.ts";
import { afterLoss, COPIES_ALARM, endCopy, forgetCopy, over, endWait, waitIsOver } from "./lose.ts";
import { openCopies, spansForCopies } from "./open.ts";
import { receiveCopy } from "./receive.ts";
import { DupRoom } from "./room.ts";
import { sendBareCopies, sendElementCopies } from "./send.ts";

/** DUP-01 and TX-08: what a node does with transactions that come or go in several copies. It hears its alarms, and of a crash, as services do. */
export class Duplication implements CopyHooks, Service {
  readonly base = COPIES_ALARM;
  readonly pfsTypes = null;
  isActive: boolean;
  private readonly _room: DupRoom;

  constructor(core: NodeCore) {
    this._room = new DupRoom(core);
    this.isActive = core.config.switches.duplication;
  }

  /** For inspectors, checks and tests. */
  get table() {
    return this._room.table;
  }

  linkAdded(link: LinkEnd): void {
    if ((link.config.offer?.capabilities ?? 0) & CAPABILITY.DUPLICATION) this.isActive = true;
  }

  received(link: LinkEnd, limb: Transaction, message: Message, reply: boolean): Verdict {
    return receiveCopy(this._room, link, limb, message, reply);
  }

  joined(link: LinkEnd, span: number, message: Message): boolean {
    return joinCopies(this._room, link, span, message);
  }

  openedAtHop(link: LinkEnd, out: LinkEnd, span: number, source: number, message: Message): void {
    openAtHop(this._room, link, out, span, source, message);
  }

  openedAtTarget(link: LinkEnd, span: number, message: Message): Transaction {
    return openAtTarget(this._room, link, span, message);
  }

  open(via: readonly SpanRef[], element: Element, flags: number, tag: number): Transaction | number {
    return openCopies(this._room, via, element, flags, tag);
  }

  spansFor(via: SpanRef, mustUseVia: boolean): readonly SpanRef[] {
    return spansForCopies(this._room, via, mustUseVia);
  }

  lost(limb: Transaction, error: number): void {
    if (this._room.core.transactions.at(limb.index) !== limb) return;
    if (limb.dead) {
      if (!this._room.core.isUp(limb.copy!.outward ? limb.outSide.link : limb.inSide.link)) forgetCopy(this._room, limb);
      return;
    }
    endCopy(this._room, limb, error);
    afterLoss(this._room, limb, error);
  }

  released(limb: Transaction): void {
    forgetCopy(this._room, limb);
  }

  send(head: Transaction, flags: number, element: Element): boolean {
    return sendElementCopies(this._room, head, flags, element);
  }

  sendBare(head: Transaction, flags: number, error: number): void {
    sendBareCopies(this._room, head, flags, error);
  }

  over(head: Transaction): void {
    over(this._room, head);
  }

  crashing(): void {
    const groups = [...this._room.table.all()]; // the end of a wait takes its group out of the table
    for (const group of groups) endWait(this._room, group);
  }

  endOf(msgidHi: number, msgidLo: number): Transaction | undefined {
    return this._room.table.endOf(msgidHi, msgidLo);
  }

  // --- what a service hears; no command has this number, so no transaction is its own

  accept(): number {
    return ERR.UNKNOWN;
  }

  element(): void {}
  midStreamAbort(): void {}
  ended(): void {}

  alarm(key: number): void {
    waitIsOver(this._room, key);
  }

  crash(): void {
    this._room.table.clear();
  }
}
