import { Popover } from "radix-ui";
import type { ReactNode } from "react";
import { FORM_TEXTS } from "../../texts/stage.ts";

const NARROW_PX = 720;
const TOP_MIDDLE = { left: "50%", top: 0 };

interface FormAtProps {
  readonly at: { readonly left: number; readonly top: number };
  readonly title: string;
  readonly sentence: string;
  readonly submit: string;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A small form where the menu was: Enter does it, Escape lets it be. */
export function FormAt({ at, title, sentence, submit, onSubmit, onClose, children }: FormAtProps) {
  const narrow = window.innerWidth < NARROW_PX;
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor asChild>
        <span className="stage-anchor" style={narrow ? TOP_MIDDLE : at} aria-hidden="true" />
      </Popover.Anchor>
      <Popover.Portal>
        {/* the click that closes the form must not cut a link */}
        <div className="stage-shield" />
      </Popover.Portal>
      <Popover.Portal>
        <Popover.Content
          className="stage-form"
          // beside the point it can move up and down until all of it is in sight
          side={narrow ? "bottom" : "right"}
          align="center"
          sideOffset={8}
          collisionPadding={8}
          aria-label={title}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <form
            onSubmit={(event) => {
              event.preventDefault();
              onSubmit();
            }}
          >
            <header>
              <strong>{title}</strong>
              <small>{sentence}</small>
            </header>
            {children}
            <footer>
              <button type="button" className="stage-form-button" onClick={onClose}>
                {FORM_TEXTS.cancel}
              </button>
              <button type="submit" className="stage-form-button" data-primary>
                {submit}
              </button>
            </footer>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
