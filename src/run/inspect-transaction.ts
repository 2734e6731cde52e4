import { formatUs } from "../base/time.ts";
import { id64, parseId64, utf8Decode } from "../base/bytes.ts";
import { CMD, errorText, type Profile } from "../wire/constants.ts";
import { auxOf, Message } from "../wire/message.ts";
import { flagNames } from "../wire/names.ts";
import { TRACE } from "../sim/trace.ts";
import { tellCauses } from "./inspect-causes.ts";
import { say } from "./fill.ts";
import { profileOfMessage } from "./message-profile.ts";
import { Row } from "./row.ts";
import type { Run } from "./run.ts";
import type { Telling } from "./sentences.ts";
import type { Cause, TransactionInspection, TransactionLine } from "./shown.ts";
import type { HalfRecord, TransactionRecord } from "./transaction-history.ts";
import { serviceSays } from "./service-elements.ts";

/** The transaction of that name, or of that msgid ("0x…") when nobody named it. */
export function findTransaction(run: Run, name: string): TransactionRecord | undefined {
  const ref = run.world.transactions.get(name)?.openerRef ?? null;
  if (ref !== null) return run.chronicle.transactions.find(ref.msgidHi, ref.msgidLo);
  const id = parseId64(name);
  return id === undefined ? undefined : run.chronicle.transactions.find(id.hi, id.lo);
}

export function nameOf(run: Run, record: TransactionRecord): string {
  return run.names.transactionName(record.msgidHi, record.msgidLo) ?? id64(record.msgidHi, record.msgidLo);
}

/** Label of the PFS it goes to, or the name of the direct peer. */
export function targetOf(run: Run, record: TransactionRecord): string {
  if (record.pfs >= 0) return run.names.pfs(record.pfs);
  return run.names.node(run.names.peerOf(record.opener, record.firstLink));
}

export function lineOf(run: Run, record: TransactionRecord): TransactionLine {
  return { name: nameOf(run, record), from: run.names.node(record.opener), to: targetOf(run, record), service: run.world.transactions.byMsgid(record.msgidHi, record.msgidLo)?.service ?? "echo", state: record.state, openedUs: record.openedUs, endedUs: record.endedUs, copies: (record.copies?.copies ?? []).map(({ state }) => state) };
}

/** Both halves, the way, every element, and why it ended. */
export function inspectTransactionOf(run: Run, record: TransactionRecord, telling: Telling): TransactionInspection {
  const why = record.brokenRow < 0 ? [] : tellCauses(run, record.brokenRow, telling);
  const [command, reply] = record.halves;
  return {
    kind: "transaction",
    name: nameOf(run, record),
    msgid: id64(record.msgidHi, record.msgidLo),
    from: run.names.node(record.opener),
    to: record.target < 0 ? targetOf(run, record) : run.names.node(record.target),
    pfs: record.pfs < 0 ? "" : run.names.pfs(record.pfs),
    state: record.state,
    openedUs: record.openedUs,
    endedUs: record.endedUs,
    endReason: endReasonOf(run, record, why),
    endEvent: record.brokenRow < 0 ? null : (why[0]?.event ?? record.brokenRow),
    commandHalf: halfOf(command),
    replyHalf: halfOf(reply),
    hops: hopsOf(run, record),
    copies: copiesOf(run, record),
    elements: elementsOf(run, record),
    why,
  };
}

/** Why it ended, null while it has not, and the event that began it. */
export function endOf(run: Run, record: TransactionRecord, telling: Telling): { readonly reason: string | null; readonly event: number | null } {
  const why = record.brokenRow < 0 ? [] : tellCauses(run, record.brokenRow, telling);
  return { reason: endReasonOf(run, record, why), event: record.brokenRow < 0 ? null : (why[0]?.event ?? record.brokenRow) };
}

function endReasonOf(run: Run, record: TransactionRecord, why: readonly Cause[]): string | null {
  const [opener, target] = record.ends;
  const error = errorText(opener.error === 0 ? target.error : opener.error);
  switch (record.state) {
    case "closed":
      return say("end.finished");
    case "refused":
      return record.refusedBy < 0 ? say("end.refused", { error }) : say("end.refusedBy", { node: run.names.node(record.refusedBy), error });
    case "aborted": {
      const first = why[0];
      if (first === undefined || first.event === record.brokenRow) return say("end.aborted", { error });
      // A command comes first; what it did, second, says the same in fewer words.
      const did = why.find(({ event }) => event > first.event && event < record.brokenRow) ?? first;
      return say("end.abortedBy", { error, cause: did.sentence, event: first.event, at: formatUs(first.atUs) });
    }
    default:
      return null;
  }
}

function halfOf({ openedUs, closedUs, aborted }: HalfRecord): TransactionInspection["commandHalf"] {
  const state = closedUs < 0 ? (openedUs < 0 ? say("half.notOpened") : say("half.open")) : say(aborted ? "half.aborted" : "half.closed");
  return { state, openedUs: openedUs < 0 ? null : openedUs, closedUs: closedUs < 0 ? null : closedUs, aborted };
}

/** From the opener on; each with the link to the next node and the spanid used there. */
function hopsOf(run: Run, record: TransactionRecord): TransactionInspection["hops"] {
  const nodes = [record.opener, ...record.hops.map(({ node }) => node)];
  return nodes.map((node, i) => {
    const next = record.hops[i];
    const link = next?.link ?? (i === 0 ? record.firstLink : -1);
    const spanid = next !== undefined ? id64(next.spanidHi, next.spanidLo) : i === 0 ? id64(record.spanidHi, record.spanidLo) : null;
    return { node: run.names.node(node), link: link < 0 ? null : run.names.linkId(link), spanid };
  });
}

/** DUP-01: each with its way as far as it came. */
export function copiesOf(run: Run, record: TransactionRecord): TransactionInspection["copies"] {
  return (record.copies?.copies ?? []).map(({ firstLink, hops, state, error, endedUs, endedRow }) => ({
    nodes: [record.opener, ...hops.map(({ node }) => node)].map((node) => run.names.node(node)),
    links: (hops.length === 0 ? [firstLink] : hops.map(({ link }) => link)).map((link) => run.names.linkId(link)),
    state,
    cause: error === 0 ? "" : errorText(error),
    endedUs: endedUs < 0 ? null : endedUs,
    endEvent: endedRow < 0 ? null : endedRow,
  }));
}

function elementsOf(run: Run, record: TransactionRecord): TransactionInspection["elements"] {
  const row = new Row();
  return record.elements.flatMap(({ row: number, message, reply }) => {
    if (!run.rows.readIfKept(number, row) || row.kind !== TRACE.send) return [];
    const half = reply ? ("reply" as const) : ("command" as const);
    const text = textOf(run, message, row);
    return [{ atUs: row.atUs, by: run.names.node(row.node), half, flags: flagNames(row.cmd >>> 24).join("|"), says: serviceSays(run.journal.bytesOf(message) ?? NO_BYTES), text, message }];
  });
}

const NO_BYTES = new Uint8Array(0);
const view = new Message();

/** What a message says: its aux text, or of a LNK_ERROR its error. */
export function textOf(run: Run, message: number, row: Row): string {
  if ((row.cmd & 0xffffff) === CMD.LNK_ERROR) return row.error === 0 ? "" : errorText(row.error);
  return auxTextOfMessage(run, message);
}

/** The aux text of a message as it was sent, also where that was put beside the link (WIRE-06). */
export function auxTextOfMessage(run: Run, message: number): string {
  const { journal } = run;
  const beside = journal.outOfBandOf(message);
  if (beside !== null) return textUpToNul(beside);
  const bytes = journal.bytesOf(message);
  return bytes === null ? "" : auxTextOf(bytes, profileOfMessage(run, message));
}

function textUpToNul(aux: Uint8Array): string {
  const end = aux.indexOf(0);
  return utf8Decode(end < 0 ? aux : aux.subarray(0, end));
}

/** The aux text of a message as it was sent, up to its NUL. */
export function auxTextOf(bytes: Uint8Array, profile: Profile): string {
  if (bytes.length < 64) return "";
  view.readBase(bytes, 0, bytes[0] === 0x48);
  if (!view.readAux(profile, bytes.length) || view.headerBytes + view.auxWireBytes > bytes.length) return "";
  return textUpToNul(auxOf(view));
}
