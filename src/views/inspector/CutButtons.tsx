import { DropdownMenu } from "radix-ui";
import type { Command } from "../../port/messages.ts";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icons.tsx";
import { TEXTS } from "../../texts/page.ts";

interface CutButtonsProps {
  readonly link: string;
  readonly cut: boolean;
  readonly onCommand: (command: Command) => void;
}

const KINDS = [
  ["close", TEXTS.faults.close, TEXTS.faults.closeHint],
  ["suspend", TEXTS.faults.suspend, TEXTS.faults.suspendHint],
  ["silent", TEXTS.faults.silent, TEXTS.faults.silentHint],
] as const;

/** Cut hard at once, or choose how; heal what is cut. */
export function CutButtons({ link, cut, onCommand }: CutButtonsProps) {
  if (cut) return <Button onClick={() => onCommand({ do: "heal", link })}>{TEXTS.link.heal}</Button>;
  return (
    <span className="split">
      <Button onClick={() => onCommand({ do: "cut", link, how: "close" })}>{TEXTS.link.cut}</Button>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <Button aria-label={TEXTS.link.cutHow} className="split-more">
            <Icon name="down" />
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
            {KINDS.map(([how, name, hint]) => (
              <DropdownMenu.Item key={how} className="menu-item" onSelect={() => onCommand({ do: "cut", link, how })}>
                {name}
                <small>{hint}</small>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </span>
  );
}
