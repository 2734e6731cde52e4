/** Every row of COPY_RULES through real bytes: puppets bring copies to one node, as its neighbours would. */
import { describe, expect, test } from "vitest";
import { CMD } from "../../wire/constants.ts";
import { Mesh } from "../mesh.testkit.ts";
import { Puppet } from "../puppet.testkit.ts";
import { COPY_RULES, PATH_ERRORS } from "./dup-tables.ts";
import { HOLD_OVER_US, hop, lines, MSGID, names, NEGOTIATED, opener, say, target, WAIT_US } from "./dup.testkit.ts";

const ENDS = ["transactionAborted", "transactionClosed", "copyEnded"] as const;

/** What proves each row: its event and place. */
const PROOFS: Readonly<Record<string, () => void>> = {
  "CREATE with a msgid that is known here for the same PFS, any": () => {
    const { mesh, one, two } = target();
    say(one, "C", "one");
    expect(lines(one, two)).toEqual([['DOM_ECHO RC "one"'], []]);
    say(two, "C", "one");
    expect(lines(one, two)).toEqual([[], ['DOM_ECHO RC "one"']]);
    expect(mesh.events("transactionAccepted")).toHaveLength(1);
    expect(mesh.events("copyJoined")).toMatchObject([{ rule: "DUP-01", link: two.puppet.link, extra: 2 }]);
  },
  "the k-th message of this copy, and k messages are known, any": () => {
    const { mesh, one, two } = target();
    say(one, "C", "one");
    say(one, "", "two");
    say(two, "C", "one");
    say(two, "", "two");
    expect(mesh.events("elementReceived").map(({ value }) => value)).toEqual([4, 4]);
    expect(mesh.events("duplicateIgnored")).toMatchObject([{ rule: "TX-08", link: two.puppet.link, value: 1, extra: one.puppet.link }, { value: 2, extra: one.puppet.link }]);
    expect(mesh.inspect("D").counters.violations).toBe(0);
  },
  "the k-th message of this copy, and k-1 messages are known, any": () => {
    const { mesh, one, two } = target();
    say(one, "C", "one");
    say(two, "C", "one");
    say(two, "", "second");
    say(one, "", "second");
    say(one, "", "the third");
    expect(mesh.events("elementReceived").map(({ value, link }) => [value, link])).toEqual([[4, one.puppet.link], [7, one.puppet.link], [10, one.puppet.link]]);
    expect(mesh.events("duplicateIgnored").map(({ value, link, extra }) => [value, link, extra])).toEqual([[1, two.puppet.link, one.puppet.link], [2, one.puppet.link, two.puppet.link]]);
  },
  "a message that TX-04 or TX-05 forbids on this copy, any": () => {
    const { mesh, one, two } = target();
    say(one, "C", "one");
    say(two, "C", "one");
    say(two, "C", "again");
    expect([one.puppet.hungUp, two.puppet.hungUp]).toEqual([null, 17]);
    expect(mesh.events("violation")).toMatchObject([{ rule: "TX-04", link: two.puppet.link }]);
    say(one, "D", "last");
    expect(names(mesh, ...ENDS)).toEqual(["copyEnded 2", "copyEnded 0", "transactionClosed 0"]);
  },
  "ABORT|DELETE with an error of a lost path, any": () => {
    for (const error of PATH_ERRORS) {
      const { mesh, one, two } = target();
      say(one, "C", "one");
      say(two, "C", "one");
      lines(one, two);
      say(one, "DA", undefined, error);
      expect(lines(one, two)).toEqual([[`LNK_ERROR RDA 0x${error.toString(16)}`], []]);
      expect(names(mesh, ...ENDS)).toEqual([`copyEnded ${error}`]);
      say(two, "", "goes on");
      expect(mesh.events("elementReceived")).toHaveLength(2);
      say(two, "D");
      expect(names(mesh, ...ENDS)).toEqual([`copyEnded ${error}`, "copyEnded 0", "transactionClosed 0"]);
    }
  },
  "ABORT|DELETE with another error, any": () => {
    const { mesh, one, two } = target();
    say(one, "C", "one");
    say(two, "C", "one");
    lines(one, two);
    say(two, "DA", undefined, 0x23);
    expect(lines(one, two)).toEqual([["LNK_ERROR RDA 0x23"], ["LNK_ERROR RDA 0x23"]]);
    expect(names(mesh, "transactionAborted")).toEqual(["transactionAborted 35"]);
    say(one, "DA", undefined, 0x23);
    expect(mesh.node("D").core.transactions.count).toBe(0);
    expect(mesh.inspect("D").counters.violations).toBe(0);
  },
  "a refusal as the first reply, opener": () => {
    const { mesh, one, two, msgid } = opener();
    say(one, "RCD", undefined, 0x29, msgid);
    expect(names(mesh, ...ENDS)).toEqual(["copyEnded 41"]);
    say(two, "RCD", undefined, 0x29, msgid);
    expect(mesh.events("peerHalfClosed")).toMatchObject([{ value: 0x29 }]);
    expect(names(mesh, "transactionAborted", "transactionClosed")).toEqual(["transactionClosed 0"]);
    expect(mesh.node("A").core.transactions.count).toBe(0);
  },
  "its SPAN or its link is lost, any": () => {
    const { mesh, one, two, msgid } = opener();
    say(one, "RC", "one", 0, msgid);
    lines(one, two);
    one.puppet.send({ flags: "D", msgid: one.span, error: 0x21 });
    expect(one.puppet.takeLines()).toEqual(["LNK_ERROR DA 0x21", "LNK_ERROR RCD"]);
    expect(names(mesh, ...ENDS)).toEqual(["copyEnded 33"]);
    say(two, "RC", "one", 0, msgid);
    say(two, "R", "two", 0, msgid);
    expect(mesh.events("elementReceived").map(({ value, link }) => [value, link])).toEqual([[4, one.puppet.link], [4, one.puppet.link]]);
    expect(mesh.events("transactionAborted")).toEqual([]);
  },
  "the last copy is lost, opener": () => {
    const { mesh, one, two } = opener();
    one.puppet.cut();
    expect(mesh.events("transactionAborted")).toEqual([]);
    two.puppet.cut();
    expect(mesh.events("transactionAborted")).toMatchObject([{ rule: "DUP-01", value: 2, extra: 1 }]);
    expect(mesh.node("A").core.transactions.count).toBe(0);
  },
  "the last known copy is lost within the wait, target": () => {
    const { mesh, one, two } = target();
    say(one, "C", "one");
    one.puppet.cut();
    mesh.run(WAIT_US / 2);
    expect(mesh.events("transactionAborted")).toEqual([]);
    say(two, "C", "one");
    expect(lines(two)).toEqual([['DOM_ECHO RC "one"']]);
    mesh.run(WAIT_US);
    expect(mesh.events("transactionAborted")).toEqual([]);
    two.puppet.cut();
    expect(mesh.events("transactionAborted")).toMatchObject([{ rule: "DUP-01", value: 2, extra: 0 }]); // the wait is over by now
    const alone = target();
    say(alone.one, "C", "one");
    alone.one.puppet.cut();
    expect(alone.mesh.node("D").busy).toBe(true);
    alone.mesh.run(WAIT_US);
    expect(alone.mesh.events("transactionAborted")).toMatchObject([{ rule: "DUP-01", value: 2 }]);
    expect([alone.mesh.node("D").core.transactions.count, alone.mesh.node("D").busy]).toEqual([0, false]);
    say(alone.two, "C", "one");
    expect(lines(alone.two)).toEqual([['DOM_ECHO RC "one"', "LNK_ERROR RDA 0x2"]]); // too late
    expect(alone.mesh.events("transactionAccepted")).toHaveLength(1);
  },
  "the last known copy is lost within the wait, hop": () => {
    const { mesh, one, two, beyond } = hop();
    say(one, "C", "one");
    one.puppet.cut();
    expect(lines(beyond)).toEqual([['DOM_ECHO C "one"']]);
    say(two, "C", "one");
    say(two, "", "two");
    expect(lines(beyond)).toEqual([['DOM_ECHO - "two"']]);
    const alone = hop();
    say(alone.one, "C", "one");
    alone.one.puppet.cut();
    alone.mesh.run(WAIT_US);
    expect(lines(alone.beyond)).toEqual([['DOM_ECHO C "one"', "LNK_ERROR DA 0x2"]]);
    say(alone.two, "C", "one");
    expect(lines(alone.two).flat().filter((line) => line.includes("ERROR"))).toEqual(["LNK_ERROR RCDA 0x24"]); // the way out is not closed yet
    expect(mesh.inspect("H").counters.violations + alone.mesh.inspect("H").counters.violations).toBe(0);
  },
  "the way to the target is lost, hop": () => {
    const { mesh, one, two, beyond } = hop();
    say(one, "C", "one");
    say(two, "C", "one");
    beyond.puppet.cut();
    expect(lines(one, two)).toEqual([["LNK_ERROR RCDA 0x2", "LNK_ERROR D 0x2"], ["LNK_ERROR RCDA 0x2", "LNK_ERROR D 0x2"]]);
    for (const { puppet, span } of [one, two]) puppet.send({ flags: "RCD", msgid: span });
    expect(mesh.node("H").core.transactions.count).toBe(0);
  },
  "DELETE in both directions, any": () => {
    const { mesh, one, two } = target();
    say(one, "CD", "one");
    expect(names(mesh, ...ENDS)).toEqual(["copyEnded 0", "transactionClosed 0"]);
    expect(mesh.node("D").core.transactions.count).toBe(0);
    say(two, "CD", "one");
    expect(lines(one, two)).toEqual([['DOM_ECHO RCD "one"'], ['DOM_ECHO RCD "one"']]);
    expect(mesh.events("elementReceived")).toHaveLength(1);
    expect(mesh.events("transactionClosed")).toHaveLength(1);
    expect(mesh.node("D").core.transactions.count).toBe(0);
  },
};

describe("what happens to a copy, and to its transaction", () => {
  test.each(COPY_RULES)("[DUP-01] [TX-08] $event ($at): $copy; $transaction", ({ event, at }) => {
    const proof = PROOFS[`${event}, ${at}`];
    expect(proof).toBeDefined();
    proof!();
    expect.hasAssertions();
  });
});

describe("copies that meet at a hop", () => {
  test("[DUP-01] the first of each message goes on, once; replies go back over all", () => {
    const { mesh, one, two, beyond } = hop();
    say(one, "C", "one");
    say(two, "C", "one");
    say(two, "", "two");
    say(one, "", "two");
    say(one, "D", "three");
    expect(lines(beyond)).toEqual([['DOM_ECHO C "one"', 'DOM_ECHO - "two"', 'DOM_ECHO D "three"']]);
    beyond.puppet.send({ flags: "RC", spanid: beyond.span, msgid: MSGID, text: "reply" });
    expect(lines(one, two)).toEqual([['DOM_ECHO RC "reply"'], ['DOM_ECHO RC "reply"']]);
    beyond.puppet.send({ flags: "RD", spanid: beyond.span, msgid: MSGID });
    say(two, "D", "three");
    expect(lines(one, two)).toEqual([["LNK_ERROR RD"], ["LNK_ERROR RD"]]);
    expect([mesh.node("H").core.transactions.count, mesh.inspect("H").counters.violations]).toEqual([0, 0]);
  });

  test("[TX-08] one that has more to say than the closed transaction breaks a rule; the other does not suffer", () => {
    const { mesh, one, two, beyond } = hop();
    say(one, "C", "one");
    say(two, "C", "one");
    say(one, "D", "two");
    say(two, "", "two");
    say(two, "", "three");
    expect(mesh.events("violation")).toMatchObject([{ rule: "TX-08", link: two.puppet.link, value: 17 }]);
    expect([one.puppet.hungUp, two.puppet.hungUp]).toEqual([null, 17]);
    beyond.puppet.send({ flags: "RCD", spanid: beyond.span, msgid: MSGID, text: "reply" });
    expect(lines(one)).toEqual([['DOM_ECHO RCD "reply"']]);
  });
});

test("[DUP-01] [ROUTE-03] a hop that waits for another copy waits no longer when the way out is closed both ways", () => {
  const { mesh, node, one, beyond } = hop();
  say(one, "CD", "one");
  one.puppet.cut();
  const { core } = mesh.node(node);
  expect([names(mesh, "copyAwaited").length, core.alarms.count]).toEqual([1, 1]);
  beyond.puppet.send({ flags: "RCD", spanid: beyond.span, msgid: MSGID, text: "reply" });
  expect([core.transactions.count, core.alarms.count, mesh.node(node).busy]).toEqual([0, 0, false]);
});

describe("where duplication was not negotiated", () => {
  test("[ROUTE-03] [DUP-01] a hop refuses the second opener with 0x24", () => {
    const { mesh, one, two } = hop(false);
    say(one, "C", "one");
    say(two, "C", "one");
    expect(lines(one, two)).toEqual([[], ["LNK_ERROR RCD 0x24"]]);
    expect(mesh.events("copyJoined")).toEqual([]);
  });

  test.each([[true, false], [false, true]])("[TX-02] [DUP-01] a target does not do it twice (negotiated: %s, %s)", (first, second) => {
    const { mesh, one, two } = target(first, second);
    say(one, "C", "one");
    say(two, "C", "one");
    expect(lines(two)).toEqual([["LNK_ERROR RCDA 0x24"]]);
    expect([mesh.events("transactionAccepted").length, mesh.events("elementReceived").length]).toEqual([1, 1]);
  });

  test("[LINK-02] [DUP-01] copies are not opened over a link whose peer did not offer it", () => {
    const mesh = new Mesh({ pingUs: 0 });
    mesh.add("A");
    for (const options of [NEGOTIATED, { config: NEGOTIATED.config }]) Puppet.join(mesh, "A", options).span("far");
    mesh.run(HOLD_OVER_US);
    expect(mesh.node("A").copySpans("far", -1)).toHaveLength(1);
    expect(mesh.node("A").copySpans("far", 1)).toEqual([]);
  });
});

test("[TX-01] [DUP-01] one-way messages are sent over each SPAN and nobody ignores one", () => {
  const { mesh, one, two } = target();
  for (const peer of [one, two]) peer.puppet.send({ msgid: "0x0000000000000000", spanid: peer.span, text: "twice" });
  expect(mesh.events("oneWayReceived")).toHaveLength(2);
  expect(mesh.events("duplicateIgnored")).toEqual([]);
});

test("[LINK-08] [DUP-01] a copy whose queue is full is lost, the transaction goes on", () => {
  const { mesh, one, two, msgid } = opener();
  lines(one, two);
  mesh.input("A", { kind: "sendQueue", link: one.puppet.link, queuedBytes: 4_194_304 });
  mesh.ask("A", { kind: "send", transaction: { ...one.puppet.transaction(msgid, one.span) }, text: "two" });
  expect(lines(one, two)).toEqual([["LNK_ERROR DA 0x25"], ['DOM_ECHO - "two"']]);
  expect(mesh.events("transactionAborted")).toEqual([]);
});

test("[DUP-01] a copy that comes when more replies were sent than are kept is refused with 0x25", () => {
  const { mesh, one, two } = target();
  const big = new Uint8Array(60_000).fill(65);
  say(one, "C", "one");
  for (let i = 0; i < 5; i++) one.puppet.send({ cmd: CMD.DOM_ECHO, flags: "", spanid: one.span, msgid: MSGID, aux: big });
  say(two, "C", "one");
  expect(lines(two)).toEqual([["LNK_ERROR RCDA 0x25"]]);
  expect(mesh.events("transactionAborted")).toEqual([]);
});
