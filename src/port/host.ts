import { thrownText } from "../base/thrown.ts";
import { Frames } from "../run/frame.ts";
import { Replay } from "../run/replay.ts";
import { Run } from "../run/run.ts";
import { Tape } from "../run/tape/tape.ts";
import { say } from "../run/fill.ts";
import { OWN_BOUNDS, sharedRunFromText } from "../run/share/shared-run.ts";
import { turned, variantsShown } from "../run/turned.ts";
import { isVariantName } from "../node/variants.ts";
import { isRunFileText } from "../record/run-file.ts";
import { ENGINE_VERSION } from "../record/version.ts";
import { type Scenario, scenarioFromJson, scenarioFromText, scenarioFromTopologyText } from "../sim/scenario.ts";
import { fail, type Result } from "../base/result.ts";
import { NO_FILTER } from "../run/feed-filter.ts";
import { LIBRARY, type LibraryEntry } from "../scenarios/library.ts";
import type { CaptureQuery } from "./capture-queries.ts";
import { HostCapture, isCaptureQuery } from "./host-capture.ts";
import { HostOpening, type RunSource } from "./host-opening.ts";
import { Player } from "./host-player.ts";
import { answer, noAnswer } from "./host-queries.ts";
import { readCommand, readQuery, readRequest } from "./host-requests.ts";
import type { Standing } from "./host-sharing.ts";
import { controlTape, staysPlaying, type TapeControl } from "./host-tape.ts";
import { PANEL_BEAT_MS, type Answer, type Command, type Control, type Frame, type FromWorker, type Loaded, type Watch } from "./messages.ts";

/**
 * The worker's side of the port: owns the run and its clock, carries out requests, sends frames, one in flight. Time and the
 * way to be called later come in as a scheduler, so that a test can be the clock. A run that plays is driven in slices,
 * and between two slices whatever the page sent is handled: controls never wait longer than a slice.
 */

export interface Scheduler {
  /** of a clock that never goes back */
  nowMs(): number;
  later(callback: () => void, ms: number): void;
}

export type Post = (message: FromWorker, transfer: readonly ArrayBuffer[]) => void;

/** Wall time of one slice, whatever the speed. */
const SLICE_MS = 12;
/** Steps between two looks at the clock. */
const LOOK_STEPS = 32;
/** Of a slice, time for reading the journal behind the run; and rows between two looks at the clock. */
const READ_MS = 6;
const READ_ROWS = 2_000;
/** Between two slices of a run that keeps up with its speed. */
const REST_MS = 8;
/** What is judged at quiet takes about 3 us for each open span, in one go. */
const QUIET_CHECKS_SPANS_MAX = 50_000;
/** Steps that one "one event on" may take until something happens that the journal tells. */
const EVENT_STEPS_MAX = 10_000;

export class Host {
  readonly #post: Post;
  readonly #scheduler: Scheduler;
  readonly #library: readonly LibraryEntry[];
  #tape: Tape | null = null;
  #frames: Frames | null = null;
  /** the scenario as it was loaded, whatever variants were turned on or off since */
  #written: Scenario | null = null;
  /** that the run stands still at its limit was said */
  #limitTold = false;
  /** the run is that of a run file, which is not at its end yet */
  #replay: Replay | null = null;
  /** a shared run that is being executed again; until it is done, the other run stands still */
  #opening: HostOpening | null = null;
  readonly #capture = new HostCapture();
  /** drives the tape */
  #player: Player | null = null;
  #crashed: string | null = null;
  /** the page has drawn the last frame */
  #wanted = true;
  /** something changed since the last frame */
  #dirty = false;
  #armed = false;
  /** when the last frame was sent that is not brief */
  #wholeMs = Number.NEGATIVE_INFINITY;

  /** `library`: the scenarios that can be loaded by name; the page opens with the first. */
  constructor(post: Post, scheduler: Scheduler, library: readonly LibraryEntry[] = LIBRARY) {
    this.#post = post;
    this.#scheduler = scheduler;
    this.#library = library;
  }

  /** The page opens already running. */
  start(): void {
    this.#guard(() => this.#load({ name: this.#library[0]!.name }));
  }

  /** One message of the page. What is not a request is nothing. */
  receive(data: unknown): void {
    const request = readRequest(data);
    if (request === null) return;
    // what the visitor does shows at once, in panels too
    if (request.type === "control" || request.type === "command") this.#wholeMs = Number.NEGATIVE_INFINITY;
    switch (request.type) {
      case "want":
        this.#wanted = true;
        this.#guard(() => this.#slice());
        return;
      case "beat":
        this.#post({ type: "beat" }, []);
        return;
      case "control":
        this.#guard(() => this.#control(request.control));
        return;
      case "command":
        this.#post({ type: "commandDone", id: request.id, refusal: this.#command(request.command) }, []);
        this.#guard(() => this.#slice());
        return;
      case "query":
        this.#query(request.id, request.query);
    }
  }

  // -------------------------------------------------------------- controls

  #control(control: Control): void {
    switch (control.control) {
      case "load":
        this.#load(control.source);
        break;
      case "start":
        if (this.#opening === null) this.#startUnlessRunning();
        break;
      case "cancelOpening":
        this.#cancelOpening();
        break;
      case "restart":
        if (this.#tape !== null) this.#restart(this.#tape.head.run, control);
        break;
      case "watch":
        this.#frames?.setWatch(control.watch);
        break;
      case "play":
        this.#resume(this.#crashed === null);
        break;
      case "pause":
        this.#resume(false);
        break;
      case "speed":
        this.#player?.setSpeed(control.usPerS);
        break;
      case "runTo":
        this.#resume(false);
        if (this.#crashed === null) this.#player?.runTo(control.atUs);
        break;
      case "stepEvent":
        this.#resume(false);
        if (this.#crashed === null) this.#stepEvent();
        break;
      default:
        this.#controlTape(control);
    }
    this.#dirty = true;
    this.#slice();
  }

  #restart(run: Run, { seed = run.seed, variants }: Extract<Control, { control: "restart" }>): void {
    const scenario = variants === undefined ? run.scenario : turned(this.#written ?? run.scenario, variants.filter(isVariantName));
    this.#begin(scenario, seed, this.#player?.usPerS ?? scenario.view.speedUsPerS, this.#frames?.watch ?? null, this.#player?.playing === true || this.#crashed !== null);
  }

  #resume(playing: boolean): void {
    this.#player?.play(playing);
  }

  #controlTape(control: TapeControl): void {
    const tape = this.#tape;
    if (tape === null || this.#crashed !== null) return;
    if (!staysPlaying(control)) this.#resume(false);
    const text = controlTape(tape, control);
    // A time that nobody has been to yet is gone to as fast as it goes.
    if (control.control === "seekTime" && tape.isLive) this.#player?.runTo(control.atUs);
    if (text !== null) this.#post({ type: "notice", text }, []);
    this.#moved(tape);
  }

  #stepEvent(): void {
    const tape = this.#tape;
    if (tape === null) return;
    tape.stepEvent(EVENT_STEPS_MAX);
    this.#noticeReplayed();
    this.#moved(tape);
  }

  /** The cursor is elsewhere: frames are of the run there, and the clock goes on from there. */
  #moved(tape: Tape): void {
    this.#frames?.show(tape.cursor, tape.head);
    this.#player?.moved();
    this.#dirty = true;
  }

  // -------------------------------------------------------------- loading

  #load(source: Extract<Control, { control: "load" }>["source"]): void {
    this.#opening = null;
    if ("run" in source) {
      this.#open(source);
      return;
    }
    if ("json" in source && isRunFileText(source.json)) {
      this.#loadRunFile(source.json);
      return;
    }
    const read = this.#read(source);
    if (!read.ok) {
      this.#post({ type: "loadFailed", errors: read.error }, []);
      return;
    }
    this.#written = read.value;
    this.#begin(read.value, read.value.seed, read.value.view.speedUsPerS, this.#firstWatch(read.value), true);
    this.#slice();
  }

  /** A run file plays from its beginning, its commands where they came before, and stops where it stopped. */
  #loadRunFile(text: string): void {
    const read = sharedRunFromText(text, this.#library, OWN_BOUNDS);
    if (!read.ok) {
      this.#post({ type: "loadFailed", errors: read.error }, []);
      return;
    }
    const { file } = read.value;
    const { scenario, seed } = file;
    this.#written = scenario;
    this.#begin(scenario, seed, scenario.view.speedUsPerS, this.#firstWatch(scenario), true, new Replay(file, { quietChecksSpansMax: QUIET_CHECKS_SPANS_MAX }));
    this.#slice();
  }

  /** A shared run is executed again, in slices, beside the run that is shown. */
  #open(source: RunSource): void {
    this.#resume(false);
    this.#opening = HostOpening.begin(source, this.#library, QUIET_CHECKS_SPANS_MAX, (opening) => this.#post({ type: "opening", opening }, []));
    if (this.#opening === null) this.#startUnlessRunning();
    else this.#arm(0);
  }

  /** What was opened takes the place of the run that is shown, unless it was refused. */
  #finishOpening(opened: HostOpening): void {
    this.#opening = null;
    if (!opened.isComplete) {
      this.#startUnlessRunning();
      return;
    }
    const { shared, source, frames, watch } = opened;
    const { scenario, seed } = shared.file;
    this.#written = scenario;
    this.#begin(scenario, seed, shared.speedUsPerS ?? scenario.view.speedUsPerS, watch ?? this.#firstWatch(scenario), source.play ?? shared.playing, { tape: opened.tape, frames });
    this.#return(shared);
  }

  /** Where the page stood from which it was shared. */
  #return({ branch, place }: HostOpening["shared"]): void {
    const tape = this.#tape!;
    if (branch !== null) tape.rename(tape.branch.id, branch.name);
    if (place === null || place.live) return;
    tape.seek({ rowEnd: place.row });
    this.#resume(false);
  }

  #cancelOpening(): void {
    if (this.#opening === null) return;
    this.#opening = null;
    this.#post({ type: "opening", opening: { state: "cancelled", text: say("opening.cancelled") } }, []);
    this.#startUnlessRunning();
  }

  /** A page that opened with something that cannot be run opens as it would without. */
  #startUnlessRunning(): void {
    if (this.#tape === null) this.start();
  }

  /** What a scenario wants to be looked at first; a board that is open stays open. */
  #firstWatch(scenario: Scenario): Watch {
    const watch = watchOf(scenario);
    return { ...watch, board: watch.board ?? this.#frames?.watch.board ?? null };
  }

  /** The file is at its end: its digest and ours are compared, and the run stands still. */
  #noticeReplayed(): void {
    const replay = this.#replay;
    if (!replay?.finished) return;
    const { run, file } = replay;
    this.#replay = null;
    this.#resume(false);
    const text = replay.isSame ? say("replay.same", { steps: file.steps, digest: run.digest }) : say("replay.differs", { digest: run.digest, recorded: file.digest, engine: file.engine, ours: ENGINE_VERSION });
    this.#post({ type: "notice", text }, []);
  }

  #read(source: Exclude<Extract<Control, { control: "load" }>["source"], RunSource>): Result<Scenario, readonly { readonly path: string; readonly message: string }[]> {
    if ("json" in source) return scenarioFromText(source.json);
    if ("topology" in source) return scenarioFromTopologyText(source.topology, source.seed);
    const entry = this.#library.find(({ name }) => name === source.name);
    return entry === undefined ? fail([{ path: "name", message: `there is no scenario "${source.name}"` }]) : scenarioFromJson(entry.file);
  }

  /** A new run takes the old one's place; until here the old one lives on. */
  #begin(scenario: Scenario, seed: number, usPerS: number, watch: Watch | null, playing: boolean, ready: Replay | { readonly tape: Tape; readonly frames: Frames } | null = null): void {
    const isMade = ready !== null && "frames" in ready;
    const replay = ready instanceof Replay ? ready : null;
    const tape = isMade ? ready.tape : new Tape(replay?.run ?? new Run(scenario, { seed, quietChecksSpansMax: QUIET_CHECKS_SPANS_MAX }), replay);
    const frames = isMade ? ready.frames : new Frames(tape.cursor);
    if (watch !== null) frames.setWatch(watch);
    this.#tape = tape;
    this.#replay = replay;
    this.#frames = frames;
    this.#crashed = null;
    this.#limitTold = false;
    this.#player = new Player(tape, () => this.#scheduler.nowMs(), usPerS, playing, { looked: () => this.#noticeReplayed(), met: () => this.#tellBreakpoint(tape) });
    this.#dirty = true;
    this.#post({ type: "loaded", loaded: loadedOf(scenario, seed, usPerS, this.#library, frames.watch) }, []);
  }

  // -------------------------------------------------------------- commands and queries

  /** Applied now, in simulated time: where the clock stands after the last slice. */
  #command(value: Command): string | null {
    const read = readCommand(value);
    if ("refusal" in read) return read.refusal;
    const tape = this.#tape;
    if (tape === null || this.#crashed !== null) return this.#crashed ?? "no run is loaded";
    if (this.#replay !== null) return say("replay.runs");
    let refusal: string | null = null;
    this.#guard(() => {
      refusal = tape.apply(read.command);
      this.#moved(tape);
    });
    return this.#crashed ?? refusal;
  }

  #query(id: number, value: unknown): void {
    const query = readQuery(value);
    if (query === null) return;
    const tape = this.#tape;
    const frames = this.#frames;
    if (isCaptureQuery(query)) {
      this.#guard(() => this.#post({ type: "answer", id, answer: this.#captureAnswer(query) }, []));
      return;
    }
    let found = noAnswer(query, "no run is loaded");
    if (tape !== null && frames !== null) this.#guard(() => (found = answer(query, tape, frames, this.#standing(tape), this.#library)));
    this.#post({ type: "answer", id, answer: found }, []);
  }

  /** The run in a capture is as a link has it, the place where it is looked at included. */
  #captureAnswer(query: CaptureQuery): Answer {
    const tape = this.#tape;
    const frames = this.#frames;
    if (tape === null || frames === null) return this.#capture.answer(query, null, null, () => "");
    const runText = (): string => {
      const shared = answer({ query: "sharedRun" }, tape, frames, this.#standing(tape), this.#library);
      return shared.query === "sharedRun" ? shared.json : "";
    };
    return this.#capture.answer(query, tape.head.run, frames.feed.telling, runText);
  }

  /** How the run is looked at, for whoever opens it elsewhere. */
  #standing({ branch, cursor, isLive }: Tape): Standing {
    const shared = { name: branch.name, leftRow: branch.parent === null ? null : branch.forkRow, parent: branch.parent?.name ?? null };
    return { branch: shared, place: { row: cursor.run.journal.rowEnd, live: isLive }, speedUsPerS: this.#player?.usPerS ?? 0, playing: this.#player?.playing ?? false };
  }

  // -------------------------------------------------------------- slices

  /** Lets the run go on, reads the journal, sends a frame if one is wanted, and sees to it that there is a next slice. */
  #slice(): void {
    if (this.#opening !== null) this.#openOn(this.#opening);
    const tape = this.#tape;
    const frames = this.#frames;
    const player = this.#player;
    if (tape === null || frames === null || player === null || this.#crashed !== null) return;
    const startMs = this.#scheduler.nowMs();
    const more = tape.isBusy ? this.#work(tape, startMs + SLICE_MS) : this.#advance(tape, player, startMs + SLICE_MS);
    frames.show(tape.cursor, tape.head);
    if (tape.head.run.isAtLimit && !this.#limitTold) this.#tellLimit(tape.head.run);
    const unread = !this.#readOn(frames, READ_MS);
    if (this.#wanted && this.#dirty) this.#sendFrame(frames, tape, player);
    if (more || unread) this.#arm(0);
    else if (player.playing && !player.isIdle) this.#arm(REST_MS);
  }

  /** On the way to another place; true when there is more to do. */
  #work(tape: Tape, untilMs: number): boolean {
    this.#dirty = true;
    let said = tape.work(LOOK_STEPS);
    while (said === undefined && this.#scheduler.nowMs() < untilMs) said = tape.work(LOOK_STEPS);
    if (said === undefined) return true;
    if (said !== null) this.#post({ type: "notice", text: said }, []);
    this.#moved(tape);
    return false;
  }

  /** A slice of an opening; what it throws stops the opening, not the run that is shown. */
  #openOn(opening: HostOpening): void {
    try {
      if (opening.slice(() => this.#scheduler.nowMs(), this.#scheduler.nowMs() + SLICE_MS)) this.#finishOpening(opening);
      else this.#arm(0);
    } catch (error) {
      this.#opening = null;
      const message = thrownText(error);
      this.#post({ type: "opening", opening: { state: "refused", faults: [{ path: "(run)", message }] } }, []);
      this.#startUnlessRunning();
    }
  }

  /** A variant that never lets a run end does not hang the page: it stands still, and says why. */
  #tellLimit(run: Run): void {
    this.#limitTold = true;
    this.#resume(false);
    this.#dirty = true;
    this.#post({ type: "notice", text: say("limit.reached", { rows: run.world.rowsMax, variants: variantsShown(run.scenario).filter(({ on }) => on).map(({ title }) => title.toLowerCase()).join(", ") }) }, []);
  }

  /** True when there is more to do at once. */
  #advance(tape: Tape, player: Player, untilMs: number): boolean {
    const { run } = tape.cursor;
    const { nowUs } = run;
    const { rowEnd } = run.journal;
    const { isDriving } = player;
    const more = player.advance(untilMs);
    if (tape.cursor.run !== run || run.nowUs !== nowUs || run.journal.rowEnd !== rowEnd || player.isDriving !== isDriving) this.#dirty = true;
    return more;
  }

  #tellBreakpoint(tape: Tape): void {
    const met = tape.breakpoints.view().find(({ id }) => id === tape.stoppedAt?.breakpoint);
    this.#post({ type: "notice", text: say("tape.met", { filter: met?.filter ?? "" }) }, []);
  }

  #readOn(frames: Frames, ms: number): boolean {
    const untilMs = this.#scheduler.nowMs() + ms;
    const before = frames.feed.count;
    for (;;) {
      const done = frames.catchUp(READ_ROWS);
      if (frames.feed.count !== before) this.#dirty = true;
      if (done || this.#scheduler.nowMs() >= untilMs) return done;
    }
  }

  #sendFrame(frames: Frames, tape: Tape, player: Player): void {
    this.#wanted = false;
    this.#dirty = false;
    const playing = player.isDriving;
    const nowMs = this.#scheduler.nowMs();
    const brief = playing && !player.isIdle && nowMs - this.#wholeMs < PANEL_BEAT_MS;
    if (!brief) this.#wholeMs = nowMs;
    const frame = frames.build({ playing, speedUsPerS: player.usPerS, behind: player.behind, brief }, tape.view());
    this.#post({ type: "frame", frame }, buffersOf(frame));
  }

  #arm(ms: number): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#scheduler.later(() => {
      this.#armed = false;
      this.#guard(() => this.#slice());
    }, ms);
  }

  // -------------------------------------------------------------- our own mistakes

  /** A failed assert stops the run; the page is told, and may load or restart. */
  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#crashed = thrownText(error);
      this.#player?.play(false);
      this.#post({ type: "crashed", message: this.#crashed }, []);
    }
  }
}

function watchOf({ view }: Scenario): Watch {
  return { inspect: view.focus, pfs: view.pfs, transaction: view.transaction, shell: null, feedFilter: NO_FILTER, board: view.board };
}

function loadedOf(scenario: Scenario, seed: number, usPerS: number, entries: readonly LibraryEntry[], watch: Watch): Loaded {
  const library = entries.map(({ name, title, summary: about, chapter }) => ({ name, title, summary: about, chapter }));
  const { title, summary, hint, switches } = scenario;
  return { title, claim: summary, hint, seed, engineVersion: ENGINE_VERSION, holdUs: switches.holdUs, speedUsPerS: usPerS, library, variants: variantsShown(scenario), watch };
}

/** The columns of a frame, which are given away with it. */
export function buffersOf({ nodeStates, nodeTransactions, nodeEntries, linkStates, linkSinceUs, linkSealed, flights, tree }: Frame): ArrayBuffer[] {
  const columns = [nodeStates, nodeTransactions, nodeEntries, linkStates, linkSinceUs, linkSealed, flights.message, flights.link, flights.direction, flights.departUs, flights.arriveUs, flights.family, flights.copy, flights.marks];
  const all = tree === null ? columns : [...columns, tree.dist, tree.via, tree.rank, tree.relays];
  return all.map(({ buffer }) => buffer as ArrayBuffer);
}
