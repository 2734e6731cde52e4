import { describe, expect, test } from "vitest";
import { EVENT } from "../node/events.ts";
import { ERR } from "../wire/constants.ts";
import type { CutKind } from "./commands.ts";
import { LINK_PHASE } from "./trace.ts";
import { Lab, lostName } from "./world.testkit.ts";

/** A and B joined by a link of 1 ms, both up since 0; what they heard of that is forgotten. */
function lab(options: ConstructorParameters<typeof Lab>[0] = {}): Lab {
  const made = new Lab(options).runTo(0);
  for (const id of options.ids ?? ["A", "B"]) made.heard(id);
  return made;
}

const cut = (how: CutKind) => ({ do: "cut", link: "A-B", how }) as const;
const heal = { do: "heal", link: "A-B" } as const;

describe("a suspended link", () => {
  test("keeps its bytes, and goes on in order where they were", () => {
    const made = lab();
    made.send("A", "A-B", "one");
    made.runTo(300);
    made.do(cut("suspend"));
    made.send("A", "A-B", "two");
    made.runTo(500);
    made.send("A", "A-B", "three");
    made.runTo(10_000);
    expect(made.heard("B")).toEqual([]);
    expect(made.world.listFlights(9)).toMatchObject({ count: 3, departUs: Float64Array.of(9_700, 10_000, 10_000), marks: Uint8Array.of(0, 16, 16) });
    made.do(heal).runTo(50_000);
    // "one" had 700 us to go; the others leave when the link is healed.
    expect(made.heard("B")).toEqual(["10700 bytes 0 one", "11000 bytes 0 two", "11000 bytes 0 three"]);
  });

  test("[LINK-08] tells its senders what waits", () => {
    const made = lab();
    made.send("A", "A-B", "12345");
    made.do(cut("suspend"));
    made.send("A", "A-B", "123");
    made.send("A", "A-B", "1");
    expect(made.heard("A")).toEqual(["0 queue 0 5", "0 queue 0 8"]);
    expect(made.world.pendingWork()).toMatchObject({ suspendedBytes: 9, unnoticedCuts: 1 });
    made.do(heal).runTo(5_000);
    made.send("A", "A-B", "!");
    expect(made.heard("A")).toEqual(["5000 queue 0 0"]);
    expect(made.world.pendingWork()).toMatchObject({ suspendedBytes: 0, unnoticedCuts: 0 });
  });

  test("cut hard loses what waited; cut silently too, but nobody knows", () => {
    for (const how of ["close", "silent"] as const) {
      const made = lab();
      made.do(cut("suspend"));
      made.send("A", "A-B", "gone");
      made.do(cut(how)).do(heal).runTo(500_000);
      expect(made.of("lost")).toHaveLength(1);
      expect(made.heard("B").some((text) => text.includes("down"))).toBe(how === "close");
      expect(made.heard("B").some((text) => text.includes("gone"))).toBe(false);
    }
  });
});

describe("a hard close", () => {
  test("is known to both ends at once, and bytes in flight are gone", () => {
    const made = lab();
    made.send("A", "A-B", "there");
    made.send("B", "A-B", "back");
    made.runTo(300).do(cut("close")).runTo(100_000_000);
    expect(made.heard("A")).toEqual([`300 down 0 ${ERR.EOF}`]);
    expect(made.heard("B")).toEqual([`300 down 0 ${ERR.EOF}`]);
    expect(made.of("lost").map((row) => [row.atUs, lostName(row.values[0]!)])).toEqual([
      [300, "hardClose"],
      [300, "hardClose"],
    ]);
  });
});

describe("a silent cut", () => {
  test("swallows bytes, and nobody is told", () => {
    const made = lab();
    made.send("A", "A-B", "under way");
    made.runTo(300).do(cut("silent"));
    made.send("A", "A-B", "after");
    made.runTo(5_000).do(heal);
    made.send("A", "A-B", "healed");
    made.runTo(100_000);
    expect(made.heard("A")).toEqual([]);
    expect(made.heard("B")).toEqual(["6000 bytes 0 healed"]);
    expect(made.of("lost").map((row) => [row.atUs, lostName(row.values[0]!)])).toEqual([
      [1_000, "silent"],
      [1_300, "silent"],
    ]);
  });

  test("hides that an end went down; bytes that come to it later are answered by the end of the stream", () => {
    const made = lab();
    made.do(cut("silent")).do({ do: "closeConn", link: "A-B", node: "A" }).runTo(5_000);
    made.do(heal).runTo(20_000);
    expect(made.heard("B")).toEqual([]);
    expect(made.world.pendingWork().unnoticedCuts).toBe(1);
    made.send("B", "A-B", "anybody?");
    made.runTo(30_000);
    expect(made.heard("B")).toEqual([`22000 down 0 ${ERR.EOF}`]);
    expect(made.world.pendingWork()).toMatchObject({ unnoticedCuts: 0, reconnects: 1 });
  });
});

describe("[LINK-06] an end that closes the link", () => {
  test("is learned as the end of the stream, behind the bytes already sent", () => {
    const made = lab();
    made.send("A", "A-B", "last words");
    made.do({ do: "closeConn", link: "A-B", node: "A" }).runTo(100_000);
    expect(made.heard("B")).toEqual(["1000 bytes 0 last words", `1000 down 0 ${ERR.EOF}`]);
    expect(made.heard("A")).toEqual([]);
  });

  test("gets nothing of what was on its way to it", () => {
    const made = lab();
    made.send("B", "A-B", "too late");
    made.do({ do: "closeConn", link: "A-B", node: "A" }).runTo(100_000);
    expect(made.heard("A")).toEqual([]);
    expect(made.of("lost").map((row) => lostName(row.values[0]!))).toEqual(["hangup"]);
  });

  test("is learned in raw mode too behind everything, however late", () => {
    const made = lab({ model: { mode: "raw", jitterUs: 50_000 } });
    for (let i = 0; i < 20; i++) made.send("A", "A-B", String(i));
    made.do({ do: "closeConn", link: "A-B", node: "A" }).runTo(500_000);
    const heard = made.heard("B");
    expect(heard).toHaveLength(21);
    expect(heard.at(-1)).toContain("down 0");
  });

  test("is learned through a suspended link when that is healed", () => {
    const made = lab();
    made.do(cut("suspend")).do({ do: "closeConn", link: "A-B", node: "A" }).runTo(50_000);
    expect(made.heard("B")).toEqual([]);
    made.do(heal).runTo(90_000);
    expect(made.heard("B")).toEqual([`51000 down 0 ${ERR.EOF}`]);
  });
});

describe("[LINK-07] a lost link", () => {
  const hangup = { do: "closeConn", link: "A-B", node: "A" } as const;
  const refuse = { do: "openConn", link: "A-B", node: "A", filter: { label: String(ERR.REFUSED) } } as const;

  test("comes up again one second after both ends went down", () => {
    const made = lab();
    made.do(hangup).runTo(10_000_000);
    expect(made.heard("A")).toEqual(["1001000 up 0"]);
    expect(made.heard("B")).toEqual([`1000 down 0 ${ERR.EOF}`, "1001000 up 0"]);
    expect(made.world.links[0]).toMatchObject({ incarnation: 2, phase: LINK_PHASE.up });
  });

  test("does not come up while it is cut; healed after longer than that it comes up at once", () => {
    const made = lab();
    made.do(cut("close")).runTo(5_000_000);
    expect(made.world.pendingWork().reconnects).toBe(0);
    made.do(heal).runTo(5_000_000);
    expect(made.heard("A")).toEqual([`0 down 0 ${ERR.EOF}`, "5000000 up 0"]);
  });

  test("healed before that comes up when the second is over", () => {
    const made = lab();
    made.do(cut("close")).runTo(400_000);
    made.do(heal).runTo(5_000_000);
    expect(made.heard("A").at(-1)).toBe("1000000 up 0");
  });

  test("cut again while it waits stays down", () => {
    const made = lab();
    made.do(hangup).runTo(500_000);
    made.do(cut("silent")).runTo(9_000_000);
    expect(made.heard("A")).toEqual([]);
    expect(made.world.pendingWork()).toMatchObject({ reconnects: 0, unnoticedCuts: 0 });
    made.do(heal).runTo(9_000_000);
    expect(made.heard("A")).toEqual(["9000000 up 0"]);
  });

  test("waits twice as long after each refusal, 30 s at most, and starts anew when AUTH completed", () => {
    const made = lab();
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      made.do(refuse);
      const downUs = made.world.nowUs + 1_000;
      made.runTo(made.world.nowUs + 40_000_000);
      waits.push(made.world.links[0]!.sinceUs - downUs);
    }
    expect(waits).toEqual([2, 4, 8, 16, 30, 30, 30, 30].map((s) => s * 1_000_000));
    made.node("A").reacts = (input, out) => {
      if (input.kind === "linkUp") out.event(EVENT.linkOpen, 0, 0, 0, 0, 0, 0, -1, 0, 0);
    };
    made.do(refuse).runTo(made.world.nowUs + 40_000_000);
    const downUs = made.world.nowUs + 1_000;
    made.do(hangup).runTo(made.world.nowUs + 40_000_000);
    expect(made.world.links[0]!.sinceUs - downUs).toBe(1_000_000);
  });

  test("counts a refusal once, whether an end says it, hears it, or hangs up for it", () => {
    const made = lab();
    made.node("A").reacts = (input, out) => {
      if (input.kind !== "request") return;
      out.event(EVENT.authRefused, 0, 0, 0, 0, 0, 0, -1, ERR.UNKNOWN, 0);
      out.event(EVENT.authDenied, 0, 0, 0, 0, 0, 0, -1, ERR.UNKNOWN, 0);
    };
    made.do(refuse);
    expect(made.world.links[0]!.refusals).toBe(1);
  });

  test("is a new incarnation: no byte of the old one arrives", () => {
    const made = lab({ model: { latencyUs: 5_000_000 } });
    made.send("A", "A-B", "old");
    made.do(cut("close")).do(heal).do({ do: "impair", link: "A-B", model: { latencyUs: 2_000 } }).runTo(1_000_000);
    made.send("A", "A-B", "new");
    made.runTo(60_000_000);
    expect(made.heard("B").filter((text) => text.includes("bytes"))).toEqual(["1002000 bytes 0 new"]);
  });

  test("closed by both ends loses what was on its way, both ways", () => {
    const made = lab();
    made.send("A", "A-B", "one");
    made.send("B", "A-B", "two");
    made.do(hangup).do({ ...hangup, node: "B" }).runTo(500_000);
    expect([made.heard("A"), made.heard("B")]).toEqual([[], []]);
    expect(made.of("lost").map((row) => [row.atUs, lostName(row.values[0]!)])).toEqual([
      [0, "hangup"],
      [0, "hangup"],
    ]);
  });
});

describe("a node that", () => {
  test("crashes: its links are closed hard, the others know at once; restarted it is back by LINK-07", () => {
    const made = lab({ ids: ["A", "B", "C"] });
    made.send("B", "B-C", "gone");
    made.do({ do: "crash", node: "B" }).runTo(300_000);
    expect(made.heard("A")).toEqual([`0 down 0 ${ERR.EOF}`]);
    expect(made.heard("C")).toEqual([`0 down 0 ${ERR.EOF}`]);
    expect(made.heard("B")).toEqual(["0 crash"]);
    expect(made.of("lost").map((row) => lostName(row.values[0]!))).toEqual(["hardClose"]);
    expect(made.world.pendingWork().reconnects).toBe(0);
    made.do({ do: "restart", node: "B" }).runTo(2_000_000);
    expect(made.heard("B")).toEqual(["1000000 up 0", "1000000 up 1"]);
    expect(made.heard("A")).toEqual(["1000000 up 0"]);
  });

  test("crashes behind a cut: through a silent one nobody hears it", () => {
    const made = lab();
    made.do(cut("silent")).do({ do: "crash", node: "A" }).runTo(60_000_000);
    expect(made.heard("B")).toEqual([]);
  });

  test("loses its power: nobody is told, what is in flight vanishes", () => {
    const made = lab();
    made.send("A", "A-B", "one");
    made.send("B", "A-B", "two");
    made.runTo(300).do({ do: "powerLoss", node: "A" }).runTo(50_000);
    made.send("B", "A-B", "three");
    made.runTo(2_000_000);
    expect(made.heard("B")).toEqual([]);
    expect(made.of("lost").map((row) => lostName(row.values[0]!))).toEqual(["silent", "silent", "receiverDown"]);
    expect(made.world.links[0]!.phase).toBe(LINK_PHASE.silent);
    expect(made.world.pendingWork().unnoticedCuts).toBe(1);
    // B gives it up, as LINK-03 makes a real node do.
    made.do({ do: "closeConn", link: "A-B", node: "B" }).runTo(9_000_000);
    expect(made.world.links[0]!.phase).toBe(LINK_PHASE.down);
    made.do({ do: "restart", node: "A" }).runTo(9_000_000);
    expect(made.heard("A")).toEqual(["300 crash", "9000000 up 0"]);
  });

  test("is back before the others noticed: their next bytes tell them", () => {
    const made = lab();
    made.do({ do: "powerLoss", node: "A" }).do({ do: "restart", node: "A" }).runTo(10_000);
    made.send("B", "A-B", "ping");
    made.runTo(20_000_000);
    expect(made.heard("B")).toEqual([`12000 down 0 ${ERR.EOF}`, "1012000 up 0"]);
    expect(made.heard("A")).toEqual(["0 crash", "1012000 up 0"]);
  });

  test("is isolated: its links are suspended, and resumed with all others", () => {
    const made = lab({ ids: ["A", "B", "C", "D"] });
    made.do({ do: "cut", link: "C-D", how: "silent" }).do({ do: "isolate", node: "B" });
    expect(made.world.links.map((link) => link.phase)).toEqual([LINK_PHASE.suspended, LINK_PHASE.suspended, LINK_PHASE.silent]);
    made.do({ do: "resumeAll" });
    expect(made.world.links.map((link) => link.phase)).toEqual([LINK_PHASE.up, LINK_PHASE.up, LINK_PHASE.up]);
  });

  test("is removed takes its links with it; the others know at once", () => {
    const made = lab({ ids: ["A", "B", "C"] });
    made.do({ do: "removeNode", node: "B" }).runTo(60_000_000);
    expect(made.heard("A")).toEqual([`0 down 0 ${ERR.EOF}`]);
    expect(made.heard("C")).toEqual([`0 down 0 ${ERR.EOF}`]);
    expect(made.world.links.map((link) => link.phase)).toEqual([LINK_PHASE.removed, LINK_PHASE.removed]);
    expect(made.world.nodeById("B")).toBeUndefined();
    expect(made.apply({ do: "addLink", link: { a: "A", b: "B" } })).toBe("there is no node B");
    made.do({ do: "addNode", node: { id: "B" } }).do({ do: "addLink", link: { a: "A", b: "B" } }).runTo(60_000_000);
    expect(made.world.nodeById("B")!.number).toBe(4);
    expect(made.heard("A")).toEqual(["60000000 up 1"]);
  });
});
