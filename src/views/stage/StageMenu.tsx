import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { beginDividing } from "./actions.ts";
import type { LinkKind } from "./commands.ts";
import { linkName } from "./facts.ts";
import { ImpairForm } from "./ImpairForm.tsx";
import type { Hands, MenuRequest } from "./hands.ts";
import { LeafForm } from "./LeafForm.tsx";
import { emptyMenu, linkMenu, messageMenu, nodeMenu, type MenuEntry, type MenuItem, type StageForm } from "./menu-entries.ts";
import { OfferForm } from "./OfferForm.tsx";
import { StatusForm } from "./StatusForm.tsx";
import type { StageEngine } from "./stage-engine.ts";
import { MENU_TEXTS } from "../../texts/stage.ts";

export interface StageMenuProps {
  readonly request: MenuRequest;
  readonly engine: StageEngine;
  readonly hands: Hands;
  readonly onClose: () => void;
  readonly onConnect: (node: number, kind: LinkKind) => void;
}

/** The menu of a thing, opened at the pointer; two of its entries lead on to a form at the same place. */
export function StageMenu({ request, engine, hands, onClose, onConnect }: StageMenuProps) {
  const [form, setForm] = useState<StageForm | null>(null);
  const { target, clientX, clientY } = request;
  const at = { left: clientX, top: clientY };
  const { topology } = engine;
  if (topology === null) return null;
  if (form === "impair" && target?.kind === "link") {
    const link = topology.links.findIndex(({ id }) => id === target.link);
    return link === -1 ? null : <ImpairForm at={at} topology={topology} links={[link]} onCommand={hands.command} onClose={onClose} />;
  }
  if (form === "offer" && target?.kind === "node") {
    return <OfferForm at={at} node={target.node} onCommand={hands.command} onClose={onClose} />;
  }
  if (form === "leaf" && target?.kind === "node") {
    const { places } = engine;
    const { x, y } = leafPlace(places, topology.nodes.findIndex(({ id }) => id === target.node));
    const place = { x: places.toTopologyUnits(x), y: places.toTopologyUnits(y) };
    return <LeafForm at={at} topology={topology} node={target.node} place={place} onCommand={hands.command} onClose={onClose} />;
  }
  if (form !== null && typeof form === "object" && target?.kind === "node") {
    return <StatusForm at={at} node={target.node} pfs={form.statusOf} onCommand={hands.command} onClose={onClose} />;
  }
  const open = { engine, hands, request, openForm: setForm, connect: onConnect, divide: () => beginDividing(engine, hands) };
  const entries = entriesFor(request, open);
  return (
    <MenuAt at={at} title={titleFor(request, engine)} onClose={onClose}>
      {entries.map((entry, i) => (
        <Entry key={i} entry={entry} />
      ))}
    </MenuAt>
  );
}

/** World units from a controller to a new leaf. */
const LEAF_APART = 115;

/** Beside its controller, away from the middle of the mesh. */
function leafPlace({ x, y }: Pick<StageEngine["places"], "x" | "y">, node: number): { readonly x: number; readonly y: number } {
  const middle = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const [dx, dy] = [x[node] - middle(x), y[node] - middle(y)];
  const length = Math.hypot(dx, dy);
  return length < 1 ? { x: x[node], y: y[node] + LEAF_APART } : { x: x[node] + (dx / length) * LEAF_APART, y: y[node] + (dy / length) * LEAF_APART };
}

function entriesFor({ target }: MenuRequest, open: Parameters<typeof emptyMenu>[0]): MenuEntry[] {
  if (target === null) return emptyMenu(open);
  if (target.kind === "link") return linkMenu(open, target.link);
  if (target.kind === "node") return nodeMenu(open, target.node);
  return messageMenu(open, target.message);
}

function titleFor({ target }: MenuRequest, { topology }: StageEngine): string | null {
  if (target === null || topology === null) return null;
  if (target.kind === "node") return MENU_TEXTS.node(target.node);
  if (target.kind === "message") return MENU_TEXTS.message(target.message);
  const link = topology.links.findIndex(({ id }) => id === target.link);
  return link === -1 ? null : MENU_TEXTS.link(linkName(topology, link));
}

interface MenuAtProps {
  readonly at: { readonly left: number; readonly top: number };
  readonly title: string | null;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
}

function MenuAt({ at, title, onClose, children }: MenuAtProps) {
  // a form that is opened from here takes the focus; only a menu that simply ends gives it back
  const [open, setOpen] = useState(true);
  return (
    <DropdownMenu.Root
      modal={false}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) setTimeout(onClose);
      }}
    >
      <DropdownMenu.Trigger asChild>
        <span className="stage-anchor" style={at} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        {/* the click that closes the menu must not cut a link */}
        <div className="stage-shield" onContextMenu={(event) => event.preventDefault()} />
      </DropdownMenu.Portal>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="stage-menu" align="start" sideOffset={4} collisionPadding={8} onCloseAutoFocus={(event) => event.preventDefault()}>
          {title !== null && <DropdownMenu.Label className="stage-menu-title">{title}</DropdownMenu.Label>}
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Entry({ entry }: { readonly entry: MenuEntry }) {
  if (entry === "line") return <DropdownMenu.Separator className="stage-menu-line" />;
  if (entry.items === undefined) return <Item item={entry} />;
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className="stage-menu-item" data-sub>
        <span>{entry.text}</span>
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent className="stage-menu" sideOffset={4} collisionPadding={8}>
          {entry.items.map((item) => (
            <Item key={item.text} item={item} />
          ))}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}

function Item({ item }: { readonly item: MenuItem }) {
  return (
    <DropdownMenu.Item
      className="stage-menu-item"
      disabled={item.disabled}
      onSelect={(event) => {
        if (item.keepsOpen) event.preventDefault();
        item.run?.();
      }}
    >
      <span>{item.text}</span>
      {item.hint !== undefined && <small>{item.hint}</small>}
    </DropdownMenu.Item>
  );
}
