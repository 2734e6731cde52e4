import type { Frame, SequenceView, SequenceWindow } from "../../port/messages.ts";
import type { Ui } from "../../store/ui.ts";
import { cursorRowOf } from "./cursor.ts";
import { type Geometry, yOf } from "./geometry.ts";
import type { Lit } from "./paint-sequence.ts";

/** What is lit in the picture: what is selected anywhere on the page, the event that is looked at, the cursor, the piece. */
export function litOf(ui: Ui, { columns }: SequenceView, panel: Frame | null, found: SequenceWindow, geometry: Geometry): Omit<Lit, "hover"> {
  const { selection, event, transaction } = ui;
  return {
    message: selection?.kind === "message" ? selection.message : null,
    transaction: selection?.kind === "transaction" ? selection.name : transaction,
    link: selection?.kind === "link" ? selection.link : null,
    column: selection?.kind === "node" ? columns.indexOf(selection.node) : -1,
    event,
    cursor: cursorRowOf(panel) === null ? found.end : found.cursor,
    piece: pieceOf(ui, found, geometry),
  };
}

/** Heights of the piece, as far as its rows are in the window. */
function pieceOf({ sequenceRange }: Ui, found: SequenceWindow, geometry: Geometry): Lit["piece"] {
  if (sequenceRange === null) return null;
  const { fromRow, toRow } = sequenceRange;
  const ends = found.messages.flatMap(({ row, place, endRow, endPlace }) => [{ row, place }, ...(endRow === null || endPlace === null ? [] : [{ row: endRow, place: endPlace }])]);
  const within = [...ends, ...found.marks].filter(({ row }) => row >= fromRow && row <= toRow).map(({ place }) => yOf(geometry, place));
  return within.length === 0 ? null : { from: Math.min(...within) - 5, to: Math.max(...within) + 5 };
}
