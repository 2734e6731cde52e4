import { useEffect, useState } from "react";
import type { Session } from "../../store/session.ts";
import { Announcer, type Spoken } from "./announcer.ts";
import { captionOf } from "../explain/seen-by.ts";
import { LIVE_TEXTS } from "../../texts/live.ts";

const SILENCE: Spoken = { polite: "", alarm: "" };

/**
 * The run in sentences, for those who listen: what changes in one region that waits, aborts and violations in one that does
 * not. In node view only how much the node knows, when that has changed: of the rest it hears nothing.
 */
export function LiveRegions({ session }: { readonly session: Session }) {
  const [spoken, setSpoken] = useState(SILENCE);
  useEffect(() => {
    const announcer = new Announcer();
    const isNodeView = (): boolean => session.explain.store.getState().nodeView;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const speak = (): void => {
      const next = announcer.take(performance.now());
      if (next !== null) setSpoken((last) => ({ polite: next.polite || last.polite, alarm: next.alarm || (next.polite === "" ? last.alarm : "") }));
      plan();
    };
    const plan = (): void => {
      clearTimeout(timer);
      const dueInMs = announcer.dueInMs(performance.now());
      if (dueInMs !== null) timer = setTimeout(speak, dueInMs);
    };
    const stop = session.mirror.subscribe((now, before) => {
      if (now.run !== before.run || isNodeView()) announcer.forget();
      if (isNodeView()) return;
      if (now.panel === null || now.panel === before.panel) return;
      announcer.note(now.panel, now.topology, performance.now());
      plan();
    });
    const stopView = session.explain.store.subscribe(({ nodeView, answer }) => {
      const view = nodeView ? (answer?.view ?? null) : null;
      const polite = view === null ? "" : captionOf(view);
      if (polite !== "") setSpoken((last) => (last.polite === polite && last.alarm === "" ? last : { polite, alarm: "" }));
    });
    return () => {
      clearTimeout(timer);
      stop();
      stopView();
    };
  }, [session]);
  return (
    <div className="visually-hidden">
      <output aria-live="polite" aria-label={LIVE_TEXTS.changes}>
        {spoken.polite}
      </output>
      <div role="alert" aria-label={LIVE_TEXTS.alarms}>
        {spoken.alarm}
      </div>
    </div>
  );
}
