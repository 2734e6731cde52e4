import type { Switches } from "../node/config.ts";
import { EVENT_NAMES } from "../node/events.ts";
import { RULES } from "../node/rules.ts";
import { ALTERED, TRACE, TRACE_FIELDS } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { UNJUDGED_TEXTS } from "../texts/checks.ts";
import { BestDistances } from "./best-distances.ts";
import type { Check, SentKind, Verdict } from "./check.ts";
import { CompatibleLocks } from "./compatible-locks.ts";
import { CorruptedRefused } from "./corrupted-refused.ts";
import { DiscardReasons } from "./discard-reasons.ts";
import { FiltersKept } from "./filters-kept.ts";
import { linkNamed } from "./forgery.ts";
import { InOrder } from "./in-order.ts";
import { LatestStatus } from "./latest-status.ts";
import { LoggedByMajority } from "./logged-by-majority.ts";
import { LostCopies } from "./lost-copies.ts";
import { NothingLeft } from "./nothing-left.ts";
import { OneReason } from "./one-reason.ts";
import { OneOutcome } from "./one-outcome.ts";
import { RelayChoice } from "./relay-choice.ts";
import { RelayLimit } from "./relay-limit.ts";
import { ReversePath } from "./reverse-path.ts";
import { SamePath } from "./same-path.ts";
import { Seen } from "./seen.ts";
import { SpanWithoutSource } from "./span-without-source.ts";
import { SpanidOnce } from "./spanid-once.ts";
import { TransactionsAgree } from "./transactions-agree.ts";
import { WithinLimits } from "./within-limits.ts";

/** Every property that is checked in every run; what only copies can break only where links may negotiate them, what only masters can only where some are configured. */
export function allChecks(switches: Switches, masters = 0): Check[] {
  return [
    new BestDistances(switches),
    new SpanWithoutSource(switches),
    new TransactionsAgree(),
    new SamePath(),
    new ReversePath(),
    new InOrder(),
    new NothingLeft(),
    new OneReason(switches),
    new RelayChoice(switches),
    new RelayLimit(switches),
    new FiltersKept(),
    new SpanidOnce(),
    new LatestStatus(),
    new WithinLimits(),
    new CorruptedRefused(),
    new DiscardReasons(),
    ...(masters > 0 ? [new CompatibleLocks(), new OneOutcome(), new LoggedByMajority()] : []),
    ...(switches.duplication ? [new LostCopies()] : []),
  ];
}

/** Feeds checks with the rows of a run. Whoever drives the run calls `afterStep` before the trace is drained, and `atQuiet` whenever the run has become quiet. */
export class Checks {
  readonly all: readonly Check[];
  private readonly _world: World;
  /** who hears, by kind of row; events by their type; messages sent by what they are */
  private readonly _byKind: Check[][];
  private readonly _byEvent: Check[][];
  private readonly _bySent: Readonly<Record<SentKind, readonly Check[]>>;
  private readonly _endings: readonly Check[];
  private readonly _timed: readonly Check[];
  private readonly _heard = new Set<Check>();
  private readonly _seen = new Seen();
  private _nextRow = 0;
  private _dueUs = Number.POSITIVE_INFINITY;

  constructor(world: World, all: readonly Check[]) {
    this.all = all;
    this._world = world;
    const kinds = Math.max(...Object.values(TRACE)) + 1;
    this._byKind = Array.from({ length: kinds }, (_, kind) => all.filter(({ hears }) => (hears.kinds as readonly number[]).includes(kind)));
    this._byEvent = EVENT_NAMES.map((name) => all.filter(({ hears }) => hears.events.includes(name)));
    this._bySent = { routed: all.filter(({ hears }) => hears.sent === "routed"), direct: all.filter(({ hears }) => hears.sent === "direct") };
    this._endings = all.filter((check) => check.endOfStep !== undefined);
    this._timed = all.filter((check) => check.dueUs !== undefined);
  }

  /** The rows of a step, or of several, that were not seen yet. */
  afterStep(): void {
    const { trace, nowUs } = this._world;
    const { fields } = trace;
    const end = trace.firstRow + trace.count;
    for (let row = Math.max(this._nextRow, trace.firstRow); row < end; row++) {
      const at = (row - trace.firstRow) * TRACE_FIELDS;
      const kind = fields[at];
      if (kind === TRACE.event) {
        const hearers = this._byEvent[fields[at + 6]]!;
        if (hearers.length > 0) this._tell(row, hearers);
      } else if (kind === TRACE.send) this._sent(row);
      else if (kind === TRACE.deliver || kind === TRACE.lost) this._ended(row, kind, fields[at + 4]);
      else this._other(row, kind);
    }
    this._nextRow = end;
    if (this._heard.size > 0) this._endStep();
    if (nowUs >= this._dueUs) this._tellTime();
  }

  private _tell(row: number, hearers: readonly Check[]): void {
    this._seen.read(this._world, row);
    this._tellSeen(hearers);
  }

  private _tellSeen(hearers: readonly Check[]): void {
    for (const check of hearers) {
      check.observe(this._world, this._seen);
      this._heard.add(check);
    }
  }

  /** A message left a node, or something that no node said was put on the link. */
  private _sent(row: number): void {
    const seen = this._seen.read(this._world, row);
    const { header, forgery } = seen;
    this._tellSeen(this._byKind[TRACE.send]!);
    if (this._isOfNobody(row)) return;
    seen.readHeader(this._world);
    if (header.isRouted) {
      if (header.isCreate && !header.isReply) forgery.noteOpened(header);
      this._tellSeen(this._bySent.routed);
    } else if (header.isDirect) this._tellSeen(this._bySent.direct);
    header.forget();
  }

  /** The link's own copy of a message, bytes injected as they are, or bytes of a stream that leads in from elsewhere: traced as sent, by no node. */
  private _isOfNobody(row: number): boolean {
    const { trace, nodes } = this._world;
    if (nodes[this._seen.node]!.role === "outside") return true;
    const next = trace.at(row + 1);
    const { fields } = trace;
    if (row + 1 < trace.firstRow + trace.count && fields[next] === TRACE.altered && fields[next + 6] === ALTERED.duplicated && fields[next + 4] === this._seen.message && fields[next + 7] >= 0) return true;
    if (row === trace.firstRow || fields[trace.at(row - 1)] !== TRACE.command) return false;
    const { command } = this._world.log[fields[trace.at(row - 1) + 6]]!;
    return command.do === "inject" && command.how === "raw";
  }

  /** A message came, or never will. */
  private _ended(row: number, kind: number, message: number): void {
    const hearers = this._byKind[kind]!;
    const awaiting = this._seen.ended(message);
    if (hearers.length === 0 && awaiting === null) return;
    this._tell(row, hearers);
    if (awaiting !== null) this._tellSeen(awaiting);
  }

  private _other(row: number, kind: number): void {
    const seen = this._seen.read(this._world, row);
    const { forgery } = seen;
    const { trace, log } = this._world;
    if (kind === TRACE.linkState) forgery.noteLink(seen.link, seen.value);
    else if (kind === TRACE.altered && seen.value === ALTERED.forged) forgery.noteForged(this._world, seen.transactionOf(seen.message), trace.bytes[row - trace.firstRow]!, seen.link);
    else if (kind === TRACE.command) {
      const { command } = log[seen.value]!;
      forgery.noteInjected(this._world, command);
      if (command.do === "scribble") for (const key of seen.transactionsOn(linkNamed(this._world, command.link))) forgery.touch(key);
    }
    this._tellSeen(this._byKind[kind]!);
  }

  private _endStep(): void {
    for (const check of this._endings) if (this._heard.has(check)) check.endOfStep!(this._world, this._seen);
    for (const check of this._heard) if (check.dueUs !== undefined && check.dueUs !== this._dueUs) this._noteDue();
    this._heard.clear();
  }

  private _noteDue(): void {
    this._dueUs = Number.POSITIVE_INFINITY;
    for (const { dueUs } of this._timed) if (dueUs! < this._dueUs) this._dueUs = dueUs!;
  }

  private _tellTime(): void {
    const { nowUs } = this._world;
    for (const check of this._timed) if (check.dueUs! <= nowUs) check.onTime!(this._world, this._seen);
    this._noteDue();
  }

  atQuiet(): void {
    for (const check of this.all) check.atQuiet?.(this._world, this._seen);
  }

  /** Ids of the rules of which some check judged something and found it right, in the order of the rules. */
  rulesJudged(): string[] {
    const judged = new Set<string>();
    for (const check of this.all) {
      const { state, judged: count = 0 } = check.verdict();
      if (state === "holds" && count > 0) for (const rule of check.judgedRules?.() ?? check.rules) judged.add(rule);
    }
    return RULES.filter((rule) => judged.has(rule));
  }

  verdicts(): { readonly name: string; readonly claim: string; readonly verdict: Verdict }[] {
    const leadsOut = this._world.nodes.some(({ role }) => role === "outside");
    return this.all.map((check) => ({ name: check.name, claim: check.claim, verdict: leadsOut && !check.local ? BEYOND : check.verdict() }));
  }
}

const BEYOND: Verdict = { state: "unknown", text: UNJUDGED_TEXTS.beyond };
