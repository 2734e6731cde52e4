import type { Inspectable, LinkTableRow, NodeTableRow, SpanTableRow, TableName, TableRow, TransactionTableRow } from "../../port/messages.ts";
import { TABLE_TEXTS } from "../../texts/tables.ts";

/** What a row is about: a key that stays while rows move, its name for ears, and what it selects. */
export interface RowIdentity {
  readonly key: string;
  readonly title: string;
  readonly selects: Inspectable;
}

export function identityOf(table: TableName, row: TableRow): RowIdentity {
  switch (table) {
    case "nodes": {
      const { id } = row as NodeTableRow;
      return { key: id, title: TABLE_TEXTS.thing.node(id), selects: { kind: "node", node: id } };
    }
    case "links": {
      const { id, a, b } = row as LinkTableRow;
      return { key: id, title: TABLE_TEXTS.thing.link(a, b), selects: { kind: "link", link: id } };
    }
    case "spans": {
      const { node, pfs, peer, link, msgid } = row as SpanTableRow;
      return { key: `${node} ${link} ${msgid}`, title: TABLE_TEXTS.thing.span(pfs, node, peer), selects: { kind: "node", node } };
    }
    case "transactions": {
      const { name } = row as TransactionTableRow;
      return { key: name, title: TABLE_TEXTS.thing.transaction(name), selects: { kind: "transaction", name } };
    }
  }
}

/** Whether the row is what is selected; a span is not: its node is. */
export function isSelectedRow(table: TableName, { selects }: RowIdentity, selection: Inspectable | null): boolean {
  if (table === "spans" || selection === null) return false;
  return JSON.stringify(selection) === JSON.stringify(selects);
}
