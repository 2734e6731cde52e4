import type { MessageEdit, MessageSheet } from "../../port/messages.ts";
import { Button } from "../controls/button.tsx";
import { Section } from "../controls/field.tsx";
import { Light } from "../controls/mark.tsx";
import { MESSAGE_TEXTS } from "../../texts/message.ts";

const T = MESSAGE_TEXTS.bench;

interface ChecksProps {
  readonly sheet: MessageSheet;
  readonly how: "sender" | "raw";
  readonly onEdit: (edit: MessageEdit) => Promise<string | null>;
}

/** Both checksums and the counter: whether they fit, and a way to make each fit. */
export function Checks({ sheet, how, onEdit }: ChecksProps) {
  const { count, withoutCrcs } = sheet;
  const { crcs } = sheet.description;
  return (
    <Section title={T.checks}>
      <ul className="receiver-checks">
        {withoutCrcs && <li className="field-hint">{T.noCrcs}</li>}
        {crcs.map(({ name, stored, computed, good }) => (
          <li key={name} data-check={name} data-good={good}>
            <Light state={good ? "good" : "bad"} />
            <b>{name}</b>
            <span>{good ? T.good : computed === "" ? T.cutOff : T.bad(stored, computed)}</span>
            {!good && computed !== "" && (
              <Button small aria-label={T.fixOf(name)} onClick={() => void onEdit({ edit: "fix", crc: name === "aux_crc" ? "aux_crc" : "hdr_crc" })}>
                {T.fix}
              </Button>
            )}
          </li>
        ))}
        {count !== null && (
          <li data-check="count" data-good={how === "sender" || count.found === count.next}>
            <Light state={how === "sender" || count.found === count.next ? "good" : "bad"} />
            <b>{T.count}</b>
            <span>{how === "sender" ? T.countSender : count.found === count.next ? T.countGood(count.next) : T.countBad(count.found, count.next)}</span>
            {how === "raw" && count.found !== count.next && (
              <Button small aria-label={T.fixOf(T.count)} onClick={() => void onEdit({ edit: "count", count: count.next })}>
                {T.fix}
              </Button>
            )}
          </li>
        )}
      </ul>
    </Section>
  );
}
