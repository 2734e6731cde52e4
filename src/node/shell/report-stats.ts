import { formatUs } from "../../base/time.ts";
import { SPAN_KIND } from "../span-table.ts";
import { ROLE } from "../transactions.ts";
import { columns } from "./columns.ts";
import type { Asking } from "./verbs.ts";

/** Counters since the node was made (a crash does not reset them), and what its tables hold now. */
export function statsReport({ core, shells }: Asking): string[] {
  const { counters, spans, transactions } = core;
  let received = 0;
  for (let row = 0; row < spans.extent; row++) if (spans.kind(row) === SPAN_KIND.received) received++;
  let entries = 0;
  for (const { role } of transactions.all()) if (role === ROLE.hop) entries++;
  const rows: readonly (readonly [string, number])[] = [
    ["messages sent", counters.sent],
    ["messages received", counters.received],
    ["messages passed on", counters.forwarded],
    ["thrown out", counters.thrownOut],
    ["discarded", counters.discarded],
    ["one-way messages ignored", counters.oneWayIgnored],
    ["violations found", counters.violations],
    ["inputs handled", core.inputs],
    ["SPANs received", received],
    ["SPANs sent", spans.count - received],
    ["PFSes known", core.pfs.known],
    ["transactions", transactions.count - entries],
    ["entries", entries],
    ["shells", shells],
  ];
  return [`clock ${formatUs(core.nowUs)}`, ...columns(rows.map(([name, value]) => [name, String(value)]))];
}
