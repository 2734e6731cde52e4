import { connIsOpen } from "../node/relays.ts";
import { PHASE } from "../node/link-end.ts";
import { takesShells } from "../node/shell/shell-right.ts";
import { inspectSecurity } from "./inspect-sealed.ts";
import { NODE_PHASE } from "../sim/trace.ts";
import type { WorldLink } from "../sim/link.ts";
import { say } from "./fill.ts";
import { formatUuid, isNilUuid } from "../base/uuid.ts";
import { filterShown, keptOut } from "./kept-out.ts";
import { memoryOf, ringOf } from "./inspect-shm.ts";
import { linkStateOf, LINK_STATE_TEXTS } from "./link-states.ts";
import type { Run } from "./run.ts";
import { sayFilter } from "./sentence-commands.ts";
import type { LinkInspection } from "./shown.ts";
import type { TextKey } from "../texts/run.ts";

const CHOICES_MAX = 200;
const NOTHING_ASKED = { text: "", clid: null, fsid: null } as const;
const SESSIONS: Readonly<Record<number, TextKey>> = { [PHASE.down]: "session.down", [PHASE.auth]: "session.auth", [PHASE.open]: "session.open" };

/** Both directions of a link: what travels, and what the session at the sending end has come to. */
export function inspectLinkOf(run: Run, link: WorldLink): LinkInspection {
  const { world } = run;
  return {
    kind: "link",
    id: link.id,
    a: world.nodes[link.a]!.id,
    b: world.nodes[link.b]!.id,
    state: say(LINK_STATE_TEXTS[linkStateOf(world, link)]!),
    sinceUs: link.sinceUs,
    of2012: link.profile === "c2012",
    directions: [0, 1].map((side) => ({ ...directionOf(run, link, side as 0 | 1), security: inspectSecurity(run, link, side as 0 | 1) })),
    memory: memoryOf(run, link),
  };
}

/** Clusters and nodes that are offered anywhere in the mesh, as far as a list is of use. */
function choicesOf({ nodes }: Run["world"]): LinkInspection["directions"][number]["choices"] {
  const offered = nodes.filter(({ phase }) => phase !== NODE_PHASE.removed).flatMap(({ pfs }) => pfs);
  const clusters = [...new Set(offered.map(({ clid }) => formatUuid(clid)))];
  return { clusters: clusters.slice(0, CHOICES_MAX), nodes: offered.slice(0, CHOICES_MAX).map(({ fsid, label }) => ({ fsid: formatUuid(fsid), label })) };
}

function directionOf(run: Run, link: WorldLink, side: 0 | 1): Omit<LinkInspection["directions"][number], "security"> {
  const { world } = run;
  const lane = link.lanes[side];
  const end = world.nodes[lane.from]!.protocol.core.links[link.ends[side]]!;
  const peer = world.nodes[lane.to]!;
  const peerEnd = peer.protocol.core.links[link.ends[side === 0 ? 1 : 0]]!;
  const { filter } = end.config;
  const told = connIsOpen(peerEnd.theirConn.bits);
  const asks = told ? filterShown(peerEnd.peerFilter ?? NOTHING_ASKED) : filterShown({ text: filter.label, clid: isNilUuid(filter.clid) ? null : filter.clid, fsid: isNilUuid(filter.fsid) ? null : filter.fsid });
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
    asks,
    asksText: sayFilter(asks),
    keptOut: keptOut(peer.protocol.core, peerEnd),
    connOpen: connIsOpen(end.ourConn.bits),
    choices: choicesOf(world),
    leaf: world.nodes[lane.from]!.role === "leaf",
    ring: ringOf(run, lane, end),
    shells: say(takesShells(peerEnd) ? "shells.taken" : "shells.refused"),
  };
}
