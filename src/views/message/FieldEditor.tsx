import { useState } from "react";
import type { FieldForm, MessageDescription, MessageEdit } from "../../port/messages.ts";
import { Button } from "../controls/button.tsx";
import { CheckField, Segmented, SelectField, TextField } from "../controls/field.tsx";
import { cmdOf, cmdText, inBase, numberOf } from "./field-values.ts";
import { MESSAGE_TEXTS } from "../../texts/message.ts";

const T = MESSAGE_TEXTS.bench;

type FieldShown = MessageDescription["fields"][number];

interface FieldEditorProps {
  readonly field: FieldShown;
  readonly form: FieldForm;
  /** digits of its bytes, for what has no value of its own */
  readonly digits: string;
  readonly auxText: string | null;
  /** what was expected instead, or null when it was made */
  readonly onEdit: (edit: MessageEdit) => Promise<string | null>;
}

/** The form of one field: a number in either base, boxes, names, text, a uuid, or plain bytes. */
export function FieldEditor({ field, form, digits, auxText, onEdit }: FieldEditorProps) {
  const [error, setError] = useState<string | null>(null);
  const edit = (change: MessageEdit): void => {
    void onEdit(change).then(setError);
  };
  const set = (value: string): void => edit({ edit: "field", struct: field.struct, name: field.name, value });
  return (
    <fieldset className="field-editor" aria-label={T.field(field.name)}>
      <Inputs field={field} form={form} digits={digits} auxText={auxText} onSet={set} onEdit={edit} />
      {error !== null && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface InputsProps extends Omit<FieldEditorProps, "onEdit"> {
  readonly onSet: (value: string) => void;
  readonly onEdit: (edit: MessageEdit) => void;
}

function Inputs({ field, form, digits, auxText, onSet, onEdit }: InputsProps) {
  switch (form.kind) {
    case "cmd":
      return <CmdInputs value={field.value} form={form} onSet={onSet} />;
    case "choice":
      return <ChoiceInput value={field.value} form={form} onSet={onSet} />;
    case "bits":
      return <BitInputs value={field.value} form={form} onSet={onSet} />;
    case "number":
      return <NumberInput key={field.value} value={field.value} bytes={form.bytes} onSet={onSet} />;
    case "text":
      return <TextInput key={field.value} value={field.value} label={T.text} hint={T.textHint(form.bytes)} onSet={onSet} />;
    case "uuid":
      return <TextInput key={field.value} value={field.value} label={T.value} onSet={onSet} />;
    case "aux":
      return <AuxInput key={digits} digits={digits} text={auxText} onEdit={onEdit} />;
    case "bytes":
      return <TextInput key={digits} value={digits} label={T.hex} onSet={(value) => onEdit({ edit: "bytes", offset: field.offset, value })} />;
    case "none":
      return <p className="field-hint">{T.noForm}</p>;
  }
}

function TextInput({ value, label, hint, onSet }: { readonly value: string; readonly label: string; readonly hint?: string; readonly onSet: (value: string) => void }) {
  const [text, setText] = useState(value);
  return (
    <form
      className="field-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSet(text);
      }}
    >
      <TextField label={label} hint={hint} value={text} onChange={(event) => setText(event.target.value)} />
      <Button small type="submit" disabled={text === value}>
        {T.set}
      </Button>
    </form>
  );
}

/** A number as decimal or hex; changing the base changes what is shown, not the number. */
function NumberInput({ value, bytes, onSet }: { readonly value: string; readonly bytes: number; readonly onSet: (value: string) => void }) {
  const [base, setBase] = useState<"dec" | "hex">(value.startsWith("0x") ? "hex" : "dec");
  const [text, setText] = useState(value);
  const turn = (to: "dec" | "hex"): void => {
    setBase(to);
    setText(inBase(text, to, bytes));
  };
  return (
    <form
      className="field-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSet(text);
      }}
    >
      <TextField label={T.value} value={text} aria-invalid={numberOf(text) === null} onChange={(event) => setText(event.target.value)} />
      <Segmented label={T.value} value={base} choices={BASES} onChoose={turn} />
      <Button small type="submit">
        {T.set}
      </Button>
    </form>
  );
}

const BASES = [
  { value: "dec", text: T.dec },
  { value: "hex", text: T.hex },
] as const;

function ChoiceInput({ value, form, onSet }: { readonly value: string; readonly form: FieldForm; readonly onSet: (value: string) => void }) {
  const choices = form.choices.map((choice) => ({ value: String(choice.value), text: `${choice.value} ${choice.name}` }));
  const number = String(Number(value));
  const all = choices.some((choice) => choice.value === number) ? choices : [{ value: number, text: T.unknownValue(number) }, ...choices];
  return (
    <>
      <SelectField label={T.value} value={number} choices={all} onChoose={onSet} />
      <NumberInput key={value} value={value} bytes={form.bytes} onSet={onSet} />
    </>
  );
}

function BitInputs({ value, form, onSet }: { readonly value: string; readonly form: FieldForm; readonly onSet: (value: string) => void }) {
  const word = Number(value);
  return (
    <>
      <div className="box-row">
        {form.choices.map(({ value: mask, name }) => (
          <CheckField key={name} label={name} checked={(word & mask) !== 0} onCheck={(on) => onSet(String((on ? word | mask : word & ~mask) >>> 0))} />
        ))}
      </div>
      <NumberInput key={value} value={value} bytes={form.bytes} onSet={onSet} />
    </>
  );
}

/** WIRE-03: flags, command and size are parts of one word. */
function CmdInputs({ value, form, onSet }: { readonly value: string; readonly form: FieldForm; readonly onSet: (value: string) => void }) {
  const cmd = cmdOf(value);
  if (cmd === null) return <NumberInput key={value} value={value} bytes={form.bytes} onSet={onSet} />;
  const { flags, base, units } = cmd;
  const known = form.choices.map((choice) => ({ value: String(choice.value), text: choice.name }));
  const commands = known.some((choice) => choice.value === String(base)) ? known : [{ value: String(base), text: T.unknownCommand(`0x${base.toString(16).padStart(6, "0")}`) }, ...known];
  return (
    <>
      <fieldset className="box-row">
        <legend>{T.flags}</legend>
        {form.flags.map(({ value: mask, name }) => (
          <CheckField key={name} label={name} checked={(flags & mask) !== 0} onCheck={(on) => onSet(cmdText(on ? flags | mask : flags & ~mask, base))} />
        ))}
      </fieldset>
      <SelectField label={T.command} value={String(base)} choices={commands} onChoose={(chosen) => onSet(cmdText(flags, Number(chosen)))} />
      <TextInput key={units} label={T.units} value={String(units)} onSet={(text) => onSet(/^\d+$/.test(text) && Number(text) < 256 ? cmdText(flags, (base & 0xff_ff00) | Number(text)) : text)} />
      <NumberInput key={value} value={value} bytes={form.bytes} onSet={onSet} />
    </>
  );
}

function AuxInput({ digits, text, onEdit }: { readonly digits: string; readonly text: string | null; readonly onEdit: (edit: MessageEdit) => void }) {
  const [as, setAs] = useState<"text" | "hex">(text === null ? "hex" : "text");
  return (
    <>
      <Segmented label={T.text} value={as} choices={AUX_FORMS} onChoose={setAs} />
      {as === "text" ? <TextInput key="text" value={text ?? ""} label={T.text} hint={T.auxHint} onSet={(value) => onEdit({ edit: "aux", text: value })} /> : <TextInput key="hex" value={digits} label={T.hex} hint={T.auxHint} onSet={(value) => onEdit({ edit: "auxHex", value })} />}
    </>
  );
}

const AUX_FORMS = [
  { value: "text", text: T.asText },
  { value: "hex", text: T.asHex },
] as const;
