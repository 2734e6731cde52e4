/** SPAN-08: the order in which a SPAN closes, and the placeholder that it leaves. */
import { describe, expect, test } from "vitest";
import { parseId64 } from "../base/bytes.ts";
import { CMD } from "../wire/constants.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";
import { line } from "./seen.testkit.ts";

function refOfSpan(puppet: Puppet, msgid: string): { readonly link: number; readonly msgidHi: number; readonly msgidLo: number } {
  const { hi, lo } = parseId64(msgid)!;
  return { link: puppet.link, msgidHi: hi, msgidLo: lo };
}

/** "link: message" of what the node sent since a point of the story. */
function sentSince(mesh: Mesh, since: number, node = "H"): string[] {
  return mesh.sentBy(node, since).map((seen) => `${seen.link}: ${line(seen)}`);
}

describe("the peer closes a SPAN", () => {
  /** Two entries and two transactions of the node's own use the SPAN, two connections have its relay. */
  function used(): { readonly hop: Hop; readonly third: Puppet; readonly opened: string[] } {
    const hop = new Hop();
    const third = Puppet.join(hop.mesh, "H");
    hop.mesh.run(HOLD_OVER_US);
    const relay = third.spanOf("far");
    hop.take();
    const via = refOfSpan(hop.target, hop.far);
    hop.mesh.ask("H", { kind: "open", via, text: "mine", flags: 0, tag: 1 });
    const opened = [hop.target.take()[0]!.msgid, third.send({ flags: "C", spanid: relay, text: "b" }), hop.command("C", { msgid: "0x00000000000000aa", text: "a" })];
    hop.reply("C", { msgid: "0x00000000000000aa" });
    third.take();
    hop.take();
    return { hop, third, opened };
  }

  test("[SPAN-08] first all aborts for what used it, by msgid, then the DELETEs of its relays, then the answer", () => {
    const { hop, opened } = used();
    const since = hop.mesh.story.length;
    hop.target.send({ flags: "D", msgid: hop.far, error: 0x2a });
    expect(sentSince(hop.mesh, since)).toEqual([
      "0: LNK_ERROR RDA 0x2a",
      "1: LNK_ERROR DA 0x2a",
      "1: LNK_ERROR DA 0x2a",
      "2: LNK_ERROR RCDA 0x2a",
      "1: LNK_ERROR DA 0x2a",
      "2: LNK_ERROR D 0x2a",
      "0: LNK_ERROR D 0x2a",
      "1: LNK_ERROR RCD",
    ]);
    const aborts = hop.mesh.sentBy("H", since).slice(0, 5).map(({ msgid }) => msgid);
    expect(aborts).toEqual([opened[2], opened[2], opened[0], opened[1], opened[1]]);
  });

  test("[SPAN-08] the answer names the SPAN and nothing after it does", () => {
    const { hop, opened } = used();
    const since = hop.mesh.story.length;
    hop.target.send({ flags: "D", msgid: hop.far });
    const answer = hop.mesh.sentBy("H", since).at(-1)!;
    expect(answer).toMatchObject({ msgid: hop.far, error: 0, link: hop.target.link });
    const ref = hop.target.transaction(opened[0]!, hop.far);
    for (const kind of ["send", "close"] as const) hop.mesh.ask("H", kind === "send" ? { kind, transaction: ref, text: "x" } : { kind, transaction: ref });
    hop.mesh.ask("H", { kind: "abort", transaction: ref, midStream: false });
    hop.mesh.ask("H", { kind: "open", via: refOfSpan(hop.target, hop.far), text: "x", flags: 0, tag: 2 });
    hop.command("DA", { msgid: opened[2]! });
    expect(hop.mesh.sentBy("H", since).filter(({ link }) => link === hop.target.link).at(-1)).toEqual(answer);
    expect(hop.mesh.events("requestRefused")).toHaveLength(4);
  });

  test("[SPAN-08] a DELETE without a reason counts as lost, 0x21", () => {
    const hop = new Hop();
    hop.command("C");
    hop.take();
    hop.target.send({ flags: "D", msgid: hop.far });
    expect(hop.source.takeLines()).toEqual(["LNK_ERROR RCDA 0x21", "LNK_ERROR D 0x21"]);
    expect(hop.mesh.events("spanClosing")).toMatchObject([{ rule: "SPAN-08", value: 0x21 }]);
  });

  test("[SPAN-08] [TX-06] ABORT|DELETE closes it just as well", () => {
    const hop = new Hop();
    hop.target.send({ flags: "DA", msgid: hop.far, error: 0x2a });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR D 0x2a"], target: ["LNK_ERROR RCD"] });
  });

  test("[SPAN-08] the answer does not say CREATE twice", () => {
    const hop = new Hop();
    const { hi, lo } = parseId64(hop.far)!;
    const { core } = hop.mesh.node("H");
    const row = core.findSpan(hop.target.link, false, hi | 0, lo | 0);
    core.spans.setBits(row, core.spans.bits(row) | 4); // as if the SPAN had been acknowledged
    hop.target.send({ flags: "D", msgid: hop.far });
    expect(hop.target.takeLines()).toEqual(["LNK_ERROR RD"]);
  });

  test("[SPAN-08] fully closed, its id is forgotten: what names it is unknown, and it may be used again", () => {
    const hop = new Hop();
    hop.target.send({ flags: "D", msgid: hop.far });
    hop.reply("C", { text: "late" });
    expect(hop.mesh.events("thrownOut")).toMatchObject([{ rule: "ROUTE-02", value: 1 }]);
    expect(hop.target.span("far", { msgid: hop.far })).toBe(hop.far);
    expect(hop.mesh.node("H").bestSpan("far", -1)).not.toBeNull();
  });
});

describe("we close a SPAN", () => {
  test("[SPAN-08] withdrawn: the aborts, then DELETE 0x2a; forgotten with the answer", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.introduced(mesh, "N");
    const own = puppet.spanOf("own");
    puppet.send({ flags: "C", spanid: own, text: "hi" });
    puppet.send({ flags: "C", spanid: own, cmd: CMD.DOM_ECHO });
    puppet.take();
    mesh.ask("N", { kind: "withdraw", fsid: pfsNamed("own").fsid });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RDA 0x2a", "LNK_ERROR RCDA 0x2a", "LNK_ERROR D 0x2a"]);
    expect(mesh.events("transactionAborted").map(({ rule, value }) => [rule, value])).toEqual([["ROUTE-06", 0x2a], ["ROUTE-06", 0x2a]]);
    expect(mesh.inspect("N").transactions).toHaveLength(2);
    puppet.send({ flags: "RCD", msgid: own });
    expect(mesh.inspect("N")).toMatchObject({ transactions: [], sent: [] });
    expect(mesh.node("N").core.index.size).toBe(2); // the two CONNs
  });

  test("[SPAN-08] a target does not name it again either", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.introduced(mesh, "N");
    const own = puppet.spanOf("own");
    const msgid = puppet.send({ flags: "C", spanid: own, text: "hi" });
    mesh.ask("N", { kind: "withdraw", fsid: pfsNamed("own").fsid });
    puppet.take();
    mesh.ask("N", { kind: "abort", transaction: puppet.transaction(msgid, own), midStream: false });
    expect(puppet.take()).toEqual([]);
  });

  test("[SPAN-08] a relay closes with the reason of its source, each use with it", () => {
    const hop = new Hop();
    hop.command("C");
    hop.take();
    hop.target.cut();
    expect(hop.source.takeLines()).toEqual(["LNK_ERROR RCDA 0x2", "LNK_ERROR D 0x2"]);
  });
});

/** All sixteen flags, and one-way. */
const ALL_FLAGS = Array.from({ length: 16 }, (_, i) => ["C", "D", "R", "A"].filter((_letter, bit) => i & (1 << bit)).join(""));

describe("the placeholder", () => {
  test.each(ALL_FLAGS)("[SPAN-08] [ROUTE-02] a relay that we closed: %s is thrown out, unjudged", (flags) => {
    const hop = new Hop();
    const entry = hop.command("C");
    hop.target.send({ flags: "D", msgid: hop.far });
    hop.take();
    const before = hop.mesh.inspect("H").counters.thrownOut;
    for (const spec of [{ msgid: entry }, {}, { cmd: CMD.LNK_SPAN }, { text: "x" }]) hop.source.send({ flags, spanid: hop.relay, ...spec });
    hop.source.send({ flags: flags.replaceAll(/[CDA]/g, ""), spanid: hop.relay, msgid: "0x0000000000000000", text: "one-way" });
    const { thrownOut, violations, discarded } = hop.mesh.inspect("H").counters;
    expect([thrownOut - before, violations, discarded]).toEqual([5, 0, 0]);
    expect(hop.source.take()).toEqual([]);
    const reasons = hop.mesh.events("thrownOut").map(({ rule, value }) => `${rule} ${value}`);
    const reply = flags.includes("R");
    expect(reasons).toEqual(Array.from({ length: 5 }, (_, i) => (reply && i < 4 ? "ROUTE-02 2" : "SPAN-08 3")));
  });

  test.each(ALL_FLAGS)("[SPAN-08] a SPAN that we refused: %s is thrown out, unjudged", (flags) => {
    const hop = new Hop();
    const entry = hop.command("C");
    hop.mesh.ask("H", { kind: "refuseSpan", span: refOfSpan(hop.target, hop.far) });
    hop.take();
    for (const spec of [{ msgid: entry }, {}, { cmd: CMD.LNK_SPAN }]) hop.target.send({ flags: `R${flags}`, spanid: hop.far, ...spec });
    expect(hop.mesh.inspect("H").counters).toMatchObject({ thrownOut: 3, violations: 0, discarded: 0 });
    expect(hop.target.take()).toEqual([]);
  });

  test("[SPAN-08] it goes with the peer's answer, not before", () => {
    const hop = new Hop();
    hop.target.send({ flags: "D", msgid: hop.far });
    expect(hop.mesh.inspect("H").sent).toMatchObject([{ msgid: hop.relay, closing: true, source: null }]);
    hop.source.send({ flags: "RC", msgid: hop.relay });
    expect(hop.mesh.inspect("H").sent).toHaveLength(1);
    hop.source.send({ flags: "RD", msgid: hop.relay });
    expect(hop.mesh.inspect("H").sent).toEqual([]);
    expect(hop.mesh.events("relayClosed")).toMatchObject([{ rule: "SPAN-08", msgid: hop.relay }]);
  });

  test("[SPAN-08] nothing is opened over it at an end", () => {
    const hop = new Hop();
    hop.mesh.ask("H", { kind: "refuseSpan", span: refOfSpan(hop.target, hop.far) });
    hop.mesh.ask("H", { kind: "open", via: refOfSpan(hop.target, hop.far), text: "x", flags: 0, tag: 4 });
    expect(hop.mesh.events("requestRefused")).toMatchObject([{ value: 0x21, extra: 4 }]);
    expect(hop.mesh.node("H").bestSpan("far", -1)).toBeNull();
  });
});
