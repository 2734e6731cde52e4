import { defaultFilter } from "cmdk";
import { describe, expect, test, vi } from "vitest";
import type { Frame } from "../../port/messages.ts";
import { frameOf, loadedOf, topologyOf } from "../../store/frames.testkit.ts";
import { createSession, type Session } from "../../store/session.ts";
import { ACTION_GROUPS, type Action, contextOf, type PlaceKeys } from "./action.ts";
import { ACTIONS, offeredActions, PLACES } from "./actions.ts";
import { ariaKeys, boundKeys, keyIdentity, keyParts } from "./keys.ts";
import { ranked } from "./ranked.ts";

/** Every two that want the same key, or the same id. */
function clashes(actions: readonly Action[], places: readonly PlaceKeys[]): string[] {
  const found: string[] = [];
  const ids = new Set<string>();
  const owners = new Map<string, string>();
  for (const { id, keys } of actions) {
    if (ids.has(id)) found.push(`two actions are called ${id}`);
    ids.add(id);
    for (const key of keys ?? []) {
      const owner = owners.get(keyIdentity(key));
      if (owner !== undefined) found.push(`${owner} and ${id} both want ${key}`);
      owners.set(keyIdentity(key), id);
    }
  }
  for (const { id, rows } of places) {
    const here = new Set<string>();
    for (const { keys, insteadOf = [] } of rows) {
      for (const key of keys) {
        if (here.has(keyIdentity(key))) found.push(`${id} has ${key} twice`);
        here.add(keyIdentity(key));
        const owner = owners.get(keyIdentity(key));
        if (owner !== undefined && !insteadOf.includes(owner)) found.push(`${key} means something else on ${id} than ${owner}`);
      }
    }
  }
  return found;
}

describe("the registry of actions", () => {
  test("no two actions have the same id or key, and a place takes a key away only when it says so", () => {
    expect(clashes(ACTIONS, PLACES)).toEqual([]);
  });

  test("a clash is seen", () => {
    const again: Action = { id: "again", group: "time", title: "Again", keys: ["Space"], run: () => undefined };
    expect(clashes([...ACTIONS, again], PLACES)).toEqual(["time.play and again both want Space"]);
    expect(clashes([...ACTIONS, { ...again, keys: [], id: "time.play" }], PLACES)).toEqual(["two actions are called time.play"]);
    expect(clashes(ACTIONS, [...PLACES, { id: "elsewhere", title: "", rows: [{ keys: ["T"], does: "" }] }])).toEqual(["T means something else on elsewhere than view.theme"]);
  });

  test("every action has a title of its own and a known group", () => {
    const titles = ACTIONS.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(ACTIONS.every(({ group }) => ACTION_GROUPS.includes(group))).toBe(true);
  });
});

/** A session with three nodes in a line, whose worker only takes notes. */
function running(change: Partial<Frame> = {}) {
  const asked: unknown[] = [];
  let listener: Parameters<Parameters<typeof createSession>[0]>[0] | null = null;
  const session: Session = createSession(
    (one) => {
      listener = one;
      return { control: (control) => void asked.push(control), command: (command) => (asked.push(command), Promise.resolve(null)), query: () => new Promise(() => undefined), want: () => undefined };
    },
    { nowMs: () => 0, beforePaint: () => undefined, later: () => undefined, storage: null },
  );
  listener!.loaded(loadedOf("a run", { library: [{ name: "ring", title: "A ring closes itself", summary: "spans", chapter: "First" }] }));
  listener!.frame(frameOf({ topology: topologyOf(["A", "B", "C"]), linkStates: new Uint8Array([0, 4]), nodeStates: new Uint8Array(3), ...change }));
  return { session, asked, titles: () => offeredActions(contextOf(session)).map(({ title }) => title), act: (id: string) => offeredActions(contextOf(session)).find((one) => one.id === id)!.run(contextOf(session)) };
}

describe("what the palette offers", () => {
  test("scenarios, nodes, links and transactions by name", () => {
    const { titles } = running({ transactions: [{ name: "talk", from: "A", to: "C", service: "echo", state: "open", openedUs: 1, endedUs: null, copies: [] }] });
    expect(titles()).toEqual(expect.arrayContaining(["A ring closes itself", "Node B", "Link A–B", "Transaction talk"]));
  });

  test("the commands of the thing that is selected, and no others", () => {
    const { session, titles, act, asked } = running();
    expect(titles().some((title) => title.includes("Hard close"))).toBe(false);
    session.select({ kind: "link", link: "A-B" });
    expect(titles()).toEqual(expect.arrayContaining(["Hard close: Link A-B", "Suspend: Link A-B", "Cut silently: Link A-B"]));
    expect(titles()).not.toContain("Heal: Link A-B");
    act("selected.cut.silent");
    expect(asked).toContainEqual({ do: "cut", link: "A-B", how: "silent" });
    session.select({ kind: "link", link: "B-C" });
    act("selected.heal");
    expect(asked).toContainEqual({ do: "heal", link: "B-C" });
  });

  test("every link is cut or healed by name, and is looked at then", () => {
    const { session, titles, act, asked } = running();
    expect(titles()).toEqual(expect.arrayContaining(["Cut A–B", "Heal B–C"]));
    const first = ranked(offeredActions(contextOf(session)), "cut B", [], (text, search, words) => defaultFilter(text, search, [...words])).groups[0]!.actions[0]!;
    expect(first.title).toBe("Cut A–B");
    act("cuts.A-B");
    act("cuts.B-C");
    expect(asked).toEqual(expect.arrayContaining([{ do: "cut", link: "A-B", how: "close" }, { do: "heal", link: "B-C" }]));
    expect(session.ui.store.getState().selection).toEqual({ kind: "link", link: "A-B" });
  });

  test("a node that is down can only be started again", () => {
    const { session, titles } = running({ nodeStates: new Uint8Array([1, 0, 0]) });
    session.select({ kind: "node", node: "A" });
    expect(titles()).toContain("Restart: Node A");
    expect(titles()).not.toContain("Crash: Node A");
  });

  test("what was used is remembered, the newest first, over a reload as well", () => {
    const { session } = running();
    session.ui.noteRecent("a");
    session.ui.noteRecent("b");
    session.ui.noteRecent("a");
    expect(session.ui.store.getState().recent).toEqual(["a", "b"]);
  });
});

describe("finding", () => {
  const run = vi.fn<() => void>();
  const actions: Action[] = [
    { id: "1", group: "time", title: "Play or pause", run },
    { id: "2", group: "view", title: "Fit the topology into view", run },
    { id: "3", group: "scenarios", title: "A transaction never changes its path", words: "paths", run },
    ...Array.from({ length: 3_000 }, (_, i) => ({ id: `n${i}`, group: "things" as const, onlyFound: true, title: `Node n${i}`, run })),
  ];
  const score = (text: string, search: string, words: readonly string[]) => defaultFilter(text, search, [...words]);

  test("a few letters are enough, and only so many are listed", () => {
    expect(ranked(actions, "trnsc path", [], score).groups[0].actions[0].id).toBe("3");
    const many = ranked(actions, "node", [], score);
    expect(many.count).toBe(60);
    expect(many.omitted).toBeGreaterThanOrEqual(2_940);
  });

  test("whose title has the words stands before those in whose summary their letters occur", () => {
    const both: Action[] = [
      { id: "scenario", group: "scenarios", title: "A hop copies what the next link cannot reach", words: "next to one that aborts: next abort next abort", run },
      { id: "jump", group: "time", title: "Next: abort", run },
    ];
    expect(ranked(both, "next abort", [], score).groups[0]!.actions[0]!.id).toBe("jump");
  });

  test("nothing looked for: what was used last stands first, and no list of thousands", () => {
    const { groups } = ranked(actions, "", ["3", "gone"], score);
    expect(groups.map(({ group, actions: ofGroup }) => [group, ofGroup.map(({ id }) => id)])).toEqual([
      ["recent", ["3"]],
      ["time", ["1"]],
      ["view", ["2"]],
    ]);
  });
});

describe("keys as people read them", () => {
  test("a sign is heard with Shift and without, as keyboards have it", () => {
    expect(boundKeys("Shift+?")).toEqual(["Shift+?", "?"]);
    expect(boundKeys("Shift+T")).toEqual(["Shift+T"]);
    expect(boundKeys("$mod+k")).toEqual(["$mod+k"]);
  });

  test.each([
    ["$mod+k", ["Ctrl", "K"]],
    ["Shift+?", ["?"]],
    ["Shift+T", ["Shift", "T"]],
    ["Shift+ArrowRight", ["Shift", "→"]],
    ["+", ["+"]],
  ])("%s", (keys, parts) => expect(keyParts(keys, false)).toEqual(parts));

  test("a Mac has its own", () => {
    expect(keyParts("$mod+k", true)).toEqual(["⌘", "K"]);
    expect(ariaKeys("$mod+k", true)).toBe("Meta+k");
  });
});
