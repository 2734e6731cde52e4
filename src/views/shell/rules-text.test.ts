import { expect, test } from "vitest";
import { inlines, readRules } from "./rules-text.ts";

const TEXT = `# Rules

How to read this.

## WIRE

- **WIRE-01** The base header
  has 64 bytes.
- **WIRE-02** Byte order is the sender's.

### TX-04 Receiving a command

| our record | A |
|---|---|
| open | element |

\`\`\`
## not a heading
\`\`\`
`;

test("each rule can be found, in lists and as a heading; what is fenced stays as it is", () => {
  const parts = readRules(TEXT);
  expect(parts.map(({ title, rules }) => [title, rules])).toEqual([["Rules", []], ["WIRE", ["WIRE-01", "WIRE-02"]], ["TX-04 Receiving a command", ["TX-04"]]]);
  expect(parts[1]!.blocks[0]).toEqual({ kind: "item", text: "**WIRE-01** The base header has 64 bytes.", rows: [], rule: "WIRE-01" });
  expect(parts[2]!.blocks[0]!.rows).toEqual([
    ["our record", "A"],
    ["open", "element"],
  ]);
  expect(parts[2]!.blocks.map(({ kind }) => kind)).toEqual(["table", "code"]);
});

test("words keep their code and weight, links their words", () => {
  expect(inlines("a `b` **c** [d](e.md)")).toEqual([
    { kind: "plain", text: "a " },
    { kind: "code", text: "b" },
    { kind: "plain", text: " " },
    { kind: "bold", text: "c" },
    { kind: "plain", text: " d" },
  ]);
});
