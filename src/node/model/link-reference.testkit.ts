/** LINK-01, LINK-03, LINK-04 and LINK-06 once more, for one end of a link: a slow and obvious machine, written from docs/rules.md, that says what the node must say. */
export const PING_US = 1_000_000;
/** No multiple of what else happens, so that nothing falls on the same instant. */
export const LOSS_US = 9_900_001;

export type RefConn = "none" | "opening" | "open" | "closing";

export class LinkReference {
  session: "down" | "auth" | "open" = "down";
  /** LINK-01: theirs came, ours was answered */
  received = false;
  answered = false;
  ourConn: RefConn = "none";
  theirConn: "none" | "open" = "none";
  violations = 0;
  /** the wire ERR with which the node hung up; null = it has not */
  hungUp: number | null = null;
  readonly said: string[] = [];
  nowUs = 0;
  _upUs = 0;
  _sentUs = 0;
  _receivedUs = 0;

  up(): void {
    this.session = "auth";
    this.received = false;
    this.answered = false;
    this.hungUp = null;
    this._upUs = this.nowUs;
    this._receivedUs = this.nowUs;
    this._say("LNK_AUTH CD");
  }

  cut(): void {
    this.session = "down";
    this.ourConn = "none";
    this.theirConn = "none";
  }

  /** Anything that comes in counts as a sign of life. */
  heard(): void {
    this._receivedUs = this.nowUs;
  }

  _hangUp(error: number): void {
    this.hungUp = error;
    this.cut();
  }

  violation(): void {
    this.violations++;
    this._hangUp(17);
  }

  /** An AUTH command: only the first one, in the one form. */
  auth(form: "good" | "unknown class" | "open half" | "msgid 0"): void {
    if (this.session !== "auth" || form === "open half" || form === "msgid 0" || this.received) {
      this.violation();
      return;
    }
    this._say(`LNK_AUTH RCD${form === "good" ? "" : " 0x20"}`);
    if (form === "unknown class") this._hangUp(0x23);
    else this.received = true;
    this._complete();
  }

  authAnswer(form: "good" | "refused" | "other msgid"): void {
    if (this.session !== "auth" || this.answered || form === "other msgid") this.violation();
    else if (form === "refused") this._hangUp(0x23);
    else {
      this.answered = true;
      this._complete();
    }
  }

  _complete(): void {
    if (this.session !== "auth" || !this.received || !this.answered) return;
    this.session = "open";
    this._sentUs = this.nowUs;
    this.openConn();
  }

  /** LINK-01: everything but PAD and AUTH waits for AUTH. */
  _isEarly(): boolean {
    if (this.session === "auth") this.violation();
    return this.session !== "open";
  }

  /** PING and one-way messages are never answered (LINK-03). */
  ignored(): void {
    this._isEarly();
  }

  openConn(): void {
    this.ourConn = "opening";
    this._say("LNK_CONN C *@0");
  }

  closeConn(): void {
    this.ourConn = "closing";
    this._say("LNK_ERROR D");
  }

  /** The peer acknowledges our CONN, or closes its half of it. */
  connReply(closes: boolean, isFirst: boolean, wasAcknowledged: boolean): void {
    if (this._isEarly()) return;
    if (this.ourConn === "none" || isFirst === wasAcknowledged) {
      this.violation();
      return;
    }
    if (!closes) {
      if (this.ourConn === "opening") this.ourConn = "open";
      return;
    }
    // A refusal is answered; the answer to our close is not.
    if (this.ourConn !== "closing") this._say("LNK_ERROR D");
    this.ourConn = "none";
  }

  peerConn(): void {
    if (this._isEarly()) return;
    if (this.theirConn === "open") {
      this._say("LNK_ERROR RCD 0x24");
      return;
    }
    this.theirConn = "open";
    this._say("LNK_ERROR RC");
    this._say("LNK_SPAN C own@0");
  }

  /** LINK-04: first the SPANs that were sent on it close, then comes the answer. */
  peerConnCloses(): void {
    this._say("LNK_ERROR D 0x2a");
    this._say("LNK_ERROR RD");
    this.theirConn = "none";
  }

  /** A SPAN that is announced and, if it was taken, closed again at once. */
  span(): void {
    if (this._isEarly()) return;
    if (this.ourConn === "none") this.violation();
    else this._say(this.ourConn === "closing" ? "LNK_ERROR RCD 0x2a" : "LNK_ERROR RCD");
  }

  /** LINK-03: a PING after 1 s without sending; 10 s of silence, or of a handshake, are a loss. */
  wait(us: number): void {
    const endUs = this.nowUs + us;
    while (this.session !== "down") {
      const lossUs = (this.session === "auth" ? this._upUs : this._receivedUs) + LOSS_US;
      const pingUs = this.session === "open" ? this._sentUs + PING_US : Number.POSITIVE_INFINITY;
      this.nowUs = Math.min(lossUs, pingUs);
      if (this.nowUs > endUs) break;
      if (lossUs < pingUs) this._hangUp(2);
      else this._say("LNK_PING -");
    }
    this.nowUs = endUs;
  }

  _say(text: string): void {
    this.said.push(text);
    this._sentUs = this.nowUs;
  }
}
