import type { StatusUpdate } from "../node/pfs-table.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { isAnnouncementOf } from "../node/relays.ts";
import { SPAN_KIND } from "../node/span-table.ts";
import type { WorldLink } from "../sim/link.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, lastRow, type Verdict } from "./check.ts";
import { labelOfPair, linksOpen, whyNotComparable } from "./mesh-view.ts";
import type { Seen } from "./seen.ts";

const T = CHECK_TEXTS["latest-status"];

/**
 * SPAN-06: once the run is quiet, who holds a SPAN knows the status that its sender knows: that of the offer itself where it is announced,
 * that of the received SPAN which a relay stands for. So the latest status of a PFS has come to everybody who can reach it.
 */
export class LatestStatus implements Check {
  readonly name = "latest-status";
  readonly claim = T.claim;
  readonly rules = ["SPAN-06"] as const;
  readonly hears = { kinds: [], events: [] } as const;
  private readonly _findings = new Findings();

  observe(): void {}

  atQuiet(world: World, { forgery }: Seen): void {
    this._findings.blind(whyNotComparable(world, forgery));
    if (this._findings.isBlind) return;
    for (const link of linksOpen(world)) for (const side of [0, 1]) this._judgeLane(world, link, side);
  }

  private _judgeLane(world: World, link: WorldLink, side: number): void {
    const sender = world.nodes[link.nodeAt(side)]!;
    const receiver = world.nodes[link.nodeAt(1 - side)]!;
    const from = sender.protocol.core;
    const to = receiver.protocol.core;
    // C12-09: status updates are ignored there.
    if (from.links[link.ends[side]]!.profile === "c2012") return;
    for (let row = 0; row < from.spans.extent; row++) {
      if (from.spans.kind(row) !== SPAN_KIND.sent || from.spans.link(row) !== link.ends[side] || !from.spans.isOpen(row)) continue;
      const received = to.findSpan(link.ends[1 - side], false, from.spans.msgidHi(row), from.spans.msgidLo(row));
      if (received < 0) continue;
      const said = saidOf(sender.protocol, row);
      if (said === undefined) continue;
      const heard = to.updates.get(received) ?? null;
      this._findings.count();
      if (isSame(said, heard)) continue;
      const pfs = labelOfPair(world, world.identities.pairOf(from.spans.identity(row)));
      this._findings.violate(lastRow(world), T.other(receiver.id, textOf(heard), pfs, sender.id, link.id, textOf(said)), receiver.id);
    }
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

/** The latest status of what a sent SPAN stands for: null = there never was an update, undefined = what it stands for is gone. */
function saidOf({ core }: ProtocolNode, row: number): StatusUpdate | null | undefined {
  const source = core.spans.other(row);
  if (source >= 0) return core.updates.get(source) ?? null;
  return core.pfs.own.find((own) => isAnnouncementOf(core, row, own))?.update;
}

function isSame(a: StatusUpdate | null, b: StatusUpdate | null): boolean {
  if (a === null || b === null) return a === b;
  return a.status === b.status && a.pfsType === b.pfsType && a.text.length === b.text.length && a.text.every((byte, i) => byte === b.text[i]);
}

function textOf(update: StatusUpdate | null): string {
  return update === null ? T.none : T.status(update.status);
}
