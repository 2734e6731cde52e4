/** Shared memory in whole runs: what the inspectors and sentences tell of it, and that nothing is left of it whatever dies when. */
import { describe, expect, test } from "vitest";
import type { Command } from "../sim/commands.ts";
import { type Scenario, scenarioFromJson } from "../sim/scenario.ts";
import { Frames } from "./frame.ts";
import { Run } from "./run.ts";
import { applied, feedOf, inspected, inspectedTransaction } from "./run.testkit.ts";
import { sweep } from "./sweep.testkit.ts";

/** A -shm- B -stream- C -shm- D, with small rings and regions; `crcOptional` on C-D. */
function scenario(commands: readonly object[] = [], crcOptional = false): Scenario {
  const shm = { ringBytes: 2_048, regionBytes: 1_024 };
  const read = scenarioFromJson({
    spanscope: 1,
    title: "Shared memory",
    summary: "Two machines",
    seed: 5,
    topology: {
      nodes: [{ id: "A", role: "endpoint" }, { id: "B" }, { id: "C", bigEndian: true }, { id: "D", role: "endpoint", pfs: [{ label: "pfsD" }] }],
      links: [{ a: "A", b: "B", kind: "shm", shm }, { a: "B", b: "C" }, { a: "C", b: "D", kind: "shm", shm: { ...shm, crcOptional } }],
    },
    commands,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

const TALK = [
  { at: "100ms", do: "open", as: "talk", from: "A", to: "pfsD", text: "hello" },
  { at: "101ms", do: "send", transaction: "talk", text: "and more" },
  { at: "110ms", do: "close", transaction: "talk" },
];

function ran(atUs: number, commands: readonly object[] = TALK, crcOptional = false): { readonly run: Run; readonly frames: Frames } {
  const run = new Run(scenario(commands, crcOptional));
  const frames = new Frames(run);
  run.advanceTo(atUs);
  frames.catchUp();
  return { run, frames };
}

function message(made: ReturnType<typeof ran>, number: number) {
  const inspection = inspected(made, { kind: "message", message: number });
  if (inspection?.kind !== "message") throw new Error(`no message ${number}`);
  return inspection;
}

function link(made: ReturnType<typeof ran>, id: string) {
  const inspection = inspected(made, { kind: "link", link: id });
  if (inspection?.kind !== "link") throw new Error(`no link ${id}`);
  return inspection;
}

describe("inspectors", () => {
  test("[WIRE-06] a message shows its out-of-band aux beside the header, on each link as it is there", () => {
    const made = ran(200_000);
    const { elements } = inspectedTransaction(made, "talk");
    expect(elements.map(({ half, text }) => `${half} ${text}`)).toEqual(["command hello", "command and more", "reply hello", "reply and more", "command ", "reply "]);
    const first = message(made, elements[0]!.message!);
    expect(first.outOfBand).toMatchObject({ offset: 0, generation: 1, hex: "68656c6c6f00", text: "hello", crc: { good: true } });
    expect(first.description).toMatchObject({ auxText: null, flags: ["CREATE", "AUXOOB"], faults: [] });
    expect(first.sentence).toContain("“hello”");
    const copies = made.run.journal;
    const inBand = Array.from({ length: copies.counters.sent }, (_, i) => message(made, i)).filter(({ link: on, description }) => on === "B-C" && description.auxText === "hello");
    expect(inBand.map(({ outOfBand }) => outOfBand)).toEqual([null, null]);
  });

  test("[SHM-01] a link shows whose pieces are in use, what lies in its rings, and its CRCs", () => {
    const made = ran(101_500);
    const { memory, directions } = link(made, "A-B");
    expect(memory).toMatchObject({ regionBytes: 1_024, crcsDropped: false, halves: [{ node: "A", from: 0, bytes: 512 }, { node: "B", from: 512, bytes: 512, pieces: [] }] });
    expect(memory!.halves[0]!.pieces).toEqual([{ offset: 64, bytes: 64, generation: 2, text: "and more" }]);
    const { ring } = directions[0]!;
    expect(ring).toMatchObject({ bytes: 2_048, used: 64, waiting: 0, pads: 0, messages: [{ name: "DOM_ECHO", bytes: 64, pad: false }] });
    expect([ring!.tail, ring!.messages[0]!.from, ring!.head]).toEqual([ring!.tail, ring!.tail, ring!.tail + 64]);
    expect(link(made, "B-C")).toMatchObject({ memory: null, directions: [{ ring: null }, { ring: null }] });
    expect(ran(0).frames.build({ playing: false, speedUsPerS: 1, behind: false }).topology!.links.map(({ kind }) => kind)).toEqual(["shm", "stream", "shm"]);
  });

  test("[SHM-01] without CRCs nothing is said to be wrong with a message that has none", () => {
    const made = ran(200_000, TALK, true);
    expect(link(made, "C-D").memory).toMatchObject({ crcsDropped: true });
    const messages = Array.from({ length: made.run.journal.counters.sent }, (_, i) => message(made, i));
    expect(messages.filter(({ description }) => description.faults.length > 0)).toEqual([]);
    const beside = messages.filter(({ link: on, outOfBand }) => on === "C-D" && outOfBand !== null);
    expect(beside.map(({ outOfBand }) => [outOfBand!.text, outOfBand!.crc])).toEqual([["hello", null], ["and more", null], ["hello", null], ["and more", null]]);
  });

  test("[SHM-01] [ROUTE-08] the feed tells who puts what where, who copies it, and who gives the place back", () => {
    const lines = feedOf(ran(200_000));
    for (const line of [
      "A puts 6 bytes of transaction talk into the region that it shares with B, at byte 0.",
      "B has read the 6 bytes at byte 0 of the region and gives the place back to A.",
      "B copies the data of transaction talk out of the region behind the header, for C cannot look into it.",
      "C copies the data of transaction talk into the region that it shares with D.",
    ]) expect(lines).toContain(line);
  });

  test("a scribble and what comes of it, in words", () => {
    const made = ran(100_200);
    applied(made.run, { do: "scribble", link: "A-B", from: "A", how: "release" });
    made.run.advanceTo(150_000);
    const lines = feedOf(made);
    expect(lines.filter((line) => line.includes("shared") || line.includes("rule"))).toEqual(expect.arrayContaining([
      "B does not believe a message of A out of their shared memory: the place was taken anew before its piece was released.",
      "A broke rule SHM-01 with DOM_ECHO; B kills the link.",
    ]));
    expect(lines.join("\n")).toContain("give A's piece back before it was read, in the shared region of link A–B");
  });
});

describe("what a run is", () => {
  test("[SHM-01] the digest covers what lies in the region, with CRCs and without", () => {
    for (const crcOptional of [false, true]) {
      const digests = ["hello", "hallo"].map((text) => ran(200_000, [{ ...TALK[0]!, text }, ...TALK.slice(1)], crcOptional).run.journal.digest);
      expect(digests[0]).not.toBe(digests[1]);
      expect(ran(200_000, TALK, crcOptional).run.journal.digest).toBe(digests[0]);
    }
  });
});

describe("whatever dies when", () => {
  const CUTS: readonly (readonly Command[])[] = ["A-B", "B-C", "C-D"].flatMap((id) => [[{ do: "cut", link: id, how: "close" }], [{ do: "cut", link: id, how: "suspend" }, { do: "heal", link: id }]] as const);
  const CRASHES: readonly (readonly Command[])[] = ["A", "B", "C", "D"].flatMap((node) => [[{ do: "crash", node }], [{ do: "powerLoss", node }]] as const);

  function nothingInUse(run: Run): void {
    for (const { memory, id, phase } of run.world.links) {
      if (memory !== null && phase === 0) expect([id, memory.region.pieces(0), memory.region.pieces(1)]).toEqual([id, [], []]);
    }
  }

  test.each([false, true])("[SHM-01] [ROUTE-08] [LINK-06] a cut or a crash behind any event of an exchange over two hops: no piece is left, no check is violated; CRCs dropped: %s", (crcOptional) => {
    const made = scenario(TALK, crcOptional);
    expect(sweep(made, { fromUs: 100_000, toUs: 116_000, faults: [...CUTS, ...CRASHES], judge: nothingInUse })).toBeGreaterThan(280);
  });

  test("[SHM-01] [LINK-07] healed or restarted 50 ms later, the region is as new", () => {
    const made = scenario(TALK);
    const again: Command = { do: "open", as: "again", from: "A", to: "pfsD", text: "once more", close: true };
    const faults: readonly (readonly Command[])[] = [[{ do: "cut", link: "A-B", how: "close" }], [{ do: "cut", link: "C-D", how: "close" }]];
    expect(sweep(made, {
      fromUs: 100_000,
      toUs: 112_000,
      faults,
      afterwards: { us: 50_000, commands: [{ do: "resumeAll" }] },
      judge: (run) => {
        nothingInUse(run);
        applied(run, again);
        run.advanceUntilQuiet(run.nowUs + 20_000_000);
        nothingInUse(run);
      },
    })).toBeGreaterThan(30);
  });
});
