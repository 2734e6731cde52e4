import { utf8Encode } from "../base/bytes.ts";
import { LIMITS } from "../base/limits.ts";
import type { SpanRef, TransactionRef } from "../node/inputs.ts";
import { COPIES_MAX } from "../node/dup/dup-tables.ts";
import { CMD, FLAG } from "../wire/constants.ts";
import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import { announce as announcePfs } from "./apply-topology.ts";
import type { Command, PfsJson, TextService } from "./commands.ts";
import type { Engine } from "./engine.ts";
import { LABEL_BYTES_MAX, pfsOfJson, pfsTypeOfName } from "./naming.ts";
import { NODE_PHASE } from "./trace.ts";
import type { WorldNode } from "./world-node.ts";

// Commands that ask a node for something of the protocol: PFSes, transactions, one-way messages.

export function announce(engine: Engine, node: WorldNode, json: PfsJson): string | null {
  const pfs = pfsOfJson(json);
  if (typeof pfs === "string") return pfs;
  if (node.phase !== NODE_PHASE.up) return NO.down(node.id);
  if (node.pfs.some((other) => other.label === pfs.label)) return `${node.id} offers ${pfs.label} already`;
  if (node.pfs.length >= LIMITS.pfsPerNodeMax) return NO.pfsOfNode(node.id, LIMITS.pfsPerNodeMax);
  return announcePfs(engine, node, pfs);
}

export function withdraw(engine: Engine, node: WorldNode, label: string): string | null {
  const at = node.pfs.findIndex((pfs) => pfs.label === label);
  if (at < 0) return NO.notOffered(node.id, label);
  const [pfs] = node.pfs.splice(at, 1);
  // A node that is down forgets it here, and does not announce it when it is back.
  return engine.ask(node, { kind: "withdraw", fsid: pfs!.fsid });
}

export function updateStatus(engine: Engine, node: WorldNode, command: Extract<Command, { do: "updateStatus" }>): string | null {
  const pfs = node.pfs.find((one) => one.label === command.pfs);
  if (!pfs) return NO.notOffered(node.id, command.pfs);
  const pfsType = command.type === undefined ? 0 : pfsTypeOfName(command.type);
  if (pfsType === undefined) return NO.pfsType(command.type);
  if (!Number.isInteger(command.status) || command.status < 0 || command.status > 0xffffffff) return NO.integer("status", 0, 0xffff_ffff);
  if (utf8Encode(command.text).length > LABEL_BYTES_MAX) return NO.textMost(LABEL_BYTES_MAX);
  return engine.ask(node, { kind: "updateStatus", fsid: pfs.fsid, status: command.status, pfsType, text: command.text });
}

// ---------------------------------------------------------------- transactions

const SERVICES: Readonly<Record<TextService, number>> = { echo: CMD.DOM_ECHO, shell: CMD.DBG_SHELL };

export function open(engine: Engine, command: Extract<Command, { do: "open" }>): string | null {
  const { transactions } = engine;
  if (command.as === "") return NO.as;
  if (transactions.get(command.as)) return NO.transactionExists(command.as);
  const problem = textProblem(command.text);
  if (problem) return problem;
  const via = wayTo(engine, command.from, command.to, command.via);
  if (typeof via === "string") return via;
  const spans = copiesOf(engine, command, via);
  if (typeof spans === "string") return spans;
  const opener = engine.nodeById.get(command.from)!;
  const flags = (command.close ? FLAG.DELETE : 0) | (command.nonBlocking ? FLAG.ABORT : 0);
  const service = command.service ?? "echo";
  const tag = transactions.add(command.as, command.to, service, opener.index, engine.moment.nowUs);
  const refused = engine.ask(opener, { kind: "open", ...spans, base: SERVICES[service], text: command.text, flags, tag });
  if (refused !== null) transactions.refused(tag);
  return refused;
}

export function oneWay(engine: Engine, command: Extract<Command, { do: "oneWay" }>): string | null {
  const problem = textProblem(command.text);
  if (problem) return problem;
  const via = wayTo(engine, command.from, command.to, command.via);
  if (typeof via === "string") return via;
  const spans = copiesOf(engine, command, via);
  if (typeof spans === "string") return spans;
  return engine.ask(engine.nodeById.get(command.from)!, { kind: "oneWay", ...spans, text: command.text, reply: command.reply ?? false });
}

type Via = SpanRef | { readonly link: number };

/** DUP-01: the SPANs of all copies that a command asks for, or why there are not so many. */
function copiesOf(engine: Engine, command: Extract<Command, { do: "open" | "oneWay" }>, via: Via): { readonly via: Via; readonly copies?: readonly SpanRef[] } | string {
  const wanted = command.copies ?? 1;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > COPIES_MAX) return NO.integer("copies", 2, COPIES_MAX);
  if (wanted === 1) return { via };
  if (command.to === "peer") return NO.copiesToPeer;
  const node = engine.nodeById.get(command.from)!;
  const end = command.via === undefined ? -1 : endOf(engine, node, command.via);
  const spans = node.protocol.copySpans(command.to, typeof end === "number" ? end : -1);
  const [first, ...others] = spans.slice(0, wanted);
  if (first && others.length === wanted - 1) return { via: first, copies: others };
  return NO.copies(command.from, spans.length, command.to, wanted);
}

/** ROUTE-01, ROUTE-07: the SPAN that leads to a PFS, or the direct peer; or why there is none. */
function wayTo(engine: Engine, from: string, to: string, via: string | undefined): SpanRef | { readonly link: number } | string {
  const node = engine.nodeById.get(from);
  if (!node) return NO.node(from);
  if (node.phase !== NODE_PHASE.up) return NO.down(from);
  const end = via === undefined ? -1 : endOf(engine, node, via);
  if (typeof end === "string") return end;
  if (to === "peer") return end < 0 ? NO.peerVia : { link: end };
  const span = node.protocol.bestSpan(to, end);
  if (span) return span;
  if (node.protocol.offers(to)) return `${from} offers ${to} itself`;
  return via === undefined ? NO.span(from, to) : NO.spanOn(from, to, via);
}

/** How the node numbers its end of that link, or what is wrong. */
function endOf(engine: Engine, node: WorldNode, linkId: string): number | string {
  const link = engine.linkById.get(linkId);
  if (!link) return NO.link(linkId);
  if (link.a === node.index) return link.endAt(0);
  return link.b === node.index ? link.endAt(1) : NO.endsElsewhere(linkId, node.id);
}

export function refuseSpan(engine: Engine, node: WorldNode, linkId: string, label: string): string | null {
  const end = endOf(engine, node, linkId);
  if (typeof end === "string") return end;
  const span = node.protocol.bestSpan(label, end);
  return span ? engine.ask(node, { kind: "refuseSpan", span }) : NO.spanOn(node.id, label, linkId);
}

type HalfCommand = Extract<Command, { do: "send" | "close" | "abort" }>;

export function atHalf(engine: Engine, command: HalfCommand): string | null {
  const half = halfOf(engine, command.transaction, command.by ?? "opener");
  if (typeof half === "string") return half;
  const { node, transaction } = half;
  if (command.do === "close") return engine.ask(node, { kind: "close", transaction });
  if (command.do === "abort") return engine.ask(node, { kind: "abort", transaction, midStream: command.midStream ?? false });
  return textProblem(command.text) ?? engine.ask(node, { kind: "send", transaction, text: command.text });
}

function halfOf(engine: Engine, name: string, by: "opener" | "target"): { readonly node: WorldNode; readonly transaction: TransactionRef } | string {
  const named = engine.transactions.get(name);
  if (!named) return NO.transaction(name);
  const transaction = by === "opener" ? named.openerRef : named.targetRef;
  if (!transaction) return NO.notAccepted(name);
  const node = engine.nodes[by === "opener" ? named.opener : named.target]!;
  return node.phase === NODE_PHASE.up ? { node, transaction } : NO.down(node.id);
}

export function textProblem(text: string): string | null {
  return utf8Encode(text).length > LIMITS.textBytesMax ? NO.textMost(LIMITS.textBytesMax) : null;
}
