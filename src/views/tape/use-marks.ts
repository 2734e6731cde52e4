import { useEffect, useState } from "react";
import type { TapeMarks, TapeShown } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";

/** At most so often, however fast the run goes. */
const BEAT_MS = 250;

/** What the tape is painted with; asked for again when the branch has grown, or is another. */
export function useMarks(session: Session, tape: TapeShown | null): TapeMarks | null {
  const [marks, setMarks] = useState<TapeMarks | null>(null);
  const key = tape === null ? "" : `${tape.branch} ${tape.rowEnd}`;
  useEffect(() => {
    if (key === "") return;
    let gone = false;
    const timer = setTimeout(() => {
      void session.query({ query: "tape" }).then((answer) => {
        if (!gone) setMarks(answer.marks);
      });
    }, BEAT_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [session, key]);
  return marks;
}
