import { DropdownMenu } from "radix-ui";
import type { Command } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/field.tsx";
import { Icon } from "../controls/icons.tsx";
import { TEXTS } from "../../texts/page.ts";
import type { NodeRow } from "./rows.ts";
import { NodeSign } from "./Signs.tsx";

const ROWS_MAX = 60;

export function NodeFaults({ session, rows }: { readonly session: Session; readonly rows: readonly NodeRow[] }) {
  if (rows.length === 0) return <EmptyState>{TEXTS.faults.none}</EmptyState>;
  return (
    <ul className="fault-rows">
      {rows.slice(0, ROWS_MAX).map(({ id, state }) => (
        <li key={id}>
          <button type="button" className="fault-name" onClick={() => session.select({ kind: "node", node: id })}>
            <NodeSign state={state} />
            <span>{id}</span>
            <small>{TEXTS.states.node[state]}</small>
          </button>
          <NodeMenu node={id} down={state === "crashed" || state === "powerLost"} onCommand={session.onCommand} />
        </li>
      ))}
      {rows.length > ROWS_MAX && <li className="field-hint">{TEXTS.faults.more(rows.length - ROWS_MAX)}</li>}
    </ul>
  );
}

/** A node that is down can only be started again. */
export function NodeMenu({ node, down, onCommand }: { readonly node: string; readonly down: boolean; readonly onCommand: (command: Command) => void }) {
  if (down) {
    return (
      <Button small title={TEXTS.faults.restartHint} aria-label={`${TEXTS.faults.restart} ${node}`} onClick={() => onCommand({ do: "restart", node })}>
        {TEXTS.faults.restart}
      </Button>
    );
  }
  const acts = [
    [TEXTS.faults.isolate, TEXTS.faults.isolateHint, { do: "isolate", node }],
    [TEXTS.faults.crash, TEXTS.faults.crashHint, { do: "crash", node }],
    [TEXTS.faults.power, TEXTS.faults.powerHint, { do: "powerLoss", node }],
  ] as const;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button small aria-label={TEXTS.faults.actions(node)}>
          {TEXTS.faults.break} <Icon name="down" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {acts.map(([name, hint, command]) => (
            <DropdownMenu.Item key={name} className="menu-item" onSelect={() => onCommand(command)}>
              {name}
              <small>{hint}</small>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
