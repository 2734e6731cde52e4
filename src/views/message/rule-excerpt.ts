import { inlines, type RulesPart } from "../shell/rules-text.ts";

/** What a rule says, as plain words: the block that begins with its id, or the first one below a heading that does. */
export function excerptOf(parts: readonly RulesPart[], rule: string): string | null {
  for (const part of parts) {
    const block = part.blocks.find((one) => one.rule === rule) ?? (part.title.startsWith(rule) ? part.blocks.find(({ kind }) => kind === "text" || kind === "item") : undefined);
    if (block === undefined) continue;
    const words = inlines(block.text).map(({ text }) => text).join("").replace(new RegExp(`^\\W*${rule}\\W*`), "").trim();
    return words.length > EXCERPT_MAX ? `${words.slice(0, words.lastIndexOf(" ", EXCERPT_MAX))} …` : words;
  }
  return null;
}

const EXCERPT_MAX = 320;
