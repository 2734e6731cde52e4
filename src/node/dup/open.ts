import { CAPABILITY, ERR } from "../../wire/constants.ts";
import { EVENT } from "../events.ts";
import type { SpanRef } from "../inputs.ts";
import { RULE } from "../rules.ts";
import { isUsable } from "../routing.ts";
import type { Element } from "../service/elements.ts";
import { whyNotSent } from "../service/opening.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import { OPENER_SPACE } from "./copies.ts";
import type { DupRoom } from "./room.ts";
import { sendElementCopies } from "./send.ts";

/**
 * The received SPANs that copies to the PFS of `via` would take: `via` first where it must be used, the best of every link, then
 * what is left, each in the order of SPAN-02. Links that did not negotiate duplication carry none; empty when `via` must be used and cannot.
 */
export function spansForCopies(room: DupRoom, via: SpanRef, mustUseVia: boolean): SpanRef[] {
  const { core } = room;
  const { spans, identities, pfs, links } = core;
  const asked = core.findSpan(via.link, false, via.msgidHi, via.msgidLo);
  if (!isUsable(core, asked)) return [];
  const usable: number[] = [];
  for (let row = pfs.get(identities.pairOf(spans.identity(asked)))?.first ?? -1; row >= 0; row = spans.next(row)) {
    if (isUsable(core, row) && links[spans.link(row)]!.capabilities & CAPABILITY.DUPLICATION) usable.push(row);
  }
  if (mustUseVia && !usable.includes(asked)) return [];
  const inOrder = mustUseVia ? [asked, ...usable.filter((row) => row !== asked)] : usable;
  const firstOfLink = inOrder.filter((row, i) => inOrder.findIndex((other) => spans.link(other) === spans.link(row)) === i);
  return [...firstOfLink, ...inOrder.filter((row) => !firstOfLink.includes(row))].map((row) => ({ link: spans.link(row), msgidHi: spans.msgidHi(row), msgidLo: spans.msgidLo(row) }));
}

/** Opens a transaction in one copy over each of these SPANs, all with their first message now. Returns the reason when it cannot be, and then nothing was sent. */
export function openCopies(room: DupRoom, via: readonly SpanRef[], element: Element, flags: number, tag: number): Transaction | number {
  const { core, table } = room;
  const { spans, transactions, links } = core;
  if (transactions.isFull) return ERR.LIMIT;
  const rows = via.map(({ link, msgidHi, msgidLo }) => core.findSpan(link, false, msgidHi, msgidLo));
  for (const row of rows) {
    if (!isUsable(core, row)) return ERR.SPAN_LOST;
    const link = links[spans.link(row)]!;
    const refusal = link.capabilities & CAPABILITY.DUPLICATION ? whyNotSent(core, link, element.aux?.length ?? 0) : ERR.UNKNOWN;
    if (refusal !== ERR.NONE) return refusal;
  }
  const first = rows[0]!;
  core.newMsgid();
  const { msgidHi, msgidLo } = core;
  const head = transactions.add(ROLE.opener, element.base, msgidHi, msgidLo, 0);
  head.tag = tag;
  head.pfs = spans.identity(first);
  const lead = { link: spans.link(first), spanidHi: spans.msgidHi(first), spanidLo: spans.msgidLo(first) };
  const group = table.add(OPENER_SPACE, element.base, msgidHi, msgidLo, head.pfs, lead, core.nowUs, true);
  group.head = head;
  head.copies = group;
  const limbs = rows.map((row) => room.addLimb(group, ROLE.opener, true, spans.link(row), row, spans.msgidHi(row), spans.msgidLo(row), 0));
  core.tellTransaction(EVENT.transactionOpened, RULE["TX-02"], head, tag, flags);
  for (const [i, limb] of limbs.entries()) if (i > 0) room.tell(EVENT.copyOpened, RULE["DUP-01"], limb, i + 1, limbs.length);
  sendElementCopies(room, head, flags, element);
  return head;
}
