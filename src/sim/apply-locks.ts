import { LOCK_DOMAIN, LOCK_STATE } from "../wire/lock-body.ts";
import { ERR, errorText } from "../wire/constants.ts";
import type { LockRequest } from "../node/inputs.ts";
import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import type { Command } from "./commands.ts";
import type { Engine } from "./engine.ts";
import { NODE_PHASE } from "./trace.ts";

// Commands that ask a client for locks (CAC-01, CAC-02).

type LockCommand = Extract<Command, { do: "lock" }>;

export function lock(engine: Engine, command: LockCommand): string | null {
  const node = engine.nodeById.get(command.node);
  if (!node) return NO.node(command.node);
  if (node.phase !== NODE_PHASE.up) return NO.down(command.node);
  const { cluster, locks } = engine;
  if (!cluster) return NO.nobodyGrants;
  if (command.as === "") return NO.as;
  const problem = lockKeyProblem(cluster.tree, command.key, command.domain);
  if (problem !== null) return problem;
  const before = locks.tagOf(command.as);
  if (before >= 0 && locks.all[before]!.node !== node.index) return NO.lockOf(command.as, engine.nodes[locks.all[before]!.node]!.id);
  const master = masterOf(engine, command);
  if (typeof master === "string") return master;
  const transactionTag = before >= 0 ? locks.all[before]!.transactionTag : nameTransactions(engine, command.as, node.index);
  if (typeof transactionTag === "string") return transactionTag;
  const known = before >= 0 ? locks.all[before]! : null;
  const tag = locks.add({ name: command.as, node: node.index, path: command.key, domain: command.domain, transactionTag });
  const refused = askNode(engine, node.index, {
    kind: "lock",
    tag,
    transactionTag,
    path: command.key,
    domain: LOCK_DOMAIN[command.domain],
    state: LOCK_STATE[command.state],
    master,
    nonBlocking: command.nonBlocking ?? false,
    yields: command.yields ?? false,
    retries: command.retries ?? false,
  });
  if (refused !== null && known) locks.add(known);
  return refused === null ? null : engine.refusal === ERR.EXISTS ? NO.lockHeld(command.node, command.as) : refused;
}

export function ofLock(engine: Engine, command: Extract<Command, { do: "upgrade" | "narrow" | "unlock" | "stopWaiting" }>): string | null {
  const tag = engine.locks.tagOf(command.lock);
  if (tag < 0) return NO.lock(command.lock);
  const { node } = engine.locks.all[tag]!;
  const { id, phase } = engine.nodes[node]!;
  if (phase !== NODE_PHASE.up) return NO.down(id);
  const refused = askNode(engine, node, requestOf(command, tag));
  return refused === null ? null : engine.refusal === ERR.TRANS ? NO.lockState[command.do](id, command.lock) : refused;
}

function requestOf(command: Extract<Command, { do: "upgrade" | "narrow" | "unlock" | "stopWaiting" }>, tag: number): LockRequest {
  switch (command.do) {
    case "upgrade":
      return { kind: "upgradeLock", tag, state: LOCK_STATE[command.state], nonBlocking: command.nonBlocking ?? false };
    case "narrow":
      return { kind: "narrowLock", tag, state: LOCK_STATE[command.state] };
    case "unlock":
      return { kind: "unlock", tag };
    case "stopWaiting":
      return { kind: "stopWaiting", tag };
  }
}

function askNode(engine: Engine, index: number, request: LockRequest): string | null {
  const node = engine.nodes[index]!;
  return engine.ask(node, request) === null ? null : NO.refused(node.id, errorText(engine.refusal));
}

/** Whether there is such an inode, or for INUM its directory; why not. */
export function lockKeyProblem(tree: readonly string[], key: string, domain: string): string | null {
  if (tree.includes(key)) return null;
  const directory = key.slice(0, Math.max(1, key.lastIndexOf("/")));
  if (domain === "INUM" && key.startsWith("/") && !key.endsWith("/")) return tree.includes(directory) ? null : NO.directory(directory);
  return NO.inode(key, tree);
}

/** The master who shall obtain it, by its place; -1 = the client asks them all. Unless named it is the first that the client can reach. */
function masterOf(engine: Engine, command: LockCommand): number | string {
  if (command.mode !== "one") return command.master === undefined ? -1 : NO.masterMode;
  const { masters } = engine.cluster!;
  const { protocol } = engine.nodeById.get(command.node)!;
  const reachable = (label: string): boolean => protocol.offers(label) || protocol.bestSpan(label, -1) !== null;
  const found = command.master === undefined ? masters.findIndex(({ label }) => reachable(label)) : masters.findIndex(({ label }) => label === command.master);
  if (found >= 0) return found;
  return command.master === undefined ? NO.masterUnreachable(command.node) : NO.master(command.master, masters.map(({ label }) => label));
}

/** The transactions of a lock are called after it and its masters: "w@m1". Returns the first one's tag. */
function nameTransactions(engine: Engine, name: string, node: number): number | string {
  const { transactions, cluster, moment } = engine;
  const names = cluster!.masters.map(({ label }) => ({ label, name: `${name}@${label}` }));
  const taken = names.find((one) => transactions.get(one.name) !== undefined);
  if (taken) return NO.transactionExists(taken.name);
  return names.map((one) => transactions.add(one.name, one.label, "lock", node, moment.nowUs))[0]!;
}
