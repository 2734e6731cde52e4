/**
 * TX-01 to TX-07, ROUTE-02, ROUTE-03, ROUTE-05, LINK-06 and SPAN-08 once more, for one node between a source and a target: slow, obvious, and
 * written from docs/rules.md by hand. The cells of the tables come from tx-expected.testkit.ts, which was, too. It says what the
 * node must answer on either link, letter by letter, and what its tables must hold.
 */
import { type Column, COLUMNS, COMMANDS, type CommandState, type Halves, halvesAfter, REPLIES, type ReplyState } from "../tx-expected.testkit.ts";

export type LinkName = "source" | "target";

/** One side of a forwarding entry: which SPAN names it, and which DELETEs went by (ROUTE-05). */
interface EntrySide {
  readonly span: string;
  sentDelete: boolean;
  receivedDelete: boolean;
}

export interface RefEntry {
  readonly msgid: string;
  halves: Halves;
  dead: boolean;
  /** null: its link is down or its SPAN fully closed */
  inSide: EntrySide | null;
  outSide: EntrySide | null;
}

export interface RefEnd {
  readonly msgid: string;
  readonly span: string;
  /** the node opened it, with the target; else the source did, with the node's own PFS */
  readonly opener: boolean;
  halves: Halves;
}

/** A message as the peers send them here. */
export interface RefMessage {
  readonly from: LinkName;
  readonly span: string;
  readonly reply: boolean;
  readonly column: Column;
  readonly msgid: string;
  /** its text is more than the target's link takes (ROUTE-08) */
  readonly big: boolean;
}

export const BIG_TEXT = "x".repeat(100);
const NOT_OPEN: Halves = { command: "not open", reply: "not open" };

export class TxReference {
  /** what the node says on each link, as `line` writes it */
  readonly said: Record<LinkName, string[]> = { source: [], target: [] };
  readonly up: Record<LinkName, boolean> = { source: true, target: true };
  entries: RefEntry[] = [];
  ends: RefEnd[] = [];
  thrownOut = 0;
  discarded = 0;
  violations = 0;
  /** the target's SPAN; null = none */
  far: string | null = null;
  /** the node's relay of it to the source, those that wait for the source's answer to their DELETE, and the node's own SPAN there */
  relay: string | null = null;
  closing: string[] = [];
  own: string | null = null;

  receive(message: RefMessage): void {
    const { from, span, reply, msgid } = message;
    const sentByNode = from === "source" && (span === this.relay || span === this.own || this.closing.includes(span));
    const sentByPeer = from === "target" && span === this.far;
    // ROUTE-02: commands name a SPAN that the node sent, replies one that it received. SPAN-08: what is closing is not named.
    if ((reply ? !sentByPeer : !sentByNode) || this.closing.includes(span)) {
      this.thrownOut++;
      return;
    }
    const entry = this._entry(from, span, msgid);
    const end = this._end(span, msgid);
    if (entry) this._entryReceives(entry, message);
    else if (end) this._endReceives(end, message);
    else this._withoutRecord(message);
  }

  /** The flags that are no violation in a message of that sender, about that msgid, now. */
  lawful(from: LinkName, span: string, msgid: string): readonly Column[] {
    const halves = (this._entry(from, span, msgid) ?? this._end(span, msgid))?.halves ?? null;
    return COLUMNS.filter((column) => (from === "target" ? REPLIES[replyState(halves)] : COMMANDS[commandState(halves)])[column] !== "violation");
  }

  _entry(from: LinkName, span: string, msgid: string): RefEntry | undefined {
    return this.entries.find((each) => each.msgid === msgid && (from === "source" ? each.inSide : each.outSide)?.span === span);
  }

  _end(span: string, msgid: string): RefEnd | undefined {
    return this.ends.find((each) => each.msgid === msgid && each.span === span);
  }

  /** True if the cell of the table says that the message counts; else the table is served. */
  _counts(halves: Halves | null, { from, reply, column }: RefMessage): boolean {
    const cell = reply ? REPLIES[replyState(halves)][column] : COMMANDS[commandState(halves)][column];
    if (cell === "violation") {
      this.violations++;
      this.loseLink(from);
      return false;
    }
    if (cell !== "discard" && cell !== "one-way if msgid 0, else discard") return true;
    this.discarded++;
    return false;
  }

  _withoutRecord(message: RefMessage): void {
    const { span, column, msgid, big } = message;
    if (!this._counts(null, message)) return;
    const halves = halvesAfter(NOT_OPEN, false, column)!;
    if (span === this.own) {
      // The echo closes when its opener does.
      if (halves.command === "closed") this._say("source", "LNK_ERROR RCD");
      else this.ends.push({ msgid, span, opener: false, halves });
      return;
    }
    const taken = this.entries.some((each) => each.msgid === msgid && each.outSide?.span === this.far) || this.ends.some((each) => each.opener && each.msgid === msgid);
    const refusal = taken ? " 0x24" : big ? " 0x26" : "";
    const inSide = { span, sentDelete: false, receivedDelete: false };
    if (refusal !== "") {
      this._say("source", `LNK_ERROR RCD${refusal}`);
      if (halves.command !== "closed") this.entries.push({ msgid, halves, dead: true, inSide: { ...inSide, sentDelete: true }, outSide: null });
      return;
    }
    this.entries.push({ msgid, halves, dead: false, inSide, outSide: { span: this.far!, sentDelete: false, receivedDelete: false } });
    this._forward("target", message);
  }

  _entryReceives(entry: RefEntry, message: RefMessage): void {
    const { reply, column, big } = message;
    const closes = column.includes("D");
    const side = (reply ? entry.outSide : entry.inSide)!;
    if (entry.dead) {
      this.thrownOut++;
      if (closes) side.receivedDelete = true;
      this._settle(entry);
      return;
    }
    if (!this._counts(entry.halves, message)) return;
    if (big && !reply) {
      if (closes) side.receivedDelete = true;
      this._kill(entry, 0x26);
      return;
    }
    this._forward(reply ? "source" : "target", message);
    const after = halvesAfter(entry.halves, reply, column);
    if (after) entry.halves = after;
    else this._forgetEntry(entry);
  }

  _endReceives(end: RefEnd, message: RefMessage): void {
    const { column } = message;
    if (!this._counts(end.halves, message)) return;
    const after = halvesAfter(end.halves, end.opener, column);
    if (!after) {
      this._forgetEnd(end);
      return;
    }
    end.halves = after;
    if (!column.includes("D")) return;
    // TX-06: aborted, it closes its own half at once. The echo closes when its opener does.
    const abort = column.includes("A") ? "A" : "";
    if (end.opener) {
      if (abort === "") return;
      this._say("target", "LNK_ERROR DA");
    } else this._say("source", `LNK_ERROR RCD${abort}`);
    this._forgetEnd(end);
  }

  /** ROUTE-05: aborts both ways, also where a DELETE went before; CREATE where no reply was forwarded yet. */
  _kill(entry: RefEntry, error: number): void {
    if (entry.dead) return;
    const { inSide, outSide, halves } = entry;
    entry.dead = true;
    if (halves.command === "closed") inSide!.receivedDelete = true;
    if (halves.reply === "closed") outSide!.receivedDelete = true;
    if (this.up.source) {
      this._say("source", `LNK_ERROR R${halves.reply === "not open" ? "C" : ""}DA ${hex(error)}`);
      inSide!.sentDelete = true;
    }
    if (this.up.target) {
      this._say("target", `LNK_ERROR DA ${hex(error)}`);
      outSide!.sentDelete = true;
    }
    this._settle(entry);
  }

  /** A dead entry goes when each side has sent and received DELETE or is gone. */
  _settle(entry: RefEntry): void {
    const done = [entry.inSide, entry.outSide].every((side) => side === null || (side.sentDelete && side.receivedDelete));
    if (entry.dead && done) this._forgetEntry(entry);
  }

  /** An end whose way is lost, or that is told to: ABORT|DELETE, also after its DELETE. */
  abortEnd(end: RefEnd, error: number): void {
    if (end.opener && this.up.target) this._say("target", `LNK_ERROR DA ${hex(error)}`);
    end.halves = { ...end.halves, command: "closed" };
    if (end.halves.reply === "closed") this._forgetEnd(end);
  }

  closeEnd(end: RefEnd): void {
    this._say("target", "LNK_ERROR D");
    end.halves = { ...end.halves, command: "closed" };
    if (end.halves.reply === "closed") this._forgetEnd(end);
  }

  open(msgid: string, column: "C" | "CD"): void {
    this._say("target", `DOM_ECHO ${column} "go"`);
    this.ends.push({ msgid, span: this.far!, opener: true, halves: halvesAfter(NOT_OPEN, false, column)! });
  }

  /** The target closes its SPAN (SPAN-08): aborts for what used it, by msgid; the DELETE of its relay; the answer. */
  closeFar(error: number): void {
    const reason = error === 0 ? 0x21 : error;
    const span = this.far!;
    this._endUsers(reason);
    this._closeRelay(reason);
    this._say("target", "LNK_ERROR RCD");
    this._spanGone("target", span);
    this.far = null;
  }

  /** Everything that uses the target's SPAN, in the order of msgids. */
  _endUsers(error: number): void {
    const users = [...this.entries.filter(({ outSide }) => outSide?.span === this.far), ...this.ends.filter(({ opener }) => opener)];
    for (const user of users.sort((a, b) => (a.msgid < b.msgid ? -1 : 1))) {
      if ("opener" in user) this.abortEnd(user, error);
      else this._kill(user, error);
    }
  }

  _closeRelay(error: number): void {
    if (this.relay === null) return;
    this._say("source", `LNK_ERROR D ${hex(error)}`);
    this.closing.push(this.relay);
    this.relay = null;
  }

  /** The source answers the DELETE of a relay: nothing more comes under that name. */
  relayAnswered(span: string): void {
    this.closing = this.closing.filter((each) => each !== span);
    this._spanGone("source", span);
  }

  _spanGone(link: LinkName, span: string): void {
    for (const entry of this.entries) {
      if (link === "source" && entry.inSide?.span === span) entry.inSide = null;
      else if (link === "target" && entry.outSide?.span === span) entry.outSide = null;
      else continue;
      this._settle(entry);
    }
    this.ends = this.ends.filter((end) => end.span !== span);
  }

  /** LINK-06: the routed transactions of the link by msgid, then its SPANs; nothing is said on it. */
  loseLink(link: LinkName): void {
    this.up[link] = false;
    if (link === "target") {
      this._endUsers(2);
      this._closeRelay(2);
      if (this.far !== null) this._spanGone("target", this.far);
      this.far = null;
      return;
    }
    for (const entry of this.entries.filter(({ inSide }) => inSide !== null).sort((a, b) => (a.msgid < b.msgid ? -1 : 1))) this._kill(entry, 2);
    for (const span of [this.relay, this.own, ...this.closing]) if (span !== null) this._spanGone("source", span);
    this.relay = null;
    this.own = null;
    this.closing = [];
  }

  _forward(to: LinkName, { reply, column, big }: RefMessage): void {
    const flags = `${reply ? "R" : ""}${column === "-" ? "" : column}` || "-";
    this._say(to, `DOM_ECHO ${flags}${big ? ` "${BIG_TEXT}"` : ""}`);
  }

  _say(link: LinkName, text: string): void {
    this.said[link].push(text);
  }

  _forgetEntry(entry: RefEntry): void {
    this.entries = this.entries.filter((each) => each !== entry);
  }

  _forgetEnd(end: RefEnd): void {
    this.ends = this.ends.filter((each) => each !== end);
  }
}

function hex(error: number): string {
  return `0x${error.toString(16)}`;
}

/** Rows of TX-04. */
function commandState(halves: Halves | null): CommandState {
  if (halves === null) return "none";
  if (halves.command === "closed") return "peer half closed, ours open";
  return halves.reply === "closed" ? "our half closed, peer's open" : "open";
}

/** Rows of TX-05. */
function replyState(halves: Halves | null): ReplyState {
  if (halves === null) return "none";
  if (halves.command === "closed") return halves.reply === "not open" ? "ours closed, no reply yet" : "ours closed, peer's open";
  if (halves.reply === "closed") return "peer half closed, ours open";
  return halves.reply === "open" ? "open both ways" : "open, no reply yet";
}
