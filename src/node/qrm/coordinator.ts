import { type Ballot, ballotOf, QRM_DECISION, QRM_OP, type QrmDecision } from "../../wire/qrm.ts";
import type { Says } from "./master.ts";
import { COORDINATOR_INPUTS, type CoordinatorInput, COORDINATOR_OUTCOME, type CoordinatorOutcome, COORDINATOR_STATES, type CoordinatorState, COORDINATOR_TABLE } from "./tables.ts";
import { bitOf, countOf, isMajority, majorityOf } from "./votes.ts";

/** The coordinator of one commit, without messages: who said what, and what follows. All of it is lost in a crash. */
export class Coordinator {
  readonly masters: number;
  /** ballot 1, by this node: nobody else ever uses it */
  readonly ballot: Ballot;
  state: CoordinatorState = "preparing";
  /** bits of masters that acknowledged, that logged, that refused since they were last asked, that are done */
  acked = 0;
  logged = 0;
  refused = 0;
  done = 0;
  private readonly _countsTwice: boolean;

  /** `countsTwice`: a planted fault (planted.ts) */
  constructor(masters: number, nodeNumber: number, countsTwice = false) {
    this.masters = masters;
    this._countsTwice = countsTwice;
    this.ballot = ballotOf(1, nodeNumber);
  }

  get outcome(): QrmDecision {
    if (this.state === "committed") return QRM_DECISION.COMMIT;
    return this.state === "aborted" ? QRM_DECISION.ABORT : QRM_DECISION.NONE;
  }

  /** A master answered. */
  hears(place: number, heard: Says): CoordinatorOutcome {
    const input = this._inputOf(place, heard);
    return input === null ? COORDINATOR_OUTCOME.mistake : this.act(input, place);
  }

  /** By the table; `place` -1 = no master has to do with it. */
  act(input: CoordinatorInput, place = -1): CoordinatorOutcome {
    const outcome = COORDINATOR_TABLE[COORDINATOR_STATES.indexOf(this.state)]![COORDINATOR_INPUTS.indexOf(input)]!;
    if (outcome !== COORDINATOR_OUTCOME.mistake) this._note(input, place);
    if (outcome === COORDINATOR_OUTCOME.askAll) this.state = "logging";
    if (outcome === COORDINATOR_OUTCOME.commit) this.state = "committed";
    if (outcome === COORDINATOR_OUTCOME.abort) this.state = "aborted";
    return outcome;
  }

  private _note(input: CoordinatorInput, place: number): void {
    if (input === "ACK" || input === "ACK!") {
      this.acked |= bitOf(place);
      this.refused &= ~bitOf(place);
    } else if (input === "LOGGED" || input === "LOGGED!") this.logged |= bitOf(place);
    else if (input === "REFUSED") this.refused |= bitOf(place);
    else if (input === "OUTCOME commit" || input === "OUTCOME abort") this.done |= bitOf(place);
  }

  private _inputOf(place: number, { op, ballot, decision }: Says): CoordinatorInput | null {
    switch (op) {
      case QRM_OP.ACK:
        return ballot !== this.ballot ? null : isMajority(this.acked | bitOf(place), this.masters) ? "ACK!" : "ACK";
      case QRM_OP.LOGGED:
        if (ballot !== this.ballot || decision !== QRM_DECISION.COMMIT) return null;
        return countOf(this.logged | bitOf(place)) + (this._countsTwice ? 1 : 0) >= majorityOf(this.masters) ? "LOGGED!" : "LOGGED";
      case QRM_OP.REFUSED:
        return "REFUSED";
      case QRM_OP.OUTCOME:
        return decision === QRM_DECISION.COMMIT ? "OUTCOME commit" : "OUTCOME abort";
      default:
        return null;
    }
  }
}
