import { TEXTS } from "../texts.ts";

/** The id of a rule; opens its text. Nothing where no rule decided. */
export function RuleLink({ rule, onRule }: { readonly rule: string; readonly onRule: (rule: string) => void }) {
  if (rule === "") return null;
  return (
    <button
      type="button"
      className="rule-link"
      aria-label={TEXTS.rules.open(rule)}
      onClick={(event) => {
        event.stopPropagation();
        onRule(rule);
      }}
    >
      {rule}
    </button>
  );
}
