import type { Command, CommandName } from "../sim/commands.ts";
import { NODE_PHASE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { pfsTypeName } from "../wire/names.ts";
import type { Frame, TopologyView } from "./shown.ts";

/** Commands after which the topology is another. */
const CHANGES = new Set<CommandName>(["addNode", "removeNode", "addLink", "removeLink", "impair", "announce", "withdraw"] satisfies readonly Command["do"][]);

/**
 * The nodes and links that are there, numbered as frames number them: the world never reuses an index, so what was removed
 * leaves holes that a picture must not see.
 */
export class ShownTopology {
  private _world: World;
  private _isOther = true;
  private _shown = "";
  private _version = 0;
  private _logSeen = 0;
  /** world index -> index in the frame, -1 = not shown */
  nodeIndex: readonly number[] = [];
  linkIndex: readonly number[] = [];
  /** index in the frame -> world index */
  nodes: readonly number[] = [];
  links: readonly number[] = [];
  pfs: Frame["pfs"] = [];

  constructor(world: World) {
    this._world = world;
  }

  get version(): number {
    return this._version;
  }

  /** Another run, or this one at another place. */
  turnTo(world: World): void {
    this._world = world;
    this._logSeen = world.log.length;
    this._isOther = true;
  }

  /** Looks whether anything came, went or changed; true when there is a new version. */
  refresh(): boolean {
    const { log } = this._world;
    let changed = this._isOther;
    this._isOther = false;
    for (; this._logSeen < log.length; this._logSeen++) if (CHANGES.has(log[this._logSeen]!.command.do)) changed = true;
    if (!changed) return false;
    this.nodes = this._world.nodes.filter(({ phase }) => phase !== NODE_PHASE.removed).map(({ index }) => index);
    this.links = this._world.links.filter(({ removed }) => !removed).map(({ index }) => index);
    this.nodeIndex = inverse(this.nodes, this._world.nodes.length);
    this.linkIndex = inverse(this.links, this._world.links.length);
    this.pfs = this.nodes.flatMap((node) => {
      const { id, pfs } = this._world.nodes[node]!;
      return pfs.map(({ label, pfsType }) => ({ label, node: id, type: pfsTypeName(pfsType) }));
    });
    // At another place of the run it is mostly the same, and whoever draws it need not hear of it.
    const shown = JSON.stringify({ ...this.view(), version: 0, pfs: this.pfs });
    if (shown === this._shown) return false;
    this._version++;
    this._shown = shown;
    return true;
  }

  view(): TopologyView {
    const { nodes, links } = this._world;
    return {
      version: this._version,
      nodes: this.nodes.map((index) => {
        const { id, role, bigEndian, pfs, x, y } = nodes[index]!;
        const place = x === undefined || y === undefined ? {} : { x, y };
        return { id, role, bigEndian, pfs: pfs.map(({ label, pfsType }) => ({ label, type: pfsTypeName(pfsType) })), ...place };
      }),
      links: this.links.map((index) => {
        const { id, a, b, lanes, memory } = links[index]!;
        return { id, a: this.nodeIndex[a]!, b: this.nodeIndex[b]!, model: lanes[0].model, kind: memory === null ? "stream" : "shm" };
      }),
    };
  }
}

function inverse(shown: readonly number[], count: number): number[] {
  const indices = Array.from({ length: count }, () => -1);
  for (const [at, index] of shown.entries()) indices[index] = at;
  return indices;
}
