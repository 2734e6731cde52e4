import type { CutKind } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import type { LinkRow } from "./rows.ts";
import { LinkSign } from "./Signs.tsx";

/** More rows than one scans by eye are found by name. */
const ROWS_MAX = 60;

export function LinkFaults({ session, rows, how }: { readonly session: Session; readonly rows: readonly LinkRow[]; readonly how: CutKind }) {
  if (rows.length === 0) return <EmptyState>{TEXTS.faults.none}</EmptyState>;
  return (
    <ul className="fault-rows">
      {rows.slice(0, ROWS_MAX).map(({ id, state, cut }) => (
        <li key={id}>
          <button type="button" className="fault-name" onClick={() => session.select({ kind: "link", link: id })}>
            <LinkSign state={state} />
            <span>{id}</span>
            <small>{TEXTS.states.link[state]}</small>
          </button>
          <Button small aria-label={`${cut ? TEXTS.faults.heal : TEXTS.faults.cut} ${id}`} onClick={() => session.onCommand(cut ? { do: "heal", link: id } : { do: "cut", link: id, how })}>
            {cut ? TEXTS.faults.heal : TEXTS.faults.cut}
          </Button>
        </li>
      ))}
      {rows.length > ROWS_MAX && <li className="field-hint">{TEXTS.faults.more(rows.length - ROWS_MAX)}</li>}
    </ul>
  );
}
