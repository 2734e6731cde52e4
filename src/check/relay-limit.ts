import type { Switches } from "../node/config.ts";
import { EVENT } from "../node/events.ts";
import { NODE_PHASE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import type { Seen } from "./seen.ts";

const T = CHECK_TEXTS["relay-limit"];

/** What a step did to the relays of one PFS on one connection. */
interface Change {
  readonly node: number;
  readonly link: number;
  readonly pair: number;
  /** opened minus closed so far in this step, and the most it was */
  net: number;
  most: number;
  row: number;
}

/**
 * SPAN-03: at most N relays of a PFS on a connection. While one replaces another there may be N + 1 (make before break);
 * when the node has done what it was asked, there are N again.
 */
export class RelayLimit implements Check {
  readonly name = "relay-limit";
  readonly claim = T.claim;
  readonly rules = ["SPAN-03"] as const;
  readonly local = true;
  readonly hears = { kinds: [], events: ["relayOpened", "relayClosing"] } as const;
  private readonly _findings = new Findings();
  private readonly _changes: Change[] = [];
  private readonly _relaysMax: number;

  constructor(switches: Switches) {
    this._relaysMax = switches.relaysMax;
  }

  observe(world: World, at: Seen): void {
    const pair = world.identities.pairOf(at.pfs);
    let change = this._changes.find((one) => one.node === at.node && one.link === at.link && one.pair === pair);
    if (!change) {
      change = { node: at.node, link: at.link, pair, net: 0, most: 0, row: at.row };
      this._changes.push(change);
    }
    change.net += at.value === EVENT.relayOpened ? 1 : -1;
    if (change.net <= change.most) return;
    change.most = change.net;
    change.row = at.row;
  }

  endOfStep(world: World): void {
    for (const change of this._changes) if (change.most > 0) this._judge(world, change);
    this._changes.length = 0;
  }

  private _judge(world: World, change: Change): void {
    const node = world.nodes[change.node]!;
    if (node.phase !== NODE_PHASE.up) return;
    const open = openRelays(world, change);
    const most = open - change.net + change.most;
    const relaysMax = this._relaysMax;
    this._findings.count();
    if (open <= relaysMax && most <= relaysMax + 1) return;
    const link = world.links[change.link]!.id;
    this._findings.violate(change.row, open > relaysMax ? T.stand(node.id, open, link, relaysMax) : T.moment(node.id, most, link, relaysMax));
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

/** Counted in the tables, not from the events. */
function openRelays(world: World, { node, link, pair }: Change): number {
  const { core } = world.nodes[node]!.protocol;
  const entry = core.pfs.get(pair);
  const end = world.nodes[node]!.ends.findIndex((at) => at >> 1 === link);
  let open = 0;
  for (let row = entry?.first ?? -1; row >= 0; row = core.spans.next(row)) {
    for (let relay = core.spans.other(row); relay >= 0; relay = core.spans.next(relay)) if (core.spans.link(relay) === end) open++;
  }
  return open;
}
