import { memo, useMemo, useState } from "react";
import type { MessageDescription } from "../../port/messages.ts";
import { Section } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { CmdBits } from "./CmdBits.tsx";
import { CrcList } from "./CrcList.tsx";
import { FaultList } from "./FaultList.tsx";
import { FieldTable } from "./FieldTable.tsx";
import { FlagChips } from "./FlagChips.tsx";
import { useFieldWalk } from "./field-walk.ts";
import { bytesOfHex, fieldOfBytes, hexRows } from "./hex-rows.ts";
import { HexView } from "./HexView.tsx";
import "./bytes.css";

interface BytesViewProps {
  readonly description: MessageDescription;
  readonly onRule: (rule: string) => void;
  /** bytes that differ from something, with what they were, and the fields that do */
  readonly changed?: ReadonlyMap<number, string>;
  readonly changedFields?: ReadonlySet<number>;
}

/** A message taken apart: flags, bytes and fields beside each other with one light for both, checksums, the cmd word, faults. */
export const BytesView = memo(function BytesView({ description, onRule, changed, changedFields }: BytesViewProps) {
  const { hex, fields, crcs } = description;
  const { lit, setLit, onKey, root } = useFieldWalk(fields);
  const [litCrc, setLitCrc] = useState<string | null>(null);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(NOTHING);
  const bytes = useMemo(() => bytesOfHex(hex), [hex]);
  const rows = useMemo(() => hexRows(bytes, fieldOfBytes(fields, bytes.length), unfolded), [bytes, fields, unfolded]);
  return (
    <div className="bytes-view" ref={root}>
      <Section title={TEXTS.message.flags}>
        <FlagChips flags={description.flags} />
      </Section>
      <FaultList faults={description.faults} onRule={onRule} />
      <div className="bytes-and-fields">
        <Section title={TEXTS.message.bytes} side={<span className="section-side">{orderText(description.byteOrder)}</span>}>
          <HexView rows={rows} total={bytes.length} fields={fields} crcs={crcs} lit={lit} litCrc={litCrc} onLit={setLit} onUnfold={(offset) => setUnfolded(new Set([...unfolded, offset]))} changed={changed} />
          <CrcList crcs={crcs} onLit={setLitCrc} />
        </Section>
        <Section title={TEXTS.message.fields}>
          <FieldTable description={description} lit={lit} onLit={setLit} onKey={onKey} changed={changedFields} />
        </Section>
      </div>
      <Section title={TEXTS.message.cmd}>
        <CmdBits description={description} />
      </Section>
      {description.auxText !== null && (
        <Section title={TEXTS.message.auxText}>
          <pre className="aux-text">{description.auxText}</pre>
        </Section>
      )}
    </div>
  );
});

function orderText(order: string): string {
  return Object.entries(TEXTS.byteOrder).find(([name]) => name === order)?.[1] ?? order;
}

const NOTHING: ReadonlySet<number> = new Set();
