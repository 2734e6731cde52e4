import { id64 } from "../base/bytes.ts";
import { pfsTypeName } from "../wire/names.ts";
import type { World } from "../sim/world.ts";
import { say } from "./fill.ts";
import type { Msgids, MsgidKind } from "./msgids.ts";
import type { Names } from "./names.ts";
import { sayMsgid } from "./sentence-events.ts";

/** The names of a simulated world. Indices are never reused, so what is gone keeps its name in what was told of it. */
export class WorldNames implements Names {
  private readonly _world: World;
  private readonly _msgids: Msgids;
  private readonly _links: string[] = [];

  constructor(world: World, msgids: Msgids) {
    this._world = world;
    this._msgids = msgids;
  }

  node(node: number): string {
    return this._world.nodes[node]?.id ?? "";
  }

  link(link: number): string {
    return (this._links[link] ??= this._linkName(link));
  }

  linkId(link: number): string {
    return this._world.links[link]?.id ?? "";
  }

  /** Display name of a link that a command names by its id. */
  linkById(id: string): string {
    const link = this._world.linkById(id);
    return link === undefined ? id : this.link(link.index);
  }

  isOf2012(link: number): boolean {
    return this._world.links[link]?.profile === "c2012";
  }

  peerOf(node: number, link: number): number {
    const found = this._world.links[link];
    if (found === undefined) return -1;
    return found.a === node ? found.b : found.a;
  }

  linkOf(node: number, ownNumber: number): number {
    const end = this._world.nodes[node]?.ends[ownNumber];
    return end === undefined ? -1 : end >> 1;
  }

  fromOf(link: number, direction: number): number {
    return this._world.links[link]?.nodeAt(direction) ?? -1;
  }

  toOf(link: number, direction: number): number {
    return this._world.links[link]?.nodeAt(1 - direction) ?? -1;
  }

  pfs(identity: number): string {
    return this._world.identities.labelText(identity);
  }

  pfsType(identity: number): string {
    return pfsTypeName(this._world.identities.pfsTypeOf(identity));
  }

  transaction(msgidHi: number, msgidLo: number): string {
    const name = this.transactionName(msgidHi, msgidLo);
    return name === null ? sayMsgid(msgidHi, msgidLo) : this.transactionNamed(name);
  }

  transactionNamed(name: string): string {
    return say(this._world.transactions.get(name)?.service === "shell" ? "name.shell" : "name.transaction", { name });
  }

  transactionName(msgidHi: number, msgidLo: number): string | null {
    if (msgidHi === 0 && msgidLo === 0) return null;
    return this._world.transactions.byMsgid(msgidHi, msgidLo)?.name ?? null;
  }

  generator(index: number): string {
    return this._world.generators.all[index]?.name ?? "";
  }

  generatorTarget(index: number, target: number): string {
    return this._world.generators.all[index]?.targets[target] ?? "";
  }

  commit(hi: number, lo: number): string {
    return say("name.commit", { name: this._world.commits.byOperation(hi, lo)?.name ?? id64(hi, lo) });
  }

  lock(idHi: number, idLo: number): string {
    const lock = this._world.locks.byId(idHi, idLo);
    return lock === undefined ? say("name.lockById", { id: id64(idHi, idLo) }) : say("name.lock", { name: lock.name });
  }

  inode(inum: number): string {
    return this._world.cluster?.tree[inum - 1] ?? String(inum);
  }

  kindOf(msgidHi: number, msgidLo: number): MsgidKind {
    return this._msgids.kindOf(msgidHi, msgidLo);
  }

  pfsOf(msgidHi: number, msgidLo: number): number {
    return this._msgids.pfsOf(msgidHi, msgidLo);
  }

  /** "B–C" for the id "B-C", "B–C (2)" for "B-C#2"; an id that somebody chose stays. */
  private _linkName(index: number): string {
    const link = this._world.links[index];
    if (link === undefined) return "";
    const a = this.node(link.a);
    const b = this.node(link.b);
    const plain = `${a}-${b}`;
    if (link.id === plain) return `${a}–${b}`;
    if (link.id.startsWith(`${plain}#`)) return say("name.parallelLink", { a, b, number: link.id.slice(plain.length + 1) });
    return link.id;
  }
}
