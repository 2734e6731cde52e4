import { describe, expect, test } from "vitest";
import { EVENT, EVENT_NAMES, LIMITED, THROWN, type EventName } from "../node/events.ts";
import { RULE } from "../node/rules.ts";
import type { Command } from "../sim/commands.ts";
import { ALTERED, LINK_PHASE, LOST, NODE_PHASE, TRACE } from "../sim/trace.ts";
import { CMD, ERR, FLAG } from "../wire/constants.ts";
import { familyOfMessage, familyOfRow, FAMILY, isAbort, severityOfRow } from "./families.ts";
import { say, sayDuration, sayOrdinal } from "./fill.ts";
import { MSGID_KIND } from "./msgids.ts";
import type { Names } from "./names.ts";
import { Row } from "./row.ts";
import { applied, feedOf, ranTo, TALK } from "./run.testkit.ts";
import { sayCommand } from "./sentence-commands.ts";
import { sayEvent } from "./sentence-events.ts";
import { type MessageHead, sayMessage } from "./sentence-messages.ts";
import { TEXTS } from "../texts/run.ts";

/** Node 0 is A, 1 is B, 2 is C; link 0 is A–B, 1 is B–C; B numbers them 0 and 1. */
const NAMES: Names = {
  node: (node) => "ABC"[node] ?? "?",
  link: (link) => ["A–B", "B–C"][link] ?? "?",
  linkId: (link) => ["A-B", "B-C"][link] ?? "?",
  linkById: (id) => id.replace("-", "–"),
  isOf2012: (link) => link === 1,
  peerOf: (node, link) => (link < 0 ? -1 : node === link ? link + 1 : link),
  linkOf: (_, own) => (own === 0 || own === 1 ? own : -1),
  fromOf: (link, direction) => link + direction,
  toOf: (link, direction) => link + 1 - direction,
  pfs: () => "pfsD",
  pfsType: () => "MASTER",
  transaction: () => "transaction t1",
  transactionNamed: (name) => `transaction ${name}`,
  lock: () => "lock w",
  inode: () => "/home",
  transactionName: () => "t1",
  commit: () => "commit c1",
  kindOf: (_, lo) => (lo === 7 ? MSGID_KIND.span : lo === 8 ? MSGID_KIND.conn : MSGID_KIND.transaction),
  generator: () => "load",
  generatorTarget: (_, target) => (target < 0 ? "" : "pfsD"),
  pfsOf: () => 0,
};

function event(name: EventName, values: Partial<Row> = {}): Row {
  return Object.assign(new Row(), { number: 5, kind: TRACE.event, type: EVENT[name], node: 1, link: 0, pfs: 0, msgidLo: 9, spanidLo: 7, rule: RULE["TX-04"] }, values);
}

function told(name: EventName, values: Partial<Row> = {}): string {
  return sayEvent(event(name, values), NAMES);
}

describe("every event of a node has a sentence", () => {
  test.each(EVENT_NAMES.map((name) => [name] as const))("%s, whatever its values are", (name) => {
    for (const value of [0, 1, 2, 0x21, -1]) {
      for (const extra of [-1, 0, 1, 0x40]) {
        for (const values of [{}, { link: -1, pfs: -1 }, { spanidLo: 0, msgidLo: 0 }]) {
          const sentence = told(name, { value, extra, ...values });
          expect(sentence).toMatch(/^\S.*\.$/);
          expect(sentence).not.toMatch(/undefined|[{}]|\s\s|\?/);
        }
      }
    }
  });

  test("[C12-03] a link of the profile of 2012 does not say that it authenticates", () => {
    expect(told("linkUp", { link: 0 })).toBe("B has a stream to A and starts to authenticate.");
    expect(told("linkUp", { link: 1 })).toBe("B has a stream to C; the protocol of 2012 has no AUTH, so CONN comes first.");
    const said = feedOf(ranTo(20_000, { switches: { profile: "c2012" } })).filter((sentence) => sentence.includes("has a stream"));
    expect(said).toHaveLength(14);
    expect(said.filter((sentence) => !sentence.endsWith("has no AUTH, so CONN comes first."))).toEqual([]);
  });

  test("as people say it", () => {
    expect(told("relayOpened", { value: 2, extra: 1 })).toBe("B relays pfsD to A at distance 2; it came from C.");
    expect(told("bestChanged", { link: -1 })).toBe("B knows no way to pfsD any more.");
    expect(told("spanClosing", { value: ERR.SPAN_LOST })).toBe("B loses the way to pfsD through A: the span was lost.");
    expect(told("transactionAborted", { node: 0, value: ERR.SPAN_LOST, extra: 1 })).toBe("A's transaction t1 to pfsD is aborted: the span was lost.");
    expect(told("transactionAborted", { value: ERR.SPAN_LOST, extra: 0 })).toBe("At B, transaction t1 is aborted: the span was lost.");
    expect(told("violation", { extra: CMD.LNK_SPAN })).toBe("A broke rule TX-04 with LNK_SPAN; B kills the link.");
    expect(told("thrownOut", { value: THROWN.deadEntry })).toBe("B throws out a message from A: it belongs to a transaction whose path is gone.");
    expect(told("discarded", { value: FLAG.ABORT | FLAG.DELETE })).toBe("B silently discards a message of transaction t1 from A: DELETE|ABORT means nothing there now.");
    expect(told("entryOpened", { value: 1 })).toBe("B notes transaction t1: in from A, out to C.");
    expect(told("linkOpen", { value: 65_536 })).toBe("B and A know each other now; aux data may have 65536 bytes.");
  });
});

describe("every row of the engine has a sentence", () => {
  const expectTexts = (prefix: string, codes: Readonly<Record<string, number>>) => {
    for (const code of Object.values(codes)) expect(TEXTS).toHaveProperty([`${prefix}.${code}`]);
  };
  test("what is lost, altered, and the phases of links and nodes", () => {
    expectTexts("lost", LOST);
    expectTexts("altered", ALTERED);
    expectTexts("link", LINK_PHASE);
    expectTexts("node", NODE_PHASE);
    expectTexts("limited", LIMITED);
  });

  test("every command says what it does", () => {
    const commands: Command[] = [
      { do: "cut", link: "B-C", how: "silent" },
      { do: "open", as: "t1", from: "A", to: "pfsD", text: "x" },
      { do: "send", transaction: "t1", text: "hello" },
      { do: "delayMessage", message: 4, us: 1_500 },
      { do: "resumeAll" },
    ];
    expect(commands.map((command) => sayCommand(command, NAMES))).toEqual([
      "cut link B–C, nobody knows",
      "open transaction t1 from A to pfsD",
      "send “hello” in transaction t1, by its opener",
      "delay message 4 by 1.5 ms",
      "heal every link that is cut or suspended",
    ]);
  });
});

describe("messages in a few words", () => {
  const head = (base: number, flags: number, more: Partial<MessageHead> = {}): MessageHead => ({ cmd: (flags << 24) | base, msgidHi: 0, msgidLo: 9, error: 0, dist: -1, label: "", ...more });
  const { CREATE, DELETE, REPLY, ABORT } = FLAG;
  test.each<[MessageHead, string]>([
    [head(CMD.LNK_SPAN, CREATE, { dist: 1, label: "pfsD" }), "LNK_SPAN, pfsD at distance 1"],
    [head(CMD.LNK_ERROR, DELETE, { msgidLo: 7 }), "LNK_SPAN of pfsD is over"],
    [head(CMD.LNK_ERROR, CREATE | REPLY | DELETE, { msgidLo: 7 }), "the answer that closes LNK_SPAN of pfsD"],
    [head(CMD.LNK_ERROR, CREATE | REPLY, { msgidLo: 8 }), "the acknowledgement of LNK_CONN"],
    [head(CMD.DBG_SHELL, CREATE), "transaction t1 opens"],
    [head(CMD.DBG_SHELL, CREATE | DELETE | ABORT), "transaction t1 opens and its command half closes"],
    [head(CMD.DBG_SHELL, CREATE | REPLY), "first reply of transaction t1"],
    [head(CMD.DBG_SHELL, 0), "an element of transaction t1"],
    [head(CMD.LNK_ERROR, DELETE | REPLY), "the reply half of transaction t1 closes"],
    [head(CMD.LNK_ERROR, DELETE | REPLY | ABORT, { error: ERR.SPAN_LOST }), "abort of transaction t1: the span was lost"],
    [head(CMD.LNK_ERROR, CREATE | DELETE | REPLY, { error: ERR.UNKNOWN }), "transaction t1 is refused: unknown or unsupported"],
    [head(CMD.DBG_SHELL, REPLY, { msgidLo: 0 }), "a one-way DBG_SHELL, as a status"],
    [head(CMD.LNK_PING, 0, { msgidLo: 0 }), "a PING"],
    [head(0, 0), "bytes that are no message"],
  ])("%j", (message, words) => {
    expect(sayMessage(message, NAMES)).toBe(words);
  });
});

describe("families", () => {
  const cmd = (base: number, flags: number) => (flags << 24) | base;
  test("[TX-06] ABORT with CREATE is no abort; with DELETE, or alone, it is", () => {
    expect([FLAG.ABORT | FLAG.CREATE, FLAG.ABORT | FLAG.CREATE | FLAG.DELETE, FLAG.ABORT | FLAG.CREATE | FLAG.REPLY].map(isAbort)).toEqual([false, false, false]);
    expect([FLAG.ABORT, FLAG.ABORT | FLAG.DELETE, FLAG.ABORT | FLAG.REPLY | FLAG.CREATE | FLAG.DELETE].map(isAbort)).toEqual([true, true, true]);
  });

  test("an LNK_ERROR belongs to what its msgid stands for", () => {
    expect(familyOfMessage(cmd(CMD.LNK_ERROR, FLAG.DELETE), MSGID_KIND.span)).toBe(FAMILY.announcement);
    expect(familyOfMessage(cmd(CMD.LNK_ERROR, FLAG.CREATE | FLAG.REPLY), MSGID_KIND.conn)).toBe(FAMILY.housekeeping);
    expect(familyOfMessage(cmd(CMD.LNK_ERROR, FLAG.DELETE), MSGID_KIND.transaction)).toBe(FAMILY.transaction);
    expect(familyOfMessage(cmd(CMD.DBG_SHELL, FLAG.REPLY), MSGID_KIND.transaction)).toBe(FAMILY.data);
  });

  test("a forwarded message is what its flags say; red belongs to aborts, cuts and violations", () => {
    const forwarded = event("forwarded", { extra: FLAG.ABORT | FLAG.DELETE });
    expect(familyOfRow(forwarded, MSGID_KIND.transaction)).toBe(FAMILY.abort);
    expect(severityOfRow(forwarded, FAMILY.abort)).toBe("abort");
    expect(severityOfRow(event("violation"), FAMILY.housekeeping)).toBe("violation");
    const cut = Object.assign(new Row(), { kind: TRACE.linkState, value6: LINK_PHASE.silent });
    expect(severityOfRow(cut, FAMILY.housekeeping)).toBe("abort");
    expect(severityOfRow(event("spanReceived"), FAMILY.announcement)).toBe("normal");
  });
});

describe("filling", () => {
  test("a place that nobody filled is our mistake", () => {
    expect(() => say("do.crash")).toThrow("text do.crash: nothing for {node}");
  });

  test("durations and ordinals", () => {
    expect([0, 999, 1_000, 1_234, 12_345, 999_999, 1_000_000, 61_500_000, 600_000_000].map(sayDuration)).toEqual(["0 µs", "999 µs", "1 ms", "1.23 ms", "12.3 ms", "999 ms", "1 s", "61.5 s", "600 s"]);
    expect([1, 2, 10, 11, 12, 21, 22, 103, 111].map(sayOrdinal)).toEqual(["first", "second", "tenth", "11th", "12th", "21st", "22nd", "103rd", "111th"]);
  });
});

test("a whole run can be told: openings, cuts, aborts, healing", () => {
  const made = ranTo(30_000);
  applied(made.run, TALK);
  made.run.advanceTo(50_000);
  applied(made.run, { do: "cut", link: "B-C", how: "close" }, { do: "powerLoss", node: "F" });
  made.run.advanceTo(12_000_000);
  applied(made.run, { do: "heal", link: "B-C" }, { do: "restart", node: "F" });
  expect(made.run.apply({ do: "crash", node: "Z" })).toBe("there is no node Z");
  made.run.advanceTo(15_000_000);
  const sentences = feedOf(made);
  for (const sentence of sentences) expect(sentence).toMatch(/^\S.*\.$/);
  expect(sentences).toContain("Command: cut link B–C, both ends know at once.");
  expect(sentences).toContain("Command refused: crash Z (there is no node Z).");
  expect(sentences).toContain("A's transaction talk to pfsD is aborted: link lost.");
  expect(sentences).toContain("A sends “hello” in transaction talk.");
  expect(sentences).toContain("D receives “hello” in transaction talk.");
  expect(sentences).toContain("D accepts transaction talk, which came in from C.");
  expect(sentences.join("\n")).not.toMatch(/undefined|NaN/);
});
