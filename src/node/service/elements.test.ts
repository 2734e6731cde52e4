/** One message of our half of a transaction, at either end: its flags, what is told of it, and when nothing is sent. */
import { describe, expect, test } from "vitest";
import { CAPABILITY, CMD, ERR, FLAG } from "../../wire/constants.ts";
import { QRM_OP, newQrmBody, qrmWriter } from "../../wire/qrm.ts";
import { Mesh, pfsNamed } from "../mesh.testkit.ts";
import { Puppet } from "../puppet.testkit.ts";
import { joined } from "../shm/shm.testkit.ts";
import type { Transaction } from "../transactions.ts";
import { type Element, sendElement } from "./elements.ts";
import { openTransaction, spanTo } from "./opening.ts";
import { BASE, Diary, served } from "./service.testkit.ts";

const AUX = Uint8Array.of(1, 2, 3);

/** What a call of `sendElement` says. */
function sent(mesh: Mesh, transaction: Transaction, flags: number, element: Element): boolean {
  let done = false;
  mesh.with("N", () => (done = sendElement(mesh.node("N").core, transaction, flags, element)));
  return done;
}

function told(mesh: Mesh): string[] {
  return mesh.told.filter(({ name }) => name === "elementSent" || name === "ourHalfClosed").map(({ name, rule, value, extra }) => `${name} ${rule} ${value} ${extra}`);
}

describe("at the target", () => {
  function accepted() {
    const ends = served();
    const msgid = ends.puppet.send({ cmd: BASE, flags: "C", spanid: ends.own });
    return { ...ends, msgid, transaction: ends.diary.transaction! };
  }

  test("[TX-02] [TX-03] REPLY with all, CREATE with the first, DELETE with the last; behind it nothing", () => {
    const { mesh, puppet, own, msgid, transaction } = accepted();
    expect([sent(mesh, transaction, 0, { base: BASE, aux: AUX }), sent(mesh, transaction, 0, { base: CMD.LNK_ERROR, error: 7 }), sent(mesh, transaction, FLAG.DELETE, { base: BASE })]).toEqual([true, true, true]);
    const seen = puppet.take();
    expect(seen.map(({ flags, error }) => [flags, error])).toEqual([["RC", 0], ["R", 7], ["RD", 0]]);
    expect(seen[0]!.aux).toEqual(AUX);
    expect(seen.map((each) => [each.msgid, each.spanid])).toEqual([[msgid, own], [msgid, own], [msgid, own]]);
    expect(told(mesh)).toEqual(["elementSent SVC-01 3 0", "elementSent TX-03 0 7", "elementSent SVC-01 0 0", "ourHalfClosed TX-02 0 0"]);
    expect([sent(mesh, transaction, 0, { base: BASE, aux: AUX }), puppet.take(), puppet.isUp]).toEqual([false, [], true]);
    puppet.send({ flags: "D", msgid, spanid: own });
    expect(mesh.inspect("N").transactions).toEqual([]);
  });

  test("[SVC-02] with the fields of its command behind the base header, aux data or none", () => {
    const { mesh, puppet, msgid, own, transaction } = accepted();
    const body = qrmWriter({ ...newQrmBody(), op: QRM_OP.ACK, masters: 9 });
    expect([sent(mesh, transaction, 0, { base: CMD.QRM_COMMIT, body, error: 3 }), sent(mesh, transaction, 0, { base: CMD.QRM_COMMIT, body, aux: AUX })]).toEqual([true, true]);
    const [bare, full] = puppet.take();
    expect([bare!.name, bare!.flags, bare!.error, bare!.msgid, bare!.spanid, bare!.aux.length]).toEqual(["QRM_COMMIT", "RC", 3, msgid, own, 0]);
    expect([bare!.bytes[64], bare!.bytes[68]]).toEqual([QRM_OP.ACK, 9]);
    expect([full!.flags, full!.error, full!.aux]).toEqual(["R", 0, AUX]);
  });

  test("[ROUTE-06] when its path is lost nothing can be said any more", () => {
    const { mesh, puppet, transaction } = accepted();
    puppet.cut();
    const before = mesh.story.length;
    expect([sent(mesh, transaction, 0, { base: BASE, aux: AUX }), mesh.story.slice(before)]).toEqual([false, []]);
  });

  test("[LINK-08] one that overfills the queue aborts the transaction, and its service hears why", () => {
    const { mesh, puppet, diary, transaction } = accepted();
    mesh.input("N", { kind: "sendQueue", link: puppet.link, queuedBytes: 4_194_304 });
    expect([sent(mesh, transaction, 0, { base: BASE, aux: AUX }), puppet.takeLines()]).toEqual([false, ["LNK_ERROR RCDA 0x25"]]);
    expect(mesh.events("queueOverflow")).toMatchObject([{ rule: "LINK-08", value: ERR.LIMIT, extra: 0 }]);
    expect(mesh.events("transactionAborted")).toMatchObject([{ rule: "LINK-08", value: ERR.LIMIT }]);
    puppet.span("any"); // an input, behind which ends are told
    expect(diary.lines.at(-1)).toBe(`ended aborted ${ERR.LIMIT}`);
  });

  test("[SHM-01] one without a place in the region aborts it too, and says how much was wanted", () => {
    const { mesh, puppet, own } = joined();
    const diary = new Diary();
    const { services } = mesh.node("N").core;
    services.add(diary);
    puppet.send({ cmd: BASE, flags: "C", spanid: own });
    expect(sent(mesh, diary.transaction!, 0, { base: BASE, aux: new Uint8Array(2_000) })).toBe(true);
    expect(sent(mesh, diary.transaction!, 0, { base: BASE, aux: new Uint8Array(100) })).toBe(false);
    expect(mesh.events("regionFull")).toMatchObject([{ rule: "SHM-01", value: 100 }]);
    expect([mesh.events("queueOverflow"), puppet.takeLines().at(-1)]).toEqual([[], "LNK_ERROR RDA 0x25"]);
  });

  test("[DUP-01] over every copy of a transaction that runs in copies", () => {
    const mesh = new Mesh({ pingUs: 0 });
    const diary = new Diary();
    mesh.add("N", { pfs: ["own"] }).core.services.add(diary);
    const offer = { auth: { capabilities: CAPABILITY.DUPLICATION }, config: { offer: { capabilities: CAPABILITY.DUPLICATION, rights: 1, encryption: 0 } } };
    const puppets = [0, 1].map(() => Puppet.introduced(mesh, "N", offer));
    const spans = puppets.map((puppet) => puppet.spanOf("own"));
    for (const [i, puppet] of puppets.entries()) puppet.send({ cmd: BASE, flags: "C", spanid: spans[i]!, msgid: "0x00777700000000aa" });
    for (const puppet of puppets) puppet.take();
    expect([sent(mesh, diary.transaction!, 0, { base: BASE, aux: AUX }), puppets.map((puppet) => puppet.take().map(({ flags, spanid }) => [flags, spanid]))]).toEqual([true, spans.map((span) => [["RC", span]])]);
  });
});

describe("at the opener", () => {
  test("[TX-02] no REPLY, no second CREATE; the reply half may close first", () => {
    const { mesh, puppet } = served();
    const { core } = mesh.node("N");
    let opened: Transaction | number = -1;
    mesh.with("N", () => (opened = openTransaction(core, spanTo(core, pfsNamed("far").clid, pfsNamed("far").fsid)!, { base: BASE }, 0, 4)));
    const transaction = opened as unknown as Transaction;
    const { msgid, spanid } = puppet.take()[0]!;
    puppet.send({ cmd: BASE, flags: "RCD", msgid, spanid });
    expect([sent(mesh, transaction, 0, { base: BASE, aux: AUX }), sent(mesh, transaction, FLAG.DELETE, { base: BASE, error: 5 }), sent(mesh, transaction, 0, { base: BASE })]).toEqual([true, true, false]);
    expect(puppet.take().map(({ flags, error }) => [flags, error])).toEqual([["-", 0], ["D", 5]]);
    expect(told(mesh).slice(-2)).toEqual(["elementSent SVC-01 0 5", "ourHalfClosed TX-02 5 0"]);
  });
});
