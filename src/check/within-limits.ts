import { LIMITS } from "../base/limits.ts";
import { US_PER_S } from "../base/time.ts";
import { EVENT } from "../node/events.ts";
import type { RuleName } from "../node/rules.ts";
import type { LinkEnd } from "../node/link-end.ts";
import { TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { BASE } from "../wire/layout.ts";
import { type Check, Findings, lastRow, type Verdict } from "./check.ts";
import { nodesUp } from "./mesh-view.ts";
import type { Seen } from "./seen.ts";
import { MESSAGE_BYTES_MAX, type Most, sizesOfNode, sizesOfShells, sizesOfWorld } from "./table-sizes.ts";

const T = CHECK_TEXTS["within-limits"];
const AT_SIZE = BASE.fields.cmd.offset;
/** All tables are looked at so often in simulated time. */
const AGAIN_US = 2 * US_PER_S;

/**
 * Invariant 5, LINK-08, WIRE-03, WIRE-05: every table and every queue has a bound, and none is ever passed. Those that an event shows to
 * grow are looked at with that event, all others every few simulated seconds and when all is quiet (table-sizes.ts). A table of SPANs or
 * transactions may hold twice its limit: what is refused for want of room stays there until its opener has closed it.
 */
export class WithinLimits implements Check {
  readonly name = "within-limits";
  readonly claim = T.claim;
  readonly rules = ["LINK-08", "WIRE-03"] as const;
  readonly local = true;
  readonly hears = {
    kinds: [TRACE.send],
    events: ["announced", "relayOpened", "spanReceived", "transactionOpened", "transactionAccepted", "transactionRefused", "entryOpened", "copyOpened", "copyJoined", "pfsOffered", "linkUp", "shellRuns", "shellLineRefused", "pieceTaken"],
  } as const;
  dueUs = AGAIN_US;
  private readonly _findings = new Findings();
  private readonly _rules = new Set<RuleName>();

  observe(world: World, seen: Seen): void {
    this._findings.count();
    if (seen.kind === TRACE.send) this._sent(world, seen);
    else this._put(world, seen);
  }

  private _sent(world: World, seen: Seen): void {
    const { trace } = world;
    const bytes = trace.bytes[seen.row - trace.firstRow]!;
    const node = world.nodes[seen.node]!;
    if (node.role === "outside") return; // bytes of a stream, in any pieces
    const headerBytes = bytes.length > AT_SIZE + 3 ? (bytes[AT_SIZE + (bytes[0] === 0x48 ? 3 : 0)]! << 6) : 0;
    if (seen.forgery.onLink(seen.link)) return;
    this._rules.add("WIRE-03");
    if (headerBytes > LIMITS.headerBytesMax) this._beyond(seen.row, T.what.header(node.id), headerBytes, LIMITS.headerBytesMax);
    else if (bytes.length > MESSAGE_BYTES_MAX) this._beyond(seen.row, T.what.aux(node.id), bytes.length - headerBytes, LIMITS.auxBytesMax);
    const link = world.links[seen.link]!;
    const lane = link.lanes[seen.direction]!;
    // A lane that holds nothing back holds no queue.
    if (lane.ring === null && lane.model.bandwidthBytesPerS === 0 && lane.heldSinceUs < 0) return;
    if (lane.ring !== null && lane.ring.ring.free < 0) this._beyond(seen.row, T.what.ring(node.id, link.id), lane.ring.ring.written - lane.ring.ring.read, lane.ring.ring.bytes);
    this._rules.add("LINK-08");
    // The message that fills the queue is the last that its node puts there.
    if (link.isUp(seen.direction)) this._most(seen.row, T.what.queue, [node.id, link.id], world.queuedBytes(lane), LIMITS.sendQueueBytesHardMax + MESSAGE_BYTES_MAX);
  }

  private _put(world: World, seen: Seen): void {
    const node = world.nodes[seen.node]!;
    const { core } = node.protocol;
    const { row } = seen;
    switch (seen.value) {
      case EVENT.announced:
      case EVENT.relayOpened:
        return this._most(row, T.what.spansSent, [node.id, world.links[seen.link]!.id], endOf(world, seen).spansSent, LIMITS.spansPerLinkMax);
      case EVENT.spanReceived:
        this._most(row, T.what.spansReceived, [node.id, world.links[seen.link]!.id], endOf(world, seen).spansReceived, 2 * LIMITS.spansPerLinkMax);
        return this._most(row, T.what.identities, [], world.identities.count, LIMITS.identitiesMax);
      case EVENT.pfsOffered:
        return this._most(row, T.what.offered, [node.id], core.pfs.own.length, LIMITS.pfsPerNodeMax);
      case EVENT.linkUp:
        return this._most(row, T.what.ends, [node.id], node.ends.length, LIMITS.linksPerNodeMax);
      case EVENT.shellRuns:
      case EVENT.shellLineRefused:
        return sizesOfShells(this._mostAt(row), node);
      case EVENT.pieceTaken: {
        const { region, side } = endOf(world, seen).shm!;
        return this._most(row, T.what.region, [node.id, world.links[seen.link]!.id], seen.eventValue + seen.eventExtra - side * region.halfBytes, region.halfBytes);
      }
      default:
        return this._most(row, T.what.transactions, [node.id], core.transactions.count, 2 * LIMITS.transactionsPerNodeMax);
    }
  }

  onTime(world: World): void {
    this.dueUs = world.nowUs + AGAIN_US;
    this._lookAtAll(world);
  }

  atQuiet(world: World): void {
    this._lookAtAll(world);
  }

  private _lookAtAll(world: World): void {
    const most = this._mostAt(lastRow(world));
    sizesOfWorld(most, world);
    for (const node of nodesUp(world)) sizesOfNode(most, world, node);
  }

  private _mostAt(row: number): Most {
    return (what, names, count, most) => this._most(row, what, names, count, most);
  }

  private _most<Names extends readonly string[]>(row: number, what: (...names: Names) => string, names: Readonly<Names>, count: number, most: number): void {
    if (count > most) this._beyond(row, what(...names), count, most);
  }

  private _beyond(row: number, what: string, count: number, most: number): void {
    this._findings.violate(row, T.beyond(what, count, most));
  }

  judgedRules(): RuleName[] {
    return [...this._rules];
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

/** The end of the event's link at the node that tells. */
function endOf(world: World, { node, link }: Seen): LinkEnd {
  const worldLink = world.links[link]!;
  return world.nodes[node]!.protocol.core.links[worldLink.endAt(worldLink.a === node ? 0 : 1)]!;
}
