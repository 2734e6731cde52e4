import { fieldNamed, FIELDS, type FilterField, type NameSource, OPERATORS } from "./fields.ts";
import { quoted, type Token, tokensOf } from "./lexer.ts";
import { COMPLETION_TEXTS, FIELD_MEANINGS, OPERATOR_MEANINGS } from "../../texts/run-filter.ts";

export interface Completion {
  /** what would stand there */
  readonly text: string;
  readonly meaning: string;
}

export interface Completions {
  /** the part of the text that a completion replaces */
  readonly from: number;
  readonly to: number;
  readonly completions: readonly Completion[];
}

/** As many as one sees at a glance. */
const COMPLETIONS_MAX = 12;

/** What could stand at the caret. `namesOf`: the names that the run has of a kind. */
export function completionsAt(text: string, caret: number, namesOf: (source: NameSource) => readonly string[]): Completions {
  const tokens = tokensOf(text.slice(0, caret)).slice(0, -1);
  const last = tokens.at(-1);
  const touched = last !== undefined && last.at + last.length === caret && isTyped(last) ? last : null;
  const before = touched === null ? tokens : tokens.slice(0, -1);
  const typed = touched?.text ?? "";
  const all = candidatesAfter(before, typed, namesOf).filter(({ text: one }) => one.toLowerCase() !== typed.toLowerCase());
  const wanted = typed.split("|").at(-1)!.toLowerCase();
  const starting = all.filter((one) => nameIn(one.text).startsWith(wanted));
  const holding = all.filter((one) => !nameIn(one.text).startsWith(wanted) && nameIn(one.text).includes(wanted));
  return { from: touched?.at ?? caret, to: caret, completions: [...starting, ...holding].slice(0, COMPLETIONS_MAX) };
}

/** "CREATE|RE" is completed at its last part, and names in quotes by what is in them. */
function nameIn(text: string): string {
  return text.replace(/^"/, "").split("|").at(-1)!.toLowerCase();
}

function isTyped({ kind }: Token): boolean {
  return kind === "word" || kind === "unclosed" || kind === "and" || kind === "or" || kind === "not" || kind === "operator";
}

function candidatesAfter(before: readonly Token[], typed: string, namesOf: (source: NameSource) => readonly string[]): readonly Completion[] {
  const listed = fieldOfOpenList(before);
  if (listed !== null) return valuesFor(listed, typed, namesOf);
  const last = before.at(-1);
  const name = before.at(-2);
  const field = last?.kind === "operator" && name?.kind === "word" ? fieldNamed(name.text) : undefined;
  if (field !== undefined) return last!.text === "in" ? [{ text: "{", meaning: OPERATOR_MEANINGS.in }] : valuesFor(field, typed, namesOf);
  const asked = last?.kind === "word" && !isValue(before) ? fieldNamed(last.text) : undefined;
  if (asked !== undefined) return OPERATORS.filter((operator) => asked.operators.includes(operator)).map((operator) => ({ text: operator, meaning: OPERATOR_MEANINGS[operator] }));
  if (last === undefined || last.kind === "and" || last.kind === "or" || last.kind === "not" || last.kind === "(") return FIELDS.map((one) => ({ text: one.name, meaning: FIELD_MEANINGS[one.name] }));
  return typed === "" || /^[ao]/i.test(typed) ? CONNECTIVES : [];
}

const CONNECTIVES: readonly Completion[] = [
  { text: "and", meaning: COMPLETION_TEXTS.and },
  { text: "or", meaning: COMPLETION_TEXTS.or },
];

/** The last word is what a field is compared with. */
function isValue(before: readonly Token[]): boolean {
  return before.at(-2)?.kind === "operator";
}

/** The field whose list of values stands open. */
function fieldOfOpenList(before: readonly Token[]): FilterField | null {
  const open = before.findLastIndex(({ kind }) => kind === "{" || kind === "}");
  if (open < 2 || before[open]!.kind !== "{") return null;
  return fieldNamed(before[open - 2]!.text) ?? null;
}

function valuesFor(field: FilterField, typed: string, namesOf: (source: NameSource) => readonly string[]): readonly Completion[] {
  const values = field.source === null ? field.values : namesOf(field.source);
  const cut = field.type === "flags" ? typed.lastIndexOf("|") + 1 : 0;
  return values.map((value) => ({ text: typed.slice(0, cut) + (field.source === null ? value : quoted(value)), meaning: "" }));
}
