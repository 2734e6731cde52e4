import { Popover } from "radix-ui";
import { useState } from "react";
import { Button, IconButton } from "../controls/button.tsx";
import { NumberField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { useFocusReturn } from "./focus.ts";

interface RestartButtonProps {
  readonly seed: number;
  readonly disabled: boolean;
  readonly onRestart: (seed: number) => void;
}

/** Starts the scenario again: Enter keeps the seed, another number draws another run. */
export function RestartButton({ seed, disabled, onRestart }: RestartButtonProps) {
  const [open, setOpen] = useState(false);
  const onCloseAutoFocus = useFocusReturn(open, ".popover");
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Anchor asChild>
        <span className="anchor">
          <IconButton look="quiet" icon="restart" label={TEXTS.transport.restartWith} disabled={disabled} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(!open)} />
        </span>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content className="popover" align="end" sideOffset={8} collisionPadding={8} aria-label={TEXTS.transport.restartWith} onInteractOutside={() => setOpen(false)} onCloseAutoFocus={onCloseAutoFocus}>
          <RestartForm
            seed={seed}
            onRestart={(chosen) => {
              setOpen(false);
              onRestart(chosen);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function RestartForm({ seed, onRestart }: Omit<RestartButtonProps, "disabled">) {
  const [text, setText] = useState(String(seed));
  return (
    <form
      className="restart-form"
      onSubmit={(event) => {
        event.preventDefault();
        onRestart(Number(text));
      }}
    >
      <NumberField label={TEXTS.transport.seed} value={text} min={0} max={0xffff_ffff} step={1} required onChange={(event) => setText(event.target.value)} />
      <p className="field-hint">{TEXTS.transport.seedHint}</p>
      <Button type="submit">{TEXTS.transport.restartNow}</Button>
    </form>
  );
}
