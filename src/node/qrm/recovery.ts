import { type Ballot, ballotOf, QRM_DECISION, QRM_OP, type QrmDecision, roundOf } from "../../wire/qrm.ts";
import type { Says } from "./master.ts";
import { RECOVERY_INPUTS, type RecoveryInput, RECOVERY_OUTCOME, type RecoveryOutcome, RECOVERY_STATES, type RecoveryState, RECOVERY_TABLE } from "./tables.ts";
import { bitOf, isMajority } from "./votes.ts";

/** An in-doubt master that asks a majority how a commit ends, without messages. Lost in a crash; the ballots it used are not, it promised them to itself. */
export class Recovery {
  readonly masters: number;
  /** its own place among them */
  readonly place: number;
  state: RecoveryState = "waiting";
  ballot: Ballot = 0;
  /** the decision that it asks to log, once it is `logging` */
  proposal: QrmDecision = QRM_DECISION.NONE;
  promised = 0;
  logged = 0;
  refused = 0;
  /** how often it has asked */
  attempts = 0;
  /** the highest ballot that anybody said it promised */
  highestSeen: Ballot = 0;
  private _highestLogged: Ballot = 0;

  constructor(masters: number, place: number) {
    this.masters = masters;
    this.place = place;
  }

  /** It is time, and a majority is in reach: starts with a ballot above `promised` and all that was seen. */
  due(promised: Ballot): RecoveryOutcome {
    const outcome = this._act("due");
    if (outcome !== RECOVERY_OUTCOME.ask) return outcome;
    this.state = "asking";
    this.ballot = ballotOf(Math.max(1, roundOf(promised), roundOf(this.highestSeen)) + 1, this.place + 1);
    this.attempts++;
    this.proposal = QRM_DECISION.NONE;
    this.promised = this.logged = this.refused = 0;
    this._highestLogged = 0;
    return outcome;
  }

  /** A master answered, perhaps itself. `heard.decision` of an OUTCOME is to be adopted. */
  hears(place: number, heard: Says): RecoveryOutcome {
    const input = this._inputOf(place, heard);
    if (input === null) return RECOVERY_OUTCOME.mistake;
    const outcome = this._act(input);
    if (outcome === RECOVERY_OUTCOME.mistake || outcome === RECOVERY_OUTCOME.ignore) return outcome;
    if (input === "REFUSED") {
      this.refused |= bitOf(place);
      this.highestSeen = Math.max(this.highestSeen, heard.ballot);
    } else if (input === "PROMISE" || input === "PROMISE!") this._notePromise(place, heard);
    else if (input !== "OUTCOME") this.logged |= bitOf(place);
    if (outcome === RECOVERY_OUTCOME.propose) {
      this.state = "logging";
      if (this.proposal === QRM_DECISION.NONE) this.proposal = QRM_DECISION.ABORT;
    }
    if (outcome === RECOVERY_OUTCOME.finish || outcome === RECOVERY_OUTCOME.adopt) this.state = "finished";
    return outcome;
  }

  /** Not enough masters are left that could still answer. */
  noMajorityLeft(): RecoveryOutcome {
    const outcome = this._act("no majority left");
    if (outcome === RECOVERY_OUTCOME.backOff) this.state = "waiting";
    return outcome;
  }

  /** The master learned the outcome in another way. */
  end(): void {
    this.state = "finished";
  }

  /** For a search over many states: a copy, and what tells two apart. */
  copyInto(copy: Recovery): Recovery {
    Object.assign(copy, this);
    copy._highestLogged = this._highestLogged;
    return copy;
  }

  key(): string {
    if (this.state === "finished") return this.state;
    if (this.state === "waiting") return `${this.highestSeen}`;
    return [this.state, this.ballot, this.proposal, this.promised, this.logged, this.highestSeen, this._highestLogged].join();
  }

  /** Before it proposes: the decision of the highest ballot wins. A promise that comes later changes nothing. */
  private _notePromise(place: number, { loggedBallot, loggedDecision }: Says): void {
    this.promised |= bitOf(place);
    if (this.state !== "asking" || loggedBallot <= this._highestLogged) return;
    this._highestLogged = loggedBallot;
    this.proposal = loggedDecision;
  }

  private _act(input: RecoveryInput): RecoveryOutcome {
    return RECOVERY_TABLE[RECOVERY_STATES.indexOf(this.state)]![RECOVERY_INPUTS.indexOf(input)]!;
  }

  private _inputOf(place: number, { op, ballot, decision }: Says): RecoveryInput | null {
    switch (op) {
      case QRM_OP.PROMISE:
        return ballot !== this.ballot ? null : isMajority(this.promised | bitOf(place), this.masters) ? "PROMISE!" : "PROMISE";
      case QRM_OP.LOGGED:
        if (ballot !== this.ballot || decision !== this.proposal) return null;
        return isMajority(this.logged | bitOf(place), this.masters) ? "LOGGED!" : "LOGGED";
      case QRM_OP.REFUSED:
        return "REFUSED";
      case QRM_OP.OUTCOME:
        return "OUTCOME";
      default:
        return null;
    }
  }
}
