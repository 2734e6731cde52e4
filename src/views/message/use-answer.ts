import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Query } from "../../port/messages.ts";
import type { AnswerTo, Session } from "../../store/session.ts";

/**
 * What the worker answers to a question, asked again when the run has moved on; never two questions at once. Null until the
 * first answer. `key` names the question: another key is another question, and the old answer is forgotten.
 */
export function useAnswer<Q extends Query>(session: Session, key: string, query: Q): AnswerTo<Q> | null {
  const sequence = useStore(session.mirror, ({ panel }) => panel?.sequence ?? 0);
  const [answered, setAnswered] = useState<{ readonly key: string; readonly answer: AnswerTo<Q> } | null>(null);
  const state = useRef({ busy: false, again: false, key, query });
  state.current.key = key;
  state.current.query = query;
  useEffect(() => {
    const { current } = state;
    let left = false;
    const ask = async (): Promise<void> => {
      const asked = current.key;
      current.busy = true;
      current.again = false;
      const answer = await session.query(current.query);
      current.busy = false;
      if (left) return;
      if (asked === current.key) setAnswered({ key: asked, answer });
      if (current.again || asked !== current.key) await ask();
    };
    if (current.busy) current.again = true;
    else void ask();
    return () => {
      left = true;
      current.again = false;
    };
  }, [session, key, sequence]);
  return answered?.key === key ? answered.answer : null;
}
