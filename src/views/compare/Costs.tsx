import { useState } from "react";
import type { ComparisonShown } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { saveAs } from "../charts/export.ts";
import { Button } from "../controls/button.tsx";
import { Segmented } from "../controls/field.tsx";
import { timeOf } from "../../texts/units.ts";
import { CostTable, csvOfCosts } from "./CostTable.tsx";
import { COMPARE_TEXTS } from "../../texts/compare.ts";
import { useCostsAt } from "./use-comparison.ts";

interface CostsProps {
  readonly session: Session;
  readonly job: number;
  readonly shown: ComparisonShown;
  readonly cursorUs: number;
}

/** What each cost: of all that was executed, or of what had happened where both stand. */
export function Costs({ session, job, shown, cursorUs }: CostsProps) {
  const [of, setOf] = useState<"end" | "cursor">("end");
  const at = useCostsAt(session, job, of === "cursor" ? cursorUs : null, shown.atUs);
  const { costs, atUs } = of === "cursor" && at !== null ? at : shown;
  return (
    <section className="compare-costs">
      <div className="compare-exports">
        <Segmented
          label={COMPARE_TEXTS.costsOf}
          value={of}
          choices={[
            { value: "end", text: COMPARE_TEXTS.toEnd },
            { value: "cursor", text: COMPARE_TEXTS.toCursor },
          ]}
          onChoose={setOf}
        />
        <Button small onClick={() => saveAs("spanscope-compare.csv", new Blob([csvOfCosts(costs)], { type: "text/csv" }))}>
          {COMPARE_TEXTS.csv}
        </Button>
        <Button small onClick={() => saveAs("spanscope-compare.json", new Blob([`${JSON.stringify({ ...shown, costs, costsAt: atUs }, null, 1)}\n`], { type: "application/json" }))}>
          {COMPARE_TEXTS.json}
        </Button>
      </div>
      {of === "cursor" && at === null ? <p className="muted">{COMPARE_TEXTS.notYet}</p> : <CostTable costs={costs} label={of === "cursor" ? COMPARE_TEXTS.costsUpTo(timeOf(atUs)) : COMPARE_TEXTS.costs} />}
    </section>
  );
}
