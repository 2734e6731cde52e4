import { utf8Decode } from "../base/bytes.ts";
import { formatUuid, isNilUuid, type UuidWords } from "../base/uuid.ts";
import { LINK_PHASE, TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS, UNJUDGED_TEXTS } from "../texts/checks.ts";
import { extendedBigEndian, labelLength, readUuid } from "../wire/bodies.ts";
import { CMD } from "../wire/constants.ts";
import { SPAN } from "../wire/layout.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { type AskedFilter, asksForNothing, letsThrough } from "./filter-match.ts";
import type { Seen } from "./seen.ts";
import type { SentHeader } from "./sent-header.ts";

const T = CHECK_TEXTS["filters-kept"];
const PFS = SPAN.fields;

/** A CONN as it went over a lane. */
interface Conn {
  /** its msgid */
  readonly key: string;
  readonly filter: AskedFilter;
}

/**
 * LINK-05: no relay and no announcement goes to a peer whose filter keeps it out. Judged by the bytes alone: a filter counts from
 * the moment its CONN has come until that CONN is closed, and every LNK_SPAN that leaves there meanwhile is compared with it.
 */
export class FiltersKept implements Check {
  readonly name = "filters-kept";
  readonly claim = T.claim;
  readonly rules = ["LINK-05"] as const;
  readonly local = true;
  readonly hears = { kinds: [TRACE.linkState], events: [], sent: "direct" } as const;
  private readonly _findings = new Findings();
  /** by the lane over which a CONN came: the one that is open there */
  private readonly _open = new Map<number, Conn>();
  /** CONNs, and DELETEs of them, under way: null = a DELETE */
  private readonly _underWay = new Map<number, Conn | null>();
  /** by lane: msgid of the newest CONN that was sent there */
  private readonly _sentOn = new Map<number, string>();

  observe(world: World, seen: Seen): void {
    switch (seen.kind) {
      case TRACE.send:
        return this._sent(world, seen, seen.header);
      case TRACE.deliver:
        return this._delivered(seen);
      case TRACE.lost:
        this._underWay.delete(seen.message);
        return;
      default:
        if (seen.value === LINK_PHASE.up || seen.value === LINK_PHASE.down || seen.value === LINK_PHASE.removed) this._forget(seen.link);
    }
  }

  private _forget(link: number): void {
    for (const lane of [2 * link, 2 * link + 1]) {
      this._open.delete(lane);
      this._sentOn.delete(lane);
    }
  }

  private _sent(world: World, seen: Seen, header: SentHeader): void {
    const { base, isReply, isCreate } = header;
    if (base === CMD.LNK_SPAN) {
      const conn = this._open.size > 0 && isCreate && !isReply ? this._open.get(seen.lane ^ 1) : undefined;
      if (conn) this._judge(world, seen, header, conn);
    } else if (base === CMD.LNK_CONN && isCreate && !isReply) {
      this._sentOn.set(seen.lane, header.key);
      const { clid, fsid, label } = pfsOf(world, seen, header);
      this._underWay.set(seen.message, { key: header.key, filter: { clid, fsid, label } });
      seen.awaitEnd(this);
    } else if (header.endsByError && !isReply && this._sentOn.get(seen.lane) === header.key) {
      this._underWay.set(seen.message, null);
      seen.awaitEnd(this);
    }
  }

  private _delivered({ message, lane }: Seen): void {
    const conn = this._underWay.get(message);
    this._underWay.delete(message);
    if (conn === null) this._open.delete(lane);
    // LINK-04: a second CONN beside an open one is refused. The C program ignores filters (C12-09), which is why nothing is asked of it.
    else if (conn !== undefined && !this._open.has(lane) && !asksForNothing(conn.filter)) this._open.set(lane, conn);
  }

  private _judge(world: World, seen: Seen, header: SentHeader, { filter }: Conn): void {
    const link = world.links[seen.link]!;
    const node = world.nodes[seen.node]!;
    if (node.protocol.core.links[link.endAt(seen.direction)]!.profile === "c2012") return;
    if (seen.forgery.onLink(seen.link)) return this._findings.leaveOut(UNJUDGED_TEXTS.forgedLink(link.id));
    const { clid, fsid, label } = pfsOf(world, seen, header);
    if (letsThrough(filter, clid, fsid, label)) this._findings.count();
    else this._findings.violate(seen.row, T.ignored(node.id, label, link.id, sayFilter(filter)));
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

/** What a LNK_CONN or LNK_SPAN says of a PFS (WIRE-01). */
function pfsOf(world: World, { link, node, direction }: Seen, { bytes, bigEndian }: SentHeader): AskedFilter {
  const { profile } = world.nodes[node]!.protocol.core.links[world.links[link]!.endAt(direction)]!;
  const swapped = extendedBigEndian(bigEndian, profile);
  const uuidAt = (offset: number): UuidWords => {
    const words = new Uint32Array(4);
    readUuid(bytes, offset, swapped, words);
    return words;
  };
  const { offset, length } = PFS.label;
  return { clid: uuidAt(PFS.pfs_clid.offset), fsid: uuidAt(PFS.pfs_fsid.offset), label: utf8Decode(bytes.subarray(offset, offset + labelLength(bytes, offset, length))) };
}

function sayFilter({ clid, fsid, label }: AskedFilter): string {
  const { parts } = T;
  const asked = [isNilUuid(clid) ? null : parts.cluster(formatUuid(clid)), isNilUuid(fsid) ? null : parts.node(formatUuid(fsid)), label === "" || label === "*" ? null : parts.label(label)];
  return asked.filter((one) => one !== null).join(parts.and);
}
