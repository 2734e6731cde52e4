import type { World } from "../sim/world.ts";
import type { Check } from "./check.ts";
import { Forgery } from "./forgery.ts";
import { SentHeader } from "./sent-header.ts";
import { TraceRow } from "./trace-row.ts";

/** A message whose end somebody awaits. */
interface Awaited {
  /** the transaction that it belongs to, "" = none */
  readonly key: string;
  readonly link: number;
  readonly by: Check[];
}

/** What all checks see alike: the row at hand and, of a message that was just sent, its header; what was forged; which messages under way somebody awaits. */
export class Seen extends TraceRow {
  /** of the message that a send row tells of */
  readonly header = new SentHeader();
  readonly forgery = new Forgery();
  private readonly _awaited = new Map<number, Awaited>();

  /** The message of this row: the check sees the row that delivers or loses it. */
  awaitEnd(check: Check): void {
    this.awaitMessage(this.message, check, this.header.isRouted ? this.header.key : "");
  }

  awaitMessage(message: number, check: Check, key = ""): void {
    const awaited = this._awaited.get(message);
    if (!awaited) this._awaited.set(message, { key, link: this.link, by: [check] });
    else if (!awaited.by.includes(check)) awaited.by.push(check);
  }

  /** Who awaited a message that has come, or never will; from now on nobody does. */
  ended(message: number): readonly Check[] | null {
    const awaited = this._awaited.get(message);
    if (awaited === undefined) return null;
    this._awaited.delete(message);
    return awaited.by;
  }

  /** The transaction of a message under way, "" = none that is known. */
  transactionOf(message: number): string {
    return this._awaited.get(message)?.key ?? "";
  }

  /** Transactions of the messages that are on their way over a link, as far as they are awaited. */
  transactionsOn(link: number): string[] {
    return [...this._awaited.values()].flatMap((awaited) => (awaited.link === link && awaited.key !== "" ? [awaited.key] : []));
  }

  readHeader(world: World): void {
    const { trace } = world;
    this.header.read(trace.bytes[this.row - trace.firstRow]!, trace.outOfBand.size > 0 ? trace.outOfBand.get(this.message) : undefined);
  }
}
