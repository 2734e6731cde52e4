import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Query } from "../../port/messages.ts";
import type { AnswerTo, Session } from "../../store/session.ts";

interface Asking<Q extends Query> {
  key: string;
  query: Q;
  busy: boolean;
  /** the run has moved on, or the question is another, while it was being answered */
  again: boolean;
  gone: boolean;
}

/**
 * What the worker answers to a question, asked again when the run has moved on; never two questions at once. Null until the
 * first answer. `key` names the question: another key is another question, and the old answer is forgotten.
 */
export function useAnswer<Q extends Query>(session: Session, key: string, query: Q): AnswerTo<Q> | null {
  const sequence = useStore(session.mirror, ({ panel }) => panel?.sequence ?? 0);
  const [answered, setAnswered] = useState<{ readonly key: string; readonly answer: AnswerTo<Q> } | null>(null);
  const asking = useRef<Asking<Q>>({ key, query, busy: false, again: false, gone: false });
  useEffect(() => {
    const { current } = asking;
    current.gone = false;
    return () => {
      current.gone = true;
    };
  }, []);
  useEffect(() => {
    const { current } = asking;
    current.key = key;
    current.query = query;
    if (current.busy) current.again = true;
    else void askUntilNew(session, current, (of, answer) => setAnswered({ key: of, answer }));
    // oxlint-disable-next-line react/exhaustive-deps -- the key names the question
  }, [session, key, sequence]);
  return answered?.key === key ? answered.answer : null;
}

async function askUntilNew<Q extends Query>(session: Session, asking: Asking<Q>, tell: (key: string, answer: AnswerTo<Q>) => void): Promise<void> {
  asking.busy = true;
  do {
    asking.again = false;
    const { key, query } = asking;
    const askedMs = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    // An engine that is gone answers nothing, and says so elsewhere; the next one is asked when its run is there.
    const answer = await session.query(query).catch(() => null);
    if (answer !== null && !asking.gone) tell(key, answer);
    // What takes the worker long in a large run is not asked with every frame; another question does not wait.
    const restMs = Math.min(REST_MS_MAX, REST_PARTS * (performance.now() - askedMs));
    // oxlint-disable-next-line no-await-in-loop -- as above
    for (let restedMs = 0; restedMs < restMs && asking.key === key && !asking.gone; restedMs += PIECE_MS) await passed(PIECE_MS);
  } while (asking.again && !asking.gone);
  asking.busy = false;
}

/** So many times as long as the answer took the worker is left alone, but not longer than this. */
const REST_PARTS = 4;
const REST_MS_MAX = 2_000;
const PIECE_MS = 40;

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
