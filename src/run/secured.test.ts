/** What a run shows of encrypted links: plaintext everywhere, the record beside it, who is known by which key, and why somebody is not let in. */
import { describe, expect, test } from "vitest";
import { Journal } from "../record/journal.ts";
import { scenarioFromJson } from "../sim/scenario.ts";
import { TRACE, Trace } from "../sim/trace.ts";
import { Frames } from "./frame.ts";
import { Run } from "./run.ts";
import { applied, feedOf, inspected } from "./run.testkit.ts";
import type { LinkInspection, MessageInspection } from "./shown.ts";

function secured(atUs: number, links: readonly object[] = [{ a: "A", b: "B", security: "require" }, { a: "B", b: "C" }], nodeB: object = {}) {
  const read = scenarioFromJson({
    spanscope: 1,
    title: "A, B, C in a line",
    summary: "A–B is encrypted",
    seed: 7,
    topology: { nodes: [{ id: "A", pfs: [{ label: "pfsA" }] }, { id: "B", ...nodeB }, { id: "C", pfs: [{ label: "pfsC" }] }], links },
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const run = new Run(read.value);
  const frames = new Frames(run);
  run.advanceTo(atUs);
  frames.catchUp();
  return { run, frames };
}

type Made = ReturnType<typeof secured>;

function messageOf(made: Made, message: number): MessageInspection {
  const inspection = inspected(made, { kind: "message", message });
  if (inspection?.kind !== "message") throw new Error(`no message ${message}`);
  return inspection;
}

function linkOf(made: Made, link: string): LinkInspection {
  return inspected(made, { kind: "link", link }) as LinkInspection;
}

const frameOf = ({ frames }: Made) => frames.build({ playing: false, speedUsPerS: 1, behind: false });

/** A message just sent from A to B. */
function justSent(): { readonly made: Made; readonly message: number } {
  const made = secured(50_000);
  applied(made.run, { do: "open", as: "talk", from: "A", to: "pfsC", text: "hello" });
  return { made, message: made.run.world.messageCount - 1 };
}

describe("a message on an encrypted link", () => {
  test("[LINK-02] is shown in the clear, beside the record on the wire: header, ciphertext and tag by their bytes", () => {
    const { made, message } = justSent();
    const { description, record } = messageOf(made, message);
    expect([description.name, description.auxText]).toEqual(["DOM_ECHO", "hello"]);
    expect(record!.description.fields.map(({ name, offset, length }) => [name, offset, length])).toEqual([
      ["magic", 0, 2],
      ["reserved02", 2, 2],
      ["length", 4, 4],
      ["number", 8, 8],
      ["ciphertext", 16, description.hex.length / 2],
      ["tag", 16 + description.hex.length / 2, 16],
    ]);
    expect(record!.description.hex).not.toContain(description.hex.slice(16, 48));
    expect(record!.sentence).toMatch(/^On the wire this is record \d+ from A to B, sealed with a key .* host key [0-9a-f]{4} [0-9a-f]{4}\.$/);
  });

  test("[LINK-02] on a link in the clear there is no record", () => {
    const { made, message } = justSent();
    made.run.advanceTo(made.run.nowUs + 1_000);
    expect(messageOf(made, message + 1)).toMatchObject({ from: "B", to: "C", record: null });
  });

  test("[LINK-02] a flipped bit is one of the record: what was said stays, the receiver cannot open it, the link dies and comes back", () => {
    const { made, message } = justSent();
    const before = messageOf(made, message);
    applied(made.run, { do: "corruptMessage", message, bit: 8 * 20 });
    const { description, record } = messageOf(made, message);
    expect(description).toEqual(before.description);
    expect(record!.description.hex.split("").filter((digit, i) => digit !== before.record!.description.hex[i])).toHaveLength(1);
    expect(record!.sentence).toContain("it was changed on the way");
    made.run.advanceTo(made.run.nowUs + 2_000);
    expect(messageOf(made, message)).toMatchObject({ fate: "violation", description: before.description });
    expect(feedOf(made)).toContainEqual(expect.stringMatching(/^B cannot open record \d+ of the stream from A: the record was changed on the way/));
    expect(linkOf(made, "A-B").directions[0]!.security.state).toBe("down");
    made.run.advanceTo(made.run.nowUs + 1_100_000);
    expect(linkOf(made, "A-B").directions[0]!.security).toMatchObject({ state: "encrypted; B has proven its host key" });
  });

  test("[LINK-02] a doubled record is a replay: the copy shows what it says, and kills the link by its number", () => {
    const { made, message } = justSent();
    applied(made.run, { do: "duplicateMessage", message });
    const copy = made.run.world.messageCount - 1;
    expect(messageOf(made, copy).description).toEqual(messageOf(made, message).description);
    expect(messageOf(made, copy).record!.description.hex).toBe(messageOf(made, message).record!.description.hex);
    made.run.advanceTo(made.run.nowUs + 1_000);
    expect(messageOf(made, copy).fate).toBe("violation");
    expect(feedOf(made)).toContainEqual(expect.stringMatching(/^B cannot open record \d+ of the stream from A: the sender's message counter/));
  });

  test("[LINK-02] a copy of a changed record is still shown as what its sender sealed", () => {
    const { made, message } = justSent();
    applied(made.run, { do: "corruptMessage", message, bit: 8 * 20 }, { do: "duplicateMessage", message });
    const copy = messageOf(made, made.run.world.messageCount - 1);
    expect(copy.description).toEqual(messageOf(made, message).description);
    expect(copy.record!.description.hex).toBe(messageOf(made, message).record!.description.hex);
  });

  test("[LINK-02] forged bytes are judged as a record", () => {
    const { made, message } = justSent();
    applied(made.run, { do: "forgeMessage", message, bytes: messageOf(made, message).description.hex });
    expect(messageOf(made, message).record!.description.hex).toBe(messageOf(made, message).description.hex);
    made.run.advanceTo(made.run.nowUs + 1_000);
    expect(feedOf(made)).toContainEqual(expect.stringMatching(/^B cannot open record \d+ of the stream from A: the magic is wrong/));
  });

  test("[LINK-02] bytes put on the wire raw, an old record, are described as what they are", () => {
    const { made, message } = justSent();
    const { hex } = messageOf(made, message).record!.description;
    made.run.advanceTo(made.run.nowUs + 20_000);
    applied(made.run, { do: "inject", link: "A-B", from: "A", bytes: hex, how: "raw" });
    const injected = messageOf(made, made.run.world.messageCount - 1);
    expect([injected.record, injected.description.name]).toEqual([null, "sealed record"]);
    made.run.advanceTo(made.run.nowUs + 1_000);
    expect(made.run.journal.counters.violations).toBe(1);
  });
});

describe("a link", () => {
  test("[LINK-02] tells at each end what it wants, both keys, and the records each way", () => {
    const made = secured(50_000);
    const [a, b] = linkOf(made, "A-B").directions.map(({ security }) => security);
    expect(a).toMatchObject({ wish: "required", state: "encrypted; B has proven its host key", refusal: "" });
    expect([a!.ownKey, a!.peerKey]).toEqual([b!.peerKey, b!.ownKey]);
    expect(a!.ownKey).not.toBe(a!.peerKey);
    expect([a!.sealed, a!.opened]).toEqual([b!.opened, b!.sealed]);
    expect(a!.sealed).toBeGreaterThan(2);
    expect(linkOf(made, "B-C").directions[0]!.security).toMatchObject({ wish: "none", state: "in the clear", ownKey: "" });
    expect([...frameOf(made).linkSealed]).toEqual([1, 0]);
    expect(feedOf(made)).toContainEqual(expect.stringMatching(/^A has proof that B holds the key [0-9a-f]{4} [0-9a-f]{4} of its host; what comes from there now is encrypted\.$/));
  });

  test.each([
    [{ hostKey: "other" }, "B presents another key than it is known by", "A knows B by another key than"],
    [{ hostKey: "noSecret" }, "B did not prove that it holds the secret of its key", "A has no valid proof that B holds the secret of key"],
  ])("[LINK-02] %j: why it was refused stands there, and in the feed", (nodeB, refusal, sentence) => {
    const made = secured(50_000, undefined, nodeB);
    expect(linkOf(made, "A-B").directions[0]!.security.refusal).toBe(refusal);
    expect(feedOf(made)).toContainEqual(expect.stringContaining(sentence));
    expect([...frameOf(made).linkSealed]).toEqual([0, 0]);
    expect(made.run.world.nodeById("A")!.protocol.bestSpan("pfsC", -1)).toBeNull();
  });

  test("[LINK-02] unknown host, and suites that do not match", () => {
    const unknown = secured(50_000, undefined, { knows: ["B", "C"] });
    expect(linkOf(unknown, "A-B").directions[1]!.security.refusal).toBe("no key is known here of the host A");
    const plain = secured(50_000, [{ a: "A", b: "B", securityA: "require" }, { a: "B", b: "C" }]);
    expect(linkOf(plain, "A-B").directions[0]!.security.refusal).toBe("B offers no encryption");
    expect(feedOf(plain)).toContainEqual(expect.stringMatching(/^A requires encryption, and B offers no suite that it has/));
  });

  test("[LINK-07] a host that was refused waits longer each time: 2 s, 4 s, 8 s", () => {
    const made = secured(16_000_000, undefined, { hostKey: "other" });
    const ups = feedOf(made).filter((sentence) => sentence.startsWith("A has a stream to B"));
    expect(ups).toHaveLength(4);
  });
});

describe("the digest", () => {
  const ROW = (trace: Trace, sealed: Uint8Array | null) => {
    const row = trace.add(TRACE.send, 5, 0, 0, 0, 0, -1);
    trace.bytes[trace.count - 1] = new Uint8Array(64);
    if (sealed) trace.sealed.set(row, sealed);
  };
  const digestOf = (sealed: Uint8Array | null): string => {
    const trace = new Trace();
    ROW(trace, sealed);
    const journal = new Journal();
    journal.append(trace);
    return journal.digest;
  };

  test("[LINK-02] is one of the records, too", () => {
    const record = new Uint8Array(96).fill(1);
    expect(digestOf(record)).toBe(digestOf(record.slice()));
    expect(digestOf(record)).not.toBe(digestOf(record.slice().fill(2, 95)));
    expect(digestOf(record)).not.toBe(digestOf(null));
  });

  test("[LINK-02] does not hang on how often the trace is drained", () => {
    const one = secured(50_000);
    const other = secured(0);
    while (other.run.world.nextTimeUs <= 50_000) other.run.step();
    other.run.advanceTo(50_000);
    expect(other.run.digest).toBe(one.run.digest);
    expect(one.run.journal.counters.sealed).toBeGreaterThan(4);
  });

  test("[LINK-02] the journal keeps both, byte by byte", () => {
    const { run } = secured(50_000);
    for (let message = 0; message < run.world.messageCount; message++) {
      const record = run.journal.recordOf(message);
      const bytes = run.journal.bytesOf(message)!;
      expect([0x32, 0x48]).toContain(bytes[0]);
      if (record !== null) expect([record.length, record[0], record[1]]).toEqual([bytes.length + 32, 0x32, 0x53]);
    }
  });
});
