import type { LaneWindow } from "../../port/messages.ts";
import { SEQUENCE_TEXTS } from "../../texts/sequence.ts";
import { useNarrow } from "../shell/surroundings.ts";
import { durationOf } from "../../texts/units.ts";
import { ticksOf } from "./axis.ts";
import { type LaneScale, percentAt } from "./lane-scale.ts";

interface LaneAxisProps {
  readonly found: LaneWindow;
  readonly scale: LaneScale;
  readonly isLive: boolean;
}

/** Times written at most, whatever the length of the run; silent spans told at most. */
const TICKS_MAX = 7;
const NARROW_TICKS_MAX = 2;
const BREAKS_MAX = 200;

/** The axis of the sequence diagram, lying down: times, silent spans that are compressed, the cursor. */
export function LaneAxis({ found, scale, isLive }: LaneAxisProps) {
  const { breaks, place, end } = found;
  const most = (useNarrow() ? NARROW_TICKS_MAX : TICKS_MAX) * scale.zoom;
  const cursor = isLive ? end : found.cursor;
  return (
    <div className="lane-axis" aria-hidden="true">
      <div className="lane-axis-scale">
        {breaks.slice(0, BREAKS_MAX).map(({ from, to, us }) => (
          <b key={from} title={SEQUENCE_TEXTS.silence(durationOf(us))} style={{ left: `${percentAt(scale, from)}%`, width: `${percentAt(scale, to) - percentAt(scale, from)}%` }} />
        ))}
        {ticksFor(found, most).map(({ place: at, atUs }) => (
          <span key={at} style={{ left: `${percentAt(scale, at)}%` }}>
            {durationOf(atUs)}
          </span>
        ))}
        {place !== null && <i data-event style={{ left: `${percentAt(scale, place)}%` }} />}
        {cursor !== null && <i style={{ left: `${percentAt(scale, cursor)}%` }} />}
      </div>
    </div>
  );
}

/** Round times where a place is a microsecond; else of the times that the axis has, as many as there is room for. */
function ticksFor({ ticks, origin, end }: LaneWindow, most: number): LaneWindow["ticks"] {
  if (ticks.length === 0) return ticksOf({ fromUs: origin, toUs: end }, Math.min(most, 200)).map((us) => ({ place: us, atUs: us }));
  const least = (end - origin) / Math.min(most, 200);
  let next = origin + least / 3;
  return ticks.filter(({ place }) => {
    if (place < next || place > end - least / 2) return false;
    next = place + least;
    return true;
  });
}
