import { memo, useMemo, useState } from "react";
import type { MessageInspection } from "../../port/messages.ts";
import { FieldTable } from "../bytes/FieldTable.tsx";
import { useFieldWalk } from "../bytes/field-walk.ts";
import { bytesOfHex, fieldOfBytes, hexRows } from "../bytes/hex-rows.ts";
import { HexView } from "../bytes/HexView.tsx";
import { Section } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import "./secure.css";

type Record = NonNullable<MessageInspection["record"]>;

/** LINK-02: what a message on an encrypted link is on the wire: the record, with the bytes of its header, ciphertext and tag. */
export const RecordView = memo(function RecordView({ record }: { readonly record: Record }) {
  const { description, sentence } = record;
  const { hex, fields } = description;
  const { lit, setLit, onKey, root } = useFieldWalk(fields);
  const [whole, setWhole] = useState(false);
  const bytes = useMemo(() => bytesOfHex(hex), [hex]);
  const rows = useMemo(() => hexRows(bytes, fieldOfBytes(fields, bytes.length), NOTHING), [bytes, fields]);
  const shown = whole ? rows : rows.slice(0, ROWS_SHOWN);
  return (
    <div className="bytes-view record-view" ref={root}>
      <Section title={TEXTS.secure.onTheWire} side={<span className="section-side">{TEXTS.secure.recordBytes(bytes.length)}</span>}>
        <p className="say">{sentence}</p>
      </Section>
      <div className="bytes-and-fields">
        <Section title={TEXTS.secure.record}>
          <HexView rows={shown} total={bytes.length} fields={fields} crcs={description.crcs} lit={lit} litCrc={null} onLit={setLit} onUnfold={() => setWhole(true)} />
          {rows.length > shown.length && (
            <button type="button" className="lead record-more" onClick={() => setWhole(true)}>
              {TEXTS.secure.allOfIt(bytes.length)}
            </button>
          )}
        </Section>
        <Section title={TEXTS.secure.parts}>
          <FieldTable description={description} lit={lit} onLit={setLit} onKey={onKey} />
        </Section>
      </div>
    </div>
  );
});

/** Ciphertext looks all the same: the first rows show where it begins. */
const ROWS_SHOWN = 8;
const NOTHING: ReadonlySet<number> = new Set();
