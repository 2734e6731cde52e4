import type { MessageDescription } from "../../port/messages.ts";
import { TEXTS } from "../texts.ts";
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
}

/** Offset, eight bytes, the same as characters. Pointing at bytes lights their field; the stripe before a row is its checksum. */
export function HexView({ rows, total, fields, crcs, lit, litCrc, onLit, onUnfold }: HexViewProps) {
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
                <HexRun key={run.offset} run={run} fields={fields} crcs={crcs} lit={run.field !== -1 && run.field === lit} litCrc={litCrc} onLit={onLit} />
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

interface HexRunProps extends Pick<HexViewProps, "fields" | "crcs" | "litCrc" | "onLit"> {
  readonly run: Run;
  readonly lit: boolean;
}

function HexRun({ run, fields, crcs, lit, litCrc, onLit }: HexRunProps) {
  const { covering, stored } = crcOfRun(run, fields, crcs);
  const field = fields[run.field];
  return (
    <span className="hex-run" data-lit={lit || undefined} data-stored={stored === null ? undefined : stored.good ? "good" : "bad"} data-covered={(litCrc !== null && covering?.name === litCrc) || undefined} title={field && `${field.name}: ${field.value}`} onMouseEnter={() => onLit(run.field)} onMouseLeave={() => onLit(-1)}>
      {run.bytes.map((byte, i) => (
        <span key={i} className="hex-byte" data-zero={byte === 0 || undefined} data-half={(run.offset + i) % ROW_BYTES === ROW_BYTES / 2 || undefined}>
          {hexByte(byte)}
        </span>
      ))}
    </span>
  );
}

/** The checksum under which a row lies; rows and checksums both begin at multiples of 64. */
function stripeOf(row: HexRow, crcs: HexViewProps["crcs"]): string | undefined {
  const covering = crcs.find(({ from, to }) => row.offset >= from && row.offset < to);
  if (covering === undefined) return undefined;
  return `${crcs.indexOf(covering) === 0 ? "first" : "second"}-${covering.good ? "good" : "bad"}`;
}
