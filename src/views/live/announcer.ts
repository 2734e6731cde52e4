import type { Frame, TopologyView } from "../../port/messages.ts";
import { linkName, linkState, nodeState } from "../stage/facts.ts";
import { TEXTS as STAGE_TEXTS } from "../../texts/stage.ts";
import { timeOf } from "../../texts/units.ts";
import { LIVE_TEXTS } from "../../texts/live.ts";

/** What is to be read aloud: when there is time, and at once. */
export interface Spoken {
  readonly polite: string;
  readonly alarm: string;
}

/** A burst is over when nothing has changed for so long, or is told in between after so long. */
const CALM_MS = 350;
const LONGEST_MS = 1_500;
/** Between two sentences that can wait. */
const APART_MS = 1_200;
/** So many things are named one by one; more are counted. */
const NAMED_MAX = 3;

type State = Frame["transactions"][number]["state"];

interface Pending {
  readonly links: Map<string, string>;
  readonly nodes: Map<string, string>;
  spansOpened: number;
  spansClosed: number;
  readonly transactions: Map<string, State>;
  violations: number;
  /** where the run was taken to, "" = nowhere */
  moved: string;
  standing: string;
  caption: string;
}

/**
 * Makes sentences of what changes from frame to frame, for those who do not see it. A burst of a thousand changes becomes
 * one sentence with numbers; what was aborted or violated is said at once.
 */
export class Announcer {
  private before: Frame | null = null;
  private pending = nothing();
  private firstMs = -1;
  private changedMs = -1;
  private spokenMs = -Infinity;
  private story = "";

  /** Another run: nothing of the old one is compared with it. */
  forget(): void {
    this.before = null;
    this.pending = nothing();
    this.firstMs = -1;
  }

  note(frame: Frame, topology: TopologyView | null, nowMs: number): void {
    const { before } = this;
    this.before = frame;
    if (before === null || topology === null) return;
    const changed = [this.noteMoves(before, frame), this.noteStates(before, frame, topology), this.noteCounts(before, frame), this.noteCaption(frame)].includes(true);
    if (!changed) return;
    if (this.firstMs < 0) this.firstMs = nowMs;
    this.changedMs = nowMs;
  }

  /** When there may be something to say, in milliseconds from now; null = nothing is to be said. */
  dueInMs(nowMs: number): number | null {
    if (this.firstMs < 0) return null;
    const ripe = Math.min(this.changedMs + CALM_MS, this.firstMs + LONGEST_MS);
    return Math.max(0, ripe - nowMs, this.hasAlarm() ? 0 : this.spokenMs + APART_MS - nowMs);
  }

  take(nowMs: number): Spoken | null {
    if (this.dueInMs(nowMs) !== 0) return null;
    const spoken = sentencesOf(this.pending);
    this.pending = nothing();
    this.firstMs = -1;
    this.spokenMs = nowMs;
    return spoken;
  }

  private hasAlarm(): boolean {
    return this.pending.violations > 0 || [...this.pending.transactions.values()].includes("aborted");
  }

  private noteMoves(before: Frame, frame: Frame): boolean {
    const time = timeOf(frame.nowUs);
    const { row, live } = frame.tape;
    const back = frame.nowUs < before.nowUs || row < before.tape.row;
    if (back) this.pending.moved = LIVE_TEXTS.past(time, row);
    else if (live && !before.tape.live) this.pending.moved = LIVE_TEXTS.live(time);
    else if (frame.playing !== before.playing) this.pending.moved = frame.playing ? LIVE_TEXTS.playing : LIVE_TEXTS.pausedAt(time);
    else return false;
    if (back || live !== before.tape.live) this.pending.standing = LIVE_TEXTS.standing(frame.counters.spansOpen, frame.counters.transactionsOpen);
    return true;
  }

  private noteStates(before: Frame, frame: Frame, topology: TopologyView): boolean {
    const { links, nodes } = this.pending;
    let changed = false;
    for (let link = 0; link < topology.links.length; link++) {
      if (before.linkStates[link] === frame.linkStates[link] || before.linkStates.length !== frame.linkStates.length) continue;
      const state = linkState(frame, link);
      if (state === "handshake") continue;
      links.set(linkName(topology, link), STAGE_TEXTS.linkState[state]);
      changed = true;
    }
    for (let node = 0; node < topology.nodes.length; node++) {
      if (before.nodeStates[node] === frame.nodeStates[node] || before.nodeStates.length !== frame.nodeStates.length) continue;
      nodes.set(topology.nodes[node].id, STAGE_TEXTS.nodeState[nodeState(frame, node)]);
      changed = true;
    }
    return changed;
  }

  /** Going back along the tape undoes nothing: what is counted is only what happens onwards. */
  private noteCounts(before: Frame, frame: Frame): boolean {
    if (frame.tape.row < before.tape.row || frame.tape.branch !== before.tape.branch) return false;
    const closed = frame.counters.spansClosed - before.counters.spansClosed;
    const opened = frame.counters.spansOpen - before.counters.spansOpen + closed;
    const violations = frame.counters.violations - before.counters.violations;
    this.pending.spansClosed += Math.max(0, closed);
    this.pending.spansOpened += Math.max(0, opened);
    this.pending.violations += Math.max(0, violations);
    const states = new Map(before.transactions.map(({ name, state }) => [name, state]));
    let changed = closed > 0 || opened > 0 || violations > 0;
    for (const { name, state } of frame.transactions) {
      const was = states.get(name);
      if (was === state || state === "closing" || (state === "open" && was !== undefined)) continue;
      this.pending.transactions.set(name, state);
      changed = true;
    }
    return changed;
  }

  /** A sentence whose numbers alone go on ("cut 3 ms ago") is one sentence. */
  private noteCaption({ caption }: Frame): boolean {
    const story = caption.replace(/[\d.]+ (?:µs|us|ms|s)\b/g, "");
    if (story === this.story || caption === "") return false;
    this.story = story;
    this.pending.caption = caption;
    return true;
  }
}

function nothing(): Pending {
  return { links: new Map(), nodes: new Map(), spansOpened: 0, spansClosed: 0, transactions: new Map(), violations: 0, moved: "", standing: "", caption: "" };
}

function sentencesOf(pending: Pending): Spoken {
  const { links, nodes, spansOpened, spansClosed, transactions, violations, moved, standing, caption } = pending;
  const aborted = namesOf(transactions, ["aborted"]);
  const opened = namesOf(transactions, ["opening", "open"]);
  const closed = namesOf(transactions, ["closed", "refused"]);
  const counts = [
    spansClosed > 0 ? LIVE_TEXTS.spansClosed(spansClosed) : "",
    spansOpened > 0 ? LIVE_TEXTS.spansOpened(spansOpened) : "",
    opened.length > 0 ? LIVE_TEXTS.opened(opened.length, listed(opened)) : "",
    closed.length > 0 ? LIVE_TEXTS.closed(closed.length, listed(closed)) : "",
  ].filter((text) => text !== "");
  const polite = [moved, ...changesOf(links, LIVE_TEXTS.link, LIVE_TEXTS.links), ...changesOf(nodes, LIVE_TEXTS.node, LIVE_TEXTS.nodes), counts.length === 0 ? "" : `${counts.join(", ")}.`, standing, caption];
  const alarm = [aborted.length > 0 ? `${LIVE_TEXTS.aborted(aborted.length, listed(aborted))}.` : "", violations > 0 ? `${LIVE_TEXTS.violations(violations)}.` : ""];
  return { polite: joined(polite), alarm: joined(alarm) };
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}

function namesOf(transactions: ReadonlyMap<string, State>, states: readonly State[]): string[] {
  return [...transactions].flatMap(([name, state]) => (states.includes(state) ? [name] : []));
}

function listed(names: readonly string[]): string {
  return names.length > NAMED_MAX ? "" : names.join(", ");
}

function changesOf(changes: ReadonlyMap<string, string>, one: (name: string, state: string) => string, many: (count: number, states: string) => string): string[] {
  if (changes.size <= NAMED_MAX) return [...changes].map(([name, state]) => one(name, state));
  const counts = new Map<string, number>();
  for (const state of changes.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [many(changes.size, [...counts].map(([state, count]) => LIVE_TEXTS.counted(count, state)).join(", "))];
}
