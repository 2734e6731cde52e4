import type { Comparison, CompareWith, InjectionShown, LinkEndName, MessageEdit, MessageSheet, Way } from "../run/shown-message.ts";

/** What the message inspector asks beyond a message itself. */
export type MessageQuery =
  /** hex bytes taken apart as the receiver at an end would, after one change */
  | { readonly query: "sheet"; readonly hex: string; readonly edit: MessageEdit | null; readonly end: LinkEndName | null }
  /** what commands put into the run, and what became of it */
  | { readonly query: "injections" }
  | { readonly query: "compare"; readonly message: number; readonly with: CompareWith }
  /** one message at every hop */
  | { readonly query: "way"; readonly message: number };

export type MessageAnswer =
  | { readonly query: "sheet"; readonly sheet: MessageSheet | null; readonly error: string | null }
  | { readonly query: "injections"; readonly injections: readonly InjectionShown[] }
  | { readonly query: "compare"; readonly comparison: Comparison | null; readonly error: string | null }
  | { readonly query: "way"; readonly way: Way | null };
