import { useState } from "react";
import type { Session } from "../../store/session.ts";
import { droppedOn } from "./columns.ts";
import { type Geometry, GUTTER_PX, xOf } from "./geometry.ts";
import { COLUMN_TEXTS } from "../../texts/sequence.ts";

interface ColumnHeadsProps {
  readonly session: Session;
  readonly columns: readonly string[];
  readonly geometry: Geometry;
  readonly selected: string | null;
}

/** The names above the columns: a click selects the node, dragging one onto another moves its column. */
export function ColumnHeads({ session, columns, geometry, selected }: ColumnHeadsProps) {
  const [dragged, setDragged] = useState<string | null>(null);
  const { columnPx, width } = geometry;
  const shown = columns.flatMap((id, column) => {
    const x = xOf(geometry, column);
    return x > GUTTER_PX - columnPx / 2 + 8 && x < width + columnPx ? [{ id, x }] : [];
  });
  return (
    <div className="sequence-heads">
      {shown.map(({ id, x }) => (
        <button
          key={id}
          type="button"
          className="sequence-head"
          draggable
          aria-pressed={id === selected}
          aria-label={COLUMN_TEXTS.column(id)}
          title={id}
          style={{ left: x - columnPx / 2 + 2, width: columnPx - 4 }}
          onClick={() => session.select({ kind: "node", node: id })}
          onDragStart={() => setDragged(id)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={() => {
            if (dragged !== null) session.ui.lookAtSequence({ columns: droppedOn(columns, dragged, id) });
            setDragged(null);
          }}
        >
          {id}
        </button>
      ))}
    </div>
  );
}
