import { id64 } from "../../base/bytes.ts";
import { formatUs } from "../../base/time.ts";
import { RULES } from "../../node/rules.ts";
import { variantsOn } from "../../node/variants.ts";
import { ENGINE_VERSION } from "../../record/version.ts";
import { TRACE } from "../../sim/trace.ts";
import { commandName, flagNames } from "../../wire/names.ts";
import { say } from "../fill.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import { sayRow, type Telling } from "../sentences.ts";
import type { PieceChoice } from "../shown-sharing.ts";
import { isListed, type Piece, pieceOf, rowsOf } from "./piece.ts";

/** Lines of one text. */
export const TRACE_LINES_MAX = 5_000;

/**
 * A piece of a run as lines to be pasted: a head that says which run it is, then an event a line (number, time, node, link,
 * message with its flags and msgid, rule, sentence). The terminal and the page print the same.
 */
export function textTrace(run: Run, telling: Telling, choice: PieceChoice, branch: string | null = null): string[] {
  const piece = pieceOf(run, choice, (row) => isListed(row, telling));
  const lines: string[] = [];
  let cut = false;
  for (const row of rowsOf(run, piece)) {
    if (!isListed(row, telling)) continue;
    if (lines.length === TRACE_LINES_MAX) {
      cut = true;
      break;
    }
    lines.push(traceLine(run, row, telling));
  }
  return [...headOf(run, piece, branch, lines.length, cut), ...lines];
}

function headOf(run: Run, { from, end, transaction }: Piece, branch: string | null, lines: number, cut: boolean): string[] {
  const variants = variantsOn(run.scenario.switches);
  const range = transaction === null ? say("trace.range", { from, to: end - 1, all: run.journal.rowEnd, lines }) : say("trace.transaction", { transaction: run.names.transactionNamed(transaction.name), lines });
  return [
    say("trace.title", { title: run.scenario.title }),
    say("trace.run", { engine: ENGINE_VERSION, seed: run.seed, digest: run.digest, clock: formatUs(run.nowUs) }),
    ...(variants.length === 0 ? [] : [say("trace.variants", { variants: variants.join(", ") })]),
    ...(branch === null ? [] : [say("trace.branch", { branch })]),
    lines === 0 ? say("trace.none") : range,
    ...(cut ? [say("trace.cut", { lines })] : []),
  ];
}

const WIDTH = { event: 8, time: 13, node: 10, link: 12 } as const;

function traceLine(run: Run, row: Row, telling: Telling): string {
  const { names } = telling;
  const sentence = sayRow(row, telling);
  const rule = row.kind === TRACE.event ? (RULES[row.rule] ?? "") : "";
  const message = messageText(run, row, telling);
  const parts = [
    String(row.number).padStart(WIDTH.event),
    formatUs(row.atUs).padStart(WIDTH.time),
    (row.node < 0 ? "-" : names.node(row.node)).padEnd(WIDTH.node),
    (row.link < 0 ? "-" : names.linkId(row.link)).padEnd(WIDTH.link),
    ...(message === "" ? [] : [`[${message}]`]),
    sentence,
    ...(rule === "" ? [] : [`(${rule})`]),
  ];
  return parts.join("  ");
}

const sent = new Row();

/** "LNK_SPAN CREATE|REPLY 0x0000a00000000007 #12": the message that a row is about, or of which an event tells. */
function messageText(run: Run, row: Row, { companions }: Telling): string {
  let head: Row = row;
  let message = row.message;
  if (row.kind === TRACE.event) {
    message = companions.messageOf(row);
    const at = message < 0 ? -1 : run.journal.sentRow(message);
    if (at < 0) return "";
    run.rows.read(at, sent);
    head = sent;
  }
  if (message < 0 || head.cmd === 0) return "";
  const flags = flagNames(head.cmd >>> 24).join("|");
  return [commandName(head.cmd & 0xffffff), ...(flags === "" ? [] : [flags]), id64(head.msgidHi, head.msgidLo), `#${message}`].join(" ");
}
