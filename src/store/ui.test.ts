import { describe, expect, test } from "vitest";
import { createUi, TRAIL_MAX } from "./ui.ts";

describe("the page's own state", () => {
  test("back leads through what was selected, newest first", () => {
    const { store, select, back } = createUi(null);
    select({ kind: "node", node: "A" });
    select({ kind: "link", link: "A-B" });
    select({ kind: "message", message: 7 });
    back();
    expect(store.getState().selection).toEqual({ kind: "link", link: "A-B" });
    back();
    back();
    expect(store.getState()).toMatchObject({ selection: null, trail: [] });
  });

  test("the trail is bounded", () => {
    const { store, select } = createUi(null);
    for (let i = 0; i < 3 * TRAIL_MAX; i++) select({ kind: "message", message: i });
    expect(store.getState().trail).toHaveLength(TRAIL_MAX);
  });

  test("a selected transaction shows its path until nothing is selected", () => {
    const { store, select } = createUi(null);
    select({ kind: "transaction", name: "shell" });
    select({ kind: "node", node: "A" });
    expect(store.getState().transaction).toBe("shell");
    select(null);
    expect(store.getState().transaction).toBeNull();
  });

  test("only the theme is kept, and a storage that refuses does no harm", () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
    const { setTheme, setLeftTab, filterFeed } = createUi(storage);
    setTheme("light");
    setLeftTab("faults");
    filterFeed({ text: "x" });
    expect([...kept.values()]).toEqual(["light"]);
    expect(createUi(storage).store.getState().theme).toBe("light");
    const refuse = () => {
      throw new Error("refused");
    };
    const bare = createUi({ getItem: refuse, setItem: refuse });
    bare.setTheme("dark");
    expect(bare.store.getState().theme).toBe("dark");
  });
});

test("the same filter again is no change, so that the rows stay under the pointer", () => {
  const ui = createUi(null);
  ui.filterFeed({ text: "abort" });
  const before = ui.store.getState().feedFilter;
  ui.filterFeed({ text: "abort" });
  expect(ui.store.getState().feedFilter).toBe(before);
  ui.filterFeed({ text: "" });
  expect(ui.store.getState().feedFilter).not.toBe(before);
});
