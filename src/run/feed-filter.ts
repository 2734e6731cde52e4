import { RULES } from "../node/rules.ts";
import { TRACE } from "../sim/trace.ts";
import { familyOfRow, isInFeed } from "./families.ts";
import type { Row } from "./row.ts";
import { sayRow, type Telling } from "./sentences.ts";
import { FAMILIES, type FeedFilter } from "./shown.ts";

export const NO_FILTER: FeedFilter = { families: [], node: null, link: null, text: "" };

/** Whether rows of the journal pass a filter of the feed; the cheap questions first, the sentence last. */
export class CompiledFilter {
  readonly filter: FeedFilter;
  /** bit = index into FAMILIES */
  private readonly _families: number;
  private readonly _text: string;

  constructor(filter: FeedFilter) {
    this.filter = filter;
    this._families = filter.families.length === 0 ? -1 : filter.families.reduce((bits, family) => bits | (1 << FAMILIES.indexOf(family)), 0);
    this._text = filter.text.trim().toLowerCase();
  }

  passes(row: Row, telling: Telling): boolean {
    if (!isInFeed(row)) return false;
    const { names, companions } = telling;
    const { node, link } = this.filter;
    if (this._families !== -1 && (this._families & (1 << familyOfRow(row, names.kindOf(row.msgidHi, row.msgidLo)))) === 0) return false;
    if (link !== null && (row.link < 0 || names.linkId(row.link) !== link)) return false;
    if (node !== null && !concerns(row, node, telling)) return false;
    if (row.kind === TRACE.send && companions.isTold(row)) return false;
    return this._text === "" || this._matchesText(row, telling);
  }

  private _matchesText(row: Row, telling: Telling): boolean {
    if (row.kind === TRACE.event && (RULES[row.rule] ?? "").toLowerCase().includes(this._text)) return true;
    return sayRow(row, telling).toLowerCase().includes(this._text);
  }
}

/** A row concerns the node that tells it; one about a message both ends of its link. */
function concerns(row: Row, node: string, { names }: Telling): boolean {
  if (row.node >= 0 && names.node(row.node) === node) return true;
  if (row.kind === TRACE.event || row.link < 0) return false;
  return names.node(names.fromOf(row.link, 0)) === node || names.node(names.toOf(row.link, 0)) === node;
}
