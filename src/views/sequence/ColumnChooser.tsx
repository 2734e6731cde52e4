import { Popover } from "radix-ui";
import { useState } from "react";
import type { TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { Ui } from "../../store/ui.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/field.tsx";
import { grouped } from "../../texts/units.ts";
import { columnsAround, moved } from "./columns.ts";
import { COLUMN_TEXTS, SEQUENCE_TEXTS } from "../../texts/sequence.ts";

interface ColumnChooserProps {
  readonly session: Session;
  readonly ui: Ui;
  readonly topology: TopologyView | null;
  readonly columns: readonly string[];
}

/** More nodes than these are found by name. */
const LISTED_MAX = 60;

/** Which nodes have a column, and in what order. */
export function ColumnChooser({ session, ui, topology, columns }: ColumnChooserProps) {
  const all = topology?.nodes ?? [];
  const [search, setSearch] = useState("");
  const choose = (next: readonly string[] | null) => session.ui.lookAtSequence({ columns: next });
  const found = all.map(({ id }) => id).filter((id) => id.toLowerCase().includes(search.trim().toLowerCase()));
  const listed = [...columns.filter((id) => found.includes(id)), ...found.filter((id) => !columns.includes(id))];
  const toggle = (id: string) => choose(columns.includes(id) ? columns.filter((one) => one !== id) : [...columns, id]);
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button small>{SEQUENCE_TEXTS.nodes(columns.length, all.length)}</Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover columns-popover" side="top" align="start" sideOffset={6} collisionPadding={8} aria-label={COLUMN_TEXTS.title}>
          <Suggestions ui={ui} topology={topology} onChoose={choose} />
          <input className="input" type="search" value={search} placeholder={COLUMN_TEXTS.find} aria-label={COLUMN_TEXTS.find} onChange={(event) => setSearch(event.target.value)} />
          {listed.length === 0 && <EmptyState>{COLUMN_TEXTS.none}</EmptyState>}
          <ul className="columns-list">
            {listed.slice(0, LISTED_MAX).map((id) => {
              const column = columns.indexOf(id);
              return (
                <li key={id}>
                  <label className="check">
                    <input type="checkbox" checked={column >= 0} aria-label={COLUMN_TEXTS.add(id)} onChange={() => toggle(id)} />
                    <span>{id}</span>
                  </label>
                  {column >= 0 && search === "" && (
                    <span className="columns-move">
                      <Button small look="quiet" aria-label={COLUMN_TEXTS.earlier(id)} disabled={column === 0} onClick={() => choose(moved(columns, column, -1))}>
                        ←
                      </Button>
                      <Button small look="quiet" aria-label={COLUMN_TEXTS.later(id)} disabled={column === columns.length - 1} onClick={() => choose(moved(columns, column, 1))}>
                        →
                      </Button>
                    </span>
                  )}
                </li>
              );
            })}
          </ul>
          {listed.length > LISTED_MAX && <p className="muted">{COLUMN_TEXTS.more(grouped(listed.length - LISTED_MAX))}</p>}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Choices that follow from what is selected. */
function Suggestions({ ui, topology, onChoose }: { readonly ui: Ui; readonly topology: TopologyView | null; readonly onChoose: (columns: readonly string[] | null) => void }) {
  if (topology === null) return null;
  const { selection, transaction } = ui;
  return (
    <div className="act-row">
      <Button small aria-pressed={ui.sequence.columns === null} onClick={() => onChoose(null)}>
        {transaction === null || topology.nodes.length <= LISTED_MAX ? COLUMN_TEXTS.automatic : COLUMN_TEXTS.path(transaction)}
      </Button>
      <Button small onClick={() => onChoose(topology.nodes.map(({ id }) => id))}>
        {COLUMN_TEXTS.all}
      </Button>
      {selection?.kind === "node" && (
        <Button small onClick={() => onChoose(columnsAround(topology, selection.node))}>
          {COLUMN_TEXTS.around(selection.node)}
        </Button>
      )}
    </div>
  );
}
