import type { Cause } from "../../port/messages.ts";
import { Section } from "../controls/field.tsx";
import { RuleLink } from "../controls/RuleLink.tsx";
import { TEXTS } from "../../texts/page.ts";
import { timeOf } from "../../texts/units.ts";

interface WhyProps {
  readonly why: readonly Cause[] | undefined;
  readonly end: string;
  readonly onEvent: (event: number) => void;
  readonly onRule: (rule: string) => void;
}

/** The chain of causes, from the first to what is looked at; each step leads to its event. */
export function Why({ why, end, onEvent, onRule }: WhyProps) {
  if (why === undefined || why.length === 0) return null;
  return (
    <Section title={TEXTS.inspector.why}>
      <ol className="why">
        {why.map(({ event, atUs, sentence, rule }) => (
          <li key={event}>
            <button type="button" className="why-step" title={TEXTS.inspector.event(event)} onClick={() => onEvent(event)}>
              <span>{sentence}</span>
              <small>
                {TEXTS.inspector.event(event)} · {timeOf(atUs)}
              </small>
            </button>
            <RuleLink rule={rule} onRule={onRule} />
          </li>
        ))}
        <li className="why-end">{end}</li>
      </ol>
    </Section>
  );
}
