/** What a run tells of copies: paths, states, which glyphs are one message, sentences. */
import { describe, expect, test } from "vitest";
import { feedOf, inspected, inspectedTransaction, ranTo, sixNodes } from "./run.testkit.ts";
import { Run } from "./run.ts";

const COMMANDS = [
  { at: "100ms", do: "open", as: "talk", from: "A", to: "pfsD", text: "one", copies: 2 },
  { at: "110ms", do: "send", transaction: "talk", text: "two" },
  { at: "120ms", do: "cut", link: "B-C", how: "close" },
];
const FILE = { switches: { duplication: true }, commands: COMMANDS };

describe("[DUP-01] a transaction in two copies", () => {
  test("each has its way; a lost one says why", () => {
    const made = ranTo(119_000, FILE);
    const [one, two] = inspectedTransaction(made, "talk").copies;
    expect([one?.nodes.join(""), two?.nodes.join("")]).toEqual(["ABCD", "AEFD"]);
    expect([one?.state, two?.state]).toEqual(["open", "open"]);
    const later = ranTo(130_000, FILE);
    const copies = inspectedTransaction(later, "talk").copies;
    expect(copies.map(({ state, cause }) => [state, cause])).toEqual([["lost", "link lost"], ["open", ""]]);
    expect(inspectedTransaction(later, "talk").state).toBe("open");
    later.frames.setWatch({ ...later.frames.watch, transaction: "talk" });
    const frame = later.frames.build({ playing: false, speedUsPerS: 1, behind: false });
    expect(frame.path?.copies.map(({ nodes, state }) => [nodes.length, state])).toEqual([[4, "lost"], [4, "open"]]);
    expect(frame.transactions.map((line) => line.copies)).toEqual([["lost", "open"]]);
    // Of copies an end counts once; each hop counts what comes in.
    expect([...frame.nodeTransactions]).toEqual([1, 0, 0, 1, 0, 0]);
  });

  test("its elements are told once, whatever carried them", () => {
    const { elements } = inspectedTransaction(ranTo(130_000, FILE), "talk");
    expect(elements.map(({ by, text }) => `${by} ${text}`)).toEqual(["A one", "D one", "A two", "D two"]);
  });

  test("two glyphs of one message have one number, and each names the other", () => {
    const made = ranTo(110_500, FILE);
    const { flights } = made.frames.build({ playing: false, speedUsPerS: 1, behind: false });
    const [first, second] = [...flights.message].filter((_, at) => flights.copy[at] !== 0);
    expect(new Set([...flights.copy].filter((copy) => copy !== 0)).size).toBe(1);
    const message = inspected(made, { kind: "message", message: first! });
    if (message?.kind !== "message") throw new Error("no message");
    expect(message.copyOf).toEqual({ number: 2, messages: [{ message: first, from: "A", to: "B" }, { message: second, from: "A", to: "E" }] });
    expect(message.sentence).toMatch(/^Second message of transaction talk from A to D/);
    const ordinary = ranTo(110_500, { ...FILE, commands: [{ ...COMMANDS[0], copies: undefined }, COMMANDS[1]!] });
    expect([...ordinary.frames.build({ playing: false, speedUsPerS: 1, behind: false }).flights.copy].every((copy) => copy === 0)).toBe(true);
  });

  test("in sentences", () => {
    const feed = feedOf(ranTo(130_000, FILE));
    expect(feed).toContain("A sends transaction talk a further time, over A–E: copy 2 of 2.");
    expect(feed).toContain("D takes message 2 of transaction talk from the copy over C–D and ignores the one over F–D.");
    expect(feed).toContain("A loses the copy of transaction talk over A–B: link lost. The other goes on.");
    expect(feed).toContain("Command: open transaction talk from A to pfsD in 2 copies.");
  });
});

describe("[DUP-01] copies that cannot be", () => {
  test.each([
    [false, 2, "A has 0 spans of pfsD on links that negotiated duplication, and 2 copies were asked for"],
    [true, 5, "copies: an integer from 2 to 4"],
  ])("negotiated: %s, %i copies: the command is refused with what was found", (duplication, copies, reason) => {
    const run = new Run(sixNodes({ switches: { duplication } }));
    run.advanceTo(100_000);
    expect(run.apply({ do: "open", as: "talk", from: "A", to: "pfsD", text: "one", copies })).toBe(reason);
  });
});
