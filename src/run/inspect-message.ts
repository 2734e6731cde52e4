import { describeMessage } from "./describe-message.ts";
import { outOfBandOf, sentWithoutCrcs } from "./inspect-shm.ts";
import { familyOfRow } from "./families.ts";
import { inspectRecord } from "./inspect-sealed.ts";
import { tellCauses } from "./inspect-causes.ts";
import { fateOf } from "./message/fate.ts";
import { bytesOnArrival, expectsPlainCrc } from "./message/reader.ts";
import { sentenceOf } from "./message/sentence.ts";
import { verdictOf } from "./message/verdict.ts";
import { Row } from "./row.ts";
import type { Run } from "./run.ts";
import type { Telling } from "./sentences.ts";
import { FAMILIES, type MessageInspection } from "./shown.ts";

/** One message: its bytes as they arrive, what it means, what became of it, and why it was sent; null when the journal no longer holds it. */
export function inspectMessageOf(run: Run, message: number, telling: Telling): MessageInspection | null {
  const sent = run.journal.sentRow(message);
  const row = new Row();
  if (sent < 0 || !run.rows.readIfKept(sent, row)) return null;
  const { names } = run;
  const end = run.journal.endRow(message);
  const fate = fateOf(run, message, telling);
  return {
    kind: "message",
    message,
    link: names.linkId(row.link),
    from: names.node(names.fromOf(row.link, row.direction)),
    to: names.node(names.toOf(row.link, row.direction)),
    sentUs: row.atUs,
    ...fate,
    verdict: verdictOf(run, message, telling),
    family: FAMILIES[familyOfRow(row, names.kindOf(row.msgidHi, row.msgidLo))]!,
    sentence: sentenceOf(run, row, telling),
    why: tellCauses(run, sent, telling),
    copyOf: copyOf(run, row),
    ...describedBytes(run, message, sent, end, row),
  };
}

/** DUP-01: every message that carries the same; more of them the farther the copies have come. */
function copyOf(run: Run, sent: Row): MessageInspection["copyOf"] {
  const copied = run.chronicle.transactions.find(sent.msgidHi, sent.msgidLo)?.copies?.copied(sent.message);
  if (copied === undefined) return null;
  const { names } = run;
  const row = new Row();
  const messages = copied.messages.flatMap((message) => {
    if (!run.rows.readIfKept(run.journal.sentRow(message), row)) return [];
    return [{ message, from: names.node(names.fromOf(row.link, row.direction)), to: names.node(names.toOf(row.link, row.direction)) }];
  });
  return { number: copied.number, messages };
}

// ---------------------------------------------------------------- bytes

/**
 * What was said, and on an encrypted link the record that says it (LINK-02): what the way does, it does to the record. On
 * one over shared memory, the aux data that the header names (WIRE-06).
 */
function describedBytes(run: Run, message: number, sent: number, end: number, row: Row): Pick<MessageInspection, "description" | "record" | "outOfBand"> {
  const plainCrc = expectsPlainCrc(run, run.names.toOf(row.link, row.direction));
  const { memory, profile } = run.world.links[row.link]!;
  const overMemory = memory !== null;
  const describe = (bytes: Uint8Array) => describeMessage(bytes, profile, plainCrc, overMemory && sentWithoutCrcs(bytes));
  const plain = run.journal.bytesOf(message)?.slice() ?? new Uint8Array(0);
  const record = run.journal.recordOf(message)?.slice();
  const arriving = bytesOnArrival(run, message, sent, end, (record ?? plain).slice());
  if (record === undefined) return { description: describe(arriving), record: null, outOfBand: outOfBandOf(run, message, arriving, overMemory && sentWithoutCrcs(arriving), plainCrc) };
  const changed = arriving.length !== record.length || arriving.some((byte, i) => byte !== record[i]);
  return { description: describe(plain), record: inspectRecord(run, row, arriving, changed), outOfBand: null };
}
