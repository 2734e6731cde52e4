/** docs/layouts.md says what the field tables say: every struct, every field, no other. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ALIGN_BYTES, CMD } from "./constants.ts";
import { alignedBytes, BASE, extendedStruct, STRUCT_LIST, type Struct } from "./layout.ts";

const doc = readFileSync("docs/layouts.md", "utf8"); // from the root of the project, where Vitest runs
const OURS = doc.indexOf("\n## Ours\n");

function documented(struct: Struct): { readonly at: number; readonly rows: string[][] } {
  const at = doc.indexOf(`\n### ${struct.name}\n`);
  const section = at < 0 ? "" : doc.slice(at + 1).split(/\n##+ /)[0]!;
  const rows = section.split("\n").filter((line) => /^\| \d/.test(line));
  return { at, rows: rows.map((row) => row.split("|").slice(1, 5).map((cell) => cell.trim())) };
}

describe("docs/layouts.md", () => {
  test.each(STRUCT_LIST.map((struct) => ({ struct, name: struct.name })))("[WIRE-01] [SVC-02] $name: every field with offset, length and kind", ({ struct }) => {
    const { rows } = documented(struct);
    expect(rows).toEqual(Object.entries(struct.fields).map(([name, { offset, length, kind }]) => [String(offset), String(length), `\`${name}\``, kind]));
  });

  test("[SVC-02] names no struct that is not there, and says which are ours", () => {
    const headings = [...doc.matchAll(/^### (hammer2_\w+)$/gm)].map((match) => match[1]!);
    expect(headings.toSorted()).toEqual(STRUCT_LIST.map(({ name }) => name).toSorted());
    const ours = STRUCT_LIST.filter(({ name }) => !["hammer2_msg_hdr", "hammer2_lnk_span", "hammer2_lnk_conn"].includes(name));
    expect(ours.length).toBeGreaterThan(0);
    for (const struct of STRUCT_LIST) expect([struct.name, documented(struct).at > OURS]).toEqual([struct.name, ours.includes(struct)]);
  });
});

describe("the fields", () => {
  test.each(STRUCT_LIST.map((struct) => ({ struct, name: struct.name })))("[SVC-02] $name: nothing overlaps, nothing is left out, each number is aligned to its size", ({ struct }) => {
    let end = struct === BASE ? 0 : BASE.endBytes;
    for (const [name, { offset, length, kind }] of Object.entries(struct.fields)) {
      expect([name, offset]).toEqual([name, end]);
      if (/^[ui]\d/.test(kind)) expect([name, offset % length]).toEqual([name, 0]);
      end += length;
    }
    expect(end).toBe(struct.endBytes);
  });

  test("[SVC-02] [WIRE-01] a command's size is its struct's, in whole units of 64", () => {
    for (const [name, cmd] of Object.entries(CMD)) {
      const bytes = alignedBytes(extendedStruct(cmd, "header")?.endBytes ?? BASE.endBytes);
      expect([name, (cmd & 0xff) * ALIGN_BYTES]).toEqual([name, bytes]);
    }
  });
});
