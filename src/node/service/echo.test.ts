/** SVC-01, and the echo that stands in for a service. */
import { describe, expect, test } from "vitest";
import { CMD } from "../../wire/constants.ts";
import { Hop } from "../hop.testkit.ts";
import { Mesh } from "../mesh.testkit.ts";
import { Puppet, refOf, ZERO_ID } from "../puppet.testkit.ts";

function peer(): { readonly mesh: Mesh; readonly puppet: Puppet; readonly own: string } {
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["own"] });
  const puppet = Puppet.introduced(mesh, "N");
  const own = puppet.spanOf("own");
  puppet.take();
  return { mesh, puppet, own };
}

const UNKNOWN = [
  ["CAC_LOCK", 0x300101],
  ["a protocol of the future", 0xf00101],
  ["DOM_ECHO of another size", 0x100102],
  ["LNK_SPAN of another size", 0x001201],
  ["an LNK command of the future", 0x000701],
  ["LNK_ERROR, which opens nothing", CMD.LNK_ERROR],
  ["LNK_PING as a transaction", CMD.LNK_PING],
  ["the largest header", 0x100120],
] as const;

describe("unknown commands", () => {
  test.each(UNKNOWN)("[SVC-01] %s: a transaction is refused with LNK_ERROR 0x20", (_, cmd) => {
    for (const [flags, last] of [["C", false], ["CD", true], ["CA", false], ["CDA", true]] as const) {
      const { mesh, puppet } = peer();
      const msgid = puppet.send({ cmd, flags });
      expect(puppet.take()).toMatchObject([{ name: "LNK_ERROR", flags: "RCD", error: 0x20, msgid, spanid: ZERO_ID }]);
      expect(mesh.events("transactionRefused")).toMatchObject([{ rule: "SVC-01", value: 0x20 }]);
      if (!last) puppet.send({ flags: "D", msgid });
      expect([mesh.inspect("N").transactions, mesh.events("violation")]).toEqual([[], []]);
    }
  });

  test("[SVC-01] over a spanid too, and through a hop, which asks no questions", () => {
    const { puppet, own } = peer();
    puppet.send({ cmd: 0x300101, flags: "C", spanid: own });
    expect(puppet.take()).toMatchObject([{ flags: "RCD", error: 0x20, spanid: own }]);
    const hop = new Hop();
    hop.command("C", { cmd: 0x300101 });
    expect(hop.take().target).toMatchObject([{ cmd: 0x80300101, flags: "C" }]);
  });

  test.each(UNKNOWN.filter(([, cmd]) => cmd !== CMD.LNK_PING))("[SVC-01] %s: a one-way message is ignored and counted", (_, cmd) => {
    const { mesh, puppet } = peer();
    for (const flags of ["", "R"]) puppet.send({ cmd, flags, msgid: ZERO_ID });
    expect([puppet.take(), mesh.inspect("N").counters.oneWayIgnored]).toEqual([[], 2]);
    expect(mesh.events("oneWayIgnored")).toMatchObject([{ rule: "SVC-01", value: cmd }, { rule: "SVC-01" }]);
  });

  test("[SVC-01] an unknown element of a known transaction changes nothing", () => {
    const { mesh, puppet, own } = peer();
    const msgid = puppet.send({ flags: "C", spanid: own, text: "hello" });
    puppet.take();
    puppet.send({ cmd: 0x300101, msgid, spanid: own });
    puppet.send({ cmd: 0x300101, msgid, spanid: own, text: "no echo" });
    expect([puppet.take(), mesh.inspect("N").transactions.length, puppet.isUp]).toEqual([[], 1, true]);
  });
});

describe("the echo", () => {
  test("[SVC-01] [TX-02] answers every element that carries text, several each way, and closes with the opener", () => {
    const mesh = new Mesh();
    for (const id of ["A", "B", "C"]) mesh.add(id, { pfs: [id] });
    mesh.connect("A", "B");
    mesh.connect("B", "C");
    mesh.run();
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("C", -1)!, text: "one", flags: 0, tag: 1 });
    const { link, spanid, msgid } = mesh.inspect("A").transactions[0]!;
    for (const text of ["two", "three"]) mesh.ask("A", { kind: "send", transaction: refOf(link, spanid, msgid), text });
    mesh.run();
    expect(mesh.events("elementReceived", "C")).toHaveLength(3);
    expect(mesh.events("elementReceived", "A").map(({ value }) => value)).toEqual([4, 4, 6]);
    mesh.ask("A", { kind: "close", transaction: refOf(link, spanid, msgid) });
    mesh.run();
    expect(mesh.events("transactionClosed").map(({ node, value }) => [node, value])).toEqual([["C", 0], ["A", 0]]);
  });

  test("[SVC-01] an element without text is taken in silence", () => {
    const { puppet, own } = peer();
    const msgid = puppet.send({ cmd: CMD.DOM_ECHO, flags: "C", spanid: own });
    puppet.send({ cmd: CMD.DOM_ECHO, msgid, spanid: own });
    expect(puppet.take()).toEqual([]);
    puppet.send({ flags: "D", msgid, spanid: own });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCD"]);
  });
});
