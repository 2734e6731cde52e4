import { useState } from "react";
import { useStore } from "zustand";
import type { PieceChoice } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { Ui } from "../../store/ui.ts";
import { SelectField } from "../controls/field.tsx";
import { CopyButton } from "./CopyButton.tsx";
import { SHARE_TEXTS } from "../../texts/share.ts";

const LAST = [40, 200] as const;
const WHOLE = 1_000_000_000;

/** A piece of the run as text: what is selected in the sequence, the selected transaction, or the last events. */
export function TextSection({ session }: { readonly session: Session }) {
  const texts = SHARE_TEXTS.text;
  const ui = useStore(session.ui.store);
  const pieces = piecesOf(ui.selection?.kind === "transaction" ? ui.selection.name : ui.transaction, rangeOf(ui));
  const [chosen, choose] = useState("0");
  const [shown, show] = useState("");
  const piece = (pieces[Number(chosen)] ?? pieces[0])!.piece;
  const ask = async (form: "trace" | "mermaid"): Promise<string> => {
    const { text } = await session.query({ query: "piece", form, piece });
    show(text);
    return text;
  };
  return (
    <section>
      <h3>{texts.title}</h3>
      <SelectField label={texts.what} value={chosen} choices={pieces.map(({ text }, i) => ({ value: String(i), text }))} onChoose={choose} />
      <div className="share-row">
        <CopyButton label={texts.trace} text={() => ask("trace")} />
        <CopyButton label={texts.mermaid} text={() => ask("mermaid")} />
      </div>
      {shown === "" ? <p className="field-hint">{texts.empty}</p> : <textarea className="input share-text" readOnly aria-label={texts.preview} rows={8} value={shown} wrap="off" />}
    </section>
  );
}

interface NamedPiece {
  readonly text: string;
  readonly piece: PieceChoice;
}

function piecesOf(transaction: string | null, range: readonly [number, number] | null): NamedPiece[] {
  const texts = SHARE_TEXTS.text;
  return [
    ...(range === null ? [] : [{ text: texts.range(...range), piece: { rows: range } }]),
    ...(transaction === null ? [] : [{ text: texts.transaction(transaction), piece: { transaction } }]),
    ...LAST.map((last) => ({ text: texts.last(last), piece: { last } })),
    { text: texts.whole, piece: { rows: [0, WHOLE] } },
  ];
}

/** What is selected in the sequence diagram, as rows of the journal. */
function rangeOf({ sequenceRange }: Ui): readonly [number, number] | null {
  return sequenceRange === null ? null : [sequenceRange.fromRow, sequenceRange.toRow];
}
