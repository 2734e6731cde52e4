import { useEffect } from "react";
import { useStore } from "zustand";
import type { OpeningShown } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { useKeeper, type Keeper } from "../saved/keeper.ts";
import { SHARE_TEXTS } from "../../texts/share.ts";
import "./share.css";

/** What went well goes by itself. */
const SHOWN_MS = 10_000;

/** Over the page while a shared run is executed again, and what came out; or the run that was left here, offered. */
export function OpeningNote({ session, opening }: { readonly session: Session; readonly opening: OpeningShown | null }) {
  const keeper = useKeeper();
  const { showOpening } = session.ui;
  const passes = opening?.state === "same" || opening?.state === "cancelled";
  useEffect(() => {
    if (!passes) return undefined;
    const timer = setTimeout(() => showOpening(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [passes, opening, showOpening]);
  return (
    <section className="opening-room" aria-label={SHARE_TEXTS.opening.notes}>
      <div aria-live="polite">{opening !== null && <Opening session={session} opening={opening} />}</div>
      {opening === null && keeper !== null && <Offer keeper={keeper} session={session} />}
    </section>
  );
}

function Opening({ session, opening }: { readonly session: Session; readonly opening: OpeningShown }) {
  const texts = SHARE_TEXTS.opening;
  const dismiss = <IconButton look="quiet" small icon="close" label={texts.dismiss} onClick={() => session.ui.showOpening(null)} />;
  if (opening.state === "running") return <Running session={session} opening={opening} />;
  if (opening.state === "cancelled") {
    return (
      <div className="opening" data-state="cancelled">
        <p>{opening.text}</p>
        {dismiss}
      </div>
    );
  }
  if (opening.state === "refused") {
    return (
      <div className="opening" data-state="refused" role="alert">
        <div>
          <b>{texts.refused}</b>
          {opening.faults.map(({ path, message }) => (
            <p key={`${path} ${message}`}>{path === "(file)" ? message : `${texts.at(path)}: ${message}`}</p>
          ))}
        </div>
        {dismiss}
      </div>
    );
  }
  return (
    <div className="opening" data-state={opening.state} role={opening.state === "differs" ? "alert" : "status"}>
      <div>
        <b>{opening.state === "differs" ? texts.differs : opening.own ? SHARE_TEXTS.saved.reopened : texts.same}</b>
        <Warnings warnings={opening.warnings} />
        <p>{opening.text}</p>
      </div>
      {dismiss}
    </div>
  );
}

function Running({ session, opening }: { readonly session: Session; readonly opening: Extract<OpeningShown, { state: "running" }> }) {
  const texts = SHARE_TEXTS.opening;
  const percent = Math.floor(opening.perMille / 10);
  return (
    <div className="opening" data-state="running">
      <div>
        <b>{texts.running(opening.title)}</b>
        <Warnings warnings={opening.warnings} />
        <progress max={1_000} value={opening.perMille} aria-label={texts.running(opening.title)} />
        <p data-numeric>{texts.progress(percent, opening.events)}</p>
      </div>
      <Button small onClick={session.cancelOpening}>
        {texts.cancel}
      </Button>
    </div>
  );
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  return warnings.map((warning) => (
    <p key={warning} className="opening-warning">
      {warning}
    </p>
  ));
}

function Offer({ keeper, session }: { readonly keeper: Keeper; readonly session: Session }) {
  const { run, agoMs } = useStore(keeper.offer);
  if (run === null) return null;
  const texts = SHARE_TEXTS.saved;
  return (
    <div className="opening" data-state="offer">
      <p>{texts.offer(run.name ?? run.title, texts.ago(agoMs))}</p>
      <Button small onClick={() => keeper.open(run)}>
        {texts.goOn}
      </Button>
      <Button small look="quiet" onClick={() => session.ui.openDialog({ kind: "saved" })}>
        {texts.all}
      </Button>
      <IconButton look="quiet" small icon="close" label={SHARE_TEXTS.opening.dismiss} onClick={keeper.dismissOffer} />
    </div>
  );
}
