import { TEXTS } from "../../texts/page.ts";

interface RuleLinkProps {
  readonly rule: string;
  readonly onRule: (rule: string) => void;
  /** -1 in lists whose rows are gone through by arrow keys */
  readonly tabIndex?: number;
}

/** The id of a rule; opens its text. Nothing where no rule decided. */
export function RuleLink({ rule, onRule, tabIndex }: RuleLinkProps) {
  if (rule === "") return null;
  return (
    <button
      type="button"
      className="rule-link"
      tabIndex={tabIndex}
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
