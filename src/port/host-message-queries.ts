import { isRecord, type JsonRecord } from "../base/json.ts";
import { comparisonOf } from "../run/message/comparison.ts";
import { wayOf } from "../run/message/follow.ts";
import { injectionsOf } from "../run/message/injections.ts";
import { sheetOf } from "../run/message/sheet.ts";
import type { Run } from "../run/run.ts";
import type { Telling } from "../run/sentences.ts";
import type { CompareWith, LinkEndName, MessageEdit } from "../run/shown-message.ts";
import type { MessageAnswer, MessageQuery } from "./message-queries.ts";

export function answerMessageQuery(query: MessageQuery, run: Run, telling: Telling): MessageAnswer {
  switch (query.query) {
    case "sheet":
      return { query: "sheet", ...sheetOf(run, query.hex, query.edit, query.end) };
    case "injections":
      return { query: "injections", injections: injectionsOf(run, telling) };
    case "compare": {
      const found = comparisonOf(run, query.message, query.with);
      return typeof found === "string" ? { query: "compare", comparison: null, error: found } : { query: "compare", comparison: found, error: null };
    }
    case "way":
      return { query: "way", way: wayOf(run, query.message, telling) };
  }
}

/** What to say when there is no run to read. */
export function noMessageAnswer(query: MessageQuery, why: string): MessageAnswer {
  switch (query.query) {
    case "sheet":
      return { query: "sheet", sheet: null, error: why };
    case "injections":
      return { query: "injections", injections: [] };
    case "compare":
      return { query: "compare", comparison: null, error: why };
    case "way":
      return { query: "way", way: null };
  }
}

// ---------------------------------------------------------------- as they come in over the port

/** The query, or null; every length is bounded (`hexMax` digits). */
export function readMessageQuery(value: JsonRecord, hexMax: number): MessageQuery | null {
  switch (value.query) {
    case "injections":
      return { query: "injections" };
    case "way":
      return isCount(value.message) ? { query: "way", message: value.message } : null;
    case "compare": {
      const other = readOther(value.with);
      return isCount(value.message) && other !== null ? { query: "compare", message: value.message, with: other } : null;
    }
    case "sheet": {
      const edit = value.edit === null ? null : readEdit(value.edit, hexMax);
      const end = value.end === null ? null : readEnd(value.end);
      return isText(value.hex, hexMax) && edit !== undefined && end !== undefined ? { query: "sheet", hex: value.hex, edit, end } : null;
    }
    default:
      return null;
  }
}

function readOther(value: unknown): CompareWith | null {
  if (value === "previousElement" || value === "previousHop") return value;
  return isRecord(value) && isCount(value.message) ? { message: value.message } : null;
}

function readEnd(value: unknown): LinkEndName | undefined {
  return isRecord(value) && isText(value.link, NAME_MAX) && isText(value.from, NAME_MAX) ? { link: value.link, from: value.from } : undefined;
}

function readEdit(value: unknown, hexMax: number): MessageEdit | undefined {
  if (!isRecord(value)) return undefined;
  const { struct, name, offset, count, crc } = value;
  switch (value.edit) {
    case "field":
      return isText(struct, NAME_MAX) && isText(name, NAME_MAX) && isText(value.value, hexMax) ? { edit: "field", struct, name, value: value.value } : undefined;
    case "bytes":
      return isCount(offset) && isText(value.value, hexMax) ? { edit: "bytes", offset, value: value.value } : undefined;
    case "aux":
      return isText(value.text, hexMax) ? { edit: "aux", text: value.text } : undefined;
    case "auxHex":
      return isText(value.value, hexMax) ? { edit: "auxHex", value: value.value } : undefined;
    case "fix":
      return crc === "hdr_crc" || crc === "aux_crc" ? { edit: "fix", crc } : undefined;
    case "count":
      return isCount(count) ? { edit: "count", count } : undefined;
    default:
      return undefined;
  }
}

/** Longest name of a link, a node, a struct or a field that is looked for. */
const NAME_MAX = 300;

function isText(value: unknown, most: number): value is string {
  return typeof value === "string" && value.length <= most;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
