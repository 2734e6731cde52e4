import { fail, ok, type Result } from "../../base/result.ts";
import { fieldNamed, FIELDS, type FilterField, type Operator, OPERATORS } from "./fields.ts";
import { type Token, tokensOf } from "./lexer.ts";
import { nearest } from "./nearest.ts";
import { Pattern } from "./pattern.ts";
import { FILTER_DEPTH_MAX, FILTER_TEXT_MAX, type FilterFault, type FilterNode } from "./syntax.ts";
import { FAULT_TEXTS, TYPE_TEXTS } from "../../texts/run-filter.ts";
import { valueOf } from "./values.ts";

/**
 * The filter language, as a packet analyser has it:
 *
 *     filter    = [ or ]
 *     or        = and { ("or" | "||") and }
 *     and       = not { ("and" | "&&") not }
 *     not       = ("not" | "!") not | "(" or ")" | compare | words
 *     compare   = field operator value | field "in" "{" value { [","] value } "}"
 *     words     = word { word } | string
 *
 * The text as a filter, or the first thing that is wrong with it.
 */
export function parseFilter(text: string): Result<FilterNode, FilterFault> {
  if (text.length > FILTER_TEXT_MAX) return fail(faultAt({ kind: "stray", text: text.slice(FILTER_TEXT_MAX, FILTER_TEXT_MAX + 10), at: FILTER_TEXT_MAX, length: text.length - FILTER_TEXT_MAX }, FAULT_TEXTS.tooLong(FILTER_TEXT_MAX)));
  const parser = new Parser(tokensOf(text));
  const node = parser.whole();
  return parser.fault === null ? ok(node) : fail(parser.fault);
}

/** What was found and what was expected there, in one sentence as well. */
function faultAt({ kind, text, at, length }: Token, expected: string, suggestion: string | null = null): FilterFault {
  const found = kind === "end" ? FAULT_TEXTS.end : FAULT_TEXTS.foundToken(text);
  return { at, length, found: text, expected, suggestion, text: FAULT_TEXTS.sentence(at + 1, found, expected, suggestion) };
}

/** What stands in for a part that could not be read; nobody sees it, as there is a fault then. */
const NOTHING: FilterNode = { is: "all" };

class Parser {
  fault: FilterFault | null = null;
  private readonly _tokens: readonly Token[];
  private _next = 0;
  private _depth = 0;

  constructor(tokens: readonly Token[]) {
    this._tokens = tokens;
  }

  whole(): FilterNode {
    if (this._now().kind === "end") return { is: "all" };
    const node = this._or();
    if (this._now().kind !== "end") this._refuse(this._now(), FAULT_TEXTS.connective, this._meantConnective());
    return node;
  }

  // -------------------------------------------------------------- and, or, not

  private _or(): FilterNode {
    return this._joined("or", () => this._joined("and", () => this._not()));
  }

  /** Of one kind and flat: "(a and b) and c" is "a and b and c". */
  private _joined(is: "and" | "or", part: () => FilterNode): FilterNode {
    const parts: FilterNode[] = [];
    do {
      const node = part();
      if (node.is === is) parts.push(...node.of);
      else parts.push(node);
    } while (this.fault === null && this._take(is));
    return parts.length === 1 ? parts[0]! : { is, of: parts };
  }

  private _not(): FilterNode {
    const token = this._now();
    if (this._depth === FILTER_DEPTH_MAX) return this._refuse(token, FAULT_TEXTS.tooDeep(FILTER_DEPTH_MAX));
    this._depth++;
    const node = this._take("not") ? ({ is: "not", of: this._not() } as const) : this._take("(") ? this._inBrackets() : this._condition();
    this._depth--;
    return node;
  }

  private _inBrackets(): FilterNode {
    const node = this._or();
    if (this.fault === null && !this._take(")")) return this._refuse(this._now(), FAULT_TEXTS.connectiveOrClose, this._meantConnective());
    return node;
  }

  // -------------------------------------------------------------- conditions

  private _condition(): FilterNode {
    const token = this._now();
    if (token.kind === "unclosed") return this._refuse({ ...token, kind: "end", text: "", at: token.at + token.length, length: 0 }, FAULT_TEXTS.closingQuote);
    if (token.kind === "string" && token.text.trim() !== "") {
      this._next++;
      return { is: "words", words: spaced(token.text) };
    }
    if (token.kind !== "word") return this._refuse(token, FAULT_TEXTS.condition);
    return this._comparesAt(this._next) ? this._compare(token) : this._words();
  }

  /** A field and its operator; "in" and "has" are words like others where no field stands before them. */
  private _comparesAt(at: number): boolean {
    const { kind, text } = this._tokens[at + 1]!;
    if (kind === "stray") return true;
    if (kind !== "operator") return false;
    const name = this._tokens[at]!.text;
    if (text === "has") return fieldNamed(name) !== undefined || nearestField(name) !== null;
    return text !== "in" || fieldNamed(name) !== undefined || this._tokens[at + 2]!.kind === "{";
  }

  /** Words that stand side by side are looked for side by side. */
  private _words(): FilterNode {
    const words: string[] = [];
    while (this._now().kind === "word" || (words.length > 0 && this._now().kind === "operator" && /^\w/.test(this._now().text))) {
      if (words.length > 0 && this._now().kind === "word" && this._comparesAt(this._next)) break;
      words.push(this._tokens[this._next++]!.text);
    }
    return { is: "words", words: words.join(" ") };
  }

  private _compare(name: Token): FilterNode {
    const field = fieldNamed(name.text);
    if (field === undefined) return this._refuse(name, FAULT_TEXTS.field, nearestField(name.text));
    this._next++;
    const token = this._tokens[this._next++]!;
    const operator = OPERATORS.find((one) => one === token.text);
    if (operator === undefined || token.kind !== "operator" || !field.operators.includes(operator)) return this._refuse(token, FAULT_TEXTS.operator(field.name, field.operators.join("  ")), meantOperator(field, token.text));
    if (operator === "in") return this._list(field);
    const value = this._value(field, operator);
    return value === null ? NOTHING : { is: "compare", field: field.name, operator, values: [value] };
  }

  private _list(field: FilterField): FilterNode {
    if (!this._take("{")) return this._refuse(this._now(), FAULT_TEXTS.openList);
    const values: string[] = [];
    do {
      const value = this._value(field, "in");
      if (value === null) return NOTHING;
      if (!values.includes(value)) values.push(value);
      this._take(",");
      if (this._take("}")) return { is: "compare", field: field.name, operator: "in", values };
    } while (this._now().kind === "word" || this._now().kind === "string");
    return this._refuse(this._now(), FAULT_TEXTS.inList);
  }

  /** In its printed form; null = it is none, and the fault says so. */
  private _value(field: FilterField, operator: Operator): string | null {
    const token = this._now();
    if (token.kind === "unclosed") {
      this._refuse({ ...token, kind: "end", text: "", at: token.at + token.length, length: 0 }, FAULT_TEXTS.closingQuote);
      return null;
    }
    const isText = token.kind === "word" || token.kind === "string";
    const value = isText ? valueOf(field, operator, token.text) : null;
    if (value === null || value === "") {
      this._refuse(token, expectedValue(field), isText ? meantValue(field, token.text) : null);
      return null;
    }
    if (operator === "~" && field.type === "enum" && !field.values.some((one) => new Pattern(value, false).matches(one))) {
      this._refuse(token, FAULT_TEXTS.matchesNone(field.name), nearest(value, field.values));
      return null;
    }
    this._next++;
    return value;
  }

  // -------------------------------------------------------------- tokens

  private _now(): Token {
    return this._tokens[Math.min(this._next, this._tokens.length - 1)]!;
  }

  private _take(kind: Token["kind"]): boolean {
    const taken = this.fault === null && this._now().kind === kind;
    if (taken) this._next++;
    return taken;
  }

  /** The first fault counts. */
  private _refuse(token: Token, expected: string, suggestion: string | null = null): FilterNode {
    this.fault ??= faultAt(token, expected, suggestion);
    return NOTHING;
  }

  private _meantConnective(): string | null {
    const { kind, text } = this._now();
    return kind === "stray" && text === "&" ? "&&" : null;
  }
}

function nearestField(name: string): string | null {
  return nearest(name, FIELDS.map((one) => one.name));
}

function spaced(words: string): string {
  return words.trim().replace(/\s+/g, " ");
}

function meantOperator({ operators }: FilterField, found: string): string | null {
  if (found === "=" || found === "~") return operators.includes("==") ? "==" : operators[0]!;
  if (found === "==" || found === "has") return operators[0]!;
  return null;
}

/** Of flags each by itself. */
function meantValue({ values }: FilterField, text: string): string | null {
  const meant = text.split("|").map((one) => values.find((value) => value.toLowerCase() === one.trim().toLowerCase()) ?? nearest(one.trim(), values));
  return text === "" || meant.includes(null) ? null : meant.join("|");
}

/** Values that a fault lists; a longer list is cut off. */
const VALUES_TOLD = 9;

function expectedValue({ name, type, values }: FilterField): string {
  if (values.length === 0 || type === "count") return FAULT_TEXTS.value(TYPE_TEXTS[type]);
  const told = values.slice(0, VALUES_TOLD).join(", ");
  return FAULT_TEXTS.oneOf(name, values.length > VALUES_TOLD ? FAULT_TEXTS.someMore(told, values.length - VALUES_TOLD) : told);
}
