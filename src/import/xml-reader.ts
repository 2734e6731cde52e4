import { foundAt, GraphFault, placeAt } from "./text-place.ts";

/** An element: names without their namespace's prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** all character data directly inside */
  readonly text: string;
  /** where it starts in the file */
  readonly offset: number;
}

/** Deeper nesting is refused: no graph needs it. */
const DEPTH_MAX = 100;

const NAME = /[\p{L}_:][\p{L}\p{N}_:.\-·]*/uy;
const SPACE = /\s*/y;

/**
 * Reads well-formed XML: elements, attributes, character data, CDATA, comments, processing instructions, a DOCTYPE without
 * an internal subset, the five named entities and numeric ones. Nothing is loaded and nothing is expanded but these, so
 * that a file cannot grow while it is read.
 */
export class XmlReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The root element. */
  read(): XmlElement {
    if (this.#text.startsWith("\uFEFF")) this.#at = 1;
    this.#skipMisc(true);
    if (this.#text[this.#at] !== "<") this.#expected("an element such as <graphml>");
    const root = this.#element(0);
    this.#skipMisc(false);
    if (this.#at < this.#text.length) this.#expected(`the end of the file behind </${root.name}>`);
    return root;
  }

  place(offset: number): string {
    return placeAt(this.#text, offset);
  }

  // -------------------------------------------------------------- elements

  #element(depth: number): XmlElement {
    const offset = this.#at;
    if (depth > DEPTH_MAX) throw new GraphFault(this.place(offset), `elements are nested more than ${DEPTH_MAX} deep`);
    this.#at++;
    const tag = this.#name("the name of an element");
    const attributes = this.#attributes();
    const children: XmlElement[] = [];
    let text = "";
    if (this.#take("/>")) return { name: local(tag), attributes, children, text, offset };
    if (!this.#take(">")) this.#expected(`an attribute, ">" or "/>"`);
    for (;;) {
      const end = this.#text.indexOf("<", this.#at);
      if (end < 0) throw new GraphFault(this.place(offset), `<${tag}> is never closed; expected </${tag}>`);
      text += this.#decoded(this.#at, end);
      this.#at = end;
      if (this.#take("</")) break;
      if (this.#take("<![CDATA[")) text += this.#until("]]>", "]]> that ends the CDATA section");
      else if (!this.#skipComment()) children.push(this.#element(depth + 1));
    }
    const closing = this.#name("the name of an element");
    if (closing !== tag) throw new GraphFault(this.place(this.#at - closing.length), `found </${closing}>; expected </${tag}>`);
    this.#match(SPACE);
    if (!this.#take(">")) this.#expected('">"');
    return { name: local(tag), attributes, children, text, offset };
  }

  #attributes(): Map<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      const hadSpace = this.#match(SPACE) !== "";
      const next = this.#text[this.#at];
      if (next === ">" || next === "/" || next === undefined) return attributes;
      if (!hadSpace) this.#expected("a space before an attribute");
      const at = this.#at;
      const name = local(this.#name('an attribute, ">" or "/>"'));
      this.#match(SPACE);
      if (!this.#take("=")) this.#expected(`"=" behind ${name}`);
      this.#match(SPACE);
      const quote = this.#text[this.#at];
      if (quote !== '"' && quote !== "'") this.#expected(`the value of ${name} in quotes`);
      this.#at++;
      const from = this.#at;
      this.#until(quote, `${quote} that ends the value of ${name}`);
      if (attributes.has(name)) throw new GraphFault(this.place(at), `the attribute ${name} stands twice; expected it once`);
      attributes.set(name, this.#decoded(from, this.#at - 1));
    }
  }

  // -------------------------------------------------------------- what is passed over

  #skipMisc(doctype: boolean): void {
    for (;;) {
      this.#match(SPACE);
      if (this.#skipComment()) continue;
      if (!doctype || !this.#text.startsWith("<!DOCTYPE", this.#at)) return;
      const from = this.#at;
      const declaration = this.#until(">", "> that ends the DOCTYPE");
      if (declaration.includes("[")) throw new GraphFault(this.place(from), "the DOCTYPE has an internal subset, which is not read; expected none");
    }
  }

  /** A comment or a processing instruction. */
  #skipComment(): boolean {
    if (this.#take("<!--")) this.#until("-->", "--> that ends the comment");
    else if (this.#take("<?")) this.#until("?>", "?> that ends the instruction");
    else return false;
    return true;
  }

  // -------------------------------------------------------------- characters

  #decoded(from: number, to: number): string {
    const raw = this.#text.slice(from, to);
    if (!raw.includes("&")) return raw;
    return raw.replace(/&([^;&<]{0,12};?)/g, (whole, name: string, at: number) => this.#entity(name, whole, from + at));
  }

  #entity(name: string, whole: string, offset: number): string {
    const named = ENTITIES.get(name);
    if (named !== undefined) return named;
    const code = /^#x[0-9a-f]{1,6};$/i.test(name) ? Number.parseInt(name.slice(2), 16) : /^#\d{1,7};$/.test(name) ? Number.parseInt(name.slice(1), 10) : -1;
    if (code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)) return String.fromCodePoint(code);
    throw new GraphFault(this.place(offset), `"${whole}" is no entity that is known here; expected &amp; &lt; &gt; &quot; &apos; or a number such as &#228;`);
  }

  #name(expected: string): string {
    const name = this.#match(NAME);
    if (name === "") this.#expected(expected);
    return name;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #take(what: string): boolean {
    if (!this.#text.startsWith(what, this.#at)) return false;
    this.#at += what.length;
    return true;
  }

  /** What stands before `end`, which is passed over as well. */
  #until(end: string, expected: string): string {
    const from = this.#at;
    const at = this.#text.indexOf(end, from);
    if (at < 0) throw new GraphFault(this.place(from), `expected ${expected}`);
    this.#at = at + end.length;
    return this.#text.slice(from, at);
  }

  #expected(what: string): never {
    throw new GraphFault(this.place(this.#at), `found ${foundAt(this.#text, this.#at)}; expected ${what}`);
  }
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp;", "&"],
  ["lt;", "<"],
  ["gt;", ">"],
  ["quot;", '"'],
  ["apos;", "'"],
]);

function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** The elements of that name among the children, or below them too. */
export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

export function firstBelow(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) {
    if (child.name === name) return child;
    const below = firstBelow(child, name);
    if (below) return below;
  }
  return undefined;
}
