import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { MessageDescription } from "../../port/messages.ts";
import { bytesOfHex, fieldOfBytes, hexOffset, hexRows, type HexRow } from "../bytes/hex-rows.ts";
import { HexView } from "../bytes/HexView.tsx";
import { hexStep, withBit } from "./hex-keys.ts";
import { MESSAGE_TEXTS } from "../../texts/message.ts";

const T = MESSAGE_TEXTS.bench;

interface HexEditorProps {
  readonly digits: string;
  readonly original: string;
  readonly changed: ReadonlyMap<number, string>;
  readonly description: MessageDescription;
  readonly lit: number;
  readonly onLit: (field: number) => void;
  readonly onDigits: (digits: string) => void;
  /** the byte that is chosen belongs to this field */
  readonly onField: (field: number) => void;
  /** where the cursor is put when a field is chosen, -1 = where it is */
  readonly aim: number;
}

/** Bytes to write over, one by one or bit by bit. */
export function HexEditor({ digits, original, changed, description, lit, onLit, onDigits, onField, aim }: HexEditorProps) {
  const { fields, crcs } = description;
  const [cursor, setCursor] = useState({ at: 0, half: false });
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [aimed, setAimed] = useState(aim);
  if (aim !== aimed) {
    setAimed(aim);
    if (aim >= 0) setCursor({ at: aim, half: false });
  }
  const root = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const bytes = useMemo(() => bytesOfHex(digits), [digits]);
  const owner = useMemo(() => fieldOfBytes(fields, bytes.length), [fields, bytes.length]);
  const rows = useMemo(() => rowsAround(bytes, owner, unfolded, cursor.at), [bytes, owner, unfolded, cursor.at]);
  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    root.current?.querySelector<HTMLElement>(`[data-byte="${cursor.at}"]`)?.focus();
  }, [cursor.at]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement) || event.target.dataset.byte === undefined) return;
    const step = hexStep(event.key, cursor, digits, original);
    if (step === null) return;
    event.preventDefault();
    event.stopPropagation(); // a digit is no shortcut of the page
    moved.current = step.cursor.at !== cursor.at;
    setCursor(step.cursor);
    if (step.digits !== digits) onDigits(step.digits);
    onField(owner[step.cursor.at] ?? -1);
  };
  const choose = (at: number): void => {
    if (at !== cursor.at) setCursor({ at, half: false });
    onField(owner[at] ?? -1);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the bytes inside, which are buttons
    <div ref={root} className="hex-editor" onKeyDown={onKeyDown}>
      <HexView rows={rows} total={bytes.length} fields={fields} crcs={crcs} lit={lit} litCrc={null} onLit={onLit} onUnfold={(offset) => setUnfolded(new Set([...unfolded, offset]))} changed={changed} chosen={{ at: Math.min(cursor.at, bytes.length - 1), onChoose: choose }} />
      <Bits at={cursor.at} byte={bytes[cursor.at]} onFlip={(bit) => onDigits(withBit(digits, cursor.at, bit))} />
      <p className="field-hint">{T.bytesHint}</p>
    </div>
  );
}

/** A fold of zeros opens where the cursor is. */
function rowsAround(bytes: readonly number[], owner: Int32Array, unfolded: ReadonlySet<number>, at: number): HexRow[] {
  const rows = hexRows(bytes, owner, unfolded);
  const fold = rows.find((row) => row.kind === "zeros" && at >= row.offset && at < row.offset + row.length);
  return fold === undefined ? rows : hexRows(bytes, owner, new Set([...unfolded, fold.offset]));
}

function Bits({ at, byte, onFlip }: { readonly at: number; readonly byte: number | undefined; readonly onFlip: (bit: number) => void }) {
  if (byte === undefined) return null;
  return (
    <fieldset className="bit-row">
      <legend>{T.bits(hexOffset(at, 0))}</legend>
      {[7, 6, 5, 4, 3, 2, 1, 0].map((bit) => {
        const on = ((byte >> bit) & 1) === 1;
        return (
          <button key={bit} type="button" className="bit" aria-pressed={on} aria-label={T.bit(bit, on)} onClick={() => onFlip(bit)}>
            {on ? "1" : "0"}
          </button>
        );
      })}
    </fieldset>
  );
}
