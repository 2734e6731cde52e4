import type { MessageDescription } from "../../port/messages.ts";
import { Section } from "../controls/field.tsx";
import { BoltMark } from "../controls/mark.tsx";
import { RuleLink } from "../controls/RuleLink.tsx";
import { TEXTS } from "../../texts/page.ts";

/** What a receiver would object to, in the order in which it would. */
export function FaultList({ faults, onRule }: { readonly faults: MessageDescription["faults"]; readonly onRule: (rule: string) => void }) {
  if (faults.length === 0) return null;
  return (
    <Section title={TEXTS.message.faults}>
      <ul className="faults-found">
        {faults.map(({ name, offset, rule, text }) => (
          <li key={`${name} ${offset}`}>
            <BoltMark />
            <span>
              {text} <span className="muted">{TEXTS.message.atByte(offset.toString(16).padStart(2, "0"))}</span> <RuleLink rule={rule} onRule={onRule} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
