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
  const [seen, setSeen] = useState(applied);
  const latest = useRef(applied);
  if (seen !== applied) {
    // somebody else set the filter: a button, a jump, another field
    setSeen(applied);
    if (latest.current !== applied) {
      setDraft(applied);
      setAnswer(null);
    }
  }
  useEffect(() => {
    latest.current = draft;
  }, [draft]);

  const type = (text: string, caret: number): void => {
    latest.current = text;
    setDraft(text);
    void session.query({ query: "filter", text, caret }).then(({ answer: read }) => {
      if (latest.current !== text) return;
      setAnswer(read);
      if (read !== null && read.fault === null) onApply(text);
    });
  };
  return { draft, answer, type, forgetAnswer: () => setAnswer(null) };
}
