/** What the page is shown of sharing: pieces of a run as text, and how an opening goes. */

/** Rows of the journal, both ends included; the last so many events (before a row); or what concerns a transaction. */
export type PieceChoice = { readonly rows: readonly [number, number] } | { readonly last: number; readonly before?: number } | { readonly transaction: string };

/** How a shared run is executed again before it takes the place of the one that is shown. */
export type OpeningShown =
  /** `warnings` are told before anything is executed: another engine, another scenario of that name */
  | { readonly state: "running"; readonly title: string; readonly perMille: number; readonly events: number; readonly nowUs: number; readonly endUs: number; readonly warnings: readonly string[] }
  | { readonly state: "same" | "differs"; readonly title: string; readonly text: string; readonly warnings: readonly string[]; readonly digest: string; readonly recorded: string; readonly own: boolean }
  | { readonly state: "refused"; readonly faults: readonly { readonly path: string; readonly message: string }[] }
  | { readonly state: "cancelled"; readonly text: string };
