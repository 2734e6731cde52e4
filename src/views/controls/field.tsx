import { useId, type ComponentProps, type ReactNode } from "react";
import type { Choice } from "./choices.ts";
import { Select } from "./select.tsx";

interface Labelled {
  readonly label: string;
  readonly hint?: string;
}

/** A label above its control; `hint` says what is accepted. */
export function TextField({ label, hint, ...rest }: Labelled & Omit<ComponentProps<"input">, "id">) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="input" autoComplete="off" spellCheck={false} aria-describedby={hint === undefined ? undefined : `${id}-hint`} {...rest} />
      {hint !== undefined && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

/** A number with its unit behind it. */
export function NumberField({ label, unit, ...rest }: { readonly label: string; readonly unit?: string } & Omit<ComponentProps<"input">, "id" | "type">) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="with-unit">
        <input id={id} className="input" type="number" inputMode="numeric" autoComplete="off" aria-describedby={unit === undefined ? undefined : `${id}-unit`} {...rest} />
        {unit !== undefined && <span id={`${id}-unit`}>{unit}</span>}
      </span>
    </div>
  );
}

type SelectProps = Labelled & {
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChoose: (value: string) => void;
  readonly disabled?: boolean;
  /** the label is for ears only: the place says it to the eye */
  readonly bare?: boolean;
};

export function SelectField({ label, hint, value, choices, onChoose, disabled, bare = false }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={bare ? "visually-hidden" : undefined}>
        {label}
      </label>
      <Select id={id} className="input select" value={value} disabled={disabled} choices={choices} onChoose={onChoose} />
      {hint !== undefined && <span className="field-hint">{hint}</span>}
    </div>
  );
}

export function CheckField({ label, checked, onCheck }: { readonly label: string; readonly checked: boolean; readonly onCheck: (checked: boolean) => void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(event) => onCheck(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** Two or three ways of doing one thing, side by side. */
export function Segmented<T extends string>({ label, value, choices, onChoose }: { readonly label: string; readonly value: T; readonly choices: readonly { readonly value: T; readonly text: string }[]; readonly onChoose: (value: T) => void }) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input type="radio" name={name} value={choice.value} checked={value === choice.value} onChange={() => onChoose(choice.value)} />
          <span>{choice.text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** A group of controls with a heading; the heading of panels and inspectors alike. */
export function Section({ title, side, children, className = "" }: { readonly title?: string; readonly side?: ReactNode; readonly children: ReactNode; readonly className?: string }) {
  return (
    <section className={`section ${className}`}>
      {title !== undefined && (
        <header className="section-head">
          <h3>{title}</h3>
          {side}
        </header>
      )}
      {children}
    </section>
  );
}

/** A panel with nothing in it says what would fill it. */
export function EmptyState({ children }: { readonly children: ReactNode }) {
  return <p className="empty">{children}</p>;
}
