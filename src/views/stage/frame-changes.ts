import type { Frame } from "../../port/messages.ts";

/** Whether two frames look the same but for the messages in flight: then the standing layer need not be painted again. */
export function sameStanding(one: Frame, other: Frame): boolean {
  return (
    sameColumn(one.nodeStates, other.nodeStates) &&
    sameColumn(one.nodeTransactions, other.nodeTransactions) &&
    sameColumn(one.nodeEntries, other.nodeEntries) &&
    sameStates(one, other) &&
    sameTree(one.tree, other.tree) &&
    samePath(one.path, other.path)
  );
}

/** States of nodes and links only: what the list for screen readers says. */
export function sameStates(one: Frame, other: Frame): boolean {
  return (
    sameColumn(one.nodeStates, other.nodeStates) &&
    sameColumn(one.linkStates, other.linkStates) &&
    sameColumn(one.linkSinceUs, other.linkSinceUs) &&
    sameColumn(one.linkSealed, other.linkSealed)
  );
}

function sameTree(one: Frame["tree"], other: Frame["tree"]): boolean {
  if (one === null || other === null) return one === other;
  return one.pfs === other.pfs && sameColumn(one.dist, other.dist) && sameColumn(one.via, other.via) && sameColumn(one.rank, other.rank) && sameColumn(one.relays, other.relays);
}

function samePath(one: Frame["path"], other: Frame["path"]): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.name === other.name &&
    one.state === other.state &&
    sameColumn(one.links, other.links) &&
    sameColumn(one.nodes, other.nodes) &&
    one.entries.length === other.entries.length &&
    one.entries.every(({ node, held }, i) => node === other.entries[i]!.node && held === other.entries[i]!.held) &&
    one.copies.length === other.copies.length &&
    one.copies.every(({ links, state }, i) => state === other.copies[i]!.state && sameColumn(links, other.copies[i]!.links))
  );
}

function sameColumn(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i += 1) if (one[i] !== other[i]) return false;
  return true;
}
