/** The tokens of the filter language, each with its place in the text. */
export type TokenKind = "word" | "string" | "operator" | "(" | ")" | "{" | "}" | "," | "and" | "or" | "not" | "end" | "unclosed" | "stray";

export interface Token {
  readonly kind: TokenKind;
  /** as written; of a string what it stands for */
  readonly text: string;
  readonly at: number;
  readonly length: number;
}

/** Longest first, as "<" is the beginning of "<=". */
const SIGNS: readonly (readonly [string, TokenKind])[] = [
  ["==", "operator"],
  ["!=", "operator"],
  ["<=", "operator"],
  [">=", "operator"],
  ["&&", "and"],
  ["||", "or"],
  ["<", "operator"],
  [">", "operator"],
  ["~", "operator"],
  ["!", "not"],
  ["(", "("],
  [")", ")"],
  ["{", "{"],
  ["}", "}"],
  [",", ","],
  ["=", "stray"],
  ["&", "stray"],
];
const WORDS: Readonly<Record<string, TokenKind>> = { and: "and", or: "or", not: "not", has: "operator", in: "operator" };
/** A word may hold a single | (CREATE|REPLY), and what names of links and rules are made of. */
const WORD_END = /[\s(){},"=<>~!&]|\|\|/;
const SPACE = /\s/;

/** Every text has tokens; what is wrong with them is the parser's to say. The last one is the end. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (SPACE.test(text[at]!)) {
      at++;
      continue;
    }
    const token = text[at] === '"' ? stringAt(text, at) : (signAt(text, at) ?? wordAt(text, at));
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ kind: "end", text: "", at: text.length, length: 0 });
  return tokens;
}

function signAt(text: string, at: number): Token | null {
  for (const [sign, kind] of SIGNS) if (text.startsWith(sign, at)) return { kind, text: sign, at, length: sign.length };
  return null;
}

function wordAt(text: string, at: number): Token {
  const length = text.slice(at).search(WORD_END);
  const word = length < 0 ? text.slice(at) : text.slice(at, at + length);
  const keyword = Object.hasOwn(WORDS, word.toLowerCase()) ? WORDS[word.toLowerCase()] : undefined;
  return { kind: keyword ?? "word", text: keyword === undefined ? word : word.toLowerCase(), at, length: word.length };
}

/** Between quotes everything stands for itself but \" and \\. */
function stringAt(text: string, from: number): Token {
  let said = "";
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') return { kind: "string", text: said, at: from, length: at + 1 - from };
    if (character === "\\" && (text[at + 1] === '"' || text[at + 1] === "\\")) said += text[++at]!;
    else said += character;
  }
  return { kind: "unclosed", text: said, at: from, length: text.length - from };
}

/** The text as a word if it reads as one, else in quotes. */
export function quoted(text: string): string {
  const tokens = tokensOf(text);
  if (tokens.length === 2 && tokens[0]!.kind === "word" && tokens[0]!.text === text) return text;
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
