/**
 * Every order of events of one commit, by search over the machines of this folder. What was ever asked may reach its master
 * at any time, again, or never; the answer is heard at once or never. So losses, doubles, delays and overtaking need no
 * steps of their own (an answer that comes late counts like one to the same question asked again), and neither does a dead
 * coordinator. A master may crash whenever it asks and keeps what it has written down; one in doubt may ask at any time,
 * whatever its alarm says, and give up at any time.
 */
import { type Ballot, QRM_DECISION, QRM_OP, type QrmDecision } from "../../wire/qrm.ts";
import { Coordinator } from "./coordinator.ts";
import { type DurableRecord, masterAnswer, masterHears, masterState, newDurableRecord, type Says, says } from "./master.ts";
import { Recovery } from "./recovery.ts";
import { COORDINATOR_OUTCOME, MASTER_OUTCOME, RECOVERY_OUTCOME } from "./tables.ts";
import { bitOf } from "./votes.ts";

export interface Bounds {
  readonly masters: number;
  /** how often masters in doubt may ask, all together */
  readonly asks: number;
  /** crashes of masters that are asking: those of others change nothing that is not written down */
  readonly crashes: number;
  /** whether the coordinator may be asked to abort */
  readonly abort: boolean;
}

export interface Found {
  readonly states: number;
  /** "committed", "aborted", "" : the outcomes reached, of masters and coordinator together */
  readonly outcomes: ReadonlySet<string>;
  /** of the first state in which two finished differently: the way there */
  readonly violation: readonly string[] | null;
}

/** What a test may replace by a wrong one. */
export interface Machines {
  readonly hears: typeof masterHears;
  readonly coordinator: (masters: number) => Coordinator;
  readonly recovery: (masters: number, place: number) => Recovery;
}

export const RIGHT: Machines = { hears: masterHears, coordinator: (masters) => new Coordinator(masters, 1), recovery: (masters, place) => new Recovery(masters, place) };

/** Questions of an attempt that is over: they may still be under way. */
interface Attempt {
  readonly ballot: Ballot;
  /** to whom its LOG went */
  readonly promised: number;
  readonly proposal: QrmDecision;
}

interface Question {
  /** -1 = the coordinator, -2 = an asker that no longer listens */
  readonly asker: number;
  readonly place: number;
  readonly says: Says;
}

class State {
  readonly bounds: Bounds;
  readonly machines: Machines;
  coordinator: Coordinator;
  records: DurableRecord[] = [];
  recoveries: Recovery[] = [];
  past: Attempt[] = [];
  /** decisions that somebody tells */
  told: QrmDecision[] = [];
  asks = 0;
  crashes = 0;
  abortAsked = false;
  from: State | null = null;
  step = "";

  constructor(bounds: Bounds, machines: Machines) {
    this.bounds = bounds;
    this.machines = machines;
    this.coordinator = machines.coordinator(bounds.masters);
  }

  static start(bounds: Bounds, machines: Machines): State {
    const state = new State(bounds, machines);
    for (let place = 0; place < bounds.masters; place++) {
      state.records.push(newDurableRecord());
      state.recoveries.push(machines.recovery(bounds.masters, place));
    }
    return state;
  }

  clone(step: string): State {
    const copy = new State(this.bounds, this.machines);
    Object.assign(copy.coordinator, this.coordinator);
    copy.records = this.records.map((record) => ({ ...record }));
    copy.recoveries = this.recoveries.map((recovery) => recovery.copyInto(this.machines.recovery(recovery.masters, recovery.place)));
    copy.past = [...this.past];
    copy.told = [...this.told];
    copy.asks = this.asks;
    copy.crashes = this.crashes;
    copy.abortAsked = this.abortAsked;
    copy.from = this;
    copy.step = step;
    return copy;
  }

  /** What tells states apart: nothing that no machine decides by. */
  key(): string {
    const { state, acked, logged } = this.coordinator;
    const ended = state === "committed" || state === "aborted";
    const parts = [state, acked, ended ? 0 : logged, this.asks, this.crashes, this.abortAsked, this.told.join("")];
    for (const { prepared, promised, loggedBallot, loggedDecision, outcome } of this.records) parts.push(outcome === QRM_DECISION.NONE ? `${prepared}${promised}:${loggedBallot}:${loggedDecision}` : outcome);
    for (const recovery of this.recoveries) parts.push(recovery.key());
    for (const { ballot, promised, proposal } of this.past) parts.push(`${ballot}.${promised}.${proposal}`);
    return parts.join();
  }

  /** What may reach a master now. */
  *questions(): Generator<Question> {
    const { masters } = this.bounds;
    const { coordinator } = this;
    const logs = coordinator.state === "logging" || coordinator.state === "committed";
    for (let place = 0; place < masters; place++) {
      yield { asker: -1, place, says: says(QRM_OP.PREPARE, coordinator.ballot) };
      if (logs && coordinator.acked & bitOf(place)) yield { asker: -1, place, says: says(QRM_OP.LOG, coordinator.ballot, QRM_DECISION.COMMIT) };
      for (const { ballot, promised, proposal } of this.past) yield* attempt(-2, place, ballot, promised, proposal);
      for (const [asker, { state, ballot, promised, proposal }] of this.recoveries.entries()) {
        if (state === "asking") yield* attempt(asker, place, ballot, 0, proposal);
        if (state === "logging") yield* attempt(asker, place, ballot, promised, proposal);
      }
      for (const decision of this.told) yield { asker: -2, place, says: says(QRM_OP.FINISH, coordinator.ballot, decision) };
    }
  }

  tell(decision: QrmDecision): void {
    if (!this.told.includes(decision)) this.told.push(decision);
  }

  /** An attempt is over; what it asked stays under way. */
  bury({ ballot, promised, proposal, state }: Recovery): void {
    this.past.push({ ballot, promised: state === "logging" ? promised : 0, proposal });
  }

  way(): string[] {
    const steps: string[] = [];
    if (this.from) steps.push(...this.from.way(), this.step);
    return steps;
  }
}

function* attempt(asker: number, place: number, ballot: Ballot, logsTo: number, proposal: QrmDecision): Generator<Question> {
  yield { asker, place, says: says(QRM_OP.RECOVER, ballot) };
  if (logsTo & bitOf(place)) yield { asker, place, says: says(QRM_OP.LOG, ballot, proposal) };
}

export function search(bounds: Bounds, machines: Machines = RIGHT): Found {
  const start = State.start(bounds, machines);
  const seen = new Set([start.key()]);
  const outcomes = new Set<string>();
  const open = [start];
  for (let state = open.pop(); state; state = open.pop()) {
    const ends = endsOf(state);
    outcomes.add(ends.join(" "));
    if (ends.length > 1) return { states: seen.size, outcomes, violation: state.way() };
    for (const next of nextOf(state)) {
      const key = next.key();
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(next);
    }
  }
  return { states: seen.size, outcomes, violation: null };
}

/** One way, chosen by `picks` among what may happen next; the way when two finish differently, else null. */
export function wander(bounds: Bounds, picks: readonly number[], machines: Machines = RIGHT): readonly string[] | null {
  let state = State.start(bounds, machines);
  for (const pick of picks) {
    const next = [...nextOf(state)];
    if (next.length === 0) return null;
    state = next[pick % next.length]!;
    if (endsOf(state).length > 1) return state.way();
  }
  return null;
}

function endsOf({ coordinator, records }: State): string[] {
  const decisions = [coordinator.outcome, ...records.map(({ outcome }) => outcome)];
  return [...(decisions.includes(QRM_DECISION.COMMIT) ? ["committed"] : []), ...(decisions.includes(QRM_DECISION.ABORT) ? ["aborted"] : [])];
}

function* nextOf(state: State): Generator<State> {
  const { bounds, records, recoveries } = state;
  for (const question of state.questions()) yield* asked(state, question);
  for (let place = 0; place < bounds.masters; place++) {
    const recovery = recoveries[place]!;
    const known = masterState(records[place]!);
    const doubtful = known === "promised" || known === "prepared" || known === "logged";
    if (recovery.state === "waiting" && doubtful && state.asks < bounds.asks) yield ask(state, place);
    if (recovery.state !== "asking" && recovery.state !== "logging") continue;
    if (state.asks < bounds.asks) yield stop(state, place, false);
    if (state.crashes < bounds.crashes) yield stop(state, place, true);
  }
  if (bounds.abort && !state.abortAsked) yield askAbort(state);
}

function ask(state: State, place: number): State {
  const next = state.clone(`m${place + 1} asks`);
  next.asks++;
  next.recoveries[place]!.due(next.records[place]!.promised);
  return next;
}

/** Gives up, or crashes. */
function stop(state: State, place: number, crashes: boolean): State {
  const next = state.clone(`m${place + 1} ${crashes ? "crashes" : "gives up"}`);
  next.bury(next.recoveries[place]!);
  if (crashes) {
    next.crashes++;
    next.recoveries[place] = state.machines.recovery(state.bounds.masters, place);
  } else next.recoveries[place]!.noMajorityLeft();
  return next;
}

function askAbort(state: State): State {
  const next = state.clone("abort is asked");
  next.abortAsked = true;
  if (next.coordinator.act("abort asked") === COORDINATOR_OUTCOME.abort) next.tell(QRM_DECISION.ABORT);
  return next;
}

/** A question reaches its master; the answer is heard, or not. */
function* asked(state: State, { asker, place, says: said }: Question): Generator<State> {
  const next = state.clone(`${asker < 0 ? "" : `m${asker + 1} `}${nameOf(said)} to m${place + 1}`);
  const record = next.records[place]!;
  const outcome = state.machines.hears(record, said);
  if (outcome === MASTER_OUTCOME.never) throw new Error(`cannot be: ${next.way().join(", ")}`);
  const recovery = next.recoveries[place]!;
  if (outcome === MASTER_OUTCOME.finish) {
    if (recovery.state === "asking" || recovery.state === "logging") next.bury(recovery);
    recovery.end();
  }
  const answer = masterAnswer(record, outcome);
  if (!answer || asker === -2) {
    yield next;
    return;
  }
  const unheard = next.clone("");
  unheard.from = state;
  unheard.step = `${next.step}, unheard`;
  yield unheard;
  if (asker === -1) coordinatorHears(next, place, answer);
  else recoveryHears(next, asker, place, answer);
  yield next;
}

function coordinatorHears(state: State, place: number, answer: Says): void {
  const outcome = state.coordinator.hears(place, answer);
  if (outcome === COORDINATOR_OUTCOME.commit || outcome === COORDINATOR_OUTCOME.abort) state.tell(state.coordinator.outcome);
}

function recoveryHears(state: State, asker: number, place: number, answer: Says): void {
  const recovery = state.recoveries[asker]!;
  if (recovery.state === "finished") return;
  const outcome = recovery.hears(place, answer);
  if (outcome !== RECOVERY_OUTCOME.finish && outcome !== RECOVERY_OUTCOME.adopt) return;
  const decision = outcome === RECOVERY_OUTCOME.finish ? recovery.proposal : answer.decision;
  state.machines.hears(state.records[asker]!, says(QRM_OP.FINISH, recovery.ballot, decision));
  state.tell(decision);
}

const NAMES: Readonly<Record<number, string>> = Object.fromEntries(Object.entries(QRM_OP).map(([name, op]) => [op, name]));

function nameOf({ op, decision }: Says): string {
  return `${NAMES[op]}${decision === QRM_DECISION.NONE ? "" : decision === QRM_DECISION.COMMIT ? " commit" : " abort"}`;
}
