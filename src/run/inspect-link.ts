import { connIsOpen } from "../node/relays.ts";
import { PHASE } from "../node/link-end.ts";
import { takesShells } from "../node/shell/shell-right.ts";
import type { WorldLink } from "../sim/link.ts";
import { say } from "./fill.ts";
import { inspectSecurity } from "./inspect-sealed.ts";
import { linkStateOf } from "./link-states.ts";
import type { Run } from "./run.ts";
import type { LinkInspection } from "./shown.ts";
import type { TextKey } from "./texts.ts";

const STATES: readonly TextKey[] = ["state.open", "state.handshake", "state.down", "state.suspended", "state.closed", "state.silent"];
const SESSIONS: Readonly<Record<number, TextKey>> = { [PHASE.down]: "session.down", [PHASE.auth]: "session.auth", [PHASE.open]: "session.open" };

/** Both directions of a link: what travels, and what the session at the sending end has come to. */
export function inspectLinkOf(run: Run, link: WorldLink): LinkInspection {
  const { world } = run;
  return {
    kind: "link",
    id: link.id,
    a: world.nodes[link.a]!.id,
    b: world.nodes[link.b]!.id,
    state: say(STATES[linkStateOf(world, link)]!),
    sinceUs: link.sinceUs,
    directions: [0, 1].map((side) => ({ ...directionOf(run, link, side as 0 | 1), security: inspectSecurity(run, link, side as 0 | 1) })),
  };
}

function directionOf({ world }: Run, link: WorldLink, side: 0 | 1): Omit<LinkInspection["directions"][number], "security"> {
  const lane = link.lanes[side];
  const end = world.nodes[lane.from]!.protocol.core.links[link.ends[side]]!;
  return {
    from: world.nodes[lane.from]!.id,
    to: world.nodes[lane.to]!.id,
    model: lane.model,
    inFlight: lane.inFlight,
    queuedBytes: world.queuedBytes(lane),
    messagesSent: lane.messagesSent,
    bytesSent: lane.bytesSent,
    lost: lane.messagesLost,
    session: say(SESSIONS[end.phase] ?? "session.down"),
    auxBytesMax: end.auxBytesMax,
    nextSequence: end.sentCount & 255,
    conn: say(end.ourConn.bits < 0 ? "conn.none" : connIsOpen(end.ourConn.bits) ? "conn.open" : "conn.closing"),
    weight: end.weight,
    shells: say(takesShells(end) ? "shells.taken" : "shells.refused"),
  };
}
