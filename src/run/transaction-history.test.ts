import { describe, expect, test } from "vitest";
import { EVENT } from "../node/events.ts";
import { TRACE } from "../sim/trace.ts";
import { CMD, ERR, FLAG } from "../wire/constants.ts";
import { Msgids } from "./msgids.ts";
import { Row } from "./row.ts";
import { TransactionHistory } from "./transaction-history.ts";

/** Rows as a journal would tell them: node 0 opens, 1 passes on, 2 is the target. */
class Told {
  readonly msgids = new Msgids();
  readonly history = new TransactionHistory(this.msgids);
  private _number = 0;

  event(type: number, node: number, msgidLo: number, values: Partial<Row> = {}): void {
    this._note({ kind: TRACE.event, type, node, msgidLo, link: 0, ...values });
  }

  send(node: number, msgidLo: number, flags: number, base: number = CMD.DBG_SHELL): void {
    this._note({ kind: TRACE.send, node, msgidLo, cmd: (flags << 24) | base, link: 0, message: this._number });
  }

  private _note(values: Partial<Row>): void {
    const row = Object.assign(new Row(), { number: this._number, atUs: 10 * this._number, ...values });
    this._number++;
    this.msgids.note(row);
    this.history.note(row);
  }
}

describe("the history of transactions", () => {
  test("[TX-02] from opening to closed in both halves, messages of hops left out", () => {
    const told = new Told();
    told.event(EVENT.transactionOpened, 0, 5);
    told.send(0, 5, FLAG.CREATE);
    told.event(EVENT.entryOpened, 1, 5, { link: 0 });
    told.send(1, 5, FLAG.CREATE);
    const record = told.history.find(0, 5)!;
    expect(record.state).toBe("opening");
    told.event(EVENT.transactionAccepted, 2, 5, { link: 1 });
    told.send(2, 5, FLAG.REPLY | FLAG.CREATE | FLAG.DELETE);
    told.event(EVENT.ourHalfClosed, 2, 5);
    told.send(1, 5, FLAG.REPLY | FLAG.CREATE | FLAG.DELETE);
    expect(record.state).toBe("closing");
    told.event(EVENT.peerHalfClosed, 0, 5);
    told.send(0, 5, FLAG.DELETE);
    told.event(EVENT.ourHalfClosed, 0, 5);
    told.event(EVENT.transactionClosed, 0, 5);
    expect(told.history.open.size).toBe(1);
    told.event(EVENT.peerHalfClosed, 2, 5);
    told.event(EVENT.transactionClosed, 2, 5);
    expect(record.state).toBe("closed");
    expect(told.history.open.size).toBe(0);
    expect(record.elements.map(({ reply }) => reply)).toEqual([false, true, false]);
    expect(record.hops.map(({ node, link }) => [node, link])).toEqual([[1, 0], [2, 1]]);
    expect([record.target, record.brokenRow]).toEqual([2, -1]);
  });

  test("[ROUTE-03] refused by a hop: there is no target, and the opener learns why", () => {
    const told = new Told();
    told.event(EVENT.transactionOpened, 0, 5);
    told.send(0, 5, FLAG.CREATE);
    told.event(EVENT.entryRefused, 1, 5, { value: ERR.LIMIT });
    told.send(1, 5, FLAG.REPLY | FLAG.CREATE | FLAG.DELETE, CMD.LNK_ERROR);
    told.event(EVENT.peerHalfClosed, 0, 5, { value: ERR.LIMIT });
    told.event(EVENT.ourHalfClosed, 0, 5);
    told.event(EVENT.transactionClosed, 0, 5);
    const record = told.history.find(0, 5)!;
    expect([record.state, record.target, record.refusedBy, record.ends[0].error, record.isOver]).toEqual(["refused", -1, 1, ERR.LIMIT, true]);
    expect(record.elements).toHaveLength(2);
  });

  test("is bounded: what is over and oldest goes first, what is open stays", () => {
    const told = new Told();
    told.event(EVENT.transactionOpened, 0, 1);
    for (let id = 2; id <= 20_500; id++) {
      told.event(EVENT.transactionOpened, 0, id);
      told.event(EVENT.transactionAborted, 0, id, { value: ERR.SPAN_LOST, extra: 1 });
    }
    expect(told.history.count).toBeLessThanOrEqual(20_000);
    expect(told.history.find(0, 1)!.state).toBe("opening");
    expect(told.history.find(0, 2)).toBeUndefined();
    expect(told.history.find(0, 20_500)!.state).toBe("aborted");
    expect(told.history.newest().next().value).toBe(told.history.find(0, 20_500));
  });

  test("elements are bounded: the first and the newest stay", () => {
    const told = new Told();
    told.event(EVENT.transactionOpened, 0, 5);
    for (let i = 0; i < 1_000; i++) told.send(0, 5, i === 0 ? FLAG.CREATE : 0);
    const record = told.history.find(0, 5)!;
    expect([record.elements.length, record.elementsOmitted]).toEqual([400, 600]);
    expect([record.elements[0]!.row, record.elements.at(-1)!.row]).toEqual([1, 1_000]);
  });
});
