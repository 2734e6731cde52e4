import { useEffect, useRef, useState } from "react";

/**
 * What a question to the worker is answered, asked anew whenever `beat` changes and one at a time: while one is under way,
 * only the newest waits. What is shown is the last answer.
 */
export function useAnswer<T>(beat: unknown, ask: () => Promise<T | null>): T | null {
  const [answer, setAnswer] = useState<T | null>(null);
  const newest = useRef(ask);
  const state = useRef<"idle" | "asking" | "again" | "gone">("idle");
  useEffect(() => {
    newest.current = ask;
  });
  useEffect(() => {
    if (state.current === "asking") state.current = "again";
    else if (state.current === "idle") void askOn(state, newest, setAnswer);
  }, [beat]);
  useEffect(() => {
    state.current = state.current === "gone" ? "idle" : state.current;
    return () => {
      state.current = "gone";
    };
  }, []);
  return answer;
}

async function askOn<T>(state: { current: string }, newest: { readonly current: () => Promise<T | null> }, tell: (answer: T | null) => void): Promise<void> {
  do {
    state.current = "asking";
    const answer = await newest.current().catch(() => null);
    if (state.current === "gone") return;
    tell(answer);
  } while (state.current === "again");
  state.current = "idle";
}
