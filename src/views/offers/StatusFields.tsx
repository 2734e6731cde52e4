import { NumberField, SelectField, TextField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { PFS_TYPES } from "./pfs-types.ts";

/** What a status update says (SPAN-06); type "" leaves the type as it was told before. */
export interface StatusDraft {
  readonly text: string;
  readonly status: string;
  readonly type: string;
}

export const STATUS_MAX = 0xffff_ffff;

const TYPES = [{ value: "", text: TEXTS.node.statusTypeKept }, ...PFS_TYPES.filter((type) => type !== "NONE").map((value) => ({ value, text: value }))];

export function StatusFields({ draft, onChange }: { readonly draft: StatusDraft; readonly onChange: (draft: StatusDraft) => void }) {
  return (
    <>
      <TextField label={TEXTS.node.statusText} value={draft.text} maxLength={120} required onChange={(event) => onChange({ ...draft, text: event.target.value })} />
      <div className="form-row">
        <NumberField label={TEXTS.node.statusWord} value={draft.status} min={0} max={STATUS_MAX} step={1} required onChange={(event) => onChange({ ...draft, status: event.target.value })} />
        <SelectField label={TEXTS.node.statusType} value={draft.type} choices={TYPES} onChoose={(type) => onChange({ ...draft, type })} />
      </div>
    </>
  );
}
