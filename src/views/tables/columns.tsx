import type { ReactNode } from "react";
import type { LinkTableRow, NodeTableRow, SpanTableRow, TableColumn, TableName, TransactionTableRow } from "../../port/messages.ts";
import { LinkSign, NodeSign } from "../faults/Signs.tsx";
import { linkStateName, nodeStateName } from "../faults/rows.ts";
import { bytesOf, durationOf, grouped, timeOf } from "../../texts/units.ts";
import { TransactionSign } from "./TransactionSign.tsx";
import { TABLE_TEXTS } from "../../texts/tables.ts";

/** How a column is shown: its width as a track of a grid, and what stands in a cell. */
export interface Column<Row> {
  readonly id: TableColumn;
  readonly width: string;
  readonly numeric?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

export interface RowOf {
  readonly nodes: NodeTableRow;
  readonly links: LinkTableRow;
  readonly spans: SpanTableRow;
  readonly transactions: TransactionTableRow;
}

const NAME = "minmax(96px, 1.4fr)";
const SHORT = "minmax(72px, 1fr)";
const STATE = "minmax(132px, 1.3fr)";
const NUMBER = "84px";
const TIME = "116px";

function count(value: number): string {
  return grouped(value);
}

const NODES: readonly Column<NodeTableRow>[] = [
  { id: "id", width: NAME, cell: ({ id }) => id },
  { id: "role", width: STATE, cell: ({ role, bigEndian }) => (bigEndian ? `${role}, ${TABLE_TEXTS.bigEndian}` : role) },
  { id: "state", width: STATE, cell: ({ state, stateCode }) => <Signed sign={<NodeSign state={nodeStateName(stateCode)} />} text={state} /> },
  { id: "offers", width: NAME, cell: ({ offers }) => offers.join(", ") || TABLE_TEXTS.none },
  { id: "links", width: NUMBER, numeric: true, cell: ({ links, linksOpen }) => TABLE_TEXTS.linksOpen(linksOpen, links) },
  { id: "received", width: NUMBER, numeric: true, cell: ({ received }) => count(received) },
  { id: "sent", width: NUMBER, numeric: true, cell: ({ sent }) => count(sent) },
  { id: "transactions", width: "104px", numeric: true, cell: ({ transactions }) => count(transactions) },
  { id: "entries", width: NUMBER, numeric: true, cell: ({ entries }) => count(entries) },
];

const LINKS: readonly Column<LinkTableRow>[] = [
  { id: "id", width: NAME, cell: ({ id }) => id },
  { id: "a", width: SHORT, cell: ({ a }) => a },
  { id: "b", width: SHORT, cell: ({ b }) => b },
  { id: "state", width: STATE, cell: ({ state, stateCode }) => <Signed sign={<LinkSign state={linkStateName(stateCode)} />} text={state} /> },
  { id: "sinceUs", width: TIME, numeric: true, cell: ({ sinceUs }) => timeOf(sinceUs) },
  { id: "kind", width: SHORT, cell: ({ kind }) => kind },
  { id: "latencyUs", width: NUMBER, numeric: true, cell: ({ latencyUs }) => durationOf(latencyUs) },
  { id: "inFlight", width: NUMBER, numeric: true, cell: ({ inFlight }) => count(inFlight) },
  { id: "spans", width: NUMBER, numeric: true, cell: ({ spans }) => count(spans) },
  { id: "bytes", width: NUMBER, numeric: true, cell: ({ bytes }) => bytesOf(bytes) },
];

const SPANS: readonly Column<SpanTableRow>[] = [
  { id: "node", width: SHORT, cell: ({ node }) => node },
  { id: "pfs", width: NAME, cell: ({ pfs }) => pfs },
  { id: "type", width: SHORT, cell: ({ type }) => type },
  { id: "link", width: SHORT, cell: ({ link }) => link },
  { id: "peer", width: SHORT, cell: ({ peer }) => peer },
  { id: "dist", width: NUMBER, numeric: true, cell: ({ dist }) => count(dist) },
  { id: "cost", width: NUMBER, numeric: true, cell: ({ cost }) => count(cost) },
  { id: "best", width: NUMBER, cell: ({ best }) => (best ? <b>{TABLE_TEXTS.best}</b> : TABLE_TEXTS.other) },
  { id: "relays", width: NUMBER, numeric: true, cell: ({ relays }) => count(relays) },
  { id: "state", width: SHORT, cell: ({ state }) => state },
];

const TRANSACTIONS: readonly Column<TransactionTableRow>[] = [
  { id: "name", width: NAME, cell: ({ name }) => name },
  { id: "service", width: SHORT, cell: ({ service }) => service },
  { id: "from", width: SHORT, cell: ({ from }) => from },
  { id: "to", width: SHORT, cell: ({ to }) => to },
  { id: "state", width: STATE, cell: ({ state, stateCode }) => <Signed sign={<TransactionSign state={stateCode} />} text={state} /> },
  { id: "openedUs", width: TIME, numeric: true, cell: ({ openedUs }) => timeOf(openedUs) },
  { id: "endedUs", width: TIME, numeric: true, cell: ({ endedUs }) => (endedUs === null ? TABLE_TEXTS.notEnded : timeOf(endedUs)) },
  { id: "hops", width: NUMBER, numeric: true, cell: ({ hops }) => count(hops) },
];

export const COLUMNS: { readonly [Name in TableName]: readonly Column<RowOf[Name]>[] } = { nodes: NODES, links: LINKS, spans: SPANS, transactions: TRANSACTIONS };

/** A state: a sign that differs by shape, and its word. */
function Signed({ sign, text }: { readonly sign: ReactNode; readonly text: string }) {
  return (
    <span className="signed">
      {sign}
      {text}
    </span>
  );
}
