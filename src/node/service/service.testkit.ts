/** A service that does nothing but remember. */
import { ERR } from "../../wire/constants.ts";
import type { Message } from "../../wire/message.ts";
import { Mesh } from "../mesh.testkit.ts";
import { Puppet, type PuppetOptions } from "../puppet.testkit.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import type { Service } from "./service.ts";

export const BASE = 0x2fff01;

/** Remembers what it hears, and does what it is told to when it hears it. */
export class Diary implements Service {
  readonly base = BASE;
  readonly pfsTypes = [8];
  readonly lines: string[] = [];
  /** the transaction that it accepted last */
  transaction: Transaction | null = null;
  does: ((heard: string) => void) | null = null;
  accept(transaction: Transaction): number {
    this.transaction = transaction;
    this.lines.push("accept");
    return ERR.NONE;
  }
  element(transaction: Transaction, message: Message, closes: boolean): void {
    this.lines.push(`${transaction.role === ROLE.opener ? "reply" : "command"} ${message.error}${closes ? " closes" : ""}`);
  }
  midStreamAbort(): void {
    this.lines.push("mid-stream abort");
  }
  ended(transaction: Transaction): void {
    this.lines.push(`ended ${transaction.aborted ? "aborted" : "closed"} ${transaction.error}`);
    this.does?.("ended");
  }
  alarm(key: number): void {
    this.lines.push(`alarm ${key}`);
    this.does?.(`alarm ${key}`);
  }
  crash(): void {
    this.lines.push("crash");
  }
}

/** A node that offers "own" and has such a service, and a puppet that offers "far". */
export function served(diary = new Diary(), options: PuppetOptions = {}): { readonly mesh: Mesh; readonly puppet: Puppet; readonly diary: Diary; readonly own: string; readonly far: string } {
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["own"] }).core.services.add(diary);
  const puppet = Puppet.introduced(mesh, "N", options);
  const own = puppet.spanOf("own");
  const far = puppet.span("far");
  puppet.take();
  return { mesh, puppet, diary, own, far };
}
