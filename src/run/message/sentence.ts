import { CMD, errorText, FLAG } from "../../wire/constants.ts";
import { isAbort } from "../families.ts";
import { capitalised, say, sayOrdinal } from "../fill.ts";
import { targetOf, textOf } from "../inspect-transaction.ts";
import type { Row } from "../row.ts";
import type { Run } from "../run.ts";
import { sayMessage } from "../sentence-messages.ts";
import type { Telling } from "../sentences.ts";
import type { TransactionRecord } from "../transaction-history.ts";
import { previousHop } from "./follow.ts";
import { saysOfService } from "./service-sentence.ts";

/** Characters of its text that a message's sentence shows. */
const TEXT_SHOWN = 60;

/** A message in one sentence: which of its transaction, in what half, what it says and what it does. */
export function sentenceOf(run: Run, row: Row, telling: Telling): string {
  const { names } = run;
  const record = run.chronicle.transactions.find(row.msgidHi, row.msgidLo);
  const place = record === undefined || record.elementsOmitted > 0 ? -1 : placeOf(run, row, record);
  const reply = ((row.cmd >>> 24) & FLAG.REPLY) !== 0;
  const bytes = run.journal.bytesOf(row.message);
  if (record === undefined || place < 0) {
    const from = names.node(names.fromOf(row.link, row.direction));
    const to = names.node(names.toOf(row.link, row.direction));
    const said = bytes === null ? "" : saysOfService(bytes, { speaker: from, hearer: to }, names);
    return said === "" ? say("sentence.plain", { from, to, what: sayMessage(telling.headOf(row), names) }) : say("sentence.serviceAlone", { said });
  }
  const opener = names.node(record.opener);
  const target = record.target < 0 ? targetOf(run, record) : names.node(record.target);
  const transaction = names.transaction(record.msgidHi, record.msgidLo);
  const half = say(reply ? "half.reply" : "half.command");
  const said = bytes === null ? "" : saysOfService(bytes, reply ? { speaker: target, hearer: opener } : { speaker: opener, hearer: target }, names);
  if (said !== "") return say("sentence.service", { said, ordinal: sayOrdinal(place), transaction, half, effect: effectOf(row) });
  const text = (row.cmd & 0xffffff) === CMD.LNK_ERROR ? "" : textOf(run, row.message, row);
  return say(text === "" ? "sentence.element" : "sentence.elementText", {
    Ordinal: capitalised(sayOrdinal(place)),
    transaction,
    opener,
    target,
    half,
    text: text.length > TEXT_SHOWN ? `${text.slice(0, TEXT_SHOWN)}…` : text,
    effect: effectOf(row),
  });
}

function effectOf(row: Row): string {
  const flags = row.cmd >>> 24;
  const error = errorText(row.error);
  if (isAbort(flags)) return flags & FLAG.DELETE ? say("effect.aborts", { error }) : say("effect.midStream");
  if (flags & FLAG.DELETE && row.error !== 0) return say("effect.refuses", { error });
  if (flags & FLAG.CREATE && flags & FLAG.DELETE) return say("effect.opensAndCloses");
  if (flags & FLAG.CREATE) return say(flags & FLAG.REPLY ? "effect.opensHalf" : "effect.opens");
  return say(flags & FLAG.DELETE ? "effect.closes" : "effect.leavesOpen");
}

/** Which message of its half it is, from 1 on; -1 for one that no end of the transaction made. */
function placeOf(run: Run, row: Row, record: TransactionRecord): number {
  const copied = record.copies?.copied(row.message);
  if (copied !== undefined) return copied.number;
  const origin = originOf(run, row.message);
  let place = 0;
  for (const element of record.elements) {
    if (element.reply !== (((row.cmd >>> 24) & FLAG.REPLY) !== 0)) continue;
    place++;
    if (element.message === origin) return place;
  }
  return -1;
}

/** Number of the message as its end sent it, before hops passed it on. */
export function originOf(run: Run, message: number): number {
  let at = message;
  for (let before = previousHop(run, at), hops = 0; before >= 0 && hops < HOPS_LOOKED; before = previousHop(run, at), hops++) at = before;
  return at;
}
/** A way has no more hops than a span has distance (SPAN-02). */
const HOPS_LOOKED = 64;
