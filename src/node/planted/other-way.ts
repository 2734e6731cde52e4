import type { NodeCore } from "../core.ts";
import type { Side, Transaction } from "../transactions.ts";

/** The planted fault "reply by another path", against ROUTE-04: the newest other relay of the SPAN that an entry uses, as if the command had come over that one; its own side where there is none. */
export function otherWayBack({ spans }: NodeCore, { inSide, outSide }: Transaction): Side {
  let relay = outSide.span < 0 ? -1 : spans.other(outSide.span);
  while (relay >= 0 && relay === inSide.span) relay = spans.next(relay);
  return relay < 0 ? inSide : { ...inSide, link: spans.link(relay), span: relay, spanidHi: spans.msgidHi(relay), spanidLo: spans.msgidLo(relay) };
}
