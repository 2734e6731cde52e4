import { Row } from "./row.ts";
import type { Run } from "./run.ts";
import { type Telling, tellRow } from "./sentences.ts";
import type { CheckShown } from "./shown.ts";

const scratch = new Row();

/** What every check says of the run as far as it has come, and what a violation is about. */
export function checksShown(run: Run, telling: Telling): CheckShown[] {
  return run.verdicts().map(({ name, claim, verdict: { state, text, row, node } }) => ({ name, claim, state, text, at: row === undefined ? null : aboutOf(run, telling, row, node) }));
}

/** The node where it was found, else what the row is about with which it was found. */
function aboutOf({ rows }: Run, telling: Telling, event: number, node: string | undefined): NonNullable<CheckShown["at"]> {
  if (node !== undefined || !rows.readIfKept(event, scratch)) return { event, node: node ?? null, link: null, message: null, transaction: null };
  const about = tellRow(scratch, telling);
  return { event, node: about.node, link: about.link, message: about.message, transaction: about.transaction };
}
