import { describe, expect, test } from "vitest";
import { bytesToHex, utf8Encode } from "../base/bytes.ts";
import { LIMITS } from "../base/limits.ts";
import { DEFAULT_SWITCHES } from "../node/config.ts";
import { ERR } from "../wire/constants.ts";
import type { Command } from "./commands.ts";
import { ALTERED } from "./trace.ts";
import { World } from "./world.ts";
import { alteredName, Lab, lostName } from "./world.testkit.ts";

function lab(options: ConstructorParameters<typeof Lab>[0] = {}): Lab {
  const made = new Lab(options).runTo(0);
  for (const id of options.ids ?? ["A", "B"]) made.heard(id);
  return made;
}

const hex = (text: string): string => bytesToHex(utf8Encode(text));

describe("a message in flight", () => {
  test("is dropped", () => {
    const made = lab();
    made.send("A", "A-B", "one");
    const message = made.send("A", "A-B", "two");
    made.do({ do: "dropMessage", message }).runTo(50_000);
    expect(made.heard("B")).toEqual(["1000 bytes 0 one"]);
    expect(made.of("lost").map((row) => [row.message, lostName(row.values[0]!)])).toEqual([[message, "dropped"]]);
  });

  test("is delayed, and in a stream all behind it with it", () => {
    for (const mode of ["stream", "raw"] as const) {
      const made = lab({ model: { mode } });
      const message = made.send("A", "A-B", "one");
      made.send("A", "A-B", "two");
      made.do({ do: "delayMessage", message, us: 500 }).runTo(50_000);
      expect(made.heard("B")).toEqual(mode === "stream" ? ["1500 bytes 0 one", "1500 bytes 0 two"] : ["1000 bytes 0 two", "1500 bytes 0 one"]);
    }
  });

  test("is duplicated", () => {
    const made = lab();
    const message = made.send("A", "A-B", "one");
    made.do({ do: "duplicateMessage", message }).runTo(50_000);
    expect(made.heard("B")).toEqual(["1000 bytes 0 one", "1000 bytes 0 one"]);
  });

  test("is corrupted in the bit that was named", () => {
    const made = lab();
    const message = made.send("A", "A-B", "AB");
    made.do({ do: "corruptMessage", message, bit: 9 }).runTo(50_000);
    expect(made.heard("B")).toEqual(["1000 bytes 0 A@"]);
    expect(made.of("altered")[0]!.values.slice(0, 3)).toEqual([ALTERED.corrupted, 1, 9]);
  });

  test("is forged", () => {
    const made = lab();
    const message = made.send("A", "A-B", "true");
    made.do({ do: "forgeMessage", message, bytes: hex("another") }).runTo(50_000);
    expect(made.heard("B")).toEqual(["1000 bytes 0 another"]);
    expect(made.world.links[0]!.lanes[0].inFlightBytes).toBe(0);
  });

  test("in a suspended link can be forged and dropped, not delayed", () => {
    const made = lab();
    made.do({ do: "cut", link: "A-B", how: "suspend" });
    const one = made.send("A", "A-B", "one");
    const two = made.send("A", "A-B", "two");
    made.do({ do: "dropMessage", message: one }).do({ do: "forgeMessage", message: two, bytes: hex("forged") });
    expect(made.apply({ do: "delayMessage", message: two, us: 5 })).toContain("suspended");
    expect(made.world.pendingWork().suspendedBytes).toBe(6);
    made.do({ do: "heal", link: "A-B" }).runTo(50_000);
    expect(made.heard("B")).toEqual(["1000 bytes 0 forged"]);
    expect(made.world.pendingWork().suspendedBytes).toBe(0);
  });
});

describe("injected bytes", () => {
  test("arrive as they are in that direction", () => {
    const made = lab();
    made.do({ do: "inject", link: "A-B", from: "B", bytes: hex("from nowhere"), how: "raw" }).runTo(50_000);
    expect(made.heard("A")).toEqual(["1000 bytes 0 from nowhere"]);
    expect(made.of("altered").map((row) => alteredName(row.values[0]!))).toEqual(["injected"]);
    expect(made.of("send")[0]).toMatchObject({ node: 1, link: 0, direction: 1 });
  });

  test("as the sender go through the node, which makes them its own", () => {
    const made = lab();
    made.do({ do: "inject", link: "A-B", from: "B", bytes: hex("as B"), how: "sender" }).runTo(50_000);
    expect(made.heard("A")).toEqual(["1000 bytes 0 as B"]);
    expect(made.of("altered")).toEqual([]);
  });
});

describe("transactions", () => {
  const open: Command = { do: "open", as: "t1", from: "A", to: "known", text: "hello" };

  test("are opened by name over the best SPAN, and named from then on", () => {
    const made = lab();
    made.do(open);
    expect(made.world.transactions.get("t1")).toMatchObject({ opener: 0, to: "known", openerRef: { link: 0, msgidHi: 256, msgidLo: 1, spanidLo: 7 }, target: -1 });
    made.do({ do: "close", transaction: "t1" });
    expect(made.of("event").at(-1)!.values.slice(3, 5)).toEqual([256, 1]);
    expect(made.apply(open)).toContain("already");
    expect(made.apply({ do: "close", transaction: "t1", by: "target" })).toContain("nobody has accepted");
  });

  test("that the node refuses are refused, and their name is free again", () => {
    const made = lab();
    expect(made.apply({ ...open, text: "refuse me" })).toBe("A refused it: a limit was reached");
    expect(made.apply(open)).toBeNull();
  });

  test("need a way there", () => {
    const made = lab({ ids: ["A", "B", "C"] });
    expect(made.apply({ ...open, to: "nowhere" })).toBe("A has no SPAN for nowhere");
    expect(made.apply({ ...open, to: "pfs-of-1" })).toBe("A offers pfs-of-1 itself");
    expect(made.apply({ ...open, to: "peer" })).toContain("via");
    expect(made.apply({ ...open, via: "B-C" })).toBe("B-C does not end at A");
    expect(made.apply({ ...open, from: "Z" })).toBe("there is no node Z");
    expect(made.apply({ ...open, via: "A-B" })).toBeNull();
  });
});

describe("a refused command", () => {
  const refused: readonly [Command, string][] = [
    [{ do: "addNode", node: { id: "A" } }, "already"],
    [{ do: "addNode", node: { id: "" } }, "id"],
    [{ do: "addNode", node: { id: "X", pfs: [{ label: "x".repeat(256) }] } }, "longer than 255"],
    [{ do: "addNode", node: { id: "X", pfs: [{ label: "p", fsid: "no" }] } }, "not a uuid"],
    [{ do: "addNode", node: { id: "X", pfs: [{ label: "p", type: "KING" }] } }, "not a PFS type"],
    [{ do: "addNode", node: { id: "X", pfs: [{ label: "p" }, { label: "p" }] } }, "twice"],
    [{ do: "removeNode", node: "Z" }, "no node Z"],
    [{ do: "addLink", link: { a: "A", b: "A" } }, "two nodes"],
    [{ do: "addLink", link: { a: "A", b: "Z" } }, "no node Z"],
    [{ do: "addLink", link: { id: "A-B", a: "A", b: "B" } }, "already"],
    [{ do: "addLink", link: { a: "A", b: "B", weight: 0 } }, "weight"],
    [{ do: "addLink", link: { a: "A", b: "B", filterB: { clid: "no" } } }, "not a uuid"],
    [{ do: "addLink", link: { a: "A", b: "B", model: { latencyUs: -1 } } }, "latencyUs"],
    [{ do: "removeLink", link: "Z" }, "no link Z"],
    [{ do: "heal", link: "A-B" }, "not cut"],
    [{ do: "impair", link: "A-B", from: "Z", model: {} }, "no node Z"],
    [{ do: "impair", link: "A-B", model: { lossPerMillion: 1_000_001 } }, "lossPerMillion"],
    [{ do: "restart", node: "A" }, "A is up"],
    [{ do: "withdraw", node: "A", pfs: "p" }, "does not offer"],
    [{ do: "updateStatus", node: "A", pfs: "p", status: 1, text: "" }, "does not offer"],
    [{ do: "send", transaction: "t", text: "" }, "no transaction"],
    [{ do: "setWeight", link: "A-B", node: "A", weight: 256 }, "weight"],
    [{ do: "refuseSpan", node: "A", link: "A-B", pfs: "nowhere" }, "no SPAN"],
    [{ do: "dropMessage", message: 12 }, "not in flight"],
    [{ do: "inject", link: "A-B", from: "A", bytes: "3", how: "raw" }, "hex"],
    [{ do: "inject", link: "A-B", from: "A", bytes: "", how: "raw" }, "at least one"],
    [{ do: "oneWay", from: "A", to: "peer", via: "A-B", text: "x".repeat(LIMITS.textBytesMax + 1) }, "text"],
  ];

  for (const [command, reason] of refused) {
    test(`says why: ${JSON.stringify(command).slice(0, 70)}`, () => {
      const made = lab();
      const before = JSON.stringify([made.world.pendingWork(), made.world.nodes.length, made.world.links.length, made.world.steps]);
      expect(made.apply(command)).toContain(reason);
      expect(JSON.stringify([made.world.pendingWork(), made.world.nodes.length, made.world.links.length, made.world.steps])).toBe(before);
      expect(made.rows.at(-1)).toMatchObject({ kind: "refused", values: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] });
      expect(made.world.log).toHaveLength(1);
    });
  }

  test("is one about a node that is down", () => {
    const made = lab();
    made.do({ do: "crash", node: "A" });
    for (const command of [
      { do: "crash", node: "A" },
      { do: "powerLoss", node: "A" },
      { do: "addLink", link: { a: "A", b: "B" } },
      { do: "announce", node: "A", pfs: { label: "p" } },
      { do: "open", as: "t", from: "A", to: "known", text: "" },
      { do: "inject", link: "A-B", from: "A", bytes: "00", how: "raw" },
    ] as const)
      expect(made.apply(command)).toContain("down");
  });

  test("is one beyond a limit", () => {
    const made = lab({ ids: ["A", "B"] });
    made.do({ do: "addNode", node: { id: "leaf", role: "leaf" } }).do({ do: "addLink", link: { a: "leaf", b: "A" } });
    expect(made.apply({ do: "addLink", link: { a: "leaf", b: "B" } })).toContain("leaf");
    for (let i = made.world.nodes.length; i < LIMITS.nodesMax; i++) made.do({ do: "addNode", node: { id: `n${i}` } });
    expect(made.apply({ do: "addNode", node: { id: "one more" } })).toContain(String(LIMITS.nodesMax));
  });
});

describe("a leaf", () => {
  test("[SPAN-05] whose one link was removed may have another, and is found over it", () => {
    const leaf = { id: "leaf", role: "leaf", pfs: [{ label: "p" }] } as const;
    const world = new World({ nodes: [{ id: "A" }, { id: "B" }, leaf], links: [{ id: "old", a: "A", b: "leaf" }, { a: "A", b: "B" }], switches: DEFAULT_SWITCHES, seed: 1, commands: [] });
    const runTo = (atUs: number): void => {
      while (world.nextTimeUs <= atUs) world.step();
      world.advanceTo(atUs);
    };
    runTo(100_000);
    expect(world.apply({ do: "removeLink", link: "old" })).toBeNull();
    expect(world.apply({ do: "addLink", link: { id: "new", a: "B", b: "leaf" } })).toBeNull();
    expect(world.apply({ do: "addLink", link: { a: "A", b: "leaf" } })?.reason).toContain("a leaf and has its one link");
    runTo(3_000_000);
    expect(world.nodeById("A")!.protocol.bestSpan("p", -1)).not.toBeNull();
  });
});

describe("links without an id", () => {
  test("are named by their ends, and numbered from the second on", () => {
    const made = lab();
    made.do({ do: "addLink", link: { a: "A", b: "B" } }).do({ do: "addLink", link: { a: "A", b: "B" } });
    expect(made.world.links.map((link) => link.id)).toEqual(["A-B", "A-B#2", "A-B#3"]);
  });
});

describe("PFSes", () => {
  test("are offered again after a crash, but for those that were withdrawn", () => {
    const made = lab();
    const announced: string[] = [];
    made.node("A").reacts = (input) => {
      if (input.kind === "request" && input.request.kind === "announce") announced.push(input.request.pfs.label);
    };
    made.do({ do: "announce", node: "A", pfs: { label: "one" } }).do({ do: "announce", node: "A", pfs: { label: "two" } });
    made.do({ do: "withdraw", node: "A", pfs: "one" }).do({ do: "crash", node: "A" }).do({ do: "restart", node: "A" });
    expect(announced).toEqual(["one", "two", "two"]);
    expect(made.apply({ do: "announce", node: "A", pfs: { label: "two" } })).toContain("already");
  });
});

test("a hangup with an error is the node's own; the other end learns the end of the stream", () => {
  const made = lab();
  made.do({ do: "openConn", link: "A-B", node: "A", filter: { label: String(ERR.TRANS) } }).runTo(5_000);
  expect(made.heard("B")).toEqual([`1000 down 0 ${ERR.EOF}`]);
});
