import type { FieldName, Operator } from "./fields.ts";

/**
 * A filter, taken apart. Values are in the one form in which they are printed: an enum's as its list writes it, an id with
 * its 16 digits, a time in whole microseconds ("2100000us"), flags in the header's order joined by |.
 */
export type FilterNode =
  /** the empty filter: every row */
  | { readonly is: "all" }
  /** two or more, none of them an "and" itself */
  | { readonly is: "and"; readonly of: readonly FilterNode[] }
  | { readonly is: "or"; readonly of: readonly FilterNode[] }
  | { readonly is: "not"; readonly of: FilterNode }
  /** more than one value with `in` only */
  | { readonly is: "compare"; readonly field: FieldName; readonly operator: Operator; readonly values: readonly string[] }
  /** bare words: the sentence, or the id of the rule, has them in it */
  | { readonly is: "words"; readonly words: string };

/** Why a text is no filter. */
export interface FilterFault {
  /** where in the text, counted in characters from 0; it ends where the text does when something is missing there */
  readonly at: number;
  readonly length: number;
  /** what stands there, "" = the end */
  readonly found: string;
  /** what could stand there, in words */
  readonly expected: string;
  /** what was probably meant, to be put in place of what was found */
  readonly suggestion: string | null;
  /** all of it in one sentence */
  readonly text: string;
}

/** A longer text is no filter. */
export const FILTER_TEXT_MAX = 1_000;
/** ours: brackets and nots within each other */
export const FILTER_DEPTH_MAX = 40;
