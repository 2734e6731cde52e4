import { readU32 } from "../../base/bytes.ts";
import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import { alignedBytes, BASE } from "../../wire/layout.ts";
import type { Message } from "../../wire/message.ts";
import type { NodeCore } from "../core.ts";
import { EVENT } from "../events.ts";
import type { LinkEnd } from "../link-end.ts";
import { RULE } from "../rules.ts";
import type { Verdict } from "../violation.ts";
import { SHM_FAULT } from "./region.ts";
import type { SharedEnd } from "./shared-end.ts";

const AT_AUX_CRC = BASE.fields.aux_crc.offset;
const TRANSACTIONAL = FLAG.CREATE | FLAG.DELETE | FLAG.ABORT;

/**
 * A message out of the ring of a shared-memory link: its place in the ring is judged, its out-of-band aux data is read where the
 * descriptor says, `receive` handles it, and the piece is released, whatever became of the message (SHM-01, WIRE-06).
 */
export function receiveShared(core: NodeCore, link: LinkEnd, shm: SharedEnd, message: Message, receive: (core: NodeCore, link: LinkEnd, message: Message) => Verdict): Verdict {
  const placed = ringFault(shm, message);
  if (placed !== SHM_FAULT.none) return fault(core, link, message, placed, shm.readAt);
  shm.readAt = (shm.readAt + message.wireBytes) % shm.ringIn.bytes;
  // Where out-of-band data was not negotiated nobody can read it: ROUTE-08 refuses the message.
  if ((message.flags & FLAG.AUXOOB) === 0 || !shm.outOfBand) return receive(core, link, message);
  const offset = message.auxDescrLo;
  const wrong = descriptorFault(link, shm, message);
  if (wrong !== SHM_FAULT.none) return fault(core, link, message, wrong, offset);
  const { region } = shm;
  const { auxBytes, auxDescrHi } = message;
  message.outOfBand = region.bytes.subarray(offset, offset + auxBytes);
  const verdict = receive(core, link, message);
  message.outOfBand = null;
  if (region.faultOf(1 - shm.side, auxDescrHi, offset, auxBytes) === SHM_FAULT.none) region.release(offset);
  core.tell(EVENT.pieceReleased, RULE["SHM-01"], link.number, message.msgidHi, message.msgidLo, -1, offset, auxBytes);
  return verdict;
}

function ringFault(shm: SharedEnd, message: Message): number {
  const { ringIn } = shm;
  if (ringIn.free < 0) return SHM_FAULT.ringOverrun;
  return shm.readAt + message.wireBytes > ringIn.bytes ? SHM_FAULT.ringEnd : SHM_FAULT.none;
}

function descriptorFault(link: LinkEnd, shm: SharedEnd, message: Message): number {
  if (message.base === CMD.LNK_AUTH) return SHM_FAULT.auth;
  const oneWay = message.msgidHi === 0 && message.msgidLo === 0 && (message.flags & TRANSACTIONAL) === 0;
  if (oneWay) return SHM_FAULT.oneWay;
  const { auxDescrHi, auxDescrLo: offset, auxBytes } = message;
  const wrong = shm.region.faultOf(1 - shm.side, auxDescrHi, offset, auxBytes);
  if (wrong !== SHM_FAULT.none || !link.framer.crcs) return wrong;
  const crc = readU32(message.bytes, message.at + AT_AUX_CRC, message.bigEndian);
  return link.framer.isAuxCrc(crc, shm.region.bytes, offset, offset + alignedBytes(auxBytes)) ? SHM_FAULT.none : SHM_FAULT.auxCrc;
}

/** The peer's mistake: what it is exactly, and the verdict that kills the link. */
function fault(core: NodeCore, link: LinkEnd, message: Message, code: number, offset: number): Verdict {
  const rule = code === SHM_FAULT.auxCrc ? RULE["WIRE-06"] : RULE["SHM-01"];
  core.tell(EVENT.shmFault, rule, link.number, message.msgidHi, message.msgidLo, -1, code, offset | 0);
  return { rule, error: code === SHM_FAULT.auxCrc ? ERR.ACRC : ERR.FIELD };
}
