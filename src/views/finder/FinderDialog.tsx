import { useEffect } from "react";
import { useStore } from "zustand";
import { FINDER_TEXTS } from "../../texts/finder.ts";
import type { Session } from "../../store/session.ts";
import { Exercised } from "./Exercised.tsx";
import { FinderForm } from "./FinderForm.tsx";
import { FinderProgress } from "./FinderProgress.tsx";
import { FinderResult } from "./FinderResult.tsx";
import { FinderVoice } from "./FinderVoice.tsx";
import { pageFinder } from "./page-finder.ts";
import "./finder.css";

/** Hunts on the topology of the lab, in workers of its own; the run that is shown goes on meanwhile. Closing it ends them. */
export default function FinderDialog({ session }: { readonly session: Session }) {
  const finder = pageFinder();
  const state = useStore(finder.store);
  const { phase, end, found } = state;
  useEffect(() => () => finder.cancel(), [finder]);
  return (
    <div className="finder">
      <div className="finder-about">
        <p>{FINDER_TEXTS.about}</p>
        <p className="muted">{FINDER_TEXTS.usual}</p>
      </div>
      <FinderForm session={session} finder={finder} phase={phase} found={found !== null} />
      {phase === "hunting" && <FinderProgress state={state} onCancel={finder.cancel} />}
      {(phase === "shrinking" || end !== null) && <FinderResult session={session} finder={finder} state={state} />}
      {phase !== "idle" && <Exercised state={state} onRule={(rule) => session.ui.openDialog({ kind: "rules", rule })} />}
      <FinderVoice state={state} />
    </div>
  );
}
