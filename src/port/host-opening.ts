import { formatUs } from "../base/time.ts";
import { ENGINE_VERSION } from "../record/version.ts";
import { say } from "../run/fill.ts";
import { Frames } from "../run/frame.ts";
import { Opening } from "../run/share/opening.ts";
import { FOREIGN_BOUNDS, type NamedScenario, OWN_BOUNDS, type SharedBounds, type SharedRun, sharedRunFromText } from "../run/share/shared-run.ts";
import type { OpeningShown } from "../run/shown-sharing.ts";
import { Tape } from "../run/tape/tape.ts";
import type { FileFault } from "../sim/topology.ts";
import { readWatch } from "./host-requests.ts";
import type { Control, Watch } from "./messages.ts";

/** A run as a link, a file or the shelf of saved runs hold it. */
export type RunSource = Extract<Extract<Control, { control: "load" }>["source"], { readonly run: string }>;

/** Steps between two looks at the clock, and rows read behind them. */
const LOOK_STEPS = 64;
const READ_ROWS = 4_000;
/** Between two reports of how far it is. */
const REPORT_MS = 80;

/**
 * A shared run that is executed again before it takes the place of the run that is shown: in slices, so that it can be
 * cancelled at any time; until it is at its end nothing of the other run is touched. It says how far it is, and what came out.
 */
export class HostOpening {
  readonly shared: SharedRun;
  readonly source: RunSource;
  readonly opening: Opening;
  readonly tape: Tape;
  readonly frames: Frames;
  readonly watch: Watch | null;
  readonly #bounds: SharedBounds;
  readonly #report: (shown: OpeningShown) => void;
  #reportedMs = -Infinity;
  /** the digest was compared, and the run goes on to where its page was left */
  #going = false;

  /** null = refused, and told so */
  static begin(source: RunSource, library: readonly NamedScenario[], quietChecksSpansMax: number, report: (shown: OpeningShown) => void): HostOpening | null {
    const bounds = source.own === true ? OWN_BOUNDS : FOREIGN_BOUNDS;
    const read = sharedRunFromText(source.run, library, bounds);
    if (!read.ok) return refuse(read.error, report);
    const watch = read.value.watch === null ? null : readWatch({ ...WATCH_NOTHING, ...(read.value.watch as object) });
    if (watch === null && read.value.watch !== null) return refuse([{ path: "watch", message: "expected what is selected and watched, as this page writes it" }], report);
    return new HostOpening(source, read.value, watch, bounds, quietChecksSpansMax, report);
  }

  private constructor(source: RunSource, shared: SharedRun, watch: Watch | null, bounds: SharedBounds, quietChecksSpansMax: number, report: (shown: OpeningShown) => void) {
    this.source = source;
    this.shared = shared;
    this.watch = watch;
    this.#bounds = bounds;
    this.#report = report;
    this.opening = new Opening(shared, bounds, { quietChecksSpansMax });
    this.tape = new Tape(this.opening.run);
    this.frames = new Frames(this.tape.cursor);
    if (watch !== null) this.frames.setWatch(watch);
    this.#tellProgress(-Infinity);
  }

  /** Executes on until a wall time; true when it is over, one way or another. */
  slice(nowMs: () => number, untilMs: number): boolean {
    while (nowMs() < untilMs) {
      if (this.#advance()) return true;
      this.tape.keep();
      this.frames.catchUp(READ_ROWS);
    }
    if (untilMs - this.#reportedMs >= REPORT_MS) this.#tellProgress(untilMs);
    return false;
  }

  /** It may take the place of the run that is shown. */
  get isComplete(): boolean {
    return this.opening.end === "same" || this.opening.end === "differs";
  }

  #advance(): boolean {
    const { opening, source } = this;
    if (!this.#going) {
      if (!opening.advance(LOOK_STEPS)) return false;
      this.#tellEnd();
      this.#going = true;
    }
    if (!this.isComplete || source.goOnUs === undefined) return true;
    return opening.run.isAtLimit || opening.run.advanceTo(source.goOnUs, LOOK_STEPS) === "done";
  }

  #tellProgress(nowMs: number): void {
    const { opening, shared } = this;
    this.#reportedMs = nowMs;
    if (opening.end !== null) return;
    const { run } = opening;
    this.#report({ state: "running", title: run.scenario.title, perMille: opening.perMille, events: run.journal.rowEnd, nowUs: run.nowUs, endUs: shared.file.endUs, warnings: this.#warnings() });
  }

  #warnings(): string[] {
    const { shared, opening } = this;
    return [
      ...(opening.isOtherEngine ? [say("opening.otherEngine", { engine: shared.file.engine.slice(0, 40), ours: ENGINE_VERSION })] : []),
      ...(shared.changedScenario ? [say("opening.changedScenario")] : []),
    ];
  }

  #tellEnd(): void {
    const { opening, shared } = this;
    const { run, end } = opening;
    if (end === "tooMany") {
      const message = say("opening.tooMany", { rows: this.#bounds.rows, at: formatUs(run.nowUs), steps: run.steps, all: shared.file.steps });
      this.#report({ state: "refused", faults: [{ path: "rows", message }] });
      return;
    }
    if (end === null) return;
    const text = end === "same" ? say("opening.same", { digest: run.digest, events: run.journal.rowEnd }) : say("opening.differs", { differences: this.#differences(), engine: shared.file.engine.slice(0, 40), ours: ENGINE_VERSION });
    this.#report({ state: end, title: run.scenario.title, text, warnings: this.#warnings(), digest: run.digest, recorded: shared.file.digest, own: this.source.own === true });
  }

  #differences(): string {
    return this.opening.differences().map(({ what, here, recorded }) => say(`opening.difference.${what}`, { here, recorded })).join(", ");
  }
}

/** What a shared run leaves out. */
const WATCH_NOTHING = { inspect: null, pfs: null, transaction: null, shell: null, feedFilter: { families: [], node: null, link: null, text: "" }, board: null };

function refuse(faults: readonly FileFault[], report: (shown: OpeningShown) => void): null {
  report({ state: "refused", faults: faults.slice(0, 20) });
  return null;
}
