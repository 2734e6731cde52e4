import { nameOf } from "../inspect-transaction.ts";
import type { Run } from "../run.ts";
import type { FilterAnswer, FilterHelp } from "../shown-trio.ts";
import { completionsAt } from "./complete.ts";
import { FIELDS, type NameSource, OPERATORS } from "./fields.ts";
import { parseFilter } from "./parser.ts";
import { FIELD_MEANINGS, OPERATOR_MEANINGS } from "../../texts/run-filter.ts";

/** ours: names of one kind that are looked through for completions */
const NAMES_MAX = 2_000;

/** What is wrong with a text, and what could stand at the caret. */
export function answerFilter(run: Run, text: string, caret: number): FilterAnswer {
  const read = parseFilter(text);
  return { fault: read.ok ? null : read.error, ...completionsAt(text, caret, (source) => namesOf(run, source)) };
}

function namesOf(run: Run, source: NameSource): readonly string[] {
  const { world } = run;
  switch (source) {
    case "nodes":
      return world.nodes.slice(0, NAMES_MAX).map(({ id }) => id);
    case "links":
      return world.links.slice(0, NAMES_MAX).map(({ id }) => id);
    case "pfs":
      return [...new Set(world.nodes.flatMap(({ pfs }) => pfs.map(({ label }) => label)))].slice(0, NAMES_MAX);
    case "transactions": {
      const names: string[] = [];
      for (const record of run.chronicle.transactions.newest()) if (names.push(nameOf(run, record)) === NAMES_MAX) break;
      return names;
    }
  }
}

/** The table of fields with their meaning, for the help panel. */
export function filterHelp(): FilterHelp {
  return {
    fields: FIELDS.map(({ name, type, operators, values, source, example }) => ({ name, type, meaning: FIELD_MEANINGS[name], operators, values, source, example })),
    operators: OPERATORS.map((operator) => ({ operator, meaning: OPERATOR_MEANINGS[operator] })),
  };
}
