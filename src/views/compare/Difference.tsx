import type { ComparisonShown } from "../../port/messages.ts";
import { Button } from "../controls/button.tsx";
import { timeOf } from "../../texts/units.ts";
import { COMPARE_TEXTS } from "../../texts/compare.ts";
import { differenceUs } from "./TimeOfBoth.tsx";

/** The first row that differs, in the words of both; or how far they are the same. */
export function Difference({ shown, onGoTo }: { readonly shown: ComparisonShown | null; readonly onGoTo: (atUs: number) => void }) {
  const difference = shown?.difference ?? null;
  if (difference === null) {
    return (
      <section className="compare-difference" aria-live="polite">
        <p>{shown === null || !shown.done ? COMPARE_TEXTS.working(timeOf(shown?.atUs ?? 0)) : COMPARE_TEXTS.same}</p>
      </section>
    );
  }
  return (
    <section className="compare-difference" aria-live="polite">
      <h4>
        {COMPARE_TEXTS.first(String(difference.row))}
        <Button small onClick={() => onGoTo(differenceUs(difference))}>
          {COMPARE_TEXTS.jump}
        </Button>
      </h4>
      {([["left", difference.left], ["right", difference.right]] as const).map(([side, told]) => (
        <p key={side}>
          <b>{COMPARE_TEXTS[side]}</b> {told === null ? COMPARE_TEXTS.noRow : `${timeOf(told.atUs)}: ${told.sentence}`}
        </p>
      ))}
      {difference.left?.sentence === difference.right?.sentence && <p className="muted">{COMPARE_TEXTS.alike}</p>}
    </section>
  );
}
