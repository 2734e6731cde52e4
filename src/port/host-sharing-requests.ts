import type { PieceChoice, Query } from "./messages.ts";

/** The queries of sharing, read like every other: as if a stranger had sent them. */

/** Events that are asked for as text. */
const LAST_MAX = 100_000;
/** Longest name of a transaction that is looked for. */
const NAME_MAX = 300;

/** The query, or null. */
export function readSharingQuery({ query, form, piece }: Readonly<Record<string, unknown>>): Query | null {
  if (query === "sharedRun") return { query };
  const read = readPiece(piece);
  if (query !== "piece" || read === null || (form !== "trace" && form !== "mermaid")) return null;
  return { query, form, piece: read };
}

function readPiece(value: unknown): PieceChoice | null {
  if (typeof value !== "object" || value === null) return null;
  const { rows, last, before, transaction } = value as Readonly<Record<string, unknown>>;
  if (typeof transaction === "string") return transaction.length > NAME_MAX ? null : { transaction };
  if (isCount(last) && last <= LAST_MAX) return { last, ...(isCount(before) ? { before } : {}) };
  if (!Array.isArray(rows) || rows.length !== 2) return null;
  const [from, to] = rows as unknown[];
  return isCount(from) && isCount(to) ? { rows: [from, to] } : null;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
