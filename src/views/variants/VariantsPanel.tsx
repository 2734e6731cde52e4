import { memo, useId } from "react";
import type { VariantShown } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { BoltMark } from "../controls/mark.tsx";
import { EmptyState, Section } from "../controls/field.tsx";
import { RuleLink } from "../controls/RuleLink.tsx";
import { TEXTS } from "../../texts/page.ts";
import "./variants.css";

interface VariantsPanelProps {
  readonly session: Session;
  readonly variants: readonly VariantShown[];
}

/** A switch for each variant, its sentence, and which rules it breaks. Turning one restarts the run. */
export const VariantsPanel = memo(function VariantsPanel({ session, variants }: VariantsPanelProps) {
  const turn = (name: string, on: boolean) => session.setVariants(variants.filter((one) => (one.name === name ? on : one.on)).map((one) => one.name));
  return (
    <Section title={TEXTS.variants.title} className="variants">
      {variants.length === 0 && <EmptyState>{TEXTS.variants.none}</EmptyState>}
      <p className="field-hint">{TEXTS.variants.sentence}</p>
      <ul>
        {variants.map((variant) => (
          <Variant key={variant.name} variant={variant} onTurn={(on) => turn(variant.name, on)} onRule={(rule) => session.ui.openDialog({ kind: "rules", rule })} />
        ))}
      </ul>
      <p className="field-hint">{TEXTS.variants.caught}</p>
    </Section>
  );
});

function Variant({ variant, onTurn, onRule }: { readonly variant: VariantShown; readonly onTurn: (on: boolean) => void; readonly onRule: (rule: string) => void }) {
  const { title, sentence, forbiddenBy, on } = variant;
  const id = useId();
  return (
    <li data-on={on || undefined} data-forbidden={forbiddenBy.length > 0 || undefined}>
      <label className="switch">
        <input type="checkbox" role="switch" checked={on} aria-checked={on} aria-describedby={id} onChange={(event) => onTurn(event.target.checked)} />
        <span>{title}</span>
      </label>
      <p id={id}>{sentence}</p>
      {forbiddenBy.length > 0 && (
        <p className="forbidden">
          <BoltMark /> {TEXTS.variants.forbidden}{" "}
          {forbiddenBy.map((rule) => (
            <RuleLink key={rule} rule={rule} onRule={onRule} />
          ))}
        </p>
      )}
    </li>
  );
}
