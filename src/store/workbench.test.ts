import { describe, expect, test } from "vitest";
import { EngineGone } from "../port/engine-gone.ts";
import type { MessageEdit, MessageSheet } from "../port/messages.ts";
import { createUi } from "./ui.ts";
import { changedBytes, cleanHex, spacedHex, workbenchOf } from "./workbench.ts";

test("hex is read as people write it, and refused where it is none", () => {
  expect(cleanHex("32 48 00\n0x0A, FF")).toBe("3248000aff");
  expect(cleanHex("")).toBe("");
  expect(cleanHex("123")).toBeNull();
  expect(cleanHex("zz")).toBeNull();
});

test("what the form shows reads back as the same bytes", () => {
  const digits = "00112233445566778899aabbccddeeff01";
  expect(cleanHex(spacedHex(digits))).toBe(digits);
  expect(spacedHex("00112233445566778899")).toBe("00 11 22 33  44 55 66 77\n88 99");
});

test("bytes that differ from what they began as, and those that only one has, are marked", () => {
  expect([...changedBytes("001122", "0011ff")]).toEqual([2]);
  expect([...changedBytes("0011", "00")]).toEqual([1]);
  expect([...changedBytes("00", "000000")]).toEqual([1, 2]);
  expect([...changedBytes("00ff", "00ff")]).toEqual([]);
});

/** A worker that takes nothing apart: a field edit appends its value as bytes, "no" is refused. */
function bench() {
  const ui = createUi(null);
  const asked: (MessageEdit | null)[] = [];
  const client = {
    query: async (query: { readonly hex: string; readonly edit: MessageEdit | null }) => {
      await Promise.resolve();
      asked.push(query.edit);
      const value = query.edit?.edit === "field" ? query.edit.value : "";
      const sheet = { hex: query.hex + (value === "no" ? "" : value), description: null } as unknown as MessageSheet;
      return { query: "sheet", sheet, error: value === "no" ? "expected something else" : null };
    },
  };
  const made = workbenchOf(client as unknown as Parameters<typeof workbenchOf>[0], ui);
  return { ...made, asked, draft_: () => ui.store.getState().draft, digits: () => cleanHex(ui.store.getState().draft.hex) };
}

const field = (value: string): MessageEdit => ({ edit: "field", struct: "s", name: "f", value });

describe("changes", () => {
  test("can be taken back and made again, byte edits and field edits alike", async () => {
    const made = bench();
    await made.startDraft({ hex: "aabb", message: 7, end: { link: "A-B", from: "A" } });
    await made.draft("aa bc");
    await made.editDraft(field("cc"));
    expect([made.digits(), made.draft_().original, made.draft_().message]).toEqual(["aabccc", "aabb", 7]);
    await made.undoDraft();
    await made.undoDraft();
    await made.undoDraft();
    expect(made.digits()).toBe("aabb");
    await made.redoDraft();
    await made.redoDraft();
    expect(made.digits()).toBe("aabccc");
    await made.undoDraft();
    await made.draft("aa 00");
    expect(made.draft_().future).toEqual([]);
    await made.resetDraft();
    expect([made.digits(), made.draft_().past.at(-1)]).toEqual(["aabb", "aa00"]);
  });

  test("asked for at once wait for each other: none is made to old bytes", async () => {
    const made = bench();
    await made.startDraft({ hex: "aa", message: null, end: null });
    await Promise.all([made.editDraft(field("01")), made.editDraft(field("02")), made.editDraft(field("03"))]);
    expect(made.digits()).toBe("aa010203");
    expect(made.draft_().past).toEqual(["aa", "aa01", "aa0102"]);
  });

  test("that cannot be made say what was expected, and are no step", async () => {
    const made = bench();
    await made.startDraft({ hex: "aa", message: null, end: null });
    expect(await made.editDraft(field("no"))).toBe("expected something else");
    expect([made.digits(), made.draft_().past]).toEqual(["aa", []]);
  });

  test("what is typed into nothing is what it began as", async () => {
    const made = bench();
    await made.draft("aabb");
    expect(made.draft_()).toMatchObject({ original: "aabb", past: [] });
    await made.draft("aabc");
    expect(made.draft_()).toMatchObject({ original: "aabb", past: ["aabb"] });
    await made.draft("aab");
    expect(made.draft_().past).toEqual(["aabb"]);
    expect(made.draft_().sheet).toBeNull();
  });
});

test("a change that fails, as its engine is gone, does not keep the next one from being made", async () => {
  const ui = createUi(null);
  let gone = false;
  const sheet = { hex: "aabb", description: null } as unknown as MessageSheet;
  const made = workbenchOf({ query: () => (gone ? Promise.reject(new EngineGone("gone")) : Promise.resolve({ query: "sheet", sheet, error: null })) } as unknown as Parameters<typeof workbenchOf>[0], ui);
  await made.draft("aa");
  const change: MessageEdit = { edit: "field", name: "aux_bytes", value: "bb" } as unknown as MessageEdit;
  gone = true;
  await expect(made.editDraft(change)).rejects.toBeInstanceOf(EngineGone);
  gone = false;
  expect(await made.editDraft(change)).toBeNull();
  expect(cleanHex(ui.store.getState().draft.hex)).toBe("aabb");
});
