import type { Result } from "../../base/result.ts";
import type { Row } from "../row.ts";
import type { Telling } from "../sentences.ts";
import { asksMessages, compileFilter, COST, type RowTest } from "./compile.ts";
import { parseFilter } from "./parser.ts";
import { printFilter } from "./printer.ts";
import type { FilterFault, FilterNode } from "./syntax.ts";

/** A filter of the language, ready to be asked of rows: for the feed, the diagrams, breakpoints and jumps. */
export class Filter {
  /** as it is printed, which need not be as somebody wrote it */
  readonly text: string;
  /** every row passes */
  readonly isEmpty: boolean;
  /** it asks about messages as such */
  readonly asksMessages: boolean;
  private readonly _test: RowTest;

  constructor(node: FilterNode) {
    this.text = printFilter(node);
    this.isEmpty = node.is === "all";
    this.asksMessages = asksMessages(node);
    this._test = compileFilter(node);
  }

  get asksSentences(): boolean {
    return this._test.cost >= COST.sentence;
  }

  passes(row: Row, telling: Telling): boolean {
    return this._test.passes(row, telling);
  }
}

/** The filter of a text, or the first thing that is wrong with it. */
export function filterOf(text: string): Result<Filter, FilterFault> {
  const read = parseFilter(text);
  return read.ok ? { ok: true, value: new Filter(read.value) } : read;
}
