import type { Message } from "../../wire/message.ts";
import type { NodeCore } from "../core.ts";

/**
 * The variant "state at the ends only", forbidden by ROUTE-03: where a hop without forwarding entries sends a routed message,
 * as the row of the SPAN to name there; -1 = it ends here. A command's way is that of its SPAN; of a reply the hop knows only
 * which SPAN its command used, and takes the newest of the relays that stand for it.
 */
export function nextBySpan(core: NodeCore, span: number, message: Message, reply: boolean): number {
  if (reply && core.transactions.find(span, message.msgidHi, message.msgidLo)) return -1;
  return core.spans.other(span);
}
