import type { TransactionTableRow } from "../../port/messages.ts";

type State = TransactionTableRow["stateCode"];

const PATHS: Readonly<Record<State, string>> = {
  opening: "M2 6h7M6.5 3.5L9 6l-2.5 2.5",
  open: "M2 4h14M2 8h14",
  closing: "M2 4h14M2 8h6",
  closed: "M3 6.5l3 3L15 2.5",
  aborted: "M5.5 2.5l7 7M12.5 2.5l-7 7",
  refused: "M9 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9M5.8 2.8l6.4 6.4",
};

/** How far a transaction has come: two halves that are there, one, none, or what broke it. */
export function TransactionSign({ state }: { readonly state: State }) {
  return (
    <svg className="sign" data-state={state} data-cut={state === "aborted" || state === "refused" || undefined} viewBox="0 0 18 12" width="18" height="12" aria-hidden="true" focusable="false">
      <path d={PATHS[state]} />
    </svg>
  );
}
