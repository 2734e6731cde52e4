import type { Inspectable } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Section } from "../controls/field.tsx";
import { grouped } from "../../texts/units.ts";
import { CAUSALITY_TEXTS } from "../../texts/causality.ts";
import { EffectList } from "./EffectList.tsx";
import { useCausality } from "./use-causality.ts";

/** In the inspector: what a message, or the end of a transaction, led to. `state`: asked anew when it changes. */
export function LedTo({ session, of, state }: { readonly session: Session; readonly of: Inspectable; readonly state: string }) {
  const causality = useCausality(session, null, of, state);
  if (causality === null || causality.effectCount === 0) return null;
  return (
    <Section title={CAUSALITY_TEXTS.ledTo} side={<span className="muted">{grouped(causality.effectCount)}</span>}>
      <EffectList session={session} causality={causality} />
    </Section>
  );
}
