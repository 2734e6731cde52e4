import { useEffect } from "react";
import { useStore } from "zustand";
import type { CompareAgainst, Frame, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { timeOf } from "../../texts/units.ts";
import { CompareForm } from "./CompareForm.tsx";
import { CompareStages } from "./CompareStages.tsx";
import { useConductor } from "./conductor.ts";
import { Costs } from "./Costs.tsx";
import { Difference } from "./Difference.tsx";
import { COMPARE_TEXTS } from "../../texts/compare.ts";
import { TimeOfBoth } from "./TimeOfBoth.tsx";
import { useComparison } from "./use-comparison.ts";
import "./compare.css";

/** Two runs beside the one that is loaded: stages, one time, the first difference, and what each cost. */
export function ComparePanel({ session, topology, panel }: { readonly session: Session; readonly topology: TopologyView | null; readonly panel: Frame | null }) {
  const theme = useStore(session.ui.store, (ui) => ui.theme);
  const asked = useStore(session.ui.store, (ui) => ui.compareBranch);
  const { under, shown, errors, start, end } = useComparison(session);
  const conducted = useConductor(under?.pair ?? null, under?.untilUs ?? 0);
  const branches = panel?.tape.branches ?? [];
  const own = branches.find(({ id }) => id === panel?.tape.branch) ?? null;
  const begin = (against: CompareAgainst, untilUs: number, name: string): void => void start(against, untilUs, [branches.length > 1 && own !== null ? own.name : "", name]);

  useEffect(() => {
    const branch = branches.find(({ id }) => id === asked);
    if (branch === undefined || own === null) return;
    session.ui.compareAsked();
    begin({ branch: branch.id }, Math.max(own.endUs, branch.endUs, 1_000), branch.name);
  });

  if (under === null) return <CompareForm session={session} topology={topology} tape={panel?.tape ?? null} nowUs={Math.max(panel?.nowUs ?? 0, panel?.tape.endUs ?? 0)} errors={errors} onStart={begin} />;
  return (
    <div className="compare">
      <div className="compare-bar">
        <Button small disabled={under.pair === null} onClick={() => conducted.play(!conducted.playing)}>
          {conducted.playing ? COMPARE_TEXTS.pause : COMPARE_TEXTS.play}
        </Button>
        <TimeOfBoth conducted={conducted} untilUs={under.untilUs} difference={shown?.difference ?? null} />
        <output className="mono">{timeOf(conducted.atUs)}</output>
        <Button small onClick={end}>
          {COMPARE_TEXTS.stop}
        </Button>
      </div>
      {under.pair === null ? <div className="compare-stages" /> : <CompareStages pair={under.pair} names={under.names} theme={theme} />}
      <div className="compare-found">
        <Difference shown={shown} onGoTo={conducted.goTo} />
        {shown !== null && <Costs session={session} job={under.job} shown={shown} cursorUs={conducted.atUs} />}
      </div>
    </div>
  );
}
