/** A part of docs/rules.md: a heading and what stands below it, as plain blocks. */
export interface RulesPart {
  readonly level: number;
  readonly title: string;
  /** ids of the rules that the title or the first words of a block name */
  readonly rules: readonly string[];
  readonly blocks: readonly RulesBlock[];
}

export interface RulesBlock {
  readonly kind: "text" | "item" | "code" | "table";
  readonly text: string;
  /** of a table: its rows, the head first */
  readonly rows: readonly (readonly string[])[];
  /** the rule that the block begins with, or "" */
  readonly rule: string;
}

export type Inline = { readonly kind: "plain" | "code" | "bold"; readonly text: string };

const RULE_ID = /\b(?:WIRE|LINK|TX|SPAN|ROUTE|SVC|DBG|CAC|QRM|SHM|DUP|C12)-\d\d\b/g;

/** Reads the few things that the document uses: headings, paragraphs, lists, tables and fenced code as they stand. */
export function readRules(markdown: string): RulesPart[] {
  const parts: RulesPart[] = [];
  let part = { level: 1, title: "", rules: [] as string[], blocks: [] as RulesBlock[] };
  const close = () => {
    if (part.title !== "" || part.blocks.length > 0) parts.push(part);
  };
  for (const chunk of chunksOf(markdown)) {
    const heading = /^(#{1,4})\s+(.*)$/.exec(chunk);
    if (heading) {
      close();
      part = { level: heading[1]!.length, title: heading[2]!.trim(), rules: [...(heading[2]!.match(RULE_ID) ?? [])], blocks: [] };
      continue;
    }
    const block = blockOf(chunk);
    if (block.rule !== "") part.rules.push(block.rule);
    part.blocks.push(block);
  }
  close();
  return parts;
}

/** Words of a text with `code` and **bold** told apart; links keep their words. */
export function inlines(text: string): Inline[] {
  const plain = text.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1");
  return plain
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      if (piece.startsWith("`")) return { kind: "code", text: piece.slice(1, -1) };
      if (piece.startsWith("**")) return { kind: "bold", text: piece.slice(2, -2) };
      return { kind: "plain", text: piece };
    });
}

function blockOf(chunk: string): RulesBlock {
  if (chunk.startsWith("|")) return { kind: "table", text: chunk, rows: rowsOf(chunk), rule: "" };
  if (/^(?:```|>)/.test(chunk)) return { kind: "code", text: chunk.replace(/^```.*\n?|\n?```$|^> ?/gm, ""), rows: [], rule: "" };
  const item = /^[-*]\s+/.test(chunk);
  const text = chunk.replace(/^[-*]\s+/, "").replace(/\s*\n\s*/g, " ");
  const rule = new RegExp(`^\\W*(${RULE_ID.source})`).exec(text)?.[1] ?? "";
  return { kind: item ? "item" : "text", text, rows: [], rule };
}

/** Cells of a table; the line of dashes under the head is left out. */
function rowsOf(chunk: string): string[][] {
  return chunk
    .split("\n")
    .filter((line) => !/^\|[\s:|-]+\|?$/.test(line))
    .map((line) => line.replace(/^\||\|\s*$/g, "").split("|").map((cell) => cell.trim()));
}

/** Blocks as blank lines, list marks and fences separate them. */
function chunksOf(markdown: string): string[] {
  const chunks: string[] = [];
  let lines: string[] = [];
  let fenced = false;
  const flush = () => {
    if (lines.length > 0) chunks.push(lines.join("\n"));
    lines = [];
  };
  for (const line of markdown.split("\n")) {
    if (line.startsWith("```")) {
      if (!fenced) flush();
      lines.push(line);
      fenced = !fenced;
      if (!fenced) flush();
    } else if (fenced) {
      lines.push(line);
    } else if (line.trim() === "") {
      flush();
    } else {
      const opens = /^(?:#{1,4}\s|[-*]\s)/.test(line) || line.trimStart().startsWith("|") !== (lines.at(-1)?.startsWith("|") ?? false);
      if (opens) flush();
      lines.push(line.trimStart().startsWith("|") ? line.trim() : line);
      if (line.startsWith("#")) flush();
    }
  }
  flush();
  return chunks;
}
