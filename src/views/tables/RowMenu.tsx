import { DropdownMenu } from "radix-ui";
import { useRef } from "react";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icons.tsx";
import type { MenuEntry, MenuItem } from "../stage/menu-entries.ts";
import type { RowForm } from "./row-commands.ts";
import { TABLE_TEXTS } from "../../texts/tables.ts";

interface RowMenuProps {
  readonly title: string;
  readonly tabIndex: 0 | -1;
  /** made when the menu opens: the row may have changed since it was drawn */
  readonly entries: (openForm: (form: RowForm) => void) => readonly MenuEntry[];
  /** a form opens where the button is, and gives the focus back to it */
  readonly onForm: (form: RowForm, from: HTMLElement) => void;
}

/** All commands on a row, in one menu at its end. */
export function RowMenu({ title, tabIndex, entries, onForm }: RowMenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const form = useRef<RowForm | null>(null);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button ref={button} look="quiet" small className="icon-button" data-cell-focus tabIndex={tabIndex} aria-label={TABLE_TEXTS.commandsOf(title)}>
          <Icon name="menu" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="stage-menu"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          onKeyDown={(event) => event.stopPropagation()}
          onCloseAutoFocus={(event) => {
            const asked = form.current;
            form.current = null;
            if (asked === null || button.current === null) return;
            event.preventDefault();
            onForm(asked, button.current);
          }}
        >
          <DropdownMenu.Label className="stage-menu-title">{title}</DropdownMenu.Label>
          {/* oxlint-disable-next-line react/refs -- written when an entry is chosen, not while it is drawn */}
          {entries((asked) => {
            form.current = asked;
          }).map((entry, i) => (entry === "line" ? <DropdownMenu.Separator key={i} className="stage-menu-line" /> : <Item key={i} item={entry} />))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item({ item }: { readonly item: MenuItem }) {
  return (
    <DropdownMenu.Item className="stage-menu-item" disabled={item.disabled} onSelect={() => item.run?.()}>
      <span>{item.text}</span>
      {item.hint !== undefined && <small>{item.hint}</small>}
    </DropdownMenu.Item>
  );
}
