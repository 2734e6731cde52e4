import { Encoder } from "../../wire/encode.ts";
import type { NodeCore } from "../core.ts";
import type { EventType } from "../events.ts";
import { ROLE, type Side, type Transaction } from "../transactions.ts";
import { HALF } from "../tx-tables.ts";
import { type Copies, type Copy, CopiesTable } from "./copies.ts";

/** What the modules of this folder share. */
export class DupRoom {
  readonly core: NodeCore;
  readonly table = new CopiesTable();
  /** makes the messages of our half once; each copy's link gives them its salt and spanid */
  readonly encoder: Encoder;

  constructor(core: NodeCore) {
    this.core = core;
    this.encoder = new Encoder("header", core.config.bigEndian);
  }

  /** Says something about one copy, as this node names it. */
  tell(type: EventType, rule: number, limb: Transaction, value: number, extra: number): void {
    const { link, spanidHi, spanidLo } = sideOf(limb);
    this.core.out.event(type, rule, link, limb.msgidHi, limb.msgidLo, spanidHi, spanidLo, limb.pfs, value, extra);
  }

  /** Says something about the transaction, under the name of its first copy. */
  tellGroup(type: EventType, rule: number, group: Copies, value: number, extra: number): void {
    const { link, spanidHi, spanidLo } = group.lead;
    this.core.out.event(type, rule, link, group.msgidHi, group.msgidLo, spanidHi, spanidLo, group.pfs, value, extra);
  }

  /** One more copy: a record with one side. */
  addLimb(group: Copies, role: number, outward: boolean, link: number, span: number, spanidHi: number, spanidLo: number, bits: number): Transaction {
    const { transactions } = this.core;
    const limb = transactions.add(role, group.base, group.msgidHi, group.msgidLo, bits);
    const copy: Copy = { group, outward, received: 0 };
    limb.copy = copy;
    limb.pfs = group.pfs;
    transactions.attach(limb, sideOf(limb), link, span, spanidHi, spanidLo);
    group.limbs.push(limb);
    nameHead(group);
    if (!outward || role === ROLE.opener) group.known++; // the way out of a hop is no copy
    return limb;
  }
}

/** A head names a side of a copy that lives, for services that ask by what link they talk; the last one when none does. */
export function nameHead(group: Copies): void {
  const { head } = group;
  const [limb] = group.limbs.filter(({ dead }) => !dead);
  if (!head || !limb) return;
  const side = head.role === ROLE.opener ? head.outSide : head.inSide;
  const { link, spanidHi, spanidLo } = sideOf(limb);
  side.link = link;
  side.spanidHi = spanidHi;
  side.spanidLo = spanidLo;
}

export function sideOf(limb: Transaction): Side {
  return limb.copy!.outward ? limb.outSide : limb.inSide;
}

/** The bits of the half that we send on a copy. */
export function ourHalf(limb: Transaction): { readonly created: number; readonly deleted: number } {
  return limb.copy!.outward ? COMMAND : REPLY;
}

/** The bits of the half that we receive on a copy. */
export function theirHalf(limb: Transaction): { readonly created: number; readonly deleted: number } {
  return limb.copy!.outward ? REPLY : COMMAND;
}

const COMMAND = { created: HALF.commandCreated, deleted: HALF.commandDeleted } as const;
const REPLY = { created: HALF.replyCreated, deleted: HALF.replyDeleted } as const;
