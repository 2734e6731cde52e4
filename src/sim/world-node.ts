import type { PfsSpec, Role } from "../node/config.ts";
import type { SimNode } from "./sim-node.ts";
import { NODE_PHASE } from "./trace.ts";

/** A node of the world: the protocol node itself, and what the engine keeps around it. */
export class WorldNode<Node extends SimNode = SimNode> {
  readonly id: string;
  readonly index: number;
  /** TX-02: never reused */
  readonly number: number;
  readonly role: Role;
  readonly bigEndian: boolean;
  /** a place for the picture; undefined = none given */
  readonly x: number | undefined;
  readonly y: number | undefined;
  readonly protocol: Node;
  phase: number = NODE_PHASE.up;
  /** false: an outside behind which there is nobody now, and its link stays down */
  isThere = true;
  /** what it offers, as commands announced and withdrew it */
  readonly pfs: PfsSpec[] = [];
  /** by the node's own number of a link end: 2 * world link + side */
  readonly ends: number[] = [];
  /** its link ends whose send queue it has to be told of (LINK-08) */
  readonly watched: number[] = [];

  constructor(id: string, index: number, number: number, role: Role, bigEndian: boolean, x: number | undefined, y: number | undefined, protocol: Node) {
    this.id = id;
    this.index = index;
    this.number = number;
    this.role = role;
    this.bigEndian = bigEndian;
    this.x = x;
    this.y = y;
    this.protocol = protocol;
    if (role === "outside") this.isThere = false;
  }
}
