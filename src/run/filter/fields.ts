import { EVENT_NAMES } from "../../node/events.ts";
import { RULES } from "../../node/rules.ts";
import { CMD, ERR, FLAG, PROTO } from "../../wire/constants.ts";
import { FAMILIES } from "../shown.ts";

/**
 * The fields of the filter language, as data: the parser, the compiler, the help panel, the completions and docs/filter.md
 * all come from this one table. What a field means in words stands in texts/run-filter.ts, under its name.
 */

export const OPERATORS = ["==", "!=", "<", "<=", ">", ">=", "~", "has", "in"] as const;
export type Operator = (typeof OPERATORS)[number];

/**
 * enum: one of a closed list. name: of a thing of the simulated world. id: 64 bits, written 0x…. count: an integer that is
 * not negative, some of them with names. time: with its unit. flags: names joined by |. text: the row's sentence.
 */
export type FieldType = "enum" | "name" | "id" | "count" | "time" | "flags" | "text";

export type FieldName = "kind" | "event" | "family" | "severity" | "rule" | "node" | "from" | "to" | "link" | "transaction" | "pfs" | "cmd" | "proto" | "flags" | "msgid" | "spanid" | "error" | "dist" | "time" | "row" | "message" | "cause" | "text";

/** Whose names a field takes, where the list is the run's own. */
export type NameSource = "nodes" | "links" | "transactions" | "pfs";

export interface FilterField {
  readonly name: FieldName;
  readonly type: FieldType;
  readonly operators: readonly Operator[];
  /** what may stand behind the operator, of an enum, of flags and of counts that have names; empty = anything of the type */
  readonly values: readonly string[];
  /** numbers of the values, by their place, where they are not the place itself */
  readonly codes: readonly number[];
  readonly source: NameSource | null;
  /** it asks about messages as such: a feed with such a filter lists them too, and not only the events that tell of them */
  readonly ofMessages: boolean;
  /** a whole filter that uses it */
  readonly example: string;
}

const EQUAL: readonly Operator[] = ["==", "!=", "in"];
const LIKE: readonly Operator[] = ["==", "!=", "~", "in"];
const ORDER: readonly Operator[] = ["==", "!=", "<", "<=", ">", ">=", "in"];

/** Kinds of rows, in the order of TRACE from 1 on. */
export const KINDS = ["send", "deliver", "lost", "altered", "event", "linkState", "nodeState", "command", "refused"] as const;
export const SEVERITIES = ["normal", "abort", "violation", "command"] as const;
/** The flags of a header that mean something (WIRE-03). */
const FLAGS = ["CREATE", "DELETE", "REPLY", "ABORT", "AUXOOB"] as const;

interface More {
  readonly values?: readonly string[];
  readonly codes?: readonly number[];
  readonly source?: NameSource;
  readonly ofMessages?: boolean;
}

function field(name: FieldName, type: FieldType, operators: readonly Operator[], example: string, { values = [], codes = [], source, ofMessages = false }: More = {}): FilterField {
  return { name, type, operators, values, codes, source: source ?? null, ofMessages, example };
}

function named(table: Readonly<Record<string, number>>): Pick<More, "values" | "codes"> {
  return { values: Object.keys(table), codes: Object.values(table) };
}

function from1(names: readonly string[]): Pick<More, "values" | "codes"> {
  return { values: names.slice(1), codes: names.slice(1).map((_, at) => at + 1) };
}

export const FIELDS: readonly FilterField[] = [
  field("family", "enum", LIKE, "family == abort && node == B", { values: FAMILIES }),
  field("severity", "enum", LIKE, "severity in {abort, violation}", { values: SEVERITIES }),
  field("kind", "enum", LIKE, "kind == lost", { values: KINDS, codes: KINDS.map((_, at) => at + 1), ofMessages: true }),
  field("event", "enum", LIKE, "event == transactionAborted", from1(EVENT_NAMES)),
  field("rule", "enum", LIKE, 'rule ~ "TX-*"', from1(RULES)),
  field("node", "name", LIKE, "node == B and not family == housekeeping", { source: "nodes" }),
  field("from", "name", LIKE, "from == A && to == B", { source: "nodes", ofMessages: true }),
  field("to", "name", LIKE, "to in {C, D}", { source: "nodes", ofMessages: true }),
  field("link", "name", LIKE, "link == A-B", { source: "links" }),
  field("transaction", "name", LIKE, "transaction == shell1", { source: "transactions" }),
  field("pfs", "name", LIKE, "pfs == pfsD && event == bestChanged", { source: "pfs" }),
  field("dist", "count", ORDER, "dist > 3"),
  field("cmd", "enum", LIKE, "cmd == LNK_SPAN", { ...named(CMD), ofMessages: true }),
  field("proto", "enum", LIKE, "proto == DBG", { ...named(PROTO), ofMessages: true }),
  field("flags", "flags", ["has", "==", "!="], "flags has CREATE|REPLY", { values: FLAGS, codes: FLAGS.map((flag) => FLAG[flag]), ofMessages: true }),
  field("msgid", "id", EQUAL, "msgid == 0x0000a00000000007"),
  field("spanid", "id", EQUAL, "spanid == 0x0000a00000000007"),
  field("error", "count", ORDER, "error != 0", named(ERR)),
  field("time", "time", ORDER, "time > 2.1s && time < 3s"),
  field("row", "count", ORDER, "row >= 418"),
  field("message", "count", ORDER, "message == 12"),
  field("cause", "count", ORDER, "cause == 418"),
  field("text", "text", ["~"], 'text ~ "lost the way"'),
];

const BY_NAME: ReadonlyMap<string, FilterField> = new Map(FIELDS.map((one) => [one.name, one]));

/** The field of that name, whatever its case; undefined = there is none. */
export function fieldNamed(name: string): FilterField | undefined {
  return BY_NAME.get(name) ?? BY_NAME.get(name.toLowerCase());
}

/** The number of a value by its place in the field's list. */
export function codeOf({ codes }: FilterField, place: number): number {
  return codes.length === 0 ? place : codes[place]!;
}
