import { useMemo } from "react";
import { readRules } from "../shell/rules-text.ts";
import { useRulesText } from "../shell/use-rules-text.ts";
import { MESSAGE_TEXTS } from "../../texts/message.ts";
import { excerptOf } from "./rule-excerpt.ts";

/** The first words of a rule, as the project states it, and the way to all of it. */
export function RuleExcerpt({ rule, onRule }: { readonly rule: string; readonly onRule: (rule: string) => void }) {
  const text = useRulesText();
  const said = useMemo(() => (text === null ? null : excerptOf(readRules(text), rule)), [text, rule]);
  if (said === null) return null;
  return (
    <blockquote className="rule-excerpt">
      <p>{said}</p>
      <button type="button" className="lead" onClick={() => onRule(rule)}>
        {MESSAGE_TEXTS.allOfRule}
      </button>
    </blockquote>
  );
}
