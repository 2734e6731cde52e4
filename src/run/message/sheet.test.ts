import { describe, expect, test } from "vitest";
import { ranTo } from "../run.testkit.ts";
import type { MessageSheet } from "../shown-message.ts";
import { flipped, hexOf } from "./message.testkit.ts";
import { sheetOf } from "./sheet.ts";

const { run } = ranTo(60_000);
const END = { link: "A-B", from: "A" };
const span = hexOf({ name: "LNK_SPAN", flags: "CREATE", fields: { msgid: "0x77", label: "made up", proto_version: 1, dist: 3 } });

function sheet(hex: string, ...rest: [edit?: Parameters<typeof sheetOf>[2], end?: Parameters<typeof sheetOf>[3]]): MessageSheet {
  const answer = sheetOf(run, hex, rest[0] ?? null, rest[1] ?? null);
  if (answer.sheet === null) throw new Error(answer.error ?? "no sheet");
  return answer.sheet;
}

describe("bytes that somebody writes", () => {
  test("[WIRE-04] show at once that their CRC no longer fits, and fit again when it is put right", () => {
    const changed = sheet(flipped(span, 112, 0));
    expect(changed.description.crcs[0]).toMatchObject({ name: "hdr_crc", good: false });
    expect(changed.description.faults).toMatchObject([{ name: "XCRC", rule: "WIRE-04" }]);
    const fixed = sheet(changed.hex, { edit: "fix", crc: "hdr_crc" });
    expect(fixed.description.faults).toEqual([]);
    expect(fixed.description.fields.find(({ name }) => name === "dist")!.value).toBe("2");
  });

  test("have a form for every field, and a sentence", () => {
    const { description, forms, sentence } = sheet(span, null, END);
    expect(forms).toHaveLength(description.fields.length);
    expect(Object.fromEntries(description.fields.map(({ name }, i) => [name, forms[i]!.kind]))).toMatchObject({ cmd: "cmd", msgid: "number", error: "choice", pfs_clid: "uuid", pfs_type: "choice", label: "text", padding: "bytes", hdr_crc: "number" });
    expect(sentence).toBe("A tells B: LNK_SPAN, made up at distance 3.");
    expect(sheet(span).sentence).toBe("Somebody tells a neighbour: LNK_SPAN, made up at distance 3.");
  });

  test("[WIRE-07] know the counter that comes next at that end", () => {
    const { count } = sheet(span, null, END);
    const end = run.world.nodeById("A")!.protocol.core.links[run.world.linkById("A-B")!.endAt(0)]!;
    expect(count).toEqual({ found: 0, next: end.sentCount & 255 });
    expect(sheet(span, { edit: "count", count: count!.next }, END).count!.found).toBe(count!.next);
    expect(sheet(span).count).toBeNull();
  });

  test("a change that cannot be made leaves them as they are and says what was expected", () => {
    const answer = sheetOf(run, span, { edit: "field", struct: "hammer2_lnk_span", name: "pfs_clid", value: "me" }, null);
    expect(answer.error).toContain("expected a uuid");
    expect(answer.sheet!.hex).toBe(span);
    expect(sheetOf(run, "3", null, null)).toEqual({ sheet: null, error: "expected hex digits, two for each byte" });
    expect(sheetOf(run, "", null, null)).toEqual({ sheet: null, error: "expected at least one byte" });
    expect(sheet(span, null, { link: "A-B", from: "F" }).count).toBeNull();
  });
});
