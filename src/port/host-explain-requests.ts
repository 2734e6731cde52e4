import { isRecord, type JsonRecord } from "../base/json.ts";
import { EXPLAIN_PARTS, type ExplainAsked, type ExplainPart, type WhatIfChange } from "../run/shown-explain.ts";
import type { Query } from "./messages.ts";

/** Questions of why and what if, read as if a stranger had sent them (host-requests.ts). */

/** Longest name of a node, a link or a label that is asked about. */
const NAME_MAX = 300;
/** Steps that one question may take: the worker answers nothing else meanwhile. */
const STEPS_MAX = 100_000;

/** The query, or null. */
export function readExplainQuery(value: JsonRecord): Query | null {
  if (value.query === "explain") {
    const asked = readAsked(value.asked);
    return asked === null ? null : { query: "explain", asked };
  }
  if (value.query !== "whatIf") return null;
  if (value.start !== undefined) return readStart(value.start);
  const { job, steps } = value;
  return isCount(job, Number.MAX_SAFE_INTEGER) && isCount(steps, STEPS_MAX) ? { query: "whatIf", job, steps } : null;
}

function readAsked(value: unknown): ExplainAsked | null {
  if (!isRecord(value)) return null;
  const { node, pfs, wave, parts } = value;
  if (!isNameOrNull(node) || !isNameOrNull(pfs) || typeof wave !== "number" || !Number.isSafeInteger(wave)) return null;
  if (!Array.isArray(parts) || parts.length > EXPLAIN_PARTS.length) return null;
  const known = (parts as unknown[]).filter((part): part is ExplainPart => (EXPLAIN_PARTS as readonly unknown[]).includes(part));
  return known.length === parts.length ? { node, pfs, wave, parts: known } : null;
}

function readStart(value: unknown): Query | null {
  if (!isRecord(value) || !isNameOrNull(value.pfs)) return null;
  const change = readChange(value.change);
  return change === null ? null : { query: "whatIf", start: { change, pfs: value.pfs } };
}

function readChange(value: unknown): WhatIfChange | null {
  if (!isRecord(value)) return null;
  const { link, how, node } = value;
  if (value.do === "crash" && isName(node)) return { do: "crash", node };
  if (value.do !== "cut" || !isName(link)) return null;
  return how === "close" || how === "silent" || how === "suspend" ? { do: "cut", link, how } : null;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length <= NAME_MAX;
}

function isNameOrNull(value: unknown): value is string | null {
  return value === null || isName(value);
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
}
