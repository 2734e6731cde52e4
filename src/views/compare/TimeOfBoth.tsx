import type { DifferenceShown } from "../../port/messages.ts";
import { timeOf } from "../../texts/units.ts";
import type { Conducted } from "./conductor.ts";
import { COMPARE_TEXTS } from "../../texts/compare.ts";

/** The slider of both runs; where they differ first it carries a diamond, that leads there. */
export function TimeOfBoth({ conducted, untilUs, difference }: { readonly conducted: Conducted; readonly untilUs: number; readonly difference: DifferenceShown | null }) {
  const atUs = difference === null ? null : differenceUs(difference);
  return (
    <div className="compare-time">
      <input type="range" min={0} max={untilUs} step={1_000} value={conducted.atUs} aria-label={COMPARE_TEXTS.time} aria-valuetext={timeOf(conducted.atUs)} onChange={(event) => conducted.goTo(Number(event.target.value))} />
      {atUs !== null && (
        <button type="button" className="compare-mark" style={{ "--at": Math.min(1, atUs / untilUs) } as React.CSSProperties} aria-label={COMPARE_TEXTS.mark(timeOf(atUs))} title={COMPARE_TEXTS.mark(timeOf(atUs))} onClick={() => conducted.goTo(atUs)}>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <path d="M6 .8L11.2 6 6 11.2.8 6z" />
          </svg>
        </button>
      )}
    </div>
  );
}

/** When one of the two does what the other does not. */
export function differenceUs({ left, right }: DifferenceShown): number {
  return Math.min(left?.atUs ?? Infinity, right?.atUs ?? Infinity);
}
