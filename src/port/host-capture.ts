import { LIMITS } from "../base/limits.ts";
import { CaptureBook } from "../run/capture/capture-book.ts";
import { captureOf, WHOLE_RUN } from "../run/capture/capture-run.ts";
import type { Run } from "../run/run.ts";
import type { Telling } from "../run/sentences.ts";
import type { CaptureAnswer, CaptureQuery } from "./capture-queries.ts";

/** Links of a capture that are named; and rows that are asked for at once. */
const LINKS_MAX = 1_000;
const ROWS_MAX = 1_000;
/** Characters of a link's id. */
const NAME_MAX = 300;

/** Captures: the run as one, and one that was opened, which stays here to be read. */
export class HostCapture {
  private _book: CaptureBook | null = null;

  /** `runText`: the run as it goes into its own capture. */
  answer(query: CaptureQuery, run: Run | null, telling: Telling | null, runText: () => string): CaptureAnswer {
    switch (query.query) {
      case "capture":
        return { query: "capture", bytes: run === null || telling === null ? null : captureOf(run, telling, { ...WHOLE_RUN, links: query.links, runText: runText() }) };
      case "openCapture":
        this._book = new CaptureBook(query.bytes);
        return { query: "openCapture", opened: this._book.opened };
      case "capturedRows":
        return { query: "capturedRows", from: query.from, rows: this._book?.rows(query.from, query.count) ?? [] };
      case "capturedPacket":
        return { query: "capturedPacket", packet: this._book?.packet(query.frame) ?? null };
    }
  }
}

export function isCaptureQuery(query: { readonly query: string }): query is CaptureQuery {
  return query.query === "capture" || query.query === "openCapture" || query.query === "capturedRows" || query.query === "capturedPacket";
}

/** The query, or null; read like every other, as if a stranger had sent it. */
export function readCaptureQuery(value: Readonly<Record<string, unknown>>): CaptureQuery | null {
  const { query, links, bytes, from, count, frame } = value;
  switch (query) {
    case "capture":
      return Array.isArray(links) && links.length <= LINKS_MAX && links.every((id) => typeof id === "string" && id.length <= NAME_MAX) ? { query, links: links as string[] } : null;
    case "openCapture":
      return bytes instanceof Uint8Array && bytes.length <= LIMITS.captureBytesMax ? { query, bytes } : null;
    case "capturedRows":
      return isCount(from) && isCount(count) && count <= ROWS_MAX ? { query, from, count } : null;
    case "capturedPacket":
      return isCount(frame) ? { query, frame } : null;
    default:
      return null;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
