import { id64 } from "../../base/bytes.ts";
import type { RuleName } from "../../node/rules.ts";
import { NOT_RELAYED, NOT_RELAYED_TEXTS, relayOn, whyNotRelayed } from "../../node/relays.ts";
import { say, sayDuration } from "../fill.ts";
import { filterShown } from "../kept-out.ts";
import type { Run } from "../run.ts";
import { sayFilter } from "../sentence-commands.ts";
import type { Decision } from "../shown-explain.ts";
import { type End, endOf, isSessionOpen, type Node, troubleOf } from "./place.ts";
import type { ReceivedRow } from "./received-rows.ts";

type ReasonName = keyof typeof NOT_RELAYED;

const NAMES = Object.keys(NOT_RELAYED) as ReasonName[];

/** Where the rules say why such a SPAN is not relayed; SPAN-07 itself only lists them. */
const RULE_OF: Readonly<Record<ReasonName, RuleName>> = {
  relayed: "SPAN-03",
  closing: "SPAN-08",
  notARelay: "SPAN-05",
  noConn: "LINK-04",
  ownEcho: "SPAN-04",
  splitHorizon: "SPAN-04",
  beyondDistanceMax: "SPAN-04",
  filtered: "LINK-05",
  refusedByPeer: "SPAN-09",
  tableFull: "SPAN-07",
  worseThanBest: "SPAN-03",
  holding: "SPAN-03",
};

/** These could be relayed there: they count among the best N (SPAN-07). */
const COUNTS: ReadonlySet<number> = new Set([NOT_RELAYED.relayed, NOT_RELAYED.tableFull, NOT_RELAYED.worseThanBest, NOT_RELAYED.holding]);

/** Says of received SPANs of one node what became of them on one of its connections, in sentences with names. */
export class Reasons {
  private readonly _run: Run;
  private readonly _node: Node;
  private readonly _end: End;

  constructor(run: Run, node: Node, end: End) {
    this._run = run;
    this._node = node;
    this._end = end;
  }

  /** Chosen with its rank there, or exactly one reason. */
  decide(one: ReceivedRow, rows: readonly ReceivedRow[]): Decision {
    const { core } = this._node.protocol;
    const link = core.links[this._end.own]!;
    const reason = this._reasonOf(one);
    const name = NAMES[reason]!;
    if (reason !== NOT_RELAYED.relayed) return { rank: 0, reason: NOT_RELAYED_TEXTS[reason]!, sentence: this._sentence(name, one, rows), rule: RULE_OF[name], msgid: null };
    const relay = relayOn(core, one.row, link.number);
    const rank = 1 + rows.filter((other) => other.entry === one.entry && other.rank < one.rank && relayOn(core, other.row, link.number) >= 0).length;
    const msgid = id64(core.spans.msgidHi(relay), core.spans.msgidLo(relay));
    const values = { node: this._node.id, peer: this._end.peer.id, dist: core.spans.dist(relay), rank, max: core.config.switches.relaysMax };
    return { rank, reason: "", sentence: say("explain.reason.relayed", values), rule: RULE_OF.relayed, msgid };
  }

  private _reasonOf({ row, entry }: ReceivedRow): number {
    const { core } = this._node.protocol;
    return entry === null || !core.spans.isOpen(row) ? NOT_RELAYED.closing : whyNotRelayed(core, row, core.links[this._end.own]!);
  }

  private _sentence(name: ReasonName, one: ReceivedRow, rows: readonly ReceivedRow[]): string {
    const { core } = this._node.protocol;
    const from = endOf(this._run, this._node, core.spans.link(one.row));
    const { switches } = core.config;
    const values = { node: this._node.id, peer: this._end.peer.id, link: this._end.name, from: from.peer.id, via: from.name, pfs: core.identities.labelText(core.spans.identity(one.row)), dist: core.spans.dist(one.row), max: switches.relaysMax };
    switch (name) {
      case "notARelay":
        return say("explain.reason.notARelay", { ...values, role: this._node.role });
      case "noConn":
        return this._noConn(values);
      case "beyondDistanceMax":
        return say("explain.reason.beyondDistanceMax", { ...values, max: switches.distanceMax });
      case "filtered":
        return say("explain.reason.filtered", { ...values, filter: sayFilter(filterShown(core.links[this._end.own]!.peerFilter!)) });
      case "tableFull":
        return say("explain.reason.tableFull", { ...values, count: core.links[this._end.own]!.spansSent });
      case "worseThanBest":
        return this._worse(values, one, rows);
      case "holding":
        return this._holding(values, one);
      default:
        return say(`explain.reason.${name}`, values);
    }
  }

  private _noConn(values: Readonly<Record<string, string | number>>): string {
    const trouble = troubleOf(this._run, this._end);
    if (isSessionOpen(this._node, this._end.own)) return say("explain.reason.noConn", values);
    return say("explain.reason.noSession", { ...values, why: trouble === "" ? say("explain.trouble.handshake", values) : trouble });
  }

  /** Which are better, by the links they came on. */
  private _worse(values: Readonly<Record<string, string | number>>, one: ReceivedRow, rows: readonly ReceivedRow[]): string {
    const { core } = this._node.protocol;
    const better = rows.filter((other) => other.entry === one.entry && other.rank < one.rank && COUNTS.has(this._reasonOf(other))).slice(0, core.config.switches.relaysMax);
    const links = better.map(({ row }) => endOf(this._run, this._node, core.spans.link(row)).name);
    return say("explain.reason.worseThanBest", { ...values, better: listed(links) });
  }

  private _holding(values: Readonly<Record<string, string | number>>, { entry }: ReceivedRow): string {
    const { core } = this._node.protocol;
    const untilUs = entry === null ? Number.POSITIVE_INFINITY : core.pfs.heldUntilUs(entry);
    if (untilUs === Number.POSITIVE_INFINITY) return say("explain.reason.undecided", values);
    return say("explain.reason.holding", { ...values, rest: sayDuration(Math.max(0, untilUs - this._run.nowUs)) });
  }
}

/** "B–C", "B–C and B–E", "B–C, B–E and B–F". */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? "";
  return say("explain.and", { first: names.slice(0, -1).join(", "), last: names.at(-1)! });
}
