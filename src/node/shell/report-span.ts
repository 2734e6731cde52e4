import { id64 } from "../../base/bytes.ts";
import { LIMITS } from "../../base/limits.ts";
import { pfsTypeName } from "../../wire/names.ts";
import type { NodeCore } from "../core.ts";
import { LabelPattern } from "../label-pattern.ts";
import type { PfsEntry } from "../pfs-table.ts";
import { costOf } from "../relays.ts";
import { columns } from "./columns.ts";
import type { Asking } from "./verbs.ts";

/** SPAN-02: cluster, then node, then the SPANs received for it, best first; `*` is the chosen one. */
export function spanReport({ core }: Asking, [label]: readonly string[]): string[] {
  const entries = pfsOf(core, label);
  if (entries.length === 0) return [label === undefined ? "no PFS is known" : `no PFS "${label}" is known`];
  const lines: string[] = [];
  let cluster = "";
  for (const entry of entries) {
    const clid = core.identities.clidText(identityOf(core, entry));
    if (clid !== cluster) lines.push(`cluster ${clid}`);
    cluster = clid;
    lines.push(...nodeLines(core, entry));
    if (lines.length > LIMITS.shellOutputLinesMax) break;
  }
  return lines;
}

/** The PFSes that this node knows, by cluster, label and fsid: not in the order in which it came to know them. */
export function pfsOf(core: NodeCore, label: string | undefined): PfsEntry[] {
  const { identities } = core;
  const pattern = label === undefined ? null : new LabelPattern(label);
  const known = [...core.pfs.entries()].filter((entry) => entry.own !== null || entry.first >= 0);
  const keyed = known.map((entry) => {
    const identity = identityOf(core, entry);
    return { entry, label: identities.labelText(identity), key: `${identities.clidText(identity)} ${identities.labelText(identity)} ${identities.fsidText(identity)}` };
  });
  const wanted = pattern === null ? keyed : keyed.filter((one) => pattern.matches(one.label));
  return wanted.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ entry }) => entry);
}

/** What names the PFS: our own offer, or the best SPAN received for it. */
export function identityOf({ spans }: NodeCore, { own, first }: PfsEntry): number {
  return own === null ? spans.identity(first) : own.identity;
}

function nodeLines(core: NodeCore, entry: PfsEntry): string[] {
  const { spans, identities } = core;
  const identity = identityOf(core, entry);
  const head = `  ${identities.labelText(identity)}  ${pfsTypeName(identities.pfsTypeOf(identity))}  ${identities.fsidText(identity)}${entry.own === null ? "" : "  offered here"}`;
  const rows: string[][] = [];
  for (let row = entry.first; row >= 0; row = spans.next(row)) {
    const chosen = row === entry.first && entry.own === null;
    const msgid = id64(spans.msgidHi(row), spans.msgidLo(row));
    rows.push([chosen ? "*" : " ", `link ${spans.link(row)}`, `dist ${spans.dist(row)}`, `cost ${costOf(core, row)}`, `span ${msgid}`, relaysOf(core, row)]);
  }
  return [head, ...columns(rows, "    ")];
}

function relaysOf({ spans }: NodeCore, row: number): string {
  const links: number[] = [];
  for (let relay = spans.other(row); relay >= 0; relay = spans.next(relay)) links.push(spans.link(relay));
  return links.length === 0 ? "not relayed" : `relayed to link ${links.sort((a, b) => a - b).join(", ")}`;
}
