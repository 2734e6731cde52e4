import { sameUuid } from "../../base/uuid.ts";
import type { ClusterConfig } from "../config.ts";
import type { NodeCore } from "../core.ts";
import { spanTo, type Via } from "../service/opening.ts";
import type { Transaction } from "../transactions.ts";

/** How the masters of the cluster stand to this node. Masters are named by their place in the configuration. */
export class ClusterView {
  readonly cluster: ClusterConfig;
  private readonly _core: NodeCore;

  constructor(core: NodeCore, cluster: ClusterConfig) {
    this._core = core;
    this.cluster = cluster;
  }

  get count(): number {
    return this.cluster.masters.length;
  }

  /** CAC-02: of the configured number, never of those seen. */
  get majority(): number {
    return Math.floor(this.count / 2) + 1;
  }

  get all(): number[] {
    return this.cluster.masters.map((_, master) => master);
  }

  /** This node offers that master itself, in that cluster. */
  isHere(master: number): boolean {
    const { clid, masters } = this.cluster;
    const { fsid } = masters[master]!;
    return this._core.pfs.own.some(({ spec }) => sameUuid(spec.fsid, fsid) && sameUuid(spec.clid, clid));
  }

  /** The way to a master on another node; null when there is none now. */
  wayTo(master: number): Via | null {
    return spanTo(this._core, this.cluster.clid, this.cluster.masters[master]!.fsid);
  }

  isReachable(master: number): boolean {
    return this.isHere(master) || this.wayTo(master) !== null;
  }

  /** The master that a (cluster, node) pair stands for, -1 = none. */
  ofPair(pair: number): number {
    const { clid, masters } = this.cluster;
    return masters.findIndex(({ fsid }) => this._core.identities.internPair(clid, fsid) === pair);
  }

  /** The master that a transaction of somebody else's reached here, -1 = none. On link 0 it is the first that this node offers (ROUTE-07). */
  ofTransaction(transaction: Transaction): number {
    if (transaction.pfs >= 0) return this.ofPair(this._core.identities.pairOf(transaction.pfs));
    return this.all.find((master) => this.isHere(master)) ?? -1;
  }
}
