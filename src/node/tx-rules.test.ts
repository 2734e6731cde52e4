/** TX-01, TX-02, TX-03, TX-06 and TX-07 beyond the tables. */
import { describe, expect, test } from "vitest";
import { CMD, FLAG } from "../wire/constants.ts";
import { Hop } from "./hop.testkit.ts";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet, refOf, ZERO_ID } from "./puppet.testkit.ts";

/** Node N offers "own"; the puppet knows its spanid. */
function target(): { readonly mesh: Mesh; readonly puppet: Puppet; readonly own: string } {
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["own"] });
  const puppet = Puppet.introduced(mesh, "N");
  const own = puppet.spanOf("own");
  puppet.take();
  return { mesh, puppet, own };
}

/** Node N opened a transaction with the puppet on link 0. */
function opener(flags = 0): { readonly mesh: Mesh; readonly puppet: Puppet; readonly msgid: string } {
  const mesh = new Mesh();
  mesh.add("N");
  const puppet = Puppet.join(mesh, "N");
  mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "hello", flags, tag: 5 });
  return { mesh, puppet, msgid: puppet.take()[0]!.msgid };
}

describe("one-way", () => {
  test.each(["", "R"])("[TX-01] %s at an end: taken, not recorded, not answered", (flags) => {
    const { mesh, puppet, own } = target();
    for (const spanid of [own, ZERO_ID]) puppet.send({ flags, msgid: ZERO_ID, spanid, text: "hi" });
    const told = mesh.events("oneWayReceived");
    expect(told.map(({ rule, value, extra, spanid }) => [rule, value, extra, spanid])).toEqual([own, ZERO_ID].map((spanid) => ["TX-01", 3, flags === "R" ? 1 : 0, spanid]));
    expect([puppet.take(), mesh.inspect("N").transactions]).toEqual([[], []]);
  });

  test.each(["", "R"])("[TX-01] [ROUTE-01] %s at a hop: forwarded like a command, not recorded", (flags) => {
    const hop = new Hop();
    hop.command(flags, { msgid: ZERO_ID, text: "hi" });
    const { target: seen } = hop.take();
    expect(seen).toMatchObject([{ name: "DOM_ECHO", flags: flags || "-", msgid: ZERO_ID, spanid: hop.far, text: "hi" }]);
    expect(hop.entries).toEqual([]);
    expect(hop.mesh.events("forwarded")).toMatchObject([{ rule: "ROUTE-01", link: hop.source.link, value: hop.target.link, spanid: hop.relay }]);
  });

  test("[TX-01] a node sends them so: msgid 0, REPLY only for status", () => {
    const { mesh, puppet } = opener();
    for (const reply of [false, true]) mesh.ask("N", { kind: "oneWay", via: { link: puppet.link }, text: "hi", reply });
    expect(puppet.take().map(({ flags, msgid }) => [flags, msgid])).toEqual([["-", ZERO_ID], ["R", ZERO_ID]]);
  });

  test.each(["C", "CD", "CA", "CDA", "RC", "RCD"])("[TX-01] %s with msgid 0 is a violation: on link 0, over a spanid, at a hop", (flags) => {
    for (const where of ["link", "end", "hop"] as const) {
      const { mesh, puppet, own } = target();
      const hop = new Hop();
      // A reply names a SPAN of the other direction.
      if (where === "hop") hop[flags.startsWith("R") ? "reply" : "command"](flags.replace("R", ""), { msgid: ZERO_ID });
      else if (where === "end" && flags.startsWith("R")) puppet.send({ flags, msgid: ZERO_ID, spanid: puppet.span("far") });
      else puppet.send({ flags, msgid: ZERO_ID, spanid: where === "end" ? own : ZERO_ID });
      const told = (where === "hop" ? hop.mesh : mesh).events("violation");
      expect(told).toMatchObject([{ rule: "TX-01", value: 17 }]);
    }
  });

  test.each([["A", "discarded"], ["DA", "discarded"], ["D", "violation"]])("[TX-04] %s with msgid 0 is judged by the table: %s", (flags, name) => {
    const { mesh, puppet, own } = target();
    puppet.send({ flags, msgid: ZERO_ID, spanid: own });
    expect(mesh.events(name === "violation" ? "violation" : "discarded")).toMatchObject([{ rule: "TX-04" }]);
  });
});

describe("LNK commands over a spanid", () => {
  const COMMANDS = [["PING", CMD.LNK_PING], ["CONN", CMD.LNK_CONN], ["SPAN", CMD.LNK_SPAN], ["an unknown LNK command", 0x000501], ["LNK_ERROR of the wrong size", 0x0fff02]] as const;

  test.each(COMMANDS)("[TX-01] %s is a violation, at an end and at a hop, in every form", (_, cmd) => {
    for (const flags of ["", "C", "A"]) {
      const { mesh, puppet, own } = target();
      puppet.send({ cmd, flags, spanid: own, msgid: flags ? undefined : ZERO_ID });
      expect(mesh.events("violation")).toMatchObject([{ rule: "TX-01" }]);
      const hop = new Hop();
      hop.command(flags, { cmd, msgid: flags ? undefined : ZERO_ID });
      expect(hop.mesh.events("violation")).toMatchObject([{ rule: "TX-01", link: hop.source.link }]);
      expect(hop.target.isUp).toBe(true);
    }
  });

  test("[TX-01] LNK_ERROR is legal there, and everything is on an unknown one: thrown out (ROUTE-02)", () => {
    const { mesh, puppet, own } = target();
    puppet.send({ cmd: CMD.LNK_ERROR, spanid: own, msgid: ZERO_ID, error: 3 });
    puppet.send({ cmd: CMD.LNK_SPAN, flags: "C", spanid: "0x0000000000001234" });
    expect([mesh.events("violation"), mesh.events("thrownOut").length]).toEqual([[], 1]);
  });
});

describe("msgids", () => {
  test("[TX-02] node number << 40 | counter, never twice, not even after a crash", () => {
    const mesh = new Mesh();
    mesh.add("other");
    mesh.add("N", { pfs: ["own"] });
    const ids: string[] = [];
    for (let life = 0; life < 3; life++) {
      const puppet = Puppet.join(mesh, "N");
      mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "hello", flags: 0, tag: 5 });
      puppet.cut();
      mesh.ask("N", { kind: "crash" });
    }
    for (const { msgid, flags } of mesh.sentBy("N")) if (flags.includes("C") && !flags.includes("R")) ids.push(msgid);
    expect(ids.length).toBe(3 * 4); // AUTH, CONN, the announcement, the transaction
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([...ids].sort());
    for (const id of ids) expect(id.slice(0, 8)).toBe("0x000002");
    expect(Number.parseInt(ids.at(-1)!.slice(8), 16)).toBe(ids.length);
  });

  test("[TX-02] closed both ways is forgotten, and the msgid may come again", () => {
    const { mesh, puppet, own } = target();
    for (let i = 0; i < 3; i++) puppet.send({ flags: "CD", msgid: "0x0000000000000007", spanid: own, text: `${i}` });
    expect(puppet.takeLines()).toEqual(['DOM_ECHO RCD "0"', 'DOM_ECHO RCD "1"', 'DOM_ECHO RCD "2"']);
    expect([mesh.inspect("N").transactions, mesh.events("violation")]).toEqual([[], []]);
  });

  test("[TX-02] the same at a hop", () => {
    const hop = new Hop();
    const msgid = "0x0000000000000007";
    for (let i = 0; i < 2; i++) {
      hop.command("CD", { msgid });
      hop.reply("CD", { msgid });
      expect(hop.entries).toEqual([]);
    }
    expect(hop.mesh.events("entryClosed")).toMatchObject([{ rule: "TX-02", value: 0 }, { rule: "TX-02", value: 0 }]);
  });

  test("[TX-02] the key is link, spanid, msgid and opener: equal msgids in other places do not meet", () => {
    const { mesh, puppet, own } = target();
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "ours", flags: 0, tag: 1 });
    const { msgid } = puppet.take()[0]!;
    puppet.send({ flags: "C", msgid, text: "link 0" });
    puppet.send({ flags: "C", msgid, spanid: own, text: "span" });
    puppet.send({ flags: "RC", msgid, text: "reply" });
    expect(mesh.events("violation")).toEqual([]);
    expect(mesh.inspect("N").transactions.map((each) => [each.msgid, each.spanid, each.opener, each.replyHalf])).toEqual([
      [msgid, ZERO_ID, true, "open"],
      [msgid, ZERO_ID, false, "open"],
      [msgid, own, false, "open"],
    ]);
  });

  test("[TX-02] a msgid is the same from end to end", () => {
    const mesh = new Mesh();
    const ids = ["A", "B", "C", "D"];
    for (const id of ids) mesh.add(id, { pfs: [id] });
    for (let i = 1; i < ids.length; i++) mesh.connect(ids[i - 1]!, ids[i]!);
    mesh.run();
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("D", -1)!, text: "hello", flags: 0, tag: 1 });
    mesh.run();
    const seen = [mesh.inspect("A").transactions, mesh.inspect("B").entries, mesh.inspect("C").entries, mesh.inspect("D").transactions].map(([one]) => one!.msgid);
    expect(new Set(seen).size).toBe(1);
    const spanids = [mesh.inspect("A").transactions[0]!.spanid, mesh.inspect("B").entries[0]!.outSpanid, mesh.inspect("C").entries[0]!.outSpanid];
    expect(new Set(spanids).size).toBe(3);
  });
});

describe("LNK_ERROR", () => {
  test("[TX-03] closes our half as the opener: DELETE", () => {
    const { mesh, puppet, msgid } = opener();
    mesh.ask("N", { kind: "close", transaction: puppet.transaction(msgid) });
    expect(puppet.take()).toMatchObject([{ name: "LNK_ERROR", flags: "D", msgid, spanid: ZERO_ID, error: 0 }]);
    mesh.ask("N", { kind: "close", transaction: puppet.transaction(msgid) });
    expect(mesh.events("requestRefused")).toMatchObject([{ rule: "TX-02", extra: 5 }]);
  });

  test.each([["", "RCD"], ["said something", "RD"]])("[TX-03] closes our half as the target, having sent %j: %s", (text, flags) => {
    const { mesh, puppet, own } = target();
    const msgid = puppet.send({ flags: "C", spanid: own, cmd: CMD.DOM_ECHO, text: text || undefined });
    puppet.take();
    mesh.ask("N", { kind: "close", transaction: puppet.transaction(msgid, own) });
    expect(puppet.take()).toMatchObject([{ name: "LNK_ERROR", flags, msgid, spanid: own, error: 0 }]);
    puppet.send({ flags: "D", msgid, spanid: own });
    expect(mesh.inspect("N").transactions).toEqual([]);
  });

  test("[TX-03] received with an error it is a refusal: our half closes too", () => {
    const { mesh, puppet, msgid } = opener();
    puppet.send({ flags: "RCD", msgid, error: 0x20 });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR D"]);
    expect(mesh.events("peerHalfClosed")).toMatchObject([{ value: 0x20, rule: "TX-05" }]);
    expect(mesh.events("transactionClosed")).toMatchObject([{ value: 0 }]);
  });

  test("[TX-03] with error 0 it is an acknowledgement: ours stays open", () => {
    const { mesh, puppet, msgid } = opener();
    puppet.send({ flags: "RC", msgid });
    puppet.send({ flags: "RD", msgid });
    expect([puppet.take(), mesh.inspect("N").transactions.map(({ commandHalf, replyHalf }) => [commandHalf, replyHalf])]).toEqual([[], [["open", "closed"]]]);
  });

  test("[TX-03] the layer above may answer as a target, its first element opens the reply half", () => {
    const { mesh, puppet, own } = target();
    const msgid = puppet.send({ flags: "C", spanid: own, cmd: CMD.DOM_ECHO });
    const transaction = puppet.transaction(msgid, own);
    for (const text of ["one", "two"]) mesh.ask("N", { kind: "send", transaction, text });
    expect(puppet.takeLines()).toEqual(['DOM_ECHO RC "one"', 'DOM_ECHO R "two"']);
  });
});

describe("aborts", () => {
  test("[TX-06] the opener ends its half with ABORT|DELETE and is done when the other side has too", () => {
    const { mesh, puppet, msgid } = opener();
    mesh.ask("N", { kind: "abort", transaction: puppet.transaction(msgid), midStream: false });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR DA 0x23"]);
    expect(mesh.inspect("N").transactions).toMatchObject([{ aborted: true, commandHalf: "closed", error: 0x23 }]);
    puppet.send({ flags: "RCDA", msgid });
    expect([mesh.inspect("N").transactions, puppet.take()]).toEqual([[], []]);
    expect(mesh.events("transactionAborted")).toMatchObject([{ rule: "TX-06", value: 0x23, extra: 1 }]);
  });

  test("[TX-06] abort after delete: it is sent although DELETE went before", () => {
    const { mesh, puppet, msgid } = opener(FLAG.DELETE);
    mesh.ask("N", { kind: "abort", transaction: puppet.transaction(msgid), midStream: false });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR DA 0x23"]);
    puppet.send({ flags: "RCDA", msgid });
    expect(mesh.inspect("N").transactions).toEqual([]);
  });

  test.each([["", "RCDA"], ["said something", "RDA"]])("[TX-06] the target ends its half, having sent %j: %s", (text, flags) => {
    const { mesh, puppet, own } = target();
    const msgid = puppet.send({ flags: "C", spanid: own, cmd: CMD.DOM_ECHO, text: text || undefined });
    puppet.take();
    mesh.ask("N", { kind: "abort", transaction: puppet.transaction(msgid, own), midStream: false });
    expect(puppet.takeLines()).toEqual([`LNK_ERROR ${flags} 0x23`]);
    puppet.send({ flags: "DA", msgid, spanid: own });
    expect(mesh.inspect("N").transactions).toEqual([]);
  });

  test("[TX-06] two aborts that cross are discarded by whoever has forgotten", () => {
    const { mesh, puppet, msgid } = opener();
    puppet.send({ flags: "RCDA", msgid, error: 0x23 });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR DA 0x23"]);
    puppet.send({ flags: "RDA", msgid, error: 0x23 });
    expect([mesh.events("violation"), mesh.events("discarded").length]).toEqual([[], 1]);
  });

  test("[TX-06] mid-stream: ABORT alone, by the opener, and by a target that has replied", () => {
    const { mesh, puppet, msgid } = opener();
    mesh.ask("N", { kind: "abort", transaction: puppet.transaction(msgid), midStream: true });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR A"]);
    const other = target();
    const id = other.puppet.send({ flags: "C", spanid: other.own, cmd: CMD.DOM_ECHO });
    const transaction = other.puppet.transaction(id, other.own);
    other.mesh.ask("N", { kind: "abort", transaction, midStream: true });
    expect([other.puppet.take(), other.mesh.events("requestRefused").map(({ rule }) => rule)]).toEqual([[], ["TX-06"]]);
    other.mesh.ask("N", { kind: "send", transaction, text: "now" });
    other.mesh.ask("N", { kind: "abort", transaction, midStream: true });
    expect(other.puppet.takeLines()).toEqual(['DOM_ECHO RC "now"', "LNK_ERROR RA"]);
  });

  test("[TX-06] received mid-stream, ABORT alone is told at either end and changes nothing", () => {
    const { mesh, puppet, msgid } = opener();
    puppet.send({ flags: "RC", msgid, text: "first" });
    puppet.send({ flags: "RA", msgid, error: 9 });
    const other = target();
    const id = other.puppet.send({ flags: "C", spanid: other.own, text: "first" });
    other.puppet.take();
    other.puppet.send({ flags: "A", msgid: id, spanid: other.own, error: 9 });
    for (const one of [mesh, other.mesh]) {
      expect(one.events("midStreamAbort")).toMatchObject([{ rule: "TX-06", value: 9 }]);
      expect(one.inspect("N").transactions).toMatchObject([{ commandHalf: "open", replyHalf: "open", aborted: false }]);
    }
    expect([puppet.take(), other.puppet.take()]).toEqual([[], []]);
  });

  test("[TX-06] ABORT|CREATE executes and is answered at once", () => {
    const { mesh, puppet, own } = target();
    puppet.send({ flags: "CA", spanid: own, text: "now or never" });
    expect(puppet.takeLines()).toEqual(['DOM_ECHO RC "now or never"']);
    expect(mesh.events("transactionAccepted")).toMatchObject([{ value: 1 }]);
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "x", flags: FLAG.ABORT | FLAG.DELETE, tag: 1 });
    expect(puppet.takeLines()).toEqual(['DOM_ECHO CDA "x"']);
  });

  test.each(["A", "D"] as const)("[TX-06] [ROUTE-04] across three links, aborted by %s: both ends hear of it, nothing is left", (by) => {
    const mesh = new Mesh();
    const ids = ["A", "B", "C", "D"];
    for (const id of ids) mesh.add(id, { pfs: [id] });
    for (let i = 1; i < ids.length; i++) mesh.connect(ids[i - 1]!, ids[i]!);
    mesh.run();
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("D", -1)!, text: "hello", flags: 0, tag: 1 });
    mesh.run();
    const { link, spanid, msgid } = mesh.inspect(by).transactions[0]!;
    mesh.ask(by, { kind: "abort", transaction: refOf(link, spanid, msgid), midStream: false });
    mesh.run();
    expect(mesh.events("transactionAborted").map(({ node }) => node).sort()).toEqual(["A", "D"]);
    expect(ids.map((id) => mesh.node(id).core.transactions.count)).toEqual([0, 0, 0, 0]);
    expect(mesh.events("violation")).toEqual([]);
  });
});

describe("mistakes", () => {
  test("[TX-07] a discard is silent, counted, and told with the rule and the state", () => {
    const { mesh, puppet, own } = target();
    puppet.send({ flags: "DA", spanid: own });
    puppet.send({ flags: "RA" });
    expect(puppet.take()).toEqual([]);
    expect(mesh.inspect("N").counters.discarded).toBe(2);
    expect(mesh.events("discarded").map(({ rule }) => rule)).toEqual(["TX-04", "TX-05"]);
  });

  test("[TX-07] a violation kills the link with TRANS and shows the rule, the message and the sender's command", () => {
    const { mesh, puppet, own } = target();
    const msgid = puppet.send({ flags: "D", spanid: own });
    expect(mesh.events("violation")).toEqual([expect.objectContaining({ rule: "TX-04", link: puppet.link, msgid, spanid: own, value: 17, extra: 0x400fff01 })]);
    expect(mesh.hungUp).toEqual([{ node: "N", link: puppet.link, error: 17 }]);
  });

  test("[TX-07] a fault in the payload of a routed message never kills a link", () => {
    const { mesh, puppet, own } = target();
    puppet.send({ cmd: 0x7fff01, flags: "C", spanid: own });
    puppet.send({ cmd: 0x100102, flags: "CD", spanid: own, aux: new Uint8Array(100).fill(255) });
    puppet.send({ cmd: CMD.DOM_ECHO, flags: "CD", spanid: own, aux: Uint8Array.of(0xff, 0xfe, 0xfd) });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCD 0x20", "LNK_ERROR RCD 0x20", 'DOM_ECHO RCD "\ufffd\ufffd\ufffd"']);
    expect([mesh.events("violation"), puppet.isUp]).toEqual([[], true]);
  });
});
