import { SPAN_KIND } from "../../node/span-table.ts";
import { countsAlone, ROLE } from "../../node/transactions.ts";
import { NODE_PHASE } from "../../sim/trace.ts";
import { say } from "../fill.ts";
import { linkStateOf, nodeStateOf, NODE_STATE_TEXTS } from "../link-states.ts";
import type { Run } from "../run.ts";
import { LINK_STATE } from "../shown.ts";
import type { NodeTableRow } from "../shown-tables.ts";
import type { TableSource } from "./source.ts";

/** The nodes that are there. */
export class NodeRows implements TableSource<NodeTableRow> {
  private readonly _rows: readonly NodeTableRow[];

  constructor(run: Run) {
    this._rows = run.world.nodes.filter(({ phase }) => phase !== NODE_PHASE.removed).map((node) => rowOf(run, node));
  }

  get count(): number {
    return this._rows.length;
  }

  text(at: number): string {
    const { id, role, state, offers } = this._rows[at]!;
    return `${id} ${role} ${state} ${offers.join(" ")}`;
  }

  key(at: number, column: string): number | string {
    const row = this._rows[at]!;
    if (column === "offers") return row.offers.join(" ");
    return row[column as Exclude<keyof NodeTableRow, "offers" | "bigEndian">];
  }

  row(at: number): NodeTableRow {
    return this._rows[at]!;
  }
}

function rowOf(run: Run, node: Run["world"]["nodes"][number]): NodeTableRow {
  const { world } = run;
  const { spans, transactions } = node.protocol.core;
  const stateCode = nodeStateOf(world, node);
  const links = node.ends.map((end) => world.links[end >> 1]!).filter(({ removed }) => !removed);
  const counts = { received: 0, sent: 0, transactions: 0, entries: 0 };
  for (let row = 0; row < spans.extent; row++) {
    const kind = spans.kind(row);
    if (kind !== SPAN_KIND.free && spans.isOpen(row)) counts[kind === SPAN_KIND.received ? "received" : "sent"]++;
  }
  for (const record of transactions.all()) if (countsAlone(record)) counts[record.role === ROLE.hop ? "entries" : "transactions"]++;
  return {
    id: node.id,
    role: say(`role.${node.role}`),
    state: say(NODE_STATE_TEXTS[stateCode]!),
    stateCode,
    bigEndian: node.bigEndian,
    offers: node.pfs.map(({ label }) => label),
    linksOpen: links.filter((link) => linkStateOf(world, link) === LINK_STATE.open).length,
    links: links.length,
    ...counts,
  };
}
