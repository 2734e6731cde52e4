import { TRACE } from "../sim/trace.ts";
import { familyOfRow, isInFeed } from "./families.ts";
import { Filter, filterOf } from "./filter/filter.ts";
import type { Row } from "./row.ts";
import type { Telling } from "./sentences.ts";
import { FAMILIES, type FeedFilter } from "./shown.ts";

export const NO_FILTER: FeedFilter = { families: [], node: null, link: null, text: "" };

/**
 * Whether rows of the journal pass a filter of the feed: the chips (families, node, link) and the text in the filter
 * language, the cheap questions first. A text that is no filter is looked for as it stands.
 */
export class CompiledFilter {
  readonly filter: FeedFilter;
  /** bit = index into FAMILIES */
  private readonly _families: number;
  private readonly _text: Filter;

  constructor(filter: FeedFilter) {
    this.filter = filter;
    this._families = filter.families.length === 0 ? -1 : filter.families.reduce((bits, family) => bits | (1 << FAMILIES.indexOf(family)), 0);
    const read = filterOf(filter.text);
    this._text = read.ok ? read.value : new Filter({ is: "words", words: filter.text.trim() });
  }

  /** Every row matches. */
  get isEmpty(): boolean {
    return this._families === -1 && this.filter.node === null && this.filter.link === null && this._text.isEmpty;
  }

  /** Some rows have to be told in a sentence to know whether they match: dear. */
  get asksSentences(): boolean {
    return this._text.asksSentences;
  }

  /** Whether the feed lists it: what matches, and is not told by another row already. */
  passes(row: Row, telling: Telling): boolean {
    if (!this._text.asksMessages && !isInFeed(row)) return false;
    if (!this._matchesChips(row, telling)) return false;
    if (!this._text.asksMessages && row.kind === TRACE.send && telling.companions.isTold(row)) return false;
    return this._text.passes(row, telling);
  }

  /** Whether the filter lets it through, in the feed or not. */
  matches(row: Row, telling: Telling): boolean {
    return this._matchesChips(row, telling) && this._text.passes(row, telling);
  }

  private _matchesChips(row: Row, telling: Telling): boolean {
    const { names } = telling;
    const { node, link } = this.filter;
    if (this._families !== -1 && (this._families & (1 << familyOfRow(row, names.kindOf(row.msgidHi, row.msgidLo)))) === 0) return false;
    if (link !== null && (row.link < 0 || names.linkId(row.link) !== link)) return false;
    return node === null || concerns(row, node, telling);
  }
}

/** A row concerns the node that tells it; one about a message both ends of its link. */
function concerns(row: Row, node: string, { names }: Telling): boolean {
  if (row.node >= 0 && names.node(row.node) === node) return true;
  if (row.kind === TRACE.event || row.link < 0) return false;
  return names.node(names.fromOf(row.link, 0)) === node || names.node(names.toOf(row.link, 0)) === node;
}
