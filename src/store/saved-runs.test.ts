import { describe, expect, test } from "vitest";
import { createAutosave, SAVE_SOON_MS, type RunToSave } from "./autosave.ts";
import { AUTOMATIC_MAX, exportText, importedRuns, nameOf, readSavedRun, SAVED_VERSION, ShelfError, tooMany, type SavedRun, type Shelf } from "./saved-runs.ts";

/** A shelf in memory that can be full or blocked. */
function memoryShelf() {
  const runs = new Map<string, SavedRun>();
  const state = { fault: null as ShelfError | null, writes: 0 };
  const guard = <T>(value: T): Promise<T> => (state.fault === null ? Promise.resolve(value) : Promise.reject(state.fault));
  const shelf: Shelf = {
    list: () => guard([...runs.values()].toSorted((a, b) => b.savedMs - a.savedMs)),
    get: (id) => guard(runs.get(id) ?? null),
    put: async (run, over) => {
      await guard(null);
      if ((runs.get(run.id)?.revision ?? null) !== over) return false;
      runs.set(run.id, run);
      state.writes += 1;
      return true;
    },
    remove: async (ids) => {
      await guard(null);
      for (const id of ids) runs.delete(id);
    },
  };
  return { shelf, runs, state };
}

const NOW: RunToSave = { json: '{"spanscopeRun":1}', title: "Spans", seed: 7, engine: "2", atUs: 5, events: 9, commands: 1, digest: "d1" };

function page(shelf: Shelf, prefix = "a") {
  const waiting: (() => void)[] = [];
  const state = { now: NOW as RunToSave | null, ms: 1_000, ids: 0 };
  const autosave = createAutosave({
    shelf,
    current: () => Promise.resolve(state.now),
    wallMs: () => (state.ms += 1),
    later: (ms, then) => {
      expect(ms).toBe(SAVE_SOON_MS);
      waiting.push(then);
    },
    newId: () => `${prefix}${(state.ids += 1)}`,
  });
  return { autosave, state, waiting };
}

function record(id: string, savedMs: number, name: string | null = null): SavedRun {
  return { version: SAVED_VERSION, id, revision: 1, name, createdMs: savedMs, savedMs, foreign: false, ...NOW };
}

describe("a run saves itself", () => {
  test("soon after a change, changes close together at once, upon its own record", async () => {
    const { shelf, runs, state: shelfState } = memoryShelf();
    const { autosave, waiting, state } = page(shelf);
    expect(autosave.store.getState().state).toBe("off");
    autosave.touch();
    autosave.touch();
    expect(waiting).toHaveLength(1);
    await autosave.save();
    state.now = { ...NOW, digest: "d2" };
    await autosave.save();
    expect([...runs.values()].map(({ id, revision, digest }) => [id, revision, digest])).toEqual([["a1", 2, "d2"]]);
    expect(autosave.store.getState()).toMatchObject({ state: "saved", id: "a1" });
    expect(shelfState.writes).toBe(2);
    autosave.tick("d2");
    expect(waiting, "nothing has gone on").toHaveLength(1);
  });

  test("another run gets another record, and the first stays", async () => {
    const { shelf, runs } = memoryShelf();
    const { autosave } = page(shelf);
    await autosave.save();
    autosave.begin(null);
    expect(autosave.store.getState().state).toBe("off");
    await autosave.save();
    expect([...runs.keys()]).toEqual(["a1", "a2"]);
  });

  test("two pages on one record do not overwrite each other", async () => {
    const { shelf, runs } = memoryShelf();
    const one = page(shelf, "one");
    await one.autosave.save();
    const two = page(shelf, "two");
    two.autosave.begin(runs.get("one1")!);
    two.state.now = { ...NOW, digest: "of two" };
    await two.autosave.save();
    one.state.now = { ...NOW, digest: "of one" };
    await one.autosave.save();
    await two.autosave.save();
    expect([...runs.values()].map(({ digest }) => digest).toSorted()).toEqual(["of one", "of two"]);
    expect(runs.size).toBe(2);
  });

  test("a shelf that is full or blocked is told, and the next change tries again", async () => {
    const { shelf, state, runs } = memoryShelf();
    const { autosave } = page(shelf);
    state.fault = new ShelfError("full", "quota");
    await autosave.save();
    expect(autosave.store.getState()).toMatchObject({ state: "full", why: "quota" });
    state.fault = new ShelfError("blocked", "denied");
    await autosave.save();
    expect(autosave.store.getState().state).toBe("blocked");
    state.fault = null;
    await autosave.save();
    expect([autosave.store.getState().state, runs.size]).toEqual(["saved", 1]);
  });

  test("an answer about the run before is void", async () => {
    const { shelf, runs } = memoryShelf();
    const { autosave } = page(shelf);
    const saving = autosave.save();
    autosave.begin(null);
    await saving;
    expect(runs.size).toBe(0);
    expect(autosave.store.getState().state).toBe("off");
  });

  test("the oldest of those that were saved by themselves go first, named ones never", async () => {
    const runs = Array.from({ length: AUTOMATIC_MAX + 3 }, (_, i) => record(`r${i}`, i));
    const named = Array.from({ length: 50 }, (_, i) => record(`n${i}`, i, "mine"));
    expect(tooMany([...runs, ...named], "r0")).toEqual(["r1", "r2", "r3"]);
    const { shelf, runs: kept } = memoryShelf();
    for (const run of [...runs.slice(0, AUTOMATIC_MAX), ...named]) kept.set(run.id, run);
    await page(shelf, "new").autosave.save();
    expect([kept.has("r0"), kept.has("new1"), kept.size]).toEqual([false, true, AUTOMATIC_MAX + 50]);
  });
});

describe("records", () => {
  test("are read whatever wrote them; those of a later version are listed and left alone", () => {
    expect(readSavedRun(record("x", 5))).toEqual(record("x", 5));
    expect(readSavedRun({ version: 99, id: "y", title: "Later", savedMs: 4, shape: "unknown" })).toMatchObject({ version: 99, title: "Later", json: "" });
    for (const broken of [null, 7, [], { id: "x" }, { id: 1, version: 1 }, { id: "x", version: 1, json: 5 }]) expect(readSavedRun(broken)).toBeNull();
    expect(readSavedRun({ id: "x", version: 1, json: "{}", seed: "seven", name: 5 })).toMatchObject({ seed: 0, name: null });
    const later = { ...record("later", 0), version: 99 };
    expect(tooMany([later, ...Array.from({ length: AUTOMATIC_MAX }, (_, i) => record(`r${i}`, i + 1))], "r9")).toEqual([]);
  });

  test("go through a file and come back", () => {
    let ids = 0;
    const back = importedRuns(exportText([record("x", 5, "Mine"), { ...record("y", 6), version: 99 }]), 50, () => `i${(ids += 1)}`);
    expect("runs" in back && back.runs.map(({ id, name, json, foreign }) => [id, name, JSON.parse(json), foreign])).toEqual([["i1", "Mine", { spanscopeRun: 1 }, true]]);
    const single = importedRuns('{"spanscopeRun":1,"seed":9,"scenario":{"library":"chain"},"commands":[{},{}],"rows":-1}', 50, () => "s");
    expect("runs" in single && single.runs[0]).toMatchObject({ name: "chain", seed: 9, commands: 2, events: 0 });
  });

  test("a file that is none of ours is refused, and says what it should be", () => {
    const fault = (text: string) => {
      const read = importedRuns(text, 0, () => "x");
      return "fault" in read ? read.fault : "";
    };
    expect([fault("{"), fault("[]"), fault("{}"), fault('{"spanscopeRuns":1,"runs":[{"run":7}]}'), fault(`"${"x".repeat(34_000_000)}"`)]).toEqual(["json", "kind", "kind", "none", "large"]);
    expect([nameOf("  my\nrun "), nameOf(" \t"), nameOf("x".repeat(200))?.length]).toEqual(["my run", null, 80]);
  });
});
