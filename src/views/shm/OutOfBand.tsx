import { useMemo } from "react";
import type { MessageInspection } from "../../port/messages.ts";
import { hexRows, bytesOfHex } from "../bytes/hex-rows.ts";
import { HexView } from "../bytes/HexView.tsx";
import { Section } from "../controls/field.tsx";
import { Facts } from "../inspector/Facts.tsx";
import { TEXTS } from "../../texts/page.ts";
import { grouped } from "../../texts/units.ts";
import "./shm.css";

type OutOfBand = NonNullable<MessageInspection["outOfBand"]>;

const NONE: ReadonlySet<number> = new Set();
const nothing = (): void => {};

/** WIRE-06: the aux data that a header names, where it lies, and whether its CRC is right. */
export function OutOfBandSection({ outOfBand }: { readonly outOfBand: OutOfBand }) {
  const { offset, generation, hex, text, crc } = outOfBand;
  const bytes = useMemo(() => bytesOfHex(hex), [hex]);
  const rows = useMemo(() => hexRows(bytes, new Int32Array(bytes.length).fill(-1), NONE), [bytes]);
  const { beside, at, generationName, length, bytes: count, crcNone, crcGood, crcBad, crcName } = TEXTS.shm;
  return (
    <Section title={beside}>
      <div className="bytes-view shm-beside">
        <Facts
          of={`${offset} ${generation}`}
          facts={[
            { name: at, value: grouped(offset) },
            { name: generationName, value: String(generation) },
            { name: length, value: count(bytes.length) },
            { name: crcName, value: crc === null ? crcNone : crc.good ? `${crc.stored} ${crcGood}` : `${crc.stored} ${crcBad(crc.computed)}` },
          ]}
        />
        <HexView rows={rows} total={bytes.length} fields={[]} crcs={[]} lit={-1} litCrc={null} onLit={nothing} onUnfold={nothing} />
        {text !== null && <pre className="aux-text">{text}</pre>}
      </div>
    </Section>
  );
}
