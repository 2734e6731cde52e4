import { TRACE } from "../../sim/trace.ts";
import { describeMessage } from "../describe-message.ts";
import { say } from "../fill.ts";
import { sentWithoutCrcs } from "../inspect-shm.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import type { ComparedSide, CompareWith, Comparison } from "../shown-message.ts";
import { changesBetween } from "./compare.ts";
import { nextHops, previousHop } from "./follow.ts";
import { expectsPlainCrc } from "./reader.ts";
import { originOf } from "./sentence.ts";

/** Two messages as they were sent, and where they differ; or why there is nothing to compare with. */
export function comparisonOf(run: Run, message: number, other: CompareWith): Comparison | string {
  run.chronicle.catchUp();
  const b = sideOf(run, message);
  if (b === null) return say("compare.noSuch", { message });
  const found = typeof other === "object" ? other.message : other === "previousHop" ? previousHop(run, message) : previousElement(run, message);
  if (typeof found === "string") return found;
  if (found < 0) return say("compare.noHop");
  const a = sideOf(run, found);
  return a === null ? say("compare.noSuch", { message: found }) : { a, b, changes: changesBetween(a.description, b.description) };
}

function sideOf(run: Run, message: number): ComparedSide | null {
  const { names } = run;
  const row = new Row();
  const bytes = run.journal.bytesOf(message)?.slice();
  if (bytes === undefined || !run.rows.readIfKept(run.journal.sentRow(message), row)) return null;
  const { link, direction } = row;
  const { memory, profile } = run.world.links[link]!;
  const withoutCrcs = memory !== null && sentWithoutCrcs(bytes);
  return {
    message,
    sentUs: row.atUs,
    link: names.linkId(link),
    from: names.node(names.fromOf(link, direction)),
    to: names.node(names.toOf(link, direction)),
    description: describeMessage(bytes, profile, expectsPlainCrc(run, names.toOf(link, direction)), withoutCrcs),
  };
}

/** The element before this one, of the same half where there is one; at the same place of the way, as far as it came there. */
function previousElement(run: Run, message: number): number | string {
  const row = new Row();
  if (!run.rows.readIfKept(run.journal.sentRow(message), row) || row.kind !== TRACE.send) return say("compare.noSuch", { message });
  const record = run.chronicle.transactions.find(row.msgidHi, row.msgidLo);
  if (record === undefined) return say("compare.noTransaction");
  const origin = originOf(run, message);
  const at = record.elements.findIndex((element) => element.message === origin);
  const before = at < 0 ? [] : record.elements.slice(0, at);
  const reply = record.elements[at]?.reply ?? false;
  const found = before.findLast((element) => element.reply === reply) ?? before.at(-1);
  if (found === undefined) return say("compare.noElement");
  return atSameEnd(run, found.message, row.link, row.direction);
}

/** The hop of a message that went over that end, else the message as it was made. */
function atSameEnd(run: Run, message: number, link: number, direction: number): number {
  const row = new Row();
  let at: number | undefined = message;
  for (let hops = 0; at !== undefined && hops < HOPS_LOOKED; hops++) {
    if (run.rows.readIfKept(run.journal.sentRow(at), row) && row.link === link && row.direction === direction) return at;
    at = nextHops(run, at)[0];
  }
  return message;
}
const HOPS_LOOKED = 64;
