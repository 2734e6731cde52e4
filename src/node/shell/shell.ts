import { utf8Decode } from "../../base/bytes.ts";
import { LIMITS } from "../../base/limits.ts";
import { CMD, ERR } from "../../wire/constants.ts";
import { auxOf, type Message } from "../../wire/message.ts";
import type { NodeCore } from "../core.ts";
import { EVENT } from "../events.ts";
import { closeOwnHalf } from "../path-loss.ts";
import { RULE } from "../rules.ts";
import type { Service } from "../service/service.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import { HALF } from "../tx-tables.ts";
import { takesShells } from "./shell-right.ts";
import { mayWait, ShellSession } from "./shell-session.ts";

/**
 * DBG-01: the debug shell, at the target (it answers lines with text and prompts) and at the opener (it hears the prompts).
 * It reads its node's tables and changes none of them.
 */
export class Shell implements Service {
  readonly base = CMD.DBG_SHELL;
  readonly pfsTypes = null;
  private readonly _core: NodeCore;
  private readonly _sessions = new Map<Transaction, ShellSession>();
  private _keys = 0;

  constructor(core: NodeCore) {
    this._core = core;
  }

  /** Shells open here. */
  get open(): number {
    return this._sessions.size;
  }

  /** At their targets here, by the transaction they are open over. */
  get sessions(): ReadonlyMap<Transaction, ShellSession> {
    return this._sessions;
  }

  /** LINK-02: the right of the neighbour from which it came, whoever opened it; then whether there is room. */
  accept(transaction: Transaction): number {
    const link = this._core.links[transaction.inSide.link]!;
    if (!takesShells(link)) return ERR.NO_RIGHT;
    if (link.auxBytesMax < LIMITS.shellElementBytesMin) return ERR.TOO_BIG;
    return this._sessions.size < LIMITS.shellsPerNodeMax ? ERR.NONE : ERR.LIMIT;
  }

  element(transaction: Transaction, message: Message, closes: boolean): void {
    if (transaction.role === ROLE.opener) this._heard(transaction, message, closes);
    else this._asked(this._sessionOf(transaction, message), message, closes);
  }

  midStreamAbort(transaction: Transaction): void {
    this._sessions.get(transaction)?.midStreamAbort();
  }

  ended(transaction: Transaction): void {
    this._sessions.get(transaction)?.stop();
    this._sessions.delete(transaction);
  }

  alarm(key: number): void {
    for (const session of this._sessions.values()) {
      if (session.key === key) return session.alarm();
    }
  }

  crash(): void {
    this._sessions.clear();
  }

  /** One from its first message on. */
  private _sessionOf(transaction: Transaction, message: Message): ShellSession {
    let session = this._sessions.get(transaction);
    if (!session) {
      session = new ShellSession(this._core, transaction, ++this._keys, mayWait(message.flags), this._sessions);
      this._sessions.set(transaction, session);
    }
    return session;
  }

  /** At the target: DBG_SHELL carries a line, anything else only what its flags say. */
  private _asked(session: ShellSession, message: Message, closes: boolean): void {
    if (closes) session.last();
    if (message.base === CMD.DBG_SHELL) session.line(lineOf(message));
    if (closes) session.end();
  }

  /** At the opener: an acknowledgement is the prompt; when the other half is closed, nothing more can come of ours. */
  private _heard(transaction: Transaction, message: Message, closes: boolean): void {
    if (message.base === CMD.LNK_ERROR && message.error === ERR.NONE && !closes) this._core.tellTransaction(EVENT.shellPrompt, RULE["DBG-01"], transaction, 0, 0);
    if (closes && (transaction.bits & HALF.commandDeleted) === 0) closeOwnHalf(this._core, transaction, 0, ERR.NONE);
  }
}

/** The aux text up to its NUL; of one too long to be a line as much as shows that it is. */
export function lineOf(message: Message): string {
  const aux = auxOf(message);
  const nul = aux.indexOf(0);
  return utf8Decode(aux.subarray(0, Math.min(nul < 0 ? aux.length : nul, LIMITS.shellLineBytesMax + 1)));
}
