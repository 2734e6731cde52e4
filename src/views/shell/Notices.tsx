import { useEffect } from "react";
import type { Session } from "../../store/session.ts";
import type { Notice } from "../../store/ui.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { useKeeper } from "../saved/keeper.ts";
import { TEXTS } from "../../texts/page.ts";

const SHOWN_MS = 8_000;

interface Props {
  readonly session: Session;
  readonly notice: Notice | null;
  readonly crashed: string | null;
  readonly stalledS: number | null;
}

/** What was refused, for a while; and that the engine has stopped or stands still, until it goes on or is started again. */
export function Notices({ session, notice, crashed, stalledS }: Props) {
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
      {crashed === null && stalledS !== null && <Stalled session={session} seconds={stalledS} />}
      {notice !== null && (
        <div className="notice">
          <p>{notice.text}</p>
          <IconButton look="quiet" small icon="close" label={TEXTS.page.dismiss} onClick={dismissNotice} />
        </div>
      )}
    </section>
  );
}

/** The engine does not answer: nothing is ended unless the visitor wants it. */
function Stalled({ session, seconds }: { readonly session: Session; readonly seconds: number }) {
  const keeper = useKeeper();
  return (
    <div className="notice" data-kind="crash">
      <div>
        <b>{TEXTS.page.stalledTitle}</b>
        {/* it is said once, and not anew with every beat */}
        <p aria-live="off">{TEXTS.page.stalled(seconds)}</p>
      </div>
      {keeper !== null && keeper.autosave.store.getState().id !== null && (
        <Button small onClick={() => void keeper.reopen()}>
          {TEXTS.page.lastSaved}
        </Button>
      )}
      <Button small onClick={() => session.restart()}>
        {TEXTS.page.again}
      </Button>
    </div>
  );
}
