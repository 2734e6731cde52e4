import { type KeyboardEvent, type RefObject, useRef, useState } from "react";
import type { MessageDescription } from "../../port/messages.ts";
import { nextField } from "./hex-rows.ts";

export interface FieldWalk {
  /** index of the field that is lit, -1 = none */
  readonly lit: number;
  readonly setLit: (field: number) => void;
  /** arrow keys in the table of fields go from field to field, in the order of their bytes */
  readonly onKey: (event: KeyboardEvent) => void;
  /** around the table: the field's row gets the focus */
  readonly root: RefObject<HTMLDivElement | null>;
}

/** One light for bytes and fields, which the pointer and the arrow keys move. */
export function useFieldWalk(fields: MessageDescription["fields"]): FieldWalk {
  const [lit, setLit] = useState(-1);
  const root = useRef<HTMLDivElement>(null);
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" || event.key === "ArrowRight" ? 1 : event.key === "ArrowUp" || event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = nextField(fields, lit, step);
    setLit(next);
    root.current?.querySelector<HTMLElement>(`[data-field-row="${next}"]`)?.focus();
  };
  return { lit, setLit, onKey, root };
}
