import { SENT } from "../record/header-peek.ts";
import { countsAlone, ROLE } from "../node/transactions.ts";
import { NODE_PHASE } from "../sim/trace.ts";
import { FLAG } from "../wire/constants.ts";
import { checksShown } from "./checks-shown.ts";
import { Comparing } from "./compare/comparing.ts";
import { Explainer } from "./explain/explainer.ts";
import { commitBoard } from "./commit-lines.ts";
import { FAMILY, familyOfMessage } from "./families.ts";
import { Feed } from "./feed.ts";
import { NO_FILTER } from "./feed-filter.ts";
import { Inspector } from "./inspector.ts";
import { isSealed } from "./inspect-sealed.ts";
import { findTransaction, lineOf, nameOf } from "./inspect-transaction.ts";
import { linkStateOf, nodeStateOf } from "./link-states.ts";
import { lockBoardOf } from "./lock-board.ts";
import { pathEntriesOf } from "./path-entries.ts";
import { bestReceived, LabelPairs } from "./received.ts";
import type { Run } from "./run.ts";
import { tellingOf } from "./run-telling.ts";
import type { Telling } from "./sentences.ts";
import type { Series } from "./series/series.ts";
import { Trio } from "./sequence/trio.ts";
import { type Flights, FLIGHTS_MAX, FLIGHT_MARK, type Frame, LINK_STATE, type TransactionLine, type Watch } from "./shown.ts";
import { rankReceived } from "./tree-ranks.ts";
import { ShownTopology } from "./topology-view.ts";
import type { TransactionRecord } from "./transaction-history.ts";
import { Tables } from "./tables/tables.ts";
import type { TapeShown } from "./shown-tape.ts";
import { WatchedRun } from "./watched-run.ts";
import { pathOf } from "./expect/witness.ts";

/** What a frame says of how the run is driven. */
export interface Pacing {
  readonly playing: boolean;
  readonly speedUsPerS: number;
  readonly behind: boolean;
  /** what panels alone show is left out: they keep a slower beat than the picture, and it costs more than all the rest */
  readonly brief?: boolean;
}

/** Transactions that a frame lists, the newest. */
const TRANSACTIONS_SHOWN = 200;

const NO_WATCH: Watch = { inspect: null, pfs: null, transaction: null, shell: null, feedFilter: NO_FILTER, board: null };

/**
 * Makes the frames of a run: state is that of the run at the cursor of the tape, what scrolls through the whole run is read from the one at
 * its end. Every column is new, so that it can be given away.
 */
export class Frames {
  /** of the run at the cursor */
  telling: Telling;
  /** of the run at the end */
  feed: Feed;
  readonly explainer = new Explainer();
  readonly comparing = new Comparing();
  trio: Trio;
  readonly tables = new Tables();
  private _cursor: WatchedRun;
  private _head: WatchedRun;
  private readonly _topology: ShownTopology;
  private _inspector: Inspector;
  /** looks at what has not happened yet at the cursor */
  private _foresight: Inspector;
  private _sequence = 0;
  private _watch = NO_WATCH;
  private _tree: LabelPairs | null = null;

  constructor(watched: Run | WatchedRun) {
    const cursor = watched instanceof WatchedRun ? watched : new WatchedRun(watched);
    const { run } = cursor;
    this._cursor = cursor;
    this._head = cursor;
    this.telling = tellingOf(run);
    this.feed = new Feed(run.rows, run.chronicle, this.telling);
    this.trio = new Trio(run, this.telling);
    this._topology = new ShownTopology(run.world);
    this._inspector = new Inspector(run, this.telling);
    this._foresight = this._inspector;
  }

  /** The cursor of the tape was moved, or its branch is another one. */
  show(cursor: WatchedRun, head: WatchedRun): void {
    if (head !== this._head) this._showHead(head);
    if (cursor === this._cursor) return;
    this._cursor = cursor;
    this.telling = tellingOf(cursor.run);
    this._topology.turnTo(cursor.run.world);
    this._inspector = new Inspector(cursor.run, this.telling);
    if (this._watch.pfs !== null) this._tree = new LabelPairs(cursor.run.world.identities, this._watch.pfs);
  }

  private _showHead(head: WatchedRun): void {
    const { run } = head;
    const telling = tellingOf(run);
    this._head = head;
    this.feed = new Feed(run.rows, run.chronicle, telling);
    this.feed.setFilter(this._watch.feedFilter);
    this.trio = new Trio(run, telling);
    this._foresight = new Inspector(run, telling);
  }

  get series(): Series {
    return this._head.series;
  }

  private get _run(): Run {
    return this._cursor.run;
  }

  get watch(): Watch {
    return this._watch;
  }

  setWatch(watch: Watch): void {
    if (JSON.stringify(watch.feedFilter) !== JSON.stringify(this._watch.feedFilter)) this.feed.setFilter(watch.feedFilter);
    if (watch.pfs !== this._watch.pfs) this._tree = watch.pfs === null ? null : new LabelPairs(this._run.world.identities, watch.pfs);
    this._watch = watch;
  }

  /** Reads the journal on, at most so many rows; true when nothing is left. */
  catchUp(rowsMax = Number.POSITIVE_INFINITY): boolean {
    const past = this._cursor === this._head || this._cursor.run.chronicle.catchUp(rowsMax);
    const read = this._head.run.chronicle.catchUp(rowsMax);
    return this.feed.catchUp(rowsMax) && read && past;
  }

  build({ playing, speedUsPerS, behind, brief = false }: Pacing, tape: TapeShown | null = null): Frame {
    const run = this._run;
    const { journal } = run;
    const isNew = this._topology.refresh();
    return {
      sequence: ++this._sequence,
      nowUs: run.nowUs,
      playing,
      speedUsPerS,
      behind,
      quiet: run.isQuiet,
      digest: run.digest,
      tape: tape ?? standingAtEnd(run),
      topology: isNew ? this._topology.view() : null,
      ...this._nodeColumns(),
      ...this._linkColumns(),
      flights: this._flights(),
      tree: this._treeColumns(),
      path: this._path(),
      brief,
      inspection: brief ? null : this._inspect(playing),
      locks: this._watch.board === "locks" ? lockBoardOf(run) : null,
      transactions: this._transactions(),
      commits: this._watch.board === "commits" ? commitBoard(run) : null,
      shell: this._watch.shell === null ? null : this._cursor.shells.view(this._watch.shell, this.telling),
      pfs: this._topology.pfs,
      feedCount: brief ? 0 : this.feed.count,
      feedTail: brief ? [] : this.feed.tail(),
      caption: this._cursor.captions.text({
        nowUs: run.nowUs,
        usPerS: speedUsPerS,
        calm: journal.counters.inFlight === 0 && run.world.isSettled(),
        lastChangeUs: journal.counters.lastChangeUs,
        spansOpen: journal.counters.spansOpened - journal.counters.spansClosed,
      }),
      counters: this._counters(),
      checks: checksShown(run, this.telling),
      expectations: run.expectations.results.map(({ text, state, found }) => ({ text: found === "" || state === "met" ? text : `${text} (${found})`, state })),
    };
  }

  /** What has not happened yet at the cursor is looked at where it has: a message that is clicked in the feed, say. */
  private _inspect(playing: boolean): Frame["inspection"] {
    const { inspect } = this._watch;
    if (inspect === null) return null;
    return this._inspector.inspect(inspect, playing) ?? (this._cursor === this._head ? null : this._foresight.inspect(inspect, playing));
  }

  // -------------------------------------------------------------- columns

  private _nodeColumns(): Pick<Frame, "nodeStates" | "nodeTransactions" | "nodeEntries"> {
    const { world } = this._run;
    const { nodes } = this._topology;
    const nodeStates = new Uint8Array(nodes.length);
    const nodeTransactions = new Int32Array(nodes.length);
    const nodeEntries = new Int32Array(nodes.length);
    for (let at = 0; at < nodes.length; at++) {
      const node = world.nodes[nodes[at]!]!;
      nodeStates[at] = nodeStateOf(world, node);
      const { transactions } = node.protocol.core;
      if (transactions.count === 0) continue;
      for (const record of transactions.all()) if (countsAlone(record)) (record.role === ROLE.hop ? nodeEntries : nodeTransactions)[at]++;
    }
    return { nodeStates, nodeTransactions, nodeEntries };
  }

  private _linkColumns(): Pick<Frame, "linkStates" | "linkSinceUs" | "linkSealed"> {
    const { world, chronicle } = this._run;
    const { links } = this._topology;
    const linkStates = new Uint8Array(links.length);
    const linkSinceUs = new Float64Array(links.length);
    const linkSealed = new Uint8Array(links.length);
    for (let at = 0; at < links.length; at++) {
      const link = world.links[links[at]!]!;
      const state = linkStateOf(world, link);
      linkStates[at] = state;
      if (state !== LINK_STATE.down && isSealed(this._run, link)) linkSealed[at] = 1;
      linkSinceUs[at] = state === LINK_STATE.open ? Math.max(link.sinceUs, chronicle.openedUs(link.index)) : link.sinceUs;
    }
    return { linkStates, linkSinceUs, linkSealed };
  }

  private _flights(): Flights {
    const { journal, chronicle, world } = this._run;
    const list = world.listFlights(FLIGHTS_MAX);
    const family = new Uint8Array(list.count);
    const copy = new Int32Array(list.count);
    const { linkIndex } = this._topology;
    for (let at = 0; at < list.count; at++) {
      const sent = journal.sentRow(list.message[at]);
      list.link[at] = linkIndex[list.link[at]]!;
      family[at] = FAMILY.housekeeping;
      if (sent < 0) continue;
      const fields = journal.fieldsOf(sent);
      const row = journal.at(sent);
      const cmd = fields[row + SENT.cmd];
      family[at] = familyOfMessage(cmd, chronicle.msgids.kindOf(fields[row + SENT.msgidHi], fields[row + SENT.msgidLo]));
      if ((cmd >>> 24) & FLAG.REPLY) list.marks[at] |= FLIGHT_MARK.reply;
      if (chronicle.transactions.hasCopies) copy[at] = chronicle.transactions.find(fields[row + SENT.msgidHi], fields[row + SENT.msgidLo])?.copies?.copied(list.message[at]!)?.id ?? 0;
    }
    return { ...list, family, copy };
  }

  private _treeColumns(): Frame["tree"] {
    const wanted = this._tree;
    if (wanted === null) return null;
    const { world } = this._run;
    const { nodes, linkIndex } = this._topology;
    const dist = new Int32Array(nodes.length).fill(-1);
    const via = new Int32Array(nodes.length).fill(-1);
    const rank = new Uint8Array(2 * this._topology.links.length);
    const relays = new Uint8Array(rank.length);
    for (let at = 0; at < nodes.length; at++) {
      const node = world.nodes[nodes[at]!]!;
      if (node.phase !== NODE_PHASE.up) continue;
      if (node.pfs.some(({ label }) => label === wanted.label)) {
        dist[at] = -2;
        continue;
      }
      const row = bestReceived(node.protocol, wanted);
      if (row < 0) continue;
      // an end of a link is 2 * link for a, + 1 for b; the lane towards a is the second
      rankReceived(node.protocol, wanted, (own) => (linkIndex[node.ends[own]! >> 1]! << 1) | (1 - (node.ends[own]! & 1)), rank, relays);
      const { spans } = node.protocol.core;
      dist[at] = spans.dist(row);
      via[at] = linkIndex[node.ends[spans.link(row)]! >> 1]!;
    }
    return { pfs: wanted.label, dist, via, rank, relays };
  }

  private _path(): Frame["path"] {
    const name = this._watch.transaction;
    const record = name === null ? undefined : findTransaction(this._run, name);
    if (record === undefined) return null;
    const nodes = pathOf(record).map((node) => this._topology.nodeIndex[node]!);
    const links = record.hops.map(({ link }) => this._topology.linkIndex[link]!);
    if (nodes.includes(-1) || links.includes(-1)) return null; // part of it was removed
    return { name: nameOf(this._run, record), nodes, links, state: record.state, copies: this._copies(record), entries: record.copies === null ? pathEntriesOf(this._run, record, this._topology.nodeIndex) : [] };
  }

  /** DUP-01: those of which nothing was removed. */
  private _copies(record: TransactionRecord): NonNullable<Frame["path"]>["copies"] {
    const { nodeIndex, linkIndex } = this._topology;
    const copies = (record.copies?.copies ?? []).map(({ hops, state }) => ({
      nodes: [record.opener, ...hops.map(({ node }) => node)].map((node) => nodeIndex[node]!),
      links: hops.map(({ link }) => linkIndex[link]!),
      state,
    }));
    return copies.filter(({ nodes, links }) => !nodes.includes(-1) && !links.includes(-1));
  }

  // -------------------------------------------------------------- lists

  /** The newest first in time, listed in order of opening. */
  private _transactions(): TransactionLine[] {
    const lines: TransactionLine[] = [];
    for (const record of this._run.chronicle.transactions.newest()) {
      lines.push(this._line(record));
      if (lines.length === TRANSACTIONS_SHOWN) break;
    }
    return lines.reverse();
  }

  private _line(record: TransactionRecord): TransactionLine {
    return lineOf(this._run, record);
  }

  private _counters(): Frame["counters"] {
    const { counters } = this._run.journal;
    return {
      messagesSent: counters.sent,
      messagesDelivered: counters.delivered,
      messagesDiscarded: counters.discarded,
      messagesLost: counters.lost,
      pings: counters.pings,
      bytes: counters.bytes,
      spansOpen: counters.spansOpened - counters.spansClosed,
      spansClosed: counters.spansClosed,
      transactionsOpen: counters.transactionsOpened - counters.transactionsClosed,
      transactionsAborted: counters.transactionsAborted,
      violations: counters.violations,
      events: counters.rows,
    };
  }
}

/** The tape of a run that has none: it stands at its end. */
function standingAtEnd({ journal, nowUs, digest }: Run): TapeShown {
  const { firstRow, rowEnd } = journal;
  const only = { id: 1, name: "", parent: null, forkRow: 0, forkUs: 0, rowEnd, endUs: nowUs, digest };
  return { row: rowEnd, rowEnd, endUs: nowUs, live: true, seekingPerMille: null, oldestRow: firstRow, oldestUs: 0, rowsMax: 0, keyFrames: 0, keyFrameBytes: 0, branch: 1, branches: [only], undo: null, redo: null, breakpoints: [], stoppedAt: null };
}
