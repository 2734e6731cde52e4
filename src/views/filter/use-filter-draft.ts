import { useEffect, useRef, useState } from "react";
import type { FilterAnswer } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";

/**
 * What is typed into a filter field. The worker reads it; what is a filter is applied at once, what is none leaves the last
 * one in force and says what is wrong with it.
 */
export function useFilterDraft(session: Session, applied: string, onApply: (text: string) => void) {
  const [draft, setDraft] = useState(applied);
  const [answer, setAnswer] = useState<FilterAnswer | null>(null);
  const latest = useRef(applied);
  /** what this field applied itself, and which may be told later than it is typed on */
  const sent = useRef(applied);
  useEffect(() => {
    if (applied === sent.current || applied === latest.current) return;
    // somebody else set the filter: a button, a jump, another field
    sent.current = applied;
    latest.current = applied;
    setDraft(applied);
    setAnswer(null);
  }, [applied]);
  const apply = (text: string): void => {
    sent.current = text;
    onApply(text);
  };

  const type = (text: string, caret: number): void => {
    latest.current = text;
    setDraft(text);
    void session.query({ query: "filter", text, caret }).then(({ answer: read }) => {
      if (latest.current !== text) return;
      setAnswer(read);
      if (read !== null && read.fault === null && !mayBecomeField(text, read)) apply(text);
    });
  };
  /** what is typed is meant as it stands */
  const finish = (): boolean => {
    if (answer !== null && answer.fault !== null) return false;
    apply(latest.current);
    return true;
  };
  return { draft, answer, type, finish, forgetAnswer: () => setAnswer(null) };
}

/** "node == B and fam" is a filter, but fam is likely to become a field: it is not looked for as a word until that is wished. */
export function mayBecomeField(text: string, { from, to, completions }: Pick<FilterAnswer, "from" | "to" | "completions">): boolean {
  const typed = text.slice(from, to);
  const isBehind = /(\b(and|or|not)|&&|\|\||!|\()\s*$/i.test(text.slice(0, from));
  return typed !== "" && isBehind && completions.some((one) => one.text.startsWith(typed));
}
