import { foundAt, GraphFault, placeAt } from "./text-place.ts";

/** A word is an identifier, a number, a quoted or an HTML string; a mark is one of { } [ ] ; , = : -- ->. */
export interface DotToken {
  readonly kind: "word" | "mark" | "end";
  readonly text: string;
  /** a quoted or HTML string: never a keyword */
  readonly quoted: boolean;
  readonly offset: number;
}

const BLANK = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const WORD = /[\p{L}_$\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*|-?(?:\.\d+|\d+(?:\.\d*)?)/uy;
const MARK = /->|--|[{}[\];,=:+]/y;
/** A preprocessor's line: # in the first column. */
const LINE = /^#[^\n]*/my;

/** Takes DOT apart into tokens, each with its place. */
export class DotTokens {
  readonly #text: string;
  #at = 0;
  #next: DotToken;

  constructor(text: string) {
    this.#text = text;
    if (text.startsWith("\uFEFF")) this.#at = 1;
    this.#next = this.#read();
  }

  get next(): DotToken {
    return this.#next;
  }

  /** The next token, which is passed over. */
  take(): DotToken {
    const token = this.#next;
    if (token.kind !== "end") this.#next = this.#read();
    return token;
  }

  isMark(text: string): boolean {
    return this.#next.kind === "mark" && this.#next.text === text;
  }

  isKeyword(text: string): boolean {
    return this.#next.kind === "word" && !this.#next.quoted && this.#next.text.toLowerCase() === text;
  }

  place(offset: number): string {
    return placeAt(this.#text, offset);
  }

  expected(what: string): never {
    throw new GraphFault(this.place(this.#next.offset), `found ${foundAt(this.#text, this.#next.offset)}; expected ${what}`);
  }

  #read(): DotToken {
    this.#skip();
    const offset = this.#at;
    if (offset >= this.#text.length) return { kind: "end", text: "", quoted: false, offset };
    const first = this.#text[offset];
    if (first === '"') return { kind: "word", text: this.#strings(), quoted: true, offset };
    if (first === "<") return { kind: "word", text: this.#html(), quoted: true, offset };
    const word = this.#match(WORD);
    if (word !== "") return { kind: "word", text: word, quoted: false, offset };
    const mark = this.#match(MARK);
    if (mark !== "") return { kind: "mark", text: mark, quoted: false, offset };
    throw new GraphFault(this.place(offset), `found ${foundAt(this.#text, offset)}; expected a name, a string, or one of { } [ ] ; , = : -- ->`);
  }

  #skip(): void {
    while (this.#match(BLANK) !== "" || this.#match(LINE) !== "");
    if (this.#text.startsWith("/*", this.#at)) throw new GraphFault(this.place(this.#at), "a comment is never closed; expected */");
  }

  /** Quoted strings, joined by +. */
  #strings(): string {
    let text = this.#string();
    for (;;) {
      const end = this.#at;
      this.#skip();
      if (this.#text[this.#at] === "+") {
        this.#at++;
        this.#skip();
        if (this.#text[this.#at] === '"') {
          text += this.#string();
          continue;
        }
        throw new GraphFault(this.place(this.#at), `found ${foundAt(this.#text, this.#at)}; expected a string behind +`);
      }
      this.#at = end;
      return text;
    }
  }

  #string(): string {
    const offset = this.#at++;
    let text = "";
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === '"') {
        this.#at++;
        return text;
      }
      const escaped = character === "\\" ? this.#text[this.#at + 1] : undefined;
      if (escaped === '"' || escaped === "\n") {
        this.#at++;
        if (escaped === '"') text += '"';
      } else text += character;
    }
    throw new GraphFault(this.place(offset), 'a string is never closed; expected "');
  }

  #html(): string {
    const offset = this.#at;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      if (this.#text[this.#at] === "<") depth++;
      else if (this.#text[this.#at] === ">" && --depth === 0) return this.#text.slice(offset + 1, this.#at++);
    }
    throw new GraphFault(this.place(offset), "an HTML string is never closed; expected >");
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }
}
