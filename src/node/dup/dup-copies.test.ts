/** DUP-01: copies that are refused, late, lost or closed while others go on; what is left of them; and what is not theirs. */
import { describe, expect, test } from "vitest";
import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import { type Mesh, pfsNamed } from "../mesh.testkit.ts";
import { Puppet, refOf } from "../puppet.testkit.ts";
import { sendElement } from "../service/elements.ts";
import type { Transaction } from "../transactions.ts";
import type { CopiesTable } from "./copies.ts";
import type { Duplication } from "./duplication.ts";
import { HOLD_OVER_US, hop, lines, MSGID, names, NEGOTIATED, opener, type Peer, say, sourceOf, target, WAIT_US } from "./dup.testkit.ts";

const FULL = 4_194_304;

function tableOf(mesh: Mesh, node: string): CopiesTable {
  return (mesh.node(node).core.copies as Duplication).table;
}

/** Records, groups, remembered ones and alarms of a node. */
function left(mesh: Mesh, node: string): number[] {
  const table = tableOf(mesh, node);
  return [mesh.node(node).core.transactions.count, [...table.all()].length, table.remembered, mesh.node(node).core.alarms.count];
}

function headOf(mesh: Mesh, node: string): Transaction {
  return [...tableOf(mesh, node).all()][0]!.head!;
}

/** What is told of some kinds of events, with rule, value and extra. */
function told(mesh: Mesh, ...wanted: readonly string[]): string[] {
  return mesh.told.filter(({ name }) => wanted.includes(name)).map(({ name, rule, value, extra }) => `${name} ${rule} ${value} ${extra}`);
}

describe("a copy that is refused", () => {
  test("[DUP-01] [ROUTE-05] is dead: what still comes is thrown out, and only its DELETE forgets it", () => {
    const { mesh, one, two } = target(true, false);
    say(one, "C", "one");
    say(two, "C", "one");
    lines(one, two);
    const before = mesh.node("D").core.transactions.count;
    say(two, "", "two");
    say(two, "A");
    expect([mesh.events("thrownOut").map(({ rule }) => rule), mesh.node("D").core.transactions.count - before]).toEqual([["ROUTE-05", "ROUTE-05"], 0]);
    say(two, "D");
    expect([mesh.node("D").core.transactions.count - before, mesh.inspect("D").counters.violations, lines(one, two), two.puppet.isUp]).toEqual([-1, 0, [[], []], true]);
    expect(mesh.events("elementReceived")).toHaveLength(1);
  });

  test("[DUP-01] goes with its link, when no DELETE came", () => {
    const { mesh, one, two } = target(true, false);
    say(one, "C", "one");
    say(two, "C", "one");
    two.puppet.cut();
    say(one, "D");
    expect(left(mesh, "D")).toEqual([0, 1, 1, 0]);
  });

  test("[DUP-01] [TX-02] is one of another command under the same msgid", () => {
    const { mesh, one, two } = target();
    say(one, "C", "one");
    two.puppet.send({ cmd: 0x300101, flags: "C", spanid: two.span, msgid: MSGID });
    expect([lines(two), told(mesh, "copyJoined")]).toEqual([[["LNK_ERROR RCDA 0x24"]], ["copyJoined DUP-01 -1 2"]]);
  });

  test("[DBG-01] [DUP-01] is a shell from a neighbour without the right, copy by copy; another command needs none", () => {
    const without = { ...NEGOTIATED, config: { offer: { ...NEGOTIATED.config.offer, rights: 0 } } };
    for (const [second, refused] of [[without, true], [true, false]] as const) {
      const { one, two } = target(true, second);
      for (const { puppet, span } of [one, two]) puppet.send({ cmd: CMD.DBG_SHELL, flags: "C", spanid: span, msgid: MSGID, aux: Uint8Array.of(0) });
      expect(lines(two).flat().includes("LNK_ERROR RCDA 0x29")).toBe(refused);
    }
    const { one, two } = target(true, without);
    for (const peer of [one, two]) say(peer, "C", "one");
    expect(lines(two)).toEqual([['DOM_ECHO RC "one"']]);
  });

  test("[DUP-01] [TX-02] a node that has never heard of duplication serves both", () => {
    const { mesh, one, two } = target({}, {});
    for (const peer of [one, two]) say(peer, "C", "one");
    expect([lines(one, two), mesh.events("transactionAccepted").length]).toEqual([[['DOM_ECHO RC "one"'], ['DOM_ECHO RC "one"']], 2]);
  });
});

describe("what counts as a refusal", () => {
  test("[DUP-01] [TX-05] not what ends an open reply half, what does not end it, what has no error, or what is an answer of its own", () => {
    const cases: readonly (readonly [string, readonly [string, string | undefined, number][], number])[] = [
      ["behind a reply", [["RC", "one", 0], ["RD", undefined, 0x23]], 2],
      ["without DELETE", [["RC", undefined, 0x23]], 1],
      ["without an error", [["RCD", undefined, 0]], 1],
      ["an answer that has an error", [["RCD", "one", 0x23]], 1],
    ];
    for (const [name, replies, counted] of cases) {
      const { mesh, one, two, msgid } = opener();
      for (const [flags, text, error] of replies) say(one, flags, text, error, msgid);
      expect([name, names(mesh, "copyEnded", "transactionAborted").filter((line) => !line.endsWith(" 0"))]).toEqual([name, []]);
      for (const [flags, text, error] of replies) say(two, flags, text, error, msgid);
      expect([name, mesh.events("duplicateIgnored").map(({ value }) => value)]).toEqual([name, Array.from({ length: counted }, (_, i) => i + 1)]);
    }
  });

  test("[DUP-01] [TX-05] the refusal of the last copy is the transaction's, unless replies came before: then it was lost on its way", () => {
    const { mesh, one, two, msgid } = opener();
    say(one, "RC", "one", 0, msgid);
    one.puppet.cut();
    say(two, "RCD", undefined, 0x29, msgid);
    expect(told(mesh, "transactionAborted")).toEqual(["transactionAborted DUP-01 41 1"]);
    expect(left(mesh, "A")).toEqual([0, 0, 0, 0]);
  });

  test("[DUP-01] [TX-04] no command is one: an end of the command half with an error, before any reply", () => {
    const { mesh, one, two } = target();
    for (const peer of [one, two]) peer.puppet.send({ cmd: CMD.DOM_ECHO, flags: "C", spanid: peer.span, msgid: MSGID });
    say(one, "D", undefined, 7);
    expect(mesh.events("peerHalfClosed")).toMatchObject([{ value: 7 }]);
    expect([lines(one, two), names(mesh, "transactionAborted")]).toEqual([[["LNK_ERROR RCD"], ["LNK_ERROR RCD"]], []]);
  });

  test("[DUP-01] a hop passes a refusal back over all copies", () => {
    const { mesh, one, two, beyond } = hop();
    for (const peer of [one, two]) say(peer, "C", "one");
    beyond.puppet.send({ flags: "RCD", spanid: beyond.span, msgid: MSGID, error: 0x23 });
    expect(lines(one, two)).toEqual([["LNK_ERROR RCD 0x23"], ["LNK_ERROR RCD 0x23"]]);
    expect(names(mesh, "copyEnded")).toEqual([]);
  });
});

describe("each copy is judged by itself", () => {
  test("[TX-05] [DUP-01] a reply half that is opened twice on one copy", () => {
    const { mesh, one, two, msgid } = opener();
    say(one, "RC", "one", 0, msgid);
    say(one, "RC", "one", 0, msgid);
    expect(mesh.events("violation")).toMatchObject([{ rule: "TX-05", link: one.puppet.link }]);
    expect([two.puppet.hungUp, names(mesh, "transactionAborted")]).toEqual([null, []]);
  });

  test("[TX-04] [DUP-01] what is discarded is no message of the copy: it is not passed on, and does not count", () => {
    const { mesh, one, two, beyond } = hop();
    say(one, "CD", "one");
    say(two, "C", "one");
    lines(beyond);
    say(one, "A");
    expect([lines(beyond), told(mesh, "discarded").length, mesh.events("duplicateIgnored").length]).toEqual([[[]], 1, 1]);
    say(two, "", "two");
    expect([one.puppet.hungUp, two.puppet.hungUp]).toEqual([null, 17]); // more than the half that the first copy closed
  });

  test("[TX-06] [DUP-01] a copy whose path is lost behind our DELETE is answered nothing more", () => {
    const { mesh, one, two } = target();
    for (const peer of [one, two]) say(peer, "C", "one");
    mesh.ask("D", { kind: "close", transaction: refOf(one.puppet.link, one.span, MSGID) });
    expect(lines(one, two)).toEqual([['DOM_ECHO RC "one"', "LNK_ERROR RD"], ['DOM_ECHO RC "one"', "LNK_ERROR RD"]]);
    say(one, "DA", undefined, 0x21);
    expect([lines(one, two), told(mesh, "copyEnded")]).toEqual([[[], []], ["copyEnded DUP-01 33 1"]]);
    say(two, "D");
    expect(left(mesh, "D")).toEqual([0, 1, 1, 0]);
  });

  test("[TX-08] [DUP-01] what a copy says behind the abort of the transaction is discarded", () => {
    const { mesh, one, two } = target();
    for (const peer of [one, two]) say(peer, "C", "one");
    say(two, "DA", undefined, 0x23);
    for (const text of ["two", "three"]) say(one, "", text);
    expect([told(mesh, "discarded").length, mesh.events("elementReceived").length, one.puppet.isUp]).toEqual([1, 1, true]);
    expect(mesh.events("discarded")).toMatchObject([{ rule: "TX-08", link: one.puppet.link }]);
    say(one, "DA", undefined, 0x23);
    expect(mesh.node("D").core.transactions.count).toBe(0);
  });
});

describe("at a hop", () => {
  test("[DUP-01] [ROUTE-03] it tells of entries and of what it forwards as any hop does, copies by their own links; the way out is none", () => {
    const { mesh, one, two, beyond } = hop();
    for (const peer of [one, two]) say(peer, "C", "one");
    beyond.puppet.send({ flags: "RC", spanid: beyond.span, msgid: MSGID, text: "reply" });
    expect(mesh.inspect("H").counters.forwarded).toBe(3); // the command, and the reply twice
    say(one, "D", "two");
    beyond.puppet.send({ flags: "RD", spanid: beyond.span, msgid: MSGID });
    say(two, "D", "two");
    expect(mesh.inspect("H").counters.forwarded).toBe(6);
    const [from, to] = [one.puppet.link, two.puppet.link];
    expect(mesh.events("forwarded").map(({ link, value }) => [link, value])).toEqual([[from, 0], [0, from], [0, to], [from, 0], [0, from], [0, to]]);
    expect(told(mesh, "copyJoined", "copyEnded")).toEqual([`copyJoined DUP-01 ${beyond.puppet.link} 2`, "copyEnded DUP-01 0 1", "copyEnded DUP-01 0 0"]);
    expect(told(mesh, "entryHalfClosed", "entryClosed")).toEqual(["entryHalfClosed TX-04 0 0", "entryHalfClosed TX-05 1 0", "entryClosed TX-02 0 0"]);
    expect(mesh.events("entryClosed")).toMatchObject([{ link: from, spanid: one.span, msgid: MSGID }]);
    expect(left(mesh, "H")).toEqual([0, 0, 0, 0]);
  });

  test("[TX-06] [DUP-01] an abort behind a DELETE is passed on, and closes no half a second time", () => {
    const { mesh, one, beyond } = hop();
    say(one, "CD", "one");
    say(one, "DA", undefined, 0x23);
    expect(lines(beyond)).toEqual([['DOM_ECHO CD "one"', "LNK_ERROR DA 0x23"]]);
    expect(mesh.events("entryHalfClosed")).toEqual([]);
  });

  test("[LINK-08] [DUP-01] when the way out is full, all that meet here are lost", () => {
    const { mesh, one, two, beyond } = hop();
    for (const peer of [one, two]) say(peer, "C", "one");
    lines(beyond);
    mesh.input("H", { kind: "sendQueue", link: beyond.puppet.link, queuedBytes: FULL });
    say(two, "", "two");
    expect(lines(beyond, one, two)).toEqual([["LNK_ERROR DA 0x25"], ["LNK_ERROR RCDA 0x25"], ["LNK_ERROR RCDA 0x25"]]);
    expect(told(mesh, "queueOverflow")).toEqual(["queueOverflow LINK-08 37 0"]);
    for (const peer of [one, two]) say(peer, "D");
    beyond.puppet.send({ flags: "RCD", spanid: beyond.span, msgid: MSGID });
    expect([left(mesh, "H"), told(mesh, "entryClosed")]).toEqual([[0, 0, 0, 0], ["entryClosed ROUTE-05 1 0"]]);
  });

  test("[LINK-08] [DUP-01] when the way back of one copy is full, that copy is lost, and the other gets the reply", () => {
    const { mesh, one, two, beyond } = hop();
    for (const peer of [one, two]) say(peer, "C", "one");
    mesh.input("H", { kind: "sendQueue", link: one.puppet.link, queuedBytes: FULL });
    beyond.puppet.send({ flags: "RC", spanid: beyond.span, msgid: MSGID, text: "reply" });
    expect(lines(one, two)).toEqual([["LNK_ERROR RCDA 0x25"], ['DOM_ECHO RC "reply"']]);
    two.puppet.cut();
    expect(told(mesh, "copyAwaited")).toHaveLength(1);
  });

  test("[DUP-01] [SPAN-03] copies on different ways out do not meet", () => {
    const { mesh, one, two, beyond } = hop();
    const other = Puppet.join(mesh, "H", NEGOTIATED);
    const span = other.span("far", { dist: 2 });
    mesh.run(HOLD_OVER_US);
    const second = two.puppet.spanOf("far");
    lines(one, two, beyond, { puppet: other, span });
    say(one, "C", "one");
    say({ puppet: two.puppet, span: second }, "C", "one");
    expect([lines(beyond, { puppet: other, span }), mesh.events("copyJoined")]).toEqual([[['DOM_ECHO C "one"'], ['DOM_ECHO C "one"']], []]);
    beyond.puppet.send({ flags: "RC", spanid: beyond.span, msgid: MSGID, text: "reply" });
    expect(lines(one, two)).toEqual([['DOM_ECHO RC "reply"'], []]);
  });

  test("[TX-02] [DUP-01] an entry whose last copy was lost, but which another took up in time, ends as closed, not as lost", () => {
    const { mesh, one, two, beyond } = hop();
    say(one, "C", "one");
    one.puppet.cut();
    say(two, "C", "one");
    say(two, "D", "two");
    beyond.puppet.send({ flags: "RCD", spanid: beyond.span, msgid: MSGID, text: "reply" });
    expect([told(mesh, "entryClosed"), left(mesh, "H")]).toEqual([["entryClosed TX-02 0 0"], [0, 0, 0, 0]]);
  });

  test("[TX-08] [DUP-01] one that has more to say when the way out is closed both ways breaks a rule", () => {
    const { mesh, one, two, beyond } = hop();
    for (const peer of [one, two]) say(peer, "C", "one");
    say(one, "D", "two");
    beyond.puppet.send({ flags: "RCD", spanid: beyond.span, msgid: MSGID, text: "reply" });
    say(two, "", "two");
    expect(mesh.events("violation")).toEqual([]);
    say(two, "", "three");
    expect(mesh.events("violation")).toMatchObject([{ rule: "TX-08", link: two.puppet.link, value: ERR.TRANS }]);
  });

  test("[DUP-01] the last copy lost when the way out is closed both ways: nothing is waited for", () => {
    const { mesh, one, two, beyond } = hop();
    for (const peer of [one, two]) say(peer, "C", "one");
    say(one, "D", "two");
    beyond.puppet.send({ flags: "RCD", spanid: beyond.span, msgid: MSGID, text: "reply" });
    two.puppet.cut();
    expect([mesh.events("copyAwaited"), left(mesh, "H")]).toEqual([[], [0, 0, 0, 0]]);
  });

  test("[DUP-01] [SPAN-09] nor is it when that copy's SPAN is refused", () => {
    const { mesh, one, two, beyond } = hop();
    for (const peer of [one, two]) say(peer, "C", "one");
    say(one, "D", "two");
    beyond.puppet.send({ flags: "RCD", spanid: beyond.span, msgid: MSGID, text: "reply" });
    two.puppet.send({ flags: "RCD", msgid: two.span });
    expect([mesh.events("copyAwaited"), left(mesh, "H")]).toEqual([[], [0, 0, 0, 0]]);
  });

  test("[TX-02] [DUP-01] a msgid that is used again is a new transaction, whatever has taken the place of the old one", () => {
    const { mesh, one, two, beyond } = hop();
    say(one, "CD", "one");
    beyond.puppet.send({ flags: "RCD", spanid: beyond.span, msgid: MSGID });
    say(one, "C", "other", 0, "0x00777700000000ab");
    lines(beyond);
    say(two, "C", "again");
    expect([lines(beyond), mesh.events("copyJoined")]).toEqual([[['DOM_ECHO C "again"']], []]);
  });

  test("[DUP-01] replies that come in one piece are kept each by itself", () => {
    const { mesh, one, two, beyond } = hop();
    say(one, "C", "one");
    const pieces: Uint8Array[] = [];
    mesh.deliver = (_, __, bytes) => void pieces.push(bytes.slice());
    for (const [flags, text] of [["RC", "the first"], ["R", "the second"]] as const) beyond.puppet.send({ flags, spanid: beyond.span, msgid: MSGID, text });
    delete (mesh as Partial<Mesh>).deliver;
    beyond.puppet.sendRaw(Uint8Array.from(pieces.flatMap((bytes) => [...bytes])), 0);
    say(two, "C", "one");
    const replies = ['DOM_ECHO RC "the first"', 'DOM_ECHO R "the second"'];
    expect(lines(one, two)).toEqual([replies, replies]);
  });

  test.each([false, true])("[DUP-01] [WIRE-02] a copy that comes late gets every reply from the first on, in order; the target big-endian: %s", (bigEndian) => {
    const { mesh, one, two } = hop();
    const far = Puppet.join(mesh, "H", { ...NEGOTIATED, bigEndian });
    const span = far.span("other");
    mesh.run(HOLD_OVER_US);
    const peers = [one, two].map(({ puppet }): Peer => ({ puppet, span: puppet.spanOf("other") })) as [Peer, Peer];
    lines(one, two);
    say(peers[0], "C", "one");
    for (const [flags, text] of [["RC", "the first"], ["R", "2"], ["R", "and the third"]] as const) far.send({ flags, spanid: span, msgid: MSGID, text });
    expect(mesh.inspect("H").counters.forwarded).toBe(4);
    say(peers[1], "C", "one");
    const replies = ['DOM_ECHO RC "the first"', 'DOM_ECHO R "2"', 'DOM_ECHO R "and the third"'];
    expect([lines(...peers), mesh.inspect("H").counters.forwarded]).toEqual([[replies, replies], 7]);
    far.send({ flags: "RD", spanid: span, msgid: MSGID });
    expect(lines(...peers)).toEqual([["LNK_ERROR RD"], ["LNK_ERROR RD"]]);
  });
});

describe("at the target", () => {
  test.each([false, true])("[DUP-01] [WIRE-02] replies go back over all copies, late ones too; the target big-endian: %s", (bigEndian) => {
    const { mesh, one, two } = target(true, true, bigEndian);
    say(one, "C", "one");
    say(one, "", "two");
    say(two, "C", "one");
    say(two, "D", "last");
    const replies = ['DOM_ECHO RC "one"', 'DOM_ECHO R "two"'];
    expect(lines(one, two)).toEqual([replies, replies]);
    expect(left(mesh, "D").slice(2)).toEqual([0, 0]);
  });

  test("[DUP-01] [TX-02] one msgid to two PFSes of a node is two transactions", () => {
    const { mesh, one, two } = target();
    mesh.ask("D", { kind: "announce", pfs: pfsNamed("E") });
    mesh.run(HOLD_OVER_US);
    const other = { puppet: two.puppet, span: two.puppet.spanOf("E") };
    lines(one, two);
    say(one, "C", "to D");
    say(other, "C", "to E");
    expect([lines(one, two), mesh.events("transactionAccepted").length, mesh.events("copyJoined")]).toEqual([[['DOM_ECHO RC "to D"'], ['DOM_ECHO RC "to E"']], 2, []]);
  });

  test("[DUP-01] of two transactions whose msgids differ in the upper word alone, each is found when the copy that names it is gone", () => {
    const { mesh, one, two } = target();
    const second = MSGID.replace("7777", "7778");
    for (const msgid of [MSGID, second]) for (const peer of [one, two]) say(peer, "C", "one", 0, msgid);
    one.puppet.cut();
    lines(two);
    mesh.ask("D", { kind: "send", transaction: refOf(one.puppet.link, one.span, second), text: "to the second" });
    expect(two.puppet.take().map(({ msgid }) => msgid)).toEqual([second]);
  });

  test("[DUP-01] what it remembers is counted in bytes of replies", () => {
    const { mesh, one } = target();
    for (const [i, text] of ["one", "x".repeat(100)].entries()) say(one, "CD", text, 0, `0x00777700000000a${i}`);
    const table = tableOf(mesh, "D");
    const kept = [...table.all()].map(({ replay }) => replay!.keptBytes);
    expect([kept, table.rememberedBytes]).toEqual([[128, 192], 320]);
  });

  test("[LINK-08] [DUP-01] a late copy whose queue cannot take the replies is lost, the transaction goes on", () => {
    const { mesh, one, two } = target();
    say(one, "C", "one");
    mesh.input("D", { kind: "sendQueue", link: two.puppet.link, queuedBytes: FULL });
    say(two, "C", "one");
    say(one, "", "two");
    expect(lines(one, two)).toEqual([['DOM_ECHO RC "one"', 'DOM_ECHO R "two"'], ["LNK_ERROR RCDA 0x25"]]);
    expect(names(mesh, "transactionAborted")).toEqual([]);
  });

  test("[DUP-01] while it waits for a copy it may go on talking: whatever comes late gets all of it", () => {
    const { mesh, one, two } = target();
    say(one, "C", "one");
    const head = headOf(mesh, "D");
    mesh.run(400_000);
    one.puppet.cut();
    expect(told(mesh, "copyAwaited")).toEqual([`copyAwaited DUP-01 2 ${mesh.events("transactionAccepted")[0]!.atUs + WAIT_US - mesh.nowUs}`]);
    const sent: boolean[] = [];
    mesh.with("D", () => sent.push(sendElement(mesh.node("D").core, head, 0, { base: CMD.DOM_ECHO, aux: Uint8Array.of(98, 121, 0) })));
    say(two, "C", "one");
    expect([sent, lines(two)]).toEqual([[true], [['DOM_ECHO RC "one"', 'DOM_ECHO R "by"']]]);
    expect([mesh.node("D").core.alarms.count, head.inSide.link]).toEqual([0, two.puppet.link]);
  });

  test("[DUP-01] in the very moment in which the wait is over, nothing is waited for any more", () => {
    const { mesh, one } = target();
    say(one, "C", "one");
    mesh.run(WAIT_US);
    one.puppet.cut();
    expect([told(mesh, "copyAwaited"), told(mesh, "transactionAborted"), left(mesh, "D")]).toEqual([[], ["transactionAborted DUP-01 2 0"], [0, 1, 1, 0]]);
  });

  test("[ROUTE-06] [DUP-01] one that came over a link without duplication is aborted with its path, and not waited for", () => {
    const { mesh, one } = target(false, true);
    say(one, "C", "one");
    one.puppet.cut();
    expect([told(mesh, "copyAwaited"), told(mesh, "transactionAborted")]).toEqual([[], ["transactionAborted ROUTE-06 2 0"]]);
  });

  test("[TX-02] [DUP-01] a crash forgets what was remembered: a late copy is a new transaction then", () => {
    const { mesh, one } = target();
    say(one, "CD", "one");
    expect(left(mesh, "D")).toEqual([0, 1, 1, 0]);
    mesh.ask("D", { kind: "crash" });
    expect(left(mesh, "D")).toEqual([0, 0, 0, 0]);
    const again = sourceOf(mesh, "D", "D");
    say(again, "CD", "one");
    expect([lines(again), mesh.events("transactionAccepted").length]).toEqual([[['DOM_ECHO RCD "one"']], 2]);
  });
});

describe("at the opener", () => {
  test("[DUP-01] [TX-02] when all is over nothing is left, and it is told under the name of the first copy", () => {
    const { mesh, one, two, msgid } = opener();
    expect(headOf(mesh, "A").copies).toMatchObject({ known: 2, replay: null, isAwaiting: false });
    mesh.ask("A", { kind: "close", transaction: refOf(one.puppet.link, one.span, msgid) });
    for (const peer of [one, two]) say(peer, "RCD", "one", 0, msgid);
    expect(mesh.events("transactionClosed")).toMatchObject([{ link: one.puppet.link, spanid: one.span, msgid, value: 0 }]);
    expect([left(mesh, "A"), names(mesh, "copyEnded")]).toEqual([[0, 0, 0, 0], ["copyEnded 0", "copyEnded 0"]]);
  });

  test("[ROUTE-08] [DUP-01] what one link cannot take is lost there alone, with 0x26", () => {
    const { mesh, one, two } = opener({ ...NEGOTIATED, auth: { ...NEGOTIATED.auth, auxBytesMax: 128 } });
    lines(one, two);
    const sent: boolean[] = [];
    const say = (auxBytes: number) => mesh.with("A", () => sent.push(sendElement(mesh.node("A").core, headOf(mesh, "A"), 0, { base: CMD.DOM_ECHO, aux: new Uint8Array(auxBytes) })));
    say(128);
    expect(lines(one, two).map((each) => each.length)).toEqual([1, 1]);
    say(129);
    expect([lines(one), two.puppet.take().map(({ flags }) => flags), sent]).toEqual([[["LNK_ERROR DA 0x26"]], ["-"], [true, true]]);
    expect([told(mesh, "queueOverflow"), headOf(mesh, "A").outSide.link]).toEqual([[], two.puppet.link]);
  });

  test("[LINK-08] [DUP-01] one that no copy can carry aborts the transaction; the end of a half is carried whatever the queue", () => {
    const { mesh, one, two } = opener();
    lines(one, two);
    for (const { puppet } of [one, two]) mesh.input("A", { kind: "sendQueue", link: puppet.link, queuedBytes: FULL });
    const sent: boolean[] = [];
    mesh.with("A", () => sent.push(sendElement(mesh.node("A").core, headOf(mesh, "A"), 0, { base: CMD.DOM_ECHO, aux: Uint8Array.of(1) })));
    expect([sent, lines(one, two), told(mesh, "transactionAborted")]).toEqual([[false], [["LNK_ERROR DA 0x25"], ["LNK_ERROR DA 0x25"]], ["transactionAborted DUP-01 37 1"]]);
    const other = opener();
    lines(other.one, other.two);
    for (const { puppet } of [other.one, other.two]) other.mesh.input("A", { kind: "sendQueue", link: puppet.link, queuedBytes: FULL });
    other.mesh.ask("A", { kind: "close", transaction: refOf(other.one.puppet.link, other.one.span, other.msgid) });
    expect(lines(other.one, other.two)).toEqual([["LNK_ERROR D"], ["LNK_ERROR D"]]);
  });

  test("[DUP-01] [TX-02] what is said of each element is said once, and nothing is sent behind the DELETE", () => {
    const { mesh, one, two } = opener();
    lines(one, two);
    const head = headOf(mesh, "A");
    const before = mesh.story.length;
    const sent: boolean[] = [];
    const send = (flags: number, element: Parameters<typeof sendElement>[3]) => mesh.with("A", () => sent.push(sendElement(mesh.node("A").core, head, flags, element)));
    send(0, { base: CMD.LNK_ERROR, error: 7 });
    send(0, { base: CMD.DOM_ECHO });
    send(FLAG.DELETE, { base: CMD.DOM_ECHO, aux: Uint8Array.of(97, 0) });
    send(0, { base: CMD.DOM_ECHO });
    expect([sent, lines(one, two)]).toEqual([[true, true, true, false], [0, 1].map(() => ["LNK_ERROR - 0x7", "DOM_ECHO -", 'DOM_ECHO D "a"'])]);
    const since = mesh.story.slice(before).flatMap((each) => ("name" in each && (each.name === "elementSent" || each.name === "ourHalfClosed") ? [`${each.name} ${each.rule} ${each.value} ${each.extra}`] : []));
    expect(since).toEqual(["elementSent TX-03 0 7", "elementSent SVC-01 0 0", "elementSent SVC-01 2 0", "ourHalfClosed TX-02 0 0"]);
  });

  test("[DUP-01] each of several transactions is found under the name of a copy that is gone", () => {
    const { mesh, one, two, msgid } = opener();
    const [via, ...copies] = mesh.node("A").copySpans("far", -1);
    mesh.ask("A", { kind: "open", via: via!, copies, text: "second", flags: 0, tag: 4 });
    const second = two.puppet.take().at(-1)!.msgid;
    one.puppet.cut();
    lines(two);
    mesh.ask("A", { kind: "send", transaction: refOf(one.puppet.link, one.span, second), text: "to the second" });
    mesh.ask("A", { kind: "close", transaction: refOf(one.puppet.link, one.span, msgid) });
    expect(two.puppet.take().map((seen) => [seen.msgid, seen.flags])).toEqual([[second, "-"], [msgid, "D"]]);
    mesh.ask("A", { kind: "send", transaction: refOf(one.puppet.link, one.span, "0x0000010000000999"), text: "to nobody" });
    expect([lines(two), mesh.events("requestRefused").length]).toEqual([[[]], 1]);
  });
});
