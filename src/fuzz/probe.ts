import type { NodeInput } from "../node/inputs.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { HALF } from "../node/tx-tables.ts";
import { OwnMistake } from "./mistake.ts";

/** Of the transaction by which the healthy link is tried. */
const PROBE_TAG = 4_711;

type Request = Extract<NodeInput, { kind: "request" }>["request"];

/** The healthy link works: the neighbour opens a transaction with the node ("own") over its link of that number, is answered, and closes it. `ask`: the neighbour does something; `rest`: lets holds pass. */
export function probe(neighbour: ProtocolNode, link: number, ask: (request: Request) => void, rest: () => void): void {
  const via = neighbour.bestSpan("own", link);
  if (via === null) throw new OwnMistake("the neighbour has lost the node's SPAN");
  ask({ kind: "open", via, text: "still there?", flags: 0, tag: PROBE_TAG });
  const opened = [...neighbour.core.transactions.all()].find(({ tag }) => tag === PROBE_TAG);
  if (!opened) throw new OwnMistake("the neighbour's transaction was refused");
  const { msgidHi, msgidLo, outSide } = opened;
  const { link: out, spanidHi, spanidLo } = opened.copies?.lead ?? outSide;
  const answered = opened.bits & HALF.replyCreated;
  ask({ kind: "close", transaction: { link: out, spanidHi, spanidLo, msgidHi, msgidLo } });
  rest();
  if (!answered || neighbour.core.transactions.at(opened.index) === opened) throw new OwnMistake("the healthy link does not answer any more");
}
