import { TableHead } from "../controls/TableHead.tsx";
import { durationOf, grouped, timeOf } from "../../texts/units.ts";
import { type ChartModel, tableOf } from "./chart-model.ts";
import { CHART_TEXTS } from "../../texts/charts.ts";

/** What the chart draws, as a table: for whoever reads it, or does not see the picture. */
export function ChartValues({ model }: { readonly model: ChartModel }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must be able to
    <section className="chart-values" tabIndex={0} aria-label={CHART_TEXTS.valuesOf(model.title)}>
      {model.kind === "time" ? <Disturbances model={model} /> : <Points model={model} />}
    </section>
  );
}

function Disturbances({ model }: { readonly model: ChartModel }) {
  return (
    <table>
      <TableHead names={[CHART_TEXTS.time, CHART_TEXTS.cause, CHART_TEXTS.duration, CHART_TEXTS.changes, CHART_TEXTS.state]} />
      <tbody>
        {model.convergences.map(({ atUs, row, cause, durationUs, changes, state }) => (
          <tr key={`${row} ${atUs}`}>
            <th scope="row">{timeOf(atUs)}</th>
            <td>{cause === "" ? CHART_TEXTS.start : cause}</td>
            <td>{durationOf(durationUs)}</td>
            <td>{grouped(changes)}</td>
            <td>{CHART_TEXTS.states[state]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Points({ model }: { readonly model: ChartModel }) {
  const { rows } = tableOf(model);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{CHART_TEXTS.time}</th>
          {model.curves.map(({ key, most }) => (
            <HeadOf key={key} name={CHART_TEXTS.series[key]} most={most !== undefined} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([from, , ...values]) => (
          <tr key={from}>
            <th scope="row">{timeOf(Number(from))}</th>
            {values.map((value, at) => (
              <td key={at}>{grouped(Number(value))}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function HeadOf({ name, most }: { readonly name: string; readonly most: boolean }) {
  return (
    <>
      <th scope="col">{name}</th>
      {most && <th scope="col">{CHART_TEXTS.most}</th>}
    </>
  );
}
