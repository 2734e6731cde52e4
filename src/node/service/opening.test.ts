/** Where a transaction of ours may go, how it opens, and why it may not. */
import { describe, expect, test } from "vitest";
import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import { Mesh, pfsNamed } from "../mesh.testkit.ts";
import { Puppet, type PuppetOptions, ZERO_ID } from "../puppet.testkit.ts";
import { joined } from "../shm/shm.testkit.ts";
import type { Transaction } from "../transactions.ts";
import { destination, openTransaction, spanTo, type Via, whyNotSent, whyNotSentOneWay } from "./opening.ts";

const BASE = CMD.DOM_ECHO;

/** A node that offers nothing and knows "far" alone, which has the first row of its tables. */
function alone(options: PuppetOptions = {}) {
  const mesh = new Mesh();
  mesh.add("N");
  const puppet = Puppet.join(mesh, "N", options);
  const far = puppet.span("far");
  puppet.take();
  const { core } = mesh.node("N");
  return { mesh, puppet, core, far, via: spanTo(core, pfsNamed("far").clid, pfsNamed("far").fsid)! };
}

function open({ mesh, core }: ReturnType<typeof alone>, via: Via, auxBytes = 0, flags = 0): Transaction | number {
  let opened: Transaction | number = -1;
  mesh.with("N", () => (opened = openTransaction(core, via, auxBytes === 0 ? { base: BASE } : { base: BASE, aux: new Uint8Array(auxBytes) }, flags, 6)));
  return opened;
}

describe("where it goes", () => {
  test("[ROUTE-01] over a SPAN: named by it, and for the PFS that it tells of", () => {
    const it = alone();
    const opened = open(it, it.via) as Transaction;
    expect(it.puppet.take()).toMatchObject([{ name: "DOM_ECHO", flags: "C", spanid: it.far }]);
    expect([opened.pfs, it.mesh.identities.labelText(opened.pfs), opened.tag]).toEqual([it.core.spans.identity(0), "far", 6]);
    expect(it.mesh.events("transactionOpened")).toMatchObject([{ rule: "TX-02", value: 6, extra: 0, spanid: it.far }]);
    it.puppet.send({ flags: "D", msgid: it.far, error: 0x21 });
    expect(it.mesh.events("transactionAborted")).toMatchObject([{ rule: "ROUTE-06", value: 0x21 }]);
  });

  test("[ROUTE-07] to the direct peer: by no SPAN, and for no PFS that is known; the loss of a SPAN does not touch it", () => {
    const it = alone();
    const opened = open(it, { link: it.puppet.link }, 0, FLAG.ABORT) as Transaction;
    expect(it.puppet.take()).toMatchObject([{ name: "DOM_ECHO", flags: "CA", spanid: ZERO_ID }]);
    expect([opened.pfs, opened.outSide.span]).toEqual([-1, -1]);
    it.puppet.send({ flags: "D", msgid: it.far, error: 0x21 });
    expect(it.mesh.inspect("N").transactions).toHaveLength(1);
    it.puppet.cut();
    expect(it.mesh.inspect("N").transactions).toEqual([]);
  });

  test("[LINK-01] [ROUTE-01] nowhere while the link is not open, over no link that there is not, and by no SPAN that is not known", () => {
    const it = alone();
    const { core, via } = it;
    expect([destination(core, via)?.span, destination(core, { link: via.link })]).toEqual([0, { link: core.links[0], span: -1 }]);
    expect([destination(core, { link: 7 }), destination(core, { ...via, msgidLo: via.msgidLo + 1 })]).toEqual([null, null]);
    it.puppet.cut();
    expect([destination(core, { link: 0 }), open(it, { link: 0 }), open(it, via)]).toEqual([null, ERR.SPAN_LOST, ERR.SPAN_LOST]);
    it.puppet.up();
    expect([it.puppet.report.session, destination(core, { link: 0 })]).toEqual(["auth", null]);
  });
});

describe("how it opens", () => {
  test("[TX-02] with DELETE in one message", () => {
    const it = alone();
    open(it, it.via, 3, FLAG.DELETE);
    expect(it.puppet.take().map(({ name, flags }) => [name, flags])).toEqual([["DOM_ECHO", "CD"]]);
    open(it, it.via, 3);
    expect(it.puppet.take().map(({ name, flags }) => [name, flags])).toEqual([["DOM_ECHO", "C"]]);
  });

  test("[C12-04] to the C program with DELETE in a message of its own, and only where it was asked for", () => {
    const it = alone({ profile: "c2012" });
    open(it, { link: 0 }, 64, FLAG.DELETE);
    expect(it.puppet.take().map(({ name, flags }) => [name, flags])).toEqual([["DOM_ECHO", "C"], ["LNK_ERROR", "D"]]);
    open(it, { link: 0 }, 64);
    expect(it.puppet.take().map(({ name, flags }) => [name, flags])).toEqual([["DOM_ECHO", "C"]]);
  });
});

describe("why it may not", () => {
  test("[ROUTE-08] [LINK-02] more aux data than the link takes: nothing is sent, nothing is kept", () => {
    const it = alone({ auth: { auxBytesMax: 128 } });
    expect([open(it, it.via, 129), it.puppet.take(), it.mesh.inspect("N").transactions]).toEqual([ERR.TOO_BIG, [], []]);
    expect(open(it, it.via, 128)).toBeTypeOf("object");
    expect(it.puppet.take()).toMatchObject([{ flags: "C", aux: { length: 128 } }]);
  });

  test("[LINK-08] a full queue: nothing is sent, nothing is kept", () => {
    const it = alone();
    it.mesh.input("N", { kind: "sendQueue", link: 0, queuedBytes: 4_194_304 });
    expect([open(it, it.via, 3), it.puppet.take(), it.mesh.inspect("N").transactions, it.mesh.events("transactionOpened")]).toEqual([ERR.LIMIT, [], [], []]);
    const [link] = it.core.links;
    expect([whyNotSent(it.core, link!, 1), whyNotSentOneWay(it.core, link!, 64, 1), whyNotSentOneWay(it.core, link!, 64, 70_000)]).toEqual([ERR.LIMIT, ERR.LIMIT, ERR.TOO_BIG]);
  });

  test("[TX-01] [SHM-01] a one-way message: its aux data is in-band, whatever the link could do, and no longer than it takes", () => {
    const { mesh } = joined({ ringBytes: 2_048, regionBytes: 65_536 });
    const { core } = mesh.node("N");
    const [link] = core.links;
    const why = (auxBytes: number) => [whyNotSentOneWay(core, link!, 64, auxBytes), whyNotSent(core, link!, auxBytes)];
    expect([why(1_984), why(1_985)]).toEqual([[ERR.NONE, ERR.NONE], [ERR.TOO_BIG, ERR.NONE]]);
    const it = alone({ auth: { auxBytesMax: 128 } });
    expect([128, 129].map((auxBytes) => whyNotSentOneWay(it.core, it.core.links[0]!, 64, auxBytes))).toEqual([ERR.NONE, ERR.TOO_BIG]);
  });
});
