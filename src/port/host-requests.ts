import { isRecord, type JsonRecord } from "../base/json.ts";
import { LIMITS } from "../base/limits.ts";
import { isVariantName } from "../node/variants.ts";
import { FILTER_TEXT_MAX } from "../run/filter/syntax.ts";
import { FAMILIES, type Family, type FeedFilter, type Inspectable, type Watch } from "../run/shown.ts";
import { type RowsWanted, SEQUENCE_SCALES, type SequenceView } from "../run/shown-trio.ts";
import { TABLE_COLUMNS, type TableAsk, type TableName } from "../run/shown-tables.ts";
import { COMPARE_STEPS_MAX } from "../run/compare/comparing.ts";
import { POINTS_MAX } from "../run/series/window.ts";
import { pathText } from "../sim/scenario-faults.ts";
import { BOARDS } from "../sim/scenario-schema.ts";
import { timedCommand } from "../sim/scenario-command-schema.ts";
import type { Command } from "../sim/commands.ts";
import { readCaptureQuery } from "./host-capture.ts";
import { readExplainQuery } from "./host-explain-requests.ts";
import { readMessageQuery } from "./host-message-queries.ts";
import { readSharingQuery } from "./host-sharing-requests.ts";
import type { CompareAgainst, Control, Query, ToWorker } from "./messages.ts";

/**
 * What came in over the port, read as if a stranger had sent it: every length is bounded, every name is text, and what is
 * none of the requests is nothing. The page's own mistakes and a page that is not ours look the same from here.
 */

/** Longest name of a node, link, transaction or label that is looked for. */
const NAME_MAX = 300;
/** Hex digits of the largest message, with room for spaces between them. */
const HEX_MAX = 3 * (LIMITS.headerBytesMax + LIMITS.auxBytesMax);
const TIME_MAX_US = 2 ** 52;
const NAMES_MAX = 16;

/** The request, or null. */
export function readRequest(data: unknown): ToWorker | null {
  if (!isRecord(data)) return null;
  if (data.type === "want" || data.type === "beat") return { type: data.type };
  if (data.type === "control") {
    const control = readControl(data.control);
    return control === null ? null : { type: "control", control };
  }
  if (typeof data.id !== "number" || !Number.isSafeInteger(data.id)) return null;
  // What a command or a query says is judged when it is answered, so that a bad one gets an answer too.
  if (data.type === "command") return { type: "command", id: data.id, command: data.command as Command };
  if (data.type === "query") return { type: "query", id: data.id, query: data.query as Query };
  return null;
}

function isText(value: unknown, most: number): value is string {
  return typeof value === "string" && value.length <= most;
}

function isName(value: unknown): value is string {
  return isText(value, NAME_MAX);
}

function isNameOrNull(value: unknown): value is string | null {
  return value === null || isName(value);
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
}

// ---------------------------------------------------------------- controls

function readControl(value: unknown): Control | null {
  if (!isRecord(value)) return null;
  switch (value.control) {
    case "play":
    case "pause":
    case "stepEvent":
    case "start":
    case "cancelOpening":
    case "stepBack":
    case "live":
    case "undo":
    case "redo":
      return { control: value.control };
    case "seek":
    case "seekTime":
    case "jump":
    case "switchBranch":
    case "renameBranch":
    case "deleteBranch":
    case "addBreakpoint":
    case "enableBreakpoint":
    case "removeBreakpoint":
    case "keepRows":
      return readTapeControl(value);
    case "runTo":
      return isCount(value.atUs, TIME_MAX_US) ? { control: "runTo", atUs: value.atUs } : null;
    case "speed":
      return typeof value.usPerS === "number" ? { control: "speed", usPerS: value.usPerS } : null;
    case "restart":
      return readRestart(value);
    case "load":
      return readLoad(value.source);
    case "watch": {
      const watch = readWatch(value.watch);
      return watch === null ? null : { control: "watch", watch };
    }
    default:
      return null;
  }
}

function readTapeControl(value: JsonRecord): Control | null {
  const { row, atUs, filter, back, branch, name, breakpoint, enabled, rowsMax } = value;
  const isFilter = typeof filter === "string";
  switch (value.control) {
    case "seek":
      return isCount(row, LIMITS.tracedRowsMax) ? { control: "seek", row } : null;
    case "seekTime":
      return isCount(atUs, TIME_MAX_US) ? { control: "seekTime", atUs } : null;
    case "jump":
      return isFilter && typeof back === "boolean" ? { control: "jump", filter: filter.slice(0, FILTER_TEXT_MAX + 1), back } : null;
    case "switchBranch":
    case "deleteBranch":
      return isCount(branch, TIME_MAX_US) ? { control: value.control, branch } : null;
    case "renameBranch":
      return isCount(branch, TIME_MAX_US) && isName(name) ? { control: "renameBranch", branch, name } : null;
    case "addBreakpoint":
      return isFilter ? { control: "addBreakpoint", filter: filter.slice(0, FILTER_TEXT_MAX + 1) } : null;
    case "enableBreakpoint":
      return isCount(breakpoint, TIME_MAX_US) && typeof enabled === "boolean" ? { control: "enableBreakpoint", breakpoint, enabled } : null;
    case "removeBreakpoint":
      return isCount(breakpoint, TIME_MAX_US) ? { control: "removeBreakpoint", breakpoint } : null;
    default:
      return isCount(rowsMax, LIMITS.journalRowsMax) ? { control: "keepRows", rowsMax } : null;
  }
}

function readRestart({ seed, variants }: JsonRecord): Control | null {
  if (seed !== undefined && !isCount(seed, 0xffff_ffff)) return null;
  if (variants !== undefined && !(isNames(variants) && variants.every(isVariantName))) return null;
  return { control: "restart", ...(seed === undefined ? {} : { seed }), ...(variants === undefined ? {} : { variants }) };
}

function readLoad(source: unknown): Control | null {
  if (!isRecord(source)) return null;
  if (isName(source.name)) return { control: "load", source: { name: source.name } };
  // One character more than allowed, so that whoever reads the file says that it is too long.
  if (typeof source.json === "string") return { control: "load", source: { json: source.json.slice(0, LIMITS.fileBytesMax + 1) } };
  if (typeof source.run === "string") return readShared(source as { readonly run: string });
  if (isName(source.topology) && isCount(source.seed, 0xffff_ffff)) return { control: "load", source: { topology: source.topology, seed: source.seed } };
  return null;
}

function readShared({ run, own, goOnUs, play }: JsonRecord & { readonly run: string }): Control | null {
  if (goOnUs !== undefined && !isCount(goOnUs, TIME_MAX_US)) return null;
  const more = { ...(own === true ? { own } : {}), ...(goOnUs === undefined ? {} : { goOnUs }), ...(typeof play === "boolean" ? { play } : {}) };
  return { control: "load", source: { run: run.slice(0, LIMITS.fileBytesMax + 1), ...more } };
}

/** What is selected and watched, or null when it is something else. */
export function readWatch(value: unknown): Watch | null {
  if (!isRecord(value)) return null;
  const { inspect, pfs, transaction, shell } = value;
  const feedFilter = readFilter(value.feedFilter);
  const board = BOARDS.find((one) => one === value.board) ?? null;
  if (board === null && value.board !== null) return null;
  const inspected = inspect === null ? null : readInspectable(inspect);
  if (inspected === undefined || feedFilter === null || !isNameOrNull(pfs) || !isNameOrNull(transaction) || !isNameOrNull(shell)) return null;
  return { inspect: inspected, pfs, transaction, shell, feedFilter, board };
}

function readInspectable(value: unknown): Inspectable | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, node, link, name, message } = value;
  if (kind === "node" && isName(node)) return { kind, node };
  if (kind === "link" && isName(link)) return { kind, link };
  if (kind === "transaction" && isName(name)) return { kind, name };
  if (kind === "message" && isCount(message, Number.MAX_SAFE_INTEGER)) return { kind, message };
  return undefined;
}

function readFilter(value: unknown): FeedFilter | null {
  if (!isRecord(value) || !Array.isArray(value.families) || value.families.length > FAMILIES.length) return null;
  const families = (value.families as unknown[]).filter((family): family is Family => (FAMILIES as readonly unknown[]).includes(family));
  const { node, link, text } = value;
  if (families.length !== value.families.length || !isNameOrNull(node) || !isNameOrNull(link) || typeof text !== "string") return null;
  return { families, node, link, text: text.slice(0, FILTER_TEXT_MAX) };
}

// ---------------------------------------------------------------- commands

/** The command, or what is wrong with it; whether its names exist is the world's to say. */
export function readCommand(value: unknown): { readonly command: Command } | { readonly refusal: string } {
  if (!isRecord(value)) return { refusal: "a command is an object" };
  if (hasTooManyBytes(value) || (isRecord(value.command) && hasTooManyBytes(value.command))) return { refusal: "bytes: more than the largest message has" };
  const read = timedCommand.safeParse({ at: 0, ...value });
  if (read.success) return { command: read.data.command };
  const issue = read.error.issues[0];
  return { refusal: issue === undefined ? "not a command" : `${pathText(issue.path)}: ${issue.message}` };
}

function hasTooManyBytes({ bytes }: JsonRecord): boolean {
  return typeof bytes === "string" && bytes.length > HEX_MAX;
}

// ---------------------------------------------------------------- queries

/** The query, or null. */
export function readQuery(value: unknown): Query | null {
  if (!isRecord(value)) return null;
  const { from, count, message, name, spanid, msgid, flags, text } = value;
  switch (value.query) {
    case "feed":
      return isCount(from, Number.MAX_SAFE_INTEGER) && isCount(count, Number.MAX_SAFE_INTEGER) ? { query: "feed", from, count } : null;
    case "message":
      return isCount(message, Number.MAX_SAFE_INTEGER) ? { query: "message", message } : null;
    case "template":
      if (!isName(name) || !isName(spanid) || !isName(msgid) || !isText(text, LIMITS.textBytesMax) || !isNames(flags)) return null;
      return { query: "template", name, spanid, msgid, flags, text };
    case "runFile":
    case "tape":
      return { query: value.query };
    case "table": {
      const ask = readTableAsk(value.ask);
      return ask === null ? null : { query: "table", ask };
    }
    case "explain":
    case "whatIf":
      return readExplainQuery(value);
    case "sheet":
    case "injections":
    case "compare":
    case "way":
      return readMessageQuery(value, HEX_MAX);
    case "sharedRun":
    case "piece":
      return readSharingQuery(value);
    case "capture":
    case "openCapture":
    case "capturedRows":
    case "capturedPacket":
      return readCaptureQuery(value);
    case "series":
      return isCount(value.fromUs, TIME_MAX_US) && isCount(value.toUs, TIME_MAX_US) && isCount(value.points, POINTS_MAX) ? { query: "series", fromUs: value.fromUs, toUs: value.toUs, points: value.points } : null;
    case "generators":
      return { query: "generators" };
    case "standingScenario":
      return isNames(value.variants) && value.variants.every(isVariantName) ? { query: "standingScenario", variants: value.variants } : null;
    case "comparison":
      return readComparison(value);
    default:
      return readTrioQuery(value);
  }
}

// --- the linked trio

/** Columns of the diagram: more nodes than a world has. */
const COLUMNS_MAX = LIMITS.nodesMax;
/** Places of an axis that one question gets. */
const PLACES_MAX = 2 ** 52;

function readTrioQuery(value: JsonRecord): Query | null {
  const { from, to, count, text, caret, name } = value;
  const wanted = readWanted(value.wanted);
  switch (value.query) {
    case "filter":
      // One character more than allowed, so that whoever reads it says that it is too long.
      return typeof text === "string" && isCount(caret, text.length) ? { query: "filter", text: text.slice(0, FILTER_TEXT_MAX + 1), caret: Math.min(caret, FILTER_TEXT_MAX) } : null;
    case "filterHelp":
      return { query: "filterHelp" };
    case "sequence": {
      const view = readSequenceView(value.view);
      return view !== null && wanted !== null && isCount(from, PLACES_MAX) && isCount(to, PLACES_MAX) ? { query: "sequence", view, from, to, wanted } : null;
    }
    case "lanes": {
      const view = readSequenceView(value.view);
      return view !== null && wanted !== null && isCount(from, PLACES_MAX) && isCount(count, PLACES_MAX) && isNameOrNull(name) ? { query: "lanes", view, from, count, wanted, name } : null;
    }
    case "causality": {
      const of = value.of === null ? null : readInspectable(value.of);
      return of !== undefined && isRowOrNull(value.row) ? { query: "causality", row: value.row, of } : null;
    }
    default:
      return null;
  }
}

function readComparison({ start, job, steps, atUs }: JsonRecord): Query | null {
  if (start === undefined) {
    const wanted = atUs === null || isCount(atUs, TIME_MAX_US);
    return wanted && isCount(job, Number.MAX_SAFE_INTEGER) && isCount(steps, COMPARE_STEPS_MAX) ? { query: "comparison", job, steps, atUs } : null;
  }
  if (!isRecord(start) || !isRecord(start.against) || !isCount(start.untilUs, TIME_MAX_US)) return null;
  const against = readAgainst(start.against);
  return against === null ? null : { query: "comparison", start: { against, untilUs: start.untilUs } };
}

function readAgainst({ variants, seed, link, latencyUs, lossPerMillion, branch, scenario, json }: JsonRecord): CompareAgainst | null {
  if (isNames(variants)) return { variants };
  if (isCount(seed, 0xffff_ffff)) return { seed };
  if (isName(link)) return isCount(latencyUs, TIME_MAX_US) && isCount(lossPerMillion, 1_000_000) ? { link, latencyUs, lossPerMillion } : null;
  if (isCount(branch, Number.MAX_SAFE_INTEGER)) return { branch };
  if (isName(scenario)) return { scenario };
  return isText(json, LIMITS.fileBytesMax) ? { json } : null;
}

function readWanted(value: unknown): RowsWanted | null {
  if (!isRecord(value)) return null;
  const { event, cursor } = value;
  return isRowOrNull(event) && isRowOrNull(cursor) ? { event, cursor } : null;
}

function isRowOrNull(value: unknown): value is number | null {
  return value === null || isCount(value, Number.MAX_SAFE_INTEGER);
}

function readSequenceView(value: unknown): SequenceView | null {
  if (!isRecord(value)) return null;
  const { columns, pings, filtered } = value;
  const scale = SEQUENCE_SCALES.find((one) => one === value.scale);
  const filter = readFilter(value.filter);
  if (!Array.isArray(columns) || columns.length > COLUMNS_MAX || !(columns as unknown[]).every(isName)) return null;
  if (scale === undefined || filter === null || typeof pings !== "boolean" || (filtered !== "dim" && filtered !== "hide")) return null;
  return { columns: columns as string[], scale, pings, filtered, filter };
}

function readTableAsk(value: unknown): TableAsk | null {
  if (!isRecord(value)) return null;
  const { sort, descending, find, node, pfs, from, count } = value;
  const table = (Object.keys(TABLE_COLUMNS) as TableName[]).find((name) => name === value.table);
  if (table === undefined || !(TABLE_COLUMNS[table] as readonly unknown[]).includes(sort)) return null;
  if (typeof descending !== "boolean" || !isText(find, FILTER_TEXT_MAX) || !isNameOrNull(node) || !isNameOrNull(pfs)) return null;
  if (!isCount(from, Number.MAX_SAFE_INTEGER) || !isCount(count, Number.MAX_SAFE_INTEGER)) return null;
  return { table, sort: sort as string, descending, find, node, pfs, from, count };
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= NAMES_MAX && (value as unknown[]).every(isName);
}
