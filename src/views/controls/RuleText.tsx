import { RuleLink } from "./RuleLink.tsx";

const RULE = /\b((?:WIRE|LINK|TX|SPAN|ROUTE|SVC|C12)-\d\d)\b/;

/** A sentence of the run in which ids of rules lead to their text. */
export function RuleText({ text, onRule }: { readonly text: string; readonly onRule: (rule: string) => void }) {
  return text.split(RULE).map((piece, i) => (i % 2 === 0 ? piece : <RuleLink key={i} rule={piece} onRule={onRule} />));
}
