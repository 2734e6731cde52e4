import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import { auxOf, type Message } from "../../wire/message.ts";
import type { NodeCore } from "../core.ts";
import { closeOwnHalf } from "../path-loss.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import { HALF } from "../tx-tables.ts";
import { sendElement } from "./elements.ts";
import type { Service } from "./service.ts";

/**
 * SVC-01: what plain traffic talks to. DOM_ECHO is ours: each command element that carries text is answered with the same
 * text, and the target closes its half when the opener closes his.
 */
export class Echo implements Service {
  readonly base = CMD.DOM_ECHO;
  readonly pfsTypes = null;
  private readonly _core: NodeCore;

  constructor(core: NodeCore) {
    this._core = core;
  }

  accept(): number {
    return ERR.NONE;
  }

  element(transaction: Transaction, message: Message, closes: boolean): void {
    if (transaction.role === ROLE.opener || transaction.bits & HALF.replyDeleted) return;
    const aux = auxOf(message);
    if (aux.length > 0 && message.base === CMD.DOM_ECHO) sendElement(this._core, transaction, closes ? FLAG.DELETE : 0, { base: CMD.DOM_ECHO, aux });
    else if (closes) closeOwnHalf(this._core, transaction, 0, ERR.NONE);
  }

  midStreamAbort(): void {}
  ended(): void {}
  alarm(): void {}
  crash(): void {}
}
