import type { ShellEntry, TransactionLine } from "../../port/messages.ts";

/** What a terminal shows, one block below the other: a line that was typed, text up to the next one, or ^C. */
export interface Block {
  readonly key: number;
  readonly kind: ShellEntry["kind"];
  readonly text: string;
  readonly atUs: number;
}

/** Elements of one answer make one block; the end of line behind the last of them is no line of its own. */
export function blocksOf(entries: readonly ShellEntry[]): Block[] {
  const blocks: Block[] = [];
  for (const { number: key, kind, text, atUs } of entries) {
    const last = blocks.at(-1);
    if (kind === "text" && last?.kind === "text") blocks[blocks.length - 1] = { ...last, text: last.text + text };
    else blocks.push({ key, kind, text, atUs });
  }
  return blocks.map((block) => (block.kind === "text" ? { ...block, text: block.text.replace(/\n$/, "") } : block));
}

/** Lines that were typed in a shell, oldest first, the same only once in a row: for the arrow keys. */
export function typedLines(entries: readonly ShellEntry[]): string[] {
  const typed = entries.flatMap(({ kind, text }) => (kind === "line" && text.trim() !== "" ? [text] : []));
  return typed.filter((text, i) => text !== typed[i - 1]);
}

/** Where the arrow keys lead: -1 = what is being typed, 0 = the newest line. */
export function recalled(count: number, at: number, step: 1 | -1): number {
  return Math.min(Math.max(at + step, -1), count - 1);
}

/** The shells that a node opened, or that run at it; the newest last. */
export function shellsOf(transactions: readonly TransactionLine[], node: string, offers: readonly { readonly label: string }[]): TransactionLine[] {
  return transactions.filter(({ service, from, to }) => service === "shell" && (from === node || to === node || offers.some(({ label }) => label === to)));
}

/** "sh1", "sh2" …, one that no transaction has. */
export function freshShell(transactions: readonly TransactionLine[]): string {
  const names = new Set(transactions.map(({ name }) => name));
  let number = transactions.filter(({ service }) => service === "shell").length + 1;
  while (names.has(`sh${number}`)) number++;
  return `sh${number}`;
}
