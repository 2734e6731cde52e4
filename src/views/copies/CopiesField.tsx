import { SelectField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";

/** As many as a command may ask for. */
const COUNTS = [1, 2, 3, 4];

/** Over how many paths at once something is sent (DUP-01). */
export function CopiesField({ copies, onCopies }: { readonly copies: number; readonly onCopies: (copies: number) => void }) {
  const choices = COUNTS.map((count) => ({ value: String(count), text: count === 1 ? TEXTS.copies.one : TEXTS.copies.count(count) }));
  return <SelectField label={TEXTS.copies.field} hint={copies > 1 ? TEXTS.copies.fieldHint : undefined} value={String(copies)} choices={choices} onChoose={(value) => onCopies(Number(value))} />;
}
