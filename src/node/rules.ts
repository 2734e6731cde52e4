/** The ids of the rules (docs/rules.md states each); an event carries one where a rule decided. Order is part of the run file's digest: append only. */
export const RULES = [
  "",
  "WIRE-01", "WIRE-02", "WIRE-03", "WIRE-04", "WIRE-05", "WIRE-06", "WIRE-07", "WIRE-08", "WIRE-09", "WIRE-10", "WIRE-11",
  "LINK-01", "LINK-02", "LINK-03", "LINK-04", "LINK-05", "LINK-06", "LINK-07", "LINK-08",
  "TX-01", "TX-02", "TX-03", "TX-04", "TX-05", "TX-06", "TX-07", "TX-08",
  "SPAN-01", "SPAN-02", "SPAN-03", "SPAN-04", "SPAN-05", "SPAN-06", "SPAN-07", "SPAN-08", "SPAN-09",
  "ROUTE-01", "ROUTE-02", "ROUTE-03", "ROUTE-04", "ROUTE-05", "ROUTE-06", "ROUTE-07", "ROUTE-08", "ROUTE-09",
  "SVC-01", "SVC-02",
  "DBG-01", "CAC-01", "CAC-02", "QRM-01", "SHM-01", "DUP-01",
] as const;

export type RuleName = Exclude<(typeof RULES)[number], "">;
/** Index into RULES; 0 = no rule decided. */
export type RuleId = number;

/** Rule ids by name: RULE["TX-04"]. */
export const RULE = Object.fromEntries(RULES.map((name, id) => [name, id])) as Readonly<Record<(typeof RULES)[number], RuleId>>;
