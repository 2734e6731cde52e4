import { useEffect, useState } from "react";
import type { Causality, Inspectable } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";

/** What led to an event and to what it led; asked anew when `beat` changes, as effects may still come. */
export function useCausality(session: Session, row: number | null, of: Inspectable | null, beat: number | string): Causality | null {
  const [causality, setCausality] = useState<Causality | null>(null);
  const key = `${row} ${JSON.stringify(of)}`;
  useEffect(() => {
    let gone = false;
    if (row === null && of === null) setCausality(null);
    else void session.query({ query: "causality", row, of }).then((answer) => !gone && setCausality(answer.causality));
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react/exhaustive-deps -- the key says what is asked for
  }, [session, key, beat]);
  return causality;
}
