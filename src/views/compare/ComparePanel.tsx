import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { ComparisonShown, Frame, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { saveAs } from "../charts/export.ts";
import { Button } from "../controls/button.tsx";
import { timeOf } from "../../texts/units.ts";
import { type Beside, openBeside } from "./beside.ts";
import { type Against, CompareForm } from "./CompareForm.tsx";
import { CompareStages } from "./CompareStages.tsx";
import { useConductor } from "./conductor.ts";
import { CostTable, csvOfCosts } from "./CostTable.tsx";
import { scenarioOfRun, withLink } from "./sides.ts";
import { COMPARE_TEXTS } from "../../texts/compare.ts";
import "./compare.css";

/** Steps of each question: a few milliseconds of the worker. */
const STEPS = 500;

interface Under {
  readonly pair: readonly [Beside, Beside];
  readonly untilUs: number;
}

/** Two runs beside the one that is loaded: stages, one time, the first difference, and what each cost. */
export function ComparePanel({ session, topology, panel }: { readonly session: Session; readonly topology: TopologyView | null; readonly panel: Frame | null }) {
  const [under, setUnder] = useState<Under | null>(null);
  const [shown, setShown] = useState<ComparisonShown | null>(null);
  const [errors, setErrors] = useState<readonly string[]>([]);
  const theme = useStore(session.ui.store, (ui) => ui.theme);
  const conducted = useConductor(under?.pair ?? null, under?.untilUs ?? 0);
  useEffect(() => () => under?.pair.forEach(({ close }) => close()), [under]);

  const start = async (against: Against, untilUs: number): Promise<void> => {
    setShown(null);
    session.pause();
    const own = scenarioOfRun((await session.query({ query: "runFile" })).json, untilUs);
    const left = JSON.stringify(own);
    const right = against.kind === "scenario" ? { name: against.name } : { json: JSON.stringify(against.kind === "seed" ? { ...own, seed: against.seed } : against.kind === "link" ? withLink(own, against) : own) };
    const variants = against.kind === "variant" ? against.variants : null;
    const { answer } = await session.query({ query: "comparison", start: { left, right, untilUs, variants } });
    setErrors(answer.errors.map(({ side, path, message }) => COMPARE_TEXTS.failed(COMPARE_TEXTS[side], path, message)));
    const pair = answer.job === 0 ? null : [openBeside(), openBeside()];
    if (pair === null || pair[0] === null || pair[1] === null) return;
    pair[0]!.session.load({ json: left });
    pair[1]!.session.load(right);
    if (variants !== null) pair[1]!.session.setVariants(variants);
    setUnder({ pair: [pair[0]!, pair[1]!], untilUs });
    for (let at = answer; at.shown !== null && !at.shown.done && at.job !== 0; ) {
      at = (await session.query({ query: "comparison", job: at.job, steps: STEPS })).answer;
      if (at.shown !== null) setShown(at.shown);
    }
  };

  if (under === null) return <CompareForm session={session} topology={topology} nowUs={Math.max(panel?.nowUs ?? 0, panel?.tape.endUs ?? 0)} errors={errors} onStart={(against, untilUs) => void start(against, untilUs)} />;
  const difference = shown?.difference ?? null;
  return (
    <div className="compare">
      <div className="compare-bar">
        <Button small onClick={() => conducted.play(!conducted.playing)}>
          {conducted.playing ? COMPARE_TEXTS.pause : COMPARE_TEXTS.play}
        </Button>
        <input type="range" min={0} max={under.untilUs} step={1_000} value={conducted.atUs} aria-label={COMPARE_TEXTS.time} aria-valuetext={timeOf(conducted.atUs)} onChange={(event) => conducted.goTo(Number(event.target.value))} />
        <output className="mono">{timeOf(conducted.atUs)}</output>
        <Button small onClick={() => setUnder(null)}>
          {COMPARE_TEXTS.stop}
        </Button>
      </div>
      <CompareStages pair={under.pair} theme={theme} />
      <div className="compare-found">
        <section className="compare-difference" aria-live="polite">
          {difference === null ? (
            <p>{shown === null || !shown.done ? COMPARE_TEXTS.working(timeOf(shown?.atUs ?? 0)) : COMPARE_TEXTS.same}</p>
          ) : (
            <>
              <h4>
                {COMPARE_TEXTS.first(String(difference.row))}
                <Button small onClick={() => conducted.goTo((difference.left ?? difference.right)!.atUs)}>
                  {COMPARE_TEXTS.jump}
                </Button>
              </h4>
              {([["left", difference.left], ["right", difference.right]] as const).map(([side, told]) => (
                <p key={side}>
                  <b>{COMPARE_TEXTS[side]}</b> {told === null ? COMPARE_TEXTS.noRow : `${timeOf(told.atUs)}: ${told.sentence}`}
                </p>
              ))}
              {difference.left?.sentence === difference.right?.sentence && <p className="muted">{COMPARE_TEXTS.alike}</p>}
            </>
          )}
        </section>
        {shown !== null && (
          <section className="compare-costs">
            <CostTable shown={shown} />
            <div className="compare-exports">
              <Button small onClick={() => saveAs("spanscope-compare.csv", new Blob([csvOfCosts(shown)], { type: "text/csv" }))}>
                {COMPARE_TEXTS.csv}
              </Button>
              <Button small onClick={() => saveAs("spanscope-compare.json", new Blob([`${JSON.stringify(shown, null, 1)}\n`], { type: "application/json" }))}>
                {COMPARE_TEXTS.json}
              </Button>
            </div>
          </section>
        )}
      </div>
    </div>
  );
}
