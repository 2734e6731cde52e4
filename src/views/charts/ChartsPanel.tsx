import { useEffect, useRef, useState } from "react";
import type { Frame, SeriesWindow } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { EmptyState, Segmented } from "../controls/field.tsx";
import { modelsOf } from "./chart-model.ts";
import { Chart } from "./Chart.tsx";
import { seekTo } from "./seek.ts";
import { CHART_TEXTS } from "../../texts/charts.ts";
import { useAnswer } from "./use-answer.ts";
import "./charts.css";

const CHART_WIDTH_LEAST = 300;
const GAP = 12;
const WINDOWS = (["all", "10s", "1s"] as const).map((value) => ({ value, text: CHART_TEXTS.windows[value] }));
const WINDOW_US = { "10s": 10_000_000, "1s": 1_000_000 } as const;

/** The curves of the whole run, small beside each other, with the place where the run stands; a click goes to a time. */
export function ChartsPanel({ session, panel }: { readonly session: Session; readonly panel: Frame | null }) {
  const room = useRef<HTMLDivElement>(null);
  const width = useWidth(room);
  const [span, setSpan] = useState<"all" | "10s" | "1s">("all");
  const nowUs = panel?.nowUs ?? 0;
  const columns = Math.max(1, Math.floor((width + GAP) / (CHART_WIDTH_LEAST + GAP)));
  const each = Math.floor((width - GAP * (columns - 1)) / columns);
  const window = useAnswer(panel?.sequence ?? 0, async (): Promise<SeriesWindow | null> => {
    const toUs = Math.max(1_000, endOf(panel));
    const fromUs = span === "all" ? 0 : Math.max(0, toUs - WINDOW_US[span]);
    return (await session.query({ query: "series", fromUs, toUs, points: Math.max(40, Math.floor(each / 4)) })).window;
  });
  return (
    <div className="charts" ref={room}>
      <div className="charts-head">
        <Segmented label={CHART_TEXTS.window} value={span} choices={WINDOWS} onChoose={setSpan} />
        <span className="muted">{CHART_TEXTS.go}</span>
      </div>
      {window === null || width === 0 ? (
        <EmptyState>{CHART_TEXTS.empty}</EmptyState>
      ) : (
        <div className="chart-grid-room" style={{ gridTemplateColumns: `repeat(${columns}, ${each}px)` }}>
          {modelsOf(window).map((model) => (
            <Chart key={model.id} model={model} width={each} cursorUs={nowUs} onSeek={(atUs) => seekTo(session, atUs)} />
          ))}
        </div>
      )}
    </div>
  );
}

/** Where the run ends that is known: the tape's end, or where it stands. */
function endOf(panel: Frame | null): number {
  return panel === null ? 0 : Math.max(panel.nowUs, panel.tape.endUs);
}

function useWidth(room: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = room.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [room]);
  return width;
}
