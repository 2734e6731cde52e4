/**
 * The whole run as tables, asked for window by window: what the page lists for whoever does not look at the picture. A row
 * has codes for what one can do with it and texts for what one reads; what is sought is sought in the texts.
 */

export const TABLE_COLUMNS = {
  nodes: ["id", "role", "state", "offers", "links", "received", "sent", "transactions", "entries"],
  links: ["id", "a", "b", "state", "sinceUs", "kind", "latencyUs", "inFlight", "spans", "bytes"],
  spans: ["node", "pfs", "type", "link", "peer", "dist", "cost", "best", "relays", "state"],
  transactions: ["name", "service", "from", "to", "state", "openedUs", "endedUs", "hops"],
} as const;

export type TableName = keyof typeof TABLE_COLUMNS;
export type TableColumn<Name extends TableName = TableName> = (typeof TABLE_COLUMNS)[Name][number];

/** The rows of a table from a place on, in an order. */
export interface TableAsk {
  readonly table: TableName;
  /** one of TABLE_COLUMNS of that table */
  readonly sort: string;
  readonly descending: boolean;
  /** every word of it must stand in the row, whatever its case */
  readonly find: string;
  /** spans alone: received by this node; of a PFS with this label; null = any */
  readonly node: string | null;
  readonly pfs: string | null;
  readonly from: number;
  readonly count: number;
}

/** Rows that one answer has at most. */
export const TABLE_ROWS_MAX = 200;

export interface TableWindow<Row = TableRow> {
  readonly table: TableName;
  /** rows of the table in all, and those that match */
  readonly total: number;
  readonly matching: number;
  /** position of the first row among those that match */
  readonly from: number;
  readonly rows: readonly Row[];
}

export type TableRow = NodeTableRow | LinkTableRow | SpanTableRow | TransactionTableRow;

export interface NodeTableRow {
  readonly id: string;
  readonly role: string;
  /** in words, and NODE_STATE */
  readonly state: string;
  readonly stateCode: number;
  readonly bigEndian: boolean;
  /** labels of what it offers */
  readonly offers: readonly string[];
  /** links of it that are open, and all */
  readonly linksOpen: number;
  readonly links: number;
  /** open SPANs that it received, and that it sent */
  readonly received: number;
  readonly sent: number;
  readonly transactions: number;
  readonly entries: number;
}

export interface LinkTableRow {
  readonly id: string;
  readonly a: string;
  readonly b: string;
  /** in words, and LINK_STATE */
  readonly state: string;
  readonly stateCode: number;
  readonly sinceUs: number;
  readonly kind: string;
  readonly sealed: boolean;
  readonly latencyUs: number;
  /** messages under way, both directions */
  readonly inFlight: number;
  /** open SPANs that its two ends received over it */
  readonly spans: number;
  readonly bytes: number;
}

/** One SPAN as the node that received it keeps it (SPAN-02). */
export interface SpanTableRow {
  readonly node: string;
  readonly pfs: string;
  readonly type: string;
  readonly link: string;
  readonly peer: string;
  readonly msgid: string;
  readonly dist: number;
  /** dist + weight of the link */
  readonly cost: number;
  readonly best: boolean;
  /** connections to which it is relayed */
  readonly relays: number;
  readonly state: string;
  readonly closing: boolean;
}

export interface TransactionTableRow {
  readonly name: string;
  readonly service: string;
  readonly from: string;
  readonly to: string;
  /** in words, and as the code that lists have */
  readonly state: string;
  readonly stateCode: "opening" | "open" | "closing" | "closed" | "aborted" | "refused";
  readonly openedUs: number;
  readonly endedUs: number | null;
  readonly hops: number;
}
