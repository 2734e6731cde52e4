import { alignedBytes } from "../../wire/layout.ts";
import type { Message } from "../../wire/message.ts";
import { type NodeCore, overfills } from "../core.ts";
import type { LinkEnd } from "../link-end.ts";
import { RULE, type RuleId } from "../rules.ts";

/** Why a message of a transaction has no room on a link now: LINK-08 = its send queue, SHM-01 = the region for its aux data; 0 = it has. */
export function whyNoRoom(core: NodeCore, link: LinkEnd, headerBytes: number, auxBytes: number): RuleId {
  const { shm } = link;
  if (overfills(core, link, headerBytes + (shm?.outOfBand ? 0 : alignedBytes(auxBytes)))) return RULE["LINK-08"];
  return shm !== null && shm.isFullFor(auxBytes) ? RULE["SHM-01"] : 0;
}

/** The same of a message that a hop passes on to a link. */
export function whyNoRoomFor(core: NodeCore, link: LinkEnd, message: Message): RuleId {
  if (!isInlineOn(link, message)) return whyNoRoom(core, link, message.headerBytes, message.auxBytes);
  return overfills(core, link, message.headerBytes + alignedBytes(message.auxBytes)) ? RULE["LINK-08"] : 0;
}

/** Whether a message has its aux data behind its header on that link. */
export function isInlineOn({ shm }: LinkEnd, message: Message): boolean {
  return shm === null || !shm.goesOutOfBand(message.base, message.flags, message.msgidHi, message.msgidLo, message.auxBytes);
}

/** SHM-01: a message with in-band aux data must fit into the ring. */
export function fitsInline(link: LinkEnd, headerBytes: number, auxBytes: number): boolean {
  return link.shm === null || headerBytes + alignedBytes(auxBytes) <= link.shm.ringOut.bytes;
}
