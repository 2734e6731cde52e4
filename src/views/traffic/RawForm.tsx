import { useId } from "react";
import type { Session } from "../../store/session.ts";
import type { Draft } from "../../store/ui.ts";
import { cleanHex } from "../../store/workbench.ts";
import { SelectField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { TEMPLATES } from "./templates.ts";
import { Verdict } from "./Verdict.tsx";

interface RawFormProps {
  readonly session: Session;
  readonly draft: Draft;
  /** the inspector shows the draft */
  readonly looking: boolean;
}

/** Any bytes: from a template, from a message that was looked at, or typed; the inspector takes them apart meanwhile and puts them on a link. */
export function RawForm({ session, draft, looking }: RawFormProps) {
  const id = useId();
  const hex = cleanHex(draft.hex);
  const write = (text: string) => {
    session.select({ kind: "draft" });
    void session.draft(text);
  };
  const fill = async (name: string) => {
    const template = TEMPLATES.find((one) => one.title === name);
    if (template === undefined) return;
    const { hex: digits } = await session.query({ query: "template", ...template.fields });
    session.select({ kind: "draft" });
    await session.startDraft({ hex: digits, message: null, end: null });
  };
  return (
    <div className="form">
      <SelectField label={TEXTS.traffic.template} value="" choices={[{ value: "", text: TEXTS.traffic.templateNone }, ...TEMPLATES.map(({ title }) => ({ value: title, text: title }))]} onChoose={(name) => void fill(name)} />
      <div className="field">
        <label htmlFor={id}>{TEXTS.traffic.hex}</label>
        <textarea id={id} className="input hex-input" rows={6} spellCheck={false} autoComplete="off" value={draft.hex} aria-invalid={hex === null} aria-describedby={`${id}-verdict`} onChange={(event) => write(event.target.value)} />
      </div>
      <output id={`${id}-verdict`} aria-live="polite">
        <Verdict draft={draft} valid={hex !== null} onRule={(rule) => session.ui.openDialog({ kind: "rules", rule })} onLook={looking ? null : () => session.select({ kind: "draft" })} />
      </output>
    </div>
  );
}
