import type { FinderState } from "../../store/finder.ts";
import { FINDER_TEXTS } from "../../texts/finder.ts";
import { Button } from "../controls/button.tsx";
import { Fold } from "../controls/Fold.tsx";
import { Light } from "../controls/mark.tsx";
import { RuleLink } from "../controls/RuleLink.tsx";
import { TableHead } from "../controls/TableHead.tsx";
import { download } from "../share/download.ts";

/** What a hunt that found nothing has proven nothing without: what was judged, what went wrong on purpose, which rules decided. */
export function Exercised({ state, onRule }: { readonly state: FinderState; readonly onRule: (rule: string) => void }) {
  const texts = FINDER_TEXTS.exercised;
  const { tally, wish, phase } = state;
  if (tally.cases === 0) return null;
  return (
    <Fold title={texts.title} open>
      <div className="finder-tables">
        <Checks state={state} />
        <Faults state={state} />
      </div>
      <p className="muted">{texts.rules(tally.rules.length)}</p>
      <p className="finder-rules">{tally.rules.map(({ rule }) => (phase === "over" ? <RuleLink key={rule} rule={rule} onRule={onRule} /> : <span key={rule}>{rule}</span>))}</p>
      {phase === "over" && wish !== null && (
        <>
          <p className="muted">{texts.terminal}</p>
          <div className="finder-acts">
            <code>{texts.command(wish.first, wish.last)}</code>
            <Button small onClick={() => download(texts.scenarioName, wish.json, "application/json")}>
              {texts.saveScenario}
            </Button>
          </div>
        </>
      )}
    </Fold>
  );
}

function Checks({ state: { tally, checks } }: { readonly state: FinderState }) {
  const texts = FINDER_TEXTS.exercised;
  return (
    <table className="finder-table" data-numeric>
      <TableHead names={[texts.check, texts.judged, texts.inCases]} />
      <tbody>
        {tally.checks.map(({ name, cases, judged, violated }) => (
          <tr key={name}>
            <th scope="row">
              <Light state={violated > 0 ? "bad" : judged > 0 ? "good" : "waiting"} /> {checks.find((check) => check.name === name)?.claim ?? name}
            </th>
            <td>{judged === 0 ? texts.never : FINDER_TEXTS.progress.count(judged)}</td>
            <td>{FINDER_TEXTS.progress.count(cases)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Faults({ state: { tally } }: { readonly state: FinderState }) {
  const texts = FINDER_TEXTS.exercised;
  return (
    <table className="finder-table" data-numeric>
      <TableHead names={[texts.fault, texts.count, texts.inCases]} />
      <tbody>
        {tally.faults.map(({ kind, count, cases }) => (
          <tr key={kind}>
            <th scope="row">{texts.kinds[kind] ?? kind}</th>
            <td>{FINDER_TEXTS.progress.count(count)}</td>
            <td>{FINDER_TEXTS.progress.count(cases)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
