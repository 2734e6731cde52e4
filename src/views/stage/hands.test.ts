import { expect, test } from "vitest";
import { LINK_STATE, NODE_STATE } from "../../store/contract.ts";
import type { Command, Frame, Inspectable, TopologyView } from "../../port/messages.ts";
import { addLeaf, addNode, connect, cutOrHeal, freeName, impair, isImpaired } from "./commands.ts";
import { MODEL, frameOf, linkView, nodeView, topologyOf } from "./frames.testkit.ts";
import { PRESETS, draftOf, readDraft, readField } from "./impairments.ts";
import { emptyMenu, linkMenu, messageMenu, nodeMenu, type MenuContext, type MenuEntry } from "./menu-entries.ts";
import { linksAround, nextLink, nodeTowards } from "./neighbourhood.ts";

const topology = topologyOf(["A", "B", nodeView("C", { pfs: [{ label: "p", type: "MASTER" }] })], ["A-B", "B-C"]);

test("a click on a link cuts it, another heals it", () => {
  expect(cutOrHeal(topology, frameOf(topology), 0)).toEqual({ do: "cut", link: "A-B", how: "close" });
  const cut = frameOf(topology, { linkStates: Uint8Array.of(LINK_STATE.silent, 0) });
  expect(cutOrHeal(topology, cut, 0)).toEqual({ do: "heal", link: "A-B" });
});

test("new nodes take the first free name", () => {
  expect(freeName(new Set(["A", "B", "D"]))).toBe("C");
  expect(freeName(new Set(Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i))))).toBe("A2");
  expect(addNode(topology, 1.23456, -2)).toEqual({ do: "addNode", node: { id: "D", role: "controller", x: 1.23, y: -2 } });
  expect(connect(topology, 2, 0, "stream")).toEqual({ do: "addLink", link: { a: "C", b: "A" } });
  expect(connect(topology, 2, 0, "shm")).toEqual({ do: "addLink", link: { a: "C", b: "A", kind: "shm" } });
});

test("impairments for both directions or one", () => {
  expect(impair(topology, 0, "both", { lossPerMillion: 1 })).toEqual({ do: "impair", link: "A-B", model: { lossPerMillion: 1 } });
  expect(impair(topology, 0, "b", {})).toEqual({ do: "impair", link: "A-B", from: "B", model: {} });
});

test("what is typed becomes whole numbers, or is refused", () => {
  expect(readField("latency", "1.5")).toBe(1_500);
  expect(readField("loss", "0,01")).toBe(100);
  expect(readField("loss", "101")).toBeNull();
  expect(readField("jitter", "-1")).toBeNull();
  expect(readField("bandwidth", "")).toBeNull();
  const draft = draftOf({ ...MODEL, corruptPerMillion: 20_000 });
  expect(draft.corruption).toBe("2");
  expect(readDraft(draft, "raw")).toMatchObject({ mode: "raw", corruptPerMillion: 20_000, latencyUs: 1_000 });
  expect(readDraft({ ...draft, loss: "x" }, "raw")).toBeNull();
  expect(PRESETS.filter((preset) => readDraft(preset.draft, preset.mode) === null)).toEqual([]);
});

function setUp(view: TopologyView = topology, frame: Frame = frameOf(view)): { context: MenuContext; sent: (Command | Inspectable | string | null)[] } {
  const sent: (Command | Inspectable | string | null)[] = [];
  const places = { isPinned: () => false, unpin: () => {}, toTopologyUnits: (value: number) => value };
  const context = {
    engine: { topology: view, frame, fit: () => sent.push("fit"), places },
    hands: {
      command: (command: Command) => sent.push(command),
      select: (selection: Inspectable | null) => sent.push(selection),
      pause: () => sent.push("pause"),
      forge: (message: number) => sent.push(`forge ${message}`),
      capture: (link: string) => sent.push(`capture ${link}`),
    },
    request: { target: null, clientX: 0, clientY: 0, worldX: 10, worldY: 20 },
    openForm: (form: string) => sent.push(form),
    connect: (node: number, kind: string) => sent.push(`connect ${node} ${kind}`),
    divide: () => sent.push("divide"),
  } as unknown as MenuContext;
  return { context, sent };
}

function runAll(entries: readonly MenuEntry[]): void {
  for (const entry of entries) {
    if (entry === "line") continue;
    entry.run?.();
    if (entry.items) runAll(entry.items);
  }
}

test("the menu of a link: three cuts with a sentence each, forms, inspection, a capture, removal", () => {
  const { context, sent } = setUp();
  const entries = linkMenu(context, "A-B");
  const hints = entries.flatMap((entry) => (entry === "line" || entry.hint === undefined ? [] : [entry.hint]));
  expect(hints).toHaveLength(5);
  runAll(entries);
  expect(sent).toEqual([
    { do: "cut", link: "A-B", how: "suspend" },
    { do: "cut", link: "A-B", how: "close" },
    { do: "cut", link: "A-B", how: "silent" },
    "impair",
    { kind: "link", link: "A-B" },
    "capture A-B",
    { do: "removeLink", link: "A-B" },
  ]);
});

test("a cut link can be healed first, and not be cut the same way again", () => {
  const { context } = setUp(topology, frameOf(topology, { linkStates: Uint8Array.of(LINK_STATE.suspended, 0) }));
  const [first, second] = linkMenu(context, "A-B");
  expect(first).toMatchObject({ text: "Heal" });
  expect(second).toMatchObject({ text: "Suspend", disabled: true });
});

test("an impaired link can be repaired", () => {
  const { nodes } = topology;
  const impaired = { ...topology, links: [linkView(nodes, "A-B", { ...MODEL, lossPerMillion: 5 })] };
  expect(isImpaired(impaired.links[0].model)).toBe(true);
  const { context, sent } = setUp(impaired);
  runAll(linkMenu(context, "A-B"));
  expect(sent).toContainEqual({ do: "impair", link: "A-B", model: expect.objectContaining({ lossPerMillion: 0 }) });
});

test("the menu of a node follows its state and what it offers", () => {
  const up = setUp();
  runAll(nodeMenu(up.context, "C"));
  expect(up.sent).toEqual([
    { kind: "node", node: "C" },
    { do: "isolate", node: "C" },
    { do: "crash", node: "C" },
    { do: "powerLoss", node: "C" },
    "offer",
    { statusOf: "p" },
    { do: "withdraw", node: "C", pfs: "p" },
    "connect 2 stream",
    "connect 2 shm",
    "leaf",
    { do: "removeNode", node: "C" },
  ]);
  const crashed = setUp(topology, frameOf(topology, { nodeStates: Uint8Array.of(NODE_STATE.crashed, 0, 0) }));
  runAll(nodeMenu(crashed.context, "A"));
  expect(crashed.sent).toContainEqual({ do: "restart", node: "A" });
  expect(crashed.sent).not.toContainEqual({ do: "crash", node: "A" });
});

test("[SPAN-05] a leaf comes with its PFS and one link as slow as most; only a controller has it in its menu", () => {
  const slow = { ...topology, links: topology.links.map((link) => ({ ...link, model: { ...link.model, latencyUs: 9_000 } })) };
  expect(addLeaf(slow, "leaf", { label: "mount", type: "CLIENT" }, "A", { x: 1.4, y: 2.6 })).toEqual([
    { do: "addNode", node: { id: "leaf", role: "leaf", pfs: [{ label: "mount", type: "CLIENT" }], x: 1, y: 3 } },
    { do: "addLink", link: { a: "leaf", b: "A", model: { latencyUs: 9_000 } } },
  ]);
  const ends = setUp({ ...topology, nodes: topology.nodes.map((node) => ({ ...node, role: "endpoint" })) });
  runAll(nodeMenu(ends.context, "C"));
  expect(ends.sent).not.toContain("leaf");
});

test("the menu of a message: inspect stops the run; drop, duplicate, delay, corrupt, forge", () => {
  const { context, sent } = setUp();
  runAll(messageMenu(context, 7));
  expect(sent.slice(0, 4)).toEqual(["pause", { kind: "message", message: 7 }, { do: "dropMessage", message: 7 }, { do: "duplicateMessage", message: 7 }]);
  expect(sent).toContainEqual({ do: "delayMessage", message: 7, us: 10_000 });
  expect(sent).toContainEqual({ do: "corruptMessage", message: 7, bit: 486 });
  expect(sent).toContain("forge 7");
});

test("the menu of the empty stage adds a node where it was opened; things that are gone have none", () => {
  const { context, sent } = setUp();
  runAll(emptyMenu(context));
  expect(sent[0]).toMatchObject({ do: "addNode", node: { x: 10, y: 20 } });
  expect(linkMenu(context, "gone")).toEqual([]);
  expect(nodeMenu(context, "gone")).toEqual([]);
});

test("arrow keys go to the nearest node in their direction", () => {
  const x = [0, 100, 100, 300];
  const y = [0, 0, 90, 0];
  expect(nodeTowards(x, y, 0, "right")).toBe(1);
  expect(nodeTowards(x, y, 1, "down")).toBe(2);
  expect(nodeTowards(x, y, 1, "right")).toBe(3);
  expect(nodeTowards(x, y, 0, "up")).toBeNull();
});

test("the links of a node are gone through around it, both ways", () => {
  const star = topologyOf(["H", "E", "S", "W"], ["H-E", "H-S", "W-H"]);
  const links = linksAround(star, [0, 10, 0, -10], [0, 0, 10, 0], 0);
  expect(links).toEqual([0, 1, 2]);
  expect(nextLink(links, { kind: "node", node: 0 }, 1)).toBe(0);
  expect(nextLink(links, { kind: "link", link: 2 }, 1)).toBe(0);
  expect(nextLink(links, { kind: "link", link: 0 }, -1)).toBe(2);
  expect(nextLink([], null, 1)).toBeNull();
});
