import { useState } from "react";
import type { Frame, GeneratorLine, TopologyView, TrafficService } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { NumberField, Segmented, SelectField, TextField } from "../controls/field.tsx";
import { commandOf, freshGenerator, type GeneratorDraft, NEW_GENERATOR } from "./generator-form.ts";
import { GENERATOR_TEXTS } from "../../texts/generators.ts";

interface GeneratorFormProps {
  readonly session: Session;
  readonly topology: TopologyView;
  readonly pfs: Frame["pfs"];
  readonly generators: readonly GeneratorLine[];
}

const SERVICES: readonly TrafficService[] = ["echo", "shell", "oneWay", "lock", "commit"];
const DOMAINS: readonly GeneratorDraft["domain"][] = ["TREE", "INUM", "ATTR", "DIRENT"];
const STATES = ["SHARED", "EXCLUSIVE", "MODIFIED"] as const;
const ENDINGS = ["never", "count", "time"] as const;

/** Who to whom, what, how often, how large, how long, until when; one command starts it. */
export function GeneratorForm({ session, topology, pfs, generators }: GeneratorFormProps) {
  const [draft, setDraft] = useState(NEW_GENERATOR);
  const set = (change: Partial<GeneratorDraft>): void => setDraft({ ...draft, ...change });
  const from = topology.nodes.some(({ id }) => id === draft.from) ? draft.from : "";
  const to = pfs.some(({ label }) => label === draft.to) ? draft.to : "";
  const command = commandOf({ ...draft, from, to }, freshGenerator(generators), session.getFrame()?.nowUs ?? 0);
  const { service } = draft;
  const start = () => {
    // The end after a time counts from the moment of the click.
    const now = commandOf({ ...draft, from, to }, freshGenerator(generators), session.getFrame()?.nowUs ?? 0);
    if (now !== null) session.onCommand(now);
  };
  return (
    <form
      className="form"
      aria-label={GENERATOR_TEXTS.title}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <SelectField label={GENERATOR_TEXTS.service} value={service} choices={SERVICES.map((value) => ({ value, text: GENERATOR_TEXTS.services[value] }))} onChoose={(value) => set({ service: value as TrafficService })} />
      <div className="form-row">
        <SelectField label={GENERATOR_TEXTS.from} value={from} choices={[{ value: "", text: GENERATOR_TEXTS.anyNode }, ...topology.nodes.map(({ id }) => ({ value: id, text: id }))]} onChoose={(value) => set({ from: value })} />
        {service !== "lock" && service !== "commit" && <SelectField label={GENERATOR_TEXTS.to} value={to} choices={[{ value: "", text: GENERATOR_TEXTS.anyPfs }, ...labelsOf(pfs)]} onChoose={(value) => set({ to: value })} />}
      </div>
      <Segmented label={GENERATOR_TEXTS.timing} value={draft.random ? "random" : "periodic"} choices={TIMINGS} onChoose={(value) => set({ random: value === "random" })} />
      <div className="form-row">
        <NumberField label={draft.random ? GENERATOR_TEXTS.everyMean : GENERATOR_TEXTS.every} unit={GENERATOR_TEXTS.ms} min={0.1} step="any" value={draft.everyMs} onChange={(event) => set({ everyMs: event.target.value })} />
        <NumberField label={GENERATOR_TEXTS.burst} min={1} max={256} value={draft.burst} onChange={(event) => set({ burst: event.target.value })} />
      </div>
      <ServiceFields draft={draft} set={set} />
      <SelectField label={GENERATOR_TEXTS.ends} value={draft.ends} choices={ENDINGS.map((value) => ({ value, text: GENERATOR_TEXTS.endings[value] }))} onChoose={(value) => set({ ends: value as GeneratorDraft["ends"] })} />
      {draft.ends === "count" && <NumberField label={GENERATOR_TEXTS.count} min={1} value={draft.count} onChange={(event) => set({ count: event.target.value })} />}
      {draft.ends === "time" && <NumberField label={GENERATOR_TEXTS.seconds} unit={GENERATOR_TEXTS.s} min={0} step="any" value={draft.seconds} onChange={(event) => set({ seconds: event.target.value })} />}
      {command === null && (
        <p className="field-hint" role="alert">
          {GENERATOR_TEXTS.wrong}
        </p>
      )}
      <Button type="submit" disabled={command === null}>
        {GENERATOR_TEXTS.start}
      </Button>
    </form>
  );
}

const TIMINGS = [
  { value: "periodic", text: GENERATOR_TEXTS.periodic },
  { value: "random", text: GENERATOR_TEXTS.random },
] as const;

function labelsOf(pfs: Frame["pfs"]): { readonly value: string; readonly text: string }[] {
  return [...new Set(pfs.map(({ label }) => label))].map((label) => ({ value: label, text: label }));
}

/** Sizes and durations, as far as the service has them. */
function ServiceFields({ draft, set }: { readonly draft: GeneratorDraft; readonly set: (change: Partial<GeneratorDraft>) => void }) {
  const { service } = draft;
  return (
    <>
      {(service === "echo" || service === "oneWay" || service === "commit") && (
        <div className="form-row">
          <NumberField label={GENERATOR_TEXTS.bytesLeast} min={0} max={4_096} value={draft.bytesLeast} onChange={(event) => set({ bytesLeast: event.target.value })} />
          <NumberField label={GENERATOR_TEXTS.bytesMost} unit={GENERATOR_TEXTS.bytes} min={0} max={4_096} value={draft.bytesMost} onChange={(event) => set({ bytesMost: event.target.value })} />
        </div>
      )}
      {service === "shell" && <TextField label={GENERATOR_TEXTS.line} value={draft.line} maxLength={200} onChange={(event) => set({ line: event.target.value })} />}
      {service === "lock" && (
        <>
          <TextField label={GENERATOR_TEXTS.path} value={draft.path} maxLength={1_000} onChange={(event) => set({ path: event.target.value })} />
          <div className="form-row">
            <SelectField label={GENERATOR_TEXTS.domain} value={draft.domain} choices={DOMAINS.map((value) => ({ value, text: value }))} onChoose={(value) => set({ domain: value as GeneratorDraft["domain"] })} />
            <SelectField label={GENERATOR_TEXTS.state} value={draft.state} choices={STATES.map((value) => ({ value, text: value }))} onChoose={(value) => set({ state: value as GeneratorDraft["state"] })} />
          </div>
        </>
      )}
      {(service === "echo" || service === "shell" || service === "lock") && (
        <div className="form-row">
          <NumberField label={GENERATOR_TEXTS.holdLeast} min={0} step="any" value={draft.holdLeastMs} onChange={(event) => set({ holdLeastMs: event.target.value })} />
          <NumberField label={GENERATOR_TEXTS.holdMost} unit={GENERATOR_TEXTS.ms} min={0} step="any" value={draft.holdMostMs} onChange={(event) => set({ holdMostMs: event.target.value })} />
        </div>
      )}
    </>
  );
}
