import { ERR } from "../wire/constants.ts";
import type { NodeCore } from "./core.ts";
import { EVENT } from "./events.ts";
import type { NodeInput, NodeRequest } from "./inputs.ts";
import { PHASE } from "./link-end.ts";
import type { Outbox } from "./outbox.ts";
import { ProtocolNode } from "./protocol-node.ts";

/**
 * Where a link leaves the run: the end of it that is no node. It has the tables of one, all of them empty, and judges nothing. What comes over its
 * link is for somebody else, who may be a real peer at the other end of a TCP stream; what that one says comes as requests: bytes to
 * send on as they are (`inject`), and that its stream is at an end (`crash`).
 */
export class OutsideEnd extends ProtocolNode {
  /** what came for the peer since it was last taken, in order; null = nobody takes it, as in a replay */
  heard: Uint8Array[] | null = null;

  override handle(nowUs: number, input: NodeInput, out: Outbox): void {
    const { core } = this;
    core.nowUs = nowUs;
    core.out = out;
    switch (input.kind) {
      case "linkUp":
        core.links[input.link]!.phase = PHASE.open;
        return;
      case "linkDown":
        core.links[input.link]!.phase = PHASE.down;
        return;
      case "bytes":
        core.links[input.link]!.receivedCount++;
        core.counters.received++;
        // The arena takes them back.
        this.heard?.push(input.bytes.slice());
        return;
      case "request":
        if (input.request.kind === "addLink") super.handle(nowUs, input, out);
        else ofThePeer(core, input.request);
        return;
      default:
    }
  }
}

function ofThePeer(core: NodeCore, request: NodeRequest): void {
  switch (request.kind) {
    case "inject": {
      const link = core.links[request.link]!;
      link.sentCount++;
      core.counters.sent++;
      core.out.transmit(request.link, request.bytes);
      return;
    }
    case "crash":
      for (const link of core.links) {
        if (link.phase === PHASE.down) continue;
        link.phase = PHASE.down;
        core.out.hangup(link.number, ERR.NONE);
      }
      return;
    default:
      core.tell(EVENT.requestRefused, 0, -1, 0, 0, -1, ERR.UNKNOWN, -1);
  }
}
