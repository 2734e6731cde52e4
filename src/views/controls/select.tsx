import { useState, type ComponentProps } from "react";
import { flushSync } from "react-dom";
import { type Choice, closedChoices } from "./choices.ts";

type SelectProps = Omit<ComponentProps<"select">, "value" | "onChange" | "children"> & {
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChoose: (value: string) => void;
};

/** One of several. Of very many choices a closed one holds only what it shows: all of them stand in it from when a hand or the focus comes. */
export function Select({ value, choices, onChoose, ...rest }: SelectProps) {
  const [open, setOpen] = useState(false);
  return (
    <select
      {...rest}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
      // at once: the browser opens its list with the same press
      onPointerDown={() => flushSync(() => setOpen(true))}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
    >
      {(open ? choices : closedChoices(choices, value)).map((choice) => (
        <option key={`${choice.value} ${choice.text}`} value={choice.value}>
          {choice.text}
        </option>
      ))}
    </select>
  );
}
