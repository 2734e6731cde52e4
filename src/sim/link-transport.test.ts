import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../base/bytes.ts";
import type { LinkModel } from "./commands.ts";
import { RTO_US_MIN } from "./link-impair.ts";
import { alteredName, Lab, lostName } from "./world.testkit.ts";

/** Both ends are up at 0; what they heard of that is forgotten. */
function lab(model: Partial<LinkModel> = {}, seed = 1): Lab {
  const made = new Lab({ model, seed }).runTo(0);
  made.heard("A");
  made.heard("B");
  return made;
}

describe("a perfect link", () => {
  test("brings bytes after its latency, and nothing else", () => {
    const made = lab({ latencyUs: 250 });
    made.runTo(100);
    made.send("A", "A-B", "hello");
    made.runTo(10_000);
    expect(made.heard("B")).toEqual(["350 bytes 0 hello"]);
    expect(made.heard("A")).toEqual([]);
  });

  test("hands over the very bytes that the sender handed out", () => {
    const made = lab();
    const sent = utf8Encode("mine");
    made.node("A").reacts = (input, out) => {
      if (input.kind === "request") out.transmit(0, sent);
    };
    const received: Uint8Array[] = [];
    made.node("B").reacts = (input) => {
      if (input.kind === "bytes") received.push(input.bytes);
    };
    made.do({ do: "setWeight", link: "A-B", node: "A", weight: 1 }).runTo(10_000);
    expect(received[0]).toBe(sent);
  });

  test("tells of each message where it is", () => {
    const made = lab({ latencyUs: 1_000 });
    const message = made.send("A", "A-B", "hello");
    made.runTo(400);
    const list = made.world.listFlights(10);
    expect([list.count, list.message[0], list.link[0], list.direction[0], list.departUs[0], list.arriveUs[0], list.marks[0]]).toEqual([1, message, 0, 0, 0, 1_000, 0]);
    expect(made.world.listFlights(0)).toMatchObject({ count: 0, omitted: 1 });
  });
});

describe("bandwidth", () => {
  test("bytes take time and wait for those before them", () => {
    const made = lab({ latencyUs: 10, bandwidthBytesPerS: 1_000_000 });
    made.send("A", "A-B", "x".repeat(100));
    made.send("A", "A-B", "y".repeat(50));
    made.runTo(1_000);
    expect(made.heard("B").map((text) => text.split(" ")[0])).toEqual(["110", "160"]);
  });

  test("loses no fraction of a microsecond: a thousand messages take as long as their bytes", () => {
    const made = lab({ latencyUs: 0, bandwidthBytesPerS: 300_000 });
    for (let i = 0; i < 1_000; i++) made.send("A", "A-B", "x");
    made.runTo(100_000);
    const heard = made.heard("B");
    expect(heard).toHaveLength(1_000);
    expect(heard.at(-1)).toBe("3333 bytes 0 x");
  });

  test("[LINK-08] the sender is told of its queue when it changed, before its next other input", () => {
    const made = lab({ latencyUs: 10, bandwidthBytesPerS: 1_000_000 });
    made.send("A", "A-B", "x".repeat(100));
    made.send("A", "A-B", "y".repeat(50));
    expect(made.heard("A")).toEqual(["0 queue 0 100"]);
    made.runTo(120);
    made.send("B", "A-B", "back");
    made.runTo(134);
    // The answer arrives at 134: 16 bytes of the second message have not left.
    expect(made.heard("A")).toEqual(["134 queue 0 16", "134 bytes 0 back"]);
    made.runTo(1_000);
    made.send("B", "A-B", "again");
    made.runTo(2_000);
    expect(made.heard("A")).toEqual(["1015 queue 0 0", "1015 bytes 0 again"]);
    made.send("B", "A-B", "more");
    made.runTo(3_000);
    expect(made.heard("A")).toEqual(["2014 bytes 0 more"]);
  });

  test("changed while bytes wait, those leave at the new rate", () => {
    const made = lab({ latencyUs: 10, bandwidthBytesPerS: 1_000 });
    for (const letter of "abc") made.send("A", "A-B", letter.repeat(100));
    made.runTo(100_005);
    made.do({ do: "impair", link: "A-B", model: { bandwidthBytesPerS: 1_000_000 } }).runTo(1_000_000);
    expect(made.heard("B").map((text) => text.slice(0, text.indexOf(" ")))).toEqual(["100010", "100115", "100215"]);
  });
});

describe("a stream", () => {
  test("keeps its order under jitter", () => {
    const made = lab({ latencyUs: 100, jitterUs: 1_000 });
    for (let i = 0; i < 50; i++) {
      made.send("A", "A-B", String(i));
      made.runTo(made.world.nowUs + 7);
    }
    made.runTo(100_000);
    const heard = made.heard("B");
    expect(heard.map((text) => text.split(" ")[3])).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
    expect(new Set(heard.map((text) => Number(text.split(" ")[0]))).size).toBeGreaterThan(3);
  });

  test("makes a loss a delay by retransmission, and what is behind it waits", () => {
    const made = lab({ latencyUs: 100, lossPerMillion: 1_000_000 });
    made.send("A", "A-B", "late");
    made.do({ do: "impair", link: "A-B", model: { lossPerMillion: 0 } });
    made.send("A", "A-B", "behind");
    made.runTo(10_000_000_000);
    const [late, behind] = made.heard("B");
    const retransmitted = made.of("altered").filter((row) => alteredName(row.values[0]!) === "retransmitted");
    expect(retransmitted.length).toBe(15);
    expect(retransmitted[0]!.values[1]).toBe(RTO_US_MIN + 200);
    expect(retransmitted[1]!.values[1]).toBe(2 * (RTO_US_MIN + 200));
    const delayUs = retransmitted.reduce((sum, row) => sum + row.values[1]!, 0);
    expect(late).toBe(`${delayUs + 100} bytes 0 late`);
    expect(behind).toBe(`${delayUs + 100} bytes 0 behind`);
    expect(made.of("lost")).toEqual([]);
  });

  test("is not hurt by duplication and reordering, which are traced", () => {
    const made = lab({ latencyUs: 100, duplicatePerMillion: 1_000_000, reorderPerMillion: 1_000_000, reorderUs: 5_000 });
    made.send("A", "A-B", "one");
    made.send("A", "A-B", "two");
    made.runTo(10_000);
    expect(made.heard("B")).toEqual(["100 bytes 0 one", "100 bytes 0 two"]);
    expect(made.of("altered").map((row) => alteredName(row.values[0]!))).toEqual(["reordered", "duplicated", "reordered", "duplicated"]);
  });
});

describe("raw mode", () => {
  test("loses what is lost, at the time at which it would have arrived", () => {
    const made = lab({ mode: "raw", latencyUs: 100, lossPerMillion: 1_000_000 });
    made.send("A", "A-B", "gone");
    expect(made.world.listFlights(1).marks[0]).toBe(2);
    made.runTo(10_000);
    expect(made.heard("B")).toEqual([]);
    expect(made.of("lost").map((row) => [row.atUs, lostName(row.values[0]!)])).toEqual([[100, "loss"]]);
  });

  test("brings a copy with a number of its own", () => {
    const made = lab({ mode: "raw", latencyUs: 100, duplicatePerMillion: 1_000_000 });
    const message = made.send("A", "A-B", "twice") - 1;
    made.runTo(10_000);
    expect(made.heard("B")).toEqual(["100 bytes 0 twice", "100 bytes 0 twice"]);
    expect(made.of("deliver").map((row) => row.message)).toEqual([message, message + 1]);
    expect(made.of("altered").map((row) => [row.message, ...row.values.slice(0, 2)])).toEqual([[message + 1, 2, message]]);
  });

  test("lets a message be overtaken", () => {
    const made = lab({ mode: "raw", latencyUs: 100, reorderPerMillion: 1_000_000, reorderUs: 50_000 });
    made.send("A", "A-B", "first");
    made.do({ do: "impair", link: "A-B", model: { reorderPerMillion: 0 } });
    made.send("A", "A-B", "second");
    made.runTo(100_000);
    expect(made.heard("B").map((text) => text.split(" ")[3])).toEqual(["second", "first"]);
    expect(made.of("altered").map((row) => alteredName(row.values[0]!))).toEqual(["reordered"]);
  });
});

describe("corruption", () => {
  test("flips one to three bits, says which, and leaves the sender's bytes alone", () => {
    const made = lab({ latencyUs: 100, corruptPerMillion: 1_000_000 });
    const sent: Uint8Array[] = [];
    const received: Uint8Array[] = [];
    made.node("A").reacts = (input, out) => {
      if (input.kind !== "request") return;
      sent.push(utf8Encode("a message of some length"));
      out.transmit(0, sent.at(-1)!);
    };
    made.node("B").reacts = (input) => {
      if (input.kind === "bytes") received.push(input.bytes);
    };
    for (let i = 0; i < 60; i++) made.do({ do: "setWeight", link: "A-B", node: "A", weight: 1 });
    made.runTo(10_000);
    const rows = made.of("altered");
    const counts = new Set<number>();
    for (const [i, bytes] of sent.entries()) {
      expect(bytes).toEqual(utf8Encode("a message of some length"));
      const [code, count, ...bits] = rows[i]!.values;
      expect(alteredName(code!)).toBe("corrupted");
      const expected = bytes.slice();
      for (const bit of bits.slice(0, count)) expected[bit >>> 3] ^= 1 << (bit & 7);
      expect(received[i]).toEqual(expected);
      expect(received[i]).not.toEqual(bytes);
      counts.add(count!);
    }
    expect(counts).toEqual(new Set([1, 2, 3]));
  });
});

describe("any link", () => {
  const perMillion = fc.oneof(fc.constant(0), fc.constant(300_000));
  const model = fc.record({
    mode: fc.constantFrom("stream" as const, "raw" as const),
    latencyUs: fc.nat(2_000),
    jitterUs: fc.oneof(fc.constant(0), fc.nat(3_000)),
    bandwidthBytesPerS: fc.oneof(fc.constant(0), fc.integer({ min: 1_000, max: 1_000_000 })),
    lossPerMillion: perMillion,
    corruptPerMillion: perMillion,
    duplicatePerMillion: perMillion,
    reorderPerMillion: perMillion,
    reorderUs: fc.nat(5_000),
  });
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant("send" as const), from: fc.constantFrom("A", "B"), waitUs: fc.nat(400) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("suspend" as const, "silent" as const, "close" as const, "heal" as const, "hangup" as const), from: fc.constantFrom("A", "B"), waitUs: fc.nat(3_000) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("impair" as const), from: fc.constantFrom("A", "B"), waitUs: fc.nat(400), model }) },
  );

  test("delivers or loses every message once, in the order of time, and a stream in the order of sending", () => {
    fc.assert(
      fc.property(model, fc.array(action, { maxLength: 60 }), fc.nat(1_000), (first, actions, seed) => {
        const made = new Lab({ model: first, seed, switches: { reconnectUs: 5_000 } }).runTo(0);
        let streamAllAlong = first.mode === "stream";
        for (const each of actions) {
          if (each.do === "send") {
            if (made.world.links[0]!.isUp(each.from === "A" ? 0 : 1)) made.send(each.from, "A-B", "x".repeat(40));
          } else if (each.do === "heal") made.apply({ do: "heal", link: "A-B" });
          else if (each.do === "hangup") made.apply({ do: "closeConn", link: "A-B", node: each.from });
          else if (each.do === "impair") {
            made.apply({ do: "impair", link: "A-B", from: each.from, model: each.model });
            if (each.model.mode === "raw") streamAllAlong = false;
          } else made.apply({ do: "cut", link: "A-B", how: each.do });
          made.runTo(made.world.nowUs + each.waitUs);
        }
        made.apply({ do: "heal", link: "A-B" });
        // Whoever is up says something, as a PING would: an end whose peer went down unseen learns it by that.
        for (let i = 0; i < 40; i++) for (const [side, id] of ["A", "B"].entries()) if (made.world.links[0]!.isUp(side)) made.send(id, "A-B", "ping");
        made.runTo(made.world.nowUs + 10_000_000_000);
        const sent = made.of("send").map((row) => row.message);
        const ended = [...made.of("deliver"), ...made.of("lost")].map((row) => row.message);
        expect(ended.toSorted((a, b) => a - b)).toEqual(sent);
        expect(made.rows.every((row, i) => i === 0 || row.atUs >= made.rows[i - 1]!.atUs)).toBe(true);
        for (const direction of [0, 1]) {
          const arrived = made.of("deliver").filter((row) => row.direction === direction).map((row) => row.message);
          if (streamAllAlong) expect(arrived).toEqual(arrived.toSorted((a, b) => a - b));
        }
        expect(made.world.pendingWork()).toMatchObject({ suspendedBytes: 0, unnoticedCuts: 0, reconnects: 0 });
        expect(made.world.flightCount).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
