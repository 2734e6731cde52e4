import type { Query } from "../../port/messages.ts";

type TemplateFields = Omit<Extract<Query, { readonly query: "template" }>, "query">;

const template = (title: string, name: string, flags: readonly string[], text = "", msgid = "0x0000000000000000"): { readonly title: string; readonly fields: TemplateFields } => ({
  title,
  fields: { name, flags, text, msgid, spanid: "0x0000000000000000" },
});

/** Well-formed messages to start from; the engine fills sizes and checksums. The msgid of the last ones is made up, as a stranger would. */
export const TEMPLATES = [
  template("LNK_PING", "LNK_PING", []),
  template("LNK_PAD", "LNK_PAD", []),
  template("DOM_ECHO, one-way", "DOM_ECHO", [], "hello"),
  template("DOM_ECHO that opens", "DOM_ECHO", ["CREATE"], "hello", "0x7777770000000001"),
  template("LNK_SPAN that opens", "LNK_SPAN", ["CREATE"], "stranger", "0x7777770000000002"),
  template("a second LNK_CONN", "LNK_CONN", ["CREATE"], "", "0x7777770000000003"),
  template("LNK_ERROR that aborts", "LNK_ERROR", ["DELETE", "ABORT"], "", "0x7777770000000004"),
  template("DELETE of nothing", "DOM_ECHO", ["DELETE"], "", "0x7777770000000005"),
] as const;
