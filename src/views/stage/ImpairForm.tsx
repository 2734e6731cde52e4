import { ToggleGroup } from "radix-ui";
import { useId, useState } from "react";
import type { Command, LinkModel, TopologyView } from "../../port/messages.ts";
import { impair, type ImpairDirection } from "./commands.ts";
import { linkEnds, linkName } from "./facts.ts";
import { FormAt } from "./FormAt.tsx";
import { IMPAIR_FIELDS, PRESETS, draftOf, readDraft, readField, type ImpairField } from "./impairments.ts";
import { FORM_TEXTS } from "../../texts/stage.ts";

interface ImpairFormProps {
  readonly at: { readonly left: number; readonly top: number };
  readonly topology: TopologyView;
  /** at least one; what the form shows at first is of the first */
  readonly links: readonly number[];
  readonly onCommand: (command: Command) => void;
  readonly onClose: () => void;
}

const UNIT: Readonly<Record<ImpairField, string>> = {
  latency: FORM_TEXTS.unitMs,
  jitter: FORM_TEXTS.unitMs,
  bandwidth: FORM_TEXTS.unitRate,
  loss: FORM_TEXTS.unitPercent,
  corruption: FORM_TEXTS.unitPercent,
  duplication: FORM_TEXTS.unitPercent,
};

/** How a link shall treat bytes from now on: by preset or by number, for both directions or one. */
export function ImpairForm({ at, topology, links, onCommand, onClose }: ImpairFormProps) {
  const link = links[0]!;
  const { model } = topology.links[link];
  const { a, b } = linkEnds(topology, link);
  const [draft, setDraft] = useState(() => draftOf(model));
  const [mode, setMode] = useState<LinkModel["mode"]>(model.mode);
  const [direction, setDirection] = useState<ImpairDirection>("both");
  const apply = (): void => {
    const next = readDraft(draft, mode);
    if (next === null) return;
    for (const one of links) onCommand(impair(topology, one, direction, next));
    onClose();
  };
  return (
    <FormAt
      at={at}
      title={links.length > 1 ? FORM_TEXTS.impairSeveral(links.length) : FORM_TEXTS.impairTitle(linkName(topology, link))}
      sentence={FORM_TEXTS.impairSentence}
      submit={FORM_TEXTS.apply}
      onSubmit={apply}
      onClose={onClose}
    >
      <fieldset className="stage-form-presets" aria-label={FORM_TEXTS.presets}>
        {PRESETS.map((preset) => (
          <button
            key={preset.text}
            type="button"
            onClick={() => {
              setDraft(preset.draft);
              setMode(preset.mode);
            }}
          >
            {preset.text}
          </button>
        ))}
      </fieldset>
      {links.length === 1 && (
        <Choice
          label={FORM_TEXTS.direction}
          value={direction}
          options={[
            { value: "both", text: FORM_TEXTS.both },
            { value: "a", text: FORM_TEXTS.from(a, b) },
            { value: "b", text: FORM_TEXTS.from(b, a) },
          ]}
          onChange={setDirection}
        />
      )}
      <Choice
        label={FORM_TEXTS.mode}
        value={mode}
        hint={mode === "raw" ? FORM_TEXTS.rawHint : FORM_TEXTS.streamHint}
        options={[
          { value: "stream", text: FORM_TEXTS.stream },
          { value: "raw", text: FORM_TEXTS.raw },
        ]}
        onChange={setMode}
      />
      <div className="stage-form-fields">
        {IMPAIR_FIELDS.map((field) => (
          <Field key={field} field={field} value={draft[field]} onChange={(value) => setDraft({ ...draft, [field]: value })} />
        ))}
      </div>
    </FormAt>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly hint?: string;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly onChange: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, hint, options, onChange }: ChoiceProps<Value>) {
  return (
    <div className="stage-form-choice">
      <span>{label}</span>
      <ToggleGroup.Root
        type="single"
        aria-label={label}
        value={value}
        onValueChange={(next) => next !== "" && onChange(next as Value)}
      >
        {options.map((option) => (
          <ToggleGroup.Item key={option.value} value={option.value}>
            {option.text}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      {hint !== undefined && <small>{hint}</small>}
    </div>
  );
}

interface FieldProps {
  readonly field: ImpairField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Field({ field, value, onChange }: FieldProps) {
  const wrong = readField(field, value) === null;
  const hint = wrong ? FORM_TEXTS.notANumber : field === "bandwidth" ? FORM_TEXTS.bandwidthHint : "";
  const id = useId();
  return (
    <div className="stage-form-field">
      <label htmlFor={id}>{FORM_TEXTS[field]}</label>
      <span className="stage-form-number">
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          value={value}
          aria-invalid={wrong}
          onChange={(event) => onChange(event.target.value)}
        />
        <span>{UNIT[field]}</span>
      </span>
      {hint !== "" && <small>{hint}</small>}
    </div>
  );
}
