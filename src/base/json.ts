export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a value is an object with keys, as JSON writes it in braces: no list, not null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
