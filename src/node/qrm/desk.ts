import { utf8Encode } from "../../base/bytes.ts";
import { sameUuid } from "../../base/uuid.ts";
import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import { qrmWriter } from "../../wire/qrm.ts";
import type { ClusterConfig } from "../config.ts";
import type { NodeCore } from "../core.ts";
import type { EventType } from "../events.ts";
import { closeOwnHalf, forgetIfClosed } from "../path-loss.ts";
import { RULE } from "../rules.ts";
import { sendElement } from "../service/elements.ts";
import { openTransaction, spanTo } from "../service/opening.ts";
import type { Transaction } from "../transactions.ts";
import { HALF } from "../tx-tables.ts";
import { type AskLine, type Commit, Entry, keyOf, type MasterLine, type Operation } from "./entries.ts";
import type { Says } from "./master.ts";
import { bitOf, countOf, majorityOf } from "./votes.ts";

/** What was heard on a line. null = nothing but that it ended, or that nobody waits any more. */
export type Heard = { readonly says: Says; readonly text: string } | null;

/** Who hears what is said between parts on one node; set by the service. */
export interface Ears {
  asker(line: AskLine, heard: NonNullable<Heard>): void;
  master(line: MasterLine, heard: Heard, closes: boolean): void;
}

/** The tables of a node's commits, and its mouth: what is said goes over a transaction, or, to a master of this node, from hand to hand. */
export class Desk {
  readonly core: NodeCore;
  /** by key, in order of their beginning */
  readonly commits = new Map<string, Commit>();
  /** by place among the configured masters, and by key: the logs of the masters that this node has ever been. Durable. */
  readonly logs: Map<string, Entry>[] = [];
  /** entries by their number */
  readonly entries: Entry[] = [];
  readonly asking = new Map<Transaction, AskLine>();
  readonly answering = new Map<Transaction, MasterLine>();
  /** masters that refused us for another reason than the commit's; asked again when what is in reach changes */
  deaf = 0;
  ears!: Ears;
  private readonly _handed: (() => void)[] = [];

  constructor(core: NodeCore) {
    this.core = core;
  }

  get cluster(): ClusterConfig | null {
    return this.core.config.cluster;
  }

  get masters(): number {
    return this.cluster?.masters.length ?? 0;
  }

  /** The identity of the master at that place if this node offers it now, else -1. */
  ownMaster(place: number): number {
    const { clid, masters } = this.cluster!;
    const own = this.core.pfs.own.find(({ spec }) => sameUuid(spec.fsid, masters[place]!.fsid) && sameUuid(spec.clid, clid));
    return own?.identity ?? -1;
  }

  /** The place of the PFS with that identity among the masters, -1 = it is none. */
  placeOf(identity: number): number {
    if (this.cluster === null) return -1;
    const { identities } = this.core;
    if (!sameUuid(identities.clidOf(identity), this.cluster.clid)) return -1;
    return this.cluster.masters.findIndex(({ fsid }) => sameUuid(fsid, identities.fsidOf(identity)));
  }

  /** Bits of the masters that can be asked now. */
  inReach(): number {
    let bits = 0;
    for (let place = 0; place < this.masters; place++) if (this.ownMaster(place) >= 0 || this._wayTo(place)) bits |= bitOf(place);
    return bits;
  }

  majorityInReach(): boolean {
    return countOf(this.inReach()) >= majorityOf(this.masters);
  }

  private _wayTo(place: number): ReturnType<typeof spanTo> {
    if (this.deaf & bitOf(place)) return null;
    const via = spanTo(this.core, this.cluster!.clid, this.cluster!.masters[place]!.fsid);
    return via && this.core.links[via.link]!.profile === "header" ? via : null;
  }

  /** ROUTE-06: whether a master can be reached on another way than the one that a transaction lost. On the same, its SPAN is about to close, and that will be told. */
  hasOtherWay(place: number, { outSide }: Transaction): boolean {
    const via = this._wayTo(place);
    return via !== null && (via.msgidHi >>> 0 !== outSide.spanidHi >>> 0 || via.msgidLo >>> 0 !== outSide.spanidLo >>> 0);
  }

  entry(operation: Operation, place: number): Entry {
    const log = (this.logs[place] ??= new Map<string, Entry>());
    const key = keyOf(operation);
    let entry = log.get(key);
    if (!entry) {
      entry = new Entry(this.entries.length, operation, place, this.masters);
      this.entries.push(entry);
      log.set(key, entry);
    }
    return entry;
  }

  tell(type: EventType, operation: { readonly hi: number; readonly lo: number }, identity: number, value: number, extra: number): void {
    this.core.tell(type, RULE["QRM-01"], -1, operation.hi, operation.lo, identity, value, extra);
  }

  // -------------------------------------------------------------- the asker's mouth

  /** Opens an exchange with a master in reach; null when it is not, or cannot be reached now. `flags`: FLAG.DELETE, FLAG.ABORT = non-blocking. */
  open(asker: Commit | Entry, place: number, says: Says, flags: number): AskLine | null {
    const { operation } = asker;
    if (this.ownMaster(place) >= 0) return this._openHere(asker, place, says, flags);
    const via = this._wayTo(place);
    if (!via) return null;
    const element = { base: CMD.QRM_COMMIT, body: this._body(operation, says), aux: utf8Encode(`${operation.text}\0`) };
    const transaction = openTransaction(this.core, via, element, flags, -1);
    if (typeof transaction === "number") {
      if (transaction !== ERR.SPAN_LOST) this.deaf |= bitOf(place);
      return null;
    }
    const line: AskLine = { asker, place, transaction, peer: null, open: true, mayAsk: (flags & FLAG.DELETE) === 0 };
    this.asking.set(transaction, line);
    return line;
  }

  private _openHere(asker: Commit | Entry, place: number, says: Says, flags: number): AskLine {
    const line: AskLine = { asker, place, transaction: null, peer: null, open: true, mayAsk: (flags & FLAG.DELETE) === 0 };
    const peer: MasterLine = { entry: this.entry(asker.operation, place), transaction: null, peer: line, open: true, guards: true };
    line.peer = peer;
    peer.entry.asked.push(peer);
    this._hand(() => this.ears.master(peer, { says, text: asker.operation.text }, !line.mayAsk));
    return line;
  }

  /** The next question on a line that is open. `closes`: the last one. */
  ask(line: AskLine, says: Says, closes: boolean): void {
    if (!line.mayAsk) return;
    if (closes) line.mayAsk = false;
    const { transaction, peer } = line;
    if (transaction) sendElement(this.core, transaction, closes ? FLAG.DELETE : 0, { base: CMD.QRM_COMMIT, body: this._body(line.asker.operation, says) });
    else if (peer) this._hand(() => this.ears.master(peer, { says, text: "" }, closes));
  }

  /** To a master of this node: nobody waits any more. */
  withdraw(line: AskLine): void {
    const { peer } = line;
    if (peer) this._hand(() => this.ears.master(peer, null, false));
  }

  /** We ask no more. */
  hangUp(line: AskLine): void {
    if (!line.mayAsk) return;
    line.mayAsk = false;
    const { transaction, peer } = line;
    if (!transaction && peer) this._hand(() => this.ears.master(peer, null, true));
    if (!transaction || transaction.bits & HALF.commandDeleted) return;
    closeOwnHalf(this.core, transaction, 0, ERR.NONE);
    forgetIfClosed(this.core, transaction);
  }

  // -------------------------------------------------------------- the master's mouth

  answer(line: MasterLine, says: Says, closes: boolean): void {
    if (!line.open) return;
    if (closes) line.open = false;
    const { transaction, peer } = line;
    if (transaction) sendElement(this.core, transaction, closes ? FLAG.DELETE : 0, { base: CMD.QRM_COMMIT, body: this._body(line.entry.operation, says) });
    else if (peer) {
      if (closes) peer.open = peer.mayAsk = false;
      this._hand(() => this.ears.asker(peer, { says, text: "" }));
    }
  }

  /** The master has nothing more to say. */
  leave(line: MasterLine): void {
    if (!line.open) return;
    line.open = false;
    const { transaction, peer } = line;
    if (peer) peer.open = peer.mayAsk = false;
    if (!transaction || transaction.bits & HALF.replyDeleted) return;
    closeOwnHalf(this.core, transaction, 0, ERR.NONE);
    forgetIfClosed(this.core, transaction);
  }

  private _body(operation: Operation, { op, ballot, decision, loggedBallot, loggedDecision }: Says): ReturnType<typeof qrmWriter> {
    return qrmWriter({ op, decision, masters: this.masters, operationHi: operation.hi, operationLo: operation.lo, ballot, loggedBallot, loggedDecision, host: operation.host });
  }

  // -------------------------------------------------------------- from hand to hand

  private _hand(what: () => void): void {
    this._handed.push(what);
  }

  /** At the end of whatever reached the service: what its parts said to each other, in order. */
  settle(): void {
    for (let what = this._handed.shift(); what; what = this._handed.shift()) what();
  }

  crash(): void {
    this.commits.clear();
    this.asking.clear();
    this.answering.clear();
    this._handed.length = 0;
    this.deaf = 0;
    for (const entry of this.entries) entry.crash();
  }
}

/** How an event tells a ballot and a decision beside: value = round, extra = this. */
export function proposerAndDecision(proposer: number, decision: number): number {
  return proposer | (decision << 24);
}

