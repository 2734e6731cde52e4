import type { Command, Frame, LinkTableRow, NodeTableRow, SpanTableRow, TableName, TableRow, TopologyView, TransactionTableRow } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { saveCapture } from "../capture/save-capture.ts";
import { isCut, linkStateName, nodeStateName } from "../faults/rows.ts";
import { linkMenu, type MenuEntry, nodeMenu, type ThingContext } from "../stage/menu-entries.ts";
import type { LinkKind } from "../stage/commands.ts";
import { TEXTS } from "../../texts/page.ts";
import { TABLE_TEXTS } from "../../texts/tables.ts";

/** Forms that a row's commands lead to. */
export type RowForm =
  | { readonly form: "impair"; readonly link: string }
  | { readonly form: "offer" | "leaf"; readonly node: string }
  | { readonly form: "status"; readonly node: string; readonly pfs: string }
  | { readonly form: "open"; readonly node: string; readonly to: string | null; readonly via: string | null }
  | { readonly form: "send"; readonly transaction: string }
  | { readonly form: "connect"; readonly node: string; readonly kind: LinkKind };

export interface RowContext {
  readonly session: Session;
  readonly topology: TopologyView;
  readonly frame: Frame | null;
  readonly openForm: (form: RowForm) => void;
}

/** Places are the stage's: nothing is pinned here. */
const NO_PLACES = { isPinned: () => false, unpin: () => undefined };

/** The commands on a row: those of the thing's menu on the stage, and what a table alone can say. */
export function rowMenu(table: TableName, row: TableRow, context: RowContext): MenuEntry[] {
  switch (table) {
    case "nodes":
      return nodeEntries((row as NodeTableRow).id, context);
    case "links":
      return linkMenu(thingContext(context, { link: (row as LinkTableRow).id }), (row as LinkTableRow).id);
    case "spans":
      return spanEntries(row as SpanTableRow, context);
    case "transactions":
      return transactionEntries(row as TransactionTableRow, context);
  }
}

function thingContext({ session, topology, frame, openForm }: RowContext, of: { readonly node: string } | { readonly link: string }): ThingContext {
  return {
    engine: { topology, frame, places: NO_PLACES },
    hands: { command: session.onCommand, select: session.select, pause: session.pause, capture: (link) => void saveCapture(session, link) },
    openForm: (form) => {
      if ("link" in of) openForm({ form: "impair", link: of.link });
      else if (typeof form === "object") openForm({ form: "status", node: of.node, pfs: form.statusOf });
      else if (form !== "impair") openForm({ form, node: of.node });
    },
    connect: (node, kind) => openForm({ form: "connect", node: topology.nodes[node].id, kind }),
  };
}

function nodeEntries(id: string, context: RowContext): MenuEntry[] {
  const { session, openForm } = context;
  return [
    ...nodeMenu(thingContext(context, { node: id }), id),
    "line",
    { text: TABLE_TEXTS.openFrom, run: () => openForm({ form: "open", node: id, to: null, via: null }) },
    { text: TEXTS.inspector.itsEvents, run: () => session.ui.showEventsOf({ node: id }) },
  ];
}

function spanEntries({ node, pfs, link }: SpanTableRow, { session, openForm }: RowContext): MenuEntry[] {
  return [
    { text: TABLE_TEXTS.inspectNode(node), run: () => session.select({ kind: "node", node }) },
    { text: TABLE_TEXTS.inspectLink(link), run: () => session.select({ kind: "link", link }) },
    { text: TABLE_TEXTS.lightTree(pfs), run: () => session.ui.lightTree(pfs) },
    "line",
    { text: TABLE_TEXTS.openOver, run: () => openForm({ form: "open", node, to: pfs, via: link }) },
    { text: TABLE_TEXTS.refuse, hint: TABLE_TEXTS.refuseHint, run: () => session.onCommand({ do: "refuseSpan", node, link, pfs }) },
  ];
}

function transactionEntries({ name, endedUs }: TransactionTableRow, { session, openForm }: RowContext): MenuEntry[] {
  const over = endedUs !== null;
  const command = (asked: Command) => () => session.onCommand(asked);
  return [
    { text: TABLE_TEXTS.inspect, run: () => session.select({ kind: "transaction", name }) },
    { text: TABLE_TEXTS.drawPath, run: () => session.ui.showPath(name) },
    "line",
    { text: TABLE_TEXTS.send, disabled: over, run: () => openForm({ form: "send", transaction: name }) },
    { text: TABLE_TEXTS.closeBy(TABLE_TEXTS.opener), disabled: over, run: command({ do: "close", transaction: name }) },
    { text: TABLE_TEXTS.closeBy(TABLE_TEXTS.target), disabled: over, run: command({ do: "close", transaction: name, by: "target" }) },
    { text: TABLE_TEXTS.midStream, hint: TABLE_TEXTS.midStreamHint, disabled: over, run: command({ do: "abort", transaction: name, midStream: true }) },
    { text: TABLE_TEXTS.abort, disabled: over, run: command({ do: "abort", transaction: name }) },
  ];
}

/** What is done to such a thing most, null = nothing. */
export function firstCommand(table: TableName, row: TableRow): { readonly text: string; readonly command: Command } | null {
  switch (table) {
    case "nodes": {
      const { id, stateCode } = row as NodeTableRow;
      const state = nodeStateName(stateCode);
      if (state === "crashed" || state === "powerLost") return { text: TEXTS.faults.restart, command: { do: "restart", node: id } };
      return { text: TEXTS.faults.crash, command: { do: "crash", node: id } };
    }
    case "links": {
      const { id, stateCode } = row as LinkTableRow;
      return isCut(linkStateName(stateCode)) ? { text: TEXTS.faults.heal, command: { do: "heal", link: id } } : { text: TEXTS.faults.cut, command: { do: "cut", link: id, how: "close" } };
    }
    case "spans":
      return null;
    case "transactions": {
      const { name, endedUs } = row as TransactionTableRow;
      return endedUs === null ? { text: TABLE_TEXTS.abort, command: { do: "abort", transaction: name } } : null;
    }
  }
}
