/** One life of the attacked link: how far it comes honestly, then inputs, one after the other, until the node closes it. */
import { CAPABILITY, CMD, FLAG } from "../wire/constants.ts";
import { FRAME, Framer } from "../wire/framer.ts";
import { Codec } from "./codec.ts";
import { INPUT_US, type Rig } from "./rig.ts";
import { countOn, flagMessage, nameMessage, type Part, partsOf, putCrcsRight } from "./stream.ts";
import type { LivingOutcome, Tally } from "./tally.ts";

/** How far the link comes before the first input: up; AUTH done; CONNs and SPANs both ways; and the node has opened transactions with the attacker, or its neighbour has. */
export const STAGES = ["up", "authenticated", "introduced", "opener", "hop"] as const;
export type Stage = (typeof STAGES)[number];

/** One input, as bytes that say nothing of the run that they are for: it is aimed at ids and put right when its turn comes. */
export interface Input {
  readonly bytes: Uint8Array;
  /** -1: at no id; even: at one of the transactions that there are then, odd: a small msgid on one of the SPANs */
  readonly aim: number;
  /** its flags become ones that are lawful there: which of LAWFUL; -1: they stay as they are */
  readonly lawful: number;
  /** 0: nothing is put right; 1: the checksums; 2: the counters too, so that the node's own machine judges it */
  readonly repair: 0 | 1 | 2;
  /** where it is cut into chunks, ascending */
  readonly cuts: readonly number[];
  /** describe it and write it as JSON as well */
  readonly deep: boolean;
}

export interface Session {
  readonly stage: Stage;
  readonly inputs: readonly Input[];
}

/** Plays sessions against one rig and checks every promise; throws the first that is broken. */
export class Player {
  readonly rig: Rig;
  private readonly _tally: Tally;
  private readonly _codec: Codec;
  private readonly _reader: Framer;

  constructor(rig: Rig, tally: Tally) {
    this.rig = rig;
    this._tally = tally;
    this._codec = new Codec(rig.kind.profile);
    this._reader = new Framer(rig.kind.profile, false);
  }

  begin(stage: Stage): void {
    const { rig } = this;
    const { peer } = rig;
    this._tally.sessions++;
    rig.up(stage !== "up");
    if (stage === "up") return;
    if (rig.kind.profile === "header") for (const bytes of peer.authenticate(CAPABILITY.DUPLICATION | CAPABILITY.AUX_OOB)) rig.deliver(bytes);
    if (stage === "authenticated") return;
    for (const bytes of peer.connect()) rig.deliver(bytes);
    rig.deliver(peer.announce("peer", 0));
    rig.deliver(peer.announce("far", 3));
    rig.run(2_000);
    if (stage === "opener") this._openFrom(0, rig.node);
    if (stage === "hop") this._openFrom(1, rig.neighbour);
  }

  /** An echo and a shell, opened with the attacker. */
  private _openFrom(which: 0 | 1, node: Rig["node"]): void {
    const via = node.bestSpan("peer", -1);
    if (via === null) return;
    this.rig.ask(which, { kind: "open", via, text: "hello", flags: 0, tag: 7 });
    this.rig.ask(which, { kind: "open", via, base: CMD.DBG_SHELL, text: "", flags: 0, tag: 8 });
  }

  /** The input as it goes over the link now. */
  resolved({ bytes, aim, lawful, repair }: Input): Uint8Array {
    const { peer, kind } = this.rig;
    const sent = bytes.slice();
    if (aim < 0 && repair === 0) return sent;
    const parts = partsOf(sent, kind.profile);
    if (aim >= 0) {
      for (const [i, part] of parts.entries()) {
        if (i === 0 || (aim & 2) !== 0) aimAt(sent, part, peer, (aim >>> 2) + i, (aim & 1) !== 0, lawful);
      }
    }
    if (repair === 2) countOn(sent, parts, peer.sentCount);
    if (repair > 0) putCrcsRight(sent, parts);
    return sent;
  }

  /** True while the link lives. */
  play(input: Input): boolean {
    const { rig, _tally: tally } = this;
    const sent = this.resolved(input);
    this._codec.check(sent, input.cuts, input.deep);
    const { counters } = rig.node.core;
    const before = { received: counters.received, discarded: counters.discarded, thrownOut: counters.thrownOut };
    rig.run(INPUT_US);
    for (let i = 0, from = 0; i <= input.cuts.length; i++) {
      const to = i < input.cuts.length ? input.cuts[i]! : sent.length;
      rig.deliver(sent.subarray(from, to));
      from = to;
    }
    const received = counters.received - before.received;
    rig.peer.sentCount += received;
    tally.mutations++;
    tally.bytes += sent.length;
    tally.messages += received;
    if (input.deep) tally.described++;
    if (received > 0) tally.reachedNode++;
    rig.expectWithinLimits();
    if (!rig.isUp) {
      tally.closed(rig.closedWith);
      return false;
    }
    if (received > 0) this._noteIds(sent);
    const waits = rig.node.core.links[1]!.framer.heldBytes > 0;
    const outcome: LivingOutcome = waits ? "waits for more" : counters.discarded > before.discarded ? "discarded" : counters.thrownOut > before.thrownOut ? "thrown out" : "taken";
    tally.lived[outcome]++;
    return !waits;
  }

  /** The link goes, and what it brought with it; every so often the healthy one is tried. */
  end(probe: boolean): void {
    const { rig } = this;
    rig.down();
    rig.expectClean("after the attacker's link");
    if (!probe) return;
    rig.probe();
    rig.expectClean("after the neighbour's transaction");
    this._tally.probes++;
  }

  private _noteIds(sent: Uint8Array): void {
    const { _reader: reader, rig } = this;
    reader.reset();
    reader.push(sent);
    while (reader.next() === FRAME.MESSAGE) rig.peer.note(reader.message, true);
    reader.reset();
  }
}

/** Some msgids are used again and again, so that transactions go on and copies meet. */
const SMALL_IDS = 24;
/** What opens a transaction, and what goes on with one that is open; of a reply half that is not open yet, CREATE is added. */
export const LAWFUL = {
  open: [FLAG.CREATE, FLAG.CREATE, FLAG.CREATE | FLAG.DELETE, FLAG.CREATE | FLAG.ABORT],
  goOn: [0, 0, FLAG.DELETE, FLAG.ABORT | FLAG.DELETE, FLAG.ABORT, 0],
} as const;

function aimAt(bytes: Uint8Array, part: Part, peer: Rig["peer"], which: number, onSpan: boolean, lawful: number): void {
  const { pairs, spans } = peer;
  if (onSpan && spans.length > 0) {
    const { msgidHi, msgidLo } = spans[which % spans.length]!;
    nameMessage(bytes, part, 0, 1 + (which % SMALL_IDS), msgidHi, msgidLo);
    if (lawful >= 0) flagMessage(bytes, part, LAWFUL.open[lawful % LAWFUL.open.length]!);
  } else if (pairs.length > 0) {
    const pair = pairs[which % pairs.length]!;
    nameMessage(bytes, part, pair.msgidHi, pair.msgidLo, pair.spanidHi, pair.spanidLo);
    if (lawful < 0) return;
    const opens = pair.spoken ? 0 : FLAG.CREATE;
    flagMessage(bytes, part, (pair.ours ? 0 : FLAG.REPLY) | opens | LAWFUL.goOn[lawful % LAWFUL.goOn.length]!);
    pair.spoken = true;
  }
}

/** One whole session as it was recorded: what a kept crash is replayed by. */
export function playSession(player: Player, { stage, inputs }: Session): void {
  player.begin(stage);
  for (const input of inputs) if (!player.play(input)) break;
  player.end(true);
}

