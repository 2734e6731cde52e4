import { id64 } from "../../base/bytes.ts";
import { pfsTypeName } from "../../wire/names.ts";
import type { NodeCore } from "../core.ts";
import type { PfsEntry } from "../pfs-table.ts";
import { ROLE } from "../transactions.ts";
import { columns } from "./columns.ts";
import { identityOf, pfsOf } from "./report-span.ts";
import { entryRow } from "./report-states.ts";
import type { Asking } from "./verbs.ts";

/** ROUTE-01: which SPAN a message to each PFS is sent over now; ROUTE-03: what is passed on. */
export function routeReport({ core }: Asking, [label]: readonly string[]): string[] {
  const ways = pfsOf(core, label);
  if (label !== undefined && ways.length === 0) return [`no PFS "${label}" is known, so nothing can go there`];
  const entries = [...core.transactions.all()].filter(({ role, pfs }) => role === ROLE.hop && (label === undefined || ways.some((way) => core.identities.pairOf(pfs) === way.pair)));
  return [`ways ${ways.length}`, ...columns(ways.map((way) => wayRow(core, way)), "  "), `entries ${entries.length}`, ...columns(entries.map(entryRow), "  ")];
}

function wayRow(core: NodeCore, way: PfsEntry): string[] {
  const { spans, identities } = core;
  const identity = identityOf(core, way);
  const name = [identities.labelText(identity), pfsTypeName(identities.pfsTypeOf(identity))];
  if (way.own !== null) return [...name, "offered here"];
  let others = -1;
  for (let row = way.first; row >= 0; row = spans.next(row)) others++;
  return [...name, `over link ${spans.link(way.first)}`, `span ${id64(spans.msgidHi(way.first), spans.msgidLo(way.first))}`, `dist ${spans.dist(way.first)}`, others === 1 ? "1 other way" : `${others} other ways`];
}
