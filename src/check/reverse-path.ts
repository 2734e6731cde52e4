import { TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { forgedBytes, forgedKey } from "./forgery.ts";
import { msgidKey, RoutedMessage } from "./routed-message.ts";
import { bytesOfRow, TraceRow } from "./trace-row.ts";

/** The spanid that commands of a transaction carried on a lane. */
interface Named {
  readonly spanidHi: number;
  readonly spanidLo: number;
}

interface Watched {
  /** several on one lane only when a transaction runs in copies (DUP-01) */
  readonly lanes: Map<number, Named[]>;
  closedEnds: number;
}

/** ROUTE-01, ROUTE-04: a reply takes the links of the commands in reverse and carries, on every link, the spanid that the command carried there. */
export class ReversePath implements Check {
  readonly name = "reverse-path";
  readonly claim = "Replies take the path of the commands in reverse";
  readonly hears = { kinds: [TRACE.send, TRACE.command], events: ["transactionClosed"] } as const;
  private readonly _findings = new Findings();
  private readonly _watched = new Map<string, Watched>();
  private readonly _forged = new Set<string>();
  private readonly _row = new TraceRow();
  private readonly _message = new RoutedMessage();

  observe(world: World, row: number): void {
    const at = this._row.read(world, row);
    if (at.kind === TRACE.send) this._sent(world, row);
    else if (at.isEvent) this._closed(msgidKey(at.msgidHi, at.msgidLo));
    else {
      const bytes = forgedBytes(world, at.value);
      const key = bytes && forgedKey(bytes);
      if (key) this._forged.add(key);
    }
  }

  private _sent(world: World, row: number): void {
    const message = this._message;
    if (!message.read(bytesOfRow(world, row))) return;
    const { key } = message;
    if (this._forged.has(key)) return;
    const watched = this._watched.get(key);
    const { lane } = this._row;
    if (message.isReply) this._replied(world, row, watched, lane);
    else if (watched) this._named(watched, lane);
    else if (message.isCreate) {
      const begun = { lanes: new Map<number, Named[]>(), closedEnds: 0 };
      this._watched.set(key, begun);
      this._named(begun, lane);
    }
  }

  private _named(watched: Watched, lane: number): void {
    const { spanidHi, spanidLo, isCreate } = this._message;
    const named = watched.lanes.get(lane);
    if (!named) watched.lanes.set(lane, [{ spanidHi, spanidLo }]);
    else if (isCreate) named.push({ spanidHi, spanidLo });
  }

  private _replied(world: World, row: number, watched: Watched | undefined, lane: number): void {
    if (!watched) return; // closed at both ends: what still comes is thrown out
    const { spanidHi, spanidLo, key } = this._message;
    const command = watched.lanes.get(lane ^ 1);
    const node = world.nodes[this._row.node]!.id;
    const link = world.links[lane >> 1]!.id;
    this._findings.count();
    if (!command) this._findings.violate(row, `${node} sent a reply of transaction ${key} on ${link}, where no command came from`);
    else if (!command.some((named) => named.spanidHi === spanidHi && named.spanidLo === spanidLo)) {
      this._findings.violate(row, `${node} sent a reply of transaction ${key} on ${link} with another spanid than the command's`);
    }
  }

  private _closed(key: string): void {
    const watched = this._watched.get(key);
    if (watched && ++watched.closedEnds === 2) this._watched.delete(key);
  }

  verdict(): Verdict {
    return this._findings.verdict("no reply was sent yet", "replies, each on the link and under the spanid of its commands");
  }
}
