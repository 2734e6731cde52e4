/** Rows in which what became of a message is looked for. */
export const LOOKS_MAX = 100_000;
