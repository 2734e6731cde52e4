import type { MessageDescription } from "../../port/messages.ts";
import { MESSAGE_TEXTS } from "../../texts/message.ts";
import { TEXTS } from "../../texts/page.ts";
import { crcOfRun, hexByte, hexOffset, printable, ROW_BYTES, type HexRow, type Run } from "./hex-rows.ts";

interface HexViewProps {
  readonly rows: readonly HexRow[];
  readonly total: number;
  readonly fields: MessageDescription["fields"];
  readonly crcs: MessageDescription["crcs"];
  readonly lit: number;
  readonly litCrc: string | null;
  readonly onLit: (field: number) => void;
  readonly onUnfold: (offset: number) => void;
  /** offsets of bytes that differ from something, with what they were */
  readonly changed?: ReadonlyMap<number, string>;
  /** bytes can be chosen: which one is */
  readonly chosen?: ChosenByte;
}

export interface ChosenByte {
  readonly at: number;
  readonly onChoose: (offset: number) => void;
}

/** Offset, eight bytes, the same as characters. Pointing at bytes lights their field; the stripe before a row is its checksum. */
export function HexView({ rows, total, fields, crcs, lit, litCrc, onLit, onUnfold, changed, chosen }: HexViewProps) {
  return (
    <div className="hex">
      {rows.slice(0, ROWS_MAX).map((row) =>
        row.kind === "zeros" ? (
          <button key={row.offset} type="button" className="hex-zeros" data-crc={stripeOf(row, crcs)} title={TEXTS.message.showZeros} onClick={() => onUnfold(row.offset)}>
            <s>{hexOffset(row.offset, total)}</s>
            {TEXTS.message.zeros(row.length)}
          </button>
        ) : (
          <div key={row.offset} className="hex-row" data-crc={stripeOf(row, crcs)}>
            <s>{hexOffset(row.offset, total)}</s>
            <span className="hex-bytes">
              {row.runs.map((run) => (
                <HexRun key={run.offset} run={run} fields={fields} crcs={crcs} lit={run.field !== -1 && run.field === lit} litCrc={litCrc} onLit={onLit} changed={changed} chosen={chosen} />
              ))}
            </span>
            <span className="hex-text" aria-hidden="true">
              {row.runs.flatMap(({ bytes }) => bytes.map(printable)).join("")}
            </span>
          </div>
        ),
      )}
      {rows.length > ROWS_MAX && <p className="field-hint">{TEXTS.message.more(total - rows[ROWS_MAX]!.offset)}</p>}
    </div>
  );
}

/** A long text in aux is read as text. */
const ROWS_MAX = 200;

interface HexRunProps extends Pick<HexViewProps, "fields" | "crcs" | "litCrc" | "onLit" | "changed" | "chosen"> {
  readonly run: Run;
  readonly lit: boolean;
}

function HexRun({ run, fields, crcs, lit, litCrc, onLit, changed, chosen }: HexRunProps) {
  const { covering, stored } = crcOfRun(run, fields, crcs);
  const field = fields[run.field];
  return (
    <span className="hex-run" data-lit={lit || undefined} data-stored={stored === null ? undefined : stored.good ? "good" : "bad"} data-covered={(litCrc !== null && covering?.name === litCrc) || undefined} title={field && `${field.name}: ${field.value}`} onMouseEnter={() => onLit(run.field)} onMouseLeave={() => onLit(-1)}>
      {run.bytes.map((byte, i) => (
        <Byte key={i} at={run.offset + i} byte={byte} field={field?.name ?? ""} changed={changed} chosen={chosen} />
      ))}
    </span>
  );
}

interface ByteProps extends Pick<HexViewProps, "changed" | "chosen"> {
  readonly at: number;
  readonly byte: number;
  readonly field: string;
}

/** A byte to read, or to choose: then one of them is reached by Tab. */
function Byte({ at, byte, field, changed, chosen }: ByteProps) {
  const was = changed?.get(at);
  const marks = { "data-zero": byte === 0 || undefined, "data-half": at % ROW_BYTES === ROW_BYTES / 2 || undefined, "data-changed": was !== undefined || undefined, title: was === undefined ? undefined : MESSAGE_TEXTS.bench.was(was) };
  if (chosen === undefined) {
    return (
      <span className="hex-byte" {...marks}>
        {hexByte(byte)}
      </span>
    );
  }
  return (
    <button type="button" className="hex-byte" data-byte={at} tabIndex={chosen.at === at ? 0 : -1} aria-label={MESSAGE_TEXTS.bench.byte(hexOffset(at, 0), hexByte(byte), field)} aria-pressed={chosen.at === at} {...marks} onClick={() => chosen.onChoose(at)} onFocus={() => chosen.onChoose(at)}>
      {hexByte(byte)}
    </button>
  );
}

/** The checksum under which a row lies; rows and checksums both begin at multiples of 64. */
function stripeOf(row: HexRow, crcs: HexViewProps["crcs"]): string | undefined {
  const covering = crcs.find(({ from, to }) => row.offset >= from && row.offset < to);
  if (covering === undefined) return undefined;
  return `${crcs.indexOf(covering) === 0 ? "first" : "second"}-${covering.good ? "good" : "bad"}`;
}
