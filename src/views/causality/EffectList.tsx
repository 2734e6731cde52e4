import type { Causality } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { RuleLink } from "../controls/RuleLink.tsx";
import { TEXTS } from "../../texts/page.ts";
import { grouped, timeOf } from "../../texts/units.ts";
import { CAUSALITY_TEXTS } from "../../texts/causality.ts";

/** What an event led to; each leads there. */
export function EffectList({ session, causality: { effects, effectCount } }: { readonly session: Session; readonly causality: Causality }) {
  return (
    <ol className="why effects">
      {effects.map(({ event, atUs, sentence, rule }) => (
        <li key={event}>
          <button type="button" className="why-step" onClick={() => void session.showEvent(event)}>
            <span>{sentence}</span>
            <small>
              {TEXTS.inspector.event(event)} · {timeOf(atUs)}
            </small>
          </button>
          <RuleLink rule={rule} onRule={(id) => session.ui.openDialog({ kind: "rules", rule: id })} />
        </li>
      ))}
      {effectCount > effects.length && <li className="muted">{CAUSALITY_TEXTS.more(grouped(effectCount - effects.length))}</li>}
    </ol>
  );
}
