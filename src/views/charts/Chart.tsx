import { memo, useId, useRef, useState, type MouseEvent } from "react";
import type { Convergence, Family } from "../../port/messages.ts";
import { FAMILIES } from "../../store/contract.ts";
import { MessageMark } from "../stage/MessageMark.tsx";
import { durationOf, timeOf } from "../../texts/units.ts";
import { ChartExport } from "./ChartExport.tsx";
import { ChartValues } from "./ChartValues.tsx";
import { type ChartModel, readout, sayConvergence, shown } from "./chart-model.ts";
import { bandsOf, lineOf, type Plot, plotOf, pointAt } from "./chart-shape.ts";
import { CHART_TEXTS } from "../../texts/charts.ts";

interface ChartProps {
  readonly model: ChartModel;
  readonly width: number;
  /** where the run stands */
  readonly cursorUs: number;
  readonly onSeek: (atUs: number) => void;
}

const HEIGHT = 96;

/** One chart: a picture, a sentence, a place in time that arrows move and Enter goes to, a table of the values, and the four exports. */
export const Chart = memo(function Chart({ model, width, cursorUs, onSeek }: ChartProps) {
  const id = useId();
  const svg = useRef<SVGSVGElement>(null);
  const [point, setPoint] = useState(-1);
  const [open, setOpen] = useState(false);
  const plot = plotOf(model, width, HEIGHT);
  const at = point < 0 ? -1 : Math.min(point, model.count - 1);
  const timeAt = (chosen: number): number => model.fromUs + chosen * model.stepUs;
  const pointOf = ({ clientX, currentTarget }: MouseEvent<Element>): number => pointAt(model, plot, clientX - currentTarget.getBoundingClientRect().left);
  const said = model.kind === "time" ? model.summary : at < 0 ? model.summary : readout(model, at);
  return (
    <figure className="chart" aria-labelledby={`${id}-title`}>
      <figcaption>
        <b id={`${id}-title`}>{model.title}</b>
        <span className="chart-tools">
          <button type="button" className="chart-tool" aria-expanded={open} onClick={() => setOpen(!open)}>
            {CHART_TEXTS.values}
          </button>
          <ChartExport model={model} svg={svg} />
        </span>
      </figcaption>
      <input
        type="range"
        className="chart-range"
        min={0}
        max={Math.max(0, model.count - 1)}
        value={at < 0 ? Math.max(0, pointAt(model, plot, plot.xOf(cursorUs))) : at}
        aria-label={CHART_TEXTS.slider(model.title)}
        aria-valuetext={at < 0 ? model.summary : readout(model, at)}
        onChange={(event) => setPoint(Number(event.target.value))}
        onKeyDown={(event) => {
          event.stopPropagation(); // arrows here are not those of the run
          if (event.key === "Enter" && at >= 0) onSeek(timeAt(at));
        }}
        onBlur={() => setPoint(-1)}
      />
      <svg
        ref={svg}
        className="chart-svg"
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        aria-hidden="true"
        onPointerMove={(event) => setPoint(pointOf(event))}
        onPointerLeave={() => setPoint(-1)}
        onClick={(event) => onSeek(timeAt(pointOf(event)))}
      >
        <Grid model={model} plot={plot} />
        {model.kind === "time" ? <Stems convergences={model.convergences} plot={plot} /> : bandsOf(model, plot).map(({ key, d }) => <path key={key} className="chart-band" data-curve={key} d={d} />)}
        {model.kind === "level" && <path className="chart-line" data-curve={model.id} d={lineOf(model, plot)} />}
        {cursorUs >= model.fromUs && <line className="chart-cursor" x1={plot.xOf(cursorUs)} x2={plot.xOf(cursorUs)} y1={plot.top} y2={plot.bottom} />}
        {at >= 0 && <line className="chart-point" x1={plot.xOf(timeAt(at))} x2={plot.xOf(timeAt(at))} y1={plot.top} y2={plot.bottom} />}
      </svg>
      {model.id === "messages" && <Families />}
      <p className="chart-say" title={CHART_TEXTS.go}>
        {said}
      </p>
      {open && <ChartValues model={model} />}
    </figure>
  );
});

function Grid({ model, plot }: { readonly model: ChartModel; readonly plot: Plot }) {
  const toUs = model.fromUs + model.stepUs * model.count;
  return (
    <g className="chart-grid">
      {[0, 0.5, 1].map((part) => (
        <line key={part} x1={plot.left} x2={plot.right} y1={plot.yOf(part * plot.highest)} y2={plot.yOf(part * plot.highest)} data-base={part === 0 || undefined} />
      ))}
      {[0.5, 1].map((part) => (
        <text key={part} x={plot.left - 6} y={plot.yOf(part * plot.highest) + 4} textAnchor="end">
          {shown(model, part * plot.highest)}
        </text>
      ))}
      <text x={plot.left} y={plot.height - 4}>
        {durationOf(model.fromUs)}
      </text>
      <text x={plot.right} y={plot.height - 4} textAnchor="end">
        {durationOf(toUs)}
      </text>
    </g>
  );
}

/** One stem for each disturbance: as high as spans went on changing; the mark at its end says whether they have settled. */
function Stems({ convergences, plot }: { readonly convergences: readonly Convergence[]; readonly plot: Plot }) {
  return convergences.map((one) => {
    const x = plot.xOf(one.atUs);
    const y = plot.yOf(one.durationUs);
    return (
      <g key={`${one.row} ${one.atUs}`} className="chart-stem" data-state={one.state}>
        <title>{`${timeOf(one.atUs)}: ${sayConvergence(one)}`}</title>
        <line x1={x} x2={x} y1={plot.bottom} y2={y} />
        {one.state === "disturbed" ? <path d={`M${x - 4.5} ${y + 3.5}h9l-4.5 -8z`} /> : <circle cx={x} cy={y} r={4} />}
      </g>
    );
  });
}

/** The families in the order of their bands, with the marks that they have everywhere. */
function Families() {
  return (
    <ul className="chart-key">
      {FAMILIES.map((family: Family) => (
        <li key={family}>
          <i data-curve={family} />
          <MessageMark family={family} size={12} />
          {CHART_TEXTS.series[family]}
        </li>
      ))}
    </ul>
  );
}
