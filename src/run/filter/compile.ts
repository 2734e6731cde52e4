import { parseId64 } from "../../base/bytes.ts";
import { RULES } from "../../node/rules.ts";
import { TRACE } from "../../sim/trace.ts";
import type { Row } from "../row.ts";
import { sayRow, type Telling } from "../sentences.ts";
import { codeOf, type FieldName, fieldNamed, type FilterField, type Operator } from "./fields.ts";
import { Pattern } from "./pattern.ts";
import { ABSENT, nameOf, NAMES_MAX, numberOf } from "./readers.ts";
import type { FilterNode } from "./syntax.ts";
import { NO_FLAGS } from "./values.ts";

/**
 * A filter that can be asked of every row. A comparison is false of a row that has nothing in the field, != too; "not"
 * turns that round. Plain objects without functions in them, so that a run which holds some can be copied.
 */
export interface RowTest {
  /** how dear the question is; of several the cheapest is asked first */
  readonly cost: number;
  passes(row: Row, telling: Telling): boolean;
}

export const COST = { number: 1, id: 1, name: 4, dist: 8, sentence: 100 } as const;

export function compileFilter(node: FilterNode): RowTest {
  switch (node.is) {
    case "all":
      return new EveryRow();
    case "and":
      return new AllOf(node.of.map(compileFilter));
    case "or":
      return new AnyOf(node.of.map(compileFilter));
    case "not":
      return new NoneOf(compileFilter(node.of));
    case "words":
      return new SentenceHas(node.words);
    case "compare":
      return compileComparison(fieldNamed(node.field)!, node.operator, node.values);
  }
}

function compileComparison(field: FilterField, operator: Operator, values: readonly string[]): RowTest {
  switch (field.type) {
    case "text":
      return new SentenceHas(values[0]!);
    case "id":
      return new HasId(field.name === "spanid", values, operator !== "!=");
    case "name":
      return new HasName(field.name, operator === "~" ? new Pattern(values[0]!, false) : null, values, operator !== "!=");
    case "flags":
      return new HasFlags(bitsOf(field, values[0]!), operator);
    case "enum":
      return new IsOneOf(field.name, operator === "~" ? matching(field, values[0]!) : values.map((value) => numberFor(field, value)), operator !== "!=");
    default:
      return operator === "in" ? new IsOneOf(field.name, values.map((value) => numberFor(field, value)), true) : new Compares(field.name, operator, numberFor(field, values[0]!));
  }
}

/** The numbers of those values of an enum that a pattern matches. */
function matching(field: FilterField, pattern: string): number[] {
  const wanted = new Pattern(pattern, false);
  return field.values.flatMap((value, place) => (wanted.matches(value) ? [codeOf(field, place)] : []));
}

function numberFor(field: FilterField, value: string): number {
  const place = field.values.indexOf(value);
  return place >= 0 ? codeOf(field, place) : Number.parseInt(value, 10);
}

function bitsOf(field: FilterField, flags: string): number {
  return flags === NO_FLAGS ? 0 : flags.split("|").reduce((bits, flag) => bits | numberFor(field, flag), 0);
}

// ---------------------------------------------------------------- joined

class EveryRow implements RowTest {
  readonly cost = 0;

  passes(): boolean {
    return true;
  }
}

function cheapestFirst(tests: readonly RowTest[]): readonly RowTest[] {
  return tests.toSorted((a, b) => a.cost - b.cost);
}

function costOf(tests: readonly RowTest[]): number {
  return tests.reduce((sum, { cost }) => sum + cost, 0);
}

class AllOf implements RowTest {
  readonly cost: number;
  private readonly _tests: readonly RowTest[];

  constructor(tests: readonly RowTest[]) {
    this._tests = cheapestFirst(tests);
    this.cost = costOf(tests);
  }

  passes(row: Row, telling: Telling): boolean {
    for (const test of this._tests) if (!test.passes(row, telling)) return false;
    return true;
  }
}

class AnyOf implements RowTest {
  readonly cost: number;
  private readonly _tests: readonly RowTest[];

  constructor(tests: readonly RowTest[]) {
    this._tests = cheapestFirst(tests);
    this.cost = costOf(tests);
  }

  passes(row: Row, telling: Telling): boolean {
    for (const test of this._tests) if (test.passes(row, telling)) return true;
    return false;
  }
}

class NoneOf implements RowTest {
  readonly cost: number;
  private readonly _test: RowTest;

  constructor(test: RowTest) {
    this._test = test;
    this.cost = test.cost;
  }

  passes(row: Row, telling: Telling): boolean {
    return !this._test.passes(row, telling);
  }
}

// ---------------------------------------------------------------- of one field

class IsOneOf implements RowTest {
  readonly cost = COST.number;
  private readonly _field: FieldName;
  private readonly _numbers: ReadonlySet<number>;
  private readonly _wanted: boolean;

  constructor(field: FieldName, numbers: readonly number[], wanted: boolean) {
    this._field = field;
    this._numbers = new Set(numbers);
    this._wanted = wanted;
  }

  passes(row: Row, telling: Telling): boolean {
    const number = numberOf(this._field, row, telling);
    return number !== ABSENT && this._numbers.has(number) === this._wanted;
  }
}

class Compares implements RowTest {
  readonly cost: number;
  private readonly _field: FieldName;
  private readonly _operator: Operator;
  private readonly _number: number;

  constructor(field: FieldName, operator: Operator, number: number) {
    this._field = field;
    this._operator = operator;
    this._number = number;
    this.cost = field === "dist" ? COST.dist : COST.number;
  }

  passes(row: Row, telling: Telling): boolean {
    const number = numberOf(this._field, row, telling);
    if (number === ABSENT) return false;
    switch (this._operator) {
      case "==":
        return number === this._number;
      case "!=":
        return number !== this._number;
      case "<":
        return number < this._number;
      case "<=":
        return number <= this._number;
      case ">":
        return number > this._number;
      default:
        return number >= this._number;
    }
  }
}

class HasFlags implements RowTest {
  readonly cost = COST.number;
  private readonly _bits: number;
  private readonly _operator: Operator;

  constructor(bits: number, operator: Operator) {
    this._bits = bits;
    this._operator = operator;
  }

  passes(row: Row, telling: Telling): boolean {
    const flags = numberOf("flags", row, telling);
    if (flags === ABSENT) return false;
    // FLAG0..2 are ignored (WIRE-03)
    const meant = flags & 0xf8;
    if (this._operator === "has") return this._bits === 0 ? meant === 0 : (meant & this._bits) === this._bits;
    return (meant === this._bits) === (this._operator === "==");
  }
}

class HasId implements RowTest {
  readonly cost = COST.id;
  private readonly _ofSpan: boolean;
  private readonly _ids: readonly { readonly hi: number; readonly lo: number }[];
  private readonly _wanted: boolean;

  constructor(ofSpan: boolean, ids: readonly string[], wanted: boolean) {
    this._ofSpan = ofSpan;
    this._ids = ids.map((id) => parseId64(id)!);
    this._wanted = wanted;
  }

  passes(row: Row): boolean {
    const hi = (this._ofSpan ? row.spanidHi : row.msgidHi) >>> 0;
    const lo = (this._ofSpan ? row.spanidLo : row.msgidLo) >>> 0;
    if (hi === 0 && lo === 0 && !this._wanted) return false;
    if (row.kind >= TRACE.linkState) return false;
    return this._ids.some((id) => id.hi === hi && id.lo === lo) === this._wanted;
  }
}

class HasName implements RowTest {
  readonly cost = COST.name;
  private readonly _field: FieldName;
  private readonly _pattern: Pattern | null;
  private readonly _names: readonly string[];
  private readonly _msgids: HasId | null;
  private readonly _wanted: boolean;

  constructor(field: FieldName, pattern: Pattern | null, names: readonly string[], wanted: boolean) {
    this._field = field;
    this._pattern = pattern;
    this._names = names;
    this._wanted = wanted;
    // a transaction that nobody named goes by its msgid
    const msgids = field === "transaction" && pattern === null ? names.filter((name) => parseId64(name) !== undefined) : [];
    this._msgids = msgids.length === 0 ? null : new HasId(false, msgids, true);
  }

  passes(row: Row, telling: Telling): boolean {
    if (this._msgids?.passes(row)) return this._wanted;
    let has = false;
    for (let place = 0; place < NAMES_MAX; place++) {
      const name = nameOf(this._field, place, row, telling);
      if (name === null) continue;
      if (this._pattern === null ? this._names.includes(name) : this._pattern.matches(name)) return this._wanted;
      has = true;
    }
    return has && !this._wanted;
  }
}

/** The sentence, or the id of the rule that decided. */
class SentenceHas implements RowTest {
  readonly cost = COST.sentence;
  private readonly _pattern: Pattern;

  constructor(words: string) {
    this._pattern = new Pattern(words, true);
  }

  passes(row: Row, telling: Telling): boolean {
    if (row.kind === TRACE.event && row.rule > 0 && this._pattern.matches(RULES[row.rule] ?? "")) return true;
    return this._pattern.matches(sayRow(row, telling));
  }
}

// ---------------------------------------------------------------- of the whole

/** It asks about messages as such. */
export function asksMessages(node: FilterNode): boolean {
  switch (node.is) {
    case "and":
    case "or":
      return node.of.some(asksMessages);
    case "not":
      return asksMessages(node.of);
    case "compare":
      return fieldNamed(node.field)!.ofMessages || (node.field === "message" && node.operator === "==");
    default:
      return false;
  }
}
