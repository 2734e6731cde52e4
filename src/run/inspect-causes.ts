import { RULES } from "../node/rules.ts";
import { TRACE } from "../sim/trace.ts";
import { causesOf } from "./causes.ts";
import { Row } from "./row.ts";
import type { Run } from "./run.ts";
import { sayRow, type Telling } from "./sentences.ts";
import type { Cause } from "./shown.ts";

/** The chain of causes of a row in sentences, the first cause first. */
export function tellCauses(run: Run, number: number, telling: Telling): Cause[] {
  const row = new Row();
  return causesOf(run.rows, run.chronicle.cuts, number).map((event) => {
    run.rows.read(event, row);
    return { event, atUs: row.atUs, sentence: sayRow(row, telling), rule: row.kind === TRACE.event ? (RULES[row.rule] ?? "") : "" };
  });
}
