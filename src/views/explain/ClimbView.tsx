import type { Climb, ClimbStep } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { EmptyState } from "../controls/field.tsx";
import { RuleLink } from "../controls/RuleLink.tsx";
import { Lead } from "../inspector/Facts.tsx";
import { timeOf } from "../../texts/units.ts";
import { climbShape } from "./climb-shape.ts";
import { RowsInSight } from "./rows-in-sight.tsx";
import { TEXTS } from "../../texts/explain.ts";

const ROW_PX = 28;
const CHART = { width: 560, height: 150 };

/** The best distance over time as a step chart, where it counted upwards in red, and every value as a list. */
export function ClimbView({ session, climb, nowUs }: { readonly session: Session; readonly climb: Climb; readonly nowUs: number }) {
  if (climb.steps.length === 0) return <EmptyState>{TEXTS.climb.none}</EmptyState>;
  const onRule = (rule: string) => session.ui.openDialog({ kind: "rules", rule });
  return (
    <div className="explain-body explain-two climb">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must be able to */}
      <section className="explain-main" tabIndex={0} aria-label={TEXTS.climb.climbs}>
        <Chart climb={climb} nowUs={nowUs} />
        {climb.climbs.length === 0 && <p className="say muted">{TEXTS.climb.noClimb}</p>}
        {climb.climbs.map(({ sentence, rule, startUs }) => (
          <p key={startUs} className="say">
            {sentence} <RuleLink rule={rule} onRule={onRule} />
          </p>
        ))}
        {climb.everywhere.length > 0 && (
          <>
            <h3>{TEXTS.climb.everywhere}</h3>
            <ul className="climb-nodes">
              {climb.everywhere.map(({ node, from, to, steps }) => (
                <li key={node}>
                  <Lead onClick={() => session.select({ kind: "node", node })}>{TEXTS.climb.one(node, from, to, steps)}</Lead>
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
      <div className="explain-side explain-rows">
        <h3>
          {TEXTS.climb.steps} {climb.omitted > 0 && <small className="muted">{TEXTS.climb.more(climb.omitted)}</small>}
        </h3>
        <RowsInSight label={TEXTS.climb.steps} count={climb.steps.length} rowPx={ROW_PX}>
          {(index, style) => <Step key={climb.steps[index]!.event} session={session} step={climb.steps[index]!} max={climb.distanceMax} style={style} />}
        </RowsInSight>
      </div>
    </div>
  );
}

function Chart({ climb, nowUs }: { readonly climb: Climb; readonly nowUs: number }) {
  const { whole, climbing, maximumY, ticks } = climbShape(climb, nowUs, CHART);
  const { width, height } = CHART;
  return (
    <figure aria-label={TEXTS.climb.chart(climb.pfs, climb.node)}>
      <svg className="climb-chart" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMinYMid meet" aria-hidden="true">
        {ticks.map(({ y, dist }) => (
          <g key={dist}>
            <line className="climb-grid" x1={28} x2={width} y1={y} y2={y} />
            <text className="climb-tick" x={22} y={y + 4} textAnchor="end">
              {dist}
            </text>
          </g>
        ))}
        {maximumY !== null && (
          <>
            <line className="climb-maximum" x1={28} x2={width} y1={maximumY} y2={maximumY} />
            <text className="climb-tick" x={34} y={maximumY - 4}>
              {TEXTS.climb.maximum(climb.distanceMax)}
            </text>
          </>
        )}
        <path className="climb-line" d={whole} />
        <path className="climb-line" data-climbing d={climbing} />
      </svg>
    </figure>
  );
}

function Step({ session, step, max, style }: { readonly session: Session; readonly step: ClimbStep; readonly max: number; readonly style: { readonly top: number } }) {
  const { event, atUs, dist, peer, climb } = step;
  return (
    <li className="climb-row" data-climb={climb >= 0 || undefined} style={style}>
      <button type="button" className="wave-time" data-numeric aria-label={`${timeOf(atUs)}. ${TEXTS.wave.goTo(event)}`} onClick={() => session.seek(event + 1)}>
        {timeOf(atUs)}
      </button>
      <b data-numeric>{dist < 0 ? TEXTS.climb.gone : dist}</b>
      <span className="muted">
        {peer === "" ? "" : `${TEXTS.climb.from} ${peer}`}
        {dist > max ? ` · ${TEXTS.climb.maximum(max)}` : ""}
      </span>
    </li>
  );
}
