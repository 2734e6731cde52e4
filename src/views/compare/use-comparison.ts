import { useCallback, useEffect, useRef, useState } from "react";
import type { CompareAgainst, ComparisonShown } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { type Beside, openBeside } from "./beside.ts";
import { COMPARE_TEXTS } from "../../texts/compare.ts";

/** Steps of each question: a few milliseconds of the worker. */
const STEPS = 500;

/** What is compared, and its two runs, as soon as both can be opened. */
export interface Under {
  readonly job: number;
  readonly untilUs: number;
  readonly names: readonly [string, string];
  readonly pair: readonly [Beside, Beside] | null;
}

/** One comparison from its first question to its last; nobody asks on after its end. */
interface Asking {
  job: number;
  ended: boolean;
  pair: readonly [Beside, Beside] | null;
}

/** Begins comparisons, one at a time, and asks them on; a new one, its end, and the end of the view end it and its workers. */
export function useComparison(session: Session) {
  const [under, setUnder] = useState<Under | null>(null);
  const [shown, setShown] = useState<ComparisonShown | null>(null);
  const [errors, setErrors] = useState<readonly string[]>([]);
  const asking = useRef<Asking | null>(null);

  const abandon = useCallback((): void => {
    const ended = asking.current;
    asking.current = null;
    if (ended === null) return;
    ended.ended = true;
    ended.pair?.forEach(({ close }) => close());
    if (ended.job !== 0) void session.query({ query: "comparison", job: ended.job, steps: 0, atUs: null });
  }, [session]);
  useEffect(() => abandon, [abandon]);

  const end = useCallback((): void => {
    abandon();
    setUnder(null);
    setShown(null);
  }, [abandon]);

  const start = useCallback(
    async (against: CompareAgainst, untilUs: number, names: readonly [string, string]): Promise<void> => {
      end();
      const own: Asking = { job: 0, ended: false, pair: null };
      asking.current = own;
      setErrors([]);
      session.pause();
      let { answer } = await session.query({ query: "comparison", start: { against, untilUs } });
      own.job = answer.job;
      if (own.ended) {
        void session.query({ query: "comparison", job: own.job, steps: 0, atUs: null });
        return;
      }
      setErrors(answer.errors.map(({ path, message }) => COMPARE_TEXTS.failed(path, message)));
      if (answer.job === 0) return;
      setUnder({ job: own.job, untilUs, names, pair: null });
      for (;;) {
        if (answer.shown !== null) setShown(answer.shown);
        if (answer.files !== null) {
          own.pair = openPair(answer.files);
          setUnder({ job: own.job, untilUs, names, pair: own.pair });
        }
        if (answer.shown === null || answer.shown.done) break;
        ({ answer } = await session.query({ query: "comparison", job: own.job, steps: STEPS, atUs: null }));
        if (own.ended) return;
      }
      if (answer.job !== 0) return;
      end();
      setErrors([COMPARE_TEXTS.gone]);
    },
    [session, end],
  );

  /** An engine that is gone has taken the comparison along. */
  const begin = useCallback(
    (against: CompareAgainst, untilUs: number, names: readonly [string, string]): Promise<void> =>
      start(against, untilUs, names).catch(() => {
        if (asking.current === null) return;
        end();
        setErrors([COMPARE_TEXTS.gone]);
      }),
    [start, end],
  );
  return { under, shown, errors, start: begin, end };
}

function openPair(files: readonly [string, string]): readonly [Beside, Beside] | null {
  const pair = [openBeside(), openBeside()] as const;
  if (pair[0] === null || pair[1] === null) return null;
  pair[0].session.load({ json: files[0] });
  pair[1].session.load({ json: files[1] });
  return [pair[0], pair[1]];
}

/** What both had cost at a time; null while it is not known. */
export function useCostsAt(session: Session, job: number, atUs: number | null, reachedUs: number): ComparisonShown["costsAt"] {
  const [costs, setCosts] = useState<ComparisonShown["costsAt"]>(null);
  const isReached = atUs !== null && atUs <= reachedUs;
  useEffect(() => {
    if (atUs === null || !isReached) return;
    let over = false;
    void session.query({ query: "comparison", job, steps: 1, atUs }).then(({ answer }) => {
      const found = answer.shown?.costsAt ?? null;
      if (!over && found !== null) setCosts(found);
    });
    return () => {
      over = true;
    };
  }, [session, job, atUs, isReached]);
  return isReached ? costs : null;
}
