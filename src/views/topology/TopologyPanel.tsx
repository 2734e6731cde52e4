import { memo, useState } from "react";
import type { TopologyView, VariantShown } from "../../port/messages.ts";
import type { LoadError } from "../../store/mirror.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { NumberField, Section, SelectField } from "../controls/field.tsx";
import { LoadErrors } from "../scenarios/LoadErrors.tsx";
import { TEXTS } from "../../texts/page.ts";
import { VariantsPanel } from "../variants/VariantsPanel.tsx";
import { FileImport } from "./FileImport.tsx";
import { SHAPES, topologyText, type Shape } from "./shapes.ts";

interface TopologyPanelProps {
  readonly session: Session;
  readonly topology: TopologyView | null;
  readonly seed: number;
  readonly variants: readonly VariantShown[];
  readonly errors: readonly LoadError[];
}

/** Builds a run on a shape, or on a file. */
export const TopologyPanel = memo(function TopologyPanel({ session, topology, seed, variants, errors }: TopologyPanelProps) {
  return (
    <>
      {errors.length > 0 && (
        <Section>
          <LoadErrors errors={errors} onDismiss={() => session.reportLoadErrors([])} />
        </Section>
      )}
      <Section title={TEXTS.topology.title}>
        <ShapeForm seed={seed} onBuild={(text, drawn) => session.load({ topology: text, seed: drawn })} />
      </Section>
      <Section title={TEXTS.topology.importTitle}>
        <FileImport session={session} />
      </Section>
      <VariantsPanel session={session} variants={variants} />
      {topology !== null && (
        <Section title={TEXTS.topology.now}>
          <p className="muted">{TEXTS.topology.sizeNow(topology.nodes.length, topology.links.length)}</p>
        </Section>
      )}
    </>
  );
});

function ShapeForm({ seed, onBuild }: { readonly seed: number; readonly onBuild: (text: string, seed: number) => void }) {
  const [name, setName] = useState(SHAPES[0]!.name);
  const [numbers, setNumbers] = useState<Readonly<Record<string, string>>>({});
  const [drawn, setDrawn] = useState(String(seed));
  const shape = SHAPES.find((one) => one.name === name)!;
  const valueOf = (label: string, fallback: number) => numbers[`${name} ${label}`] ?? String(fallback);
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        onBuild(topologyText(shape, shape.numbers.map(({ label, value }) => Number(valueOf(label, value)))), Number(drawn));
      }}
    >
      <SelectField label={TEXTS.topology.shape} value={name} choices={SHAPES.map((one) => ({ value: one.name, text: one.title }))} onChoose={setName} hint={shape.about} />
      <div className="form-row">
        <ShapeNumbers shape={shape} valueOf={valueOf} onNumber={(label, value) => setNumbers({ ...numbers, [`${name} ${label}`]: value })} />
        <NumberField label={TEXTS.topology.seed} value={drawn} min={0} max={0xffff_ffff} required onChange={(event) => setDrawn(event.target.value)} />
      </div>
      <Button type="submit">{TEXTS.topology.build}</Button>
      <p className="field-hint">{TEXTS.topology.replaces}</p>
    </form>
  );
}

function ShapeNumbers({ shape, valueOf, onNumber }: { readonly shape: Shape; readonly valueOf: (label: string, fallback: number) => string; readonly onNumber: (label: string, value: string) => void }) {
  return shape.numbers.map(({ label, value, min, max, step }) => <NumberField key={label} label={label} value={valueOf(label, value)} min={min} max={max} step={step ?? 1} required onChange={(event) => onNumber(label, event.target.value)} />);
}
