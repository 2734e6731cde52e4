import { describe, expect, test } from "vitest";
import { bytesToHex } from "../../base/bytes.ts";
import { EVENT } from "../../node/events.ts";
import { TRACE } from "../../sim/trace.ts";
import { applied, ranTo, TALK } from "../run.testkit.ts";
import { Row } from "../row.ts";
import { injectionsOf } from "./injections.ts";
import { flipped, hexOf, injected, newest, type Made } from "./message.testkit.ts";
import { verdictOf } from "./verdict.ts";

const OPEN = 60_000;
const made = (): Made => ranTo(OPEN);
const echo = (fields: Readonly<Record<string, unknown>>, flags = "CREATE"): string => hexOf({ name: "DOM_ECHO", flags, fields, text: "hello" });

describe("the verdict on injected bytes", () => {
  test("[WIRE-04] a header whose CRC does not fit is refused, in the row that tells it, and kills the link", () => {
    const run = made();
    const shown = injected(run, flipped(echo({ msgid: "0x77" }), 9, 3), "raw");
    expect(shown).toMatchObject({ how: "raw", link: "A-B", from: "A", to: "B", state: "sent", verdict: { kind: "CRC refused", rule: "WIRE-04" } });
    const row = new Row();
    run.run.rows.read(shown.verdict!.event, row);
    expect([row.type, run.run.names.node(row.node), row.message]).toEqual([EVENT.decodeFault, "B", shown.message]);
    expect(shown.verdict!.effects.map(({ sentence }) => sentence).join(" ")).toContain("closes everything on its link to A");
  });

  test("[WIRE-04] the same bytes by the sender, who writes header CRC and counter itself, are accepted", () => {
    const shown = injected(made(), flipped(echo({ msgid: "0x77" }), 9, 3), "sender", "A-B", "B");
    expect(shown).toMatchObject({ from: "B", to: "A", verdict: { kind: "accepted" } });
    expect(shown.verdict!.sentence).toMatch(/^A accepts transaction 0x0000000000000877/);
  });

  test("[WIRE-05] aux data that was changed is refused by the other CRC", () => {
    expect(injected(made(), flipped(echo({ msgid: "0x77" }), 64, 0), "sender").verdict).toMatchObject({ kind: "CRC refused", rule: "WIRE-05" });
  });

  test.each([
    ["[WIRE-02] a wrong magic", () => `0000${echo({}).slice(4)}`, "unreadable", "WIRE-02"],
    ["[WIRE-07] a counter that is not the next", () => echo({ msgid: "0x77", salt: 0x99 }), "unreadable", "WIRE-07"],
  ])("%s is told with its rule", (_, bytes, kind, rule) => {
    expect(injected(made(), bytes(), "raw").verdict).toMatchObject({ kind, rule });
  });

  test.each([
    ["[ROUTE-02] an unknown spanid", "DOM_ECHO", "CREATE", { msgid: "0x77", spanid: "0x1234" }, "thrown out", "ROUTE-02"],
    ["[TX-04] an element of a transaction that nobody opened", "DOM_ECHO", "", { msgid: "0x78" }, "discarded", "TX-04"],
    ["[LINK-04] a second LNK_CONN", "LNK_CONN", "CREATE", { msgid: "0x79", proto_version: 1 }, "refused", "LINK-04"],
    ["[ROUTE-07] a transaction with a node that offers nothing", "DOM_ECHO", "CREATE", { msgid: "0x78" }, "refused", "ROUTE-07"],
    ["[LINK-01] a second LNK_AUTH", "LNK_AUTH", "CREATE", { msgid: "0x7a" }, "violation", "LINK-01"],
    ["[SVC-01] a one-way command that nobody knows", "LNK_ERROR", "", {}, "ignored", "SVC-01"],
    ["[LINK-06] a PING, of which nobody tells", "LNK_PING", "", {}, "silent", ""],
  ])("%s", (_, name, flags, fields, kind, rule) => {
    const { verdict } = injected(made(), hexOf({ name, flags, fields }), "sender");
    expect([verdict?.kind, verdict?.rule]).toEqual([kind, rule]);
  });

  test("bytes that are less than a message wait, and what comes next decides about them", () => {
    const run = made();
    const whole = echo({ msgid: "0x77" });
    expect(injected(run, whole.slice(0, 60), "raw").verdict).toMatchObject({ kind: "incomplete", event: expect.any(Number) as number });
    injected(run, whole, "raw");
    const first = injectionsOf(run.run, run.frames.telling)[1]!;
    expect(first.verdict!.kind).toBe("CRC refused");
    expect(first.verdict!.event).toBe(newest(run).verdict!.event);
  });

  test("until it arrives it is on its way, and on a link that is cut it is lost", () => {
    const run = made();
    applied(run.run, { do: "inject", link: "A-B", from: "A", bytes: echo({ msgid: "0x77" }), how: "sender" });
    expect(newest(run).verdict!.kind).toBe("on its way");
    applied(run.run, { do: "cut", link: "A-B", how: "close" });
    expect(newest(run).verdict).toMatchObject({ kind: "lost", sentence: expect.stringContaining("link A–B was closed") as string });
  });
});

test("[LINK-06] what its receiver does next of its own accord is no verdict on it", () => {
  const firstPing = (run: Made["run"]): Row => {
    const row = new Row();
    run.advanceTo(OPEN + 10_000_000);
    for (let at = run.rows.first; at < run.rows.end; at++) {
      run.rows.read(at, row);
      if (row.kind === TRACE.event && row.type === EVENT.pingSent) return row;
    }
    throw new Error("nobody sent a PING");
  };
  // The node that will be the first to send a PING by its timer gets one; nothing arrives anywhere in between.
  const { node, link } = firstPing(made().run);
  const run = made();
  const { names } = run.run;
  const { message, to } = injected(run, hexOf({ name: "LNK_PING" }), "sender", names.linkId(link), names.node(names.peerOf(node, link)));
  expect(to).toBe(names.node(node));
  expect(firstPing(run.run)).toMatchObject({ node, link });
  expect(verdictOf(run.run, message!, run.frames.telling)).toMatchObject({ kind: "silent", effects: [] });
});

describe("an injection", () => {
  test("that is put off waits, then has the verdict of its message under the same number", () => {
    const run = made();
    applied(run.run, { do: "schedule", whenUs: OPEN + 20_000, command: { do: "inject", link: "C-D", from: "C", bytes: echo({ msgid: "0x77" }), how: "sender" } });
    const waiting = newest(run);
    expect(waiting).toMatchObject({ state: "waiting", text: "It waits for 0.080000 s.", link: "C-D", from: "C", to: "D", verdict: null });
    run.run.advanceTo(OPEN + 30_000);
    const [sent, ...others] = injectionsOf(run.run, run.frames.telling);
    expect(others).toEqual([]);
    expect(sent).toMatchObject({ number: waiting.number, state: "sent", atUs: OPEN + 20_000, verdict: { kind: "accepted" } });
  });

  test("that is refused says why", () => {
    const run = made();
    applied(run.run, { do: "schedule", whenUs: OPEN + 1, command: { do: "forgeMessage", message: 0, bytes: "00" } });
    run.run.advanceTo(OPEN + 10);
    expect(newest(run)).toMatchObject({ how: "forge", state: "refused", text: "message 0 is not in flight", message: null });
  });

  test("[TX-04] in place of a message in flight is judged as that message", () => {
    const run = ranTo(OPEN);
    applied(run.run, TALK);
    const message = run.run.world.messageCount - 1;
    const bytes = bytesToHex(run.run.journal.bytesOf(message)!);
    applied(run.run, { do: "forgeMessage", message, bytes: flipped(bytes, 30, 0) });
    run.run.advanceTo(OPEN + 5_000);
    expect(newest(run)).toMatchObject({ how: "forge", message, from: "A", verdict: { kind: "CRC refused", rule: "WIRE-04" } });
  });
});

test("[ROUTE-03] what nobody injected has a verdict too: a hop passes it on, its end accepts it", () => {
  const run = ranTo(OPEN);
  applied(run.run, TALK);
  const first = run.run.world.messageCount - 1;
  run.run.advanceTo(OPEN + 20_000);
  run.run.chronicle.catchUp();
  expect(verdictOf(run.run, first, run.frames.telling)).toMatchObject({ kind: "passed on", sentence: expect.stringContaining("passes") as string });
});
