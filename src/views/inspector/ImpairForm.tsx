import { useState } from "react";
import type { LinkInspection, LinkModel } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { NumberField, Segmented, SelectField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";

type NumberKey = Exclude<keyof LinkModel, "mode">;

const NUMBERS: readonly { readonly key: NumberKey; readonly label: string; readonly unit: string; readonly max: number; readonly rawOnly?: boolean }[] = [
  { key: "latencyUs", label: TEXTS.link.latency, unit: TEXTS.link.us, max: 60_000_000 },
  { key: "jitterUs", label: TEXTS.link.jitter, unit: TEXTS.link.us, max: 60_000_000 },
  { key: "bandwidthBytesPerS", label: TEXTS.link.bandwidthZero, unit: TEXTS.link.bytesPerS, max: 1_000_000_000 },
  { key: "lossPerMillion", label: TEXTS.link.loss, unit: TEXTS.link.ppm, max: 1_000_000 },
  { key: "corruptPerMillion", label: TEXTS.link.corruption, unit: TEXTS.link.ppm, max: 1_000_000 },
  { key: "duplicatePerMillion", label: TEXTS.link.duplication, unit: TEXTS.link.ppm, max: 1_000_000 },
  { key: "reorderPerMillion", label: TEXTS.link.reordering, unit: TEXTS.link.ppm, max: 1_000_000, rawOnly: true },
  { key: "reorderUs", label: TEXTS.link.reorderBy, unit: TEXTS.link.us, max: 60_000_000, rawOnly: true },
];

const PERFECT: Omit<LinkModel, "latencyUs" | "mode"> = { jitterUs: 0, bandwidthBytesPerS: 0, lossPerMillion: 0, corruptPerMillion: 0, duplicatePerMillion: 0, reorderPerMillion: 0, reorderUs: 0 };

/** Changes how a link treats bytes, both ways or one. Starts from what the link does now. */
export function ImpairForm({ session, link }: { readonly session: Session; readonly link: LinkInspection }) {
  const [which, setWhich] = useState("");
  const [changed, setChanged] = useState<Partial<LinkModel>>({});
  const now = (link.directions.find(({ from }) => from === which) ?? link.directions[0])?.model;
  if (now === undefined) return null;
  const model = { ...now, ...changed };
  const impair = (asked: Partial<LinkModel>) => {
    session.onCommand({ do: "impair", link: link.id, ...(which !== "" && { from: which }), model: asked });
    setChanged({});
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        impair(model);
      }}
    >
      <SelectField label={TEXTS.link.which} value={which} choices={[{ value: "", text: TEXTS.link.both }, ...link.directions.map(({ from, to }) => ({ value: from, text: TEXTS.link.only(from, to) }))]} onChoose={setWhich} />
      <Segmented label={TEXTS.link.mode} value={model.mode} choices={MODES} onChoose={(mode) => setChanged({ ...changed, mode })} />
      <p className="field-hint">{model.mode === "stream" ? TEXTS.link.streamHint : TEXTS.link.rawHint}</p>
      <div className="form-row">
        {NUMBERS.filter(({ rawOnly }) => !rawOnly || model.mode === "raw").map(({ key, label, unit, max }) => (
          <NumberField key={key} label={label} unit={unit} value={String(model[key])} min={0} max={max} step={1} required onChange={(event) => setChanged({ ...changed, [key]: Math.max(0, Math.trunc(Number(event.target.value) || 0)) })} />
        ))}
      </div>
      <div className="act-row">
        <Button type="submit">{TEXTS.link.apply}</Button>
        <Button look="quiet" onClick={() => impair(PERFECT)}>
          {TEXTS.link.perfect}
        </Button>
      </div>
    </form>
  );
}

const MODES = [
  { value: "stream", text: TEXTS.link.stream },
  { value: "raw", text: TEXTS.link.raw },
] as const;
