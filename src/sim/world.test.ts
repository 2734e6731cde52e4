import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_SWITCHES } from "../node/config.ts";
import { EVENT } from "../node/events.ts";
import type { Command, TimedCommand } from "./commands.ts";
import { TRACE } from "./trace.ts";
import { World } from "./world.ts";
import { ProtocolNode } from "../node/protocol-node.ts";
import { LIMITS } from "../base/limits.ts";
import { Lab } from "./world.testkit.ts";

describe("timers", () => {
  /** Runs a script of settings at 0 and gives what fired. */
  function fired(script: (set: (timer: number, atUs: number) => void, cancel: (timer: number) => void) => void): { heard: string[]; steps: number } {
    const made = new Lab({ ids: ["A"] });
    made.node("A").reacts = (input, out) => {
      if (input.kind !== "request") return;
      script((timer, atUs) => out.setTimer(timer, atUs), (timer) => out.cancelTimer(timer));
    };
    made.do({ do: "announce", node: "A", pfs: { label: "p" } });
    made.node("A").reacts = () => {};
    while (made.world.step());
    return { heard: made.heard("A"), steps: made.world.steps };
  }

  test("fire in the order of time", () => {
    expect(fired((set) => [set(7, 30), set(0, 10), set(3, 20)]).heard).toEqual(["10 timer 0", "20 timer 3", "30 timer 7"]);
  });

  test("set again later fire once, then; set again earlier too", () => {
    expect(fired((set) => [set(1, 10), set(1, 50), set(2, 60), set(2, 20)])).toEqual({ heard: ["20 timer 2", "50 timer 1"], steps: 2 });
  });

  test("that were cancelled do not fire and are no step, also when set again", () => {
    expect(fired((set, cancel) => [set(1, 10), cancel(1), set(2, 10), cancel(2), set(2, 40)])).toEqual({ heard: ["40 timer 2"], steps: 1 });
    expect(fired((_set, cancel) => cancel(5))).toEqual({ heard: [], steps: 0 });
  });

  test("in the past fire now", () => {
    expect(fired((set) => set(1, -5)).heard).toEqual(["0 timer 1"]);
  });

  test("do, in any order of settings and cancellings, what a plain table does", () => {
    const action = fc.record({ timer: fc.nat(3), atUs: fc.option(fc.nat(20), { nil: null }) });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const table = new Map<number, number>();
        for (const { timer, atUs } of actions) {
          if (atUs === null) table.delete(timer);
          else table.set(timer, atUs);
        }
        const { heard, steps } = fired((set, cancel) => {
          for (const { timer, atUs } of actions) if (atUs === null) cancel(timer);
          else set(timer, atUs);
        });
        const expected = [...table].map(([timer, atUs]) => `${atUs} timer ${timer}`);
        expect(heard.toSorted()).toEqual(expected.toSorted());
        expect(heard.map(Number.parseFloat)).toEqual(heard.map(Number.parseFloat).toSorted((a, b) => a - b));
        expect(steps).toBe(expected.length);
      }),
    );
  });

  test("of a crashed node are forgotten", () => {
    const made = new Lab({ ids: ["A"] });
    made.node("A").reacts = (input, out) => {
      if (input.kind === "request") out.setTimer(4, 1_000);
    };
    made.do({ do: "announce", node: "A", pfs: { label: "p" } });
    made.node("A").reacts = () => {};
    made.do({ do: "crash", node: "A" }).do({ do: "restart", node: "A" }).runTo(5_000);
    expect(made.heard("A")).toEqual(["0 crash"]);
  });
});

describe("one input at a time", () => {
  test("what a node says is carried out in order, before its next input", () => {
    const made = new Lab().runTo(0);
    made.node("A").reacts = (input, out) => {
      if (input.kind !== "request") return;
      out.event(EVENT.linkOpen, 3, 0, 1, 2, 3, 4, 5, 6, 7);
      out.transmit(0, Uint8Array.of(1));
      out.setTimer(2, 400);
      out.hangup(0, 2);
      out.event(EVENT.linkDown, 0, 0, 0, 0, 0, 0, -1, 2, 0);
    };
    made.rows.length = 0;
    made.do({ do: "setWeight", link: "A-B", node: "A", weight: 2 });
    const { length } = made.rows;
    expect(made.rows.map((row) => row.kind)).toEqual(["command", "event", "send", "event"]);
    expect(made.rows[1]).toMatchObject({ node: 0, link: 0, message: -1, values: [EVENT.linkOpen, 3, 0, 1, 2, 3, 4, 5, 6, 7] });
    made.node("A").reacts = () => {};
    made.runTo(10_000);
    expect(made.heard("B")).toEqual(["0 up 0", "1000 bytes 0 \u0001", "1000 down 0 2"]);
    expect(made.heard("A")).toEqual(["0 up 0", "400 timer 2"]);
    expect(length).toBe(4);
  });

  test("transmitting on a link that is down is our own mistake", () => {
    const made = new Lab().runTo(0);
    made.node("A").reacts = (_input, out) => {
      out.hangup(0, 2);
      out.transmit(0, Uint8Array.of(1));
    };
    expect(() => made.world.apply({ do: "setWeight", link: "A-B", node: "A", weight: 2 })).toThrow("down");
  });
});

describe("every row knows what led to it", () => {
  test("from an event back to the command", () => {
    const made = new Lab().runTo(0);
    made.node("B").reacts = (input, out) => {
      if (input.kind === "bytes") out.setTimer(1, 5_000);
      if (input.kind === "timer") out.event(EVENT.bestChanged, 0, -1, 0, 0, 0, 0, 0, 0, 0);
    };
    made.send("A", "A-B", "hello");
    made.runTo(10_000);
    const chain: string[] = [];
    for (let row = made.rows.length - 1; row >= 0; row = made.rows[row]!.cause) chain.push(made.rows[row]!.kind);
    expect(chain).toEqual(["event", "deliver", "send", "command"]);
  });

  test("also what a node says behind the hangup that took its link down", () => {
    const made = new Lab().runTo(0);
    made.node("B").reacts = (input, out) => {
      if (input.kind === "request") out.event(EVENT.linkDown, 0, 0, 0, 0, 0, 0, -1, 2, 0);
    };
    made.do({ do: "closeConn", link: "A-B", node: "A" }).do({ do: "closeConn", link: "A-B", node: "B" });
    const [state, event] = made.rows.slice(-2);
    expect([state!.kind, event!.kind]).toEqual(["linkState", "event"]);
    expect(made.rows[event!.cause]!.kind).toBe("command");
  });

  test("of a link that came up again: from its new phase back to the cut", () => {
    const made = new Lab().runTo(0);
    made.do({ do: "closeConn", link: "A-B", node: "A" }).runTo(3_000_000);
    const last = made.rows.findLastIndex((row) => row.kind === "linkState");
    const chain: string[] = [];
    for (let row = last; row >= 0; row = made.rows[row]!.cause) chain.push(made.rows[row]!.kind);
    expect(chain).toEqual(["linkState", "linkState", "command"]);
  });
});

describe("scheduled commands", () => {
  test("come at their time, before what else happens then, in their order", () => {
    const commands: TimedCommand[] = [
      { atUs: 2_000, command: { do: "oneWay", from: "A", to: "peer", via: "A-B", text: "second" } },
      { atUs: 1_000, command: { do: "oneWay", from: "A", to: "peer", via: "A-B", text: "first" } },
      { atUs: 2_000, command: { do: "cut", link: "A-B", how: "close" } },
      { atUs: 2_000, command: { do: "heal", link: "Z" } },
    ];
    const made = new Lab({ commands });
    expect(made.world.pendingWork().scheduledCommands).toBe(4);
    made.runTo(500_000);
    // The cut at 2,000 comes before the arrival at 2,000.
    expect(made.heard("B")).toEqual(["0 up 0", "2000 down 0 2"]);
    expect(made.rows.filter((row) => row.kind === "command" || row.kind === "refused").map((row) => [row.atUs, row.kind, row.values[0]])).toEqual([
      [1_000, "command", 0],
      [2_000, "command", 1],
      [2_000, "command", 2],
      [2_000, "refused", 3],
    ]);
    expect(made.world.log.map((timed) => timed.command.do)).toEqual(["oneWay", "oneWay", "cut", "heal"]);
    expect(made.world.pendingWork().scheduledCommands).toBe(0);
  });
});

// ---------------------------------------------------------------- the same four give the same run

type MeshOptions = { readonly keepBytes?: boolean; readonly seed?: number; readonly commands?: readonly TimedCommand[]; readonly model?: object };

/** Six real nodes in a ring with one chord. */
function mesh({ seed = 1, commands = [], model = {}, keepBytes = false }: MeshOptions = {}): World {
  const ids = ["A", "B", "C", "D", "E", "F"];
  const nodes = ids.map((id) => ({ id, pfs: [{ label: `pfs${id}` }], bigEndian: id === "C" }));
  const links = [...ids.map((id, i) => ({ a: id, b: ids[(i + 1) % ids.length]!, model })), { a: "A", b: "D", model }];
  const config = { nodes, links, switches: DEFAULT_SWITCHES, seed, commands };
  return keepBytes ? new World(config, (node, identities, random) => new ProtocolNode(node, identities, random)) : new World(config);
}

/** All rows so far as one string each. */
function take(world: World, rows: string[]): void {
  const { trace } = world;
  for (let row = 0; row < trace.count; row++) rows.push(`${trace.timesUs[row]} ${trace.fields.slice(row * 16, row * 16 + 16).join(" ")} ${trace.bytes[row]?.join("") ?? ""}`);
  trace.drain();
}

function runAll(world: World, untilUs: number, rowsTogether = 0): string[] {
  const rows: string[] = [];
  while (world.nextTimeUs <= untilUs && world.step()) if (world.trace.count >= rowsTogether) take(world, rows);
  take(world, rows);
  return rows;
}

describe("a run", () => {
  test("is the same again, row by row and byte by byte", () => {
    const model = { mode: "raw", jitterUs: 500, lossPerMillion: 5_000, corruptPerMillion: 2_000, duplicatePerMillion: 2_000 };
    const once = runAll(mesh({ model }), 6_000_000);
    expect(once.length).toBeGreaterThan(1_000);
    expect(runAll(mesh({ model }), 6_000_000)).toEqual(once);
    expect(runAll(mesh({ model, seed: 2 }), 6_000_000)).not.toEqual(once);
  });

  test("with one more draw on one link is the same on the others, until their nodes hear of it", () => {
    // Jitter on A-B changes nothing of what C and D say to each other in the first milliseconds: time and bytes.
    const between = (rows: string[]) => {
      const columns = rows.map((row) => row.split(" ")).filter((row) => row[1] === String(TRACE.send) && row[3] === "2");
      return columns.slice(0, 4).map((row) => [row[0], row.at(-1)]);
    };
    const calm = between(runAll(mesh(), 3_000));
    const world = mesh({ commands: [{ atUs: 0, command: { do: "impair", link: "A-B", model: { jitterUs: 900 } } }] });
    expect(between(runAll(world, 3_000))).toEqual(calm);
    expect(calm).toHaveLength(4);
  });

  test("draws for each direction of each link from a stream of its own", () => {
    const arrivals = (others: boolean): string[] => {
      const made = new Lab({ ids: ["A", "B", "C"], model: { mode: "raw", jitterUs: 100_000 } }).runTo(0);
      for (let i = 0; i < 5; i++) {
        if (others) made.send("A", "A-B", "other");
        if (others) made.send("C", "B-C", "other");
        made.send("B", "B-C", String(i));
      }
      made.runTo(500_000);
      return made.heard("C");
    };
    expect(arrivals(true)).toEqual(arrivals(false));
  });

  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ do: fc.constant("cut" as const), link: fc.constantFrom("A-B", "B-C", "A-D"), how: fc.constantFrom("suspend" as const, "close" as const, "silent" as const) }),
    fc.record({ do: fc.constant("heal" as const), link: fc.constantFrom("A-B", "B-C", "A-D") }),
    fc.record({ do: fc.constantFrom("crash" as const, "powerLoss" as const, "restart" as const, "isolate" as const, "removeNode" as const), node: fc.constantFrom("B", "D") }),
    fc.record({ do: fc.constant("resumeAll" as const) }),
    fc.record({ do: fc.constant("open" as const), as: fc.constantFrom("t1", "t2", "t3"), from: fc.constantFrom("A", "C"), to: fc.constantFrom("pfsD", "pfsE"), text: fc.constant("hello") }),
    fc.record({ do: fc.constantFrom("close" as const, "abort" as const), transaction: fc.constantFrom("t1", "t2"), by: fc.constantFrom("opener" as const, "target" as const) }),
    fc.record({ do: fc.constantFrom("dropMessage" as const, "duplicateMessage" as const), message: fc.nat(400) }),
    fc.record({ do: fc.constant("corruptMessage" as const), message: fc.nat(400), bit: fc.nat(511) }),
    fc.record({ do: fc.constant("withdraw" as const), node: fc.constantFrom("E", "F"), pfs: fc.constantFrom("pfsE", "pfsF") }),
    fc.record({ do: fc.constant("impair" as const), link: fc.constant("C-D"), model: fc.record({ jitterUs: fc.nat(5_000), lossPerMillion: fc.constantFrom(0, 100_000) }) }),
  );

  test("with commands from outside, in any place, is replayed from its log to the same rows", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ steps: fc.nat(120), waitUs: fc.nat(300_000), command }), { maxLength: 12 }), (acts) => {
        const live = mesh();
        const rows: string[] = [];
        take(live, rows);
        for (const { steps, waitUs, command: act } of acts) {
          for (let i = 0; i < steps && live.step(); i++) take(live, rows);
          live.advanceTo(Math.min(live.nowUs + waitUs, live.nextTimeUs));
          live.apply(act);
          take(live, rows);
        }
        for (let i = 0; i < 400 && live.step(); i++) take(live, rows);
        const replayed: string[] = [];
        const again = mesh({ commands: live.log.slice() });
        take(again, replayed);
        while ((again.steps < live.steps || again.log.length < live.log.length) && again.step()) take(again, replayed);
        expect(replayed).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  test("uses the bytes of messages again when they were delivered, and nobody notices", () => {
    const rough = { mode: "raw", duplicatePerMillion: 30_000, corruptPerMillion: 10_000 };
    const transactions: TimedCommand[] = [1, 2, 3].map((i) => ({ atUs: i * 500_000, command: { do: "open", as: `t${i}`, from: "A", to: "pfsD", text: `hello ${i}` } }));
    fc.assert(
      fc.property(fc.array(fc.record({ atUs: fc.nat(3_000_000), command }), { maxLength: 12 }), fc.constantFrom({}, rough), (commands, model) => {
        const all = [...commands, ...transactions];
        const kept = runAll(mesh({ model, commands: all, keepBytes: true }), 4_000_000);
        expect(runAll(mesh({ model, commands: all }), 4_000_000)).toEqual(kept);
        // Whoever drains the trace only now and then still finds the bytes of every message in it.
        expect(runAll(mesh({ model, commands: all }), 4_000_000, 300)).toEqual(kept);
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  test("with commands from a file and from outside in one place takes those of the file first", () => {
    const placed = [{ atUs: 0, afterSteps: 0, command: { do: "cut", link: "A-B", how: "silent" } } as const];
    const world = mesh({ commands: placed });
    world.apply({ do: "heal", link: "A-B" });
    expect(world.log.map(({ command: { do: name }, afterSteps }) => [name, afterSteps])).toEqual([
      ["cut", 0],
      ["heal", 0],
    ]);
    expect(runAll(mesh({ commands: world.log.slice() }), 50_000)).toEqual(runAll(world, 50_000));
  });

  test("stands still when it has used up the numbers of its rows", () => {
    const world = mesh();
    world.trace.drain();
    expect(world.step()).toBe(true);
    world.trace.firstRow = LIMITS.tracedRowsMax;
    expect([world.isUsedUp, world.step(), world.nextTimeUs]).toEqual([true, false, Number.POSITIVE_INFINITY]);
  });

  test("whatever is done to it, loses no message from its books and comes to rest", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ waitUs: fc.nat(2_000_000), command }), { maxLength: 12 }), (acts) => {
        const world = mesh();
        for (const { waitUs, command: act } of acts) {
          const untilUs = world.nowUs + waitUs;
          while (world.nextTimeUs <= untilUs && world.step());
          world.advanceTo(untilUs);
          world.apply(act);
        }
        world.apply({ do: "resumeAll" });
        const untilUs = world.nowUs + 60_000_000;
        while (world.nextTimeUs <= untilUs && world.step());
        const { trace } = world;
        const counts = { send: 0, end: 0 };
        for (let row = 0; row < trace.count; row++) {
          const kind = trace.fields[row * 16];
          if (kind === TRACE.send) counts.send++;
          if (kind === TRACE.deliver || kind === TRACE.lost) counts.end++;
        }
        expect(counts.end + world.listFlights(1e6).count).toBe(counts.send);
        expect(world.pendingWork()).toMatchObject({ unnoticedCuts: 0, suspendedBytes: 0, busyNodes: 0, scheduledCommands: 0 });
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
