import { ERR, FLAG } from "../../wire/constants.ts";
import type { NodeCore } from "../core.ts";
import { overfills } from "../core.ts";
import { EVENT } from "../events.ts";
import type { SpanRef } from "../inputs.ts";
import { type LinkEnd, PHASE } from "../link-end.ts";
import { closeOwnHalf } from "../path-loss.ts";
import { isUsable } from "../routing.ts";
import { RULE } from "../rules.ts";
import { fitsInline, whyNoRoom } from "../shm/room.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import { type Element, sendElement } from "./elements.ts";

/** Where a message of ours may go: over a received SPAN (ROUTE-01), or to the direct peer (ROUTE-07). */
export type Via = SpanRef | { readonly link: number };

/** The link and the row of the received SPAN (-1 = the direct peer); null when nothing can go there now. */
export function destination(core: NodeCore, via: Via): { readonly link: LinkEnd; readonly span: number } | null {
  const link = core.links[via.link];
  if (!link || link.phase !== PHASE.open) return null;
  if (!("msgidHi" in via)) return { link, span: -1 };
  const span = core.findSpan(via.link, false, via.msgidHi, via.msgidLo);
  return isUsable(core, span) ? { link, span } : null;
}

/** ROUTE-08, LINK-08, SHM-01: why a transaction's aux data of so many bytes cannot go out on a link; NONE = it can. */
export function whyNotSent(core: NodeCore, link: LinkEnd, auxBytes: number): number {
  if (auxBytes > link.auxBytesMax) return ERR.TOO_BIG;
  return whyNoRoom(core, link, 0, auxBytes) === 0 ? ERR.NONE : ERR.LIMIT;
}

/** The same of a one-way message, whose aux data is always in-band. */
export function whyNotSentOneWay(core: NodeCore, link: LinkEnd, headerBytes: number, auxBytes: number): number {
  if (auxBytes > link.auxBytesMax || !fitsInline(link, headerBytes, auxBytes)) return ERR.TOO_BIG;
  return overfills(core, link, auxBytes) ? ERR.LIMIT : ERR.NONE;
}

/**
 * Opens a transaction with its first element. `flags`: FLAG.DELETE closes our half with it, FLAG.ABORT = non-blocking
 * (TX-06). `tag` comes back in the events. Returns the reason when it cannot be, and then nothing was sent.
 */
export function openTransaction(core: NodeCore, via: Via, element: Element, flags: number, tag: number): Transaction | number {
  const to = destination(core, via);
  if (!to) return ERR.SPAN_LOST;
  if (core.transactions.isFull) return ERR.LIMIT;
  const refusal = whyNotSent(core, to.link, element.aux?.length ?? 0);
  if (refusal !== ERR.NONE) return refusal;
  core.newMsgid();
  const { spans } = core;
  const transaction = core.transactions.add(ROLE.opener, element.base, core.msgidHi, core.msgidLo, 0);
  transaction.tag = tag;
  transaction.pfs = to.span < 0 ? -1 : spans.identity(to.span);
  core.transactions.attach(transaction, transaction.outSide, to.link.number, to.span, to.span < 0 ? 0 : spans.msgidHi(to.span), to.span < 0 ? 0 : spans.msgidLo(to.span));
  core.tellTransaction(EVENT.transactionOpened, RULE["TX-02"], transaction, tag, flags);
  // C12-04: never CREATE and DELETE in one command.
  const split = to.link.profile === "c2012" && (flags & FLAG.DELETE) !== 0;
  sendElement(core, transaction, split ? flags & ~FLAG.DELETE : flags, element);
  if (split) closeOwnHalf(core, transaction, 0, ERR.NONE);
  return transaction;
}

/** The best usable SPAN received for the PFS of that fsid in that cluster, or null (SPAN-02). */
export function spanTo(core: NodeCore, clid: Uint32Array, fsid: Uint32Array): SpanRef | null {
  const { identities, spans, pfs } = core;
  const row = pfs.get(identities.internPair(clid, fsid))?.first ?? -1;
  return row < 0 ? null : { link: spans.link(row), msgidHi: spans.msgidHi(row), msgidLo: spans.msgidLo(row) };
}
