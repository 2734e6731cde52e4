import { EVENT, type EventName } from "../../node/events.ts";
import { RULES } from "../../node/rules.ts";
import { TRACE } from "../../sim/trace.ts";
import { ERR } from "../../wire/constants.ts";
import { describe } from "../../wire/describe.ts";
import { say, sayBytes } from "../fill.ts";
import { profileOfMessage } from "../message-profile.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import { sayRow, type Telling } from "../sentences.ts";
import type { Cause } from "../shown.ts";
import type { Verdict, VerdictKind } from "../shown-message.ts";
import { LOOKS_MAX } from "./looks.ts";
import { arrivedBytes } from "./reader.ts";

/**
 * What became of a message, read from the rows of the journal that its arrival led to and from nothing else: the receiver
 * told what it made of it while it handled it, and each event has the rule that decided.
 */

/** Rows that one arrival may lead to. */
const EFFECTS_MAX = 4_000;
/** of them as many are told */
const TOLD_MAX = 40;

/** Events that are more than "accepted". The lower the number, the more it says of the message: a violation outweighs what went before it. */
const KINDS: Readonly<Partial<Record<EventName, VerdictKind>>> = {
  violation: "violation",
  decodeFault: "unreadable",
  recordUnopened: "unreadable",
  thrownOut: "thrown out",
  discarded: "discarded",
  authRefused: "refused",
  connRefused: "refused",
  spanRefused: "refused",
  transactionRefused: "refused",
  entryRefused: "refused",
  lockDenied: "refused",
  lockFault: "refused",
  commitRefused: "refused",
  hostUnknown: "refused",
  hostKeyWrong: "refused",
  signatureWrong: "refused",
  keyReflected: "refused",
  keyUnusable: "refused",
  suiteMismatch: "refused",
  oneWayIgnored: "ignored",
  duplicateIgnored: "ignored",
  forwarded: "passed on",
};
const WEIGHT: Readonly<Partial<Record<VerdictKind, number>>> = { violation: 0, "CRC refused": 1, unreadable: 1, "thrown out": 2, discarded: 3, refused: 4, ignored: 5, "passed on": 6, accepted: 7 };
const KIND_OF = new Map(Object.entries(KINDS).map(([name, kind]) => [EVENT[name as EventName], kind]));

/** The verdict on a message, as far as the run has come; null when the journal does not know it any more. */
export function verdictOf(run: Run, message: number, telling: Telling): Verdict | null {
  const sent = run.journal.sentRow(message);
  const row = new Row();
  if (sent < 0 || !run.rows.readIfKept(sent, row)) return null;
  const end = run.journal.endRow(message);
  if (end < 0) return plain("on its way", sent, row, say("verdict.onItsWay"));
  if (!run.rows.readIfKept(end, row)) return null;
  if (row.kind === TRACE.lost) return plain("lost", end, row, sayRow(row, telling));
  return atArrival(run, end, telling) ?? later(run, message, end, telling);
}

function plain(kind: VerdictKind, event: number, row: Row, sentence: string): Verdict {
  return { kind, rule: "", sentence, event, atUs: row.atUs, effects: [] };
}

/** What its receiver told while it handled the arrival in that row; null when it told nothing. */
function atArrival(run: Run, arrival: number, telling: Telling): Verdict | null {
  const row = new Row();
  const effects: Cause[] = [];
  let best: { readonly kind: VerdictKind; readonly rule: string; readonly event: number; readonly atUs: number; readonly sentence: string } | null = null;
  run.rows.read(arrival, row);
  const receiver = row.node;
  for (let at = arrival + 1; at < arrival + EFFECTS_MAX && run.rows.readIfKept(at, row); at++) {
    if (row.kind === TRACE.deliver || row.kind === TRACE.command) break;
    if (row.cause !== arrival || row.kind !== TRACE.event || row.node !== receiver) continue;
    const told = { event: at, atUs: row.atUs, sentence: sayRow(row, telling), rule: RULES[row.rule] ?? "" };
    if (effects.length < TOLD_MAX) effects.push(told);
    const kind = kindOf(row);
    if (best === null || WEIGHT[kind]! < WEIGHT[best.kind]! || (kind === best.kind && best.rule === "" && told.rule !== "")) best = { kind, ...told };
  }
  return best === null ? null : { ...best, effects };
}

function kindOf(row: Row): VerdictKind {
  if (row.type === EVENT.decodeFault && (row.value === ERR.XCRC || row.value === ERR.ACRC)) return "CRC refused";
  return KIND_OF.get(row.type) ?? "accepted";
}

/** It arrived and nothing was told. Bytes that are less than a message wait for what comes next, which is read as their rest. */
function later(run: Run, message: number, arrival: number, telling: Telling): Verdict {
  const row = new Row();
  run.rows.read(arrival, row);
  const { link, direction, atUs } = row;
  const to = run.names.node(row.node);
  const missing = missingBytes(run, message);
  if (missing === 0) return plain("silent", arrival, row, say("verdict.silent", { to }));
  for (let at = arrival + 1; at < arrival + LOOKS_MAX && run.rows.readIfKept(at, row); at++) {
    if (row.kind === TRACE.linkState && row.link === link) break;
    if (row.kind !== TRACE.deliver || row.link !== link || row.direction !== direction) continue;
    const told = atArrival(run, at, telling);
    if (told !== null) return told;
  }
  return { kind: "incomplete", rule: "", sentence: say("verdict.incomplete", { to, bytes: sayBytes(missing) }), event: arrival, atUs, effects: [] };
}

/** Of the bytes as they arrived: how many a receiver still waits for. */
function missingBytes(run: Run, message: number): number {
  const bytes = arrivedBytes(run, message);
  return bytes === null ? 0 : describe(bytes, profileOfMessage(run, message)).missingBytes;
}
