import { useEffect } from "react";
import type { Session } from "../../store/session.ts";
import type { Notice } from "../../store/ui.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { TEXTS } from "../../texts/page.ts";

const SHOWN_MS = 8_000;

/** What was refused, for a while; and a stop of the engine, until it is started again. */
export function Notices({ session, notice, crashed }: { readonly session: Session; readonly notice: Notice | null; readonly crashed: string | null }) {
  const { dismissNotice } = session.ui;
  useEffect(() => {
    if (notice === null) return undefined;
    const timer = setTimeout(dismissNotice, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice, dismissNotice]);
  return (
    <section className="notices" aria-label={TEXTS.page.notices} aria-live="assertive">
      {crashed !== null && (
        <div className="notice" data-kind="crash">
          <div>
            <b>{TEXTS.page.crashedTitle}</b>
            <p>{TEXTS.page.crashed}</p>
            <code>{crashed}</code>
          </div>
          <Button small onClick={() => session.restart()}>
            {TEXTS.page.again}
          </Button>
        </div>
      )}
      {notice !== null && (
        <div className="notice">
          <p>{notice.text}</p>
          <IconButton look="quiet" small icon="close" label={TEXTS.page.dismiss} onClick={dismissNotice} />
        </div>
      )}
    </section>
  );
}
