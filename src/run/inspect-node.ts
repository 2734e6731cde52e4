import { inspectNode, type NodeReport, type ReceivedReport } from "../node/inspect.ts";
import { NOT_RELAYED_TEXTS } from "../node/relays.ts";
import type { StatusUpdate } from "../node/pfs-table.ts";
import { parseId64, utf8Decode } from "../base/bytes.ts";
import type { Identities } from "../node/identities.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import type { WorldNode } from "../sim/world-node.ts";
import { pfsTypeName } from "../wire/names.ts";
import { say } from "./fill.ts";
import { commitLogs } from "./commit-lines.ts";
import { nodeLocksOf } from "./lock-board.ts";
import { nodeStateOf, NODE_STATE_TEXTS } from "./link-states.ts";
import { filterShown, keptOut } from "./kept-out.ts";
import type { Run } from "./run.ts";
import { sayFilter } from "./sentence-commands.ts";
import type { NodeInspection, StatusUpdateShown } from "./shown.ts";

/** What one node knows, with names. */
export function inspectNodeOf(run: Run, node: WorldNode<ProtocolNode>): NodeInspection {
  const report = inspectNode(node.protocol);
  const at = new Place(run, node);
  const { locks, records } = nodeLocksOf(run, node);
  const { identities } = run.world;
  return {
    kind: "node",
    id: node.id,
    role: node.role,
    state: say(NODE_STATE_TEXTS[nodeStateOf(run.world, node)]!),
    bigEndian: node.bigEndian,
    offers: report.own.map(({ identity, label, pfsType, update }) => ({ label, type: pfsTypeName(pfsType), clid: identities.clidText(identity), fsid: identities.fsidText(identity), update: updateOf(update) })),
    clusters: clustersOf(report, at, identities),
    connections: connectionsOf(report, at, node.protocol),
    transactions: report.transactions.map(({ msgid, spanid, link, opener, commandHalf, replyHalf }) => ({ name: at.transaction(msgid), msgid, spanid, link: at.link(link), opener, commandHalf, replyHalf })),
    entries: report.entries.map((entry) => ({
      msgid: entry.msgid,
      inLink: at.link(entry.inLink),
      inSpanid: entry.inSpanid,
      outLink: at.link(entry.outLink),
      outSpanid: entry.outSpanid,
      state: entry.dead ? say("state.dead") : say("state.entry", { command: entry.commandHalf, reply: entry.replyHalf }),
    })),
    logs: commitLogs(run, node),
    locks,
    lockRecords: records,
    counters: countersOf(report),
  };
}

function updateOf(update: StatusUpdate | null): StatusUpdateShown | null {
  return update && { text: utf8Decode(update.text), status: update.status >>> 0, type: pfsTypeName(update.pfsType) };
}

/** A node's own numbers of links, as names. */
class Place {
  private readonly _run: Run;
  private readonly _node: WorldNode;

  constructor(run: Run, node: WorldNode) {
    this._run = run;
    this._node = node;
  }

  link(own: number): string {
    const link = this._run.names.linkOf(this._node.index, own);
    return link < 0 ? "" : this._run.names.linkId(link);
  }

  peer(own: number): string {
    const link = this._run.names.linkOf(this._node.index, own);
    return link < 0 ? "" : this._run.names.node(this._run.names.peerOf(this._node.index, link));
  }

  isGone(own: number): boolean {
    const link = this._run.names.linkOf(this._node.index, own);
    return link < 0 || this._run.world.links[link]!.removed;
  }

  transaction(msgid: string): string {
    const id = parseId64(msgid);
    return (id && this._run.names.transactionName(id.hi, id.lo)) ?? msgid;
  }
}

type Cluster = NodeInspection["clusters"][number];

/** SPAN-02: cluster, then node, then link; what this node offers itself stands there too. */
function clustersOf(report: NodeReport, at: Place, identities: Identities): Cluster[] {
  const pairs = new Map<number, { readonly identity: number; readonly own: boolean; readonly received: ReceivedReport[] }>();
  for (const { identity } of report.own) pairs.set(identities.pairOf(identity), { identity, own: true, received: [] });
  for (const received of report.received) {
    const known = pairs.get(received.pair);
    if (known) known.received.push(received);
    else pairs.set(received.pair, { identity: received.identity, own: false, received: [received] });
  }
  const clusters = new Map<string, Cluster["nodes"][number][]>();
  for (const { identity, own, received } of pairs.values()) {
    const clid = identities.clidText(identity);
    const nodes = clusters.get(clid) ?? [];
    clusters.set(clid, nodes);
    nodes.push({
      label: identities.labelText(identity),
      fsid: identities.fsidText(identity),
      type: pfsTypeName(identities.pfsTypeOf(identity)),
      own,
      received: received.map((one) => receivedOf(one, at)),
    });
  }
  return [...clusters].map(([clid, nodes]) => ({ clid, nodes: nodes.sort((x, y) => (x.label < y.label ? -1 : x.label > y.label ? 1 : 0)) }));
}

function receivedOf(report: ReceivedReport, at: Place): Cluster["nodes"][number]["received"][number] {
  const relays = report.relays.filter(({ link }) => !at.isGone(link));
  return {
    link: at.link(report.link),
    peer: at.peer(report.link),
    msgid: report.msgid,
    dist: report.dist,
    cost: report.cost,
    best: report.best,
    state: report.closing ? "closing" : "open",
    update: updateOf(report.update),
    relays: relays.map(({ link, reason, msgid }) => ({ link: at.link(link), peer: at.peer(link), relayed: reason === 0, reason: NOT_RELAYED_TEXTS[reason] ?? "", msgid })),
  };
}

function connectionsOf(report: NodeReport, at: Place, { core }: ProtocolNode): NodeInspection["connections"] {
  const links = report.links.filter(({ link }) => !at.isGone(link));
  return links.map(({ link, session, ourConn, theirConn, spansSent, spansReceived }) => {
    const end = core.links[link]!;
    const filter = end.peerFilter === null ? "" : sayFilter(filterShown(end.peerFilter));
    return { link: at.link(link), peer: at.peer(link), session, ourConn, theirConn, filter, keptOut: keptOut(core, end), spansSent, spansReceived };
  });
}

function countersOf({ counters }: NodeReport): NodeInspection["counters"] {
  const { received, sent, forwarded, thrownOut, discarded, oneWayIgnored, violations } = counters;
  return [
    { name: say("counter.sent"), value: sent },
    { name: say("counter.received"), value: received },
    { name: say("counter.forwarded"), value: forwarded },
    { name: say("counter.thrownOut"), value: thrownOut },
    { name: say("counter.discarded"), value: discarded },
    { name: say("counter.oneWayIgnored"), value: oneWayIgnored },
    { name: say("counter.violations"), value: violations },
  ];
}
