import type { Verdict, VerdictKind } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Fold } from "../controls/Fold.tsx";
import { RuleLink } from "../controls/RuleLink.tsx";
import { timeOf } from "../../texts/units.ts";
import { RuleExcerpt } from "./RuleExcerpt.tsx";
import { MESSAGE_TEXTS } from "../../texts/message.ts";

interface VerdictViewProps {
  readonly session: Session;
  readonly verdict: Verdict;
  /** the rule's words only where it went wrong */
  readonly brief?: boolean;
}

/** What a receiver made of a message: the kind by a sign and a word, the rule with its text, and the row that says so. */
export function VerdictView({ session, verdict, brief = false }: VerdictViewProps) {
  const { kind, rule, sentence, event, atUs, effects } = verdict;
  const onRule = (id: string): void => session.ui.openDialog({ kind: "rules", rule: id });
  const others = effects.filter((effect) => effect.event !== event);
  return (
    <div className="verdict-view" data-look={LOOKS[kind]}>
      <p className="verdict-line">
        <span className="verdict-kind">
          <i aria-hidden="true">{SIGNS[LOOKS[kind]]}</i> {MESSAGE_TEXTS.kinds[kind]}
        </span>
        <RuleLink rule={rule} onRule={onRule} />
        <button type="button" className="lead" onClick={() => void session.showEvent(event)}>
          {MESSAGE_TEXTS.row(event)} · {timeOf(atUs)}
        </button>
      </p>
      <p className="verdict-sentence">{sentence}</p>
      {rule !== "" && !(brief && LOOKS[kind] === "taken") && <RuleExcerpt rule={rule} onRule={onRule} />}
      {others.length > 0 && (
        <Fold title={MESSAGE_TEXTS.alsoTold(others.length)}>
          <ul className="verdict-effects">
            {others.map((effect) => (
              <li key={effect.event}>
                <button type="button" className="why-step" title={MESSAGE_TEXTS.row(effect.event)} onClick={() => void session.showEvent(effect.event)}>
                  {effect.sentence}
                </button>
                <RuleLink rule={effect.rule} onRule={onRule} />
              </li>
            ))}
          </ul>
        </Fold>
      )}
    </div>
  );
}

type Look = "bad" | "not taken" | "taken" | "open";

const LOOKS: Readonly<Record<VerdictKind, Look>> = {
  violation: "bad",
  "CRC refused": "bad",
  unreadable: "bad",
  "thrown out": "not taken",
  discarded: "not taken",
  refused: "not taken",
  ignored: "not taken",
  "passed on": "taken",
  accepted: "taken",
  silent: "taken",
  incomplete: "open",
  lost: "not taken",
  "on its way": "open",
};
const SIGNS: Readonly<Record<Look, string>> = { bad: "✕", "not taken": "⊘", taken: "✓", open: "…" };
