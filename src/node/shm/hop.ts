import { FLAG } from "../../wire/constants.ts";
import { auxOf, type Message } from "../../wire/message.ts";
import { nextSalt, type NodeCore, placeAux, transmit } from "../core.ts";
import { EVENT } from "../events.ts";
import type { LinkEnd } from "../link-end.ts";
import { RULE } from "../rules.ts";

/** How aux data was copied: the extra of `auxCopied`. */
export const COPIED = { inBand: 1, outOfBand: 2, betweenRegions: 3 } as const;

/** A message with CRCs, made here or come over a stream, goes out on a link of either kind. */
export function passTo(core: NodeCore, out: LinkEnd, message: Message, spanidHi: number, spanidLo: number): void {
  if (out.shm === null) transmit(core, out, out.encoder.forward(message, spanidHi, spanidLo, nextSalt(core, out)));
  else passCopied(core, out, message, spanidHi, spanidLo);
}

/**
 * ROUTE-08: a hop with shared memory on one side or both copies the aux data of a message to where the next link reaches it,
 * and makes CRCs of what it has read, or none, as the next link has them. That there is room was asked before.
 */
export function passCopied(core: NodeCore, out: LinkEnd, message: Message, spanidHi: number, spanidLo: number): void {
  const aux = auxOf(message);
  const { shm, encoder } = out;
  const { msgidHi, msgidLo, flags } = message;
  const came = (flags & FLAG.AUXOOB) !== 0;
  if (shm === null || !shm.goesOutOfBand(message.base, flags, msgidHi, msgidLo, aux.length)) {
    if (came) core.tell(EVENT.auxCopied, RULE["ROUTE-08"], out.number, msgidHi, msgidLo, -1, out.number, COPIED.inBand);
    transmit(core, out, encoder.forwardCopied(message, spanidHi, spanidLo, nextSalt(core, out), aux));
    return;
  }
  core.tell(EVENT.auxCopied, RULE["ROUTE-08"], out.number, msgidHi, msgidLo, -1, out.number, came ? COPIED.betweenRegions : COPIED.outOfBand);
  const place = placeAux(core, out, shm, msgidHi, msgidLo, aux);
  transmit(core, out, encoder.forwardCopied(message, spanidHi, spanidLo, nextSalt(core, out), place), aux.slice());
}
