import type { MessageDescription } from "../../port/messages.ts";
import { Light } from "../controls/mark.tsx";
import { TEXTS } from "../../texts/page.ts";

interface CrcListProps {
  readonly crcs: MessageDescription["crcs"];
  readonly onLit: (crc: string | null) => void;
}

/** Each checksum with the bytes it covers; pointing at it, or focus, shades them. */
export function CrcList({ crcs, onLit }: CrcListProps) {
  return (
    <ul className="crcs">
      {crcs.map(({ name, from, to, stored, computed, good }, index) => (
        <li key={name}>
          <button type="button" className="crc" data-good={good} data-order={index === 0 ? "first" : "second"} onMouseEnter={() => onLit(name)} onMouseLeave={() => onLit(null)} onFocus={() => onLit(name)} onBlur={() => onLit(null)}>
            <Light state={good ? "good" : "bad"} />
            <b>{name}</b>
            <span>{TEXTS.message.range(hex(from), hex(Math.max(from, to - 1)))}</span>
            <span className="crc-verdict">{good ? TEXTS.message.crcGood : `${TEXTS.message.crcBad}: ${TEXTS.message.stored} ${stored}, ${TEXTS.message.computed} ${computed}`}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function hex(offset: number): string {
  return offset.toString(16).padStart(2, "0");
}
