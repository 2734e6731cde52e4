import type { Draft } from "../../store/ui.ts";
import { Button } from "../controls/button.tsx";
import { Light } from "../controls/mark.tsx";
import { RuleLink } from "../controls/RuleLink.tsx";
import { TEXTS } from "../../texts/page.ts";

interface VerdictProps {
  readonly draft: Draft;
  readonly valid: boolean;
  readonly onRule: (rule: string) => void;
  /** null = it is looked at already */
  readonly onLook: (() => void) | null;
}

/** What a receiver would make of the bytes, in one line; the inspector has the rest. */
export function Verdict({ draft, valid, onRule, onLook }: VerdictProps) {
  if (!valid) return <p className="field-hint">{TEXTS.traffic.fixHex}</p>;
  const { description, error } = draft;
  if (error !== null) {
    return (
      <p className="verdict">
        <Light state="bad" /> {error}
      </p>
    );
  }
  if (description === null) return <p className="field-hint">{TEXTS.verdict.none}</p>;
  const fault = description.faults[0];
  return (
    <div className="verdict">
      <Light state={fault === undefined ? "good" : "bad"} />
      <span>
        <b className="mono">{[description.name, ...description.flags].join(" ")}</b>
        <br />
        {fault === undefined ? TEXTS.verdict.good : fault.text} {fault !== undefined && <RuleLink rule={fault.rule} onRule={onRule} />}
      </span>
      {onLook !== null && (
        <Button small look="quiet" onClick={onLook}>
          {TEXTS.verdict.look}
        </Button>
      )}
    </div>
  );
}
