import { id64 } from "../../base/bytes.ts";
import { commandName } from "../../wire/names.ts";
import { compareIds, countsAlone, ROLE, type Side, type Transaction } from "../transactions.ts";
import { HALF } from "../tx-tables.ts";
import { columns } from "./columns.ts";
import type { Asking } from "./verbs.ts";

/** TX-02, ROUTE-03: the transactions that end here and the entries of those that pass, by msgid. */
export function statesReport({ core, transaction: asking }: Asking): string[] {
  const all = [...core.transactions.all()].sort((a, b) => compareIds(a.msgidHi, a.msgidLo, b.msgidHi, b.msgidLo));
  const ends = all.filter((one) => one.role !== ROLE.hop && countsAlone(one));
  const entries = all.filter((one) => one.role === ROLE.hop && countsAlone(one));
  return [
    `transactions ${ends.length}`,
    ...columns(ends.map((one) => endRow(one, one === asking)), "  "),
    `entries ${entries.length}`,
    ...columns(entries.map(entryRow), "  "),
  ];
}

function endRow(one: Transaction, isThis: boolean): string[] {
  const opener = one.role === ROLE.opener;
  return [idOf(one), commandName(one.base), opener ? "opener" : "target", `on ${sideOf(opener ? one.outSide : one.inSide)}`, ...halvesOf(one), isThis ? "this shell" : ""];
}

export function entryRow(one: Transaction): string[] {
  return [idOf(one), commandName(one.base), `in ${sideOf(one.inSide)}`, `out ${sideOf(one.copy?.group.out?.outSide ?? one.outSide)}`, ...halvesOf(one), one.dead ? "dead: its path is lost" : ""];
}

function idOf(one: Transaction): string {
  return id64(one.msgidHi, one.msgidLo);
}

function sideOf({ link, spanidHi, spanidLo }: Side): string {
  return link < 0 ? "no link" : `link ${link} span ${id64(spanidHi, spanidLo)}`;
}

function halvesOf({ bits }: Transaction): string[] {
  return [`command ${halfOf(bits, HALF.commandCreated, HALF.commandDeleted)}`, `reply ${halfOf(bits, HALF.replyCreated, HALF.replyDeleted)}`];
}

function halfOf(bits: number, created: number, deleted: number): string {
  if (bits & deleted) return "closed";
  return bits & created ? "open" : "not open";
}
