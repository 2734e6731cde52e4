/** Header rings in the world (SHM-01): what is written takes room until it was read, and what finds none waits with its sender (LINK-08). */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LinkModel, SharedMemoryJson } from "./commands.ts";
import { Lab, lostName } from "./world.testkit.ts";

const RING = 2_048;

function lab(model: Partial<LinkModel> = {}, shm: SharedMemoryJson = { ringBytes: RING }): Lab {
  const made = new Lab({ model, kind: "shm", shm }).runTo(0);
  made.heard("A");
  made.heard("B");
  return made;
}

/** "1000 aaaa…" for each message that came, its text cut to four letters. */
function came(made: Lab, id: string): string[] {
  return made.heard(id).filter((text) => text.includes(" bytes ")).map((text) => text.replace(/ bytes 0 (.{4}).*/, " $1"));
}

const ring = (made: Lab) => made.world.linkById("A-B")!.lanes[0].ring!;

describe("a ring", () => {
  test("[SHM-01] holds so many bytes exactly; the next message waits until enough was read, and arrives one latency later", () => {
    const made = lab({ latencyUs: 1_000 });
    made.send("A", "A-B", "a".repeat(1_024));
    made.runTo(100).send("A", "A-B", "b".repeat(1_024));
    made.runTo(200).send("A", "A-B", "c".repeat(1_024));
    expect([ring(made).ring.free, ring(made).waiting, made.world.queuedBytes(made.world.links[0]!.lanes[0])]).toEqual([0, 1, 1_024]);
    made.runTo(5_000);
    expect(came(made, "B")).toEqual(["1000 aaaa", "1100 bbbb", "2000 cccc"]);
    expect([ring(made).ring.free, ring(made).waiting, ring(made).waitingBytes]).toEqual([RING, 0, 0]);
  });

  test("[SHM-01] nothing overtakes what waits, however small it is", () => {
    const made = lab();
    made.send("A", "A-B", "a".repeat(2_000));
    made.send("A", "A-B", "b".repeat(2_000));
    made.send("A", "A-B", "cccc");
    made.runTo(10_000);
    expect(came(made, "B")).toEqual(["1000 aaaa", "2000 bbbb", "2000 cccc"]);
  });

  test("[SHM-01] each direction has its own", () => {
    const made = lab();
    made.send("A", "A-B", "a".repeat(RING));
    made.send("B", "A-B", "b".repeat(RING));
    made.runTo(1_000);
    expect([came(made, "A"), came(made, "B")]).toEqual([["1000 bbbb"], ["1000 aaaa"]]);
  });

  test("[SHM-01] a message of another size than its neighbours: order is kept and all comes, whatever is sent when", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 4, max: RING }), fc.integer({ min: 0, max: 900 })), { minLength: 1, maxLength: 40 }), (messages) => {
        const made = lab({ latencyUs: 300 });
        messages.forEach(([bytes, us], i) => {
          made.send("A", "A-B", String(i).padStart(4, "0") + "x".repeat(bytes - 4));
          expect(ring(made).ring.free).toBeGreaterThanOrEqual(0);
          made.runTo(made.world.nowUs + us);
        });
        made.runTo(made.world.nowUs + 1_000_000);
        expect(came(made, "B").map((text) => text.split(" ")[1])).toEqual(messages.map((_, i) => String(i).padStart(4, "0")));
        expect(ring(made).ring).toMatchObject({ free: RING });
      }),
      { numRuns: 60 },
    );
  });

  test("[LINK-08] the sender is told what waits, when it is told anything, and that it has gone", () => {
    const made = lab();
    made.send("B", "A-B", "wake");
    made.runTo(100).send("A", "A-B", "a".repeat(RING));
    made.send("A", "A-B", "b".repeat(500));
    made.runTo(1_000);
    expect(made.heard("A").filter((text) => text.includes("queue"))).toEqual(["1000 queue 0 500"]);
    made.send("B", "A-B", "again");
    made.runTo(5_000);
    expect(made.heard("A").filter((text) => text.includes("queue"))).toEqual(["2000 queue 0 0"]);
  });
});

describe("ends and cuts", () => {
  function full(): Lab {
    const made = lab();
    made.send("A", "A-B", "a".repeat(RING));
    made.send("A", "A-B", "b".repeat(RING));
    return made;
  }

  test("[LINK-06] the end of the stream comes behind what waits", () => {
    const made = full();
    made.do({ do: "closeConn", link: "A-B", node: "A" });
    made.runTo(10_000);
    expect(made.heard("B").map((text) => text.slice(0, 14))).toEqual(["1000 bytes 0 a", "2000 bytes 0 b", "2000 down 0 2"]);
  });

  test("[LINK-07] a new incarnation has an empty ring; what waited is lost", () => {
    const made = full();
    made.do({ do: "cut", link: "A-B", how: "close" });
    expect(made.of("lost").map(({ values }) => lostName(values[0]!))).toEqual(["hardClose", "hardClose"]);
    made.do({ do: "heal", link: "A-B" }).runTo(2_000_000);
    expect([ring(made).ring.written, ring(made).ring.read, ring(made).waiting, ring(made).waitingBytes]).toEqual([0, 0, 0, 0]);
    made.send("A", "A-B", "c".repeat(RING));
    made.runTo(2_001_000);
    expect(came(made, "B")).toEqual(["2001000 cccc"]);
  });

  test("a suspended link moves nothing; resumed, what waited goes on waiting for room", () => {
    const made = full();
    made.runTo(500).do({ do: "cut", link: "A-B", how: "suspend" });
    made.send("A", "A-B", "c".repeat(RING));
    made.runTo(10_000);
    expect([came(made, "B"), made.world.pendingWork().suspendedBytes]).toEqual([[], 3 * RING]);
    made.do({ do: "heal", link: "A-B" }).runTo(20_000);
    expect([came(made, "B"), made.world.pendingWork().suspendedBytes]).toEqual([["10500 aaaa", "11500 bbbb", "12500 cccc"], 0]);
  });

  test("a silent link loses what is in the ring and what waits", () => {
    const made = full();
    made.do({ do: "cut", link: "A-B", how: "silent" });
    made.send("A", "A-B", "c".repeat(64));
    made.runTo(10_000);
    expect([came(made, "B"), made.of("lost").length, ring(made).waiting]).toEqual([[], 3, 0]);
  });

  test("a changed model lets what waits wait", () => {
    const made = lab({ bandwidthBytesPerS: 1_000_000 });
    for (const letter of "abc") made.send("A", "A-B", letter.repeat(1_024));
    made.do({ do: "impair", link: "A-B", model: { bandwidthBytesPerS: 2_000_000 } });
    made.runTo(100_000);
    expect(came(made, "B").map((text) => text.split(" ")[1])).toEqual(["aaaa", "bbbb", "cccc"]);
  });
});

describe("faults of one message", () => {
  test("[SHM-01] raw bytes go into a full ring as if it were not: its counters say so", () => {
    const made = lab();
    made.send("A", "A-B", "a".repeat(RING));
    made.do({ do: "inject", link: "A-B", from: "A", bytes: "abcd", how: "raw" });
    expect(ring(made).ring.free).toBe(-2);
  });

  test("[SHM-01] what waits has not left; what is in the ring keeps its size; nothing is longer than the ring", () => {
    const made = lab();
    const first = made.send("A", "A-B", "a".repeat(RING));
    const second = made.send("A", "A-B", "bbbb");
    expect(made.apply({ do: "delayMessage", message: second, us: 5 })).toBe("it waits for room in the ring and has not left");
    expect(made.apply({ do: "forgeMessage", message: first, bytes: "00" })).toBe("bytes: exactly 2048, its place in the ring");
    expect(made.apply({ do: "forgeMessage", message: second, bytes: "63636363" })).toBeNull();
    expect(made.apply({ do: "inject", link: "A-B", from: "A", bytes: "00".repeat(RING + 1), how: "raw" })).toBe("bytes: at most 2048, the ring of A-B");
    made.do({ do: "dropMessage", message: second }).send("A", "A-B", "dddd");
    made.runTo(10_000);
    expect(came(made, "B")).toEqual(["1000 aaaa", "2000 dddd"]);
    expect([ring(made).waiting, ring(made).waitingBytes]).toEqual([0, 0]);
  });
});
