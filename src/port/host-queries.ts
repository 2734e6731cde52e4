import { bytesToHex } from "../base/bytes.ts";
import { formatUuid } from "../base/uuid.ts";
import { isVariantName } from "../node/variants.ts";
import { answerFilter, filterHelp } from "../run/filter/answer.ts";
import type { Frames } from "../run/frame.ts";
import { inspectMessageOf } from "../run/inspect-message.ts";
import type { Run } from "../run/run.ts";
import { standingScenario } from "../run/standing-scenario.ts";
import type { Tape } from "../run/tape/tape.ts";
import type { NamedScenario } from "../run/share/shared-run.ts";
import { convergencesOf, generatorLines, seriesWindow } from "../run/series/window.ts";
import type { WatchedRun } from "../run/watched-run.ts";
import { DEFAULT_CLUSTER, uuidOfName } from "../sim/naming.ts";
import { scenarioToFile } from "../sim/scenario.ts";
import { PFS_TYPE, SPAN_PROTO_1 } from "../wire/constants.ts";
import { messageFromJson } from "../wire/json.ts";
import { answerMessageQuery, noMessageAnswer } from "./host-message-queries.ts";
import { pieceText, sharedRun, type Standing } from "./host-sharing.ts";
import type { CaptureQuery } from "./capture-queries.ts";
import type { Answer, Query } from "./messages.ts";

/** What is asked of the run that is shown; captures have a desk of their own. */
type RunQuery = Exclude<Query, CaptureQuery>;

/** Reads the run for the page; nothing here can touch it. */
export function answer(query: RunQuery, tape: Tape, frames: Frames, standing: Standing, library: readonly NamedScenario[]): Answer {
  // State is that of the run at the cursor; what asks about the whole run, or about what may be still to come there, reads the one at the end.
  const { run } = tape.cursor;
  const { head } = tape;
  const { telling } = frames.feed;
  switch (query.query) {
    case "sheet": // bytes are put on a link where the cursor stands
      return answerMessageQuery(query, run, frames.telling);
    case "injections":
    case "compare":
    case "way":
      return answerMessageQuery(query, head.run, telling);
    case "feed":
      return { query: "feed", from: query.from, rows: frames.feed.read(query.from, query.count) };
    case "message":
      return { query: "message", message: inspectMessageOf(run, query.message, frames.telling) ?? inspectMessageOf(head.run, query.message, telling) };
    case "template":
      return { query: "template", hex: template(query, run) };
    case "tape":
      return { query: "tape", marks: head.marks.view(head.run.nowUs, periodsOf(head)) };
    case "runFile":
      return { query: "runFile", json: head.run.runFile() };
    case "explain":
      return { query: "explain", explained: frames.explainer.explain(query.asked, run, head.run, telling) };
    case "whatIf":
      return { query: "whatIf", state: "start" in query ? frames.explainer.startWhatIf(run, query.start.change, query.start.pfs) : frames.explainer.goOnWhatIf(query.job, query.steps) };
    case "filter":
      return { query: "filter", answer: answerFilter(head.run, query.text, query.caret) };
    case "filterHelp":
      return { query: "filterHelp", help: filterHelp() };
    case "sequence":
      return { query: "sequence", window: frames.trio.sequence(query.view, query.from, query.to, query.wanted) };
    case "lanes":
      return { query: "lanes", window: frames.trio.lanes(query.view, query.from, query.count, query.wanted, query.name) };
    case "causality":
      return { query: "causality", causality: frames.trio.causality(query.row, query.of) };
    case "sharedRun":
      return sharedRun(head.run, frames.watch, standing, library);
    case "piece":
      return pieceText(query, head.run, telling, branchNameOf(standing));
    case "table":
      return { query: "table", window: frames.tables.read(run, query.ask) };
    case "series":
      return { query: "series", window: seriesWindow(head.run, frames.series, query.fromUs, query.toUs, query.points) };
    case "generators":
      return { query: "generators", generators: generatorLines(run) };
    case "standingScenario":
      return { query: "standingScenario", json: JSON.stringify(scenarioToFile(standingScenario(run, query.variants.filter(isVariantName))), null, 2) };
    case "comparison":
      return { query: "comparison", answer: "start" in query ? frames.comparing.start(tape, query.start.against, query.start.untilUs, library) : frames.comparing.goOn(query.job, query.steps, query.atUs) };
  }
}

/** The first branch needs no name. */
function branchNameOf({ branch }: Standing): string | null {
  return branch === null || branch.leftRow === null ? null : branch.name;
}

/** When the mesh was settling. */
function periodsOf({ run, series }: WatchedRun): Float64Array {
  return Float64Array.from(convergencesOf(run, series).flatMap(({ atUs, durationUs }) => (durationUs > 0 ? [atUs, atUs + durationUs] : [])));
}

/** What to say when there is no run to read, so that whoever asked does not wait for ever. */
export function noAnswer(query: RunQuery, why: string): Answer {
  switch (query.query) {
    case "sheet":
    case "injections":
    case "compare":
    case "way":
      return noMessageAnswer(query, why);
    case "feed":
      return { query: "feed", from: query.from, rows: [] };
    case "message":
      return { query: "message", message: null };
    case "template":
      return { query: "template", hex: "" };
    case "tape":
      return { query: "tape", marks: null };
    case "runFile":
      return { query: "runFile", json: "" };
    case "explain":
      return { query: "explain", explained: null };
    case "whatIf":
      return { query: "whatIf", state: { job: 0, phase: "refused", steps: 0, passedUs: 0, refusal: why, outcome: null } };
    case "filter":
      return { query: "filter", answer: null };
    case "filterHelp":
      return { query: "filterHelp", help: filterHelp() };
    case "sequence":
      return { query: "sequence", window: null };
    case "lanes":
      return { query: "lanes", window: null };
    case "causality":
      return { query: "causality", causality: null };
    case "sharedRun":
      return { query: "sharedRun", json: "", commands: 0, events: 0, atUs: 0, digest: "" };
    case "piece":
      return { query: "piece", text: "" };
    case "table":
      return { query: "table", window: { table: query.ask.table, total: 0, matching: 0, from: 0, rows: [] } };
    case "series":
      return { query: "series", window: null };
    case "generators":
      return { query: "generators", generators: [] };
    case "standingScenario":
      return { query: "standingScenario", json: "" };
    case "comparison":
      return { query: "comparison", answer: { job: 0, errors: [], shown: null, files: null } };
  }
}

/** A message of that name with all its fields set as a node would; the text is its aux data, or of a LNK_SPAN or LNK_CONN its label. */
function template({ name, spanid, msgid, flags, text }: Extract<Query, { query: "template" }>, run: Run): string {
  const labelled = name === "LNK_SPAN" || name === "LNK_CONN";
  const pfs = {
    pfs_clid: formatUuid(uuidOfName("cluster", DEFAULT_CLUSTER)),
    pfs_fsid: formatUuid(uuidOfName("pfs", text)),
    pfs_type: PFS_TYPE.MASTER,
    proto_version: SPAN_PROTO_1,
    label: text,
  };
  const fields = { ...(msgid === "" ? {} : { msgid }), ...(spanid === "" ? {} : { spanid }), ...(labelled ? pfs : {}) };
  const made = messageFromJson({ name, flags: flags.join("|"), fields, ...(labelled || text === "" ? {} : { text }) }, run.scenario.switches.profile, false);
  return made.ok ? bytesToHex(made.value.bytes) : "";
}
