import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import type { Selection, Side } from "../../store/ui.ts";
import { IconButton } from "../controls/button.tsx";
import { Icon, type IconName } from "../controls/icons.tsx";
import { selectionTitle } from "../inspector/titles.ts";
import { TEXTS } from "../../texts/page.ts";
import { focusWhole, useFocusReturn } from "./focus.ts";
import type { Rooms } from "./WideLayout.tsx";

interface NarrowLayoutProps extends Rooms {
  readonly drawer: Side | null;
  readonly selection: Selection | null;
  readonly onDrawer: (drawer: Side | null) => void;
}

/** A narrow screen: the stage has it, three drawers come over it. */
export function NarrowLayout({ skips, top, tools, stage, bottom, inspector, tape, drawer, selection, onDrawer }: NarrowLayoutProps) {
  const onCloseAutoFocus = useFocusReturn(drawer !== null, ".drawer");
  const drawers: readonly { readonly side: Side; readonly icon: IconName; readonly name: string; readonly room: ReactNode }[] = [
    { side: "left", icon: "tools", name: TEXTS.narrow.tools, room: tools },
    { side: "bottom", icon: "list", name: TEXTS.narrow.lists, room: bottom },
    { side: "right", icon: "inspect", name: selection === null ? TEXTS.narrow.inspector : selectionTitle(selection), room: inspector },
  ];
  return (
    <div className="lab" data-narrow>
      {skips}
      {top}
      <main className="stage-room" id="stage-room" tabIndex={-1} aria-label={TEXTS.page.stage}>
        {stage}
      </main>
      {tape}
      <nav className="narrow-nav" aria-label={TEXTS.narrow.label}>
        {drawers.map(({ side, icon, name }) => (
          <button key={side} type="button" aria-haspopup="dialog" aria-expanded={drawer === side} data-marked={(side === "right" && selection !== null) || undefined} onClick={() => onDrawer(side)}>
            <Icon name={icon} />
            <span>{name}</span>
          </button>
        ))}
      </nav>
      {drawers.map(({ side, name, room }) => (
        <Dialog.Root key={side} open={drawer === side} onOpenChange={(open) => onDrawer(open ? side : null)}>
          <Dialog.Portal>
            <Dialog.Overlay className="scrim" />
            <Dialog.Content className="drawer" data-side={side} aria-describedby={undefined} onOpenAutoFocus={focusWhole} onCloseAutoFocus={onCloseAutoFocus}>
              <div className="drawer-head">
                <Dialog.Title>{name}</Dialog.Title>
                <Dialog.Close asChild>
                  <IconButton look="quiet" icon="close" label={TEXTS.page.close} />
                </Dialog.Close>
              </div>
              <div className="panel">{room}</div>
            </Dialog.Content>
          </Dialog.Portal>
        </Dialog.Root>
      ))}
    </div>
  );
}
