import { Dialog as Modal } from "radix-ui";
import type { Session } from "../../store/session.ts";
import type { Dialog } from "../../store/ui.ts";
import { IconButton } from "../controls/button.tsx";
import { TEXTS } from "../texts.ts";
import { focusWhole } from "./focus.ts";
import { Rules } from "./Rules.tsx";

/** What opens over the page, always on request and never by itself. */
export function Dialogs({ session, dialog }: { readonly session: Session; readonly dialog: Dialog | null }) {
  return (
    <Modal.Root open={dialog !== null} onOpenChange={(open) => !open && session.ui.openDialog(null)}>
      <Modal.Portal>
        <Modal.Overlay className="scrim" />
        <Modal.Content className="dialog" data-kind={dialog?.kind} aria-describedby={undefined} onOpenAutoFocus={focusWhole}>
          <div className="drawer-head">
            <Modal.Title>{dialog?.kind === "rules" ? TEXTS.rules.title : TEXTS.shortcuts.title}</Modal.Title>
            <Modal.Close asChild>
              <IconButton look="quiet" icon="close" label={TEXTS.page.close} />
            </Modal.Close>
          </div>
          {dialog?.kind === "shortcuts" && <Shortcuts />}
          {dialog?.kind === "rules" && <Rules rule={dialog.rule} />}
        </Modal.Content>
      </Modal.Portal>
    </Modal.Root>
  );
}

function Shortcuts() {
  return (
    <dl className="shortcuts">
      {TEXTS.shortcuts.rows.map(([key, does]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}
